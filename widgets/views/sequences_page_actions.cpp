// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the Sequences page: walking, asking, what-if.
#include "widgets/bridge/action_registry.h"
#include "widgets/dialogs/sample_picker.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/sequences_page.h"

#include <QInputDialog>
#include <QScrollArea>

namespace fulcrum::views {

namespace {

QString id(const char* text) { return QString::fromLatin1(text); }
QKeySequence key(const char* text) { return QKeySequence(QString::fromLatin1(text)); }

/// Asks for a line of text without blocking anything.
void askText(QWidget* parent, const QString& title, const QString& label, const QString& text, const std::function<void(const QString&)>& then)
{
    auto* dialog = new QInputDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setTextValue(text);
    dialog->resize(440, dialog->sizeHint().height());
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent, [then](const QString& value) {
        if (!value.trimmed().isEmpty())
            then(value.trimmed());
    });
    dialog->open();
}

} // namespace

void SequencesPage::addPageAction(const bridge::ActionSpec& spec, const std::function<void()>& slot)
{
    QAction* action = m_actions->add(spec, slot);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
}

void SequencesPage::registerActions()
{
    addPageAction({id("seq.reveal"), tr("Reveal the ground truth"),
        tr("Show or hide the reference captions or answers of the query"), key("R"), id("eye"), true}, {});
    connect(m_actions->action(id("seq.reveal")), &QAction::toggled, this, [this](bool on) {
        m_revealed = on;
        m_state->setTruthHidden(isVisible() && !on);
        refreshStrip();
    });
    addPageAction({id("seq.order"), tr("Order of selection"),
        tr("Sort the cards by the step in which they were chosen instead of by their place in the prompt"), key("O"),
        id("order"), true}, {});
    connect(m_actions->action(id("seq.order")), &QAction::toggled, this, [this](bool on) {
        m_selectionOrder = on;
        showLanes();
        showFilm();
    });
    addPageAction({id("seq.fewerShots"), tr("Fewer shots"), tr("One demonstration less"), key(",")},
        [this] { m_state->setShots(m_state->shots() - 1); });
    addPageAction({id("seq.moreShots"), tr("More shots"), tr("One demonstration more"), key(".")},
        [this] { m_state->setShots(m_state->shots() + 1); });
    addPageAction({id("seq.previousQuery"), tr("Previous query"), tr("The query before in the official order"), key("PgUp"), id("left")},
        [this] { stepQuery(-1); });
    addPageAction({id("seq.nextQuery"), tr("Next query"), tr("The query after in the official order"), key("PgDown"), id("right")},
        [this] { stepQuery(1); });
    addPageAction({id("seq.previousLane"), tr("Previous lane"), tr("Move to the strategy above"), key("[")}, [this] { focusLane(-1); });
    addPageAction({id("seq.nextLane"), tr("Next lane"), tr("Move to the strategy below"), key("]")}, [this] { focusLane(1); });
    addPageAction({id("seq.walk"), tr("Look at the demonstration as a query"),
                      tr("Make the selected demonstration the current query; Alt+Left leads back"), key("Q"), id("target")},
        [this] {
            if (const auto& place = m_board->selected())
                activate(place->lane, place->position, false);
        });
    addPageAction({id("seq.compare"), tr("Send to Compare"),
                      tr("Compare the other strategies with the selected lane, position by position"),
                      key("Shift+C"), id("rank")},
        [this] {
            if (const auto& place = m_board->selected())
                Q_EMIT compareWanted(place->lane);
        });
    addPageAction({id("seq.showHidden"), tr("Show hidden lanes"), tr("Bring back the lanes that were hidden"), {}, id("eye")},
        [this] { m_board->showHidden(); });
    addPageAction({id("seq.sttrOracle"), tr("Allow STTR as oracle"),
                      tr("Show STTR for captions, which looks at the query's true caption: an upper bound, not a method"), {}, {}, true},
        [this] {
            bridge::LaneSettings settings = m_board->arrangement().settings;
            settings.sttrOracle = m_actions->action(id("seq.sttrOracle"))->isChecked();
            m_board->setSettings(settings);
        });
}

void SequencesPage::registerAskActions()
{
    addPageAction({id("seq.ask"), tr("Ask the model about this lane"),
                      tr("Predict with the sequence of the selected card and score the prediction"), key("M"), id("play")},
        [this] {
            if (const auto& place = m_board->selected())
                m_board->ask({place->lane});
        });
    addPageAction({id("seq.askAll"), tr("Ask the model about all lanes"), tr("Predict with every sequence that has no prediction yet"),
                      key("Shift+M"), id("evaluate")},
        [this] { m_board->ask(m_board->unanswered()); });
    addPageAction({id("seq.stop"), tr("Stop asking"), tr("Take back all questions to the models"), {}, id("stop")},
        [this] { m_board->stopAsking(); });
    const auto explain = [this](const char* name, const QString& text, const QString& tip, const icl::ExplainParts& parts) {
        addPageAction({id(name), text, tip}, [this, parts] {
            if (const auto& place = m_board->selected())
                m_board->explain(place->lane, parts);
        });
    };
    explain("seq.gains", tr("Compute gains"), tr("What each demonstration of the selected lane added"), {true, false, false});
    explain("seq.leaveOneOut", tr("Leave one out"), tr("What is lost without each demonstration of the selected lane"), {false, true, false});
    explain("seq.orders", tr("Order sensitivity"), tr("The selected lane's demonstrations in other orders"), {false, false, true});
}

