// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/palette.h"

#include "core/base/rng.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace fulcrum::chart {
namespace {

constexpr Rgb rgb(std::uint32_t hex)
{
    return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8), static_cast<std::uint8_t>(hex)};
}

struct PaletteRow
{
    std::string_view key;
    std::string_view name;
    std::array<std::uint32_t, 3> colors; ///< light, high contrast, dark (UX.md 5.6)
    Marker marker;
    Dash dash;
    double width;
};

constexpr std::array kRows = {
    PaletteRow{"lever-lm", "Lever-LM", {0xD55E00, 0xC44E00, 0xE8631A}, Marker::Circle, Dash::Solid, 2.5},
    PaletteRow{"siir", "SIIR", {0x0072B2, 0x004C7F, 0x3D8FE0}, Marker::Square, Dash::Solid, 2.0},
    PaletteRow{"sitr", "SITR", {0x56B4E9, 0x3A9BD6, 0x9FD8F5}, Marker::TriangleUp, Dash::Dashed, 2.0},
    PaletteRow{"sttr", "STTR", {0x009E73, 0x007F5C, 0x1FA97E}, Marker::Diamond, Dash::DashDot, 2.0},
    PaletteRow{"random", "Random", {0x404040, 0x202020, 0xF2F2F2}, Marker::Cross, Dash::Dotted, 2.0},
    PaletteRow{"fixed", "Fixed set", {0xE69F00, 0xC98500, 0xFFC94D}, Marker::Star, Dash::Solid, 2.0},
    PaletteRow{"extra", "Other", {0xCC79A7, 0xB8568F, 0xD97DB5}, Marker::Plus, Dash::Dashed, 2.0},
};

/// Keys drawn in the colour of another one, told apart by dash and marker.
struct Relative
{
    std::string_view key, of, name;
    Marker marker;
    Dash dash;
};
constexpr std::array kRelatives = {
    Relative{"lever-lm-random-order", "lever-lm", "Lever-LM, random order", Marker::Plus, Dash::Dotted},
    Relative{"siir-full", "siir", "SIIR, whole train split", Marker::Plus, Dash::Dotted},
    Relative{"sitr-full", "sitr", "SITR, whole train split", Marker::TriangleDown, Dash::Dotted},
    Relative{"sttr-full", "sttr", "STTR, whole train split", Marker::Plus, Dash::Dotted},
    Relative{"golden", "fixed", "Golden set", Marker::Diamond, Dash::Dashed},
    Relative{"iq2iq", "extra", "IQ2IQ", Marker::Plus, Dash::Dashed},
    Relative{"oracle", "extra", "Oracle", Marker::TriangleDown, Dash::Solid},
};

/// "published IDEFICS-9B siir": in the colour and with the marker of its strategy, thin (icl::publishedSeries).
constexpr std::string_view kPublished = "published ";

const PaletteRow* findRow(std::string_view key)
{
    const auto row = std::find_if(kRows.begin(), kRows.end(), [key](const PaletteRow& r) { return r.key == key; });
    return row == kRows.end() ? nullptr : &*row;
}

const Relative* findRelative(std::string_view key)
{
    const auto found
        = std::find_if(kRelatives.begin(), kRelatives.end(), [key](const Relative& r) { return r.key == key; });
    return found == kRelatives.end() ? nullptr : &*found;
}

double linear(std::uint8_t channel)
{
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Rgb c) { return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b); }

} // namespace

std::string Rgb::hex() const
{
    char text[8];
    std::snprintf(text, sizeof text, "#%02X%02X%02X", r, g, b);
    return text;
}

SeriesStyle styleOf(std::string_view key, Theme theme)
{
    if (key.starts_with(kPublished)) {
        SeriesStyle style = styleOf(key.substr(key.rfind(' ') + 1), theme);
        style.dash = Dash::Long;
        style.width = 1.0;
        return style;
    }
    if (key == "zero-shot")
        return {surfaceOf(theme).text, Marker::None, Dash::Long, 1.0, false};
    const Relative* relative = findRelative(key);
    const PaletteRow* row = findRow(relative ? relative->of : key);
    const bool known = row != nullptr;
    if (!known)
        row = findRow("extra");
    SeriesStyle style{rgb(row->colors[static_cast<std::size_t>(theme)]), row->marker, row->dash, row->width, false};
    if (relative) {
        style.marker = relative->marker;
        style.dash = relative->dash;
    } else if (!known) {
        constexpr std::array markers = {Marker::Plus, Marker::TriangleDown, Marker::Diamond, Marker::Square};
        style.marker = markers[stableHash(key) % markers.size()];
    }
    style.outlineMarker = contrastRatio(style.color, surfaceOf(theme).background) < 3.0;
    return style;
}

Surface surfaceOf(Theme theme)
{
    if (theme == Theme::Dark)
        return {rgb(0x232629), rgb(0xEFF0F1), rgb(0xA9ADB1), rgb(0x3A3F44), rgb(0x7F868C)};
    return {rgb(0xFFFFFF), rgb(0x1B1E20), rgb(0x5A6066), rgb(0xE3E5E7), rgb(0x6B7278)};
}

std::string displayName(std::string_view key)
{
    if (key == "zero-shot")
        return "Zero-shot";
    if (const Relative* relative = findRelative(key))
        return std::string(relative->name);
    if (const PaletteRow* row = findRow(key))
        return std::string(row->name);
    return std::string(key);
}

std::span<const std::string_view> paletteKeys()
{
    static const auto keys = [] {
        std::array<std::string_view, kRows.size()> names;
        std::transform(kRows.begin(), kRows.end(), names.begin(), [](const PaletteRow& r) { return r.key; });
        return names;
    }();
    return keys;
}

double contrastRatio(Rgb a, Rgb b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace fulcrum::chart
