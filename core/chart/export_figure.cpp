// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/draw_figure.h"
#include "core/chart/figure.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::chart {
namespace {

constexpr double kMinMm = 20, kMaxMm = 2000;
constexpr double kMaxPixels = 200e6;

std::string nameOf(const Series& series) { return series.name.empty() ? displayName(series.key) : series.name; }

Result<void> check(const Figure& figure, const FigureFormat& format)
{
    for (const double mm : {format.widthMm, format.heightMm})
        if (!(mm >= kMinMm && mm <= kMaxMm))
            return fail(ErrorCode::OutOfRange, "cannot draw the figure", "size",
                fmt::format("{} mm is outside {} to {}", mm, kMinMm, kMaxMm));
    if (!(format.fontPt >= 3 && format.fontPt <= 72) || !(format.dpi >= 36 && format.dpi <= 2400))
        return fail(ErrorCode::OutOfRange, "cannot draw the figure", "font or resolution",
            "3 to 72 pt and 36 to 2400 dpi are possible");
    if (format.widthMm * format.heightMm * std::pow(format.dpi / 25.4, 2) > kMaxPixels)
        return fail(ErrorCode::OutOfRange, "cannot draw the figure", "resolution",
            "the image would have more than 200 million pixels", "choose a smaller size or fewer dpi");
    for (const Panel& panel : figure.panels)
        for (const Series& series : panel.series)
            for (const Point& point : series.points)
                if (std::isfinite(point.x) && std::isfinite(point.y))
                    return {};
    return fail(ErrorCode::OutOfRange, "cannot draw the figure", {}, "there is no point to draw",
        "choose at least one series with results");
}

Result<std::string> render(std::unique_ptr<Canvas> canvas, const Figure& figure, const FigureFormat& format)
{
    drawFigure(*canvas, figure, format);
    return canvas->finish();
}

std::string quoted(const std::string& field, char separator)
{
    if (field.find_first_of(std::string("\"\r\n") + separator) == std::string::npos)
        return field;
    std::string out = "\"";
    for (const char c : field)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string optionalNumber(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

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

std::string latexSeries(const Series& series, std::size_t number, Theme theme)
{
    const SeriesStyle style = styleOf(styleKey(series), theme);
    std::string rows, high, low;
    for (const Point& p : series.points) {
        rows += fmt::format("      {} {}\n", p.x, p.y);
        if (p.low && p.high) {
            high += fmt::format("({},{})", p.x, *p.high);
            low += fmt::format("({},{})", p.x, *p.low);
        }
    }
    std::string out = fmt::format("    \\definecolor{{c{}}}{{HTML}}{{{}}}\n", number, style.color.hex().substr(1));
    if (!high.empty())
        out += fmt::format("    \\addplot[name path=u{0},draw=none,forget plot] coordinates {{{1}}};\n"
                           "    \\addplot[name path=l{0},draw=none,forget plot] coordinates {{{2}}};\n"
                           "    \\addplot[c{0},opacity=0.18,forget plot] fill between[of=u{0} and l{0}];\n",
            number, high, low);
    return out
        + fmt::format("    \\addplot[c{0},{1},mark={2},line width={3}pt] table {{\n{4}    }};\n    \\addlegendentry{{{5}}}\n",
            number, latexDash(style.dash), latexMark(hasMarkers(series) ? style.marker : Marker::None), style.width * 0.6, rows, latexEscaped(nameOf(series)));
}

} // namespace

Result<std::string> renderSvg(const Figure& figure, const FigureFormat& format)
{
    FULCRUM_CHECK(check(figure, format));
    return render(makeSvgCanvas(format, figure.metadata), figure, format);
}

Result<std::string> renderPng(const Figure& figure, const FigureFormat& format)
{
    FULCRUM_CHECK(check(figure, format));
    return render(makeCairoCanvas(CairoKind::Png, format, figure.metadata), figure, format);
}

Result<void> exportFigure(const Figure& figure, const FigureFormat& format, const Path& file)
{
    FULCRUM_CHECK(check(figure, format));
    const std::string kind = file.extension().string();
    std::string content;
    if (kind == ".svg") {
        FULCRUM_TRY(content, renderSvg(figure, format));
    } else if (kind == ".png") {
        FULCRUM_TRY(content, renderPng(figure, format));
    } else if (kind == ".pdf") {
        FULCRUM_TRY(content, render(makeCairoCanvas(CairoKind::Pdf, format, figure.metadata), figure, format));
    } else if (kind == ".csv") {
        content = toDelimited(figure, ',');
    } else if (kind == ".tsv") {
        content = toDelimited(figure, '\t');
    } else if (kind == ".json") {
        content = toJson(figure);
    } else if (kind == ".tex") {
        content = toPgfplots(figure, format);
    } else {
        return fail(ErrorCode::Unsupported, "cannot export the chart", file.string(),
            "'" + kind + "' is not a kind of file that charts are written to", "use svg, pdf, png, csv, tsv, json or tex");
    }
    return writeFileAtomic(file, content);
}

std::string toDelimited(const Figure& figure, char separator)
{
    std::string out = fmt::format("panel{0}series{0}x{0}y{0}low{0}high\n", separator);
    for (const Panel& panel : figure.panels)
        for (const Series& series : panel.series)
            for (const Point& p : series.points)
                out += fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}{0}{6}\n", separator, quoted(panel.title, separator),
                    quoted(nameOf(series), separator), p.x, p.y, optionalNumber(p.low), optionalNumber(p.high));
    return out;
}

std::string toJson(const Figure& figure)
{
    nlohmann::ordered_json document;
    document["metadata"] = figure.metadata;
    auto& panels = document["panels"] = nlohmann::ordered_json::array();
    for (const Panel& panel : figure.panels) {
        nlohmann::ordered_json one{{"title", panel.title}, {"x", panel.xLabel}, {"y", panel.yLabel}};
        for (const Series& series : panel.series) {
            nlohmann::ordered_json points = nlohmann::ordered_json::array();
            for (const Point& p : series.points) {
                nlohmann::ordered_json point{{"x", p.x}, {"y", p.y}};
                if (p.low && p.high)
                    point["ci95"] = {*p.low, *p.high};
                points.push_back(std::move(point));
            }
            one["series"].push_back({{"key", series.key}, {"name", nameOf(series)}, {"points", std::move(points)}});
        }
        panels.push_back(std::move(one));
    }
    return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string toPgfplots(const Figure& figure, const FigureFormat& format)
{
    std::string out = "\\documentclass{standalone}\n\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.17}\n"
                      "\\usepgfplotslibrary{fillbetween}\n\\begin{document}\n";
    const double width = format.widthMm / static_cast<double>(std::max<std::size_t>(1, figure.panels.size()));
    std::size_t number = 0;
    for (const Panel& panel : figure.panels) {
        out += "\\begin{tikzpicture}\n";
        out += fmt::format("  \\begin{{axis}}[width={:.1f}mm,height={:.1f}mm,title={{{}}},xlabel={{{}}},ylabel={{{}}},"
                           "legend pos=outer north east,legend style={{font=\\tiny}}{}]\n",
            width, format.heightMm, latexEscaped(panel.title), latexEscaped(panel.xLabel), latexEscaped(panel.yLabel),
            panel.xTicks.empty() ? "" : fmt::format(",xtick={{{}}}", fmt::join(panel.xTicks, ",")));
        for (const Series& series : panel.series)
            out += latexSeries(series, number++, format.theme);
        out += "  \\end{axis}\n\\end{tikzpicture}\n";
    }
    return out + "\\end{document}\n";
}

} // namespace fulcrum::chart
