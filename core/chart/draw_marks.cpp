// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/draw_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

namespace fulcrum::chart {
namespace {

constexpr double kBandAlpha = 0.18;
constexpr double kAreaAlpha = 0.45;
constexpr double kMostGrowth = 4; ///< of a mark that stands for many points
constexpr std::size_t kFewPoints = 400; ///< a larger cloud is drawn smaller and paler

std::vector<Position> regular(Position c, double radius, int corners, double inner, double turn)
{
    std::vector<Position> points;
    const int n = inner > 0 ? 2 * corners : corners;
    for (int i = 0; i < n; ++i) {
        const double r = inner > 0 && i % 2 == 1 ? radius * inner : radius;
        const double angle = turn + 2 * std::numbers::pi * i / n;
        points.push_back({c.x + r * std::sin(angle), c.y - r * std::cos(angle)});
    }
    return points;
}

std::array<Position, 4> corners(Position a, Position b) { return {a, Position{b.x, a.y}, b, Position{a.x, b.y}}; }

/// Vertical line with feet.
void drawWhisker(const Scene& scene, Position from, Position to, const Stroke& stroke)
{
    const double foot = scene.px(4);
    scene.canvas.line(std::array{from, to}, stroke);
    for (const Position& end : {from, to})
        scene.canvas.line(std::array{Position{end.x - foot, end.y}, Position{end.x + foot, end.y}}, stroke);
}

void drawArea(const Scene& scene, std::span<const Position> outline, const SeriesStyle& style, const Series& series,
    std::size_t number, double alpha)
{
    const Stroke edge{style.color, scene.px(1.2), Dash::Solid, series.alpha};
    scene.canvas.polygon(outline, style.color, alpha * series.alpha, &edge);
    if (scene.format.print)
        drawHatch(scene, outline, style.color, number);
}

void drawLine(const Scene& scene, const PanelLayout& axes, const Series& series, const SeriesStyle& style)
{
    const Stroke stroke{style.color, scene.px(style.width), style.dash, series.alpha};
    if (series.horizontal) {
        const double y = series.points.front().y;
        scene.canvas.line(std::array{axes.at(axes.xLow, y), axes.at(axes.xHigh, y)}, stroke);
        return;
    }
    std::vector<Position> line;
    for (const Point& p : series.points)
        if (std::isfinite(p.x) && std::isfinite(p.y))
            line.push_back(axes.at(p.x, p.y));
    if (line.size() > 1)
        scene.canvas.line(thinned(line), stroke);
    if (hasMarkers(series))
        for (const Position& p : line)
            drawMarker(scene.canvas, p, style, scene.px(4), scene.surface.background, series.alpha);
}

void drawPoints(const Scene& scene, const PanelLayout& axes, const Series& series, const SeriesStyle& style)
{
    const bool few = series.points.size() <= kFewPoints;
    SeriesStyle dot = style;
    if (dot.marker == Marker::None)
        dot.marker = Marker::Circle;
    // Points at one place (accuracies have few values) are one larger mark.
    std::map<std::pair<double, double>, int> places;
    for (const Point& p : series.points)
        if (std::isfinite(p.x) && std::isfinite(p.y))
            ++places[{p.x, p.y}];
    for (const auto& [place, count] : places) {
        const double growth = std::min(kMostGrowth, std::sqrt(static_cast<double>(count)));
        drawMarker(scene.canvas, axes.at(place.first, place.second), dot, scene.px(few ? 3.2 : 2) * growth, scene.surface.background,
            (few ? 0.7 : 0.45) * series.alpha);
    }
}

void drawBars(const Scene& scene, const PanelLayout& axes, const Series& series, const SeriesStyle& style, std::size_t number)
{
    const double floor = std::clamp(0.0, axes.yLow, axes.yHigh);
    for (const Point& p : series.points) {
        if (!std::isfinite(p.y))
            continue;
        const auto bar = corners(axes.at(p.x - series.width / 2, floor), axes.at(p.x + series.width / 2, p.y));
        drawArea(scene, bar, style, series, number, 0.85);
        // Relatives share a colour: what tells their lines apart (the dash) is hatching here.
        if (style.dash != Dash::Solid && !scene.format.print)
            drawHatch(scene, bar, scene.surface.background, static_cast<std::size_t>(style.dash));
        if (p.low && p.high)
            drawWhisker(scene, axes.at(p.x, *p.low), axes.at(p.x, *p.high), {scene.surface.text, scene.px(1.2)});
    }
}

void drawHistogram(
    const Scene& scene, const PanelLayout& axes, const Series& series, const SeriesStyle& style, std::size_t number)
{
    // One outline of steps: bins of one series stand without gaps.
    std::vector<Position> steps;
    for (const Point& p : series.points) {
        if (!std::isfinite(p.y))
            continue;
        if (steps.empty())
            steps.push_back(axes.at(p.x - series.width / 2, 0));
        steps.push_back(axes.at(p.x - series.width / 2, p.y));
        steps.push_back(axes.at(p.x + series.width / 2, p.y));
    }
    if (steps.empty())
        return;
    steps.push_back(axes.at(series.points.back().x + series.width / 2, 0));
    drawArea(scene, steps, style, series, number, 0.3);
}

void drawBox(const Scene& scene, const PanelLayout& axes, const Spread& spread, double width, const SeriesStyle& style)
{
    const Stroke dark{scene.surface.text, scene.px(1.2)};
    const auto box = corners(axes.at(spread.x - width / 2, spread.lowerQuartile), axes.at(spread.x + width / 2, spread.upperQuartile));
    scene.canvas.polygon(box, style.color, 0.85, &dark);
    const Position left = axes.at(spread.x - width / 2, spread.median), right = axes.at(spread.x + width / 2, spread.median);
    scene.canvas.line(std::array{left, right}, {scene.surface.background, scene.px(3)});
    scene.canvas.line(std::array{left, right}, {scene.surface.text, scene.px(1.6)});
}

void drawSpreads(
    const Scene& scene, const PanelLayout& axes, const Series& series, const SeriesStyle& style, std::size_t number)
{
    for (const Spread& spread : series.spreads) {
        if (spread.count == 0)
            continue;
        if (series.mark == Mark::Violin && !spread.density.empty()) {
            std::vector<Position> outline;
            for (const Spread::Density& d : spread.density)
                outline.push_back(axes.at(spread.x + series.width / 2 * d.share, d.y));
            for (auto d = spread.density.rbegin(); d != spread.density.rend(); ++d)
                outline.push_back(axes.at(spread.x - series.width / 2 * d->share, d->y));
            drawArea(scene, outline, style, series, number, kAreaAlpha);
            drawBox(scene, axes, spread, series.width * 0.14, style);
        } else {
            const double iqr = spread.upperQuartile - spread.lowerQuartile;
            // Tukey's whiskers, cut at the extremes.
            const double low = std::max(spread.minimum, spread.lowerQuartile - 1.5 * iqr);
            const double high = std::min(spread.maximum, spread.upperQuartile + 1.5 * iqr);
            drawWhisker(scene, axes.at(spread.x, low), axes.at(spread.x, high), {scene.surface.text, scene.px(1.2)});
            drawBox(scene, axes, spread, series.width * 0.6, style);
        }
    }
}

} // namespace

namespace {

/// First, lowest, highest and last of each point of width.
std::vector<Position> byColumns(const std::vector<Position>& line)
{
    std::vector<Position> kept;
    for (std::size_t begin = 0; begin < line.size();) {
        const double column = std::floor(line[begin].x);
        std::size_t end = begin, lowest = begin, highest = begin;
        for (; end < line.size() && std::floor(line[end].x) == column; ++end) {
            lowest = line[end].y > line[lowest].y ? end : lowest;
            highest = line[end].y < line[highest].y ? end : highest;
        }
        std::array<std::size_t, 4> places = {begin, lowest, highest, end - 1};
        std::sort(places.begin(), places.end());
        const auto last = std::unique(places.begin(), places.end());
        for (auto place = places.begin(); place != last; ++place)
            kept.push_back(line[*place]);
        begin = end;
    }
    return kept;
}

/// Leaves out points that lie on the way from the last one kept to the next, as near as can be seen.
std::vector<Position> withoutStraight(const std::vector<Position>& line)
{
    constexpr double kSeen = 0.2;
    std::vector<Position> kept = {line.front()};
    // The directions, seen from the last point kept, that pass all points since within kSeen.
    double low = -1e300, high = 1e300;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const Position &from = kept.back(), &p = line[i];
        const double dx = p.x - from.x;
        const double slope = dx > 1e-9 ? (p.y - from.y) / dx : std::nan("");
        if (!(slope >= low && slope <= high) && i > 1 && line[i - 1].x > from.x - 1) {
            kept.push_back(line[i - 1]);
            const double step = p.x - line[i - 1].x;
            low = step > 1e-9 ? (p.y - line[i - 1].y - kSeen) / step : -1e300;
            high = step > 1e-9 ? (p.y - line[i - 1].y + kSeen) / step : 1e300;
        } else if (dx > 1e-9) {
            low = std::max(low, (p.y - from.y - kSeen) / dx);
            high = std::min(high, (p.y - from.y + kSeen) / dx);
        }
    }
    kept.push_back(line.back());
    return kept;
}

} // namespace

