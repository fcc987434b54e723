// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/draw_figure.h"

namespace fulcrum::chart {

/// Everything that does not change from panel to panel.
struct Scene
{
    Canvas& canvas;
    const Figure& figure;
    const FigureFormat& format;
    Surface surface;
    double font;

    double px(double logicalPixels) const { return logicalPixels * 0.75 * font / 8.0; }
    SeriesStyle styleOf(const Series& series) const { return chart::styleOf(figure, series, format.theme); }
};

/// What lies under all lines: bands.
void drawUnder(const Scene& scene, const PanelLayout& axes, const Series& series, std::size_t number);
/// The series itself. `number`: its place among the series of the panel (direction of the hatching).
void drawSeries(const Scene& scene, const PanelLayout& axes, const Series& series, std::size_t number);

/// Parallel lines within a polygon, so that areas differ in black and white.
void drawHatch(const Scene& scene, std::span<const Position> polygon, Rgb color, std::size_t number);

/// At most four points for each point of width, with the highest and lowest kept, and none on a straight way: long curves stay quick
/// and look the same.
std::vector<Position> thinned(const std::vector<Position>& line);

} // namespace fulcrum::chart
