// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sequences_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/picture_view.h"
#include "widgets/views/sequence_film.h"

#include <QApplication>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr int kChildIndent = 32;

QToolButton* toolButton(QAction* action)
{
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize(QSize(18, 18));
    button->setAccessibleName(action->text());
    return button;
}

} // namespace

SequencesPage::SequencesPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_session(parts.session), m_state(parts.state), m_board(parts.board), m_thumbnails(parts.thumbnails),
      m_actions(parts.actions), m_film(new bridge::LaneFilm(parts.session, parts.state, parts.board, this)),
      m_stack(new QStackedWidget), m_content(new QWidget), m_message(new MessageCard),
      m_bar(new InlineBar), m_editBar(new InlineBar)
{
    setObjectName(QStringLiteral("page.sequences"));
    setFocusPolicy(Qt::StrongFocus);
    registerActions();
    registerAskActions();
    registerEditActions();
    registerArrangements();
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeStrip());
    column->addWidget(makeLine(Qt::Horizontal));
    column->addWidget(m_editBar);
    column->addWidget(makeArrangementBar());
    column->addWidget(makePlaces(), 1);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_message);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_bar);
    whole->addWidget(m_stack, 1);

    follow();
    setArrangement(Arrangement::Lanes);
    refresh();
    refreshWork();
}

void SequencesPage::follow()
{
    connect(m_state, &bridge::WorkspaceState::currentQueryChanged, this, [this] {
        m_revealed = false;
        m_actions->action(QStringLiteral("seq.reveal"))->setChecked(false);
        refresh();
    });
    connect(m_state, &bridge::WorkspaceState::shotsChanged, this, [this] {
        refresh();
        showFilm();
    });
    connect(m_session, &bridge::ProjectSession::datasetsLoaded, this, &SequencesPage::refresh);
    connect(m_session, &bridge::ProjectSession::closed, this, &SequencesPage::refresh);
    connect(m_board, &bridge::LaneBoard::lanesChanged, this, &SequencesPage::showLanes);
    connect(m_board, &bridge::LaneBoard::laneChanged, this, &SequencesPage::showLane);
    connect(m_board, &bridge::LaneBoard::selectedChanged, this, &SequencesPage::showSelected);
    connect(m_board, &bridge::LaneBoard::failed, this, &SequencesPage::showProblem);
    connect(m_board, &bridge::LaneBoard::busyChanged, this, &SequencesPage::refreshWork);
    connect(m_board, &bridge::LaneBoard::editingChanged, this, &SequencesPage::showEditing);
    connect(m_board->engine(), &bridge::EngineService::activityChanged, this, &SequencesPage::refreshWork);
    connect(m_film, &bridge::LaneFilm::changed, this, &SequencesPage::showFilm);
    connect(m_film, &bridge::LaneFilm::failed, this, &SequencesPage::showProblem);
}

QWidget* SequencesPage::makeStrip()
{
    auto* strip = new QWidget;
    paintAsPage(strip);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(16);
    m_picture = new PictureView(m_thumbnails);
    m_picture->setFixedSize(112, 112);
    row->addWidget(m_picture);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    m_kind = theme::label({}, theme::Text::Small);
    m_title = theme::label({}, theme::Text::Title, nullptr, true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_truth = theme::label({}, theme::Text::Body, nullptr, true);
    theme::makeSecondary(m_truth);
    texts->addWidget(m_kind);
    texts->addWidget(m_title);
    texts->addWidget(m_truth);
    texts->addStretch();
    texts->addWidget(makeWork());
    row->addLayout(texts, 1);
    row->addWidget(makeControls());
    return strip;
}

QWidget* SequencesPage::makeControls()
{
    auto* controls = new QWidget;
    auto* column = new QVBoxLayout(controls);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    for (const char* id : {"seq.previousQuery", "seq.nextQuery", "seq.reveal", "seq.order", "seq.whatif", "seq.askAll"})
        buttons->addWidget(toolButton(m_actions->action(QString::fromLatin1(id))));
    column->addLayout(buttons);
    auto* shots = new QHBoxLayout;
    m_shotsLabel = theme::label({}, theme::Text::Body);
    m_shotsLabel->setMinimumWidth(64);
    shots->addWidget(m_shotsLabel);
    m_shots = new QSlider(Qt::Horizontal);
    m_shots->setRange(0, bridge::WorkspaceState::kMaxShots);
    m_shots->setPageStep(1);
    m_shots->setMinimumWidth(160);
    m_shots->setAccessibleName(tr("Number of shots"));
    m_shots->setToolTip(tr("Number of demonstrations in the prompt (, and .)"));
    connect(m_shots, &QSlider::valueChanged, m_state, &bridge::WorkspaceState::setShots);
    shots->addWidget(m_shots, 1);
    column->addLayout(shots);
    auto* choice = new QHBoxLayout;
    choice->addStretch();
    choice->addWidget(m_choice);
    column->addLayout(choice);
    column->addStretch();
    return controls;
}

/// Only while a model works; the menu has the action, which says why it is not needed.
QWidget* SequencesPage::makeWork()
{
    auto* work = new QWidget;
    auto* row = new QHBoxLayout(work);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(toolButton(m_actions->action(QStringLiteral("seq.stop"))));
    m_work = theme::label({}, theme::Text::Small);
    m_work->setAccessibleName(tr("What the models do now"));
    row->addWidget(m_work, 1);
    return work;
}

void SequencesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_state->setTruthHidden(!m_revealed);
    m_film->setActive(m_arrangement == Arrangement::Film);
}

void SequencesPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_state->setTruthHidden(false);
    m_film->setActive(false);
}

std::optional<data::Sample> SequencesPage::query() const
{
    const auto& ref = m_state->currentQuery();
    const auto dataset = ref ? m_session->dataset(ref->task, ref->split) : nullptr;
    if (!dataset || ref->index < 0 || static_cast<std::size_t>(ref->index) >= dataset->size())
        return std::nullopt;
    return (*dataset)[static_cast<std::size_t>(ref->index)];
}

void SequencesPage::refresh()
{
    m_shots->setValue(m_state->shots());
    m_shotsLabel->setText(tr("%n shots", nullptr, m_state->shots()));
    updateActions();
    if (query()) {
        m_stack->setCurrentWidget(m_content);
        refreshStrip();
        return;
    }
    const auto& error = m_session->datasetError();
    if (m_session->isOpen() && m_session->datasetsLoading())
        m_message->show(QStringLiteral("history"), tr("Reading the samples…"), {});
    else if (error && !m_session->dataset(m_state->task(), data::Split::Validation))
        m_message->show(QStringLiteral("error"), tr("The queries cannot be read"), bridge::errorParagraph(*error),
            {m_actions->action(QStringLiteral("file.reload"))});
    else
        m_message->show(QStringLiteral("sequences"), tr("Pick a query"),
            tr("Press Enter on a sample of the Data page to see the demonstrations that each strategy chooses for it."),
            {m_actions->action(QStringLiteral("page.data"))});
    m_stack->setCurrentWidget(m_message);
}

void SequencesPage::refreshStrip()
{
    const std::optional<data::Sample> sample = query();
    if (!sample)
        return;
    const auto& ref = *m_state->currentQuery();
    const auto dataset = m_session->dataset(ref.task, ref.split);
    m_picture->setPath(bridge::fromPath(dataset->imagePath(*sample)));
    const bool vqa = ref.task == data::Task::Vqa;
    QString kind = (vqa ? tr("Question %1") : tr("Image %1")).arg(sample->id);
    if (ref.split == data::Split::Train)
        kind = tr("%1, a demonstration looked at as a query").arg(kind);
    m_kind->setText(kind);
    QStringList truth;
    for (const std::string& text : vqa ? sample->answers : sample->captions)
        truth.append(QString::fromStdString(text));
    if (vqa) {
        m_title->setText(QString::fromStdString(sample->question));
        truth.removeDuplicates();
        m_truth->setText(m_revealed ? tr("Answers: %1").arg(truth.join(QStringLiteral(", ")))
                                    : tr("The answers are hidden. Press R to reveal them."));
    } else {
        m_title->setText(m_revealed && !truth.isEmpty() ? truth.takeFirst() : tr("Describe this image"));
        m_truth->setText(m_revealed ? truth.join(u'\n') : tr("The captions are hidden. Press R to reveal them."));
    }
}

/// What one may do in what-if mode.
void SequencesPage::showEditing()
{
    m_actions->action(QStringLiteral("seq.whatif"))->setChecked(m_board->isEditing());
    if (m_board->isEditing())
        m_editBar->showMessage(InlineBar::Kind::Note,
            tr("What-if: drag cards, or Ctrl+Left and Ctrl+Right; Delete removes, Insert adds, F2 edits the text. The lanes stay as they "
               "are, a copy changes."),
            {m_actions->action(QStringLiteral("seq.whatif"))});
    else
        m_editBar->hide();
    updateActions();
}

/// What the models do now.
void SequencesPage::refreshWork()
{
    m_work->setText(m_board->engine()->activity());
    m_work->parentWidget()->setVisible(!m_board->engine()->idle());
    updateActions();
    for (LaneView* view : qAsConst(m_lanes))
        if (const bridge::Lane* lane = m_board->find(view->lane().key))
            view->show(*lane, m_selectionOrder);
    dress();
}

void SequencesPage::showProblem(const Error& error)
{
    m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error), {m_actions->action(QStringLiteral("file.reload"))});
}

LaneView* SequencesPage::viewOf(const QString& key) const
{
    for (LaneView* view : m_lanes)
        if (view->lane().key == key)
            return view;
    return nullptr;
}

