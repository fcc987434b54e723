// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/draw_marks.h"

namespace fulcrum::chart {

struct LegendEntry
{
    std::string key, name, group;
    SeriesStyle style;
    Mark mark = Mark::Line;
    double last = 0; ///< last value: the order of the legend is that of the ends of the lines
    bool hidden = false;
};

/// Every series once, groups together, within a group the order of UX.md 5.6.
std::vector<LegendEntry> legendEntries(const Figure& figure, Theme theme);

struct LegendLayout
{
    LegendPlace place = LegendPlace::None;
    double font = 0; ///< of its text; smaller than the figure's where the legend would take too much of it
    double columnWidth = 0, rowHeight = 0;
    std::size_t columns = 1, rows = 0;

    double width() const { return columnWidth * static_cast<double>(columns); }
    double height() const { return rowHeight * static_cast<double>(rows); }
};
LegendLayout layoutLegend(const Scene& scene, const std::vector<LegendEntry>& entries, double width, double height);

/// Draws it at `corner` and notes where its entries are.
void drawLegend(const Scene& scene, const std::vector<LegendEntry>& entries, const LegendLayout& layout, Position corner,
    FigureLayout& result);

} // namespace fulcrum::chart
