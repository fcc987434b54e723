// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/page_rail.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAbstractButton>
#include <QAction>
#include <QPainter>
#include <QVBoxLayout>

namespace fulcrum::shell {

namespace {

class RailButton : public QAbstractButton
{
public:
    RailButton(QAction* action, const QString& text) : m_icon(action->icon())
    {
        setText(text);
        setCheckable(action->isCheckable());
        setFixedSize(80, 60);
        setAccessibleName(text);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        const auto sync = [this, action] {
            setChecked(action->isChecked());
            setEnabled(action->isEnabled());
            setToolTip(action->toolTip());
        };
        sync();
        connect(action, &QAction::changed, this, sync);
        connect(this, &QAbstractButton::clicked, action, &QAction::trigger);
        connect(this, &QAbstractButton::clicked, this, sync); // a click on the current page must not uncheck it
    }

private:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const QPalette& p = palette();
        const QRectF box = QRectF(rect()).adjusted(4, 2, -4, -2);
        const QColor accent = p.color(QPalette::Highlight);
        QColor ink = p.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::PlaceholderText);
        if (isChecked()) {
            theme::drawRounded(&painter, box, 8, theme::mix(p.color(QPalette::Window), accent, theme::isDark(p) ? 0.22 : 0.12), QColor());
            ink = theme::isDark(p) ? accent.lighter(108) : accent;
        } else if (underMouse()) {
            theme::drawRounded(&painter, box, 8, p.color(QPalette::Midlight), QColor());
            ink = p.color(QPalette::Text);
        }
        if (hasFocus())
            theme::drawRounded(&painter, box, 8, Qt::NoBrush, accent);
        painter.drawPixmap(QPointF(width() / 2.0 - 11, 10), theme::iconPixmap(iconName(), 22, ink, devicePixelRatioF()));
        QFont font = theme::font(theme::Text::Small);
        if (isChecked())
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(QRect(0, 34, width(), 20), Qt::AlignCenter, text());
    }
    QString iconName() const { return m_icon.name(); }
    const QIcon m_icon;
};

} // namespace

PageRail::PageRail(QWidget* parent) : QWidget(parent), m_top(new QVBoxLayout), m_bottom(new QVBoxLayout)
{
    setFixedWidth(88);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 8, 4, 8);
    m_top->setSpacing(4);
    m_bottom->setSpacing(4);
    column->addLayout(m_top);
    column->addStretch();
    column->addLayout(m_bottom);
}

void PageRail::addPage(QAction* action, const QString& shortText, bool bottom)
{
    (bottom ? m_bottom : m_top)->addWidget(new RailButton(action, shortText), 0, Qt::AlignHCenter);
}

void PageRail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), palette().color(QPalette::Mid));
}

} // namespace fulcrum::shell
