// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sequences_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/picture_view.h"

#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

/// Colours of samples that stand in more than one lane; further ones get numbers only.
constexpr QRgb kIdentityColors[] = {
    0xffd55e00, 0xff0072b2, 0xff009e73, 0xffcc79a7, 0xffe69f00, 0xff56b4e9, 0xff8561c5, 0xff7a7a7a};
constexpr int kIdentities = static_cast<int>(std::size(kIdentityColors));

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

SequencesPage::SequencesPage(bridge::ProjectSession* session, bridge::WorkspaceState* state,
    bridge::JobMonitor* monitor, bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_state(state), m_thumbnails(thumbnails), m_actions(actions),
      m_request(&session->worker()), m_stack(new QStackedWidget), m_content(new QWidget), m_message(new MessageCard),
      m_bar(new InlineBar)
{
    setObjectName(QStringLiteral("page.sequences"));
    setFocusPolicy(Qt::StrongFocus);
    registerActions();
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeStrip());
    column->addWidget(makeLine(Qt::Horizontal));
    auto* lanes = new QWidget;
    m_laneColumn = new QVBoxLayout(lanes);
    m_laneColumn->setContentsMargins(16, 16, 16, 16);
    m_laneColumn->setSpacing(12);
    m_laneColumn->addStretch();
    m_scroll = new QScrollArea;
    m_scroll->setWidget(lanes);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_scroll, 1);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_message);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_bar);
    whole->addWidget(m_stack, 1);

    connect(state, &bridge::WorkspaceState::currentQueryChanged, this, [this] {
        m_revealed = false;
        m_actions->action(QStringLiteral("seq.reveal"))->setChecked(false);
        refresh();
    });
    connect(state, &bridge::WorkspaceState::shotsChanged, this, &SequencesPage::refresh);
    connect(state, &bridge::WorkspaceState::taskChanged, this, &SequencesPage::refresh);
    connect(session, &bridge::ProjectSession::datasetsLoaded, this, &SequencesPage::refresh);
    connect(session, &bridge::ProjectSession::closed, this, &SequencesPage::refresh);
    connect(monitor, &bridge::JobMonitor::stateChanged, this,
        [this](store::RunId, store::RunState newState) {
            if (newState == store::RunState::Succeeded)
                requestLanes();
        });
    refresh();
}

void SequencesPage::registerActions()
{
    const auto add = [this](const bridge::ActionSpec& spec, std::function<void()> slot) {
        QAction* action = m_actions->add(spec, slot);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        return action;
    };
    const auto key = [](const char* text) { return QKeySequence(QString::fromLatin1(text)); };
    QAction* reveal = add({QStringLiteral("seq.reveal"), tr("Reveal the ground truth"),
        tr("Show or hide the reference captions or answers of the query"), key("R"), QStringLiteral("eye"), true}, {});
    connect(reveal, &QAction::toggled, this, [this](bool on) {
        m_revealed = on;
        m_state->setTruthHidden(isVisible() && !on);
        refreshStrip();
    });
    QAction* order = add({QStringLiteral("seq.order"), tr("Order of selection"),
        tr("Sort the cards by the step in which they were chosen instead of by their place in the prompt"), key("O"),
        QStringLiteral("order"), true}, {});
    connect(order, &QAction::toggled, this, [this](bool on) {
        m_selectionOrder = on;
        showLanes(m_data);
    });
    add({QStringLiteral("seq.fewerShots"), tr("Fewer shots"), tr("One demonstration less"), key(",")},
        [this] { m_state->setShots(m_state->shots() - 1); });
    add({QStringLiteral("seq.moreShots"), tr("More shots"), tr("One demonstration more"), key(".")},
        [this] { m_state->setShots(m_state->shots() + 1); });
    add({QStringLiteral("seq.previousQuery"), tr("Previous query"), tr("The query before in the official order"),
            key("PgUp"), QStringLiteral("left")},
        [this] { stepQuery(-1); });
    add({QStringLiteral("seq.nextQuery"), tr("Next query"), tr("The query after in the official order"), key("PgDown"),
            QStringLiteral("right")},
        [this] { stepQuery(1); });
    add({QStringLiteral("seq.previousLane"), tr("Previous lane"), tr("Move to the strategy above"), key("[")},
        [this] { focusLane(-1); });
    add({QStringLiteral("seq.nextLane"), tr("Next lane"), tr("Move to the strategy below"), key("]")},
        [this] { focusLane(1); });
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
    row->addLayout(texts, 1);
    auto* controls = new QVBoxLayout;
    controls->setSpacing(8);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    for (const char* id : {"seq.previousQuery", "seq.nextQuery", "seq.reveal", "seq.order"})
        buttons->addWidget(toolButton(m_actions->action(QString::fromLatin1(id))));
    controls->addLayout(buttons);
    auto* shots = new QHBoxLayout;
    m_shotsLabel = theme::label({}, theme::Text::Body);
    m_shotsLabel->setMinimumWidth(64);
    shots->addWidget(m_shotsLabel);
    m_shots = new QSlider(Qt::Horizontal);
    m_shots->setRange(0, bridge::WorkspaceState::kMaxShots);
    m_shots->setPageStep(1);
    m_shots->setFixedWidth(160);
    m_shots->setAccessibleName(tr("Number of shots"));
    m_shots->setToolTip(tr("Number of demonstrations in the prompt (, and .)"));
    connect(m_shots, &QSlider::valueChanged, m_state, &bridge::WorkspaceState::setShots);
    shots->addWidget(m_shots);
    controls->addLayout(shots);
    controls->addStretch();
    row->addLayout(controls);
    return strip;
}

void SequencesPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_state->setTruthHidden(!m_revealed);
}

void SequencesPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_state->setTruthHidden(false);
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
    if (!query()) {
        m_request.cancel();
        m_busy = false;
        m_data.clear();
        showLanes({});
        if (m_session->isOpen() && m_session->datasetsLoading())
            m_message->show(QStringLiteral("history"), tr("Reading the samples…"), {});
        else
            m_message->show(QStringLiteral("sequences"), tr("Pick a query"),
                tr("Press Enter on a sample of the Data page to see the demonstrations that each strategy chooses for it."),
                {m_actions->action(QStringLiteral("page.data"))});
        m_stack->setCurrentWidget(m_message);
        return;
    }
    m_stack->setCurrentWidget(m_content);
    refreshStrip();
    requestLanes();
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
    m_kind->setText((vqa ? tr("Question %1") : tr("Image %1")).arg(sample->id));
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

void SequencesPage::requestLanes()
{
    const std::optional<data::Sample> sample = query();
    if (!sample)
        return;
    const auto task = m_state->currentQuery()->task;
    bridge::LaneRequest request {m_session->project(), m_session->dataset(task, data::Split::Validation),
        m_session->dataset(task, data::Split::Train), sample->index, m_state->shots()};
    if (!request.support) {
        showProblem(Error {ErrorCode::NotFound, "no demonstrations", "train split", "the project has no train data set", {}});
        return;
    }
    m_busy = true;
    m_request.run(
        this, [request](std::stop_token stop) { return bridge::readLanes(request, stop); },
        [this](const Result<QVector<bridge::Lane>>& lanes) {
            m_busy = false;
            if (lanes)
                showLanes(*lanes);
            else if (lanes.error().code != ErrorCode::Cancelled)
                showProblem(lanes.error());
        });
}

void SequencesPage::showProblem(const Error& error)
{
    m_busy = false;
    m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error));
}

void SequencesPage::showLanes(const QVector<bridge::Lane>& lanes)
{
    m_data = lanes;
    const int scrolled = m_scroll->verticalScrollBar()->value();
    for (LaneView* lane : m_lanes) {
        m_laneColumn->removeWidget(lane);
        lane->deleteLater();
    }
    m_lanes.clear();
    for (const bridge::Lane& lane : lanes) {
        auto* view = new LaneView(lane, m_selectionOrder, m_thumbnails, m_actions);
        connect(view, &LaneView::icdClicked, this, [this](std::int64_t index) {
            const bridge::SampleRef ref {m_state->task(), data::Split::Train, index};
            m_state->setSelection({bridge::SampleSet(index), ref});
        });
        m_laneColumn->insertWidget(static_cast<int>(m_lanes.size()), view);
        m_lanes.append(view);
    }
    colorIdentities();
    if (!lanes.isEmpty())
        m_bar->hide();
    m_scroll->verticalScrollBar()->setValue(scrolled);
}

void SequencesPage::colorIdentities()
{
    QHash<std::int64_t, int> uses;
    for (const LaneView* lane : m_lanes)
        for (const IcdCard* card : lane->cards())
            ++uses[card->icd().index];
    QHash<std::int64_t, int> numbers;
    for (const LaneView* lane : m_lanes)
        for (IcdCard* card : lane->cards()) {
            const std::int64_t index = card->icd().index;
            if (uses[index] < 2)
                continue;
            if (!numbers.contains(index))
                numbers.insert(index, static_cast<int>(numbers.size()));
            const int number = numbers[index];
            if (number < kIdentities)
                card->setIdentity(QColor(kIdentityColors[number]), number + 1);
        }
}

void SequencesPage::stepQuery(int by)
{
    const auto ref = m_state->currentQuery();
    const auto dataset = ref ? m_session->dataset(ref->task, ref->split) : nullptr;
    if (!dataset || dataset->size() == 0)
        return;
    const auto last = static_cast<std::int64_t>(dataset->size()) - 1;
    bridge::SampleRef next = *ref;
    next.index = std::clamp<std::int64_t>(ref->index + by, 0, last);
    m_state->setCurrentQuery(next);
}

void SequencesPage::focusLane(int by)
{
    int current = -1;
    for (int i = 0; i < m_lanes.size(); ++i)
        if (m_lanes[i]->isAncestorOf(focusWidget() ? focusWidget() : this))
            current = i;
    for (int i = current + by; i >= 0 && i < m_lanes.size(); i += by)
        if (!m_lanes[i]->cards().isEmpty()) {
            m_lanes[i]->cards().first()->setFocus();
            m_scroll->ensureWidgetVisible(m_lanes[i]);
            return;
        }
}

} // namespace fulcrum::views
