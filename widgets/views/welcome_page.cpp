// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/welcome_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"
#include "widgets/views/action_card.h"
#include "widgets/views/common.h"

#include <QDir>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

/// One entry of the list of recent projects.
class RecentButton : public QAbstractButton
{
public:
    RecentButton(const RecentProject& project, QWidget* parent) : QAbstractButton(parent), m_project(project)
    {
        setText(project.name);
        setToolTip(project.folder);
        setAccessibleName(project.name);
        setFixedHeight(52);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
    }

private:
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            click();
        else
            QAbstractButton::keyPressEvent(event);
    }
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const QPalette& p = palette();
        if (underMouse() || hasFocus())
            theme::drawRounded(&painter, rect(), 8, p.color(QPalette::Midlight),
                hasFocus() ? p.color(QPalette::Highlight) : QColor());
        const QColor ink = m_project.missing ? p.color(QPalette::Disabled, QPalette::Text) : p.color(QPalette::Text);
        painter.drawPixmap(QPointF(12, 16),
            theme::iconPixmap(QStringLiteral("folder"), 20,
                m_project.missing ? ink : p.color(QPalette::Highlight), devicePixelRatioF()));
        QFont bold = font();
        bold.setWeight(QFont::Medium);
        painter.setFont(bold);
        painter.setPen(ink);
        const int width = this->width() - 56;
        painter.drawText(QRect(44, 6, width, 20), Qt::AlignVCenter,
            QFontMetrics(bold).elidedText(m_project.name, Qt::ElideRight, width));
        painter.setFont(theme::font(theme::Text::Small));
        painter.setPen(m_project.missing ? ink : p.color(QPalette::PlaceholderText));
        QString below = m_project.missing ? WelcomePage::tr("not found: %1").arg(m_project.folder)
                                          : m_project.folder;
        const QString home = QDir::homePath();
        if (below.startsWith(home + u'/'))
            below.replace(0, home.size(), QStringLiteral("~"));
        painter.drawText(QRect(44, 26, width, 18), Qt::AlignVCenter,
            painter.fontMetrics().elidedText(below, Qt::ElideMiddle, width));
    }
    const RecentProject m_project;
};

void clear(QVBoxLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

WelcomePage::WelcomePage(bridge::ActionRegistry* actions, QWidget* parent) : Page(parent), m_bar(new InlineBar(this))
{
    setObjectName(QStringLiteral("page.welcome"));
    paintAsPage(this);
    m_columns = new QHBoxLayout;
    m_columns->setContentsMargins(48, 40, 48, 40);
    m_columns->setSpacing(40);
    m_columns->addStretch(1);
    m_columns->addWidget(makeStartColumn(actions), 6);
    auto* side = new QVBoxLayout;
    side->setSpacing(32);
    side->addWidget(makeRecentColumn());
    side->addWidget(makeComputerColumn());
    side->addStretch();
    m_columns->addLayout(side, 5);
    m_columns->addStretch(1);
    auto* content = new QWidget;
    content->setLayout(m_columns);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    content->setBackgroundRole(QPalette::Base);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_bar);
    whole->addWidget(scroll);
    setRecent({});
}

/// Where there is no room for two columns they stand below each other.
void WelcomePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    constexpr int kRoomForTwo = 820;
    const bool two = width() >= kRoomForTwo;
    const int around = two ? 48 : 24;
    m_columns->setDirection(two ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_columns->setContentsMargins(around, around - 8, around, around - 8);
}

