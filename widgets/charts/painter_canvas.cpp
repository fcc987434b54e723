// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/painter_canvas.h"

#include "widgets/charts/swatch.h"

#include <QFont>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QPolygonF>

namespace fulcrum::charts {

namespace {

constexpr std::size_t kLongLine = 64; ///< of points: without markers, so that it may be thin

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
        if (points.size() > kLongLine) { // what is drawn with a hairline takes a fraction of the time, and dense curves are clearer
            pen.setJoinStyle(Qt::BevelJoin);
            pen.setWidthF(std::min(pen.widthF(), 1.0));
        }
        m_painter->setPen(pen);
        m_painter->drawPolyline(polygonOf(points));
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
