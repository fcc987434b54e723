// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/painter_canvas.h"

#include "widgets/charts/swatch.h"

#include <QFont>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>
#include <limits>

namespace fulcrum::charts {

namespace {

constexpr std::size_t kLongLine = 64; ///< of points: without markers, so that it may be thin
constexpr double kDense = 0.5;        ///< points a column of pixels

QPolygonF polygonOf(std::span<const chart::Position> points)
{
    QPolygonF polygon;
    polygon.reserve(static_cast<qsizetype>(points.size()));
    for (const chart::Position& point : points)
        polygon.append(QPointF(point.x, point.y));
    return polygon;
}

QColor colorOf(chart::Rgb color, double alpha)
{
    QColor result = toColor(color);
    result.setAlphaF(static_cast<float>(alpha));
    return result;
}

constexpr double kLongest = 20000; ///< pixels that are cut into dashes: a curve may be zoomed into until it is miles long

/// The straight pieces of a line that may be seen in `room`, cut into dashes: on, off, on, ... of the pattern; whole without one.
QVector<QLineF> piecesOf(std::span<const chart::Position> points, const std::vector<double>& pattern, const QRectF& room)
{
    QVector<QLineF> pieces;
    pieces.reserve(static_cast<qsizetype>(points.size()));
    std::size_t part = 0;
    double left = pattern.empty() ? std::numeric_limits<double>::infinity() : pattern[0]; // of the part
    for (std::size_t i = 1; i < points.size(); ++i) {
        QLineF rest(points[i - 1].x, points[i - 1].y, points[i].x, points[i].y);
        if (std::max(rest.x1(), rest.x2()) < room.left() || std::min(rest.x1(), rest.x2()) > room.right()
            || std::max(rest.y1(), rest.y2()) < room.top() || std::min(rest.y1(), rest.y2()) > room.bottom())
            continue;
        double length = rest.length();
        if (length > kLongest) {
            pieces.append(rest);
            continue;
        }
        while (length > 0) {
            const double step = std::min(left, length);
            const QPointF end = step < length ? rest.pointAt(step / length) : rest.p2();
            if (part % 2 == 0)
                pieces.append(QLineF(rest.p1(), end));
            rest.setP1(end);
            length -= step;
            left -= step;
            if (left <= 0) {
                part = (part + 1) % pattern.size();
                left = std::max(pattern[part], 0.1);
            }
        }
    }
    return pieces;
}

class PainterCanvas final : public chart::Canvas
{
public:
    PainterCanvas(QPainter* painter, const QFont& font) : m_painter(painter), m_font(font) { }

