// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/draw_figure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

namespace fulcrum::chart {
namespace {

struct Range
{
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void include(double value)
    {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    double span() const { return high - low; }
};

struct LegendEntry
{
    std::string name;
    SeriesStyle style;
    double last; ///< last value: the order of the legend is that of the ends of the lines
};

/// Everything that does not change from panel to panel.
struct Scene
{
    Canvas& canvas;
    const FigureFormat& format;
    Surface surface;
    double font;

    double px(double logicalPixels) const { return logicalPixels * 0.75 * font / 8.0; }
};

struct Axes
{
    double left, top, width, height;
    Range x, y;

    Position at(double vx, double vy) const
    {
        return {left + (vx - x.low) / x.span() * width, top + height - (vy - y.low) / y.span() * height};
    }
};

std::string tickLabel(double value)
{
    const double rounded = std::round(value * 1e6) / 1e6;
    return fmt::format("{:g}", rounded == 0 ? 0.0 : rounded);
}

std::string nameOf(const Series& series) { return series.name.empty() ? displayName(series.key) : series.name; }

std::vector<LegendEntry> legendEntries(const Figure& figure, Theme theme)
{
    std::vector<LegendEntry> entries;
    for (const Panel& panel : figure.panels)
        for (const Series& series : panel.series) {
            const std::string name = nameOf(series);
            const bool seen
                = std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& e) { return e.name == name; });
            if (!seen && !series.points.empty())
                entries.push_back({name, styleOf(styleKey(series), theme), series.points.back().y});
        }
    std::stable_sort(
        entries.begin(), entries.end(), [](const LegendEntry& a, const LegendEntry& b) { return a.last > b.last; });
    return entries;
}

Range dataRange(const Panel& panel, bool vertical)
{
    Range range;
    for (const Series& series : panel.series)
        for (const Point& point : series.points) {
            if (!vertical) {
                if (!series.horizontal)
                    range.include(point.x);
                continue;
            }
            range.include(point.y);
            range.include(point.low.value_or(point.y));
            range.include(point.high.value_or(point.y));
        }
    if (!vertical)
        for (double tick : panel.xTicks)
            range.include(tick);
    if (!std::isfinite(range.low))
        range = {0, 1};
    if (range.span() <= 0)
        range = {range.low - 0.5, range.high + 0.5};
    return range;
}

/// The value range of the y axis: data plus a margin, widened to whole ticks.
Range verticalRange(const Panel& panel, std::vector<double>& ticks)
{
    Range range = dataRange(panel, true);
    if (panel.startAtZero)
        range.include(0);
    const double margin = 0.04 * range.span();
    ticks = niceTicks(range.low - (panel.startAtZero ? 0 : margin), range.high + margin, 5);
    return {ticks.front(), ticks.back()};
}

void drawBrokenAxis(const Scene& scene, const Axes& axes)
{
    // Two short slashes at the foot of the axis say that it does not start at zero.
    const Stroke stroke{scene.surface.axis, scene.px(1)};
    for (const double lift : {scene.px(3), scene.px(6)}) {
        const double y = axes.top + axes.height - lift;
        const std::array<Position, 2> slash
            = {Position{axes.left - scene.px(3), y + scene.px(1.5)}, Position{axes.left + scene.px(3), y - scene.px(1.5)}};
        scene.canvas.line(slash, stroke);
    }
}

void drawAxes(const Scene& scene, const Panel& panel, const Axes& axes, const std::vector<double>& yTicks)
{
    Canvas& canvas = scene.canvas;
    const Stroke grid{scene.surface.grid, scene.px(1)}, axis{scene.surface.axis, scene.px(1)};
    const TextStyle label{scene.font * 0.9, scene.surface.mutedText, false, Anchor::End};
    canvas.beginGroup("axes", panel.title);
    for (double tick : yTicks) {
        const Position from = axes.at(axes.x.low, tick);
        canvas.line(std::array{from, Position{axes.left + axes.width, from.y}}, grid);
        canvas.text({from.x - scene.px(5), from.y + scene.font * 0.32}, tickLabel(tick), label);
    }
    const double bottom = axes.top + axes.height;
    canvas.line(std::array{Position{axes.left, axes.top}, Position{axes.left, bottom}}, axis);
    canvas.line(std::array{Position{axes.left, bottom}, Position{axes.left + axes.width, bottom}}, axis);
    TextStyle below = label;
    below.anchor = Anchor::Middle;
    const auto xTicks = panel.xTicks.empty() ? niceTicks(axes.x.low, axes.x.high, 6) : panel.xTicks;
    for (double tick : xTicks) {
        if (tick < axes.x.low || tick > axes.x.high)
            continue;
        const Position foot = axes.at(tick, axes.y.low);
        canvas.line(std::array{foot, Position{foot.x, foot.y + scene.px(3)}}, axis);
        canvas.text({foot.x, foot.y + scene.px(5) + scene.font * 0.8}, tickLabel(tick), below);
    }
    if (yTicks.front() > 0)
        drawBrokenAxis(scene, axes);
    canvas.text({axes.left + axes.width / 2, bottom + scene.px(8) + scene.font * 2.0}, panel.xLabel,
        {scene.font, scene.surface.text, false, Anchor::Middle});
    canvas.text({axes.left - scene.font * 2.9, axes.top + axes.height / 2}, panel.yLabel,
        {scene.font, scene.surface.text, false, Anchor::Middle, true});
    canvas.text({axes.left + axes.width / 2, axes.top - scene.font * 0.7}, panel.title,
        {scene.font * 1.1, scene.surface.text, true, Anchor::Middle});
    canvas.endGroup();
}

void drawBand(const Scene& scene, const Axes& axes, const Series& series)
{
    if (series.horizontal)
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
    scene.canvas.beginGroup("band", nameOf(series));
    scene.canvas.polygon(outline, styleOf(styleKey(series), scene.format.theme).color, 0.18, nullptr);
    scene.canvas.endGroup();
}

void drawSeries(const Scene& scene, const Axes& axes, const Series& series)
{
    const SeriesStyle style = styleOf(styleKey(series), scene.format.theme);
    const Stroke stroke{style.color, scene.px(style.width), style.dash};
    scene.canvas.beginGroup("series", nameOf(series));
    if (series.horizontal && !series.points.empty()) {
        const double y = series.points.front().y;
        scene.canvas.line(std::array{axes.at(axes.x.low, y), axes.at(axes.x.high, y)}, stroke);
    } else {
        std::vector<Position> line;
        for (const Point& p : series.points)
            if (std::isfinite(p.y))
                line.push_back(axes.at(p.x, p.y));
        if (line.size() > 1)
            scene.canvas.line(line, stroke);
        for (const Position& p : hasMarkers(series) ? line : std::vector<Position>())
            drawMarker(scene.canvas, p, style, scene.px(4), scene.surface.background);
    }
    scene.canvas.endGroup();
}

void drawPanel(const Scene& scene, const Panel& panel, double left, double top, double width, double height)
{
    const double marginLeft = scene.font * 4.2, marginTop = panel.title.empty() ? scene.font : scene.font * 2.2;
    const double marginBottom = scene.font * 2.4 + scene.px(10), marginRight = scene.font * 0.8;
    std::vector<double> yTicks;
    Axes axes{left + marginLeft, top + marginTop, width - marginLeft - marginRight, height - marginTop - marginBottom,
        dataRange(panel, false), verticalRange(panel, yTicks)};
    const double air = 0.03 * axes.x.span();
    axes.x.low -= air;
    axes.x.high += air;
    drawAxes(scene, panel, axes, yTicks);
    scene.canvas.clip({axes.left, axes.top - scene.px(5)}, axes.width + scene.px(5), axes.height + scene.px(10));
    // All bands lie under all lines, so that no band tints a line. Later series cover earlier ones: the first named
    // (Lever-LM) goes on top.
    for (auto series = panel.series.rbegin(); series != panel.series.rend(); ++series)
        drawBand(scene, axes, *series);
    for (auto series = panel.series.rbegin(); series != panel.series.rend(); ++series)
        drawSeries(scene, axes, *series);
    scene.canvas.unclip();
}

constexpr double kLegendLine = 34; ///< logical pixels: long enough to show the dash on both sides of the marker

struct LegendLayout
{
    double columnWidth = 0;
    std::size_t columns = 1, rows = 0;
    double rowHeight = 0;
};

LegendLayout layoutLegend(const Scene& scene, const std::vector<LegendEntry>& entries, double width)
{
    LegendLayout layout;
    for (const LegendEntry& entry : entries)
        layout.columnWidth = std::max(layout.columnWidth, textWidth(entry.name, scene.font * 0.95, false));
    layout.columnWidth += scene.px(kLegendLine + 6) + scene.font * 1.6;
    layout.columns = std::max<std::size_t>(1, static_cast<std::size_t>(width / layout.columnWidth));
    layout.columns = std::min(layout.columns, std::max<std::size_t>(1, entries.size()));
    layout.rows = (entries.size() + layout.columns - 1) / layout.columns;
    // Even columns: three and three look better than five and one.
    layout.columns = layout.rows == 0 ? 1 : (entries.size() + layout.rows - 1) / layout.rows;
    layout.rowHeight = scene.font * 1.55;
    return layout;
}

void drawLegend(const Scene& scene, const std::vector<LegendEntry>& entries, const LegendLayout& layout, double width,
    double top)
{
    const double left = (width - layout.columnWidth * static_cast<double>(layout.columns)) / 2 + scene.font * 0.8;
    scene.canvas.beginGroup("legend", "Legend");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double x = left + static_cast<double>(i % layout.columns) * layout.columnWidth;
        const double y = top + (static_cast<double>(i / layout.columns) + 0.5) * layout.rowHeight;
        const SeriesStyle& style = entries[i].style;
        scene.canvas.line(std::array{Position{x, y}, Position{x + scene.px(kLegendLine), y}},
            {style.color, scene.px(style.width), style.dash});
        drawMarker(scene.canvas, {x + scene.px(kLegendLine / 2), y}, style, scene.px(4), scene.surface.background);
        scene.canvas.text({x + scene.px(kLegendLine + 6), y + scene.font * 0.34}, entries[i].name,
            {scene.font * 0.95, scene.surface.text, false, Anchor::Start});
    }
    scene.canvas.endGroup();
}

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

} // namespace

