// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/draw_figure.h"

#include <cmath>
#include <fmt/format.h>

namespace fulcrum::chart {
namespace {

constexpr double kMinMm = 20, kMaxMm = 2000;
constexpr double kMaxPixels = 200e6;

Result<void> checkContent(const Figure& figure)
{
    for (const Panel& panel : figure.panels)
        for (const Series& series : panel.series)
            for (const Point& point : series.points)
                if (!series.hidden && std::isfinite(point.x) && std::isfinite(point.y))
                    return {};
    return fail(ErrorCode::OutOfRange, "cannot draw the figure", {}, "there is no point to draw",
        "choose at least one series with results");
}

Figure withoutHidden(const Figure& figure)
{
    Figure shown = figure;
    for (Panel& panel : shown.panels)
        std::erase_if(panel.series, [](const Series& series) { return series.hidden; });
    return shown;
}

} // namespace

Result<void> checkFormat(const FigureFormat& format)
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
    return {};
}

Result<std::string> renderFigure(const Figure& figure, const FigureFormat& format, const std::string& kind)
{
    FULCRUM_CHECK(checkFormat(format));
    FULCRUM_CHECK(checkContent(figure));
    const Figure shown = withoutHidden(figure);
    if (kind == "csv" || kind == "tsv")
        return toDelimited(shown, kind == "csv" ? ',' : '\t');
    if (kind == "json")
        return toJson(shown);
    if (kind == "tex")
        return toPgfplots(shown, format);
    const std::unique_ptr<Canvas> canvas = makeCanvas(kind, format, figure.metadata);
    if (!canvas)
        return fail(ErrorCode::Unsupported, "cannot export the chart", {},
            "'." + kind + "' is not a kind of file that charts are written to", "use svg, pdf, png, csv, tsv, json or tex");
    drawFigure(*canvas, shown, format);
    return canvas->finish();
}

Result<void> exportFigure(const Figure& figure, const FigureFormat& format, const Path& file)
{
    const std::string extension = file.extension().string();
    auto content = renderFigure(figure, format, extension.empty() ? extension : extension.substr(1));
    if (!content) {
        if (content.error().code == ErrorCode::Unsupported)
            content.error().where = file.string();
        return fail(std::move(content.error()));
    }
    return writeFileAtomic(file, *content);
}

} // namespace fulcrum::chart
