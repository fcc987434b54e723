// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/canvas.h"

namespace fulcrum::chart {

/// Where the axes of a panel came to lie.
struct PanelLayout
{
    double left = 0, top = 0, width = 0, height = 0;
    double xLow = 0, xHigh = 1, yLow = 0, yHigh = 1;

    Position at(double x, double y) const
    {
        return {left + (x - xLow) / (xHigh - xLow) * width, top + height - (y - yLow) / (yHigh - yLow) * height};
    }
    /// The values at a place.
    Position valueAt(Position place) const
    {
        return {xLow + (place.x - left) / width * (xHigh - xLow), yLow + (top + height - place.y) / height * (yHigh - yLow)};
    }
    bool contains(Position place) const
    {
        return place.x >= left && place.x <= left + width && place.y >= top && place.y <= top + height;
    }
};

struct Box
{
    double left = 0, top = 0, width = 0, height = 0;
    bool contains(Position p) const { return p.x >= left && p.x <= left + width && p.y >= top && p.y <= top + height; }
};

/// Where everything was drawn, for whoever lets people point at it.
struct FigureLayout
{
    struct LegendItem
    {
        std::string key;
        Box box;
    };
    std::vector<PanelLayout> panels;
    std::vector<LegendItem> legend;
    Box legendBox;
};

/// Draws the whole figure: panels left to right, one legend.
FigureLayout drawFigure(Canvas& canvas, const Figure& figure, const FigureFormat& format);

/// Marker of a series, also in the legend. `radius` in points.
void drawMarker(Canvas& canvas, Position at, const SeriesStyle& style, double radius, Rgb background, double alpha = 1);

/// Short and without noise: "0.25", "1e-05".
std::string tickLabel(double value);

} // namespace fulcrum::chart