std::vector<Position> thinned(const std::vector<Position>& line)
{
    constexpr std::size_t kLong = 300;
    if (line.size() <= kLong || !std::is_sorted(line.begin(), line.end(), [](const Position& a, const Position& b) { return a.x < b.x; }))
        return line;
    return withoutStraight(byColumns(line));
}

void drawHatch(const Scene& scene, std::span<const Position> polygon, Rgb color, std::size_t number)
{
    constexpr std::array kTurns = {std::numbers::pi / 4, -std::numbers::pi / 4, 0.0, std::numbers::pi / 2, std::numbers::pi / 8};
    const double turn = kTurns[number % kTurns.size()], c = std::cos(turn), s = std::sin(turn);
    const double gap = scene.px(4 + 1.5 * static_cast<double>(number / kTurns.size()));
    std::vector<Position> turned;
    double low = 1e300, high = -1e300;
    for (const Position& p : polygon) {
        turned.push_back({p.x * c + p.y * s, -p.x * s + p.y * c});
        low = std::min(low, turned.back().y);
        high = std::max(high, turned.back().y);
    }
    if (!(high > low) || (high - low) / gap > 10000)
        return;
    for (double y = std::ceil(low / gap) * gap; y < high; y += gap) {
        std::vector<double> crossings;
        for (std::size_t i = 0; i < turned.size(); ++i) {
            const Position &a = turned[i], &b = turned[(i + 1) % turned.size()];
            if ((a.y <= y) != (b.y <= y))
                crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
        }
        std::sort(crossings.begin(), crossings.end());
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
            scene.canvas.line(std::array{Position{crossings[i] * c - y * s, crossings[i] * s + y * c},
                                  Position{crossings[i + 1] * c - y * s, crossings[i + 1] * s + y * c}},
                {color, scene.px(0.6), Dash::Solid, 0.7});
    }
}

