// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/thumbnail.h"

#include "core/image/decode.h"
#include "core/image/display_resize.h"

#include <algorithm>
#include <cmath>

namespace fulcrum::image {

namespace {

constexpr std::size_t kSampled = 4096; ///< pixels that decide on a colour
constexpr std::uint64_t kMuchMemory = 64ULL << 20;
constexpr int kSteps[] = {96, 160, 240, 320, 640, 1280, 2560, kLargestThumbnail};

int scaledEdge(int edge, int longest, int maxEdge)
{
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(edge) * maxEdge / longest)));
}

Result<Preview> preview(std::string_view bytes, const std::string& where, int edge)
{
    if (isJpeg(bytes))
        return previewJpeg(bytes, where, edge);
    if (isPng(bytes))
        return previewPng(bytes, where, edge);
    return fail(decodeSource(bytes, where).error()); // which says what it is not
}

} // namespace

std::array<std::uint8_t, 3> dominantColour(const Image& image)
{
    struct Bin
    {
        std::uint32_t count = 0, red = 0, green = 0, blue = 0;
    };
    std::vector<Bin> bins(512); // 3 bits a channel
    const std::size_t stride = 3 * (image.rgb.size() / (3 * kSampled) | 1); // odd: stripes do not hide between the samples
    for (std::size_t i = 0; i + 2 < image.rgb.size(); i += stride) {
        const std::uint32_t r = image.rgb[i], g = image.rgb[i + 1], b = image.rgb[i + 2];
        Bin& bin = bins[((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5)];
        ++bin.count;
        bin.red += r;
        bin.green += g;
        bin.blue += b;
    }
    const Bin& most = *std::max_element(bins.begin(), bins.end(), [](const Bin& a, const Bin& b) { return a.count < b.count; });
    const std::uint32_t count = std::max(1u, most.count);
    return {static_cast<std::uint8_t>(most.red / count), static_cast<std::uint8_t>(most.green / count),
        static_cast<std::uint8_t>(most.blue / count)};
}

std::unique_lock<std::mutex> previewMemory(std::uint64_t bytes)
{
    static std::mutex large;
    return bytes > kMuchMemory ? std::unique_lock(large) : std::unique_lock<std::mutex>();
}

int thumbnailStep(int edge)
{
    const auto* step = std::lower_bound(std::begin(kSteps), std::end(kSteps), edge);
    return step == std::end(kSteps) ? kLargestThumbnail : *step;
}

Result<Thumbnail> makeThumbnail(std::string_view bytes, const std::string& where, int maxEdge)
{
    if (maxEdge < 1 || maxEdge > kLargestThumbnail)
        return fail(ErrorCode::OutOfRange, "cannot make thumbnail", where, "the edge must be from 1 to 4096");
    try {
        FULCRUM_TRY(Preview source, preview(bytes, where, maxEdge));
        Thumbnail out{std::move(source.image), source.fullWidth, source.fullHeight, {}};
        const int longest = std::max(out.fullWidth, out.fullHeight);
        if (std::max(out.image.width, out.image.height) > maxEdge)
            out.image = shrunkForDisplay(
                out.image, scaledEdge(out.fullWidth, longest, maxEdge), scaledEdge(out.fullHeight, longest, maxEdge));
        if (source.orientation >= 5)
            std::swap(out.fullWidth, out.fullHeight);
        if (source.orientation != 1)
            out.image = oriented(out.image, source.orientation);
        out.dominant = dominantColour(out.image);
        return out;
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "cannot make thumbnail", where, "there is not enough memory to decode it");
    }
}

Result<Thumbnail> readThumbnail(const Path& path, int maxEdge)
{
    FULCRUM_TRY(const ImageFile file, readImageFile(path));
    return makeThumbnail(file.bytes, path.string(), maxEdge);
}

} // namespace fulcrum::image
