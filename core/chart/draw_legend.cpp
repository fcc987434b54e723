// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/draw_legend.h"

#include <algorithm>
#include <array>

namespace fulcrum::chart {
namespace {

constexpr double kLine = 34; ///< logical pixels: long enough to show the dash on both sides of the marker
constexpr double kHiddenAlpha = 0.35;
constexpr double kTextSize = 0.95;
constexpr double kMostHeight = 0.4; ///< of the figure; beyond it the text shrinks

bool isInside(LegendPlace place)
{
    return place != LegendPlace::Below && place != LegendPlace::Right && place != LegendPlace::None;
}

void drawSwatch(const Scene& scene, const LegendEntry& entry, double x, double y)
{
    const double alpha = entry.hidden ? kHiddenAlpha : 1;
    const SeriesStyle& style = entry.style;
    const double length = scene.px(kLine);
    if (entry.mark == Mark::Line)
        scene.canvas.line(std::array{Position{x, y}, Position{x + length, y}},
            {style.color, scene.px(style.width), style.dash, alpha});
    if (entry.mark == Mark::Line || entry.mark == Mark::Points) {
        drawMarker(scene.canvas, {x + length / 2, y}, style, scene.px(4), scene.surface.background, alpha);
        return;
    }
    const double half = scene.font * 0.4;
    const Stroke edge{style.color, scene.px(1.2), Dash::Solid, alpha};
    scene.canvas.polygon(std::array{Position{x + length * 0.2, y - half}, Position{x + length * 0.8, y - half},
                             Position{x + length * 0.8, y + half}, Position{x + length * 0.2, y + half}},
        style.color, 0.6 * alpha, &edge);
}

/// The legend with text of this size.
LegendLayout layoutAt(const Scene& figureScene, const std::vector<LegendEntry>& entries, double figureWidth, double font)
{
    const Scene scene{figureScene.canvas, figureScene.figure, figureScene.format, figureScene.surface, font};
    LegendLayout layout;
    layout.font = font;
    if (entries.empty() || scene.format.legend == LegendPlace::None)
        return layout;
    layout.place = scene.format.legend;
    for (const LegendEntry& entry : entries)
        layout.columnWidth = std::max(layout.columnWidth, scene.canvas.textWidth(entry.name, font * kTextSize, false));
    layout.columnWidth += scene.px(kLine + 6) + font * 1.6;
    layout.rowHeight = font * 1.55;
    layout.rows = entries.size();
    if (layout.place != LegendPlace::Below)
        return layout;
    const std::size_t fitting = std::max<std::size_t>(1, static_cast<std::size_t>(figureWidth / layout.columnWidth));
    layout.columns = std::min(fitting, entries.size());
    layout.rows = (entries.size() + layout.columns - 1) / layout.columns;
    // Even columns: three and three look better than five and one.
    layout.columns = (entries.size() + layout.rows - 1) / layout.rows;
    return layout;
}

} // namespace

std::vector<LegendEntry> legendEntries(const Figure& figure, Theme theme)
{
    std::vector<LegendEntry> entries;
    for (const Panel& panel : figure.panels)
        for (const Series& series : panel.series) {
            if (!series.inLegend || series.points.empty())
                continue;
            LegendEntry entry{series.key, legendName(figure, series), figure.styles.groupOf(series.key),
                styleOf(figure, series, theme), series.mark, series.points.back().y, series.hidden};
            if (series.horizontal)
                entry.style.marker = Marker::None;
            else if (series.mark == Mark::Line && !hasMarkers(series))
                entry.style.marker = Marker::None;
            const bool seen
                = std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& e) { return e.name == entry.name; });
            if (!seen)
                entries.push_back(std::move(entry));
        }
    std::stable_sort(
        entries.begin(), entries.end(), [](const LegendEntry& a, const LegendEntry& b) { return a.last > b.last; });
    std::stable_sort(
        entries.begin(), entries.end(), [](const LegendEntry& a, const LegendEntry& b) { return a.group < b.group; });
    return entries;
}

LegendLayout layoutLegend(const Scene& scene, const std::vector<LegendEntry>& entries, double width, double height)
{
    LegendLayout layout;
    for (const double scale : {1.0, 0.9, 0.8, 0.7}) {
        layout = layoutAt(scene, entries, width, scene.font * scale);
        if (layout.height() <= kMostHeight * height)
            break;
    }
    return layout;
}

void drawLegend(const Scene& figureScene, const std::vector<LegendEntry>& entries, const LegendLayout& layout, Position corner,
    FigureLayout& result)
{
    const Scene scene{figureScene.canvas, figureScene.figure, figureScene.format, figureScene.surface, layout.font};
    scene.canvas.beginGroup("legend", "Legend");
    result.legendBox = {corner.x, corner.y, layout.width(), layout.height()};
    if (isInside(layout.place)) {
        const double right = corner.x + layout.width(), bottom = corner.y + layout.height();
        const Stroke frame{scene.surface.grid, scene.px(1)};
        scene.canvas.polygon(std::array{corner, Position{right, corner.y}, Position{right, bottom}, Position{corner.x, bottom}},
            scene.surface.background, 0.85, &frame);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double left = corner.x + static_cast<double>(i % layout.columns) * layout.columnWidth;
        const double top = corner.y + static_cast<double>(i / layout.columns) * layout.rowHeight;
        const double x = left + scene.font * 0.8, y = top + layout.rowHeight / 2;
        drawSwatch(scene, entries[i], x, y);
        scene.canvas.text({x + scene.px(kLine + 6), y + scene.font * 0.34}, entries[i].name,
            {scene.font * kTextSize, scene.surface.text, false, Anchor::Start, false, entries[i].hidden ? kHiddenAlpha : 1});
        result.legend.push_back({entries[i].key, {left, top, layout.columnWidth, layout.rowHeight}});
    }
    scene.canvas.endGroup();
}

} // namespace fulcrum::chart
