// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image_file.h"

#include <array>

namespace fulcrum::image {

struct Thumbnail
{
    Image image;                  ///< upright, longer edge at most the one asked for, never enlarged
    int fullWidth = 0, fullHeight = 0; ///< of the upright original
    std::array<std::uint8_t, 3> dominant{}; ///< mean of the most frequent colour family: a placeholder while the image loads
};

inline constexpr int kLargestThumbnail = 4096;

/// For people, not for models: upright, on white. Decodes at reduced scale: a JPEG's DCT blocks at the smallest scale that is not
/// smaller than asked for, a PNG row by row; then a bilinear resize. `maxEdge` from 1 to kLargestThumbnail. Errors as
/// decodeSource, and OutOfMemory. Memory is bounded by the size of the file and, for interlaced PNGs and progressive JPEGs, by a few
/// bytes a pixel, large ones one at a time. Thread-safe.
Result<Thumbnail> makeThumbnail(std::string_view bytes, const std::string& where, int maxEdge);
/// Also whatever readImageFile refuses.
Result<Thumbnail> readThumbnail(const Path& path, int maxEdge);

/// The smallest of a few edges that is at least `edge` (kLargestThumbnail at most): thumbnails are made and kept in these sizes,
/// so that a slider does not make one for every pixel.
int thumbnailStep(int edge);

std::array<std::uint8_t, 3> dominantColour(const Image& image);

} // namespace fulcrum::image
