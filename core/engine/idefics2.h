// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_model.h"
#include "core/engine/idefics2_config.h"
#include "core/engine/idefics_weights.h"
#include "core/engine/text_weights.h"
#include "core/model/device.h"

namespace fulcrum::engine {

struct Idefics2Weights
{
    struct PerceiverLayer
    {
        at::Tensor latentsNorm, contextNorm, q, kv, out, postNorm, gateUp, down;
    };
    VisionWeights vision; ///< without class embedding and pre-norm; the patch projection has a bias
    at::Tensor patchBias;
    at::Tensor projectionGateUp, projectionDown; ///< modality projection
    at::Tensor latents, norm;
    std::vector<PerceiverLayer> perceiver;
    TextWeights text;
};

/// Calls `visit` for every tensor under its published name.
void visitIdefics2(Idefics2Weights& weights, const Idefics2Config& config, const StackVisitor& visit);
/// The files of a folder, buffers that nobody needs marked; throws EngineError.
Weights openIdefics2(const Path& folder, const Idefics2Config& config);

/// The tensors of the folder on the device; throws EngineError listing everything that does not fit. `hash` receives the
/// SHA-256 of the weight files, `parameters` the number of elements.
Idefics2Weights loadIdefics2(const Path& folder, const Idefics2Config& config, at::Device device, at::ScalarType type,
    std::string& hash, std::int64_t& parameters);

/// Idefics2 for the forest: every image becomes `latents` embeddings in the places of its placeholders (MODELS.md 4). Images
/// keep their own size: each is run without padding, where a last row or column of patches that is only partly covered counts
/// as a whole one, as in a padded batch.
class Idefics2 final : public Architecture
{
public:
    /// Throws EngineError.
    static std::unique_ptr<ForestModel> load(const Path& folder, const model::LoadOptions& options);
    Idefics2(Idefics2Config config, Idefics2Weights weights, at::Device device, at::ScalarType type);

    const ForestShape& shape() const override { return m_shape; }
    at::Device device() const override { return m_device; }
    at::ScalarType type() const override { return m_type; }
    const at::Tensor& head() const override { return m_decoder.weights().head; }
    /// Any size up to the position table's.
    at::Tensor imagePixels(const model::Pixels& pixels, const std::string& where) const override;
    /// Traces vision_last_hidden_state and modality_projection (of the patches of the position table; `valid_patches`
    /// [n, positions] says which belong to an image) and image_hidden_states [n, latents, hidden].
    at::Tensor imageFeatures(const std::vector<at::Tensor>& images, Trace* trace = nullptr) const override;
    ImageTable projectFeatures(const at::Tensor& features) const override { return {{features}, {features}}; }
    at::Tensor run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted = {},
        Trace* trace = nullptr) const override;

private:
    at::Tensor tower(const at::Tensor& pixels, std::int64_t& rows, std::int64_t& columns) const;
    at::Tensor positions(std::int64_t rows, std::int64_t columns) const;
    at::Tensor resampled(const at::Tensor& context) const;

    Idefics2Config m_config;
    Idefics2Weights m_weights; ///< `text` is moved into the decoder
    at::Device m_device;
    at::ScalarType m_type;
    TextDecoder m_decoder;
    ForestShape m_shape;
};

} // namespace fulcrum::engine
