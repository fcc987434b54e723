// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"

#include <nlohmann/json.hpp>

namespace fulcrum::engine {

Result<std::unique_ptr<model::VisionLanguageModel>> TorchBackend::loadVisionLanguageModel(
    const Path& folder, const model::LoadOptions&)
{
    return fail(ErrorCode::Unsupported, "not part of this build", folder.string());
}

Result<std::unique_ptr<model::VisionLanguageTrainer>> TorchBackend::createVisionLanguageTrainer(
    const Path& folder, const Path&, const model::VisionLanguageTrainer::Options&)
{
    return fail(ErrorCode::Unsupported, "not part of this build", folder.string());
}

Result<ConformanceReport> ideficsConformance(const Path& folder, const std::string&)
{
    return fail(ErrorCode::Unsupported, "not part of this build", folder.string());
}

Result<nlohmann::json> benchDm(const nlohmann::json&) { return fail(ErrorCode::Unsupported, "not part of this build"); }

} // namespace fulcrum::engine
