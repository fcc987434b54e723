// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image.h"

#include "core/image/decode.h"
#include "core/image/image_file.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::image {

namespace {

using Pixel = std::array<std::uint8_t, 4>; // RGBA

std::uint8_t clipped(int value)
{
    return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

/// Pillow's cmyk2rgb: 255 - K minus ink * (255 - K) / 255, rounded.
std::uint8_t cmykChannel(int ink, int black)
{
    const int white = 255 - black;
    const int product = ink * white + 128;
    return clipped(white - (((product >> 8) + product) >> 8));
}

Pixel grayPixel(std::uint8_t value, int transparent)
{
    return {value, value, value, static_cast<std::uint8_t>(transparent >= 0 && value == (transparent & 0xFF) ? 0 : 255)};
}

/// One pixel as Pillow's convert("RGBA").
Pixel pixelAt(const SourceImage& source, std::size_t index)
{
    const std::uint8_t* p = source.bytes.data() + index * static_cast<std::size_t>(channelsOf(source.mode));
    switch (source.mode) {
    case Mode::Bilevel:
    case Mode::Gray:
        return grayPixel(p[0], source.transparentGray);
    case Mode::Gray16:
        return grayPixel(clipped(source.values[index]), source.transparentGray);
    case Mode::GrayAlpha:
        return {p[0], p[0], p[0], p[1]};
    case Mode::Palette:
        return source.palette[p[0]];
    case Mode::Rgb:
        return {p[0], p[1], p[2], 255};
    case Mode::Rgba:
        return {p[0], p[1], p[2], p[3]};
    case Mode::Cmyk:
        return {cmykChannel(p[0], p[3]), cmykChannel(p[1], p[3]), cmykChannel(p[2], p[3]), 255};
    }
    return {};
}

/// Pillow's alpha_composite of one channel over opaque white: 7 more bits than 8, each division rounded.
std::uint8_t overWhite(std::uint32_t value, std::uint32_t alpha)
{
    if (alpha == 0)
        return 255;
    const std::uint32_t sum = value * (alpha << 7) + 255u * ((255u - alpha) << 7) + (0x80u << 7);
    return static_cast<std::uint8_t>((((sum >> 8) + sum) >> 8) >> 7);
}

} // namespace

int channelsOf(Mode mode)
{
    switch (mode) {
    case Mode::Bilevel:
    case Mode::Gray:
    case Mode::Palette:
    case Mode::Gray16:
        return 1;
    case Mode::GrayAlpha:
        return 2;
    case Mode::Rgb:
        return 3;
    case Mode::Rgba:
    case Mode::Cmyk:
        return 4;
    }
    return 0;
}

const char* modeName(Mode mode)
{
    static constexpr const char* kNames[] = {"1", "L", "LA", "P", "RGB", "RGBA", "I", "CMYK"};
    return kNames[static_cast<std::size_t>(mode)];
}

Result<void> checkSize(std::int64_t width, std::int64_t height, const std::string& where)
{
    if (width <= 0 || height <= 0)
        return fail(ErrorCode::Malformed, "cannot decode image", where, "it has no pixels");
    if (width > kLongestSide || height > kLongestSide)
        return fail(ErrorCode::OutOfRange, "cannot decode image", where,
            fmt::format("{} x {} pixels: a side is longer than a million", width, height), "cut it into pieces first");
    if (width * height > kMostPixels)
        return fail(ErrorCode::OutOfRange, "cannot decode image", where,
            fmt::format("{} x {} pixels are more than 100 megapixels", width, height), "scale it down first");
    return {};
}

Result<SourceImage> decodeSource(std::string_view bytes, const std::string& where)
{
    if (isJpeg(bytes))
        return decodeJpeg(bytes, where);
    if (isPng(bytes))
        return decodePng(bytes, where);
    if (bytes.empty())
        return fail(ErrorCode::Malformed, "cannot decode image", where, "the file is empty");
    return fail(ErrorCode::Unsupported, "cannot decode image", where, "it is neither a JPEG nor a PNG",
        "convert the image to JPEG or PNG");
}

Result<SourceImage> readSource(const Path& path)
{
    FULCRUM_TRY(const ImageFile file, readImageFile(path));
    return decodeSource(file.bytes, path.string());
}

Image toRgb(const SourceImage& source)
{
    if (source.mode == Mode::Rgb)
        return {source.width, source.height, source.bytes};
    Image out{source.width, source.height, {}};
    const std::size_t count = static_cast<std::size_t>(source.width) * static_cast<std::size_t>(source.height);
    out.rgb.resize(count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        const Pixel pixel = pixelAt(source, i);
        std::copy_n(pixel.begin(), 3, out.rgb.begin() + static_cast<std::ptrdiff_t>(i * 3));
    }
    return out;
}

Image toRgbOnWhite(const SourceImage& source)
{
    if (source.mode == Mode::Rgb)
        return toRgb(source);
    Image out{source.width, source.height, {}};
    const std::size_t count = static_cast<std::size_t>(source.width) * static_cast<std::size_t>(source.height);
    out.rgb.resize(count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        const Pixel pixel = pixelAt(source, i);
        for (std::size_t c = 0; c < 3; ++c)
            out.rgb[i * 3 + c] = overWhite(pixel[c], pixel[3]);
    }
    return out;
}

Image oriented(const Image& image, int orientation)
{
    if (orientation < 2 || orientation > 8)
        return image;
    const bool transposed = orientation >= 5;
    Image out{transposed ? image.height : image.width, transposed ? image.width : image.height, {}};
    out.rgb.resize(image.rgb.size());
    // The source of an output pixel, before transposing: flipped in x and/or y.
    const bool flipX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool flipY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) {
            int fromX = transposed ? y : x, fromY = transposed ? x : y;
            fromX = flipX ? image.width - 1 - fromX : fromX;
            fromY = flipY ? image.height - 1 - fromY : fromY;
            const auto from = (static_cast<std::ptrdiff_t>(fromY) * image.width + fromX) * 3;
            std::copy_n(image.rgb.begin() + from, 3, out.rgb.begin() + (static_cast<std::ptrdiff_t>(y) * out.width + x) * 3);
        }
    return out;
}

Result<Image> readImage(const Path& path, bool applyOrientation)
{
    FULCRUM_TRY(const SourceImage source, readSource(path));
    Image image = toRgb(source);
    return applyOrientation ? oriented(image, source.orientation) : std::move(image);
}

} // namespace fulcrum::image
