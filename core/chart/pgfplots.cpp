// SPDX-License-Identifier: GPL-3.0-or-later
// A figure as LaTeX source that stays editable in a paper.
#include "core/chart/figure.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fulcrum::chart {
namespace {

std::string latexEscaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (std::string_view("&%$#_{}").find(c) != std::string_view::npos)
            out += std::string("\\") + c;
        else if (c == '\\' || c == '^' || c == '~')
            out += ' ';
        else
            out += c;
    }
    return out;
}

std::string latexMark(Marker marker)
{
    switch (marker) {
    case Marker::None: return "none";
    case Marker::Circle: return "*";
    case Marker::Square: return "square*";
    case Marker::TriangleUp: return "triangle*";
    case Marker::TriangleDown: return "triangle";
    case Marker::Diamond: return "diamond*";
    case Marker::Cross: return "x";
    case Marker::Plus: return "+";
    case Marker::Star: return "star";
    }
    return "*";
}

std::string latexDash(Dash dash)
{
    switch (dash) {
    case Dash::Solid: return "solid";
    case Dash::Dashed: return "dashed";
    case Dash::DashDot: return "dash dot";
    case Dash::Dotted: return "dotted";
    case Dash::Long: return "loosely dashed";
    }
    return "solid";
}

/// A series with what its LaTeX needs.
struct Plot
{
    const Series& series;
    SeriesStyle style;
    std::string name;
    std::size_t number;
    bool hatched;
};

std::string legendEntry(const Plot& plot)
{
    return plot.series.inLegend ? fmt::format("    \\addlegendentry{{{}}}\n", latexEscaped(plot.name)) : std::string();
}

std::string rowsOf(const Series& series)
{
    std::string rows;
    for (const Point& p : series.points)
        if (std::isfinite(p.x) && std::isfinite(p.y))
            rows += fmt::format("      {} {}\n", p.x, p.y);
    return rows;
}

std::string curve(const Plot& plot)
{
    std::string high, low;
    for (const Point& p : plot.series.points)
        if (p.low && p.high && !plot.series.horizontal) {
            high += fmt::format("({},{})", p.x, *p.high);
            low += fmt::format("({},{})", p.x, *p.low);
        }
    std::string out;
    if (!high.empty())
        out += fmt::format("    \\addplot[name path=u{0},draw=none,forget plot] coordinates {{{1}}};\n"
                           "    \\addplot[name path=l{0},draw=none,forget plot] coordinates {{{2}}};\n"
                           "    \\addplot[c{0},opacity=0.18,forget plot] fill between[of=u{0} and l{0}];\n",
            plot.number, high, low);
    if (plot.series.horizontal) // across the whole axis, wherever it ends
        return out
            + fmt::format("    \\addplot[c{0},{1},line width={2}pt,update limits=false,domain=-1000:1000,samples=2] {{{3}}};\n",
                plot.number, latexDash(plot.style.dash), plot.style.width * 0.6, plot.series.points.front().y)
            + legendEntry(plot);
    const bool cloud = plot.series.mark == Mark::Points;
    return out
        + fmt::format("    \\addplot[c{0},{1},mark={2},line width={3}pt,opacity={4}{5}{6}] table {{\n{7}    }};\n", plot.number,
            cloud ? "only marks" : latexDash(plot.style.dash),
            latexMark(hasMarkers(plot.series) ? plot.style.marker : Marker::None), plot.style.width * 0.6, plot.series.alpha,
            cloud ? ",mark size=1pt" : "", plot.series.inLegend ? "" : ",forget plot", rowsOf(plot.series))
        + legendEntry(plot);
}

std::string fillOf(const Plot& plot, double alpha)
{
    static constexpr const char* kPatterns[] = {"north east lines", "north west lines", "horizontal lines", "vertical lines"};
    return plot.hatched ? fmt::format("pattern={},pattern color=c{}", kPatterns[plot.number % std::size(kPatterns)], plot.number)
                        : fmt::format("fill=c{},fill opacity={}", plot.number, alpha);
}

std::string bars(const Plot& plot)
{
    std::string rows;
    bool intervals = false;
    for (const Point& p : plot.series.points) {
        rows += fmt::format("      {} {} {} {}\n", p.x, p.y, p.high ? *p.high - p.y : 0.0, p.low ? p.y - *p.low : 0.0);
        intervals = intervals || (p.low && p.high);
    }
    const bool histogram = plot.series.mark == Mark::Histogram;
    return fmt::format("    \\addplot[ybar,bar shift=0pt,bar width={},draw=c{},{}{}] table[x index=0,y index=1{}] {{\n{}    }};\n",
               plot.series.width, plot.number, fillOf(plot, histogram ? 0.3 : 0.85),
               intervals ? ",error bars/.cd,y dir=both,y explicit" : "",
               intervals ? ",y error plus index=2,y error minus index=3" : "", rows)
        + legendEntry(plot);
}

