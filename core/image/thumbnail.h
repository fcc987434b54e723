// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <array>

namespace fulcrum::image {

struct Thumbnail
{
    Image image;                  ///< upright, longer edge at most the one asked for, never enlarged
    int fullWidth = 0, fullHeight = 0; ///< of the upright original
    std::array<std::uint8_t, 3> dominant{}; ///< mean of the most frequent colour family: a placeholder while the image loads
};

/// Decodes at reduced scale: a JPEG's DCT blocks at the smallest of 1/8 .. 8/8 that is not smaller than asked for, then a bilinear resize.
/// `maxEdge` from 1 to 4096. Errors as decodeSource. Thread-safe.
Result<Thumbnail> makeThumbnail(std::string_view bytes, const std::string& where, int maxEdge);
Result<Thumbnail> readThumbnail(const Path& path, int maxEdge);

std::array<std::uint8_t, 3> dominantColour(const Image& image);

} // namespace fulcrum::image
