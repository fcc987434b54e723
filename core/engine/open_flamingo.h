// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_model.h"
#include "core/engine/idefics_weights.h"
#include "core/engine/open_flamingo_config.h"
#include "core/model/device.h"

namespace fulcrum::engine {

/// Norm with bias, expansion by GELU, projection back: the feed-forward part of resampler and gated blocks.
struct FlamingoFeedForward
{
    at::Tensor norm, normBias, up, down;
};

/// Trained tensors beside the language model's, and the vision tower's.
struct OpenFlamingoWeights
{
    struct PerceiverLayer
    {
        at::Tensor mediaNorm, mediaNormBias, latentsNorm, latentsNormBias, q, kv, out;
        FlamingoFeedForward feedForward;
    };
    struct Gated
    {
        at::Tensor norm, normBias, q, kv, out, attentionGate, feedForwardGate;
        FlamingoFeedForward feedForward;
    };
    VisionWeights vision; ///< postNorm stays undefined: the patch tokens are not normed (MODELS.md 2.2)
    at::Tensor latents, norm, normBias;
    std::vector<PerceiverLayer> perceiver;
    std::vector<Gated> gated;
    TextWeights text;
};

/// A folder's trained tensors: checkpoint.pt, or checkpoint.safetensors where only that is there. `file` (if not null) receives
/// which. Throws EngineError.
Weights openFlamingoCheckpoint(const Path& folder, Path* file = nullptr);

/// The trained tensors over the language and vision folders; a tensor of the language model that the checkpoint has too is taken
/// from there. Gated blocks are accepted under either of their two names. Throws EngineError listing everything that does
/// not fit. `hash` receives the SHA-256 of the weight files, `parameters` the number of elements (either may be null).
OpenFlamingoWeights loadOpenFlamingo(const Path& folder, Weights checkpoint, const OpenFlamingoConfig& config,
    at::Device device, at::ScalarType type, std::string* hash, std::int64_t* parameters);

/// OpenFlamingo for the forest: gated cross-attention to the image before (MODELS.md 2.4).
class OpenFlamingo final : public Architecture
{
public:
    /// Throws EngineError.
    static std::unique_ptr<ForestModel> load(const Path& folder, const model::LoadOptions& options);
    OpenFlamingo(OpenFlamingoConfig config, OpenFlamingoWeights weights, at::Device device, at::ScalarType type);

    const ForestShape& shape() const override { return m_shape; }
    at::Device device() const override { return m_device; }
    at::ScalarType type() const override { return m_type; }
    const at::Tensor& head() const override { return m_decoder.weights().head; }
    at::Tensor imagePixels(const model::Pixels& pixels, const std::string& where) const override;
    /// Traces vision_tokens [n, patches, width] and perceiver_out [n, latents, width].
    at::Tensor imageFeatures(const std::vector<at::Tensor>& images, Trace* trace = nullptr) const override;
    ImageTable projectFeatures(const at::Tensor& features) const override;
    at::Tensor run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted = {},
        Trace* trace = nullptr) const override;

private:
    at::Tensor resampled(const at::Tensor& media) const;
    at::Tensor gatedBlock(
        const PackedBatch& batch, const ImageTable& images, std::size_t index, at::Tensor hidden) const;

    OpenFlamingoConfig m_config;
    OpenFlamingoWeights m_weights; ///< `text` is moved into the decoder
    at::Device m_device;
    at::ScalarType m_type;
    TextDecoder m_decoder;
    ForestShape m_shape;
};

} // namespace fulcrum::engine
