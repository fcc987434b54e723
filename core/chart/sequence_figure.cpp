// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/sequence_figure.h"

#include "core/chart/draw_figure.h"
#include "core/image/jpeg_writer.h"
#include "core/image/thumbnail.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fulcrum::chart {
namespace {

constexpr int kJpegQuality = 92;
constexpr std::size_t kMostLines = 6;
constexpr double kLine = 1.22;    ///< distance of lines, in font sizes
constexpr double kTallest = 0.75; ///< height of a picture, in widths of a card: equal rows, whatever the pictures' shapes

/// Sizes of everything, in points.
struct Grid
{
    double width = 0, font = 8, gap = 0;
    double labels = 0;     ///< column of the lanes' titles
    double prediction = 0; ///< column of the predictions
    double card = 0;       ///< width of a card
};

/// Bytes of the UTF-8 character that starts with `byte`.
std::size_t characterLength(unsigned char byte) { return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4; }

/// Cuts a text that does not fit, with an ellipsis.
std::string elided(const Canvas& canvas, const std::string& text, double size, bool bold, double room)
{
    std::string cut = text;
    while (!cut.empty() && canvas.textWidth(cut + "…", size, bold) > room) {
        bool inside = true; // of a character of several bytes
        while (inside && !cut.empty()) {
            inside = (static_cast<unsigned char>(cut.back()) & 0xC0) == 0x80;
            cut.pop_back();
        }
    }
    return cut + "…";
}

/// Lines no longer than `room`; words that are longer are cut where they must.
std::vector<std::string> wrapped(const Canvas& canvas, const std::string& text, double size, bool bold, double room)
{
    std::vector<std::string> lines;
    std::string line;
    const auto fits = [&](const std::string& what) { return canvas.textWidth(what, size, bold) <= room; };
    const auto put = [&](const std::string& word) {
        const std::string longer = line.empty() ? word : line + " " + word;
        if (fits(longer)) {
            line = longer;
            return;
        }
        if (!line.empty())
            lines.push_back(line);
        line = word;
        while (!fits(line) && line.size() > 1) { // an address, or a language without spaces
            std::size_t taken = 0;
            while (taken < line.size()) {
                const std::size_t next = taken + characterLength(static_cast<unsigned char>(line[taken]));
                if (taken > 0 && !fits(line.substr(0, next)))
                    break;
                taken = std::min(next, line.size());
            }
            if (taken >= line.size())
                break;
            lines.push_back(line.substr(0, taken));
            line = line.substr(taken);
        }
    };
    std::string word;
    for (const char c : text + " ") {
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
            word += c;
            continue;
        }
        if (!word.empty())
            put(word);
        word.clear();
    }
    if (!line.empty())
        lines.push_back(line);
    if (lines.size() > kMostLines) {
        lines.resize(kMostLines);
        lines.back() = elided(canvas, lines.back(), size, bold, room);
    }
    return lines;
}

/// Draws a sequence figure, or only measures it.
class SequencePainter
{
public:
    SequencePainter(Canvas& canvas, const SequenceFigure& figure, const SequencePictures& pictures, const FigureFormat& format, bool draws)
        : m_canvas(canvas), m_figure(figure), m_pictures(pictures), m_format(format),
          m_surface(format.surface.value_or(chart::surfaceOf(format.theme))), m_draws(draws)
    {
        std::size_t most = 1;
        for (const SequenceLane& lane : figure.lanes)
            most = std::max(most, lane.cards.size());
        m_grid.font = format.fontPt;
        m_grid.gap = format.fontPt * 0.8;
        m_grid.width = format.widthMm * kPointsPerMm;
        m_grid.labels = std::min(format.fontPt * 9, m_grid.width * 0.14);
        m_grid.prediction = m_grid.width * 0.2;
        const auto count = static_cast<double>(most);
        m_grid.card = (m_grid.width - m_grid.labels - m_grid.prediction - m_grid.gap * (count + 3)) / count;
        m_grid.card = std::min(m_grid.card, m_grid.width * 0.22);
    }