QWidget* WelcomePage::makeStartColumn(bridge::ActionRegistry* actions)
{
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto* mark = new QLabel;
    mark->setPixmap(theme::applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    layout->addWidget(mark);
    layout->addWidget(theme::label(tr("Fulcrum"), theme::Text::Display));
    auto* claim = theme::label(
        tr("See which demonstrations move a vision-language model, and why."), theme::Text::Heading, nullptr, true);
    QFont plain = claim->font();
    plain.setWeight(QFont::Normal);
    claim->setFont(plain);
    theme::makeSecondary(claim);
    layout->addWidget(claim);
    layout->addSpacing(20);
    const struct
    {
        const char* action;
        QString icon, title, text;
    } cards[] = {
        {"file.openDemo", QStringLiteral("play"), tr("Open the demo project"),
            tr("Tiny World: synthetic images with small but real models. Runs on any computer.")},
        {"file.newProject", QStringLiteral("plus"), tr("New project from COCO or VQAv2"),
            tr("Choose the annotation files and the image folders. Nothing is copied.")},
        {"file.openProject", QStringLiteral("folder"), tr("Open a project folder"),
            tr("A folder NAME.fulcrum that Fulcrum or fulcrum-cli has made.")},
    };
    for (const auto& entry : cards) {
        QAction* action = actions->action(QString::fromLatin1(entry.action));
        if (!action)
            continue;
        auto* card = new ActionCard(entry.icon, entry.title, entry.text);
        connect(card, &QAbstractButton::clicked, action, &QAction::trigger);
        layout->addWidget(card);
        m_cards.append(card);
    }
    if (!m_cards.isEmpty()) {
        m_demo = m_cards.front();
        m_demo->setProminent(true);
    }
    m_busy = theme::label({}, theme::Text::Body);
    theme::makeSecondary(m_busy);
    layout->addWidget(m_busy);
    layout->addStretch();
    return column;
}

QWidget* WelcomePage::makeRecentColumn()
{
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(theme::label(tr("Recent projects"), theme::Text::Heading));
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    layout->addLayout(m_recent);
    return column;
}

QWidget* WelcomePage::makeComputerColumn()
{
    QFrame* card = makeCard();
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->addWidget(theme::label(tr("This computer"), theme::Text::Heading));
    m_computer = new QVBoxLayout;
    m_computer->setSpacing(6);
    layout->addLayout(m_computer);
    return card;
}

void WelcomePage::setRecent(const QVector<RecentProject>& projects)
{
    clear(m_recent);
    if (projects.isEmpty()) {
        auto* none = theme::label(tr("None yet. The demo project is a good first one."), theme::Text::Body, this, true);
        theme::makeSecondary(none);
        m_recent->addWidget(none);
        return;
    }
    for (const RecentProject& project : projects) {
        auto* button = new RecentButton(project, this);
        connect(button, &QAbstractButton::clicked, this,
            [this, folder = project.folder] { Q_EMIT recentChosen(folder); });
        m_recent->addWidget(button);
    }
}

void WelcomePage::setSystemInfo(const bridge::SystemInfo& info)
{
    clear(m_computer);
    for (const QString& line : {info.processor, info.accelerator, info.engine})
        m_computer->addWidget(theme::label(line, theme::Text::Small, this, true));
    m_computer->addSpacing(8);
    using Level = bridge::SystemInfo::Ability::Level;
    for (const bridge::SystemInfo::Ability& ability : info.abilities) {
        auto* row = new QWidget(this);
        auto* layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        auto* sign = new QLabel;
        const QString name = ability.level == Level::Yes ? QStringLiteral("check")
            : ability.level == Level::Slow               ? QStringLiteral("history")
                                                         : QStringLiteral("close");
        sign->setPixmap(theme::icon(name, ability.level == Level::Yes ? QPalette::Highlight : QPalette::PlaceholderText)
                            .pixmap(QSize(16, 16), devicePixelRatioF()));
        layout->addWidget(sign);
        layout->addWidget(theme::label(ability.what, theme::Text::Body));
        auto* why = theme::label(ability.why, theme::Text::Small);
        layout->addWidget(why, 1);
        m_computer->addWidget(row);
    }
}

void WelcomePage::setBusy(const QString& text)
{
    m_busy->setText(text);
    for (ActionCard* card : m_cards)
        card->setEnabled(text.isEmpty());
    if (!text.isEmpty())
        m_bar->hide();
}

void WelcomePage::showError(const QString& text) { m_bar->showMessage(InlineBar::Kind::Error, text); }

void WelcomePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_demo)
        setFocusProxy(m_demo); // whoever comes to this page stands on the first choice
    setFocus();
}

} // namespace fulcrum::views
