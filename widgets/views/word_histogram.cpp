// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/word_histogram.h"

#include "widgets/bridge/format.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

namespace fulcrum::views {

namespace {
constexpr double kHandle = 12;
} // namespace

WordHistogram::WordHistogram(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(92);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Number of words"));
}

void WordHistogram::setCounts(int first, const QVector<std::int64_t>& counts)
{
    const bool whole = isWhole() || m_counts.isEmpty();
    m_first = first;
    m_counts = counts;
    whole ? clearRange() : setRange(m_low, m_high);
}

void WordHistogram::setRange(int low, int high)
{
    if (m_dragging)
        return;
    m_low = std::clamp(low, m_first, std::max(m_first, last()));
    m_high = std::clamp(high, m_low, std::max(m_low, last()));
    describe();
}

void WordHistogram::clearRange() { setRange(m_first, last()); }

void WordHistogram::describe()
{
    setAccessibleDescription(isWhole() ? tr("all") : tr("%1 to %2").arg(m_low).arg(m_high));
    update();
}

QRectF WordHistogram::plot() const
{
    const double labels = QFontMetricsF(theme::font(theme::Text::Small)).height();
    return QRectF(rect()).adjusted(kHandle / 2 + 2, 2, -kHandle / 2 - 2, -kHandle - labels - 4);
}

double WordHistogram::xOf(int words) const
{
    const QRectF area = plot();
    return area.left() + area.width() * (words - m_first) / std::max<double>(1, static_cast<double>(m_counts.size()));
}

int WordHistogram::wordsAt(double x) const
{
    const QRectF area = plot();
    const double share = (x - area.left()) / std::max(1.0, area.width());
    return std::clamp(m_first + static_cast<int>(std::floor(share * static_cast<double>(m_counts.size()))), m_first, std::max(m_first, last()));
}

void WordHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& p = palette();
    const QColor accent = p.color(QPalette::Highlight), base = p.color(QPalette::Base);
    const QRectF area = plot();
    const std::int64_t most = m_counts.isEmpty() ? 1 : std::max<std::int64_t>(1, *std::max_element(m_counts.begin(), m_counts.end()));
    for (int i = 0; i < m_counts.size(); ++i) {
        if (m_counts[i] == 0)
            continue;
        const double height = std::max(1.5, area.height() * static_cast<double>(m_counts[i]) / static_cast<double>(most));
        const double left = xOf(m_first + i), width = std::max(1.0, xOf(m_first + i + 1) - left - 1);
        const bool inside = m_first + i >= m_low && m_first + i <= m_high;
        painter.fillRect(QRectF(left, area.bottom() - height, width, height), theme::mix(base, accent, inside ? 0.65 : 0.18));
    }
    painter.setPen(p.color(QPalette::Mid));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setFont(theme::font(theme::Text::Small));
    for (const bool upper : {false, true}) {
        const double x = upper ? xOf(m_high + 1) : xOf(m_low);
        const bool used = hasFocus() && m_upper == upper;
        const QRectF handle(x - kHandle / 2, area.bottom() + 2, kHandle, kHandle);
        theme::drawRounded(&painter, handle, kHandle / 2, used ? accent : base, accent);
        const bool more = upper && m_high == last();
        const QString text = m_counts.isEmpty() ? QString() : more ? tr("%1+").arg(m_high) : QString::number(upper ? m_high : m_low);
        const double width = painter.fontMetrics().horizontalAdvance(text) + 2;
        // The two numbers must not run into each other where the handles meet.
        const double left = upper ? std::min(std::max(x - width / 2, xOf(m_low) + 4), this->width() - width)
                                  : std::max(0.0, std::min(x - width / 2, xOf(m_high + 1) - width - 4));
        painter.setPen(p.color(QPalette::PlaceholderText));
        painter.drawText(QRectF(left, handle.bottom() + 1, width, painter.fontMetrics().height()), Qt::AlignCenter, text);
    }
}

void WordHistogram::moveHandle(int words)
{
    const int low = m_low, high = m_high;
    if (m_upper)
        m_high = std::clamp(words, m_low, last());
    else
        m_low = std::clamp(words, m_first, m_high);
    if (low == m_low && high == m_high)
        return;
    describe();
    if (!m_dragging)
        Q_EMIT rangeChosen(m_low, m_high);
}

void WordHistogram::mousePressEvent(QMouseEvent* event)
{
    if (m_counts.isEmpty() || event->button() != Qt::LeftButton)
        return;
    const double x = event->position().x();
    const double toLow = std::abs(x - xOf(m_low)), toHigh = std::abs(x - xOf(m_high + 1));
    m_upper = toLow == toHigh ? x > xOf(m_low) : toHigh < toLow;
    m_dragging = true;
    moveHandle(wordsAt(x));
    update();
}

void WordHistogram::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging)
        moveHandle(wordsAt(event->position().x()));
}

void WordHistogram::mouseReleaseEvent(QMouseEvent*)
{
    if (std::exchange(m_dragging, false))
        Q_EMIT rangeChosen(m_low, m_high);
}

void WordHistogram::keyPressEvent(QKeyEvent* event)
{
    const int step = event->modifiers() & Qt::ShiftModifier ? 5 : 1, now = m_upper ? m_high : m_low;
    switch (event->key()) {
    case Qt::Key_Left: moveHandle(now - step); break;
    case Qt::Key_Right: moveHandle(now + step); break;
    case Qt::Key_Home: moveHandle(m_first); break;
    case Qt::Key_End: moveHandle(last()); break;
    case Qt::Key_Space: m_upper = !m_upper; update(); break;
    case Qt::Key_Escape:
        if (isWhole()) {
            QWidget::keyPressEvent(event);
        } else {
            clearRange();
            Q_EMIT rangeChosen(m_low, m_high);
        }
        break;
    default: QWidget::keyPressEvent(event);
    }
}

bool WordHistogram::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && !m_counts.isEmpty()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int words = wordsAt(help->pos().x());
        const std::int64_t count = m_counts.value(words - m_first);
        QToolTip::showText(help->globalPos(),
            words == last() ? tr("%1 words and more: %2 samples").arg(words).arg(bridge::count(count))
                            : tr("%1 words: %2 samples").arg(words).arg(bridge::count(count)),
            this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace fulcrum::views