void drawUnder(const Scene& scene, const PanelLayout& axes, const Series& series, std::size_t number)
{
    if (series.horizontal || series.mark != Mark::Line)
        return;
    std::vector<Position> outline;
    for (const Point& p : series.points)
        if (p.high)
            outline.push_back(axes.at(p.x, *p.high));
    for (auto p = series.points.rbegin(); p != series.points.rend(); ++p)
        if (p->low)
            outline.push_back(axes.at(p->x, *p->low));
    if (outline.size() <= 3)
        return;
    const Rgb color = scene.styleOf(series).color;
    scene.canvas.beginGroup("band", legendName(scene.figure, series));
    scene.canvas.polygon(outline, color, kBandAlpha, nullptr);
    if (scene.format.print)
        drawHatch(scene, outline, color, number);
    scene.canvas.endGroup();
}

void drawSeries(const Scene& scene, const PanelLayout& axes, const Series& series, std::size_t number)
{
    if (series.points.empty())
        return;
    const SeriesStyle style = scene.styleOf(series);
    scene.canvas.beginGroup("series", legendName(scene.figure, series));
    switch (series.mark) {
    case Mark::Line: drawLine(scene, axes, series, style); break;
    case Mark::Points: drawPoints(scene, axes, series, style); break;
    case Mark::Bars: drawBars(scene, axes, series, style, number); break;
    case Mark::Histogram: drawHistogram(scene, axes, series, style, number); break;
    case Mark::Violin:
    case Mark::Box: drawSpreads(scene, axes, series, style, number); break;
    }
    scene.canvas.endGroup();
}

void drawMarker(Canvas& canvas, Position at, const SeriesStyle& style, double radius, Rgb background, double alpha)
{
    const Rgb dark{static_cast<std::uint8_t>(style.color.r * 0.55), static_cast<std::uint8_t>(style.color.g * 0.55),
        static_cast<std::uint8_t>(style.color.b * 0.55)};
    const Stroke outline{style.outlineMarker ? dark : background, radius * 0.22, Dash::Solid, alpha};
    const Stroke bars{style.color, radius * 0.5, Dash::Solid, alpha};
    constexpr double pi = std::numbers::pi;
    const auto shape = [&](double size, int count, double inner, double turn) {
        canvas.polygon(regular(at, radius * size, count, inner, turn), style.color, alpha, &outline);
    };
    switch (style.marker) {
    case Marker::None: return;
    case Marker::Circle: return canvas.circle(at, radius * 0.95, style.color, alpha, &outline);
    case Marker::Square: return shape(1.2, 4, 0, pi / 4);
    case Marker::Diamond: return shape(1.25, 4, 0, 0);
    case Marker::TriangleUp: return shape(1.3, 3, 0, 0);
    case Marker::TriangleDown: return shape(1.3, 3, 0, pi);
    case Marker::Star: return shape(1.5, 5, 0.45, 0);
    case Marker::Cross:
    case Marker::Plus: {
        const double r = radius * 0.95, turn = style.marker == Marker::Cross ? pi / 4 : 0;
        for (const double angle : {turn, turn + pi / 2})
            canvas.line(std::array{Position{at.x + r * std::sin(angle), at.y - r * std::cos(angle)},
                            Position{at.x - r * std::sin(angle), at.y + r * std::cos(angle)}},
                bars);
        return;
    }
    }
}

} // namespace fulcrum::chart
