// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/style_book.h"

#include <QColor>
#include <QIcon>
#include <QWidget>

class QPainter;

namespace fulcrum::charts {

/// Styles of the project that the window shows; every view draws series with them. Setting them repaints the window. GUI thread.
const chart::StyleBook& shownStyles();
void setShownStyles(const chart::StyleBook& styles);

QColor toColor(chart::Rgb color);
chart::Theme themeFor(const QPalette& palette);
Qt::PenStyle penStyle(chart::Dash dash);

/// Draws a marker of the series centred at `at`.
void paintMarker(QPainter* painter, QPointF at, double radius, const chart::SeriesStyle& style, const QColor& ground);
/// A piece of line with the marker on it, as in a legend.
void paintSwatch(QPainter* painter, const QRectF& rect, const chart::SeriesStyle& style, const QColor& ground);

/// The same as an icon of 28 x 16 pixels in the colours of the widget.
QIcon swatchIcon(const QString& seriesKey, const QWidget* widget);

/// The swatch of a strategy as a widget: the same colour, dash and marker as in every chart.
class Swatch : public QWidget
{
    Q_OBJECT

public:
    explicit Swatch(const QString& seriesKey, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {28, 16}; }

private:
    void paintEvent(QPaintEvent* event) override;
    const std::string m_key;
};

} // namespace fulcrum::charts
