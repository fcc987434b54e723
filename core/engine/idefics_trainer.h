// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/flat_adamw.h"
#include "core/engine/idefics_decoder.h"
#include "core/model/vision_language_model.h"

namespace fulcrum::engine {

/// Trains an IDEFICS folder on the CPU in float32. Documents are packed without padding; the loss needs logits only where
/// its weight is not zero. Everything is computed in a fixed order, so the same calls give the same bytes for the same
/// number of threads.
class IdeficsTrainer final : public model::VisionLanguageTrainer
{
public:
    /// Throws EngineError. An empty `encoderFolder` keeps the tower's own (loaded or random) weights.
    IdeficsTrainer(const Path& folder, const Path& encoderFolder, const Options& options);

    Result<void> setImages(std::span<const model::ImageInput> images, std::stop_token stop) override;
    Result<double> step(std::span<const model::TrainDocument> batch, double learningRate) override;
    Result<std::vector<double>> evaluate(std::span<const model::TrainDocument> batch) override;
    Result<void> saveModel(const Path& folder) override;
    Result<void> saveState(const Path& file) override;
    Result<void> loadState(const Path& file) override;

private:
    /// Cross-entropies of the weighted positions of a batch.
    struct Losses
    {
        at::Tensor entropies;             ///< [positions]
        std::vector<float> weights;       ///< per position
        std::vector<std::size_t> document; ///< per position
    };
    void check(const model::TrainDocument& document, std::size_t index) const;
    Losses forward(std::span<const model::TrainDocument> batch) const;

    IdeficsConfig m_config;
    IdeficsWeights m_weights;
    std::unique_ptr<FlatAdamW> m_optimizer;
    std::unique_ptr<TextDecoder> m_text; ///< shares m_weights
    at::Tensor m_vision; ///< [images, patches + 1, width], outputs of the frozen tower
};

} // namespace fulcrum::engine
