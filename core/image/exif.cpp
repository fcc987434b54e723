// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/exif.h"

#include <cstddef>

namespace fulcrum::image {

int exifOrientation(std::span<const std::uint8_t> tiff)
{
    if (tiff.size() < 8)
        return 1;
    const bool little = tiff[0] == 'I' && tiff[1] == 'I';
    if (!little && !(tiff[0] == 'M' && tiff[1] == 'M'))
        return 1;
    const auto number = [&](std::size_t at, unsigned size) { // 0 beyond the end
        std::uint64_t value = 0;
        for (unsigned i = 0; i < size; ++i) {
            const std::size_t from = at + (little ? size - 1 - i : i);
            value = (value << 8) | (from < tiff.size() ? tiff[from] : 0u);
        }
        return value;
    };
    const std::size_t directory = number(4, 4);
    const std::size_t count = number(directory, 2);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t entry = directory + 2 + i * 12;
        if (entry + 12 > tiff.size())
            return 1;
        if (number(entry, 2) == 0x0112 && number(entry + 2, 2) == 3) { // Orientation, a SHORT
            const std::uint64_t value = number(entry + 8, 2);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    }
    return 1;
}

} // namespace fulcrum::image
