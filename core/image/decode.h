// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace fulcrum::image {

bool isJpeg(std::string_view bytes);
bool isPng(std::string_view bytes);

/// libjpeg defaults as Pillow's: accurate integer DCT, fancy upsampling. `scaleEighths` < 8 decodes at that many eighths (RGB or grey).
Result<SourceImage> decodeJpeg(std::string_view bytes, const std::string& where, int scaleEighths = 8);
/// No gamma, no colour management, 16-bit colour keeps its high byte.
Result<SourceImage> decodePng(std::string_view bytes, const std::string& where);

struct ImageHeader
{
    int width = 0, height = 0;
};
/// Size of a JPEG without decoding it.
Result<ImageHeader> jpegHeader(std::string_view bytes, const std::string& where);

/// OutOfRange or Malformed for sizes that are not to be decoded.
Result<void> checkSize(std::int64_t width, std::int64_t height, const std::string& where);

} // namespace fulcrum::image