void drawMarker(Canvas& canvas, Position at, const SeriesStyle& style, double radius, Rgb background)
{
    const Rgb dark{static_cast<std::uint8_t>(style.color.r * 0.55), static_cast<std::uint8_t>(style.color.g * 0.55),
        static_cast<std::uint8_t>(style.color.b * 0.55)};
    const Stroke outline{style.outlineMarker ? dark : background, radius * 0.22};
    const Stroke bars{style.color, radius * 0.5};
    constexpr double pi = std::numbers::pi;
    switch (style.marker) {
    case Marker::None:
        return;
    case Marker::Circle:
        return canvas.circle(at, radius * 0.95, style.color, &outline);
    case Marker::Square:
        return canvas.polygon(regular(at, radius * 1.2, 4, 0, pi / 4), style.color, 1, &outline);
    case Marker::Diamond:
        return canvas.polygon(regular(at, radius * 1.25, 4, 0, 0), style.color, 1, &outline);
    case Marker::TriangleUp:
        return canvas.polygon(regular(at, radius * 1.3, 3, 0, 0), style.color, 1, &outline);
    case Marker::TriangleDown:
        return canvas.polygon(regular(at, radius * 1.3, 3, 0, pi), style.color, 1, &outline);
    case Marker::Star:
        return canvas.polygon(regular(at, radius * 1.5, 5, 0.45, 0), style.color, 1, &outline);
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

void drawFigure(Canvas& canvas, const Figure& figure, const FigureFormat& format)
{
    const Scene scene{canvas, format, surfaceOf(format.theme), format.fontPt};
    const double width = format.widthMm * kPointsPerMm, height = format.heightMm * kPointsPerMm;
    if (!format.transparent)
        canvas.rectangle({0, 0}, width, height, scene.surface.background);
    const auto entries = legendEntries(figure, format.theme);
    const LegendLayout legend = layoutLegend(scene, entries, width);
    const double legendHeight = static_cast<double>(legend.rows) * legend.rowHeight + scene.font * 0.6;
    const double panelWidth = width / static_cast<double>(figure.panels.size());
    for (std::size_t i = 0; i < figure.panels.size(); ++i)
        drawPanel(scene, figure.panels[i], static_cast<double>(i) * panelWidth, 0, panelWidth, height - legendHeight);
    drawLegend(scene, entries, legend, width, height - legendHeight);
}

std::vector<double> niceTicks(double low, double high, int wanted)
{
    if (!(high > low))
        high = low + 1;
    const double raw = (high - low) / std::max(1, wanted);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double share = raw / power;
    const double step = power * (share <= 1.5 ? 1 : share <= 3 ? 2 : share <= 7 ? 5 : 10);
    std::vector<double> ticks;
    const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
    for (double i = first; i <= last && ticks.size() < 200; ++i)
        ticks.push_back(i * step);
    return ticks;
}

} // namespace fulcrum::chart
