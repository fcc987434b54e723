// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the shell; those of the pages are registered by the pages.
#include "app/shell/main_window.h"
#include "app/shell/paths.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/run_book.h"
#include "widgets/bridge/settings.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/command_palette.h"
#include "widgets/dialogs/import_results_dialog.h"
#include "widgets/dialogs/new_project_dialog.h"
#include "widgets/views/common.h"
#include "widgets/views/data_page.h"
#include "widgets/views/search_box.h"
#include "widgets/views/welcome_page.h"

#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QMessageBox>

namespace fulcrum::shell {

namespace {

QKeySequence keys(const char* text) { return QKeySequence(QString::fromLatin1(text)); }
QString id(const char* text) { return QString::fromLatin1(text); }

} // namespace

void MainWindow::registerFileActions()
{
    m_actions->add({id("file.newProject"), tr("&New project…"), tr("Make a project from COCO or VQAv2 files"),
                       QKeySequence::New, id("plus")},
        [this] { newProject(); });
    m_actions->add({id("file.openProject"), tr("&Open project…"), tr("Open a project folder"), QKeySequence::Open, id("folder")},
        [this] { chooseProject(); });
    m_actions->add({id("file.openDemo"), tr("Open &demo project"), tr("Open Tiny World; it is made when it is not there"),
                       keys("Ctrl+D"), id("play")},
        [this] { openDemo(); });
    m_actions->add({id("file.reload"), tr("&Reload"), tr("Read the project again"), keys("Ctrl+R"), id("resume")},
        [this] {
            if (m_session->isOpen())
                openProject(m_session->folder(), m_session->project()->readOnly());
        });
    m_actions->add({id("file.closeProject"), tr("&Close project"), tr("Close the project; jobs pause at the end of their unit"),
                       QKeySequence::Close, id("close")},
        [this] { m_session->close(); });
    m_actions->add({id("file.export"), tr("&Export…"), tr("Write what this page shows to a file"), keys("Ctrl+E"), id("export")},
        [this] { currentPage().page->exportView(); });
    m_actions->add({id("file.importResults"), tr("&Import official results…"),
                       tr("Store metrics.json, generated D_M data or exported runs as runs of this project"), keys("Ctrl+Shift+I"), id("plus")},
        [this] { importResults({}); });
    m_actions->add({id("file.quit"), tr("&Quit"), tr("End the program"), keys("Ctrl+Q"), id("quit")}, [this] { close(); });
}

void MainWindow::registerDataActions()
{
    m_actions->add({id("data.import"), tr("&Import changed files"),
                       tr("Read the data files again; what has changed is imported beside the old version"), {}, id("resume")},
        [this] { m_session->importAgain(); });
    m_actions->add({id("data.cancelImport"), tr("Cancel the import"), tr("Stop reading; nothing of it stays"), {}, id("stop")},
        [this] { m_session->cancelImport(); });
}

void MainWindow::registerEditActions()
{
    m_actions->add({id("edit.find"), tr("&Find"), tr("Go to the search box"), QKeySequence::Find, id("search")}, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    QUndoStack* stack = m_edits->undoStack();
    QAction* undo = m_actions->add({id("edit.undo"), tr("&Undo"), tr("Take the last change of tags or views back"), QKeySequence::Undo, id("left")},
        [stack] { stack->undo(); });
    QAction* redo = m_actions->add({id("edit.redo"), tr("&Redo"), tr("Make the change again that was taken back"),
                                       QKeySequence(QStringLiteral("Ctrl+Shift+Z")), id("right")},
        [stack] { stack->redo(); });
    const auto follow = [this, stack, undo, redo] {
        undo->setText(stack->canUndo() ? tr("&Undo: %1").arg(stack->undoText()) : tr("&Undo"));
        redo->setText(stack->canRedo() ? tr("&Redo: %1").arg(stack->redoText()) : tr("&Redo"));
        m_actions->setUnavailable(id("edit.undo"), stack->canUndo() ? QString() : tr("Nothing was changed."));
        m_actions->setUnavailable(id("edit.redo"), stack->canRedo() ? QString() : tr("Nothing was taken back."));
    };
    connect(stack, &QUndoStack::indexChanged, this, follow);
    follow();
}

void MainWindow::registerViewActions()
{
    const auto dock = [this](const char* name, const QString& text, const QString& tip, const char* shortcut, const char* icon,
                          bool shown = true) {
        QAction* action = m_actions->add({id(name), text, tip, keys(shortcut), id(icon), true});
        action->setChecked(shown);
    };
    dock("dock.filters", tr("&Filters"), tr("Show or hide the values that samples can be filtered by"), "F3", "filter");
    dock("dock.inspector", tr("&Inspector"), tr("Show or hide everything about the selected sample"), "F4", "inspector");
    dock("dock.step", tr("S&tep"), tr("Show or hide why the selected demonstration was chosen"), "F5", "rank");
    dock("dock.jobs", tr("&Jobs"), tr("Show or hide the queue and history of jobs"), "F6", "jobs");
    dock("dock.log", tr("&Log"), tr("Show or hide the log"), "F7", "log");
    dock("dock.started", tr("&Getting started"), tr("Show or hide the first things to do"), "", "check", false);
    dock("dock.help", tr("Hel&p"), tr("Show or hide the user guide"), "", "help", false);
    dock("dock.history", tr("&History"), tr("Show or hide what was changed and can be undone"), "Ctrl+H", "history", false);
    const auto theme = [this](theme::Choice choice, const QString& text, const QString& tip) {
        m_actions->add({QStringLiteral("theme.") + theme::choiceName(choice), text, tip, {}, {}, true}, [this, choice] {
            setTheme(choice);
            m_settings->setTheme(theme::choiceName(choice));
        });
    };
    theme(theme::Choice::System, tr("Theme of the &system"), tr("Light or dark as the desktop is"));
    theme(theme::Choice::Light, tr("&Light theme"), tr("Always light"));
    theme(theme::Choice::Dark, tr("Da&rk theme"), tr("Always dark"));
    m_actions->add({id("theme.toggle"), tr("Switch between light and dark"), tr("Switch between light and dark"),
                       keys("Ctrl+Shift+L"), id("theme")},
        [this] {
            const theme::Choice next = theme::isDark(palette()) ? theme::Choice::Light : theme::Choice::Dark;
            setTheme(next);
            m_settings->setTheme(theme::choiceName(next));
        });
    QAction* full = m_actions->add({id("view.fullScreen"), tr("&Full screen"), tr("Use the whole screen"), keys("F11"), id("fullscreen"), true});
    connect(full, &QAction::toggled, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    m_actions->add({id("view.resetLayout"), tr("&Reset layout"), tr("Put the docks back to where they were at first"), {}, id("reset")},
        [this] { resetLayout(); });
    const auto visit = [this](const char* name, const QString& text, const QString& tip, const char* shortcut, const char* icon,
                           void (bridge::WorkspaceState::*go)()) {
        m_actions->add({id(name), text, tip, keys(shortcut), id(icon)}, [this, go] {
            (m_state->*go)();
            showPage(QStringLiteral("sequences"));
        });
    };
    visit("seq.back", tr("&Back"), tr("The query looked at before"), "Alt+Left", "left", &bridge::WorkspaceState::goBack);
    visit("seq.forward", tr("&Forward"), tr("The query looked at after"), "Alt+Right", "right", &bridge::WorkspaceState::goForward);
}

void MainWindow::registerJobActions()
{
    const auto job = [this](const char* kind, const QString& text, const QString& tip, const char* shortcut, const char* icon) {
        m_actions->add({QStringLiteral("job.") + id(kind), text, tip, keys(shortcut), id(icon)}, [this, kind] { openJobForm(id(kind)); });
    };
    job("embed", tr("Build &embeddings…"), tr("Encode images and texts once, for retrieval and Lever-LM"), "Ctrl+Shift+E", "embed");
    job("dm", tr("Build &D_M…"), tr("Search the demonstration sequences that help a vision-language model most"), "Ctrl+Shift+D", "beam");
    job("train", tr("&Train Lever-LM…"), tr("Train the small model that writes demonstration sequences"), "Ctrl+Shift+M", "train");
    job("eval", tr("E&valuate…"), tr("Compare strategies over shots and seeds"), "Ctrl+Shift+V", "evaluate");
    m_actions->add({id("job.pauseAll"), tr("&Pause all"), tr("Pause every running job at the end of its unit"), {}, id("pause")},
        [this] { m_monitor->pauseAll(); });
    m_actions->add({id("job.resumeInterrupted"), tr("&Resume interrupted"), tr("Let paused and interrupted jobs go on"), {}, id("resume")},
        [this] { m_monitor->resumeInterrupted(); });
}

void MainWindow::chooseProject()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a project folder"));
    if (!folder.isEmpty())
        openProject(folder);
}

void MainWindow::newProject(const QString& folderOfData)
{
    auto* dialog = new dialogs::NewProjectDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!m_newProject.first.isEmpty())
        dialog->fill(m_newProject.first, m_newProject.second);
    connect(dialog, &dialogs::NewProjectDialog::chosen, this, [this](const QString& folder, const project::ProjectConfig& config) {
        m_newProject = {folder, config};
        m_session->create(folder, config);
    });
    if (!folderOfData.isEmpty())
        dialog->look(folderOfData);
    dialog->open();
}

void MainWindow::showImport(double share, const QString& text)
{
    m_bar->showMessage(views::InlineBar::Kind::Note, tr("Importing, %1 %: %2").arg(static_cast<int>(100 * share)).arg(text),
        {m_actions->action(id("data.cancelImport"))});
}

void MainWindow::importFinished(const project::ImportReport& report)
{
    m_newProject = {};
    QStringList notices;
    for (const auto& entry : report.entries)
        if (entry.replaced)
            notices.append(tr("%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.",
                nullptr, static_cast<int>(entry.replaced->runs))
                               .arg(QString::fromStdString(entry.replaced->file), bridge::when(entry.replaced->imported)));
    if (const auto count = static_cast<int>(report.problems.count()); count > 0)
        notices.append(tr("%n records were left out; the first: %1", nullptr, count)
                           .arg(QString::fromStdString(report.problems.kept().front().text())));
    if (notices.isEmpty())
        m_bar->hide();
    else
        m_bar->showMessage(views::InlineBar::Kind::Warning, notices.join(u'\n'));
    updateEnabled();
}

void MainWindow::importFailed(const Error& error)
{
    const bool isNew = !m_newProject.first.isEmpty();
    if (error.code == ErrorCode::Cancelled)
        m_bar->hide();
    else
        m_bar->showMessage(views::InlineBar::Kind::Error, bridge::errorParagraph(error),
            isNew ? QList {m_actions->action(id("file.newProject"))} : QList<QAction*>());
    updateEnabled();
}

void MainWindow::openDemo()
{
    if (m_session->isOpening())
        return;
    m_demoWanted = true;
    m_session->openOrCreate(demoProjectFolder(), m_makeDemo);
}

void MainWindow::showPalette() { dialogs::CommandPalette(*m_actions, this).exec(); }

void MainWindow::importResults(const QStringList& files)
{
    auto* dialog = new dialogs::ImportResultsDialog(m_session, files, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &dialogs::ImportResultsDialog::imported, this, [this] {
        m_book->reload();
        m_monitor->reload();
        showPage(QStringLiteral("runs"));
    });
    dialog->open();
}

void MainWindow::resetLayout()
{
    if (!m_hiddenLayout.isEmpty()) {
        m_hiddenLayout = m_defaultDocks;
        return;
    }
    restoreState(m_defaultDocks, SessionStore::kDockVersion);
    for (QDockWidget* dock : docks())
        dock->setVisible(dock != m_historyDock && dock != m_startedDock && dock != m_helpDock);
    m_jobsDock->raise();
}

} // namespace fulcrum::shell
