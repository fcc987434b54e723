// SPDX-License-Identifier: GPL-3.0-or-later
// A figure as data: CSV, TSV, JSON.
#include "core/chart/figure.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::chart {
namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const std::string& field, char separator)
{
    if (field.find_first_of(std::string("\"\r\n") + separator) == std::string::npos)
        return field;
    std::string out = "\"";
    for (const char c : field)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string optionalNumber(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

/// Columns that only some figures have.
struct Extras
{
    bool names = false, ids = false, spreads = false;
};

Extras extrasOf(const Figure& figure)
{
    Extras extras;
    for (const Panel& panel : figure.panels) {
        extras.names = extras.names || !panel.xNames.empty();
        for (const Series& series : panel.series) {
            extras.spreads = extras.spreads || !series.spreads.empty();
            for (const Point& point : series.points)
                extras.ids = extras.ids || point.id >= 0;
        }
    }
    return extras;
}

std::string nameAt(const Panel& panel, double x)
{
    const auto at = static_cast<std::size_t>(std::find(panel.xTicks.begin(), panel.xTicks.end(), x) - panel.xTicks.begin());
    return at < panel.xNames.size() ? panel.xNames[at] : std::string();
}

std::string extraFields(const Panel& panel, const Series& series, std::size_t i, const Extras& extras, char separator)
{
    std::string out;
    const Point& point = series.points[i];
    if (extras.names)
        out += separator + quoted(nameAt(panel, point.x), separator);
    if (extras.ids)
        out += separator + (point.id >= 0 ? std::to_string(point.id) : std::string());
    if (extras.spreads && i < series.spreads.size())
        out += fmt::format("{0}{1}{0}{2}{0}{3}", separator, series.spreads[i].count, series.spreads[i].minimum, series.spreads[i].maximum);
    else if (extras.spreads)
        out += std::string(3, separator);
    return out;
}

Json pointJson(const Panel& panel, const Series& series, std::size_t i)
{
    const Point& p = series.points[i];
    Json point{{"x", p.x}, {"y", p.y}};
    const bool spread = i < series.spreads.size();
    if (p.low && p.high)
        point[spread ? "quartiles" : "ci95"] = {*p.low, *p.high};
    if (const std::string name = nameAt(panel, p.x); !name.empty())
        point["name"] = name;
    if (p.id >= 0)
        point["id"] = p.id;
    if (spread) {
        point["n"] = series.spreads[i].count;
        point["range"] = {series.spreads[i].minimum, series.spreads[i].maximum};
    }
    return point;
}

} // namespace

std::string toDelimited(const Figure& figure, char separator)
{
    const Extras extras = extrasOf(figure);
    std::string out = fmt::format("panel{0}series{0}x{0}y{0}low{0}high", separator);
    if (extras.names)
        out += separator + std::string("name");
    if (extras.ids)
        out += separator + std::string("id");
    if (extras.spreads)
        out += fmt::format("{0}n{0}min{0}max", separator);
    out += '\n';
    for (const Panel& panel : figure.panels)
        for (const Series& series : panel.series)
            for (std::size_t i = 0; i < series.points.size(); ++i) {
                const Point& p = series.points[i];
                out += fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}{0}{6}{7}\n", separator, quoted(panel.title, separator),
                    quoted(legendName(figure, series), separator), p.x, p.y, optionalNumber(p.low), optionalNumber(p.high),
                    extraFields(panel, series, i, extras, separator));
            }
    return out;
}

std::string toJson(const Figure& figure)
{
    Json document;
    document["metadata"] = figure.metadata;
    auto& panels = document["panels"] = Json::array();
    for (const Panel& panel : figure.panels) {
        Json one{{"title", panel.title}, {"x", panel.xLabel}, {"y", panel.yLabel}};
        for (const Series& series : panel.series) {
            Json points = Json::array();
            for (std::size_t i = 0; i < series.points.size(); ++i)
                points.push_back(pointJson(panel, series, i));
            one["series"].push_back({{"key", series.key}, {"name", legendName(figure, series)}, {"points", std::move(points)}});
        }
        panels.push_back(std::move(one));
    }
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace fulcrum::chart
