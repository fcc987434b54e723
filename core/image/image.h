// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fulcrum::image {

/// 8-bit RGB, row-major, no padding between rows.
struct Image
{
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb; ///< height * width * 3
};

/// What a file holds before any conversion, as Pillow's modes: some models resize before they convert.
enum class Mode {
    Bilevel,   ///< "1": 0 or 255
    Gray,      ///< "L"
    GrayAlpha, ///< "LA"
    Palette,   ///< "P"
    Rgb,
    Rgba,
    Gray16, ///< "I": 16-bit grey
    Cmyk    ///< C, M, Y, K as amounts of ink (Adobe's inversion undone)
};
int channelsOf(Mode mode);
const char* modeName(Mode mode);

struct SourceImage
{
    Mode mode = Mode::Rgb;
    int width = 0, height = 0;
    std::vector<std::uint8_t> bytes;  ///< height * width * channelsOf(mode); empty for Gray16
    std::vector<std::int32_t> values; ///< Gray16 only
    std::vector<std::array<std::uint8_t, 4>> palette; ///< 256 RGBA entries for Palette
    int transparentGray = -1;         ///< tRNS of grey PNGs: this value is transparent; -1 = none
    int orientation = 1;              ///< EXIF, 1 to 8; 1 = upright
};

/// Upper bounds, checked against the header before any pixel memory is taken.
inline constexpr std::int64_t kMostPixels = 100'000'000;
inline constexpr std::int64_t kLongestSide = 1'000'000;
inline constexpr std::uint64_t kLargestImageFile = 256ULL << 20;

/// Decodes a JPEG or PNG; `where` names it in errors. Malformed for broken or truncated data (Pillow refuses these too), Unsupported
/// for other formats, OutOfRange over 100 megapixels or for a side over a million. Thread-safe.
Result<SourceImage> decodeSource(std::string_view bytes, const std::string& where);
/// Also whatever readImageFile refuses: a folder, a pipe, a file of more than kLargestImageFile bytes.
Result<SourceImage> readSource(const Path& path);

/// Pillow's convert("RGB"): alpha is dropped, 16-bit grey is clipped (not scaled), CMYK by Pillow's formula.
Image toRgb(const SourceImage& source);
/// As IDEFICS' processors: everything but RGB is composited over white first.
Image toRgbOnWhite(const SourceImage& source);
/// The upright image for an EXIF orientation of 1 to 8 (others = 1).
Image oriented(const Image& image, int orientation);

/// readSource, toRgb and, if asked, oriented.
Result<Image> readImage(const Path& path, bool applyOrientation = false);

} // namespace fulcrum::image
