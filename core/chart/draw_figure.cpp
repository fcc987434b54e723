// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/draw_figure.h"

#include "core/chart/draw_legend.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

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

/// What the axes of a panel show.
struct Scales
{
    Range x, y;
    std::vector<double> xTicks, yTicks;
};

void includeSeries(Range& x, Range& y, const Series& series)
{
    const bool filled = series.mark == Mark::Bars || series.mark == Mark::Histogram;
    for (const Point& point : series.points) {
        y.include(point.y);
        y.include(point.low.value_or(point.y));
        y.include(point.high.value_or(point.y));
        if (filled)
            y.include(0);
        if (series.horizontal)
            continue;
        const double half = series.mark == Mark::Line || series.mark == Mark::Points ? 0 : series.width / 2;
        x.include(point.x - half);
        x.include(point.x + half);
    }
    for (const Spread& spread : series.spreads) {
        y.include(spread.minimum);
        y.include(spread.maximum);
    }
}

void makeUsable(Range& range)
{
    if (!std::isfinite(range.low))
        range = {0, 1};
    if (!(range.span() > 0))
        range = {range.low - 0.5, range.high + 0.5};
}

void narrow(Range& range, const AxisRange& asked)
{
    const Range wanted{asked.low.value_or(range.low), asked.high.value_or(range.high)};
    if (std::isfinite(wanted.low) && std::isfinite(wanted.high) && wanted.span() > 0)
        range = wanted;
}

std::vector<double> ticksWithin(const std::vector<double>& ticks, const Range& range)
{
    const double room = 1e-9 * range.span();
    std::vector<double> inside;
    std::copy_if(ticks.begin(), ticks.end(), std::back_inserter(inside),
        [&](double t) { return t >= range.low - room && t <= range.high + room; });
    return inside;
}

Scales scalesOf(const Panel& panel, double heightInFonts)
{
    Scales scales;
    for (const Series& series : panel.series)
        if (!series.hidden)
            includeSeries(scales.x, scales.y, series);
    for (double tick : panel.xTicks)
        scales.x.include(tick);
    if (panel.startAtZero)
        scales.y.include(0);
    if (panel.diagonal) {
        for (const double end : {scales.x.low, scales.x.high})
            scales.y.include(end);
        scales.x = scales.y;
    }
    makeUsable(scales.x);
    makeUsable(scales.y);
    // The data and a margin, widened to whole ticks.
    const int wanted = std::clamp(static_cast<int>(heightInFonts / 2.6), 2, 8);
    const double margin = 0.04 * scales.y.span();
    // Values that are never negative get no negative ticks.
    const double floor = scales.y.low >= 0 ? std::max(0.0, scales.y.low - margin) : scales.y.low - margin;
    scales.yTicks = niceTicks(floor, scales.y.high + margin, wanted);
    scales.y = {scales.yTicks.front(), scales.yTicks.back()};
    if (panel.y != AxisRange()) {
        narrow(scales.y, panel.y);
        scales.yTicks = ticksWithin(niceTicks(scales.y.low, scales.y.high, wanted), scales.y);
    }
    if (panel.diagonal && panel.x == AxisRange() && panel.y == AxisRange())
        scales.x = scales.y;
    else if (panel.x == AxisRange())
        scales.x = {scales.x.low - 0.03 * scales.x.span(), scales.x.high + 0.03 * scales.x.span()};
    narrow(scales.x, panel.x);
    scales.xTicks = ticksWithin(panel.xTicks.empty() ? niceTicks(scales.x.low, scales.x.high, 6) : panel.xTicks, scales.x);
    return scales;
}

