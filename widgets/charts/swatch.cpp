// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/swatch.h"

#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

namespace fulcrum::charts {

namespace {

QPainterPath polygonPath(QPointF at, double radius, int corners, double startDegrees, double inner = 0)
{
    QPainterPath path;
    const int points = inner > 0 ? corners * 2 : corners;
    for (int i = 0; i < points; ++i) {
        const double r = inner > 0 && i % 2 ? radius * inner : radius;
        const double angle = (startDegrees + 360.0 * i / points) * M_PI / 180;
        const QPointF point = at + QPointF(std::cos(angle), std::sin(angle)) * r;
        if (i == 0)
            path.moveTo(point);
        else
            path.lineTo(point);
    }
    path.closeSubpath();
    return path;
}

} // namespace

namespace {

chart::StyleBook& currentStyles()
{
    static chart::StyleBook styles;
    return styles;
}

} // namespace

const chart::StyleBook& shownStyles() { return currentStyles(); }

void setShownStyles(const chart::StyleBook& styles)
{
    if (currentStyles() == styles)
        return;
    currentStyles() = styles;
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget* window : windows)
        window->update();
}

QColor toColor(chart::Rgb color) { return QColor(color.r, color.g, color.b); }

chart::Theme themeFor(const QPalette& palette)
{
    return theme::isDark(palette) ? chart::Theme::Dark : theme::highContrastCharts() ? chart::Theme::HighContrast : chart::Theme::Light;
}

Qt::PenStyle penStyle(chart::Dash dash)
{
    switch (dash) {
    case chart::Dash::Solid: return Qt::SolidLine;
    case chart::Dash::Dashed:
    case chart::Dash::Long: return Qt::DashLine;
    case chart::Dash::DashDot: return Qt::DashDotLine;
    case chart::Dash::Dotted: return Qt::DotLine;
    }
    return Qt::SolidLine;
}

void paintMarker(QPainter* painter, QPointF at, double radius, const chart::SeriesStyle& style, const QColor& ground)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = toColor(style.color);
    painter->setBrush(color);
    painter->setPen(style.outlineMarker ? QPen(color.darker(150), 1) : QPen(ground, 1));
    switch (style.marker) {
    case chart::Marker::None: break;
    case chart::Marker::Circle: painter->drawEllipse(at, radius, radius); break;
    case chart::Marker::Square: painter->drawRect(QRectF(at - QPointF(radius, radius) * 0.9, QSizeF(radius, radius) * 1.8)); break;
    case chart::Marker::TriangleUp: painter->drawPath(polygonPath(at, radius * 1.2, 3, -90)); break;
    case chart::Marker::TriangleDown: painter->drawPath(polygonPath(at, radius * 1.2, 3, 90)); break;
    case chart::Marker::Diamond: painter->drawPath(polygonPath(at, radius * 1.2, 4, 0)); break;
    case chart::Marker::Star: painter->drawPath(polygonPath(at, radius * 1.4, 5, -90, 0.45)); break;
    case chart::Marker::Cross:
        painter->setPen(QPen(color, radius * 0.5));
        painter->drawLine(at - QPointF(radius, radius) * 0.8, at + QPointF(radius, radius) * 0.8);
        painter->drawLine(at - QPointF(radius, -radius) * 0.8, at + QPointF(radius, -radius) * 0.8);
        break;
    case chart::Marker::Plus:
        painter->setPen(QPen(color, radius * 0.5));
        painter->drawLine(at - QPointF(radius, 0), at + QPointF(radius, 0));
        painter->drawLine(at - QPointF(0, radius), at + QPointF(0, radius));
        break;
    }
    painter->restore();
}

void paintSwatch(QPainter* painter, const QRectF& rect, const chart::SeriesStyle& style, const QColor& ground)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(toColor(style.color), style.width, penStyle(style.dash)));
    painter->drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()));
    painter->restore();
    paintMarker(painter, rect.center(), 4, style, ground);
}

QIcon swatchIcon(const QString& seriesKey, const QWidget* widget)
{
    const qreal ratio = widget->devicePixelRatioF();
    QPixmap pixmap((QSizeF(28, 16) * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintSwatch(&painter, QRectF(1, 0, 26, 16), shownStyles().styleOf(seriesKey.toStdString(), themeFor(widget->palette())),
        widget->palette().color(QPalette::Base));
    painter.end();
    return QIcon(pixmap);
}

Swatch::Swatch(const QString& seriesKey, QWidget* parent) : QWidget(parent), m_key(seriesKey.toStdString())
{
    setFixedSize(28, 16);
}

void Swatch::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintSwatch(&painter, QRectF(rect()).adjusted(1, 0, -1, 0), shownStyles().styleOf(m_key, themeFor(palette())),
        palette().color(QPalette::Base));
}

} // namespace fulcrum::charts
