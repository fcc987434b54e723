// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/clip_model.h"
#include "core/model/device.h"
#include "core/model/encoder.h"

namespace fulcrum::engine {

/// CLIP behind model::Encoder.
class ClipEncoder final : public model::Encoder
{
public:
    /// Throws EngineError.
    ClipEncoder(const Path& folder, const model::LoadOptions& options);
    /// Without a folder, for benchmarks; the weights are brought to device and type.
    ClipEncoder(const ClipConfig& config, ClipWeights weights, at::Device device, at::ScalarType type);

    const model::EncoderInfo& info() const override { return m_info; }
    Result<std::vector<float>> encodeImages(
        std::span<const model::Pixels> images, std::stop_token stop, std::vector<float>* lengths = nullptr) override;
    Result<std::vector<float>> encodeTexts(std::span<const std::vector<std::int32_t>> texts, std::stop_token stop,
        std::vector<float>* lengths = nullptr) override;

private:
    void describe(); ///< m_info but name and hash

    ClipConfig m_config;
    ClipWeights m_weights;
    model::EncoderInfo m_info;
    at::Device m_device = at::kCPU;
    at::ScalarType m_type = at::kFloat;
};

/// [n, 3, S, S] float32 on the CPU; throws EngineError when an image has another size: image `first` is that of
/// images[0] in the text.
at::Tensor clipPixels(
    std::span<const model::Pixels* const> images, const ClipConfig& config, std::size_t first = 0);
/// Ids padded with the last id of each text (its end token) to the longest; throws EngineError for an empty or too long
/// text or an id outside the vocabulary.
at::Tensor clipIds(
    std::span<const std::vector<std::int32_t>* const> texts, const ClipConfig& config, std::size_t first = 0);

} // namespace fulcrum::engine