std::string spreads(const Plot& plot)
{
    std::string out;
    const double half = plot.series.width / 2;
    for (const Spread& s : plot.series.spreads) {
        if (s.count == 0)
            continue;
        std::string right, left;
        for (const Spread::Density& d : s.density)
            right += fmt::format("({:.5g},{:.6g})", s.x + half * d.share, d.y);
        for (auto d = s.density.rbegin(); d != s.density.rend(); ++d)
            left += fmt::format("({:.5g},{:.6g})", s.x - half * d->share, d->y);
        if (plot.series.mark == Mark::Violin && !right.empty())
            out += fmt::format("    \\addplot[draw=c{},{},forget plot] coordinates {{{}{}}} -- cycle;\n",
                plot.number, fillOf(plot, 0.45), right, left);
        const double w = plot.series.mark == Mark::Violin ? plot.series.width * 0.07 : plot.series.width * 0.3;
        out += fmt::format(
            "    \\addplot[draw=black,fill=c{0},forget plot] coordinates "
            "{{({1},{3})({2},{3})({2},{4})({1},{4})}} -- cycle;\n"
            "    \\addplot[draw=black,thick,forget plot] coordinates {{({1},{5})({2},{5})}};\n",
            plot.number, s.x - w, s.x + w, s.lowerQuartile, s.upperQuartile, s.median);
    }
    return out
        + fmt::format(
            "    \\addlegendimage{{area legend,draw=c{0},fill=c{0},fill opacity=0.45}}\n", plot.number)
        + legendEntry(plot);
}

std::string axisOptions(const Panel& panel)
{
    std::string out;
    if (!panel.xTicks.empty())
        out += fmt::format(",xtick={{{}}}", fmt::join(panel.xTicks, ","));
    if (!panel.xNames.empty()) {
        out += ",xticklabels={";
        for (const std::string& name : panel.xNames)
            out += "{" + latexEscaped(name) + "},";
        out += "},x tick label style={rotate=30,anchor=east}";
    }
    const bool filled = std::any_of(panel.series.begin(), panel.series.end(),
        [](const Series& s) { return s.mark == Mark::Bars || s.mark == Mark::Histogram; });
    if (filled || panel.startAtZero)
        out += panel.y.low ? "" : ",ymin=0";
    for (const auto& [name, end] : {std::pair("xmin", panel.x.low), std::pair("xmax", panel.x.high), std::pair("ymin", panel.y.low),
             std::pair("ymax", panel.y.high)})
        if (end)
            out += fmt::format(",{}={}", name, *end);
    return out;
}

std::string legendPosition(LegendPlace place)
{
    switch (place) {
    case LegendPlace::TopLeft: return "north west";
    case LegendPlace::TopRight: return "north east";
    case LegendPlace::BottomLeft: return "south west";
    case LegendPlace::BottomRight: return "south east";
    default: return "outer north east";
    }
}

std::string plotOf(const Plot& plot)
{
    if (plot.series.points.empty())
        return {};
    const std::string color = fmt::format("    \\definecolor{{c{}}}{{HTML}}{{{}}}\n", plot.number, plot.style.color.hex().substr(1));
    switch (plot.series.mark) {
    case Mark::Line:
    case Mark::Points: return color + curve(plot);
    case Mark::Bars:
    case Mark::Histogram: return color + bars(plot);
    case Mark::Violin:
    case Mark::Box: return color + spreads(plot);
    }
    return {};
}

} // namespace

std::string toPgfplots(const Figure& figure, const FigureFormat& format)
{
    std::string out = "\\documentclass{standalone}\n\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.17}\n"
                      "\\usepgfplotslibrary{fillbetween}\n\\usetikzlibrary{patterns}\n";
    for (const auto& [key, value] : figure.metadata) {
        std::string comment = key + ": " + value;
        std::replace_if(comment.begin(), comment.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        out += "% " + comment + "\n";
    }
    out += "\\begin{document}\n";
    const double width = format.widthMm / static_cast<double>(std::max<std::size_t>(1, figure.panels.size()));
    std::size_t number = 0;
    for (const Panel& panel : figure.panels) {
        out += "\\begin{tikzpicture}\n";
        out += fmt::format("  \\begin{{axis}}[width={:.1f}mm,height={:.1f}mm,title={{{}}},xlabel={{{}}},ylabel={{{}}},"
                           "legend pos={},legend style={{font=\\tiny}}{}]\n",
            width, format.heightMm, latexEscaped(panel.title), latexEscaped(panel.xLabel), latexEscaped(panel.yLabel),
            legendPosition(format.legend), axisOptions(panel));
        if (panel.diagonal)
            out += "    \\addplot[gray,dashed,forget plot,update limits=false,domain=-1000:1000,samples=2] {x};\n";
        for (const Series& series : panel.series)
            out += plotOf({series, styleOf(figure, series, format.theme), legendName(figure, series), number++, format.print});
        out += "  \\end{axis}\n\\end{tikzpicture}\n";
    }
    return out + "\\end{document}\n";
}

} // namespace fulcrum::chart
