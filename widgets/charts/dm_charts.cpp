// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/dm_charts.h"

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

constexpr double kHandle = 12;
constexpr int kDecimals = 4;
constexpr double kFine = 0.1; ///< of a bar: a step of the keyboard

QFont smallFont() { return theme::tabular(theme::font(theme::Text::Small)); }

} // namespace

ScoreHistogram::ScoreHistogram(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(130);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::SizeHorCursor);
    setAccessibleName(tr("Scores of sequences, and the threshold of training"));
    describe();
}

void ScoreHistogram::setHistogram(const dm::Histogram& histogram)
{
    m_histogram = histogram;
    describe();
}

void ScoreHistogram::setThreshold(double threshold)
{
    if (m_dragging || !std::isfinite(threshold))
        return;
    m_threshold = threshold;
    describe();
}

void ScoreHistogram::describe()
{
    setAccessibleDescription(tr("Threshold %1; scores from %2 to %3")
                                 .arg(bridge::number(m_threshold, kDecimals), bridge::number(m_histogram.low, kDecimals),
                                     bridge::number(m_histogram.high, kDecimals)));
    update();
}

QRectF ScoreHistogram::plot() const
{
    const double line = QFontMetricsF(smallFont()).height();
    return QRectF(rect()).adjusted(kHandle / 2 + 2, line + 6, -kHandle / 2 - 2, -kHandle - line - 6);
}

double ScoreHistogram::xOf(double score) const
{
    const QRectF area = plot();
    const double share = (score - m_histogram.low) / (m_histogram.high - m_histogram.low);
    return area.left() + area.width() * std::clamp(share, 0.0, 1.0);
}

double ScoreHistogram::scoreAt(double x) const
{
    const QRectF area = plot();
    const double share = std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    return m_histogram.low + share * (m_histogram.high - m_histogram.low);
}

void ScoreHistogram::paintBars(QPainter& painter) const
{
    const QPalette& p = palette();
    const QColor accent = p.color(QPalette::Highlight), base = p.color(QPalette::Base);
    const QRectF area = plot();
    const auto bars = m_histogram.counts.size();
    const double most = static_cast<double>(*std::max_element(m_histogram.counts.begin(), m_histogram.counts.end()));
    const double step = area.width() / static_cast<double>(bars), border = xOf(m_threshold);
    for (std::size_t i = 0; i < bars; ++i) {
        if (m_histogram.counts[i] == 0)
            continue;
        const double height = std::max(2.0, area.height() * static_cast<double>(m_histogram.counts[i]) / std::max(1.0, most));
        const QRectF bar(area.left() + step * static_cast<double>(i), area.bottom() - height, std::max(1.0, step - 1), height);
        // A bar can be cut by the threshold: one part is dropped, the other kept.
        const QRectF dropped(bar.topLeft(), QPointF(std::clamp(border, bar.left(), bar.right()), bar.bottom()));
        const QRectF kept(QPointF(dropped.right(), bar.top()), bar.bottomRight());
        painter.fillRect(kept, theme::mix(base, accent, 0.7));
        painter.fillRect(dropped, theme::mix(base, p.color(QPalette::Midlight), 0.9));
        painter.fillRect(dropped, QBrush(p.color(QPalette::PlaceholderText), Qt::BDiagPattern));
    }
}

void ScoreHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& p = palette();
    const QRectF area = plot();
    painter.setFont(smallFont());
    if (m_histogram.counts.empty()) {
        painter.setPen(p.color(QPalette::PlaceholderText));
        painter.drawText(rect(), Qt::AlignCenter, tr("No scores yet"));
        return;
    }
    paintBars(painter);
    painter.setPen(p.color(QPalette::Mid));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const QColor accent = p.color(QPalette::Highlight), ink = p.color(QPalette::Text), base = p.color(QPalette::Base);
    if (m_histogram.low < 0 && m_histogram.high > 0) {
        painter.setPen(QPen(p.color(QPalette::PlaceholderText), 1, Qt::DotLine));
        painter.drawLine(QPointF(xOf(0), area.top()), QPointF(xOf(0), area.bottom()));
    }
    const double x = xOf(m_threshold), line = painter.fontMetrics().height();
    painter.setPen(QPen(accent, 2));
    painter.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom()));
    theme::drawRounded(&painter, QRectF(x - kHandle / 2, area.bottom() + 1, kHandle, kHandle), kHandle / 2, hasFocus() ? accent : base, accent);
    painter.setPen(ink);
    const QString text = bridge::number(m_threshold, kDecimals);
    const double width = painter.fontMetrics().horizontalAdvance(text) + 4;
    painter.drawText(QRectF(std::clamp(x - width / 2, 0.0, this->width() - width), 0, width, line), Qt::AlignCenter, text);
    painter.setPen(p.color(QPalette::PlaceholderText));
    const QRectF labels(0, area.bottom() + kHandle + 4, this->width(), line);
    painter.drawText(labels, Qt::AlignLeft, bridge::number(m_histogram.low, 3));
    painter.drawText(labels, Qt::AlignRight, bridge::number(m_histogram.high, 3));
}

void ScoreHistogram::moveTo(double threshold)
{
    const double moved = std::clamp(threshold, m_histogram.low, m_histogram.high);
    if (moved == m_threshold || m_histogram.counts.empty())
        return;
    m_threshold = moved;
    describe();
    Q_EMIT thresholdMoved(m_threshold);
}

