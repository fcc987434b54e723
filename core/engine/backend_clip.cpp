// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"

namespace fulcrum::engine {

Result<std::unique_ptr<model::Encoder>> TorchBackend::loadEncoder(const Path& folder, const model::LoadOptions&)
{
    return fail(ErrorCode::Unsupported, "encoders are not part of this build", folder.string());
}

Result<std::unique_ptr<model::EncoderTrainer>> TorchBackend::createEncoderTrainer(
    const Path& folder, std::uint64_t, std::span<const int>, double, int)
{
    return fail(ErrorCode::Unsupported, "encoders are not part of this build", folder.string());
}

Result<ConformanceReport> clipConformance(const Path& folder, const std::string&)
{
    return fail(ErrorCode::Unsupported, "encoders are not part of this build", folder.string());
}

} // namespace fulcrum::engine
