// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/architecture.h"
#include "core/engine/decoder_shape.h"
#include "core/engine/ops.h"

#include <functional>

namespace fulcrum::engine {

/// cos and sin of position times frequency, [count, headWidth / 2]; computed in float32 (MODELS.md 1.6).
struct RotaryTable
{
    at::Tensor cos, sin;
    static RotaryTable make(
        std::int64_t headWidth, std::int64_t count, double base, at::Device device, at::ScalarType type);
};

/// [n * t, heads * d] -> [n, heads, t, d].
at::Tensor toHeads(const at::Tensor& x, std::int64_t n, std::int64_t t, std::int64_t heads);
/// [n, heads, t, d] -> [n * t, heads * d].
at::Tensor fromHeads(const at::Tensor& x);
/// Key or value heads [n, kvHeads, t, d], each repeated for the query heads that share it: [n, heads, t, d].
at::Tensor sharedHeads(const at::Tensor& x, std::int64_t heads);

/// Cross-attention of packed queries [batch.size, heads * d] to the image that each token sees; keys and values
/// [images, rows, heads * d]. Zero where a token sees none. [batch.size, heads * d].
at::Tensor attendImages(const at::Tensor& q, const at::Tensor& keys, const at::Tensor& values, std::int64_t heads,
    const PackedBatch& batch);

/// Projections of one input are kept stacked (q, k, v; gate, up).
struct TextWeights
{
    struct Layer
    {
        at::Tensor norm1, qkv, qkvBias, qNorm, kNorm, out, norm2, up, down;
    };
    at::Tensor embedding, head, norm;
    std::vector<Layer> layers;
};

/// Runs a causal language model over packed tokens. Weights are shared, not copied.
class TextDecoder
{
public:
    /// Changes the hidden states before a layer.
    using Before = std::function<at::Tensor(std::size_t layer, at::Tensor hidden)>;

    /// `type`: of the activations.
    TextDecoder(DecoderShape shape, TextWeights weights, at::Device device, at::ScalarType type);

    const DecoderShape& shape() const { return m_shape; }
    const TextWeights& weights() const { return m_weights; }

    /// [batch.size, hidden].
    at::Tensor embed(const PackedBatch& batch) const;
    /// As Architecture::run, from embedded tokens, whose memory may be used. Traces hidden_after_layer0, hidden_after_last_layer, hidden_last_normed.
    at::Tensor run(const PackedBatch& batch, at::Tensor hidden, KeyValueStore* store, const at::Tensor& wanted,
        const Before& before, Trace* trace) const;

private:
    at::Tensor norm(const at::Tensor& x, const at::Tensor& weight) const;
    at::Tensor project(const TextWeights::Layer& layer, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) const;
    std::vector<at::Tensor> masks(const PackedBatch& batch) const;
    at::Tensor attend(const PackedBatch& batch, const at::Tensor& qkv, const std::vector<at::Tensor>& masks,
        KeyValueStore* store, std::size_t layer) const;
    at::Tensor attendPadded(const PackedBatch& batch, const at::Tensor& qkv, const std::vector<at::Tensor>& masks,
        KeyValueStore* store, std::size_t layer) const;

    DecoderShape m_shape;
    TextWeights m_weights;
    RotaryTable m_rotary;
    std::vector<float> m_slopes; ///< one per head; empty without ALiBi
    at::ScalarType m_type;       ///< of the activations
};

} // namespace fulcrum::engine