void drawBrokenAxis(const Scene& scene, const PanelLayout& axes)
{
    // Two short slashes at the foot of the axis say that it does not start at zero.
    const Stroke stroke{scene.surface.axis, scene.px(1)};
    scene.canvas.beginGroup("broken-axis", "The axis does not start at zero");
    for (const double lift : {scene.px(3), scene.px(6)}) {
        const double y = axes.top + axes.height - lift;
        scene.canvas.line(std::array{Position{axes.left - scene.px(3), y + scene.px(1.5)},
                              Position{axes.left + scene.px(3), y - scene.px(1.5)}},
            stroke);
    }
    scene.canvas.endGroup();
}

/// The space nearest to the middle of a name, where it is broken into two lines; npos = it has none.
std::size_t breakOf(const std::string& name)
{
    const auto fromMiddle = [&name](std::size_t i) { return std::abs(static_cast<double>(i) - static_cast<double>(name.size()) / 2); };
    std::size_t best = std::string::npos;
    for (std::size_t i = 0; i < name.size(); ++i)
        if (name[i] == ' ' && (best == std::string::npos || fromMiddle(i) < fromMiddle(best)))
            best = i;
    return best;
}

bool fits(const Scene& scene, const std::string& text, double room)
{
    return scene.canvas.textWidth(text, scene.font * 0.9, false) <= room;
}

/// Names of categories below the axis, in up to two lines.
void drawName(const Scene& scene, Position top, const std::string& name, double room, const TextStyle& style)
{
    const std::size_t cut = fits(scene, name, room) ? std::string::npos : breakOf(name);
    scene.canvas.text(top, cut == std::string::npos ? name : name.substr(0, cut), style);
    if (cut != std::string::npos)
        scene.canvas.text({top.x, top.y + style.size * 1.15}, name.substr(cut + 1), style);
}

bool fitsInTwoLines(const Scene& scene, const std::string& name, double room)
{
    const std::size_t cut = breakOf(name);
    return fits(scene, name, room)
        || (cut != std::string::npos && fits(scene, name.substr(0, cut), room) && fits(scene, name.substr(cut + 1), room));
}

/// Names of categories stand side by side where all of them fit, else upright.
bool namesFit(const Scene& scene, double panelWidth)
{
    for (const Panel& panel : scene.figure.panels)
        for (const std::string& name : panel.xNames)
            if (!fitsInTwoLines(scene, name, 0.92 * (panelWidth - 5 * scene.font) / static_cast<double>(panel.xNames.size())))
                return false;
    return true;
}

/// Height of the labels below the x axis.
double labelHeight(const Scene& scene, const Panel& panel, bool upright)
{
    if (panel.xNames.empty())
        return scene.font;
    if (!upright)
        return 2 * scene.font;
    double longest = 0;
    for (const std::string& name : panel.xNames)
        longest = std::max(longest, scene.canvas.textWidth(name, scene.font * 0.9, false));
    return longest;
}

void drawXTicks(const Scene& scene, const Panel& panel, const PanelLayout& axes, const Scales& scales, bool upright)
{
    const TextStyle style{scene.font * 0.9, scene.surface.mutedText, false, Anchor::Middle};
    const Stroke axis{scene.surface.axis, scene.px(1)};
    double occupied = -1e300; // labels that would run into one another are left out
    for (double tick : scales.xTicks) {
        const Position foot = axes.at(tick, axes.yLow);
        scene.canvas.line(std::array{foot, Position{foot.x, foot.y + scene.px(3)}}, axis);
        const Position label{foot.x, foot.y + scene.px(5) + scene.font * 0.8};
        if (!panel.xNames.empty()) {
            const auto at = static_cast<std::size_t>(
                std::find(panel.xTicks.begin(), panel.xTicks.end(), tick) - panel.xTicks.begin());
            if (at < panel.xNames.size() && upright)
                scene.canvas.text({foot.x + style.size * 0.35, foot.y + scene.px(5)}, panel.xNames[at],
                    {style.size, style.color, false, Anchor::End, true});
            else if (at < panel.xNames.size())
                drawName(scene, label, panel.xNames[at], 0.92 * axes.width / static_cast<double>(panel.xNames.size()), style);
            continue;
        }
        const std::string text = tickLabel(tick);
        const double half = scene.canvas.textWidth(text, style.size, false) / 2;
        if (label.x - half < occupied)
            continue;
        occupied = label.x + half + scene.px(4);
        scene.canvas.text(label, text, style);
    }
}