    /// The height that was used.
    double paint()
    {
        double y = m_grid.gap;
        y += paintQuery(y) + m_grid.gap;
        for (const SequenceLane& lane : m_figure.lanes) {
            rule(y);
            y += m_grid.gap;
            y += paintLane(lane, y) + m_grid.gap;
        }
        return y;
    }

private:
    double lineHeight() const { return m_grid.font * kLine; }

    /// A block of text; returns its height.
    double paragraph(Position corner, const std::string& text, double room, bool bold, Rgb color)
    {
        const auto lines = wrapped(m_canvas, text, m_grid.font, bold, room);
        for (std::size_t i = 0; m_draws && i < lines.size(); ++i)
            m_canvas.text({corner.x, corner.y + m_grid.font + static_cast<double>(i) * lineHeight()}, lines[i],
                {m_grid.font, color, bold, Anchor::Start});
        return static_cast<double>(lines.size()) * lineHeight();
    }

    void rule(double y)
    {
        if (m_draws)
            m_canvas.line(std::array{Position{m_grid.gap, y}, Position{m_grid.width - m_grid.gap, y}}, {m_surface.grid, 0.75});
    }

    double paintPicture(Position corner, const Path& file, double width)
    {
        const double height = width * kTallest;
        if (!m_draws)
            return height;
        const auto found = m_pictures.find(file);
        if (found == m_pictures.end() || !found->second) {
            const Stroke frame{m_surface.axis, 0.75, Dash::Dashed};
            m_canvas.polygon(std::array{corner, Position{corner.x + width, corner.y}, Position{corner.x + width, corner.y + height},
                                 Position{corner.x, corner.y + height}},
                m_surface.grid, 0.5, &frame);
            return height;
        }
        const image::Image& pixels = found->second->pixels;
        const double scale = std::min(width / pixels.width, height / pixels.height);
        const double w = pixels.width * scale, h = pixels.height * scale;
        m_canvas.picture({corner.x, corner.y + (height - h) / 2}, w, h, *found->second); // flush with the text below
        return height;
    }

    double paintCard(Position corner, const SequenceCard& card, double width)
    {
        double y = corner.y + paintPicture(corner, card.image, width) + m_grid.font * 0.3;
        if (!card.badge.empty())
            y += paragraph({corner.x, y}, card.badge, width, false, m_surface.mutedText);
        y += paragraph({corner.x, y}, card.text, width, false, m_surface.text);
        if (!card.answer.empty())
            y += paragraph({corner.x, y}, card.answer, width, true, m_surface.text);
        return y - corner.y;
    }

    double paintQuery(double top)
    {
        const double left = m_grid.gap, pictureLeft = left + m_grid.labels + m_grid.gap;
        const double textLeft = pictureLeft + m_grid.card + m_grid.gap, room = m_grid.width - textLeft - m_grid.gap;
        group("query", m_figure.queryTitle);
        paragraph({left, top}, m_figure.queryTitle, m_grid.labels, true, m_surface.text);
        const double picture = paintPicture({pictureLeft, top}, m_figure.query.image, m_grid.card);
        double y = top;
        y += paragraph({textLeft, y}, m_figure.query.text, room, false, m_surface.text);
        y += paragraph({textLeft, y}, m_figure.query.answer, room, true, m_surface.text);
        endGroup();
        return std::max(picture, y - top);
    }

