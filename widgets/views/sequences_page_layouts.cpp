// SPDX-License-Identifier: GPL-3.0-or-later
// How the lanes lie on the Sequences page: above each other, beside each other, two compared, one from shot to shot.
#include "core/icl/sequence_agreement.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/sequence_film.h"
#include "widgets/views/sequence_links.h"
#include "widgets/views/sequences_page.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>

namespace fulcrum::views {

namespace {

constexpr const char* kNames[] = {"lanes", "columns", "diff", "film"};
constexpr int kSpacing = 12, kDiffSpacing = 96; // lines need room

/// Lines between the cards of two lanes, over everything that lies between them.
class LinkLayer : public QWidget
{
public:
    LinkLayer(const QVector<LaneView*>& lanes, QWidget* parent) : QWidget(parent), m_lanes(lanes)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
    }

private:
    void paintEvent(QPaintEvent*) override
    {
        if (m_lanes.size() != 2)
            return;
        QPainter painter(this);
        paintLinks(&painter, this, m_lanes[0]->cards(), m_lanes[1]->cards(), Qt::Horizontal);
    }
    const QVector<LaneView*>& m_lanes;
};

} // namespace

void SequencesPage::registerArrangements()
{
    const auto add = [this](Arrangement which, const char* id, const QString& text, const QString& tip, const char* keys) {
        addPageAction({QString::fromLatin1(id), text, tip, QKeySequence(QString::fromLatin1(keys)), {}, true},
            [this, which] { setArrangement(which); });
        const QAction* action = m_actions->action(QString::fromLatin1(id));
        m_choice->addChoice(text, action->toolTip(), static_cast<int>(which));
        connect(action, &QAction::changed, this, [this, action, which] { // other keys, or why it cannot work
            m_choice->setChoiceEnabled(static_cast<int>(which), action->isEnabled(), action->toolTip());
        });
    };
    m_choice = new SegmentedControl;
    m_choice->setAccessibleName(tr("Layout of the sequences"));
    add(Arrangement::Lanes, "seq.lanes", tr("Lanes"), tr("Every strategy a row, its demonstrations from left to right"), "L");
    add(Arrangement::Columns, "seq.columns", tr("Columns"), tr("Every strategy a column, equal prompt positions in a row"), "C");
    add(Arrangement::Diff, "seq.diff", tr("Diff"), tr("Two strategies: what both chose, what moved, what only one chose"), "D");
    add(Arrangement::Film, "seq.film", tr("Film strip"), tr("One strategy from 1 to 8 shots: how its sequence grows or changes"), "F");
    connect(m_choice, &SegmentedControl::chosen, this, [this](int which) { setArrangement(static_cast<Arrangement>(which)); });
}

/// What the diff and the film are about.
QWidget* SequencesPage::makeArrangementBar()
{
    m_arrangementBar = new QWidget;
    paintAsPage(m_arrangementBar);
    auto* whole = new QVBoxLayout(m_arrangementBar);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(8);
    for (int side = 0; side < 2; ++side) {
        m_pickText[side] = theme::label({}, theme::Text::Small);
        row->addWidget(m_pickText[side]);
        m_pick[side] = new MenuButton({}, QStringLiteral("sequences"), {});
        m_pick[side]->setIconSize(QSize(28, 16));
        connect(m_pick[side]->menu(), &QMenu::aboutToShow, this, [this, side] { fillPick(side); });
        row->addWidget(m_pick[side]);
    }
    m_summary = theme::label({}, theme::Text::Small, nullptr, true); // it must not widen the page
    m_summary->setAccessibleName(tr("What is seen here, in a sentence"));
    row->addSpacing(8);
    row->addWidget(m_summary, 1);
    whole->addLayout(row);
    whole->addWidget(makeLine(Qt::Horizontal));
    return m_arrangementBar;
}

