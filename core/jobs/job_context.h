// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/log.h"
#include "core/jobs/job_events.h"
#include "core/project/project.h"
#include "core/store/run_repository.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <stop_token>
#include <unordered_set>

namespace fulcrum::jobs {

/// What a job may touch. Belongs to the job's thread; `stopToken` and the control functions at the end are for any thread.
class JobContext
{
public:
    JobContext(std::shared_ptr<project::Project> project, store::Database database, store::RunId run,
        JobEventQueue* events);
    ~JobContext();

    const std::shared_ptr<project::Project>& project() const { return m_project; }
    store::RunId run() const { return m_run; }
    /// The job's own connection. Reads at will; writes belong into commitUnit.
    store::Database& database() { return m_database; }

    /// Reads which units are done. Called by the runner before the job.
    Result<void> begin();
    /// Stores and announces a state. For the runner.
    Result<void> changeState(store::RunState state, const std::string& error = {});

    /// Call at every unit and micro-batch: waits while paused, returns Cancelled when the job has to end.
    Result<void> checkpoint();
    /// For calls that take a token (encoder, LVLM). Fires on cancel and on quit.
    std::stop_token stopToken() const { return m_stop.get_token(); }

    bool isDone(const std::string& unitKey) const { return m_done.contains(unitKey); }
    std::size_t doneCount() const { return m_done.size(); }
    /// Writes the unit's rows and the mark that it is done in one transaction, then reports progress. A unit that is already
    /// done is not written again. `write` may call metric() and addCheckpoint repositories: they join the transaction.
    Result<void> commitUnit(const std::string& unitKey, const std::function<Result<void>(store::Database&)>& write);

    /// Done, or known to fail: a job passes over both.
    bool isSettled(const std::string& unitKey) const { return isDone(unitKey) || m_failed.contains(unitKey); }
    /// Stores that a unit cannot be done, and why (an image that cannot be read, a likelihood that is not a number); the job goes
    /// on without it. Returns an error, which ends the job, once more than `allowedShare` of all units have failed, or when
    /// many fail one after another: then it is not the samples.
    Result<void> failUnit(const std::string& unitKey, const Error& why, double allowedShare);
    /// The same for one item of the unit that is being committed. Call inside commitUnit.
    Result<void> failItem(const std::string& unitKey, const std::string& item, const Error& why);

    /// How many units there are in all. Done ones count at once.
    Result<void> setTotalUnits(std::int64_t total);
    /// What the job does now ("loading the model", "scoring"), with an optional bar of its own.
    void phase(const std::string& name, std::int64_t done = 0, std::int64_t total = 0);
    /// A point of a curve: stored (inside the running unit's transaction, if any) and sent to the window.
    Result<void> metric(const std::string& name, std::int64_t step, double value);
    /// A line of logs/run-ID.log, also sent to the window.
    void log(LogLevel level, const std::string& message, const std::string& unit = {});

    /// checkpoints/run-ID/, made on first use.
    Result<Path> checkpointFolder();
    /// A folder for files in the making, emptied when the job starts and removed when it ends.
    Result<Path> temporaryFolder();

    // --- any thread ---
    enum class End { None, Cancel, Quit };
    void pause();
    void resume();
    /// Cancel: the run ends as Cancelled. Quit: the program ends; the run is left Paused.
    void stop(End reason);
    End endReason() const { return m_end.load(); }
    bool pauseRequested() const { return m_pause.load(); }
    /// When the job last came by a checkpoint or said something (Unix milliseconds): a job that hangs does neither.
    std::int64_t lastSign() const { return m_lastSign.load(); }

private:
    void push(JobEvent event);
    void pushMetric(const store::MetricPoint& point);
    void pushProgress(std::int64_t phaseDone, std::int64_t phaseTotal);

    // immutable after construction
    std::shared_ptr<project::Project> m_project;
    store::RunId m_run;
    JobEventQueue* m_events;
    std::stop_source m_stop;

    // only on the job's thread
    std::ofstream m_logFile;
    store::Database m_database;
    std::unordered_set<std::string> m_done, m_failed;
    std::size_t m_failedInARow = 0;
    std::int64_t m_total = 0;
    EtaEstimator m_eta;
    std::chrono::steady_clock::time_point m_unitStart;
    std::string m_phase;
    bool m_inUnit = false;
    std::vector<store::MetricPoint> m_pendingMetrics; ///< sent once their transaction is committed
    Path m_temporary;

    // any thread
    std::atomic<std::int64_t> m_lastSign{0};
    std::atomic<bool> m_pause{false};
    std::atomic<End> m_end{End::None};
    std::mutex m_pauseMutex;
    std::condition_variable m_pauseChanged;
};

} // namespace fulcrum::jobs