LaneView* SequencesPage::makeLane()
{
    auto* view = new LaneView(m_board, m_thumbnails, m_actions);
    view->setOrientation(m_arrangement == Arrangement::Lanes ? Qt::Horizontal : Qt::Vertical);
    connect(view, &LaneView::icdEntered, this, [this](const QString& lane, int position) {
        m_board->select(bridge::LaneBoard::Place {lane, position});
        if (const bridge::Lane* entered = m_board->find(lane); entered && position < entered->icds.size()) {
            const std::int64_t index = entered->icds[position].index;
            m_state->setSelection({bridge::SampleSet(index), bridge::SampleRef {m_state->task(), data::Split::Train, index}});
        }
    });
    connect(view, &LaneView::icdActivated, this, [this](const QString& lane, int position) { activate(lane, position); });
    connect(view, &LaneView::walked, this, [this](const IcdCard* card, int key) {
        QVector<IcdCard*> cards;
        for (const QVector<IcdCard*>& row : cardRows())
            cards += row;
        IcdCard::walk(cards, card, key);
    });
    connect(view, &LaneView::nameWanted, this, &SequencesPage::askName);
    connect(view, &LaneView::seedWanted, this, &SequencesPage::askSeed);
    connect(view, &LaneView::compareWanted, this, &SequencesPage::compareWanted);
    connect(view, &LaneView::dropRefused, this,
        [this](const QString& reason) { m_bar->showMessage(InlineBar::Kind::Warning, reason); });
    return view;
}

/// Views of lanes that are still there stay, with their scroll position and the focus.
void SequencesPage::showLanes()
{
    const int scrolled = m_scroll->verticalScrollBar()->value();
    const bool hadFocus = m_scroll->isAncestorOf(QApplication::focusWidget());
    QVector<LaneView*> old = std::exchange(m_lanes, {});
    while (m_laneColumn->count() > 1) // the rows; the stretch at the end stays
        delete m_laneColumn->takeAt(0);
    const bool rows = m_arrangement == Arrangement::Lanes;
    for (const bridge::Lane* lane : shownLanes()) {
        const auto known = std::find_if(old.begin(), old.end(), [&](const LaneView* view) {
            return view->lane().key == lane->key && view->orientation() == (rows ? Qt::Horizontal : Qt::Vertical);
        });
        LaneView* view = known == old.end() ? makeLane() : *known;
        if (known != old.end())
            old.erase(known);
        view->show(*lane, m_selectionOrder);
        auto* row = new QHBoxLayout;
        row->setContentsMargins(lane->parent.isEmpty() || !rows ? 0 : kChildIndent, 0, 0, 0);
        row->addWidget(view);
        m_laneColumn->insertLayout(static_cast<int>(m_lanes.size()), row);
        m_lanes.append(view);
    }
    for (LaneView* view : qAsConst(old)) {
        view->hide();
        view->deleteLater();
    }
    dress();
    if (!m_lanes.isEmpty())
        m_bar->hide();
    m_scroll->verticalScrollBar()->setValue(scrolled);
    showSelected();
    if (hadFocus && !m_scroll->isAncestorOf(QApplication::focusWidget()))
        focusSelected();
    updateActions();
}

/// Lane by lane, however they came.
void SequencesPage::orderTabs()
{
    QWidget* before = nullptr;
    for (const LaneView* view : qAsConst(m_lanes))
        for (QWidget* widget : view->focusChain()) {
            if (before)
                QWidget::setTabOrder(before, widget);
            before = widget;
        }
}

void SequencesPage::showLane(const QString& key)
{
    const bridge::Lane* lane = m_board->find(key);
    LaneView* view = viewOf(key);
    if (!lane || !view)
        return;
    const bool hadFocus = view->isAncestorOf(QApplication::focusWidget());
    view->show(*lane, m_selectionOrder);
    dress();
    showSelected();
    if (hadFocus && !view->isAncestorOf(QApplication::focusWidget()))
        focusSelected();
}

void SequencesPage::showSelected()
{
    const auto& place = m_board->selected();
    for (const LaneView* view : qAsConst(m_lanes))
        for (IcdCard* card : view->cards())
            card->setSelected(place && place->lane == view->lane().key && place->position == card->position());
    const auto& film = m_filmView->rows();
    for (int row = 0; row < film.size(); ++row)
        for (IcdCard* card : film[row])
            card->setSelected(place && m_film->lane() && place->lane == m_film->lane()->key && row + 1 == m_state->shots()
                && place->position == card->position());
    updateActions();
}

/// The keyboard goes on where the selected card is now.
void SequencesPage::focusSelected()
{
    const auto& place = m_board->selected();
    LaneView* view = place ? viewOf(place->lane) : nullptr;
    IcdCard* card = view ? view->cardAt(place->position) : nullptr;
    if (!card)
        return setFocus();
    card->setFocus();
    m_scroll->ensureWidgetVisible(m_arrangement == Arrangement::Lanes ? static_cast<QWidget*>(view) : card);
}

} // namespace fulcrum::views
