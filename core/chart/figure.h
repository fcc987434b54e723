// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/chart/style_book.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fulcrum::chart {

inline constexpr const char* kFontFamily = "DejaVu Sans";

struct Point
{
    double x = 0;
    double y = 0;
    std::optional<double> low = {}, high = {}; ///< ends of the confidence interval (of quartiles: Mark::Violin); both or none
    std::int64_t id = -1;                      ///< what a point of Mark::Points stands for (published query id); -1 = nothing
};

/// How the points of a series are drawn.
enum class Mark {
    Line,      ///< curve with a band
    Points,    ///< a cloud
    Bars,      ///< from zero, with the interval as a whisker
    Histogram, ///< bins of `Series::width` around x
    Violin,    ///< `Series::spreads` with their density
    Box        ///< `Series::spreads` as boxes with whiskers
};

/// The distribution of many values at one x (chart::spreadOf).
struct Spread
{
    double x = 0;
    std::int64_t count = 0;
    double minimum = 0, lowerQuartile = 0, median = 0, upperQuartile = 0, maximum = 0;
    struct Density
    {
        double y = 0, share = 0; ///< share: of the highest density, 0 to 1
    };
    std::vector<Density> density = {};
};

struct Series
{
    std::string key;  ///< strategy key: selects the style; equal keys look equal in every figure
    std::string name; ///< legend text; empty = the style book's
    std::vector<Point> points;
    bool horizontal = false; ///< drawn across the panel at points[0].y (zero-shot)
    std::string wears = {};  ///< key of the style where `key` is no strategy (curves of a training); empty = key
    Mark mark = Mark::Line;
    double width = 0;                 ///< of bars, bins and violins, in units of x
    std::vector<Spread> spreads = {}; ///< of violins and boxes; `points` hold their medians and quartiles
    double alpha = 1;                 ///< the raw curve under a smoothed one is pale
    bool inLegend = true;
    bool hidden = false; ///< only named, pale, in the legend (on screen, where a click brings it back); never exported
};
/// Longer curves are drawn without markers, which would hide them.
inline bool hasMarkers(const Series& series)
{
    return series.mark == Mark::Points || (series.mark == Mark::Line && series.points.size() <= 48);
}

/// Ends of an axis that somebody asked for; the others are chosen.
struct AxisRange
{
    std::optional<double> low = {}, high = {};
    bool operator==(const AxisRange&) const = default;
};

/// One pair of axes.
struct Panel
{
    std::string title, xLabel, yLabel;
    std::vector<double> xTicks; ///< exactly these ticks (shots); empty = chosen
    std::vector<Series> series;
    bool startAtZero = false;             ///< otherwise a broken-axis mark is drawn when 0 is outside
    std::vector<std::string> xNames = {}; ///< written at xTicks instead of the numbers
    bool diagonal = false;                ///< both axes have one range, and a line shows where x = y
    AxisRange x = {}, y = {};
    std::string note = {}; ///< small print in a corner: what is not drawn
};

/// Panels side by side with one legend. What the window shows and exports and `fulcrum-cli chart export` writes.
struct Figure
{
    std::vector<Panel> panels;
    std::map<std::string, std::string> metadata = {}; ///< run ids, spec hash, program version: embedded in SVG, PDF and PNG
    StyleBook styles = {};                            ///< of the project
};

/// Legend text of a series.
std::string legendName(const Figure& figure, const Series& series);
inline SeriesStyle styleOf(const Figure& figure, const Series& series, Theme theme)
{
    return figure.styles.styleOf(series.key, series.wears, theme);
}

enum class LegendPlace { Below, Right, TopLeft, TopRight, BottomLeft, BottomRight, Free, None };

struct FigureFormat
{
    double widthMm = 139.7; ///< NeurIPS text width, 5.5 in
    double heightMm = 70;
    double fontPt = 8;
    Theme theme = Theme::Light;
    bool transparent = false;
    double dpi = 300; ///< of PNG
    std::string fontFamily = kFontFamily;
    bool textAsPaths = false; ///< SVG and PDF need no font then, and cannot be searched
    bool print = false;       ///< bands, bars and bins are hatched, so that they differ in black and white
    LegendPlace legend = LegendPlace::Below;
    double legendX = 0, legendY = 0;     ///< LegendPlace::Free: its upper left corner as shares of width and height
    std::optional<Surface> surface = {}; ///< instead of the theme's (on screen: the window's colours)
};

/// Draws to `file`; the kind is its extension: svg, pdf, png (drawn), csv, tsv, json, tex (data). Atomic. A figure without a
/// finite point or a size outside 20 to 2,000 mm is OutOfRange, another extension Unsupported.
Result<void> exportFigure(const Figure& figure, const FigureFormat& format, const Path& file);
/// The content of such a file; `kind` is "svg", "pdf", ...
Result<std::string> renderFigure(const Figure& figure, const FigureFormat& format, const std::string& kind);
/// The size and resolution that can be drawn.
Result<void> checkFormat(const FigureFormat& format);

/// One row a point: panel, series, x, y, low, high ('.' decimals, empty where there is no interval), with ids or distributions in
/// more columns where the figure has some.
std::string toDelimited(const Figure& figure, char separator);
std::string toJson(const Figure& figure);
/// Standalone LaTeX with pgfplots: colours as \definecolor, confidence bands through fillbetween.
std::string toPgfplots(const Figure& figure, const FigureFormat& format);

/// Ticks at 1, 2 or 5 times a power of ten covering [low, high]; about `wanted` of them.
std::vector<double> niceTicks(double low, double high, int wanted);

} // namespace fulcrum::chart
