// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/idefics_trainer.h"

#include <nlohmann/json.hpp>

namespace fulcrum::engine {

Result<std::unique_ptr<model::VisionLanguageModel>> TorchBackend::loadVisionLanguageModel(
    const Path& folder, const model::LoadOptions&)
{
    return fail(ErrorCode::Unsupported, "not part of this build", folder.string());
}

Result<std::unique_ptr<model::VisionLanguageTrainer>> TorchBackend::createVisionLanguageTrainer(
    const Path& folder, const Path& encoderFolder, const model::VisionLanguageTrainer::Options& options)
{
    return guarded("cannot prepare the training of a vision-language model",
        [&]() -> std::unique_ptr<model::VisionLanguageTrainer> {
            return std::make_unique<IdeficsTrainer>(folder, encoderFolder, options);
        });
}

Result<ConformanceReport> ideficsConformance(const Path& folder, const std::string&)
{
    return fail(ErrorCode::Unsupported, "not part of this build", folder.string());
}

Result<nlohmann::json> benchDm(const nlohmann::json&) { return fail(ErrorCode::Unsupported, "not part of this build"); }

} // namespace fulcrum::engine