void SequencesPage::registerEditActions()
{
    addPageAction({id("seq.whatif"), tr("What-if mode"), tr("Change sequences and see what the model says then"), key("W"), id("beam"), true}, {});
    connect(m_actions->action(id("seq.whatif")), &QAction::toggled, m_board, &bridge::LaneBoard::setEditing);
    const auto edit = [this](const char* name, const QString& text, const QString& tip, const char* keys,
                          std::function<void(const bridge::LaneBoard::Place&)> slot) {
        addPageAction({id(name), text, tip, keys ? key(keys) : QKeySequence()}, [this, slot] {
            if (m_board->selected() && m_board->isEditing()) {
                const bridge::LaneBoard::Place place = *m_board->selected();
                slot(place);
                focusSelected();
            }
        });
    };
    edit("seq.moveLeft", tr("Move the demonstration left"), tr("One place further from the query"), "Ctrl+Left",
        [this](const auto& place) { m_board->moveIcd(place.lane, place.position, place.position - 1); });
    edit("seq.moveRight", tr("Move the demonstration right"), tr("One place nearer to the query"), "Ctrl+Right",
        [this](const auto& place) { m_board->moveIcd(place.lane, place.position, place.position + 1); });
    edit("seq.removeIcd", tr("Remove the demonstration"), tr("Take the selected card out of the sequence"), "Del",
        [this](const auto& place) { m_board->removeIcd(place.lane, place.position); });
    addPageAction({id("seq.insertIcd"), tr("Insert demonstrations…"), tr("Choose samples of the train split to stand before the selected card"),
                      key("Ins"), id("plus")},
        [this] { insertSamples(); });
    addPageAction({id("seq.editText"), tr("Edit the demonstration's text…"),
                      tr("Give the selected card another caption or answer; the data set stays as it is"), key("F2")},
        [this] { editText(); });
    addPageAction({id("seq.keep"), tr("Keep the what-if…"), tr("Store the selected what-if under a name"), key("K")}, [this] {
        if (const auto& place = m_board->selected())
            askName(place->lane, false);
    });
    addPageAction({id("seq.discard"), tr("Discard the what-if"), tr("Remove the selected what-if"), {}, id("close")}, [this] {
        if (const auto& place = m_board->selected())
            m_board->discard(place->lane);
    });
    addPageAction({id("seq.saveSet"), tr("Save as fixed set…"), tr("Store the demonstrations of the selected lane as a set"), {}, id("star")}, [this] {
        if (const auto& place = m_board->selected())
            askName(place->lane, true);
    });
}

/// An action that cannot work says why.
void SequencesPage::updateActions()
{
    Q_EMIT exportChanged();
    const auto& place = m_board->selected();
    const bridge::Lane* lane = place ? m_board->find(place->lane) : nullptr;
    const QString noCard = lane ? QString() : tr("Select a card first.");
    const QString noEdit = !noCard.isEmpty() ? noCard : m_board->isEditing() ? QString() : tr("Turn what-if mode on first (W).");
    const QString noAsk = !noCard.isEmpty() ? noCard : m_board->askObstacle();
    const bool draft = lane && lane->kind == bridge::Lane::Kind::Draft;
    const QString noDraft = draft ? QString() : tr("Select a card of a what-if first.");
    const bool open = query().has_value();
    const QString noQuery = open ? QString() : tr("Pick a query first.");
    const auto set = [this](const char* name, const QString& reason) { m_actions->setUnavailable(id(name), reason); };
    for (const char* name : {"seq.moveLeft", "seq.moveRight", "seq.removeIcd", "seq.editText"})
        set(name, noEdit);
    // A lane without demonstrations has no card to select.
    set("seq.insertIcd", !open ? noQuery : m_board->isEditing() ? QString() : tr("Turn what-if mode on first (W)."));
    set("seq.whatif",
        m_arrangement == Arrangement::Film ? tr("Its strategy makes the film strip: choose another layout first.") : noQuery);
    for (const char* name : kArrangementActions)
        set(name, noQuery);
    set("seq.walk", noCard);
    set("seq.compare", !noCard.isEmpty() ? noCard : m_board->compareObstacle());
    for (const char* name : {"seq.ask", "seq.gains", "seq.leaveOneOut", "seq.orders"})
        set(name, noAsk);
    set("seq.askAll",
        !open                                ? noQuery
            : !m_board->askObstacle().isEmpty() ? m_board->askObstacle()
            : m_board->unanswered().isEmpty()   ? tr("Every lane has a prediction.")
                                                : QString());
    set("seq.stop", m_board->engine()->idle() ? tr("No model is being asked.") : QString());
    set("seq.keep", draft ? m_board->editObstacle() : noDraft);
    set("seq.discard", noDraft);
    set("seq.saveSet", !noCard.isEmpty() ? noCard : m_board->editObstacle());
    set("seq.showHidden", m_board->arrangement().hidden.isEmpty() ? tr("No lane is hidden.") : QString());
    set("seq.sttrOracle",
        !open                                     ? noQuery
            : m_state->task() == data::Task::Vqa ? tr("STTR needs no oracle for questions.")
                                                  : QString());
    m_actions->action(id("seq.sttrOracle"))->setChecked(m_board->arrangement().settings.sttrOracle);
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
    const auto rows = cardRows();
    int current = -1;
    for (int i = 0; i < rows.size(); ++i)
        for (const IcdCard* card : rows[i])
            if (card->hasFocus())
                current = i;
    for (int i = 0; current < 0 && i < m_lanes.size(); ++i) // a button of it
        if (focusWidget() && m_lanes[i]->isAncestorOf(focusWidget()))
            current = i;
    for (int i = current + by; i >= 0 && i < rows.size(); i += by)
        if (!rows[i].isEmpty()) {
            rows[i].first()->setFocus();
            (m_arrangement == Arrangement::Film ? m_filmScroll : m_scroll)->ensureWidgetVisible(rows[i].first());
            return;
        }
}

