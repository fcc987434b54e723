// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the Sets page: making, changing, evaluating, reading and writing sets.
#include "core/icl/icd_set_file.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/sample_picker.h"
#include "widgets/models/set_list_model.h"
#include "widgets/views/common.h"
#include "widgets/views/set_canvas.h"
#include "widgets/views/sets_page.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QListView>
#include <nlohmann/json.hpp>

namespace fulcrum::views {

namespace {

constexpr int kUsualShots[] = {1, 2, 3, 4, 6, 8};

QString id(const char* text) { return QString::fromLatin1(text); }
QString fileFilter() { return SetsPage::tr("ICD sets (*.json)"); }

} // namespace

void SetsPage::registerActions()
{
    const auto add = [this](const char* name, const QString& text, const QString& tip, const char* icon, std::function<void()> slot) {
        m_parts.actions->add({id(name), text, tip, {}, id(icon)}, std::move(slot));
    };
    add("sets.fromSelection", tr("From the selected samples"), tr("A new set of the samples that are selected on the Data page, in their order"), "star",
        [this] { fromSelection(); });
    add("sets.fromLever", tr("What Lever-LM writes most often…"), tr("A new set of the sequence that Lever-LM wrote for most queries of an evaluation"),
        "train", [this] { fromRun(dialogs::SetSourceDialog::Source::LeverLm); });
    add("sets.fromDm", tr("Best of a D_M…"), tr("A new set of the demonstrations that helped most in a D_M"), "beam",
        [this] { fromRun(dialogs::SetSourceDialog::Source::Dm); });
    add("sets.import", tr("Import ICD set…"), tr("Read a set from a JSON file: a list of ids, or what Fulcrum has exported"), "folder",
        [this] { chooseFiles(); });
    add("sets.rename", tr("Rename"), tr("Give the set another name (F2 in the list)"), "tag", [this] {
        m_list->setFocus();
        m_list->edit(m_list->currentIndex());
    });
    add("sets.duplicate", tr("Duplicate"), tr("Make a copy to change"), "copy", [this] { duplicate(); });
    add("sets.export", tr("Export set…"), tr("Write the set as JSON"), "export", [this] { exportView(); });
    add("sets.delete", tr("Delete set"), tr("Delete the set; Undo brings it back"), "close", [this] { removeSet(); });
    add("sets.evaluate", tr("Evaluate this set…"), tr("Open the evaluation form with this set filled in"), "evaluate", [this] { evaluate(); });
    add("sets.insertIcd", tr("Add demonstrations…"), tr("Choose samples of the train split for the set (Ins)"), "plus",
        [this] { insertMembers(m_canvas->current() < 0 ? static_cast<int>(m_canvas->cards().size()) : m_canvas->current()); });
    add("sets.removeIcd", tr("Remove the demonstration from the set"), tr("Take the selected card out of the set (Del)"), "close",
        [this] { removeMember(m_canvas->current()); });
    add("sets.moveLeft", tr("Move the member left"), tr("One place further from the query (Ctrl+Left)"), "left",
        [this] { moveMember(m_canvas->current(), m_canvas->current() - 1); });
    add("sets.moveRight", tr("Move the member right"), tr("One place nearer to the query (Ctrl+Right)"), "right",
        [this] { moveMember(m_canvas->current(), m_canvas->current() + 1); });
}

void SetsPage::updateActions()
{
    const auto set = [this](const char* name, const QString& reason) { m_parts.actions->setUnavailable(id(name), reason); };
    const QString locked = m_parts.edits->obstacle();
    const bridge::IcdSet* one = shown();
    const QString none = one ? QString() : tr("Choose a set on the Sets page first.");
    const QString noChange = !locked.isEmpty() ? locked : none;
    const auto& selection = m_parts.state->selection();
    const bool demonstrations = selection.primary && selection.primary->split == data::Split::Train;
    set("sets.fromSelection", !locked.isEmpty() ? locked
            : selection.items.isEmpty()        ? tr("Select samples of the train split on the Data page first.")
            : !demonstrations                  ? tr("Demonstrations come from the train split: choose it on the Data page.")
            : selection.items.size() > static_cast<qint64>(icl::kMostSetItems)
            ? tr("A set has at most %n demonstrations.", nullptr, static_cast<int>(icl::kMostSetItems))
            : QString());
    const auto needs = [&](const char* kind, const QString& reason) {
        const auto& jobs = m_parts.monitor->jobs();
        const bool any = std::any_of(jobs.begin(), jobs.end(), [&](const bridge::JobInfo& job) { return job.record.kind == kind; });
        return !locked.isEmpty() ? locked : any ? QString() : reason;
    };
    set("sets.fromLever", needs("eval", tr("There is no evaluation yet: Jobs > Evaluate…")));
    set("sets.fromDm", needs("dm", tr("There is no D_M yet: Jobs > Build D_M…")));
    set("sets.import", locked);
    for (const char* name : {"sets.rename", "sets.duplicate", "sets.delete", "sets.insertIcd"})
        set(name, noChange);
    set("sets.export", none);
    const QAction* job = m_parts.actions->action(id("job.eval"));
    set("sets.evaluate", !none.isEmpty() ? none : job && !job->isEnabled() ? job->toolTip() : locked);
    const int current = m_canvas ? m_canvas->current() : -1;
    const int count = m_canvas ? static_cast<int>(m_canvas->cards().size()) : 0;
    const QString noCard = !noChange.isEmpty() ? noChange : current < 0 ? tr("Select a card of the set first.") : QString();
    set("sets.removeIcd", !noCard.isEmpty() ? noCard : count < 2 ? tr("A set needs a demonstration: delete the set instead.") : QString());
    set("sets.moveLeft", !noCard.isEmpty() ? noCard : current == 0 ? tr("It is the first already.") : QString());
    set("sets.moveRight", !noCard.isEmpty() ? noCard : current + 1 == count ? tr("It stands next to the query already.") : QString());
}

void SetsPage::add(bridge::IcdSet set, const icl::SetOrigin& origin)
{
    if (const QString name = sets()->add(std::move(set), origin); !name.isEmpty())
        setCurrent(name);
}

void SetsPage::fromSelection()
{
    const auto support = m_parts.session->dataset(m_parts.state->task(), data::Split::Train);
    const auto& selection = m_parts.state->selection();
    if (!support || !selection.primary || selection.primary->split != data::Split::Train)
        return;
    bridge::IcdSet set;
    set.name = tr("Chosen by hand").toStdString();
    set.task = m_parts.state->task();
    for (const std::int32_t index : selection.items.indices())
        if (static_cast<std::size_t>(index) < support->size() && set.items.size() < icl::kMostSetItems)
            set.items.push_back(support->id(static_cast<std::size_t>(index)));
    add(std::move(set), {icl::SetOrigin::Kind::Hand, 0, {}});
}

void SetsPage::fromRun(dialogs::SetSourceDialog::Source source)
{
    auto* dialog = new dialogs::SetSourceDialog(source, m_parts.session, m_parts.monitor, m_parts.state->task(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &dialogs::SetSourceDialog::chosen, this, &SetsPage::add);
    dialog->open();
}

void SetsPage::chooseFiles()
{
    auto* dialog = new QFileDialog(window(), tr("Import ICD sets"), {}, fileFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &SetsPage::importFiles);
    dialog->open();
}

void SetsPage::importFiles(const QStringList& files)
{
    using Read = std::vector<std::pair<QString, Result<bridge::IcdSet>>>;
    m_busy = true;
    m_parts.session->worker().run(
        this,
        [files, task = m_parts.state->task()](std::stop_token) {
            Read read;
            for (const QString& file : files)
                read.emplace_back(file, icl::readIcdSet(bridge::toPath(file), task));
            return read;
        },
        [this](const Read& read) {
            m_busy = false;
            QStringList problems;
            for (const auto& [file, set] : read) {
                if (!set) {
                    problems.append(bridge::errorParagraph(set.error()));
                    continue;
                }
                const icl::SetOrigin origin {icl::SetOrigin::Kind::File, 0, QFileInfo(file).fileName().toStdString()};
                if (set->task == m_parts.state->task())
                    add(*set, origin);
                else if (const QString name = sets()->add(*set, origin); !name.isEmpty())
                    problems.append(tr("“%1” is for the other task and was added there.").arg(name));
            }
            if (!problems.isEmpty())
                m_bar->showMessage(InlineBar::Kind::Warning, problems.join(u'\n'));
        });
}

void SetsPage::duplicate()
{
    if (const bridge::IcdSet* set = shown()) {
        bridge::IcdSet copy = *set;
        add(std::move(copy), bridge::IcdSets::originOf(*set));
    }
}

void SetsPage::removeSet()
{
    if (shown())
        sets()->remove(m_current);
}

/// The form with `fixed` alone, the set's ids, and the usual numbers of shots that it has demonstrations for.
void SetsPage::evaluate()
{
    const bridge::IcdSet* set = shown();
    if (!set)
        return;
    const auto size = static_cast<int>(set->items.size());
    nlohmann::json shots = nlohmann::json::array();
    for (const int one : kUsualShots)
        if (one < size)
            shots.push_back(one);
    shots.push_back(size);
    Q_EMIT jobWanted(QStringLiteral("eval"),
        {{"name", tr("Evaluate set %1").arg(m_current).left(80).toStdString()}, {"task", data::taskName(set->task)},
            {"strategies", {"fixed"}}, {"fixed_set", set->items}, {"shots", shots}, {"seeds", {0}},
            {"train_runs", nlohmann::json::array()}, {"dm_runs", nlohmann::json::array()}});
}

void SetsPage::moveMember(int from, int to)
{
    const bridge::IcdSet* set = shown();
    const int count = set ? static_cast<int>(set->items.size()) : 0;
    if (from < 0 || to < 0 || from >= count || to >= count || from == to)
        return;
    bridge::IcdSet after = *set;
    const auto first = after.items.begin() + std::min(from, to), last = after.items.begin() + std::max(from, to) + 1;
    std::rotate(first, from < to ? first + 1 : last - 1, last);
    m_canvas->setCurrent(to, false);
    sets()->change(m_current, after, tr("Move a demonstration of “%1”").arg(m_current));
}

void SetsPage::removeMember(int position)
{
    const bridge::IcdSet* set = shown();
    if (!set || position < 0 || static_cast<std::size_t>(position) >= set->items.size() || set->items.size() < 2)
        return;
    bridge::IcdSet after = *set;
    after.items.erase(after.items.begin() + position);
    sets()->change(m_current, after, tr("Remove a demonstration from “%1”").arg(m_current));
}

void SetsPage::insertMembers(int position)
{
    if (!shown() || !m_parts.edits->obstacle().isEmpty())
        return;
    auto* picker = new dialogs::SamplePicker(m_parts.session, m_parts.state->task(), m_parts.thumbnails, window());
    picker->setAttribute(Qt::WA_DeleteOnClose);
    connect(picker, &dialogs::SamplePicker::chosen, this, [this, position, name = m_current](const std::vector<std::int64_t>& samples) {
        const bridge::IcdSet* set = sets()->find(name);
        const auto support = m_parts.session->dataset(m_parts.state->task(), data::Split::Train);
        if (!set || !support)
            return;
        bridge::IcdSet after = *set;
        auto place = after.items.begin() + std::clamp<std::ptrdiff_t>(position, 0, std::ssize(after.items));
        bool left = false;
        for (const std::int64_t index : samples) {
            const std::int64_t id = support->id(static_cast<std::size_t>(index));
            left = left || after.items.size() >= icl::kMostSetItems || std::count(after.items.begin(), after.items.end(), id) > 0;
            if (after.items.size() < icl::kMostSetItems && std::count(after.items.begin(), after.items.end(), id) == 0)
                place = after.items.insert(place, id) + 1;
        }
        sets()->change(name, after, tr("Add demonstrations to “%1”").arg(name));
        if (left)
            m_bar->showMessage(InlineBar::Kind::Note, tr("A set has each demonstration once and at most %n of them; the others were left out.", nullptr,
                static_cast<int>(icl::kMostSetItems)));
    });
    picker->open();
}

QString SetsPage::whyNoExport() const { return shown() ? QString() : tr("Choose a set first."); }

void SetsPage::exportView()
{
    if (!shown())
        return;
    auto* dialog = new QFileDialog(window(), tr("Export the set"), {}, fileFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(QString(m_current).replace(u'/', u'-') + QStringLiteral(".json"));
    connect(dialog, &QFileDialog::fileSelected, this, &SetsPage::write);
    dialog->open();
}

void SetsPage::write(const QString& file)
{
    const bridge::IcdSet* set = shown();
    if (!set)
        return;
    m_parts.session->worker().run(
        this, [path = bridge::toPath(file), text = icl::icdSetText(*set)](std::stop_token) { return writeFileAtomic(path, text); },
        [this](const Result<void>& written) {
            if (!written)
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(written.error()));
        });
}

} // namespace fulcrum::views
