// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/flow_layout.h"

#include "widgets/theme/style.h"

#include <QLabel>
#include <QPainter>

namespace fulcrum::views {

namespace {

class Chip : public QLabel
{
public:
    explicit Chip(const QString& text) : QLabel(text)
    {
        setContentsMargins(8, 3, 8, 3);
        setMinimumHeight(24);
    }
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(this);
        theme::drawRounded(&painter, rect(), 6, palette().color(QPalette::Midlight), QColor());
        painter.end();
        QLabel::paintEvent(event);
    }
};

} // namespace

FlowLayout::FlowLayout(QWidget* parent, int spacing) : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(spacing);
}

FlowLayout::~FlowLayout() { qDeleteAll(m_items); }

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

int FlowLayout::arrange(const QRect& whole, bool move) const
{
    const QRect rect = whole.marginsRemoved(contentsMargins());
    int x = rect.left(), y = rect.top(), rowHeight = 0;
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty()) // hidden
            continue;
        const QSize size = item->sizeHint().boundedTo(QSize(std::max(24, rect.width()), 10'000));
        if (x > rect.left() && x + size.width() > rect.left() + rect.width()) {
            x = rect.left();
            y += rowHeight + spacing();
            rowHeight = 0;
        }
        if (move)
            item->setGeometry(QRect(QPoint(x, y), size));
        x += size.width() + spacing();
        rowHeight = std::max(rowHeight, size.height());
    }
    return y + rowHeight - rect.top() + contentsMargins().top() + contentsMargins().bottom();
}

QWidget* makeChip(const QString& text) { return new Chip(text); }

} // namespace fulcrum::views
