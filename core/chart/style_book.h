// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/chart/palette.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::chart {

/// What a person has changed about a series; the palette gives the rest.
struct StyleChange
{
    std::optional<Rgb> color;
    std::optional<Marker> marker;
    std::optional<Dash> dash;
    std::string label; ///< instead of displayName; empty = that
    std::string group; ///< series of a group stand together in lists and legends
    bool operator==(const StyleChange&) const = default;
    bool isEmpty() const { return *this == StyleChange(); }
};

/// How the series of a project look: the palette with the project's changes. A value; `operator==` tells whether anything changed.
class StyleBook
{
public:
    /// A chosen colour holds in every theme; where it would fall below 3:1 on a dark ground it is made lighter.
    SeriesStyle styleOf(std::string_view key, Theme theme) const;
    /// Of a series that is no strategy but looks like one (`wears`), with its own changes.
    SeriesStyle styleOf(std::string_view key, std::string_view wears, Theme theme) const;
    std::string nameOf(std::string_view key) const;
    std::string groupOf(std::string_view key) const;
    const StyleChange& change(std::string_view key) const;
    /// An empty change takes it back.
    void set(const std::string& key, const StyleChange& change);
    const std::map<std::string, StyleChange, std::less<>>& changes() const { return m_changes; }
    bool operator==(const StyleBook&) const = default;

private:
    SeriesStyle changed(SeriesStyle style, std::string_view key, Theme theme) const;
    std::map<std::string, StyleChange, std::less<>> m_changes;
};

/// The JSON that is stored in the project (table series_style).
std::string toJson(const StyleChange& change);
/// Malformed for what is no such document; unknown members are ignored.
Result<StyleChange> styleChangeFromJson(const std::string& text);
/// Rows (key, JSON) of the project; damaged ones are left out.
StyleBook styleBookFrom(const std::vector<std::pair<std::string, std::string>>& documents);

/// "circle", "square", ...: names in files, and what may be chosen.
std::string_view markerName(Marker marker);
std::string_view dashName(Dash dash);
std::span<const Marker> allMarkers();
std::span<const Dash> allDashes();
std::optional<Rgb> rgbFromHex(std::string_view text); ///< "#D55E00"

} // namespace fulcrum::chart
