// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/common.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyleOptionToolButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

/// A push button that does what the action does, enabled and explained as the action is.
QPushButton* buttonFor(QAction* action, QWidget* parent)
{
    auto* button = new QPushButton(action->text(), parent);
    const auto sync = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        button->setText(QString(action->text()).remove(QStringLiteral("…")).trimmed());
    };
    sync();
    QObject::connect(action, &QAction::changed, button, sync);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

void emptyLayout(QHBoxLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

MessageCard::MessageCard(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel), m_title(theme::label({}, theme::Text::Title, nullptr, true)),
      m_text(theme::label({}, theme::Text::Body, nullptr, true)), m_buttons(new QHBoxLayout)
{
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    m_icon->setAlignment(Qt::AlignCenter);
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setTextFormat(Qt::PlainText); // errors quote what stands in files
    theme::makeSecondary(m_text);
    m_text->setMinimumWidth(176);
    m_title->setMinimumWidth(176);
    m_buttons->setAlignment(Qt::AlignCenter);
    m_buttons->setSpacing(8);
    m_buttons->setContentsMargins(0, 12, 0, 0);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addLayout(m_buttons);
    column->addStretch(3);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 16, 24, 16);
    row->addStretch(1);
    row->addLayout(column, 4);
    row->addStretch(1);
}

QString MessageCard::title() const { return m_title->text(); }

void MessageCard::show(
    const QString& icon, const QString& title, const QString& text, const QList<QAction*>& actions)
{
    m_iconName = icon;
    refreshIcon();
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    emptyLayout(m_buttons);
    for (QAction* action : actions) {
        if (!action)
            continue;
        QPushButton* button = buttonFor(action, this);
        button->setProperty(theme::kPrimaryProperty, m_buttons->count() == 0);
        m_buttons->addWidget(button);
    }
    setAccessibleName(title);
    setAccessibleDescription(text);
    fit();
}

/// In a narrow place the buttons stand below each other; in a low one the icon gives its room to the words.
void MessageCard::fit()
{
    constexpr int kLow = 180, kAround = 2 * 24;
    m_icon->setVisible(height() >= kLow);
    int wide = kAround;
    for (int i = 0; i < m_buttons->count(); ++i)
        wide += m_buttons->itemAt(i)->sizeHint().width() + m_buttons->spacing();
    m_buttons->setDirection(wide > width() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void MessageCard::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void MessageCard::refreshIcon()
{
    if (m_iconName.isEmpty())
        return;
    const bool bad = m_iconName == u"error" || m_iconName == u"warning";
    const QColor color = bad ? theme::toneColor(palette(), theme::Tone::Warning)
                             : theme::mix(palette().color(QPalette::PlaceholderText), palette().color(QPalette::Base), 0.2);
    m_icon->setPixmap(theme::iconPixmap(m_iconName, 40, color, devicePixelRatioF()));
}

void MessageCard::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshIcon();
}

InlineBar::InlineBar(QWidget* parent)
    : QFrame(parent), m_label(theme::label({}, theme::Text::Body, this, true)), m_buttons(new QHBoxLayout)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->addWidget(m_label, 1);
    row->addLayout(m_buttons);
    auto* close = new QToolButton(this);
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    row->addWidget(close);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setTextFormat(Qt::PlainText);
    hide();
}

QString InlineBar::text() const { return m_label->text(); }

void InlineBar::showMessage(Kind kind, const QString& text, const QList<QAction*>& actions)
{
    m_kind = kind;
    m_label->setText(text);
    emptyLayout(m_buttons);
    for (QAction* action : actions)
        if (action)
            m_buttons->addWidget(buttonFor(action, this));
    setVisible(true);
    update();
}

void InlineBar::paintEvent(QPaintEvent*)
{
    const theme::Tone tone = m_kind == Kind::Error ? theme::Tone::Bad
        : m_kind == Kind::Warning                  ? theme::Tone::Warning
                                                   : theme::Tone::Accent;
    const QColor color = theme::toneColor(palette(), tone);
    QPainter painter(this);
    painter.fillRect(rect(), theme::mix(palette().color(QPalette::Base), color, 0.12));
    painter.fillRect(QRect(0, 0, 4, height()), color);
}

