// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"

namespace fulcrum::engine {

Result<std::unique_ptr<model::LeverModel>> TorchBackend::createLeverModel(
    const model::LeverConfig&, std::uint64_t, const model::LoadOptions&)
{
    return fail(ErrorCode::Unsupported, "Lever-LM is not part of this build");
}

Result<std::unique_ptr<model::LeverModel>> TorchBackend::loadLeverModel(
    const Path& file, const model::LeverConfig*, const model::LoadOptions&)
{
    return fail(ErrorCode::Unsupported, "Lever-LM is not part of this build", file.string());
}

Result<ConformanceReport> leverConformance(const Path& folder, const std::string&)
{
    return fail(ErrorCode::Unsupported, "Lever-LM is not part of this build", folder.string());
}

} // namespace fulcrum::engine
