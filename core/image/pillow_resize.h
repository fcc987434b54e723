// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <optional>
#include <span>

namespace fulcrum::image {

enum class Filter { Nearest, Box, Bilinear, Hamming, Bicubic, Lanczos };

/// PIL's numbers: 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box, 5 hamming.
std::optional<Filter> filterFromPillow(int number);
std::optional<Filter> filterFromName(std::string_view name);

/// Pillow's Image.resize of interleaved 8-bit samples, bit for bit: per axis, coefficients in double, normalised, as 22-bit fixed point;
/// horizontal first, rounded to 8 bits, then vertical; an axis that keeps its size is left alone. Filters widen when shrinking.
/// `samples` holds height * width * channels bytes; sizes are at least 1.
std::vector<std::uint8_t> resizeSamples(std::span<const std::uint8_t> samples, int width, int height, int channels,
    int newWidth, int newHeight, Filter filter);

Image resized(const Image& image, int newWidth, int newHeight, Filter filter);

/// Image.resize in the image's own mode: palette and bilevel always nearest, alpha premultiplied, 16-bit grey in double.
SourceImage resized(const SourceImage& source, int newWidth, int newHeight, Filter filter);

} // namespace fulcrum::image
