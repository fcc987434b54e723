// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/style_book.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace fulcrum::chart {
namespace {

constexpr std::array kMarkers = {Marker::Circle, Marker::Square, Marker::TriangleUp, Marker::TriangleDown, Marker::Diamond,
    Marker::Star, Marker::Cross, Marker::Plus, Marker::None};
constexpr std::array kDashes = {Dash::Solid, Dash::Dashed, Dash::DashDot, Dash::Dotted, Dash::Long};
constexpr double kLeastContrast = 3.0;

/// Mixed with white until it can be seen on a dark ground.
Rgb visibleOn(Rgb color, Rgb ground)
{
    const auto mixed = [color](double share) {
        const auto one = [share](std::uint8_t c) { return static_cast<std::uint8_t>(std::lround(c + (255 - c) * share)); };
        return Rgb{one(color.r), one(color.g), one(color.b)};
    };
    Rgb result = color;
    for (int step = 1; step <= 20 && contrastRatio(result, ground) < kLeastContrast; ++step)
        result = mixed(0.05 * step);
    return result;
}

template <class Value, class Name>
std::optional<Value> byName(std::span<const Value> values, Name name, const std::string& wanted)
{
    const auto found = std::find_if(values.begin(), values.end(), [&](Value value) { return name(value) == wanted; });
    return found == values.end() ? std::nullopt : std::optional<Value>(*found);
}

} // namespace

std::string_view markerName(Marker marker)
{
    switch (marker) {
    case Marker::None: return "none";
    case Marker::Circle: return "circle";
    case Marker::Square: return "square";
    case Marker::TriangleUp: return "triangle";
    case Marker::TriangleDown: return "triangle-down";
    case Marker::Diamond: return "diamond";
    case Marker::Cross: return "cross";
    case Marker::Star: return "star";
    case Marker::Plus: return "plus";
    }
    return "circle";
}

std::string_view dashName(Dash dash)
{
    switch (dash) {
    case Dash::Solid: return "solid";
    case Dash::Dashed: return "dashed";
    case Dash::DashDot: return "dash-dot";
    case Dash::Dotted: return "dotted";
    case Dash::Long: return "long";
    }
    return "solid";
}

std::span<const Marker> allMarkers() { return kMarkers; }
std::span<const Dash> allDashes() { return kDashes; }

std::optional<Rgb> rgbFromHex(std::string_view text)
{
    if (text.size() != 7 || text.front() != '#')
        return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : text.substr(1)) {
        const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
        if (digit == std::string_view::npos)
            return std::nullopt;
        value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return Rgb{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

SeriesStyle StyleBook::changed(SeriesStyle style, std::string_view key, Theme theme) const
{
    const StyleChange& mine = change(key);
    if (mine.color) {
        const Rgb ground = surfaceOf(theme).background;
        style.color = theme == Theme::Dark ? visibleOn(*mine.color, ground) : *mine.color;
        style.outlineMarker = contrastRatio(style.color, ground) < kLeastContrast;
    }
    style.marker = mine.marker.value_or(style.marker);
    style.dash = mine.dash.value_or(style.dash);
    return style;
}

SeriesStyle StyleBook::styleOf(std::string_view key, Theme theme) const { return changed(chart::styleOf(key, theme), key, theme); }

SeriesStyle StyleBook::styleOf(std::string_view key, std::string_view wears, Theme theme) const
{
    return wears.empty() || wears == key ? styleOf(key, theme) : changed(styleOf(wears, theme), key, theme);
}

std::string StyleBook::nameOf(std::string_view key) const
{
    const StyleChange& mine = change(key);
    return mine.label.empty() ? displayName(key) : mine.label;
}

std::string StyleBook::groupOf(std::string_view key) const { return change(key).group; }

const StyleChange& StyleBook::change(std::string_view key) const
{
    static const StyleChange none;
    const auto found = m_changes.find(key);
    return found == m_changes.end() ? none : found->second;
}

void StyleBook::set(const std::string& key, const StyleChange& change)
{
    if (change.isEmpty())
        m_changes.erase(key);
    else
        m_changes[key] = change;
}

std::string toJson(const StyleChange& change)
{
    nlohmann::ordered_json document = nlohmann::ordered_json::object();
    if (change.color)
        document["color"] = change.color->hex();
    if (change.marker)
        document["marker"] = markerName(*change.marker);
    if (change.dash)
        document["dash"] = dashName(*change.dash);
    if (!change.label.empty())
        document["label"] = change.label;
    if (!change.group.empty())
        document["group"] = change.group;
    return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<StyleChange> styleChangeFromJson(const std::string& text)
{
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return fail(ErrorCode::Malformed, "cannot read the style of a series", {}, "it is no JSON object");
    const auto member = [&document](const char* name) {
        const auto found = document.find(name);
        return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    StyleChange change;
    change.color = rgbFromHex(member("color"));
    change.marker = byName(allMarkers(), markerName, member("marker"));
    change.dash = byName(allDashes(), dashName, member("dash"));
    change.label = member("label");
    change.group = member("group");
    return change;
}

StyleBook styleBookFrom(const std::vector<std::pair<std::string, std::string>>& documents)
{
    StyleBook book;
    for (const auto& [key, text] : documents)
        if (const auto change = styleChangeFromJson(text))
            book.set(key, *change);
    return book;
}

} // namespace fulcrum::chart
