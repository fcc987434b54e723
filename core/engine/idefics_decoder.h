// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_weights.h"
#include "core/engine/packed_batch.h"

namespace fulcrum::engine {

/// What the gated layers see of a batch's images: per gated layer the keys and values of every image,
/// [images, featureRows, hidden], keys normed where the model does so.
struct ImageTable
{
    std::vector<at::Tensor> keys, values;
};

/// features [images, featureRows, vision width] -> table.
ImageTable projectImages(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& features);

/// Keys (rotated) and values of the self-attention, one row of [capacity, hidden] per token and layer.
struct KeyValueStore
{
    std::vector<at::Tensor> keys, values;
};

/// cos and sin of position times frequency, [count, headWidth / 2] in float32 (MODELS.md 1.6).
struct RotaryTable
{
    at::Tensor cos, sin;
    static RotaryTable make(std::int64_t headWidth, std::int64_t count, torch::Device device, at::ScalarType type);
};

/// down(act(gate(x)) * up(x)).
at::Tensor gatedMlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation);

/// The decoder over packed tokens: hidden states after the last norm, [batch.size, hidden], or only those of the rows in
/// `wanted` where it is defined (then the last layer does no more than they need). With a store, keys and values of the new
/// tokens are written to their slots and the past is read from it; without, rows see only themselves. Tokens that see no
/// image get nothing from the gated attention (gate variant (a) of MODELS.md 1.6). Works with autograd when there is no
/// store.
at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, const RotaryTable& rotary, KeyValueStore* store, const at::Tensor& wanted = {});

} // namespace fulcrum::engine
