// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace fulcrum::image {

/// Orientation (1 to 8) of a TIFF structure as EXIF carries it (behind "Exif\0\0"); 1 where it is absent or broken.
int exifOrientation(std::span<const std::uint8_t> tiff);

} // namespace fulcrum::image
