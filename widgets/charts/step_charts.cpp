// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/step_charts.h"

#include "widgets/bridge/format.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace fulcrum::charts {

namespace {

constexpr int kLabelWidth = 22, kValueWidth = 52;
constexpr double kPadding = 6;

QFont smallFont() { return theme::tabular(theme::font(theme::Text::Small)); }

template <class List, class Text>
QString described(const List& list, Text text)
{
    QStringList lines;
    for (const auto& one : list)
        lines.append(text(one));
    return lines.join(QStringLiteral("; "));
}

} // namespace

QColor gainColor(const QPalette& palette, bool better)
{
    // UX.md 5.6: blue and orange, lighter on a dark ground.
    if (theme::isDark(palette))
        return better ? QColor(0x6b, 0xae, 0xd6) : QColor(0xfd, 0xa0, 0x4f);
    return better ? QColor(0x21, 0x66, 0xac) : QColor(0xb3, 0x58, 0x06);
}

BarRows::BarRows(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void BarRows::setRows(const QVector<Row>& rows, bool diverging)
{
    m_rows = rows;
    m_diverging = diverging;
    setAccessibleDescription(
        described(rows, [](const Row& row) { return QStringLiteral("%1 %2 %3").arg(row.label, row.text, row.value); }));
    updateGeometry();
    update();
}

int BarRows::rowHeight() const { return 2 * QFontMetrics(smallFont()).height() + 6; }
QSize BarRows::sizeHint() const { return {240, static_cast<int>(m_rows.size()) * rowHeight()}; }
QSize BarRows::minimumSizeHint() const { return {160, sizeHint().height()}; }

void BarRows::paintRow(QPainter& painter, const Row& row, const QRectF& rect, double low, double high) const
{
    const QPalette& p = palette();
    const QFont font = smallFont();
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    const double line = QFontMetricsF(font).height();
    if (row.marked)
        theme::drawRounded(&painter, rect.adjusted(0, 1, 0, -1), 5, p.color(QPalette::AlternateBase), QColor());
    painter.setFont(row.marked ? bold : font);
    painter.setPen(p.color(row.marked ? QPalette::Text : QPalette::PlaceholderText));
    painter.drawText(QRectF(rect.left() + 4, rect.top() + 2, kLabelWidth, line), Qt::AlignLeft | Qt::AlignVCenter, row.label);
    const double left = rect.left() + 4 + kLabelWidth, width = rect.width() - kLabelWidth - kValueWidth - 8;
    painter.setPen(p.color(QPalette::Text));
    painter.drawText(QRectF(left, rect.top() + 2, width, line), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(row.text, Qt::ElideRight, width));
    painter.drawText(QRectF(rect.right() - kValueWidth - 4, rect.top() + 2, kValueWidth, line),
        Qt::AlignRight | Qt::AlignVCenter, row.value);
    const double barWidth = rect.width() - kLabelWidth - 12;
    const QRectF track(left, rect.top() + line + 3, barWidth, 5);
    theme::drawRounded(&painter, track, 2.5, theme::mix(p.color(QPalette::Base), p.color(QPalette::Midlight), 0.8), QColor());
    const auto place = [&](double value) { return track.left() + (value - low) / (high - low) * track.width(); };
    const double from = place(0), to = place(std::isfinite(row.amount) ? row.amount : 0);
    const QColor color = m_diverging ? gainColor(p, row.amount >= 0) : gainColor(p, true);
    if (std::abs(to - from) > 0.5)
        theme::drawRounded(&painter, QRectF(std::min(from, to), track.top(), std::abs(to - from), track.height()), 2.5, color, QColor());
    if (low < 0) {
        painter.setPen(QPen(p.color(QPalette::Text), 1));
        painter.drawLine(QPointF(from, track.top() - 2), QPointF(from, track.bottom() + 2));
    }
}

void BarRows::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    double low = 0, high = 0;
    for (const Row& row : m_rows)
        if (std::isfinite(row.amount)) {
            low = std::min(low, row.amount);
            high = std::max(high, row.amount);
        }
    if (high - low < 1e-12)
        high = low + 1;
    for (int i = 0; i < m_rows.size(); ++i)
        paintRow(painter, m_rows[i], QRectF(0, i * rowHeight(), width(), rowHeight()), low, high);
}

void BarRows::mousePressEvent(QMouseEvent* event)
{
    const int row = static_cast<int>(event->position().y()) / rowHeight();
    if (row >= 0 && row < m_rows.size())
        Q_EMIT clicked(row);
}