SegmentedControl::SegmentedControl(QWidget* parent) : QFrame(parent), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(3, 3, 3, 3);
    m_layout->setSpacing(2);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // squeezed, its choices would lie upon each other
    connect(&m_group, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

void SegmentedControl::addChoice(const QString& text, const QString& tip, int id)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setMinimumHeight(26);
    button->setMaximumHeight(26);
    button->setMinimumWidth(fontMetrics().horizontalAdvance(text) + 24);
    m_group.addButton(button, id);
    m_layout->addWidget(button);
}

void SegmentedControl::setCurrent(int id)
{
    if (QAbstractButton* button = m_group.button(id))
        button->setChecked(true);
}

void SegmentedControl::setChoiceEnabled(int id, bool enabled, const QString& tip)
{
    if (QAbstractButton* button = m_group.button(id)) {
        button->setEnabled(enabled);
        button->setToolTip(tip);
    }
}

void SegmentedControl::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    theme::drawRounded(&painter, rect(), 7, palette().color(QPalette::AlternateBase), palette().color(QPalette::Mid));
}

namespace {
constexpr int kArrow = 12;
} // namespace

MenuButton::MenuButton(const QString& text, const QString& icon, const QString& tip, QWidget* parent) : QToolButton(parent)
{
    setText(text);
    setIcon(theme::icon(icon));
    setIconSize(QSize(16, 16));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(InstantPopup);
    setAutoRaise(true);
    setMinimumHeight(28);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setToolTip(tip);
    setAccessibleName(tip);
    setMenu(new QMenu(this));
    menu()->setToolTipsVisible(true);
}

QSize MenuButton::sizeHint() const
{
    return {iconSize().width() + fontMetrics().horizontalAdvance(text()) + kArrow + 30, std::max(28, QToolButton::sizeHint().height())};
}

QSize MenuButton::minimumSizeHint() const { return {iconSize().width() + kArrow + 24, sizeHint().height()}; }

void MenuButton::paintEvent(QPaintEvent*)
{
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.features &= ~QStyleOptionToolButton::HasMenu; // the style's arrow hangs below the text
    option.text.clear();
    option.icon = {};
    QPainter painter(this);
    style()->drawComplexControl(QStyle::CC_ToolButton, &option, &painter, this);
    const QRect place(8, (height() - iconSize().height()) / 2, iconSize().width(), iconSize().height());
    icon().paint(&painter, place, Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
    const int left = place.right() + 7, right = width() - kArrow - 10;
    painter.setPen(palette().color(QPalette::ButtonText));
    painter.drawText(QRect(left, 0, right - left + 1, height()), Qt::AlignLeft | Qt::AlignVCenter,
        fontMetrics().elidedText(text(), Qt::ElideRight, right - left));
    painter.drawPixmap(QPointF(width() - kArrow - 6, (height() - kArrow) / 2.0),
        theme::iconPixmap(QStringLiteral("down"), kArrow, palette().color(QPalette::PlaceholderText), devicePixelRatioF()));
}

QFrame* makeCard(QWidget* parent)
{
    auto* card = new QFrame(parent);
    card->setProperty(theme::kCardProperty, true);
    card->setFrameStyle(QFrame::StyledPanel);
    return card;
}

namespace {

class Line : public QWidget
{
public:
    Line(Qt::Orientation orientation, QWidget* parent) : QWidget(parent)
    {
        if (orientation == Qt::Horizontal)
            setFixedHeight(1);
        else
            setFixedWidth(1);
    }
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), palette().color(QPalette::Mid)); }
};

} // namespace

QWidget* makeLine(Qt::Orientation orientation, QWidget* parent) { return new Line(orientation, parent); }

void paintAsPage(QWidget* widget)
{
    widget->setBackgroundRole(QPalette::Base);
    widget->setAutoFillBackground(true);
}

void layoutDock(QWidget* dock, QScrollArea* scroll, QWidget* content, QWidget* message)
{
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    paintAsPage(dock);
    auto* whole = new QVBoxLayout(dock);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    whole->addWidget(message);
    dock->setMinimumWidth(240);
}

} // namespace fulcrum::views
