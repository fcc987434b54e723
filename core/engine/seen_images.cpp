// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/seen_images.h"

#include "core/engine/guard.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {

std::string refuseSegment(std::span<const std::int32_t> tokens, std::size_t images, const IdeficsConfig& config)
{
    if (tokens.empty())
        return "it has no token";
    for (const std::int32_t token : tokens)
        if (token < 0 || token >= config.rows())
            return fmt::format("token id {} is outside 0..{}", token, config.rows() - 1);
    const auto placeholders
        = static_cast<std::size_t>(std::count(tokens.begin(), tokens.end(), config.imageToken));
    if (placeholders != images)
        return fmt::format("{} image placeholders for {} images", placeholders, images);
    return {};
}

at::Tensor pixelTensor(std::int64_t height, std::int64_t width, const std::vector<float>& values,
    const IdeficsConfig& config, const std::string& where)
{
    const std::int64_t side = config.vision.imageSize;
    if (height != side || width != side || values.size() != static_cast<std::size_t>(3 * side * side))
        throw EngineError(ErrorCode::Malformed, "an image does not have the size that the model wants", where,
            fmt::format("{} x {} with {} values, expected 3 x {} x {}", width, height, values.size(), side, side));
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        throw EngineError(ErrorCode::Numeric, "an image holds a value that is not a number", where);
    return at::from_blob(const_cast<float*>(values.data()), {1, 3, side, side}, at::kFloat).clone();
}

} // namespace fulcrum::engine
