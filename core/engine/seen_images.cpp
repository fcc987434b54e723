// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/seen_images.h"

#include "core/engine/guard.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {

std::string refuseSegment(std::span<const std::int32_t> tokens, std::size_t images, const ForestShape& shape)
{
    if (tokens.empty())
        return "it has no token";
    for (const std::int32_t token : tokens)
        if (token < 0 || token >= shape.vocabulary)
            return fmt::format("token id {} is outside 0..{}", token, shape.vocabulary - 1);
    if (shape.images == ForestShape::Images::None)
        return images == 0 ? "" : "it has an image, the model takes only text";
    const auto placeholders
        = static_cast<std::size_t>(std::count(tokens.begin(), tokens.end(), shape.imageToken));
    if (placeholders != images * static_cast<std::size_t>(shape.placeholders))
        return fmt::format("{} image placeholders for {} images of {} each", placeholders, images, shape.placeholders);
    return {};
}

at::Tensor pixelTensor(
    std::int64_t height, std::int64_t width, const std::vector<float>& values, const std::string& where)
{
    constexpr std::int64_t kMostSide = 1 << 15;
    if (height < 1 || width < 1 || height > kMostSide || width > kMostSide
        || values.size() != static_cast<std::size_t>(3 * height * width))
        throw EngineError(ErrorCode::Malformed, "an image's values do not fit its size", where,
            fmt::format("{} x {} with {} values", width, height, values.size()));
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        throw EngineError(ErrorCode::Numeric, "an image holds a value that is not a number", where);
    return at::from_blob(const_cast<float*>(values.data()), {1, 3, height, width}, at::kFloat).clone();
}

at::Tensor squarePixelTensor(std::int64_t height, std::int64_t width, const std::vector<float>& values, std::int64_t side,
    const std::string& where)
{
    if (height != side || width != side)
        throw EngineError(ErrorCode::Malformed, "an image does not have the size that the model wants", where,
            fmt::format("{} x {} with {} values, expected 3 x {} x {}", width, height, values.size(), side, side));
    return pixelTensor(height, width, values, where);
}

} // namespace fulcrum::engine