void drawAxes(const Scene& scene, const Panel& panel, const PanelLayout& axes, const Scales& scales, bool upright, double labelLeft)
{
    Canvas& canvas = scene.canvas;
    const Stroke grid{scene.surface.grid, scene.px(1)}, axis{scene.surface.axis, scene.px(1)};
    canvas.beginGroup("axes", panel.title);
    for (double tick : scales.yTicks) {
        const Position from = axes.at(axes.xLow, tick);
        canvas.line(std::array{from, Position{axes.left + axes.width, from.y}}, grid);
        canvas.text({from.x - scene.px(5), from.y + scene.font * 0.32}, tickLabel(tick),
            {scene.font * 0.9, scene.surface.mutedText, false, Anchor::End});
    }
    const double bottom = axes.top + axes.height;
    canvas.line(std::array{Position{axes.left, axes.top}, Position{axes.left, bottom}}, axis);
    canvas.line(std::array{Position{axes.left, bottom}, Position{axes.left + axes.width, bottom}}, axis);
    drawXTicks(scene, panel, axes, scales, upright);
    if (axes.yLow > 0)
        drawBrokenAxis(scene, axes);
    canvas.text({axes.left + axes.width / 2, bottom + scene.px(8) + scene.font + labelHeight(scene, panel, upright)}, panel.xLabel,
        {scene.font, scene.surface.text, false, Anchor::Middle});
    canvas.text({labelLeft + scene.font, axes.top + axes.height / 2}, panel.yLabel,
        {scene.font, scene.surface.text, false, Anchor::Middle, true});
    canvas.text({axes.left + axes.width / 2, axes.top - scene.font * 0.7}, panel.title,
        {scene.font * 1.1, scene.surface.text, true, Anchor::Middle});
    if (!panel.note.empty())
        canvas.text({axes.left + axes.width, axes.top + scene.font * 0.9}, panel.note,
            {scene.font * 0.85, scene.surface.mutedText, false, Anchor::End});
    canvas.endGroup();
}

void drawContent(const Scene& scene, const Panel& panel, const PanelLayout& axes)
{
    scene.canvas.clip({axes.left - scene.px(5), axes.top - scene.px(5)}, axes.width + scene.px(10), axes.height + scene.px(10));
    if (panel.diagonal) {
        const double low = std::max(axes.xLow, axes.yLow), high = std::min(axes.xHigh, axes.yHigh);
        if (high > low)
            scene.canvas.line(std::array{axes.at(low, low), axes.at(high, high)}, {scene.surface.axis, scene.px(1), Dash::Dashed});
    }
    // All bands lie under all lines, so that no band tints a line. Later series cover earlier ones: the first named
    // (Lever-LM) goes on top.
    for (std::size_t i = panel.series.size(); i-- > 0;)
        if (!panel.series[i].hidden)
            drawUnder(scene, axes, panel.series[i], i);
    for (std::size_t i = panel.series.size(); i-- > 0;)
        if (!panel.series[i].hidden)
            drawSeries(scene, axes, panel.series[i], i);
    scene.canvas.unclip();
}

PanelLayout drawPanel(const Scene& scene, const Panel& panel, const Box& room, bool upright)
{
    const double top = panel.title.empty() ? scene.font : scene.font * 2.2;
    const double bottom = scene.font * (panel.xLabel.empty() ? 0.4 : 1.4) + labelHeight(scene, panel, upright) + scene.px(10);
    const Scales scales = scalesOf(panel, (room.height - top - bottom) / scene.font);
    double labelWidth = 0;
    for (double tick : scales.yTicks)
        labelWidth = std::max(labelWidth, scene.canvas.textWidth(tickLabel(tick), scene.font * 0.9, false));
    const double left = labelWidth + scene.font * (panel.yLabel.empty() ? 0.6 : 2.0) + scene.px(5);
    const double right = scene.font * 0.8;
    const PanelLayout axes{room.left + left, room.top + top, std::max(1.0, room.width - left - right),
        std::max(1.0, room.height - top - bottom), scales.x.low, scales.x.high, scales.y.low, scales.y.high};
    drawAxes(scene, panel, axes, scales, upright, room.left);
    drawContent(scene, panel, axes);
    return axes;
}

