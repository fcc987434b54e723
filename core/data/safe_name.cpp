// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_file.h"

#include <fmt/format.h>

namespace fulcrum::data {
namespace {

constexpr std::size_t kLongestName = 1024;

/// Length of the UTF-8 sequence at `i`, 0 when it is not one (overlong forms, surrogates and > U+10FFFF included).
std::size_t sequenceLength(std::string_view text, std::size_t i)
{
    const auto byte = [&](std::size_t k) -> unsigned {
        return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
    };
    const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0U) == 0x80U; };
    const unsigned first = byte(i);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return tail(i + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return byte(i + 1) >= low && byte(i + 1) <= high && tail(i + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
        return byte(i + 1) >= low && byte(i + 1) <= high && tail(i + 2) && tail(i + 3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::size_t firstInvalidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequenceLength(text, i);
        if (length == 0)
            return i;
        i += length;
    }
    return std::string_view::npos;
}

bool isSafeRelativeName(std::string_view name)
{
    if (name.empty() || name.size() > kLongestName || name.front() == '/')
        return false;
    if (firstInvalidUtf8(name) != std::string_view::npos)
        return false;
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f' || c == '\\')
            return false;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string_view part = name.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..")
            return false;
        begin = end + 1;
    }
    return true;
}

std::string cocoImageName(std::int64_t imageId, const std::string& dataSubtype)
{
    // "COCO_" and the subset stand in the names of the 2014/2015 releases only.
    const bool named = dataSubtype.ends_with("2014") || dataSubtype.ends_with("2015");
    return named ? fmt::format("COCO_{}_{:012}.jpg", dataSubtype, imageId) : fmt::format("{:012}.jpg", imageId);
}

} // namespace fulcrum::data