bool BarRows::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = help->pos().y() / rowHeight();
        QToolTip::showText(help->globalPos(), row >= 0 && row < m_rows.size() ? m_rows[row].tip : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

WaterfallChart::WaterfallChart(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(sizeHint().height());
}

void WaterfallChart::setSteps(const QVector<Step>& steps)
{
    m_steps = steps;
    setAccessibleDescription(described(steps, [](const Step& step) {
        return QStringLiteral("%1 %2").arg(step.label, bridge::number(step.value, 4));
    }));
    update();
}

QRectF WaterfallChart::barRect(int step) const
{
    double most = 0;
    for (const Step& one : m_steps)
        most = std::max(most, one.value);
    const double text = QFontMetricsF(smallFont()).height();
    const QRectF area = QRectF(rect()).adjusted(kPadding, text + 4, -kPadding, -text - 4);
    const double slot = area.width() / static_cast<double>(std::max<qsizetype>(1, m_steps.size()));
    const double before = step == 0 ? 0 : m_steps[step - 1].value, after = m_steps[step].value;
    const auto y = [&](double value) { return area.bottom() - (most > 0 ? value / most : 0) * area.height(); };
    const double top = std::min(y(before), y(after)), height = std::max(2.0, std::abs(y(before) - y(after)));
    return {area.left() + step * slot + 3, top, std::min(slot - 6, 44.0), height};
}

void WaterfallChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& p = palette();
    painter.setFont(smallFont());
    const double text = QFontMetricsF(painter.font()).height();
    for (int i = 0; i < m_steps.size(); ++i) {
        const QRectF bar = barRect(i);
        const double change = i == 0 ? m_steps[0].value : m_steps[i].value - m_steps[i - 1].value;
        const QColor color = i == 0 ? p.color(QPalette::PlaceholderText) : gainColor(p, change >= 0);
        theme::drawRounded(&painter, bar, 2, color, QColor());
        if (i + 1 < m_steps.size()) { // what the next bar starts from
            const QRectF next = barRect(i + 1);
            const double y = i == 0 || change >= 0 ? bar.top() : bar.bottom();
            painter.setPen(QPen(p.color(QPalette::Mid), 1, Qt::DashLine));
            painter.drawLine(QPointF(bar.right(), y), QPointF(next.left(), y));
        }
        painter.setPen(p.color(QPalette::Text));
        const QRectF above(bar.center().x() - 30, bar.top() - text - 1, 60, text);
        painter.drawText(above, Qt::AlignCenter, i == 0 ? bridge::share(change) : bridge::gain(change));
        painter.setPen(p.color(QPalette::PlaceholderText));
        painter.drawText(QRectF(bar.center().x() - 30, height() - text - 1, 60, text), Qt::AlignCenter, m_steps[i].label);
    }
}

bool WaterfallChart::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString tip;
        for (int i = 0; i < m_steps.size(); ++i)
            if (std::abs(barRect(i).center().x() - help->pos().x()) < 24)
                tip = m_steps[i].tip;
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

StripPlot::StripPlot(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(sizeHint().height());
}

void StripPlot::setPoints(const QVector<Point>& points)
{
    m_points = points;
    m_low = m_high = points.isEmpty() ? 0 : points.first().value;
    for (const Point& point : points) {
        m_low = std::min(m_low, point.value);
        m_high = std::max(m_high, point.value);
    }
    if (m_high - m_low < 1e-9) {
        m_low -= 0.005;
        m_high += 0.005;
    }
    setAccessibleDescription(described(points, [](const Point& point) { return point.tip; }));
    update();
}

/// Points of nearly equal value stand in different heights, always the same for the same point.
QPointF StripPlot::placeOf(int point) const
{
    constexpr double kSide = 14, kTop = 12, kHeight = 30;
    const double x = kSide + (m_points[point].value - m_low) / (m_high - m_low) * (width() - 2 * kSide);
    const double y = m_points[point].marked ? kTop + kHeight / 2 : kTop + kHeight * ((point * 7) % 11) / 10.0;
    return {x, y};
}

void StripPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& p = palette();
    painter.setFont(smallFont());
    const double text = QFontMetricsF(painter.font()).height(), axis = 50;
    painter.setPen(QPen(p.color(QPalette::Mid), 1));
    painter.drawLine(QPointF(8, axis), QPointF(width() - 8, axis));
    QColor pale = gainColor(p, true);
    pale.setAlphaF(0.55F);
    for (int i = 0; i < m_points.size(); ++i) {
        if (m_points[i].marked)
            continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(pale);
        painter.drawEllipse(placeOf(i), 4, 4);
    }
    for (int i = 0; i < m_points.size(); ++i) {
        if (!m_points[i].marked)
            continue;
        const QPointF at = placeOf(i);
        const QPointF diamond[] = {{at.x(), at.y() - 8}, {at.x() + 8, at.y()}, {at.x(), at.y() + 8}, {at.x() - 8, at.y()}};
        painter.setPen(QPen(p.color(QPalette::Base), 1.5));
        painter.setBrush(gainColor(p, false));
        painter.drawConvexPolygon(diamond, 4);
    }
    painter.setPen(p.color(QPalette::PlaceholderText));
    const QRectF labels(8, axis + 4, width() - 16, text);
    painter.drawText(labels, Qt::AlignLeft, bridge::number(m_low, 3));
    painter.drawText(labels, Qt::AlignRight, bridge::number(m_high, 3));
}

bool StripPlot::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString tip;
        double nearest = 100; // square of 10 pixels
        for (int i = 0; i < m_points.size(); ++i) {
            const QPointF away = placeOf(i) - QPointF(help->pos());
            if (const double distance = QPointF::dotProduct(away, away); distance < nearest) {
                nearest = distance;
                tip = m_points[i].tip;
            }
        }
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

ShareGrid::ShareGrid(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void ShareGrid::setShares(const QStringList& columns, const QVector<Row>& rows)
{
    m_columns = columns;
    m_rows = rows;
    setAccessibleDescription(described(rows, [&columns](const Row& row) {
        QStringList cells;
        for (int i = 0; i < row.shares.size(); ++i)
            cells.append(QStringLiteral("%1 %2").arg(columns.value(i), bridge::number(row.shares[i], 2)));
        return QStringLiteral("%1: %2").arg(row.label, cells.join(QStringLiteral(", ")));
    }));
    updateGeometry();
    update();
}

double ShareGrid::rowHeight() const { return QFontMetricsF(smallFont()).height() + 6; }
QSize ShareGrid::sizeHint() const { return {240, qCeil(rowHeight() * static_cast<double>(m_rows.size() + 1)) + 4}; }

QRectF ShareGrid::cellRect(int row, int column) const
{
    const double label = QFontMetricsF(smallFont()).horizontalAdvance(QStringLiteral("00·00")) + 8;
    const double cell = (width() - label) / static_cast<double>(std::max<qsizetype>(1, m_columns.size()));
    // The mean stands a little apart from the heads below it.
    const double top = rowHeight() * (row + 1) + (row > 0 ? 4 : 0);
    return {label + cell * column, top, cell, rowHeight()};
}

void ShareGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& p = palette();
    const QColor full = gainColor(p, true);
    painter.setFont(smallFont());
    painter.setPen(p.color(QPalette::PlaceholderText));
    for (int column = 0; column < m_columns.size(); ++column)
        painter.drawText(cellRect(-1, column), Qt::AlignCenter,
            QFontMetricsF(painter.font()).elidedText(m_columns[column], Qt::ElideRight, cellRect(-1, column).width()));
    for (int row = 0; row < m_rows.size(); ++row) {
        QFont font = smallFont();
        font.setWeight(row == 0 ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        const QRectF first = cellRect(row, 0);
        painter.setPen(p.color(row == 0 ? QPalette::Text : QPalette::PlaceholderText));
        painter.drawText(QRectF(0, first.top(), first.left() - 4, first.height()), Qt::AlignLeft | Qt::AlignVCenter, m_rows[row].label);
        for (int column = 0; column < m_rows[row].shares.size(); ++column) {
            const double share = std::clamp(m_rows[row].shares[column], 0.0, 1.0);
            const QRectF cell = cellRect(row, column).adjusted(1, 1, -1, -1);
            const QColor ground = theme::mix(p.color(QPalette::Base), full, 0.08 + 0.85 * share);
            theme::drawRounded(&painter, cell, 3, ground, QColor());
            painter.setPen(qGray(ground.rgb()) < 140 ? QColor(Qt::white) : QColor(Qt::black));
            painter.drawText(cell, Qt::AlignCenter, bridge::number(share, 2));
        }
    }
}

bool ShareGrid::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString tip;
        for (int row = 0; row < m_rows.size(); ++row)
            for (int column = 0; column < m_rows[row].shares.size(); ++column)
                if (cellRect(row, column).contains(help->pos()))
                    tip = QStringLiteral("%1 → %2: %3").arg(m_rows[row].label, m_columns.value(column), bridge::number(m_rows[row].shares[column], 4));
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace fulcrum::charts
