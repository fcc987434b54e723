// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/clip_model.h"
#include "core/engine/flat_adamw.h"
#include "core/model/encoder.h"

namespace fulcrum::engine {

/// Trains all weights of a CLIP folder (core/model/encoder.h). Float32 on the CPU.
class ClipTrainer final : public model::EncoderTrainer
{
public:
    /// Throws EngineError. `heads` = classes of each dense head.
    ClipTrainer(const Path& folder, std::uint64_t seed, std::span<const int> heads, double weightDecay, int threads);

    Result<StepResult> step(
        std::span<const model::EncoderExample> batch, double learningRate, double denseWeight) override;
    Result<void> saveModel(const Path& folder) override;
    Result<void> saveState(const Path& file) override { return m_optimizer->save(file); }
    Result<void> loadState(const Path& file) override { return m_optimizer->load(file); }

private:
    at::Tensor contrastiveLoss(const at::Tensor& image, const at::Tensor& text,
        std::span<const model::EncoderExample> batch, double& accuracy) const;
    at::Tensor denseLoss(const at::Tensor& patches, std::span<const model::EncoderExample> batch) const;

    ClipConfig m_config;
    ClipWeights m_weights;
    std::vector<at::Tensor> m_heads; ///< [classes, width]: linear heads on patch tokens
    std::unique_ptr<FlatAdamW> m_optimizer;
};

} // namespace fulcrum::engine
