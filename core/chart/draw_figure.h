// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/canvas.h"

namespace fulcrum::chart {

/// Draws the whole figure: panels left to right, one legend below them.
void drawFigure(Canvas& canvas, const Figure& figure, const FigureFormat& format);

/// Marker of a series, also in the legend. `radius` in points.
void drawMarker(Canvas& canvas, Position at, const SeriesStyle& style, double radius, Rgb background);

} // namespace fulcrum::chart
