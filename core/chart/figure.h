// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/chart/palette.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fulcrum::chart {

struct Point
{
    double x = 0;
    double y = 0;
    std::optional<double> low, high; ///< ends of the confidence interval; both or none
};

struct Series
{
    std::string key;  ///< strategy key: selects the style; equal keys look equal in every figure
    std::string name; ///< legend text; empty = displayName(key)
    std::vector<Point> points;
    bool horizontal = false; ///< drawn across the panel at points[0].y (zero-shot)
    std::string wears = {};  ///< key of the style where `key` is no strategy (curves of a training); empty = key
};
inline const std::string& styleKey(const Series& series) { return series.wears.empty() ? series.key : series.wears; }
/// Longer curves are drawn without markers, which would hide them.
inline bool hasMarkers(const Series& series) { return series.points.size() <= 48; }

/// One pair of axes.
struct Panel
{
    std::string title, xLabel, yLabel;
    std::vector<double> xTicks; ///< exactly these ticks (shots); empty = chosen
    std::vector<Series> series;
    bool startAtZero = false;   ///< otherwise a broken-axis mark is drawn when 0 is outside
};

/// Panels side by side with one legend below. What the window exports and `fulcrum-cli chart export` writes.
struct Figure
{
    std::vector<Panel> panels;
    std::map<std::string, std::string> metadata; ///< run ids, spec hash, program version: embedded in SVG and PDF
};

struct FigureFormat
{
    double widthMm = 139.7; ///< NeurIPS text width, 5.5 in
    double heightMm = 70;
    double fontPt = 8;
    Theme theme = Theme::Light;
    bool transparent = false;
    double dpi = 300; ///< of PNG
};

/// Draws to `file`; the kind is its extension: svg, pdf, png (drawn), csv, tsv, json, tex (data). Atomic. A figure without a
/// finite point or a size outside 20 to 2,000 mm is OutOfRange, another extension Unsupported.
Result<void> exportFigure(const Figure& figure, const FigureFormat& format, const Path& file);

/// The drawing as SVG or PNG bytes (previews).
Result<std::string> renderSvg(const Figure& figure, const FigureFormat& format);
Result<std::string> renderPng(const Figure& figure, const FigureFormat& format);

/// One row a point: panel, series, x, y, low, high ('.' decimals, empty where there is no interval).
std::string toDelimited(const Figure& figure, char separator);
std::string toJson(const Figure& figure);
/// Standalone LaTeX with pgfplots: colours as \definecolor, confidence bands through fillbetween.
std::string toPgfplots(const Figure& figure, const FigureFormat& format);

/// Ticks at 1, 2 or 5 times a power of ten covering [low, high]; about `wanted` of them.
std::vector<double> niceTicks(double low, double high, int wanted);

} // namespace fulcrum::chart