void SequencesPage::walkTo(std::int64_t index)
{
    const auto support = m_board->support();
    if (support && index >= 0 && static_cast<std::size_t>(index) < support->size())
        m_state->setCurrentQuery(bridge::SampleRef {m_state->task(), data::Split::Train, index});
}

void SequencesPage::activate(const QString& key, int position, bool mayEdit)
{
    const bridge::Lane* lane = m_board->find(key);
    if (mayEdit && m_board->isEditing())
        editText();
    else if (lane && position < lane->icds.size())
        walkTo(lane->icds[position].index);
}

void SequencesPage::editText()
{
    const auto place = m_board->selected();
    const bridge::Lane* lane = place && m_board->isEditing() ? m_board->find(place->lane) : nullptr;
    if (!lane || place->position >= lane->icds.size())
        return;
    const bridge::IcdView& icd = lane->icds[place->position];
    const bool vqa = m_state->task() == data::Task::Vqa;
    askText(this, tr("What if it said something else?"),
        vqa ? tr("Answer that the demonstration gives to “%1”:").arg(icd.text) : tr("Caption of the demonstration:"),
        vqa ? icd.answer : icd.text, [this, place](const QString& text) {
            m_board->setText(place->lane, place->position, text);
            focusSelected();
        });
}

void SequencesPage::insertSamples()
{
    if (!m_board->isEditing())
        return;
    const auto& selected = m_board->selected();
    bridge::LaneBoard::Place place;
    if (selected) {
        place = *selected;
    } else { // the first lane that can take them, at its end
        for (const bridge::Lane& lane : m_board->lanes())
            if (place.lane.isEmpty() && lane.state == bridge::Lane::State::Ready)
                place = {lane.key, static_cast<int>(lane.icds.size())};
    }
    if (place.lane.isEmpty())
        return;
    auto* picker = new dialogs::SamplePicker(m_session, m_state->task(), m_thumbnails, this);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    connect(picker, &dialogs::SamplePicker::chosen, this, [this, place](const std::vector<std::int64_t>& samples) {
        const auto support = m_board->support();
        std::vector<icl::IcdStep> icds;
        for (const std::int64_t index : samples) {
            icl::IcdStep icd;
            icd.index = index;
            icd.id = support->id(static_cast<std::size_t>(index));
            icds.push_back(std::move(icd));
        }
        if (m_board->insertIcds(place.lane, place.position, icds).isEmpty() && !icds.empty())
            m_bar->showMessage(InlineBar::Kind::Warning,
                tr("A what-if has at most %n demonstrations.", nullptr, static_cast<int>(bridge::kMostDemonstrations)));
        focusSelected();
    });
    picker->open();
}

void SequencesPage::askName(const QString& key, bool forSet)
{
    const bridge::Lane* lane = m_board->find(key);
    if (!lane)
        return;
    askText(this, forSet ? tr("Save as fixed set") : tr("Keep the what-if"), tr("Name:"),
        forSet ? tr("%1, query %2").arg(lane->title).arg(query() ? query()->id : 0) : lane->subtitle,
        [this, key, forSet](const QString& name) { forSet ? m_board->saveAsSet(key, name) : m_board->keep(key, name); });
}

void SequencesPage::askSeed()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(0, std::numeric_limits<int>::max());
    dialog->setWindowTitle(tr("Random lane"));
    dialog->setLabelText(tr("Seed of the draw:"));
    const bridge::Lane* lane = m_board->find(QStringLiteral("random"));
    dialog->setIntValue(lane ? static_cast<int>(std::max<qint64>(0, lane->seed)) : 0);
    connect(dialog, &QInputDialog::intValueSelected, this, [this](int seed) {
        bridge::LaneSettings settings = m_board->arrangement().settings;
        settings.randomSeed = seed;
        m_board->setSettings(settings);
    });
    dialog->open();
}

} // namespace fulcrum::views