Position legendCorner(const Scene& scene, const LegendLayout& legend, const FigureLayout& layout, double width, double height)
{
    const double air = scene.font * 0.5;
    const PanelLayout& last = layout.panels.back();
    const double right = last.left + last.width - legend.width() - air, left = last.left + air;
    const double bottom = last.top + last.height - legend.height() - air, top = last.top + air;
    switch (legend.place) {
    case LegendPlace::TopLeft: return {left, top};
    case LegendPlace::TopRight: return {right, top};
    case LegendPlace::BottomLeft: return {left, bottom};
    case LegendPlace::BottomRight: return {right, bottom};
    case LegendPlace::Right: return {width - legend.width(), std::max(air, (height - legend.height()) / 2)};
    case LegendPlace::Free:
        return {std::clamp(scene.format.legendX * width, 0.0, std::max(0.0, width - legend.width())),
            std::clamp(scene.format.legendY * height, 0.0, std::max(0.0, height - legend.height()))};
    case LegendPlace::Below:
    case LegendPlace::None: break;
    }
    return {(width - legend.width()) / 2, height - legend.height() - air};
}

} // namespace

std::string tickLabel(double value)
{
    const double rounded = std::round(value * 1e6) / 1e6;
    // Small values (learning rates) have no use for six decimals.
    return rounded == 0 && std::abs(value) > 1e-12 ? fmt::format("{:.3g}", value) : fmt::format("{:g}", rounded == 0 ? 0.0 : rounded);
}

std::string legendName(const Figure& figure, const Series& series)
{
    const std::string& label = figure.styles.change(series.key).label;
    if (!label.empty())
        return label;
    return series.name.empty() ? figure.styles.nameOf(series.key) : series.name;
}

FigureLayout drawFigure(Canvas& canvas, const Figure& figure, const FigureFormat& format)
{
    const Scene scene{canvas, figure, format, format.surface.value_or(surfaceOf(format.theme)), format.fontPt};
    const double width = format.widthMm * kPointsPerMm, height = format.heightMm * kPointsPerMm;
    if (!format.transparent)
        canvas.rectangle({0, 0}, width, height, scene.surface.background);
    FigureLayout layout;
    if (figure.panels.empty())
        return layout;
    const auto count = static_cast<double>(figure.panels.size());
    const bool upright = !namesFit(scene, width / count);
    std::vector<LegendEntry> entries = legendEntries(figure, format.theme);
    // Bars are named below the axis; a legend that brings back hidden ones is another matter.
    if (std::all_of(entries.begin(), entries.end(), [](const LegendEntry& e) { return e.mark == Mark::Bars && !e.hidden; }))
        entries.clear();
    const LegendLayout legend = layoutLegend(scene, entries, width, height);
    const double below = legend.place == LegendPlace::Below ? legend.height() + scene.font * 0.6 : 0;
    const double beside = legend.place == LegendPlace::Right ? legend.width() + scene.font * 0.4 : 0;
    const double panelWidth = (width - beside) / count;
    for (std::size_t i = 0; i < figure.panels.size(); ++i)
        layout.panels.push_back(drawPanel(
            scene, figure.panels[i], {static_cast<double>(i) * panelWidth, 0, panelWidth, height - below}, upright));
    if (legend.rows > 0)
        drawLegend(scene, entries, legend, legendCorner(scene, legend, layout, width, height), layout);
    return layout;
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
