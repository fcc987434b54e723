// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/lane_view.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/charts/step_charts.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <cmath>

namespace fulcrum::views {

namespace {

constexpr int kHeaderWidth = 160, kOutcomeWidth = 216, kCardGap = 8;

/// Everything that the cards show: equal texts, equal cards.
QString cardsState(const bridge::Lane& lane, bool selectionOrder)
{
    QStringList parts {QString::number(static_cast<int>(lane.state)), lane.reason, lane.actionId, QString::number(selectionOrder)};
    for (const bridge::IcdView& icd : lane.icds)
        parts.append(QStringLiteral("%1 %2 %3 %4 %5 %6 %7 %8 %9").arg(icd.index).arg(icd.step).arg(icd.rank).arg(icd.probability)
                         .arg(icd.similarity).arg(icd.gain).arg(icd.entropyBits).arg(icd.text, icd.answer));
    return parts.join(u'\n');
}

QLabel* smallLabel(const QString& text) { return theme::label(text, theme::Text::Small, nullptr, true); }

/// "+12.3" with a triangle, so that the direction shows without colour.
QLabel* deltaLabel(double value, const QString& text, const QPalette& palette)
{
    auto* label = theme::label((value > 0 ? QStringLiteral("▲ ") : value < 0 ? QStringLiteral("▼ ") : QString()) + text, theme::Text::Small);
    if (value != 0) {
        QPalette colored = label->palette();
        colored.setColor(label->foregroundRole(), charts::gainColor(palette, value > 0));
        label->setPalette(colored);
    }
    return label;
}

void replace(QBoxLayout* row, int place, QWidget*& old, QWidget* made, int stretch = 0)
{
    if (old) {
        row->removeWidget(old);
        old->hide();
        old->deleteLater();
    }
    old = made;
    if (made)
        row->insertWidget(place, made, stretch);
}

} // namespace

LaneView::LaneView(bridge::LaneBoard* board, bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions, QWidget* parent)
    : QFrame(parent), m_board(board), m_thumbnails(thumbnails), m_actions(actions), m_row(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    setAcceptDrops(true);
    m_row->setContentsMargins(16, 8, 16, 8);
    m_row->setSpacing(12);
}

void LaneView::setOrientation(Qt::Orientation orientation)
{
    m_orientation = orientation;
    m_row->setDirection(isVertical() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    const int side = isVertical() ? (kColumnWidth - IcdCard::sizeOf(IcdCard::Shape::Wide).width()) / 2 - frameWidth() : 16;
    m_row->setContentsMargins(side, isVertical() ? 12 : 8, side, isVertical() ? 12 : 8);
}

int LaneView::headHeight() const
{
    const int width = IcdCard::sizeOf(IcdCard::Shape::Wide).width();
    return m_header->layout()->hasHeightForWidth() ? m_header->layout()->totalHeightForWidth(width) : m_header->sizeHint().height();
}

void LaneView::align(int headHeight, int positions)
{
    m_header->setFixedHeight(headHeight);
    m_middle->setMinimumHeight(positions * (IcdCard::sizeOf(IcdCard::Shape::Wide).height() + kCardGap) - kCardGap);
}

void LaneView::show(const bridge::Lane& lane, bool selectionOrder)
{
    const QString state = cardsState(lane, selectionOrder);
    const bool cards = state != m_cardsState || !m_middle;
    m_lane = lane;
    m_selectionOrder = selectionOrder;
    m_cardsState = state;
    setAccessibleName(tr("Lane %1").arg(lane.title));
    rebuild(cards);
}

void LaneView::rebuild(bool cards)
{
    const bool ready = m_lane.state == bridge::Lane::State::Ready;
    replace(m_row, 0, m_header, makeHeader());
    if (cards) {
        m_cards.clear();
        replace(m_row, 1, m_middle, ready ? makeCards() : makeReason(), isVertical() ? 0 : 1);
    }
    replace(m_row, 2, m_outcome, ready ? makeOutcome() : isVertical() ? new QWidget : nullptr, isVertical() ? 1 : 0);
    if (isVertical())
        setFixedWidth(kColumnWidth);
    else
        setFixedHeight(ready && !m_lane.icds.isEmpty() ? IcdCard::kHeight + 16 + 14 : 112);
}

IcdCard* LaneView::cardAt(int position) const
{
    for (IcdCard* card : m_cards)
        if (card->position() == position)
            return card;
    return nullptr;
}

QWidgetList LaneView::focusChain() const
{
    QWidgetList chain;
    for (const QWidget* part : {m_header, m_middle, m_outcome}) {
        if (part == m_middle && !m_cards.isEmpty()) {
            for (IcdCard* card : m_cards)
                chain.append(card);
        } else if (part) {
            for (QAbstractButton* button : part->findChildren<QAbstractButton*>())
                chain.append(button);
        }
    }
    return chain;
}

QWidget* LaneView::makeHeader()
{
    auto* header = new QWidget;
    if (!isVertical())
        header->setFixedWidth(kHeaderWidth);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(4);
    auto* name = new QHBoxLayout;
    name->addWidget(new charts::Swatch(m_lane.strategy.isEmpty() ? m_lane.key : m_lane.strategy));
    auto* title = theme::label(m_lane.title, theme::Text::Heading, nullptr, true);
    title->setEnabled(m_lane.state == bridge::Lane::State::Ready);
    name->addWidget(title, 1);
    auto* more = new QToolButton;
    more->setIcon(theme::icon(QStringLiteral("settings")));
    more->setAutoRaise(true);
    more->setIconSize(QSize(16, 16));
    more->setToolTip(tr("Everything that can be done with this lane"));
    more->setAccessibleName(tr("Menu of lane %1").arg(m_lane.title));
    connect(more, &QToolButton::clicked, this, [this, more] {
        QMenu* menu = makeMenu();
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(more->mapToGlobal(QPoint(0, more->height())));
    });
    name->addWidget(more, 0, Qt::AlignTop);
    column->addLayout(name);
    QString subtitle = m_lane.subtitle;
    if (m_board->arrangement().pinned.contains(m_lane.key))
        subtitle = tr("pinned; %1").arg(subtitle);
    if (!subtitle.isEmpty())
        column->addWidget(smallLabel(subtitle));
    if (std::isfinite(m_lane.overall)) {
        auto* overall = smallLabel(tr("All queries: %1").arg(bridge::number(m_lane.overall, 1)));
        overall->setToolTip(tr("%1 of the whole evaluation cell at this number of shots").arg(m_lane.metricName));
        column->addWidget(overall);
    }
    column->addStretch();
    return header;
}

QWidget* LaneView::makeCards()
{
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto* row = new QBoxLayout(isVertical() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kCardGap);
    addCards(row);
    row->addStretch();
    if (isVertical())
        return content; // the page scrolls
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    return scroll;
}

void LaneView::addCards(QBoxLayout* row)
{
    const int count = static_cast<int>(m_lane.icds.size());
    QVector<int> order;
    for (int position = 0; position < count; ++position)
        order.append(position);
    if (m_selectionOrder)
        std::stable_sort(order.begin(), order.end(), [this](int a, int b) { return m_lane.icds[a].step < m_lane.icds[b].step; });
    for (const int position : order) {
        auto* card = new IcdCard(m_lane.icds[position], position, count, m_thumbnails, nullptr,
            isVertical() ? IcdCard::Shape::Wide : IcdCard::Shape::Tall);
        connect(card, &IcdCard::entered, this, [this](int at) { Q_EMIT icdEntered(m_lane.key, at); });
        connect(card, &IcdCard::activated, this, [this](int at) { Q_EMIT icdActivated(m_lane.key, at); });
        connect(card, &IcdCard::walked, this, [this, card](int key) { Q_EMIT walked(card, key); });
        connect(card, &IcdCard::dragged, this, &LaneView::startDrag);
        m_cards.append(card);
        row->addWidget(card);
    }
    if (count == 0) {
        auto* none = theme::label(tr("No demonstrations: the model sees the query alone."), theme::Text::Body, nullptr, isVertical());
        theme::makeSecondary(none);
        row->addWidget(none);
    }
}

QWidget* LaneView::makeReason()
{
    auto* reason = new QWidget;
    auto* row = new QBoxLayout(isVertical() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, reason);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* glyph = new QLabel;
    glyph->setPixmap(theme::icon(QStringLiteral("info"), QPalette::PlaceholderText).pixmap(QSize(20, 20), devicePixelRatioF()));
    row->addWidget(glyph);
    auto* text = theme::label(m_lane.reason, theme::Text::Body, nullptr, true);
    theme::makeSecondary(text);
    row->addWidget(text, isVertical() ? 0 : 1);
    if (QAction* action = m_actions ? m_actions->action(m_lane.actionId) : nullptr) {
        auto* button = new QPushButton(QString(action->text()).remove(QStringLiteral("…")));
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        row->addWidget(button);
    }
    if (isVertical())
        row->addStretch();
    return reason;
}

QWidget* LaneView::makeOutcome()
{
    auto* outcome = new QWidget;
    auto* whole = new QBoxLayout(isVertical() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, outcome);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(makeLine(isVertical() ? Qt::Horizontal : Qt::Vertical));
    auto* column = new QVBoxLayout;
    column->setContentsMargins(isVertical() ? 0 : 4, 4, 0, 4);
    column->setSpacing(4);
    whole->addLayout(column);
    if (!isVertical())
        outcome->setFixedWidth(kOutcomeWidth + 13);
    if (m_lane.hasPrediction) {
        auto* heading = new QHBoxLayout;
        heading->addWidget(theme::label(tr("Prediction"), theme::Text::Small));
        if (m_lane.delta.known)
            heading->addWidget(theme::label(m_lane.delta.samePrediction ? tr("unchanged") : tr("changed"), theme::Text::Small), 0, Qt::AlignRight);
        column->addLayout(heading);
        auto* text = theme::label(m_lane.prediction.isEmpty() ? tr("(empty)") : QStringLiteral("“%1”").arg(m_lane.prediction),
            theme::Text::Body, nullptr, true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setToolTip(m_lane.prediction);
        text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        column->addWidget(text, 1);
        addScore(column);
    } else {
        column->addWidget(smallLabel(tr("Not evaluated with this query and number of shots.")));
        column->addStretch();
    }
    addAsking(column);
    return outcome;
}

void LaneView::addScore(QBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    auto* score = theme::label(bridge::number(m_lane.score, 1), theme::Text::Title);
    score->setFont(theme::tabular(score->font()));
    score->setToolTip(tr("%1 of this query's prediction").arg(m_lane.metricName));
    row->addWidget(score);
    row->addWidget(theme::label(m_lane.metricName, theme::Text::Small), 1, Qt::AlignBottom);
    if (std::isfinite(m_lane.delta.score))
        row->addWidget(deltaLabel(m_lane.delta.score, bridge::difference(m_lane.delta.score, 1), palette()), 0, Qt::AlignBottom);
    column->addLayout(row);
    if (!m_lane.findings.probability)
        return;
    auto* likelihood = new QHBoxLayout;
    auto* value = theme::label(tr("P(y|x,S) %1").arg(bridge::number(*m_lane.findings.probability, 3)), theme::Text::Small);
    value->setToolTip(tr("Likelihood of the query's true answer: exp(−mean token cross-entropy)"));
    likelihood->addWidget(value, 1);
    if (std::isfinite(m_lane.delta.probability))
        likelihood->addWidget(deltaLabel(m_lane.delta.probability, bridge::gain(m_lane.delta.probability), palette()));
    column->addLayout(likelihood);
}

/// The button that asks the model, or that takes the question back.
void LaneView::addAsking(QBoxLayout* column)
{
    const bool asking = m_board->isAsking(m_lane);
    if (!asking && m_lane.hasPrediction && (m_lane.run != 0 || m_lane.findings.probability))
        return;
    auto* button = new QPushButton(asking ? tr("Stop asking") : tr("Ask the model"));
    button->setAccessibleName(tr("%1: %2").arg(m_lane.title, button->text()));
    if (asking) {
        column->addWidget(smallLabel(tr("Asking…")));
        connect(button, &QPushButton::clicked, m_board, &bridge::LaneBoard::stopAsking);
    } else {
        const double seconds = m_board->engine()->secondsForAnswers(1);
        button->setEnabled(m_board->askObstacle().isEmpty());
        button->setToolTip(!m_board->askObstacle().isEmpty() ? m_board->askObstacle()
                : seconds < 0 ? tr("Predict with this sequence and score the prediction; the model is loaded first")
                              : tr("Predict with this sequence and score the prediction, about %1").arg(bridge::duration(std::max(1.0, seconds))));
        connect(button, &QPushButton::clicked, this, [this] { m_board->ask({m_lane.key}); });
    }
    column->addWidget(button);
}

QMenu* LaneView::makeMenu()
{
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    const bool top = m_lane.parent.isEmpty(), ready = m_lane.state == bridge::Lane::State::Ready;
    const auto add = [menu, this](const QString& text, auto slot, const QString& obstacle = {}) {
        QAction* action = menu->addAction(text);
        action->setEnabled(obstacle.isEmpty());
        action->setToolTip(obstacle);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    const QString key = m_lane.key, notReady = ready ? QString() : tr("The lane shows no sequence.");
    if (top) {
        const bool pinned = m_board->arrangement().pinned.contains(key);
        add(pinned ? tr("Unpin") : tr("Pin to the top"), [this, key, pinned] { m_board->setPinned(key, !pinned); });
        add(tr("Hide"), [this, key] { m_board->setHidden(key, true); });
        add(tr("Move up"), [this, key] { m_board->move(key, -1); });
        add(tr("Move down"), [this, key] { m_board->move(key, 1); });
        menu->addSeparator();
    }
    add(tr("Ask the model"), [this, key] { m_board->ask({key}); }, !notReady.isEmpty() ? notReady : m_board->askObstacle());
    add(tr("Send to Compare"), [this, key] { Q_EMIT compareWanted(key); }, !notReady.isEmpty() ? notReady : m_board->compareObstacle());
    add(tr("Duplicate as a what-if"), [this, key] { m_board->duplicate(key); }, notReady);
    add(tr("Save as fixed set…"), [this, key] { Q_EMIT nameWanted(key, true); },
        !notReady.isEmpty()           ? notReady
            : m_lane.icds.isEmpty()   ? tr("There are no demonstrations.")
            : m_board->editObstacle().isEmpty() ? QString()
                                                : m_board->editObstacle());
    if (m_lane.kind == bridge::Lane::Kind::Draft) {
        add(tr("Keep…"), [this, key] { Q_EMIT nameWanted(key, false); }, m_board->editObstacle());
        add(tr("Discard"), [this, key] { m_board->discard(key); });
    }
    if (m_lane.key == u"random") {
        menu->addSeparator();
        add(tr("Draw again"), [this] {
            bridge::LaneSettings settings = m_board->arrangement().settings;
            settings.randomSeed = m_lane.seed + 1;
            m_board->setSettings(settings);
        });
        add(tr("Seed…"), [this, key] { Q_EMIT seedWanted(key); });
        if (m_board->arrangement().settings.randomSeed)
            add(tr("As in the evaluation"), [this] {
                bridge::LaneSettings settings = m_board->arrangement().settings;
                settings.randomSeed.reset();
                m_board->setSettings(settings);
            });
    }
    if (m_lane.key == u"lever-lm")
        addLeverMenu(menu);
    return menu;
}

/// Which training and which of its checkpoints write the sequence.
void LaneView::addLeverMenu(QMenu* menu)
{
    const bridge::LaneSettings& now = m_board->arrangement().settings;
    menu->addSeparator();
    const auto choice = [&](QMenu* into, const QString& text, bool checked, bridge::LaneSettings settings) {
        QAction* action = into->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::triggered, this, [this, settings] { m_board->setSettings(settings); });
    };
    QMenu* trainings = menu->addMenu(tr("Training"));
    bridge::LaneSettings settings = now;
    settings.trainRun = 0;
    choice(trainings, tr("As in the evaluation, else the newest"), now.trainRun == 0, settings);
    for (const bridge::TrainingChoice& one : m_board->trainings()) {
        settings.trainRun = one.run;
        choice(trainings, one.name, now.trainRun == one.run, settings);
    }
    trainings->setEnabled(!m_board->trainings().isEmpty());
    QMenu* checkpoints = menu->addMenu(tr("Checkpoint"));
    checkpoints->setEnabled(trainings->isEnabled());
    for (const char* name : {"best", "last"}) {
        settings = now;
        settings.checkpoint = QString::fromLatin1(name);
        choice(checkpoints, settings.checkpoint == u"best" ? tr("Best") : tr("Last"), now.checkpoint == settings.checkpoint, settings);
    }
}

void LaneView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu* menu = makeMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(event->globalPos());
}

} // namespace fulcrum::views
