// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

#include <map>
#include <thread>

namespace fulcrum::jobs {

struct SubmitOptions
{
    std::vector<store::RunId> parents; ///< besides those named in RunList fields
    std::optional<store::RunId> after; ///< starts when that run has succeeded; cancelled when it ends otherwise
};

/// The run that this one starts after (SubmitOptions::after), if it was given one; stored with the run.
Result<std::optional<store::RunId>> startsAfter(store::Database& database, store::RunId run);
/// Whether a run that waits for `other` may start: once that has succeeded. A paused one may go on, so it is waited for; one that
/// failed, was stopped or is gone will not.
enum class Turn { Ready, NotYet, Never };
Result<Turn> turnAfter(store::Database& database, store::RunId other);

/// Cancels a run of any program: at once where nobody works on it (false), else its process is asked to stop after its present
/// unit (true). Usage where it has ended already.
Result<bool> requestCancel(store::Database& database, store::RunId run);

/// Makes the failed units of a run at rest undone again, and a run that succeeded with failures resumable; returns how many. Usage when the
/// run is busy or when another was made from it: results that others rest on do not change.
Result<std::int64_t> retryFailed(store::Database& database, store::RunId run);

/// Stores a new run in state Queued: checked and completed spec, hash, seed, versions, fingerprint, parents. Does not start it.
Result<store::RunId> createRun(project::Project& project, const JobRegistry& registry, const std::string& kind,
    const nlohmann::json& given, const SubmitOptions& options = {});
/// The spec of a stored run, checked again (a project is outside input).
Result<JobSpec> storedSpec(const JobRegistry& registry, const store::RunRecord& run);
/// "cpu", "cuda:0": the lane of a run, from its device field ("auto" is the CPU lane until a device is chosen).
std::string laneOf(const nlohmann::json& values);

/// Runs a queued or resumable run on this thread until it ends; the database, the log and `events` see it all. `onContext`
/// receives the context once it exists and nullptr before it goes (to pause or stop from another thread).
/// The returned error is the job's; Cancelled when it was stopped.
Result<void> runJob(const std::shared_ptr<project::Project>& project, const JobRegistry& registry, store::RunId run,
    JobEventQueue* events, const std::function<void(JobContext*)>& onContext = {});

/// Runs jobs for the window: lanes are exclusive, one worker thread each, first come first served. Thread-safe.
class LocalRunner
{
public:
    LocalRunner(std::shared_ptr<project::Project> project, const JobRegistry& registry, JobEventQueue& events);
    /// Pauses what runs at the next unit border and waits for it.
    ~LocalRunner();

    Result<store::RunId> submit(
        const std::string& kind, const nlohmann::json& given, const SubmitOptions& options = {});
    /// A paused one goes on; a run at rest is queued again and does what is missing.
    Result<void> resume(store::RunId run);
    Result<void> pause(store::RunId run);
    Result<void> cancel(store::RunId run);
    void pauseAll();
    /// JobContext::lastSign of a run that is worked on here; 0 for others.
    std::int64_t lastSign(store::RunId run) const;
    bool idle() const;
    /// Runs that wait or run here, in queue order.
    std::vector<store::RunId> active() const;
    /// Lets a waiting run start before another one of its lane; 0 = last. Usage when one of them does not wait here.
    Result<void> move(store::RunId run, store::RunId before);

private:
    struct Lane;
    struct Waiting
    {
        store::RunId run = 0;
        std::optional<store::RunId> after;
    };
    void enqueue(const std::string& lane, Waiting waiting);
    void work(Lane& lane);
    /// The next run of a lane, waiting for one; nothing when the runner ends.
    std::optional<store::RunId> next(Lane& lane);
    Turn readiness(store::RunId after) const;
    void cancelStored(store::RunId run, const std::string& reason);
    void announce(store::RunId run, store::RunState state, const std::string& error = {});
    Lane* laneRunning(store::RunId run) const; ///< with m_mutex held

    // immutable after construction
    std::shared_ptr<project::Project> m_project;
    const JobRegistry& m_registry;
    JobEventQueue& m_events;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    // guarded by m_mutex
    std::map<std::string, std::unique_ptr<Lane>> m_lanes;
    bool m_quit = false;
};

} // namespace fulcrum::jobs