    double paintLane(const SequenceLane& lane, double top)
    {
        group("lane", lane.title);
        const double left = m_grid.gap;
        if (m_draws) {
            const SeriesStyle style = m_figure.styles.styleOf(lane.key, m_format.theme);
            const double y = top + m_grid.font * 0.6;
            m_canvas.line(std::array{Position{left, y}, Position{left + m_grid.font * 2.2, y}}, {style.color, 1.4, style.dash});
            drawMarker(m_canvas, {left + m_grid.font * 1.1, y}, style, m_grid.font * 0.36, m_surface.background);
        }
        double height = lineHeight() + paragraph({left, top + lineHeight()}, lane.title, m_grid.labels, true, m_surface.text);
        double x = left + m_grid.labels + m_grid.gap;
        for (const SequenceCard& card : lane.cards) {
            height = std::max(height, paintCard({x, top}, card, m_grid.card));
            x += m_grid.card + m_grid.gap;
        }
        const double room = m_grid.prediction;
        x = m_grid.width - m_grid.gap - room;
        double y = top + paragraph({x, top}, m_figure.predictionTitle, room, false, m_surface.mutedText);
        y += paragraph({x, y}, lane.prediction.empty() ? "–" : lane.prediction, room, true, m_surface.text);
        y += paragraph({x, y}, lane.score, room, false, m_surface.text);
        endGroup();
        return std::max(height, y - top);
    }

    void group(const std::string& kind, const std::string& title)
    {
        if (m_draws)
            m_canvas.beginGroup(kind, title);
    }
    void endGroup()
    {
        if (m_draws)
            m_canvas.endGroup();
    }

    Canvas& m_canvas;
    const SequenceFigure& m_figure;
    const SequencePictures& m_pictures;
    const FigureFormat& m_format;
    const Surface m_surface;
    const bool m_draws;
    Grid m_grid;
};

} // namespace

SequencePictures loadPictures(const SequenceFigure& figure, int edge, std::stop_token stop)
{
    SequencePictures pictures;
    const auto load = [&](const Path& file) {
        if (stop.stop_requested() || pictures.contains(file))
            return;
        std::shared_ptr<const Picture>& place = pictures[file];
        auto thumbnail = image::readThumbnail(file, std::clamp(edge, 1, image::kLargestThumbnail));
        if (!thumbnail)
            return;
        auto jpeg = image::encodeJpeg(thumbnail->image, kJpegQuality);
        if (jpeg)
            place = std::make_shared<const Picture>(Picture{std::move(thumbnail->image), std::move(*jpeg)});
    };
    load(figure.query.image);
    for (const SequenceLane& lane : figure.lanes)
        for (const SequenceCard& card : lane.cards)
            load(card.image);
    return pictures;
}

double sequenceHeightMm(const SequenceFigure& figure, const SequencePictures& pictures, const FigureFormat& format)
{
    const auto canvas = makeSvgCanvas(format, {});
    return SequencePainter(*canvas, figure, pictures, format, false).paint() / kPointsPerMm;
}

Result<std::string> renderSequences(
    const SequenceFigure& figure, const SequencePictures& pictures, const FigureFormat& asked, const std::string& kind)
{
    if (figure.lanes.empty())
        return fail(ErrorCode::OutOfRange, "cannot draw the sequences", {}, "there is no sequence to draw",
            "choose at least one strategy that has one");
    FigureFormat format = asked;
    format.heightMm = 100;
    FULCRUM_CHECK(checkFormat(format));
    format.heightMm = sequenceHeightMm(figure, pictures, format);
    FULCRUM_CHECK(checkFormat(format));
    const std::unique_ptr<Canvas> canvas = makeCanvas(kind, format, figure.metadata);
    if (!canvas)
        return fail(ErrorCode::Unsupported, "cannot export the sequences", {},
            "'." + kind + "' is not a kind of file that sequences are written to", "use svg, pdf or png");
    if (!format.transparent)
        canvas->rectangle({0, 0}, format.widthMm * kPointsPerMm, format.heightMm * kPointsPerMm,
            format.surface.value_or(surfaceOf(format.theme)).background);
    SequencePainter(*canvas, figure, pictures, format, true).paint();
    return canvas->finish();
}

} // namespace fulcrum::chart
