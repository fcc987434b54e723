// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <mutex>

namespace fulcrum::image {

bool isJpeg(std::string_view bytes);
bool isPng(std::string_view bytes);

/// libjpeg defaults as Pillow's: accurate integer DCT, fancy upsampling.
Result<SourceImage> decodeJpeg(std::string_view bytes, const std::string& where);
/// No gamma, no colour management, 16-bit colour keeps its high byte.
Result<SourceImage> decodePng(std::string_view bytes, const std::string& where);

/// A picture for people, not for models: RGB on white, 16 bits cut to their high byte, not yet upright. Its longer edge is at
/// least the one asked for (or the whole image's) and, where it can be, not much more.
struct Preview
{
    Image image;
    int fullWidth = 0, fullHeight = 0;
    int orientation = 1; ///< as SourceImage's
};
/// Scales while it decodes: only the DCT coefficients that are needed.
Result<Preview> previewJpeg(std::string_view bytes, const std::string& where, int edge);
/// Scales row by row, so that the image as a whole is never in memory unless it is interlaced.
Result<Preview> previewPng(std::string_view bytes, const std::string& where, int edge);

/// The scale in eighths (1 to 4, or 8) at which previewJpeg decodes an image whose longer edge is `longest`.
int jpegScale(int longest, int edge);

/// OutOfRange or Malformed for sizes that are not to be decoded.
Result<void> checkSize(std::int64_t width, std::int64_t height, const std::string& where);

/// To be held while `bytes` of memory are in use for one preview: of those that need much, one is made at a time.
std::unique_lock<std::mutex> previewMemory(std::uint64_t bytes);

} // namespace fulcrum::image
