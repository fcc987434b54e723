// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with runs: names, tags, archive, trash, export, active runs.
#include "widgets/views/runs_page.h"

#include "core/runs/run_archive.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/job_summary.h"
#include "widgets/dialogs/trash_dialog.h"
#include "widgets/models/run_tree_model.h"
#include "widgets/views/common.h"
#include "widgets/views/run_tree.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>
#include <nlohmann/json.hpp>

namespace fulcrum::views {

namespace {

QString id(const char* text) { return QString::fromLatin1(text); }

} // namespace

void RunsPage::registerActions()
{
    bridge::ActionRegistry* actions = m_parts.actions;
    actions->add({id("runs.rename"), tr("&Rename"), tr("Give the selected run or experiment another name (F2)"), {}, id("tag")},
        [this] { rename(); });
    actions->add({id("runs.note"), tr("Edit &note"), tr("Write a note to the selected run"), {}, id("log")},
        [this] { m_tree->editColumn(models::RunTreeModel::NoteColumn); });
    actions->add({id("runs.tags"), tr("&Tag runs…"), tr("Give the selected runs a tag, or take it from them"), {}, id("tag")},
        [this] { editTags(); });
    actions->add({id("runs.active"), tr("Set as &active runs"), tr("The table of results and the charts are about the selected runs"),
                     QKeySequence(QStringLiteral("Ctrl+Shift+U")), id("target")},
        [this] { setActive(); });
    actions->add({id("runs.noActive"), tr("&No active runs"), tr("The table and the charts are about the newest evaluation of each task"),
        {}, id("close")},
        [this] { m_parts.state->setActiveRuns({}); });
    actions->add({id("runs.addToChart"), tr("Add to &chart"),
                     tr("Draw the series of the selected runs beside those of the chart; the same as dragging them there"),
                     QKeySequence(QStringLiteral("Ctrl+Shift+G")), id("charts")},
        [this] { Q_EMIT chartWanted(m_tree->selectedRuns()); });
    actions->add({id("runs.export"), tr("&Export run…"),
        tr("Write spec, metrics, per-query scores and log of the selected run as a zip file"), {}, id("export")},
        [this] { exportRun(); });
    actions->add({id("runs.openFolder"), tr("Open &folder"), tr("Show the folder with the run's checkpoints, or that of its log"), {},
        id("folder")},
        [this] { openFolder(); });
    actions->add({id("runs.copyCommand"), tr("Copy the e&quivalent command"), tr("The command line that makes the selected run again"),
        {}, id("command")},
        [this] { QApplication::clipboard()->setText(commandOf(m_tree->selectedRuns().value(0))); });
    actions->add({id("runs.showDm"), tr("Show in the D_&M browser"), tr("The anchors and sequences of the selected D_M"), {}, id("beam")},
        [this] { Q_EMIT dmWanted(m_tree->selectedRuns().value(0)); });
    actions->add({id("runs.clearFilter"), tr("Clear the filter"), tr("Show every run again"), {}, id("close")},
        [this] { m_search->clear(); });
    registerShelfActions();
}

void RunsPage::registerShelfActions()
{
    bridge::ActionRegistry* actions = m_parts.actions;
    actions->add({id("runs.archive"), tr("&Archive"), tr("Hide the selected runs from the list"), {}, id("archive")},
        [this] { m_parts.book->setArchived(m_tree->selectedRuns(), true); });
    actions->add({id("runs.unarchive"), tr("&Unarchive"), tr("Show the selected runs in the list again"), {}, id("up")},
        [this] { m_parts.book->setArchived(m_tree->selectedRuns(), false); });
    actions->add({id("runs.delete"), tr("&Delete runs…"), tr("Move the selected runs to the trash, where they stay for 30 days"), {},
        id("trash")},
        [this] { askTrash(); });
    QAction* archived = actions->add({id("runs.showArchived"), tr("Show archived"), tr("Archived runs too"), {}, id("eye"), true});
    connect(archived, &QAction::toggled, this, [this](bool shown) {
        m_filtered->setArchivedShown(shown);
        showState();
        Q_EMIT viewChanged();
    });
    actions->add({id("runs.trash"), tr("Trash…"), tr("Restore deleted runs, or remove them for good"), {}, id("trash")},
        [this] { showTrash(); });
}

QString RunsPage::whyNothing(const QVector<store::RunId>& runs, bool writes) const
{
    if (!m_parts.session->isOpen())
        return tr("Open a project first.");
    if (runs.isEmpty())
        return tr("Select a run first.");
    return writes ? m_parts.book->obstacle() : QString();
}

void RunsPage::updateActions()
{
    bridge::ActionRegistry* actions = m_parts.actions;
    const QVector<store::RunId> runs = m_tree->selectedRuns();
    const QString one = runs.size() > 1 ? tr("Select one run only.") : QString();
    const QString writes = whyNothing(runs, true), reads = whyNothing(runs, false);
    const auto first = [](const QString& a, const QString& b) { return a.isEmpty() ? b : a; };
    actions->setUnavailable(id("runs.note"), first(writes, one));
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    const bool oneExperiment
        = m_tree->currentExperiment() != 0 && rows.size() == 1 && rows.front() == m_tree->currentIndex().siblingAtColumn(0);
    actions->setUnavailable(id("runs.rename"), first(writes, oneExperiment ? QString()
        : runs.size() > 1 ? tr("Select one run or one experiment only.") : QString()));
    actions->setUnavailable(id("runs.tags"), writes);
    const bool anyEval = std::any_of(runs.begin(), runs.end(), [this](store::RunId run) {
        const runs::RunSummary* summary = m_parts.book->find(run);
        return summary && summary->record.kind == "eval";
    });
    actions->setUnavailable(id("runs.active"), first(reads, anyEval ? QString()
        : tr("Select an evaluation: others have no results to compare.")));
    const bool anySeries = std::any_of(runs.begin(), runs.end(), [this](store::RunId run) {
        const runs::RunSummary* summary = m_parts.book->find(run);
        return summary && summary->record.kind != "embed";
    });
    actions->setUnavailable(id("runs.addToChart"), first(reads, anySeries ? QString()
        : tr("Select an evaluation, a D_M or a training: embeddings have no series.")));
    actions->setUnavailable(id("runs.noActive"), m_parts.state->activeRuns().isEmpty() ? tr("No run is active.") : QString());
    const auto all = [&](bool archived) {
        return std::all_of(runs.begin(), runs.end(), [&](store::RunId run) {
            const runs::RunSummary* summary = m_parts.book->find(run);
            return summary && summary->record.archived == archived;
        });
    };
    actions->setUnavailable(id("runs.archive"), first(writes, all(true) ? tr("The selected runs are archived.") : QString()));
    actions->setUnavailable(id("runs.unarchive"), first(writes, all(false) ? tr("The selected runs are not archived.") : QString()));
    actions->setUnavailable(id("runs.delete"), first(writes, m_parts.book->whyNoTrash(runs)));
    actions->setUnavailable(id("runs.trash"), m_parts.session->isOpen() ? QString() : tr("Open a project first."));
    actions->setUnavailable(id("runs.openFolder"), first(reads, one));
    actions->setUnavailable(id("runs.export"), first(first(reads, one), mode() == Mode::List ? whyNoExport() : QString()));
    const runs::RunSummary* chosen = runs.size() == 1 ? m_parts.book->find(runs.front()) : nullptr;
    actions->setUnavailable(id("runs.showDm"),
        first(first(reads, one), chosen && chosen->record.kind == "dm" ? QString() : tr("Select a D_M run: others have no anchors.")));
    actions->setUnavailable(id("runs.copyCommand"),
        first(first(reads, one), runs.size() == 1 && commandOf(runs.front()).isEmpty() ? tr("Imported results have no command.")
            : QString()));
}

void RunsPage::rename() { m_tree->editColumn(models::RunTreeModel::NameColumn); }

void RunsPage::editTags()
{
    const QVector<store::RunId> runs = m_tree->selectedRuns();
    QStringList known;
    for (const runs::RunSummary& run : m_parts.book->runs())
        for (const std::string& tag : run.record.tags)
            if (const QString text = QString::fromStdString(tag); !known.contains(text))
                known.append(text);
    known.sort();
    bool ok = false;
    const QString tag = QInputDialog::getItem(this, tr("Tag runs"),
        tr("Tag of %n runs; one that all of them have is taken away", nullptr, static_cast<int>(runs.size())), known, 0, true,
            &ok).trimmed();
    if (!ok || tag.isEmpty())
        return;
    const bool allHave = std::all_of(runs.begin(), runs.end(), [&](store::RunId run) {
        const runs::RunSummary* one = m_parts.book->find(run);
        return one && std::find(one->record.tags.begin(), one->record.tags.end(), tag.toStdString()) != one->record.tags.end();
    });
    m_parts.book->setTag(runs, tag, !allHave);
}

void RunsPage::setActive()
{
    QVector<store::RunId> evaluations;
    for (const store::RunId run : m_tree->selectedRuns())
        if (const runs::RunSummary* one = m_parts.book->find(run); one && one->record.kind == "eval")
            evaluations.append(run);
    m_parts.state->setActiveRuns(evaluations);
}

void RunsPage::askTrash()
{
    const QVector<store::RunId> runs = m_tree->selectedRuns();
    QStringList names;
    for (const store::RunId run : runs)
        if (const runs::RunSummary* one = m_parts.book->find(run))
            names.append(QString::fromStdString(one->record.name));
    QMessageBox question(QMessageBox::Question, tr("Delete runs"),
        tr("Move %n runs to the trash?", nullptr, static_cast<int>(runs.size())), QMessageBox::Cancel, this);
    constexpr int kShown = 8;
    QString text = names.mid(0, kShown).join(u'\n');
    if (names.size() > kShown)
        text += u'\n' + tr("and %n more", nullptr, static_cast<int>(names.size()) - kShown);
    question.setInformativeText(text + QStringLiteral("\n\n") + tr("They stay there for 30 days and can be restored."));
    QPushButton* yes = question.addButton(tr("Move to trash"), QMessageBox::AcceptRole);
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() == static_cast<QAbstractButton*>(yes))
        trashSelected();
}

