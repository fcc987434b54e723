// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/page_rail.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAbstractButton>
#include <QAction>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace fulcrum::shell {

namespace {

// A low window has buttons without words; their tool tips say what they are.
constexpr int kWidth = 80, kHeight = 60, kLowest = 26, kWithWords = 52, kSpacing = 4, kMargin = 8;

constexpr int kSpringMilliseconds = 500;

class RailButton : public QAbstractButton
{
public:
    RailButton(QAction* action, const QString& text) : m_icon(action->icon())
    {
        setAcceptDrops(true);
        m_spring.setSingleShot(true);
        m_spring.setInterval(kSpringMilliseconds);
        connect(&m_spring, &QTimer::timeout, action, &QAction::trigger);
        setText(text);
        setCheckable(action->isCheckable());
        setFixedSize(kWidth, kHeight);
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
    /// What is dragged from page to page rests here for a moment, and the page opens; nothing is dropped on the button itself.
    void dragEnterEvent(QDragEnterEvent* event) override
    {
        const QStringList formats = event->mimeData()->formats();
        const auto isOurs = [](const QString& format) { return format.startsWith(u"application/x-fulcrum-"); };
        if (std::none_of(formats.begin(), formats.end(), isOurs))
            return;
        event->accept();
        m_spring.start();
    }
    void dragMoveEvent(QDragMoveEvent* event) override { event->ignore(); }
    void dragLeaveEvent(QDragLeaveEvent*) override { m_spring.stop(); }
    void dropEvent(QDropEvent*) override { m_spring.stop(); }
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
        const bool words = height() >= kWithWords;
        painter.drawPixmap(QPointF(width() / 2.0 - 11, words ? (height() - 40) / 2.0 : height() / 2.0 - 11), theme::iconPixmap(iconName(), 22, ink, devicePixelRatioF()));
        QFont font = theme::font(theme::Text::Small);
        if (isChecked())
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(ink);
        if (words)
            painter.drawText(QRect(0, height() - 26, width(), 20), Qt::AlignCenter, text());
    }
    QString iconName() const { return m_icon.name(); }
    const QIcon m_icon;
    QTimer m_spring;
};

} // namespace

PageRail::PageRail(QWidget* parent) : QWidget(parent), m_top(new QVBoxLayout), m_bottom(new QVBoxLayout)
{
    setFixedWidth(88);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, kMargin, 4, kMargin);
    column->setSpacing(kSpacing);
    m_top->setSpacing(kSpacing);
    m_bottom->setSpacing(kSpacing);
    column->addLayout(m_top);
    column->addStretch();
    column->addLayout(m_bottom);
}

void PageRail::addPage(QAction* action, const QString& shortText, bool bottom)
{
    m_buttons.append(new RailButton(action, shortText));
    (bottom ? m_bottom : m_top)->addWidget(m_buttons.last(), 0, Qt::AlignHCenter);
    fitButtons();
}

QSize PageRail::minimumSizeHint() const
{
    return {kWidth + 8, 2 * kMargin + static_cast<int>(m_buttons.size()) * (kLowest + kSpacing) + kSpacing};
}

void PageRail::fitButtons()
{
    if (m_buttons.isEmpty())
        return;
    const int room = (height() - 2 * kMargin - kSpacing) / static_cast<int>(m_buttons.size()) - kSpacing;
    for (QAbstractButton* button : qAsConst(m_buttons))
        button->setFixedHeight(std::clamp(room, kLowest, kHeight));
}

void PageRail::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitButtons();
}

void PageRail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), palette().color(QPalette::Mid));
}

} // namespace fulcrum::shell
