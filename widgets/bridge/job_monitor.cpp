// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/job_monitor.h"

#include "widgets/bridge/error_text.h"

#include <QDateTime>

namespace fulcrum::bridge {

namespace {
constexpr int kDrainMilliseconds = 100;
using store::RunState;
} // namespace

JobMonitor::JobMonitor(ProjectSession* session, QObject* parent)
    : QObject(parent), m_session(session), m_reload(&session->worker())
{
    m_timer.setInterval(kDrainMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &JobMonitor::drain);
    m_timer.start();
    connect(session, &ProjectSession::opened, this, &JobMonitor::reload);
    connect(session, &ProjectSession::closed, this, [this] {
        m_reload.cancel();
        m_jobs.clear();
        Q_EMIT jobsReset();
    });
}

const JobInfo* JobMonitor::find(store::RunId run) const
{
    const int row = rowOf(run);
    return row < 0 ? nullptr : &m_jobs[row];
}

int JobMonitor::rowOf(store::RunId run) const
{
    for (int row = 0; row < m_jobs.size(); ++row)
        if (m_jobs[row].record.id == run)
            return row;
    return -1;
}

int JobMonitor::runningCount() const
{
    return static_cast<int>(std::count_if(
        m_jobs.begin(), m_jobs.end(), [](const JobInfo& job) { return !store::isAtRest(job.record.state); }));
}

double JobMonitor::overallProgress() const
{
    std::int64_t done = 0, total = 0;
    for (const JobInfo& job : m_jobs)
        if (!store::isAtRest(job.record.state)) {
            done += job.record.unitsDone;
            total += job.record.unitsTotal;
        }
    return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : -1;
}

void JobMonitor::reload()
{
    if (!m_session->isOpen())
        return;
    m_reload.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return withDatabase(project, [](store::Database& database) -> Result<std::vector<store::RunRecord>> {
                return store::RunRepository(database).list();
            });
        },
        [this](Result<std::vector<store::RunRecord>> runs) {
            if (!runs) {
                Q_EMIT requestFailed(errorParagraph(runs.error()));
                return;
            }
            QVector<JobInfo> fresh;
            for (store::RunRecord& record : *runs) {
                JobInfo info;
                if (const JobInfo* known = find(record.id))
                    info = *known; // keeps the estimate and the phase
                info.record = std::move(record);
                fresh.append(std::move(info));
            }
            m_jobs = std::move(fresh);
            Q_EMIT jobsReset();
        });
}

void JobMonitor::drain()
{
    bool reloadNeeded = false, grew = false;
    for (const jobs::JobEvent& event : m_session->events().drain()) {
        if (!apply(event))
            reloadNeeded = true;
        grew |= event.type == jobs::JobEvent::Type::Progress || event.type == jobs::JobEvent::Type::State;
    }
    if (!m_newLines.isEmpty()) {
        Q_EMIT logged(m_newLines);
        m_newLines.clear();
    }
    if (reloadNeeded)
        reload();
    if (grew)
        Q_EMIT resultsGrew();
}

/// False when the event belongs to a run that the list does not know yet.
bool JobMonitor::apply(const jobs::JobEvent& event)
{
    if (event.type == jobs::JobEvent::Type::Log) {
        m_newLines.append({event.wallTime, event.level, event.run, QString::fromStdString(event.unit),
            QString::fromStdString(event.message)});
        return true;
    }
    if (event.type == jobs::JobEvent::Type::Metric) {
        Q_EMIT metricAdded(event.run, event.metric);
        return true;
    }
    const int row = rowOf(event.run);
    if (row < 0)
        return false;
    JobInfo& job = m_jobs[row];
    if (event.type == jobs::JobEvent::Type::State) {
        job.record.state = event.state;
        job.record.error = event.error;
        if (store::isAtRest(event.state)) {
            job.stopping = false;
            job.eta.reset();
            job.record.ended = event.wallTime;
        } else if (event.state == RunState::Running && job.record.started == 0) {
            job.record.started = event.wallTime;
        }
        Q_EMIT stateChanged(event.run, event.state);
    } else {
        job.record.unitsDone = event.unitsDone;
        job.record.unitsTotal = event.unitsTotal;
        job.record.phase = event.phase;
        job.phaseDone = event.phaseDone;
        job.phaseTotal = event.phaseTotal;
        job.unitSeconds = event.unitSeconds;
        job.eta = event.eta;
    }
    Q_EMIT jobChanged(row);
    return true;
}

void JobMonitor::control(
    store::RunId run, Result<void> (jobs::LocalRunner::*action)(store::RunId), bool marksStopping)
{
    jobs::LocalRunner* runner = m_session->runner();
    if (!runner) {
        Q_EMIT requestFailed(tr("The project is open for reading only."));
        return;
    }
    const Result<void> done = (runner->*action)(run);
    if (!done) {
        Q_EMIT requestFailed(errorParagraph(done.error()));
        return;
    }
    const int row = rowOf(run);
    if (row < 0)
        return;
    m_jobs[row].stopping = marksStopping && !store::isAtRest(m_jobs[row].record.state);
    Q_EMIT jobChanged(row);
}

void JobMonitor::pause(store::RunId run) { control(run, &jobs::LocalRunner::pause, true); }
void JobMonitor::resume(store::RunId run) { control(run, &jobs::LocalRunner::resume, false); }
void JobMonitor::cancel(store::RunId run) { control(run, &jobs::LocalRunner::cancel, true); }

void JobMonitor::pauseAll()
{
    if (m_session->runner())
        m_session->runner()->pauseAll();
}

void JobMonitor::resumeInterrupted()
{
    const QVector<JobInfo> jobs = m_jobs;
    for (const JobInfo& job : jobs)
        if (job.record.state == RunState::Interrupted || job.record.state == RunState::Paused)
            resume(job.record.id);
}

void JobMonitor::addLogLine(LogLine line) { m_newLines.append(std::move(line)); }

} // namespace fulcrum::bridge