QWidget* SequencesPage::makePlaces()
{
    const auto scroller = [](QWidget* content) {
        auto* scroll = new QScrollArea;
        scroll->setWidget(content);
        scroll->setWidgetResizable(true);
        scroll->setFrameShape(QFrame::NoFrame);
        return scroll;
    };
    auto* lanes = new QWidget;
    m_laneColumn = new QBoxLayout(QBoxLayout::TopToBottom, lanes);
    m_laneColumn->setContentsMargins(16, 16, 16, 16);
    m_laneColumn->addStretch();
    m_links = new LinkLayer(m_lanes, lanes);
    lanes->installEventFilter(this); // the layer is as large
    m_scroll = scroller(lanes);
    auto* film = new QWidget;
    auto* column = new QVBoxLayout(film);
    column->setContentsMargins(16, 16, 16, 16);
    m_filmView = new SequenceFilm(m_film, m_state, m_thumbnails);
    column->addWidget(m_filmView);
    column->addStretch();
    m_filmScroll = scroller(film);
    connect(m_filmView, &SequenceFilm::shotsWanted, m_state, &bridge::WorkspaceState::setShots);
    connect(m_filmView, &SequenceFilm::icdEntered, this, &SequencesPage::enterFilm);
    connect(m_filmView, &SequenceFilm::icdActivated, this, [this](int shots, int position) {
        if (const bridge::Lane row = m_film->rows().value(shots - 1); position < row.icds.size())
            walkTo(row.icds[position].index);
    });
    m_placeMessage = new MessageCard;
    m_places = new QStackedWidget;
    for (QWidget* place : {static_cast<QWidget*>(m_scroll), static_cast<QWidget*>(m_filmScroll), static_cast<QWidget*>(m_placeMessage)})
        m_places->addWidget(place);
    return m_places;
}

