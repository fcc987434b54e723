// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/action_card.h"

#include "widgets/delegates/text_paint.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

namespace fulcrum::views {

ActionCard::ActionCard(QString icon, const QString& title, QString text, QWidget* parent)
    : QAbstractButton(parent), m_icon(std::move(icon)), m_description(std::move(text))
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(m_description);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setMinimumHeight(88);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ActionCard::setProminent(bool prominent)
{
    m_prominent = prominent;
    update();
}

bool ActionCard::event(QEvent* event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        update();
    return QAbstractButton::event(event);
}

void ActionCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void ActionCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QPalette& p = palette();
    const QColor accent = p.color(QPalette::Highlight), base = p.color(QPalette::Base);
    const bool hot = isEnabled() && (underMouse() || isDown());
    QColor fill = m_prominent ? theme::mix(base, accent, hot ? 0.18 : 0.10) : (hot ? p.color(QPalette::AlternateBase) : base);
    const QColor border = hasFocus() || m_prominent ? accent : (hot ? p.color(QPalette::Shadow) : p.color(QPalette::Mid));
    theme::drawRounded(&painter, rect(), 12, fill, border);
    if (hasFocus())
        theme::drawRounded(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), 11, Qt::NoBrush, accent);

    const QRectF tile(20, height() / 2.0 - 24, 48, 48);
    theme::drawRounded(&painter, tile, 12,
        m_prominent ? accent : theme::mix(base, p.color(QPalette::Midlight), 0.9), QColor());
    painter.drawPixmap(tile.topLeft() + QPointF(12, 12),
        theme::iconPixmap(m_icon, 24, m_prominent ? p.color(QPalette::HighlightedText) : p.color(QPalette::Text),
            devicePixelRatioF()));

    const double left = tile.right() + 16, width = this->width() - left - 20;
    const QFont title = theme::font(theme::Text::Heading);
    const double titleHeight = QFontMetricsF(title).lineSpacing();
    const double lineHeight = QFontMetricsF(font()).lineSpacing();
    const bool two = QFontMetricsF(font()).horizontalAdvance(m_description) > width;
    const double top = (height() - titleHeight - 4 - lineHeight * (two ? 2 : 1)) / 2;
    delegates::paintText(&painter, QRectF(left, top, width, titleHeight), text(), title, p.color(QPalette::Text), 1);
    delegates::paintText(&painter, QRectF(left, top + titleHeight + 4, width, lineHeight * 2), m_description, font(),
        p.color(QPalette::PlaceholderText), 2);
}

} // namespace fulcrum::views
