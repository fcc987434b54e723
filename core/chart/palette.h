// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fulcrum::chart {

struct Rgb
{
    std::uint8_t r = 0, g = 0, b = 0;

    bool operator==(const Rgb&) const = default;
    std::string hex() const; ///< "#D55E00"
};

enum class Theme { Light, HighContrast, Dark };
enum class Marker { None, Circle, Square, TriangleUp, Diamond, Cross, Star, Plus, TriangleDown };
enum class Dash { Solid, Dashed, DashDot, Dotted, Long };

/// How a series looks: colour is always doubled by marker and dash (UX.md 5.6), so that no information is by colour only.
struct SeriesStyle
{
    Rgb color;
    Marker marker = Marker::Circle;
    Dash dash = Dash::Solid;
    double width = 2.0;         ///< logical pixels of 1/96 inch
    bool outlineMarker = false; ///< colours under 3:1 on the background get a darker marker outline
};

/// Colours around the data.
struct Surface
{
    Rgb background, text, mutedText, grid, axis;
};

/// Style of a strategy key ("lever-lm", "siir", ...). Keys that share a strategy ("siir-full", "lever-lm-random-order") share its
/// colour with another dash and an open marker; unknown keys get the extra colours by a stable hash of the key.
SeriesStyle styleOf(std::string_view key, Theme theme);
Surface surfaceOf(Theme theme);
/// Name for legends: "Lever-LM", "SIIR", "Random order of Lever-LM", ...
std::string displayName(std::string_view key);

/// The keys of the table in UX.md 5.6 that have a colour of their own, in its order.
std::span<const std::string_view> paletteKeys();

/// WCAG contrast ratio, 1 to 21.
double contrastRatio(Rgb a, Rgb b);

} // namespace fulcrum::chart
