// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_shape.h"

#include <span>
#include <string>
#include <ATen/ATen.h>
#include <vector>

namespace fulcrum::engine {

/// Which image the tokens of a prompt see. Gated models (MODELS.md 1.5, 2.4): the latest placeholder at or before them, none
/// before the first one and, in IDEFICS, none after an end token until the next one; the state goes on from segment to segment
/// of a path. Merged ones (MODELS.md 4): a placeholder is its image, other tokens have none.
struct SeenImages
{
    std::int64_t current = -1; ///< image table row, -1 = none
    friend bool operator==(const SeenImages&, const SeenImages&) = default;

    /// Appends the image of each token to `imageOf`; `images` are the table rows of the images, in order. Their number
    /// must fit the placeholders (refuseSegment).
    void advance(std::span<const std::int32_t> tokens, std::span<const std::int64_t> images, const ForestShape& shape,
        std::vector<std::int64_t>& imageOf)
    {
        const bool merged = shape.images == ForestShape::Images::Merged;
        std::size_t next = 0;
        for (const std::int32_t token : tokens) {
            if (merged)
                current = -1;
            if (token == shape.imageToken)
                current = images[next++ / static_cast<std::size_t>(shape.placeholders)];
            imageOf.push_back(current);
            if (merged || token == shape.forgetToken)
                current = -1;
        }
    }
};

/// Checks one segment: token ids in range, the placeholders of each image. Empty text when all is well, else the reason.
std::string refuseSegment(std::span<const std::int32_t> tokens, std::size_t images, const ForestShape& shape);

/// Pixels as [1, 3, height, width]; throws EngineError when they are not that many or not finite. `where` names the image.
at::Tensor pixelTensor(
    std::int64_t height, std::int64_t width, const std::vector<float>& values, const std::string& where);
/// The same for towers that take only one size: throws when the image is not `side` x `side`.
at::Tensor squarePixelTensor(std::int64_t height, std::int64_t width, const std::vector<float>& values, std::int64_t side,
    const std::string& where);

} // namespace fulcrum::engine
