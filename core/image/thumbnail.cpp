// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/thumbnail.h"

#include "core/image/decode.h"
#include "core/image/pillow_resize.h"

#include <algorithm>
#include <cmath>

namespace fulcrum::image {

namespace {

int scaledEdge(int edge, int longest, int maxEdge)
{
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(edge) * maxEdge / longest)));
}

} // namespace

std::array<std::uint8_t, 3> dominantColour(const Image& image)
{
    struct Bin
    {
        std::uint32_t count = 0, red = 0, green = 0, blue = 0;
    };
    std::vector<Bin> bins(512); // 3 bits a channel
    for (std::size_t i = 0; i + 2 < image.rgb.size(); i += 3) {
        const std::uint32_t r = image.rgb[i], g = image.rgb[i + 1], b = image.rgb[i + 2];
        Bin& bin = bins[((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5)];
        if (++bin.count > 1u << 24) // sums stay below 2^32
            break;
        bin.red += r;
        bin.green += g;
        bin.blue += b;
    }
    const Bin& most = *std::max_element(bins.begin(), bins.end(), [](const Bin& a, const Bin& b) { return a.count < b.count; });
    const std::uint32_t count = std::max(1u, most.count);
    return {static_cast<std::uint8_t>(most.red / count), static_cast<std::uint8_t>(most.green / count),
        static_cast<std::uint8_t>(most.blue / count)};
}

Result<Thumbnail> makeThumbnail(std::string_view bytes, const std::string& where, int maxEdge)
{
    if (maxEdge < 1 || maxEdge > 4096)
        return fail(ErrorCode::OutOfRange, "cannot make thumbnail", where, "the edge must be from 1 to 4096");
    Thumbnail out;
    int scale = 8;
    if (isJpeg(bytes)) {
        FULCRUM_TRY(const ImageHeader header, jpegHeader(bytes, where));
        out.fullWidth = header.width;
        out.fullHeight = header.height;
        const int longest = std::max(header.width, header.height);
        while (scale > 1 && std::int64_t{longest} * (scale - 1) >= std::int64_t{maxEdge} * 8)
            --scale;
    }
    FULCRUM_TRY(const SourceImage source, scale < 8 ? decodeJpeg(bytes, where, scale) : decodeSource(bytes, where));
    if (!isJpeg(bytes)) {
        out.fullWidth = source.width;
        out.fullHeight = source.height;
    }
    Image image = toRgbOnWhite(source);
    const int longest = std::max(image.width, image.height);
    if (longest > maxEdge)
        image = resized(image, scaledEdge(image.width, longest, maxEdge), scaledEdge(image.height, longest, maxEdge), Filter::Bilinear);
    if (source.orientation >= 5)
        std::swap(out.fullWidth, out.fullHeight);
    out.image = oriented(image, source.orientation);
    out.dominant = dominantColour(out.image);
    return out;
}

Result<Thumbnail> readThumbnail(const Path& path, int maxEdge)
{
    FULCRUM_TRY(const std::string bytes, readFile(path, kLargestImageFile));
    return makeThumbnail(bytes, path.string(), maxEdge);
}

} // namespace fulcrum::image