void SequencesPage::setArrangement(Arrangement arrangement)
{
    const bool changed = arrangement != m_arrangement;
    m_arrangement = arrangement;
    m_choice->setCurrent(static_cast<int>(arrangement));
    for (int i = 0; i < static_cast<int>(std::size(kArrangementActions)); ++i)
        m_actions->action(QString::fromLatin1(kArrangementActions[i]))->setChecked(i == static_cast<int>(arrangement));
    const bool film = arrangement == Arrangement::Film;
    if (film)
        m_board->setEditing(false);
    m_laneColumn->setDirection(arrangement == Arrangement::Lanes ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_laneColumn->setSpacing(arrangement == Arrangement::Diff ? kDiffSpacing : kSpacing);
    m_links->setVisible(arrangement == Arrangement::Diff);
    showLanes();
    m_film->setActive(film && isVisible());
    showArrangementBar();
    if (changed)
        Q_EMIT viewChanged();
}

QStringList SequencesPage::viewState() const
{
    return {QString::fromLatin1(kNames[static_cast<int>(m_arrangement)]), m_diff[0], m_diff[1], m_film->key()};
}

void SequencesPage::setViewState(const QStringList& state)
{
    if (state.size() >= 3)
        setDiff(state[1], state[2]);
    if (state.size() >= 4)
        setFilm(state[3]);
    for (int i = 0; i < static_cast<int>(std::size(kNames)); ++i)
        if (state.value(0) == QLatin1String(kNames[i]))
            setArrangement(static_cast<Arrangement>(i));
}

void SequencesPage::setDiff(const QString& first, const QString& second)
{
    m_diff[0] = first;
    m_diff[1] = second;
    showLanes();
    Q_EMIT viewChanged();
}

/// The two that are compared; none when there are not two sequences.
QVector<const bridge::Lane*> SequencesPage::diffLanes() const
{
    QVector<const bridge::Lane*> ready, pair(2, nullptr);
    for (const bridge::Lane& lane : m_board->lanes())
        if (lane.state == bridge::Lane::State::Ready)
            ready.append(&lane);
    if (ready.size() < 2)
        return {};
    for (int side = 0; side < 2; ++side)
        for (const bridge::Lane* lane : qAsConst(ready))
            if (lane->key == m_diff[side] && !pair.contains(lane))
                pair[side] = lane;
    for (const bridge::Lane*& lane : pair)
        for (int i = 0; !lane; ++i)
            if (!pair.contains(ready[i]))
                lane = ready[i];
    return pair;
}

QVector<const bridge::Lane*> SequencesPage::shownLanes() const
{
    if (m_arrangement == Arrangement::Film)
        return {};
    if (m_arrangement == Arrangement::Diff)
        return diffLanes();
    QVector<const bridge::Lane*> all;
    for (const bridge::Lane& lane : m_board->lanes())
        all.append(&lane);
    return all;
}

/// The cards that can be walked over: a lane or a row of the film each.
QVector<QVector<IcdCard*>> SequencesPage::cardRows() const
{
    if (m_arrangement == Arrangement::Film)
        return m_filmView->rows();
    QVector<QVector<IcdCard*>> rows;
    for (const LaneView* view : m_lanes)
        rows.append(view->cards());
    return rows;
}

/// Everything that depends on several lanes at once.
void SequencesPage::dress()
{
    orderTabs();
    QVector<IcdCard*> cards;
    for (const QVector<IcdCard*>& row : cardRows())
        cards += row;
    if (m_arrangement != Arrangement::Film) // there nearly everything stands in several rows: lines say it
        IcdCard::colorIdentities(cards);
    if (m_arrangement == Arrangement::Columns || m_arrangement == Arrangement::Diff)
        alignColumns();
    if (m_arrangement == Arrangement::Diff && m_lanes.size() == 2) {
        for (int side = 0; side < 2; ++side)
            tintUnique(m_lanes[side]->cards(), m_lanes[1 - side]->cards(), m_lanes[side]->lane().strategy);
    } else {
        for (const LaneView* view : qAsConst(m_lanes))
            for (IcdCard* card : view->cards())
                card->setTint({});
    }
    m_links->raise();
    m_links->update();
    showPlace();
    showArrangementBar();
}

/// Equal prompt positions lie in a row.
void SequencesPage::alignColumns()
{
    int height = 0;
    qsizetype positions = 1;
    for (const LaneView* view : qAsConst(m_lanes)) {
        height = std::max(height, view->headHeight());
        positions = std::max(positions, view->cards().size());
    }
    for (LaneView* view : qAsConst(m_lanes))
        view->align(height, static_cast<int>(positions));
}

/// Lanes, film, or why there is neither.
void SequencesPage::showPlace()
{
    const bool film = m_arrangement == Arrangement::Film;
    const bool there = film ? !m_film->rows().isEmpty() : m_arrangement != Arrangement::Diff || m_lanes.size() == 2;
    m_places->setCurrentWidget(!there ? static_cast<QWidget*>(m_placeMessage) : film ? m_filmScroll : m_scroll);
    if (there)
        return;
    const auto action = [this](const char* id) { return m_actions->action(QString::fromLatin1(id)); };
    if (isBusy())
        m_placeMessage->show(QStringLiteral("history"), tr("Reading the sequences…"), {});
    else if (film)
        m_placeMessage->show(QStringLiteral("sequences"), tr("No strategy has a sequence to follow"),
            tr("The lanes say why: embeddings or a trained Lever-LM may be missing."), {action("seq.lanes"), action("job.embed")});
    else
        m_placeMessage->show(QStringLiteral("sequences"), tr("Fewer than two strategies have a sequence"),
            tr("The lanes say why: embeddings, a trained Lever-LM or an evaluation may be missing."),
            {action("seq.lanes"), action("job.embed")});
}

void SequencesPage::showArrangementBar()
{
    const bool diff = m_arrangement == Arrangement::Diff, film = m_arrangement == Arrangement::Film;
    m_arrangementBar->setVisible(diff || film);
    if (!diff && !film)
        return;
    const auto pair = diff ? diffLanes() : QVector<const bridge::Lane*> {m_film->lane()};
    for (int side = 0; side < 2; ++side) {
        const bridge::Lane* lane = pair.value(side, nullptr);
        m_pickText[side]->setText(film ? tr("Strategy") : side == 0 ? tr("Left") : tr("Right"));
        const QString tip = film ? tr("Choose the strategy that is followed") : tr("Choose what stands here");
        m_pick[side]->setToolTip(tip);
        m_pick[side]->setText(lane ? lane->title : tr("none"));
        m_pick[side]->setAccessibleName(QStringLiteral("%1: %2").arg(m_pickText[side]->text(), m_pick[side]->text()));
        m_pick[side]->setIcon(lane ? charts::swatchIcon(lane->strategy, this) : QIcon());
        m_pick[side]->updateGeometry();
        for (QWidget* part : {static_cast<QWidget*>(m_pick[side]), static_cast<QWidget*>(m_pickText[side])})
            part->setVisible(diff || side == 0);
    }
    m_summary->setText(film ? m_filmView->summary() : diffSummary());
}

QString SequencesPage::diffSummary() const
{
    const auto pair = diffLanes();
    if (pair.size() != 2)
        return {};
    const auto both = icl::sequenceAgreement(pair[0]->sequence.indices(), pair[1]->sequence.indices());
    int moved = 0;
    for (const SequenceLink& link : linksBetween(pair[0]->icds, pair[1]->icds))
        moved += link.isMoved();
    return tr("%n in both, %1 of them moved · Jaccard %2 · order %3", nullptr, static_cast<int>(both.shared))
        .arg(moved)
        .arg(bridge::number(both.jaccard, 2), both.order ? bridge::number(*both.order, 2) : QStringLiteral("–"));
}

void SequencesPage::fillPick(int side)
{
    QMenu* menu = m_pick[side]->menu();
    menu->clear();
    const bool film = m_arrangement == Arrangement::Film;
    const auto pair = diffLanes();
    const bridge::Lane* shown = film ? m_film->lane() : pair.value(side, nullptr);
    for (const bridge::Lane& lane : m_board->lanes()) {
        QAction* action = menu->addAction(lane.title);
        action->setCheckable(true);
        action->setChecked(shown && shown->key == lane.key);
        const QString reason = film ? bridge::LaneFilm::obstacle(lane) : lane.state == bridge::Lane::State::Ready ? QString() : lane.reason;
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason.isEmpty() ? lane.subtitle : reason);
        connect(action, &QAction::triggered, this, [this, side, film, key = lane.key] {
            const auto now = diffLanes();
            if (film) {
                setFilm(key);
                Q_EMIT viewChanged();
            } else if (now.size() == 2) { // the one on the other side changes places with it
                const QString other = now[1 - side]->key == key ? now[side]->key : now[1 - side]->key;
                side == 0 ? setDiff(key, other) : setDiff(other, key);
            }
        });
    }
}

void SequencesPage::showFilm()
{
    if (m_arrangement != Arrangement::Film)
        return;
    m_filmView->refresh(m_selectionOrder);
    showPlace();
    showArrangementBar();
    showSelected();
}

/// The step inspector explains cards of the present number of shots; the others are shown by the inspector alone.
void SequencesPage::enterFilm(int shots, int position)
{
    const bridge::Lane row = m_film->rows().value(shots - 1);
    if (position >= row.icds.size())
        return;
    if (shots == m_state->shots() && m_board->find(row.key))
        m_board->select(bridge::LaneBoard::Place {row.key, position});
    else
        m_board->select({});
    const std::int64_t index = row.icds[position].index;
    m_state->setSelection({bridge::SampleSet(index), bridge::SampleRef {m_state->task(), data::Split::Train, index}});
}

void SequencesPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_places) // tints and swatches are those of the theme
        dress();
}

bool SequencesPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) {
        m_links->resize(static_cast<QWidget*>(watched)->size());
        m_links->update();
    }
    return Page::eventFilter(watched, event);
}

} // namespace fulcrum::views
