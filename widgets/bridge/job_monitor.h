// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_events.h"
#include "widgets/bridge/project_session.h"

#include <QMap>
#include <QObject>
#include <QTimer>
#include <QVector>

namespace fulcrum::bridge {

/// A run as the window shows it: the stored record with what its events have said since.
struct JobInfo
{
    store::RunRecord record;
    std::int64_t phaseDone = 0, phaseTotal = 0;
    double unitSeconds = 0;
    std::optional<jobs::Eta> eta;
    bool stopping = false; ///< asked to pause or stop, not yet at the unit border
};

struct LogLine
{
    std::int64_t wallTime = 0;
    LogLevel level = LogLevel::Info;
    store::RunId run = 0; ///< 0 = the application
    QString unit, message;
};

/// Drains the event queue ten times a second and keeps the list of runs current. All signals come from the GUI thread, in
/// the order of the events.
class JobMonitor : public QObject
{
    Q_OBJECT

public:
    explicit JobMonitor(ProjectSession* session, QObject* parent = nullptr);

    /// Newest first.
    const QVector<JobInfo>& jobs() const { return m_jobs; }
    const JobInfo* find(store::RunId run) const;
    int runningCount() const;
    /// Units done over all units of what runs, 0..1; -1 when nothing runs.
    double overallProgress() const;

    void pause(store::RunId run);
    void resume(store::RunId run);
    void cancel(store::RunId run);
    void pauseAll();
    void resumeInterrupted();
    /// Reads the list from the store again (another program may have changed it).
    void reload();
    /// Takes what waits now (tests and the end of the program do not wait for the timer).
    void drain();
    void addLogLine(LogLine line);

Q_SIGNALS:
    void jobsReset();
    void jobChanged(int row);
    void stateChanged(fulcrum::store::RunId run, fulcrum::store::RunState state);
    /// Units of these runs were committed: results may have grown.
    void resultsGrew();
    void metricAdded(fulcrum::store::RunId run, const fulcrum::store::MetricPoint& point);
    void logged(const QVector<fulcrum::bridge::LogLine>& lines);
    void requestFailed(const QString& text);

private:
    bool apply(const jobs::JobEvent& event);
    void control(store::RunId run, Result<void> (jobs::LocalRunner::*action)(store::RunId), bool marksStopping);
    int rowOf(store::RunId run) const;

    ProjectSession* m_session;
    QTimer m_timer;
    QVector<JobInfo> m_jobs;
    QVector<LogLine> m_newLines;
    Latest m_reload;
};

} // namespace fulcrum::bridge
