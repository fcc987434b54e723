// SPDX-License-Identifier: GPL-3.0-or-later
// Decoders over every input, for models and for people: none may crash, hang or hand out an image of another size than it says.
#include "core/image/thumbnail.h"

#include <cstdlib>

using namespace fulcrum;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void requireReason(const Error& error)
{
    require(!error.what.empty() && !error.where.empty() && !error.why.empty());
}

void check(const image::Image& image)
{
    require(image.width > 0 && image.height > 0);
    require(image.rgb.size() == static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    bool large = false;
    for (const int edge : {1, 96}) {
        const auto thumbnail = image::makeThumbnail(bytes, "input", edge);
        if (!thumbnail) {
            requireReason(thumbnail.error());
            continue;
        }
        check(thumbnail->image);
        require(std::max(thumbnail->image.width, thumbnail->image.height) <= edge);
        require(thumbnail->fullWidth >= thumbnail->image.width && thumbnail->fullHeight >= thumbnail->image.height);
        large = large || std::int64_t{thumbnail->fullWidth} * thumbnail->fullHeight > 4'000'000;
    }
    if (large) // legal, and slow in full
        return 0;
    if (const auto source = image::decodeSource(bytes, "input"))
        check(image::toRgbOnWhite(*source));
    else
        requireReason(source.error());
    return 0;
}
