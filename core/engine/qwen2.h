// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_model.h"
#include "core/engine/qwen2_config.h"
#include "core/engine/text_weights.h"
#include "core/model/device.h"

namespace fulcrum::engine {

/// The files of a folder, buffers that nobody needs marked; throws EngineError.
Weights openQwen2(const Path& folder, const Qwen2Config& config);

/// Qwen1.5 and Qwen2 for text (MODELS.md 3).
class Qwen2 final : public Architecture
{
public:
    /// A Hugging Face folder; throws EngineError.
    static std::unique_ptr<ForestModel> load(const Path& folder, const model::LoadOptions& options);
    Qwen2(DecoderShape shape, TextWeights weights, at::Device device, at::ScalarType type);

    const ForestShape& shape() const override { return m_shape; }
    at::Device device() const override { return m_device; }
    at::ScalarType type() const override { return m_type; }
    const at::Tensor& head() const override { return m_decoder.weights().head; }
    /// The model takes no images: both throw Unsupported.
    at::Tensor imagePixels(const model::Pixels& pixels, const std::string& where) const override;
    at::Tensor imageFeatures(const std::vector<at::Tensor>& images, Trace* trace = nullptr) const override;
    ImageTable projectFeatures(const at::Tensor& features) const override;
    at::Tensor run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted = {},
        Trace* trace = nullptr) const override;

private:
    at::Device m_device;
    at::ScalarType m_type;
    TextDecoder m_decoder;
    ForestShape m_shape;
};

} // namespace fulcrum::engine
