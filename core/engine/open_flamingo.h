// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_model.h"
#include "core/engine/idefics_weights.h"
#include "core/engine/open_flamingo_config.h"
#include "core/engine/text_weights.h"
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

/// Calls `visit` for every tensor under its published name; gated blocks under "lang_encoder.gated_cross_attn_layers.".
void visitFlamingo(OpenFlamingoWeights& weights, const OpenFlamingoConfig& config, const StackVisitor& visit);

/// The three sets of files of a folder: the trained tensors over those of the language model and of the vision tower.
struct FlamingoSources
{
    OpenFlamingoConfig config;
    Weights checkpoint, language, vision;

    /// Reads the configuration and all headers; throws EngineError.
    static FlamingoSources open(const Path& folder);
    void setTarget(at::Device device, at::ScalarType type);
    /// A tensor of visitFlamingo: of the language model from the checkpoint where that has it; gated blocks under either of their
    /// two names.
    at::Tensor take(const Slice& slice);
    std::vector<Path> files() const;
    std::vector<model::TensorComplaint> complaints() const;

private:
    at::Tensor takeLanguage(const Slice& slice);
    at::Tensor takeTrained(const Slice& slice);
    at::Tensor resized(const Slice& slice);
};

/// Throws EngineError listing everything that does not fit.
OpenFlamingoWeights loadOpenFlamingo(FlamingoSources& sources, at::Device device, at::ScalarType type);

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
