// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_config.h"

#include <span>
#include <vector>

namespace fulcrum::engine {

/// Which image the tokens of a prompt see (MODELS.md 1.5): the latest placeholder at or before them, none before the first
/// one and none after an end token until the next one. The state goes on from segment to segment of a path.
struct SeenImages
{
    std::int64_t current = -1; ///< image table row, -1 = none
    friend bool operator==(const SeenImages&, const SeenImages&) = default;

    /// Appends the image of each token to `imageOf`; `images` are the table rows of the placeholders, in order. There must
    /// be as many as placeholders (checked by the caller).
    void advance(std::span<const std::int32_t> tokens, std::span<const std::int64_t> images, const IdeficsConfig& config,
        std::vector<std::int64_t>& imageOf)
    {
        std::size_t next = 0;
        for (const std::int32_t token : tokens) {
            if (token == config.imageToken)
                current = images[next++];
            imageOf.push_back(current);
            if (token == config.endToken)
                current = -1;
        }
    }
};

/// Checks one segment: token ids in range, one image per placeholder. Empty text when all is well, else the reason.
std::string refuseSegment(std::span<const std::int32_t> tokens, std::size_t images, const IdeficsConfig& config);

/// Pixels as [1, 3, S, S]; throws EngineError when they do not have the tower's size or hold a non-finite number.
at::Tensor pixelTensor(
    std::int64_t height, std::int64_t width, const std::vector<float>& values, const IdeficsConfig& config,
    const std::string& where);

} // namespace fulcrum::engine
