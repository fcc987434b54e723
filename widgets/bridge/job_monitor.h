// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_events.h"
#include "widgets/bridge/project_session.h"

#include <QMap>
#include <QObject>
#include <QTimer>
#include <QVector>
#include <map>

namespace fulcrum::bridge {

/// Something that a job went through, or is at.
struct JobPhase
{
    QString name;
    std::int64_t done = 0, total = 0; ///< of a bar of its own; total 0 = none
};

/// A run as the window shows it: the stored record with what its events, or those of another program, have said since.
struct JobInfo
{
    store::RunRecord record;
    std::int64_t phaseDone = 0, phaseTotal = 0;
    double unitSeconds = 0;
    std::optional<jobs::Eta> eta;
    bool stopping = false; ///< asked to pause or stop, not yet at the unit border

    std::optional<store::RunId> after; ///< the run that it waits for
    QVector<JobPhase> phases;          ///< in order; the last one is the present one
    QString metric;                    ///< name of the main one
    QVector<double> curve;             ///< its newest values
    QString lastLine;                  ///< of its log
    std::int64_t memory = 0;           ///< bytes that its process holds; 0 = not known
    std::int64_t gpuMemory = 0;        ///< of the GPU, where its lane is one; 0 = not known
    qint64 sign = 0;                   ///< when it last reacted (Unix milliseconds); 0 = not known
    std::int64_t failures = 0;         ///< units and items that could not be done
    QStringList failureTexts;          ///< the first of them
    jobs::EtaEstimator pace;           ///< of a run of another program, by what was seen of it
    qint64 seen = 0, seenDone = 0;     ///< when its units were last counted (Unix milliseconds), and how many there were
    qint64 readMetrics = 0, readLog = 0; ///< how far a run of another program was followed: row, byte
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
    /// Runs that run or wait in this window, in the order in which they will start.
    std::vector<store::RunId> queue() const;
    /// True where another program works on the run.
    static bool isForeign(const JobInfo& job);
    /// The curve that tells most about a kind of job; empty = it has none.
    static QString mainMetric(const std::string& kind);

    void pause(store::RunId run);
    void resume(store::RunId run);
    void cancel(store::RunId run);
    /// Ends the process that works on a run at once; for one that was asked to stop and does not react.
    void kill(store::RunId run);
    /// Makes the failed units of a run undone and lets it go on.
    void retryFailed(store::RunId run);
    void pauseAll();
    void resumeInterrupted();
    /// Lets a waiting run start before another one; 0 = last.
    void moveInQueue(store::RunId run, store::RunId before);
    /// Reads the list from the store again (another program may have changed it).
    void reload();
    /// Takes what waits now (tests and the end of the program do not wait for the timer).
    void drain();
    void addLogLine(LogLine line);
    /// Brings the newest lines that a run has written to its log file, as `logged`.
    void loadLog(store::RunId run);

Q_SIGNALS:
    void jobsReset();
    void jobChanged(int row);
    void stateChanged(fulcrum::store::RunId run, fulcrum::store::RunState state);
    /// Units of these runs were committed: results may have grown.
    void resultsGrew();
    void metricAdded(fulcrum::store::RunId run, const fulcrum::store::MetricPoint& point);
    void logged(const QVector<fulcrum::bridge::LogLine>& lines);
    void requestFailed(const QString& text);
    /// The order in which waiting runs will start has changed.
    void queueChanged();

private:
    bool apply(const jobs::JobEvent& event);
    void applyProgress(JobInfo& job, const jobs::JobEvent& event);
    void addPoint(const store::RunId run, const store::MetricPoint& point);
    void readResources();
    void readGpuMemory();
    void follow();
    struct Stored;
    static Result<Stored> readStored(store::Database& database);
    void accept(Stored stored);
    void askOther(store::RunId run, store::RunRequest request);
    void control(store::RunId run, Result<void> (jobs::LocalRunner::*action)(store::RunId), store::RunRequest request,
        bool marksStopping);
    int rowOf(store::RunId run) const;

    ProjectSession* m_session;
    QTimer m_timer, m_resources, m_follow;
    QVector<JobInfo> m_jobs;
    QVector<LogLine> m_newLines;
    Latest m_reload, m_following, m_gpu;
};

} // namespace fulcrum::bridge
