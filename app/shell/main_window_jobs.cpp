// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs as the window starts them, tells of their end, and leaves them behind.
#include "app/shell/main_window.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/settings.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/job_form_dialog.h"
#include "widgets/dialogs/settings_dialog.h"
#include "widgets/models/job_list_model.h"
#include "widgets/models/log_model.h"
#include "widgets/theme/icons.h"
#include "widgets/views/common.h"
#include "widgets/views/getting_started.h"
#include "widgets/views/jobs_view.h"
#include "widgets/views/log_view.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QListView>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QSystemTrayIcon>
#include <QTimer>

namespace fulcrum::shell {

namespace {

constexpr int kNoticeMilliseconds = 10'000;
constexpr int kGuardMilliseconds = 2000;
constexpr std::size_t kMostQueries = 1'000'000; // of the field "query_ids"

/// MemAvailable of /proc/meminfo in MiB; -1 where it is not known.
qint64 availableMiB()
{
    QFile file(QStringLiteral("/proc/meminfo"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith("MemAvailable:"))
            return line.simplified().split(' ').value(1).toLongLong() / 1024;
    return -1;
}

QString commandLineProgram() { return QCoreApplication::applicationDirPath() + QStringLiteral("/fulcrum-cli"); }

} // namespace

void MainWindow::connectJobs()
{
    auto* jobs = qobject_cast<views::JobsView*>(m_jobsDock->widget());
    auto* log = qobject_cast<views::LogView*>(m_logDock->widget());
    connect(jobs, &views::JobsView::formWanted, this, &MainWindow::openJobForm);
    connect(jobs, &views::JobsView::roomWanted, this, [this] { showSettings(dialogs::SettingsDialog::Data); });
    connect(jobs, &views::JobsView::logWanted, this, [this, log](qint64 run) {
        if (!m_log->hasLinesOf(run))
            m_monitor->loadLog(run);
        log->showRun(run);
        m_logDock->show();
        m_logDock->raise();
    });
    connect(log, &views::LogView::runActivated, this, [this, jobs](qint64 run) {
        if (const int row = jobs->model()->rowOf(run); row >= 0)
            jobs->list()->setCurrentIndex(jobs->model()->index(row));
        m_jobsDock->show();
        m_jobsDock->raise();
    });
    connect(m_monitor, &bridge::JobMonitor::stateChanged, this, &MainWindow::jobEnded);
    auto* guard = new QTimer(this);
    guard->setInterval(kGuardMilliseconds);
    connect(guard, &QTimer::timeout, this, &MainWindow::guardMemory);
    guard->start();
}

void MainWindow::openJobForm(const QString& kind, const nlohmann::json& values)
{
    const jobs::JobKind* found = m_session->registry().find(kind.toStdString());
    if (!found || !m_session->runner())
        return;
    auto* dialog = new dialogs::JobFormDialog(*found, m_session, m_monitor, m_state->task(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setEngine(m_engine);
    if (kind == u"eval") {
        std::vector<std::int64_t> selected = selectedIds(), shown = shownIds();
        const QString selection = tr("Selection (%1)").arg(selected.size()), filtered = tr("Filtered (%1)").arg(shown.size());
        dialog->offerQueries({{selection, std::move(selected)}, {filtered, std::move(shown)}});
    }
    dialog->setValues(m_settings->formDefaults());
    dialog->setValues(values);
    connect(dialog, &dialogs::JobFormDialog::submitted, this, [this] {
        m_monitor->reload();
        m_jobsDock->show();
        m_jobsDock->raise();
    });
    dialog->show(); // not modal: one looks at the data while filling it in
}

/// Published ids of the chosen validation samples of the current task.
std::vector<std::int64_t> MainWindow::selectedIds() const
{
    const auto queries = m_session->dataset(m_state->task(), data::Split::Validation);
    std::vector<std::int64_t> ids;
    if (queries && m_state->split() == data::Split::Validation && m_state->selection().items.size() <= static_cast<qint64>(kMostQueries))
        for (const std::int32_t index : m_state->selection().items.indices())
            ids.push_back((*queries)[static_cast<std::size_t>(index)].id);
    return ids;
}

/// Those that the Data page shows; none where it shows all of them, which "queries = 0" says shorter.
std::vector<std::int64_t> MainWindow::shownIds() const
{
    const auto queries = m_session->dataset(m_state->task(), data::Split::Validation);
    std::vector<std::int64_t> ids;
    if (queries && m_state->split() == data::Split::Validation && m_browser->rows() && m_browser->rows()->size() <= kMostQueries)
        for (const std::int32_t index : *m_browser->rows())
            ids.push_back((*queries)[static_cast<std::size_t>(index)].id);
    return ids;
}

void MainWindow::jobEnded(store::RunId run, store::RunState state)
{
    const bridge::JobInfo* job = m_monitor->find(run);
    if (!job || !store::isAtRest(state))
        return;
    if (state == store::RunState::Succeeded && job->record.kind == "dm")
        m_started->finish(views::GettingStarted::Step::BuildDm);
    if (state == store::RunState::Succeeded && job->record.kind == "train")
        m_started->finish(views::GettingStarted::Step::Train);
    if (isActiveWindow())
        return;
    QApplication::alert(this);
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(theme::applicationIcon(), this);
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, &MainWindow::comeForward);
        connect(m_tray, &QSystemTrayIcon::activated, this, &MainWindow::comeForward);
    }
    m_tray->show(); // a message needs its icon; it goes when one comes back
    const bool failed = state == store::RunState::Failed;
    m_tray->showMessage(QString::fromStdString(job->record.name),
        failed ? QString::fromStdString(job->record.error) : models::JobListModel::stateText(state),
        failed ? QSystemTrayIcon::Critical : QSystemTrayIcon::Information, kNoticeMilliseconds);
}

/// To the front, where a person has asked for it: from a notice, or by starting the program once more.
void MainWindow::comeForward()
{
    if (m_tray)
        m_tray->hide();
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::guardMemory()
{
    const int guard = m_settings->memoryGuardMiB();
    if (guard == 0 || m_monitor->runningCount() == 0 || !m_session->runner())
        return;
    const qint64 free = availableMiB();
    if (free < 0 || free >= guard || m_guarded)
        return;
    m_guarded = true; // said once; resuming by hand means that a person knows
    m_monitor->pauseAll();
    m_bar->showMessage(views::InlineBar::Kind::Warning,
        tr("Only %1 MiB of memory are free: the jobs pause. Close other programs, or lower the guard in the settings.").arg(free),
        {m_actions->action(QStringLiteral("job.resumeInterrupted")), m_actions->action(QStringLiteral("edit.settings"))});
}

bool MainWindow::mayClose()
{
    if (m_endSilently || m_monitor->runningCount() == 0 || !m_session->runner() || m_session->runner()->idle())
        return true;
    QMessageBox question(QMessageBox::Question, tr("Jobs are running"),
        tr("Jobs pause at the end of their unit when the window closes, and can be resumed at the next start. Without the window, the command line can "
           "go on with them."),
        QMessageBox::Cancel, this);
    QPushButton* behind = question.addButton(tr("Keep running in background"), QMessageBox::ActionRole);
    QPushButton* pause = question.addButton(tr("Pause and quit"), QMessageBox::AcceptRole);
    const bool hasProgram = QFileInfo(commandLineProgram()).isExecutable();
    behind->setEnabled(hasProgram);
    behind->setToolTip(hasProgram ? tr("fulcrum-cli goes on with what runs and waits, one after the other")
        : tr("fulcrum-cli is not beside this program"));
    question.setDefaultButton(pause);
    question.exec();
    if (question.clickedButton() != pause && question.clickedButton() != behind)
        return false;
    if (question.clickedButton() == behind)
        goOnInBackground();
    return true;
}

/// Lets go of the project, whose jobs then stand still at a unit border, and gives them to a program of its own.
void MainWindow::goOnInBackground()
{
    QStringList arguments {QStringLiteral("--project"), m_session->folder(), QStringLiteral("job"), QStringLiteral("resume")};
    for (const store::RunId run : m_session->runner()->active())
        arguments.append(QString::number(run));
    const QString log = bridge::fromPath(m_session->project()->logsFolder() / "background.log");
    m_store->save(); // with the project
    m_session->close();
    QProcess program;
    program.setProgram(commandLineProgram());
    program.setArguments(arguments);
    program.setStandardOutputFile(log, QIODevice::Append);
    program.setStandardErrorFile(log, QIODevice::Append);
    if (!program.startDetached())
        QMessageBox::warning(this, tr("Jobs"), tr("%1 could not be started; the jobs are paused.").arg(commandLineProgram()));
    m_store->setCapture({}); // what was saved is what comes back
}

} // namespace fulcrum::shell