    void rectangle(chart::Position corner, double width, double height, chart::Rgb fill) override
    {
        m_painter->fillRect(QRectF(corner.x, corner.y, width, height), toColor(fill));
    }
    void line(std::span<const chart::Position> points, const chart::Stroke& stroke) override
    {
        QPen pen = penOf(stroke);
        if (points.size() <= kLongLine) {
            m_painter->setPen(pen);
            m_painter->drawPolyline(polygonOf(points));
            return;
        }
        pen.setWidthF(std::min(pen.widthF(), 1.0)); // dense curves are clearer so
        if (isDense(points))
            return denseLine(points, pen);
        // Piece by piece: the outline of a whole curve may cross itself thousands of times, and filling that takes minutes where a
        // pixel of the screen is smaller than the pen.
        pen.setStyle(Qt::SolidLine);
        pen.setCapStyle(stroke.alpha < 1 ? Qt::FlatCap : Qt::SquareCap); // what is pale must not overlap
        m_painter->setPen(pen);
        const QRectF room(-2, -2, m_painter->device()->width() / scale() + 4, m_painter->device()->height() / scale() + 4);
        m_painter->drawLines(piecesOf(points, chart::dashPattern(stroke.dash, stroke.width), room));
    }
    void polygon(std::span<const chart::Position> points, chart::Rgb fill, double alpha, const chart::Stroke* outline) override
    {
        m_painter->setPen(outline ? penOf(*outline) : QPen(Qt::NoPen));
        m_painter->setBrush(colorOf(fill, alpha));
        m_painter->drawPolygon(polygonOf(points));
    }
    void circle(chart::Position center, double radius, chart::Rgb fill, double alpha, const chart::Stroke* outline) override
    {
        m_painter->setPen(outline ? penOf(*outline) : QPen(Qt::NoPen));
        m_painter->setBrush(colorOf(fill, alpha));
        m_painter->drawEllipse(QPointF(center.x, center.y), radius, radius);
    }
    void text(chart::Position at, const std::string& text, const chart::TextStyle& style) override
    {
        const double share = style.anchor == chart::Anchor::Start ? 0 : style.anchor == chart::Anchor::Middle ? 0.5 : 1;
        const QString words = QString::fromStdString(text);
        m_painter->save();
        m_painter->setFont(fontOf(style.size, style.bold));
        m_painter->setPen(colorOf(style.color, style.alpha));
        m_painter->translate(at.x, at.y);
        if (style.rotated)
            m_painter->rotate(-90);
        m_painter->drawText(QPointF(-share * textWidth(text, style.size, style.bold), 0), words);
        m_painter->restore();
    }
    void picture(chart::Position corner, double width, double height, const chart::Picture& picture) override
    {
        const image::Image& pixels = picture.pixels;
        m_painter->drawImage(QRectF(corner.x, corner.y, width, height),
            QImage(pixels.rgb.data(), pixels.width, pixels.height, pixels.width * 3, QImage::Format_RGB888));
    }
    void clip(chart::Position corner, double width, double height) override
    {
        m_painter->save();
        m_painter->setClipRect(QRectF(corner.x, corner.y, width, height));
    }
    void unclip() override { m_painter->restore(); }
    void beginGroup(const std::string&, const std::string&) override { }
    void endGroup() override { }
    double textWidth(const std::string& text, double size, bool bold) const override
    {
        return QFontMetricsF(fontOf(size, bold)).horizontalAdvance(QString::fromStdString(text));
    }
    Result<std::string> finish() override { return std::string(); }

private:
    /// Device pixels a point.
    double scale() const { return m_painter->device()->devicePixelRatioF() * m_painter->worldTransform().m11(); }
    /// From left to right, with a point at least for every other column of pixels.
    bool isDense(std::span<const chart::Position> points) const
    {
        const double columns = (points.back().x - points.front().x) * scale();
        return static_cast<double>(points.size()) > kDense * columns
            && std::is_sorted(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
    }
    /// What such a curve covers is an interval in each column of pixels: filling those takes a fraction of the time that lines take, of
    /// which each is as long as the curve is high.
    void denseLine(std::span<const chart::Position> points, const QPen& pen)
    {
        const double s = scale();
        const int last = m_painter->device()->width() - 1;
        const auto columnOf = [s, last](double x) { return static_cast<int>(std::clamp(std::floor(x * s), -1.0, last + 1.0)); };
        constexpr double kNone = std::numeric_limits<double>::infinity();
        std::vector<std::pair<double, double>> covered(static_cast<std::size_t>(last) + 1, {kNone, -kNone});
        for (std::size_t i = 1; i < points.size(); ++i) {
            const chart::Position &a = points[i - 1], &b = points[i];
            const auto at = [&a, &b](double x) {
                return b.x > a.x ? a.y + (b.y - a.y) * (std::clamp(x, a.x, b.x) - a.x) / (b.x - a.x) : b.y;
            };
            for (int column = std::max(0, columnOf(a.x)), end = std::min(last, columnOf(b.x)); column <= end; ++column) {
                const double enter = column == columnOf(a.x) ? a.y : at(column / s), leave = at((column + 1) / s);
                auto& [low, high] = covered[static_cast<std::size_t>(column)];
                low = std::min({low, enter, leave});
                high = std::max({high, enter, leave});
            }
        }
        m_painter->save();
        m_painter->setRenderHint(QPainter::Antialiasing, false);
        for (int column = 0; column <= last; ++column)
            if (const auto& [low, high] = covered[static_cast<std::size_t>(column)]; low <= high)
                m_painter->fillRect(QRectF(column / s, low - pen.widthF() / 2, 1 / s, high - low + pen.widthF()), pen.color());
        m_painter->restore();
    }
    QFont fontOf(double size, bool bold) const
    {
        QFont font(m_font);
        font.setPixelSize(std::max(1, qRound(size)));
        font.setBold(bold);
        return font;
    }
    QPen penOf(const chart::Stroke& stroke) const
    {
        QPen pen(colorOf(stroke.color, stroke.alpha), stroke.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        QList<qreal> pattern; // Qt counts in widths of the pen
        for (const double length : chart::dashPattern(stroke.dash, stroke.width))
            pattern.append(length / std::max(stroke.width, 0.1));
        if (!pattern.isEmpty())
            pen.setDashPattern(pattern);
        return pen;
    }

    QPainter* m_painter;
    const QFont m_font;
};

} // namespace

std::unique_ptr<chart::Canvas> makePainterCanvas(QPainter* painter, const QFont& font)
{
    return std::make_unique<PainterCanvas>(painter, font);
}

} // namespace fulcrum::charts