void ScoreHistogram::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_histogram.counts.empty())
        return;
    m_dragging = true;
    moveTo(scoreAt(event->position().x()));
}

void ScoreHistogram::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging)
        moveTo(scoreAt(event->position().x()));
}

void ScoreHistogram::mouseReleaseEvent(QMouseEvent*) { m_dragging = false; }

void ScoreHistogram::keyPressEvent(QKeyEvent* event)
{
    const double bar = (m_histogram.high - m_histogram.low) / std::max<double>(1, static_cast<double>(m_histogram.counts.size()));
    const double step = event->modifiers() & Qt::ShiftModifier ? bar : kFine * bar;
    switch (event->key()) {
    case Qt::Key_Left: moveTo(m_threshold - step); break;
    case Qt::Key_Right: moveTo(m_threshold + step); break;
    case Qt::Key_Home: moveTo(m_histogram.low); break;
    case Qt::Key_End: moveTo(m_histogram.high); break;
    default: QWidget::keyPressEvent(event);
    }
}

void ScoreHistogram::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void ScoreHistogram::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool ScoreHistogram::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_histogram.counts.empty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const double bar = (m_histogram.high - m_histogram.low) / static_cast<double>(m_histogram.counts.size());
    const auto number = std::min(m_histogram.counts.size() - 1,
        static_cast<std::size_t>(std::max(0.0, (scoreAt(help->pos().x()) - m_histogram.low) / bar)));
    const double from = m_histogram.low + bar * static_cast<double>(number);
    QToolTip::showText(help->globalPos(),
        tr("%1 to %2: %n sequences", nullptr, static_cast<int>(m_histogram.counts[number]))
            .arg(bridge::number(from, kDecimals), bridge::number(from + bar, kDecimals)),
        this);
    return true;
}

SpreadRows::SpreadRows(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Distributions"));
}

QString SpreadRows::textOf(const Row& row)
{
    const dm::Spread& s = row.spread;
    if (s.count == 0)
        return tr("%1: nothing").arg(row.label);
    const auto text = [](double value) { return bridge::number(value, kDecimals); };
    return tr("%1: %n values, smallest %2, quarter %3, median %4, three quarters %5, largest %6, mean %7", nullptr, static_cast<int>(s.count))
        .arg(row.label, text(s.least), text(s.lower), text(s.median), text(s.upper), text(s.most), text(s.mean));
}

void SpreadRows::setRows(const QVector<Row>& rows)
{
    m_rows = rows;
    QStringList lines;
    for (const Row& row : rows)
        lines.append(textOf(row));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

int SpreadRows::rowHeight() const { return QFontMetrics(smallFont()).height() + 22; }
QSize SpreadRows::sizeHint() const { return {260, static_cast<int>(m_rows.size()) * rowHeight()}; }

void SpreadRows::paintRow(QPainter& painter, const Row& row, const QRectF& rect, double low, double high) const
{
    const QPalette& p = palette();
    const dm::Spread& s = row.spread;
    const double line = painter.fontMetrics().height();
    painter.setPen(p.color(QPalette::PlaceholderText));
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), line), Qt::AlignLeft, row.label);
    if (s.count == 0)
        return;
    painter.setPen(p.color(QPalette::Text));
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), line), Qt::AlignRight, bridge::number(s.median, kDecimals));
    const double middle = rect.top() + line + 9;
    const auto place = [&](double value) { return rect.left() + 3 + (rect.width() - 6) * (value - low) / (high - low); };
    if (low < 0 && high > 0) {
        painter.setPen(QPen(p.color(QPalette::PlaceholderText), 1, Qt::DotLine));
        painter.drawLine(QPointF(place(0), middle - 9), QPointF(place(0), middle + 9));
    }
    painter.setPen(QPen(p.color(QPalette::PlaceholderText), 1.4));
    painter.drawLine(QPointF(place(s.least), middle), QPointF(place(s.most), middle));
    const QColor accent = p.color(QPalette::Highlight);
    theme::drawRounded(&painter, QRectF(QPointF(place(s.lower), middle - 5), QPointF(std::max(place(s.upper), place(s.lower) + 2), middle + 5)), 2,
        theme::mix(p.color(QPalette::Base), accent, 0.45), accent);
    painter.setPen(QPen(p.color(QPalette::Text), 2));
    painter.drawLine(QPointF(place(s.median), middle - 6), QPointF(place(s.median), middle + 6));
}

void SpreadRows::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont());
    double low = 0, high = 0; // nothing is always on the axis
    for (const Row& row : std::as_const(m_rows))
        if (row.spread.count > 0) {
            low = std::min(low, row.spread.least);
            high = std::max(high, row.spread.most);
        }
    if (high - low < 1e-12)
        high = low + 1;
    for (int i = 0; i < m_rows.size(); ++i)
        paintRow(painter, m_rows[i], QRectF(0, i * rowHeight(), width(), rowHeight()), low, high);
}

bool SpreadRows::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = help->pos().y() / rowHeight();
    QToolTip::showText(help->globalPos(), row >= 0 && row < m_rows.size() ? textOf(m_rows[row]) : QString(), this);
    return true;
}

} // namespace fulcrum::charts
