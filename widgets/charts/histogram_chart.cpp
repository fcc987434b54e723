// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/histogram_chart.h"

#include "widgets/bridge/format.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace fulcrum::charts {

namespace {
constexpr int kFewest = 5, kMost = 20;
} // namespace

HistogramChart::HistogramChart(QWidget* parent) : QWidget(parent) { setMouseTracking(true); }

QVector<HistogramChart::Bin> HistogramChart::binsOf(const QVector<double>& values)
{
    QVector<double> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double value) { return std::isfinite(value); });
    if (finite.isEmpty())
        return {};
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    if (*low == *high)
        return {{*low, *high, static_cast<int>(finite.size())}};
    const int count = std::clamp(static_cast<int>(std::lround(std::sqrt(static_cast<double>(finite.size())))), kFewest, kMost);
    const double width = (*high - *low) / count;
    QVector<Bin> bins;
    for (int i = 0; i < count; ++i)
        bins.append({*low + i * width, i + 1 == count ? *high : *low + (i + 1) * width, 0});
    for (const double value : finite)
        ++bins[std::clamp(static_cast<int>((value - *low) / width), 0, count - 1)].count;
    return bins;
}

void HistogramChart::setValues(const QVector<double>& values, const QString& unit, int decimals)
{
    m_bins = binsOf(values);
    m_unit = unit;
    m_decimals = decimals;
    double sum = 0;
    int count = 0;
    for (const double value : values)
        if (std::isfinite(value)) {
            sum += value;
            ++count;
        }
    m_mean = count == 0 ? 0 : sum / count;
    QStringList lines;
    for (int i = 0; i < m_bins.size(); ++i)
        lines.append(binText(i));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    update();
}

QString HistogramChart::binText(int bin) const
{
    const Bin& one = m_bins[bin];
    return tr("%1 to %2: %3 %4")
        .arg(bridge::number(one.low, m_decimals), bridge::number(one.high, m_decimals), bridge::count(one.count), m_unit);
}

QRectF HistogramChart::plotRect() const
{
    const double line = QFontMetricsF(theme::font(theme::Text::Small)).lineSpacing();
    return QRectF(rect()).adjusted(1, line + 2, -1, -line - 4);
}

QRectF HistogramChart::barRect(int bin) const
{
    const QRectF plot = plotRect();
    int most = 1;
    for (const Bin& one : m_bins)
        most = std::max(most, one.count);
    const double width = plot.width() / static_cast<double>(m_bins.size());
    const double height = plot.height() * m_bins[bin].count / most;
    return {plot.left() + bin * width + 0.5, plot.bottom() - height, std::max(1.0, width - 1), height};
}

void HistogramChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(theme::tabular(theme::font(theme::Text::Small)));
    const QRectF plot = plotRect();
    painter.setPen(palette().color(QPalette::PlaceholderText));
    if (m_bins.isEmpty()) {
        painter.drawText(rect(), Qt::AlignCenter, tr("nothing to show"));
        return;
    }
    const QColor bar = toColor(chart::styleOf("siir", themeFor(palette())).color);
    for (int i = 0; i < m_bins.size(); ++i)
        painter.fillRect(barRect(i), bar);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    const double low = m_bins.first().low, high = m_bins.last().high;
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const QRectF below(plot.left(), plot.bottom() + 3, plot.width(), rect().bottom() - plot.bottom() - 3);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignTop, bridge::number(low, m_decimals));
    painter.drawText(below, Qt::AlignRight | Qt::AlignTop, bridge::number(high, m_decimals));
    const double x = high > low ? plot.left() + plot.width() * (m_mean - low) / (high - low) : plot.center().x();
    painter.setPen(QPen(palette().color(QPalette::Text), 1.5, Qt::DashLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(palette().color(QPalette::Text));
    const QString mean = tr("mean %1").arg(bridge::number(m_mean, m_decimals));
    const double width = painter.fontMetrics().horizontalAdvance(mean);
    const double left = std::clamp(x - width / 2, plot.left(), std::max(plot.left(), plot.right() - width));
    painter.drawText(QRectF(left, 0, width + 2, plot.top()), Qt::AlignLeft | Qt::AlignTop, mean);
}

bool HistogramChart::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (int i = 0; i < m_bins.size(); ++i) {
            QRectF column = barRect(i);
            column.setTop(0);
            column.setBottom(height());
            if (column.contains(help->pos())) {
                QToolTip::showText(help->globalPos(), binText(i), this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace fulcrum::charts
