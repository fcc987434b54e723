// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/clip_encoder.h"
#include "core/engine/encoder_trainer.h"
#include "core/engine/guard.h"

namespace fulcrum::engine {

Result<std::unique_ptr<model::Encoder>> TorchBackend::loadEncoder(
    const Path& folder, const model::LoadOptions& options)
{
    return guarded("cannot load the encoder",
        [&]() -> std::unique_ptr<model::Encoder> { return std::make_unique<ClipEncoder>(folder, options); });
}

Result<std::unique_ptr<model::EncoderTrainer>> TorchBackend::createEncoderTrainer(
    const Path& folder, std::uint64_t seed, std::span<const int> heads, double weightDecay, int threads)
{
    return guarded("cannot train the encoder", [&]() -> std::unique_ptr<model::EncoderTrainer> {
        return std::make_unique<ClipTrainer>(folder, seed, heads, weightDecay, threads);
    });
}

} // namespace fulcrum::engine