void RunsPage::trashSelected() { m_parts.book->moveToTrash(m_tree->selectedRuns()); }

void RunsPage::showTrash()
{
    auto* dialog = new dialogs::TrashDialog(m_parts.session, m_parts.book, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void RunsPage::exportRun()
{
    const store::RunId run = m_tree->selectedRuns().value(0);
    const runs::RunSummary* one = m_parts.book->find(run);
    if (!one)
        return;
    QString name = QString::fromStdString(one->record.name);
    name.replace(u'/', u'-');
    QString file = QFileDialog::getSaveFileName(this, tr("Export run"), name + QStringLiteral(".zip"), tr("Run of Fulcrum (*.zip)"));
    if (file.isEmpty())
        return;
    if (!file.endsWith(QStringLiteral(".zip"), Qt::CaseInsensitive))
        file += QStringLiteral(".zip");
    exportTo(run, file);
}

void RunsPage::exportTo(store::RunId run, const QString& file)
{
    m_exporting = true;
    m_bar->showMessage(InlineBar::Kind::Note, tr("Writing %1…").arg(file));
    m_parts.session->worker().run(
        this,
        [project = m_parts.session->project(), run, path = bridge::toPath(file)](std::stop_token) {
            return runs::exportRun(*project, run, path);
        },
        [this, file](const Result<void>& written) {
            m_exporting = false;
            if (written)
                m_bar->showMessage(InlineBar::Kind::Note, tr("Written: %1").arg(file));
            else
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(written.error()));
        });
}

void RunsPage::openFolder()
{
    const store::RunId run = m_tree->selectedRuns().value(0);
    const auto& project = m_parts.session->project();
    if (run == 0 || !project)
        return;
    const QString checkpoints = bridge::fromPath(project->checkpointsFolder()) + QStringLiteral("/run-%1").arg(run);
    QDesktopServices::openUrl(
        QUrl::fromLocalFile(QFileInfo::exists(checkpoints) ? checkpoints : bridge::fromPath(project->logsFolder())));
}

QString RunsPage::commandOf(store::RunId run) const
{
    const runs::RunSummary* one = m_parts.book->find(run);
    if (!one || one->imported)
        return {};
    const jobs::JobKind* kind = m_parts.session->registry().find(one->record.kind);
    const nlohmann::json values = nlohmann::json::parse(one->record.spec, nullptr, false);
    return kind && values.is_object() ? dialogs::commandLine(*kind, values, m_parts.session->folder()) : QString();
}

void RunsPage::showContextMenu(const QPoint& place)
{
    QMenu menu;
    menu.setToolTipsVisible(true);
    const char* const ids[] = {"runs.active", "runs.noActive", "runs.addToChart", "runs.showDm", nullptr,
        "runs.rename", "runs.note", "runs.tags", nullptr, "runs.export",
        "runs.openFolder", "runs.copyCommand", nullptr, "runs.archive", "runs.unarchive", "runs.delete"};
    for (const char* one : ids)
        if (!one)
            menu.addSeparator();
        else if (QAction* action = m_parts.actions->action(id(one)))
            menu.addAction(action);
    menu.exec(m_tree->viewport()->mapToGlobal(place));
}

} // namespace fulcrum::views
