// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>

namespace fulcrum::store {

using RunId = std::int64_t;

/// States of UX.md 5.9. Interrupted is never written: `RunRepository` computes it for a run whose process is gone.
enum class RunState {
    Queued,
    Starting,
    Running,
    Pausing,
    Paused,
    Finishing,
    Succeeded,
    Failed,
    Cancelled,
    Interrupted
};
const char* runStateName(RunState state); ///< "queued", ...
std::optional<RunState> runStateFromName(std::string_view name);
/// True when no process works on it and none will by itself.
bool isAtRest(RunState state);
/// Paused, interrupted, failed or cancelled: what has been committed is kept and the rest can be done.
bool isResumable(RunState state);

/// Which process works on a run; enough to tell whether it still lives.
struct ProcessIdentity
{
    std::int64_t pid = 0;
    std::int64_t startTicks = 0; ///< of /proc/PID/stat: tells a reused pid apart
    std::string bootId, host;

    static ProcessIdentity current();
    /// Certain only on the same host: nullopt elsewhere.
    std::optional<bool> isAlive() const;
    bool operator==(const ProcessIdentity&) const = default;
};

/// Everything that a run must remember (UX.md section 6). Times are Unix milliseconds, 0 = not yet.
struct RunRecord
{
    RunId id = 0;
    std::string kind; ///< "embed", "dm", "train", "eval"
    std::string name, note;
    std::vector<std::string> tags;
    std::string spec;       ///< JSON, defaults filled in
    std::string specHash;   ///< SHA-256 of what determines the result (jobs::specHash)
    std::string parity;     ///< JSON object of parity flags; "{}" = corrected throughout
    std::int64_t seed = 0;
    std::int64_t created = 0, started = 0, ended = 0;
    RunState state = RunState::Queued;
    std::int64_t heartbeat = 0;
    ProcessIdentity process;
    std::string lane; ///< "cpu", "cuda:0"
    std::string appVersion, gitCommit, libraries, device;
    std::string datasetFingerprint;
    std::int64_t unitsDone = 0, unitsTotal = 0;
    std::string phase; ///< what it does now, for people
    std::string error; ///< Error::text() of a failed run
    bool archived = false;    ///< put aside: lists hide it at first
    std::int64_t trashed = 0; ///< when it was put into the trash; 0 = it is not there
    std::vector<RunId> parents;
};

struct MetricPoint
{
    std::string name;
    std::int64_t step = 0;
    std::int64_t wallTime = 0; ///< Unix milliseconds
    double value = 0;
};

struct CheckpointRecord
{
    std::int64_t epoch = 0;
    std::string label;  ///< "last", "best", "state"
    std::string file;   ///< relative to the project folder
    std::string sha256;
    std::string metric; ///< name of the value
    double value = 0;
};

/// What of a run could not be done, and why.
struct UnitFailure
{
    std::string unit;
    std::string item;   ///< part of a unit that is done otherwise ("query-391895"); empty = the unit itself
    std::string code;   ///< errorCodeName
    std::string reason; ///< Error::text()
    std::int64_t time = 0;
};

/// A wish of another process about a run, seen by its owner within a second.
enum class RunRequest { None, Pause, Resume, Cancel };

class RunRepository
{
public:
    explicit RunRepository(Database& database) : m_database(database) {}

    /// Stores a new run with its parents and returns its id. `created` is set when 0. A name in use for this kind gets
    /// a suffix " (2)".
    Result<RunId> add(RunRecord record);
    /// NotFound when there is none.
    Result<RunRecord> get(RunId id);
    /// Newest first, without those in the trash; empty kind = all.
    Result<std::vector<RunRecord>> list(std::string_view kind = {});
    /// Runs made from this one that are not in the trash.
    Result<std::vector<RunId>> children(RunId id);
    Result<void> setNameAndNote(RunId id, std::string_view name, std::string_view note);
    Result<void> setTags(RunId id, const std::vector<std::string>& tags);
    Result<void> setArchived(RunId id, bool archived);
    /// Puts it out of everybody's sight; nothing of it is lost. Usage while it is at work, or while runs exist that were made
    /// from it (the error names them).
    Result<void> moveToTrash(RunId id);
    /// Usage while one of its parents is in the trash.
    Result<void> restore(RunId id);
    /// What is in the trash, latest first.
    Result<std::vector<RunRecord>> trash();
    /// For good. Refused while children exist, in the trash or not, or while it runs.
    Result<void> remove(RunId id);

    // --- life of a run; used by jobs ---
    Result<void> setState(RunId id, RunState state, std::string_view error = {});
    Result<void> setProcess(RunId id, const ProcessIdentity& process, std::string_view device, std::string_view lane);
    Result<void> heartbeat(RunId id);
    Result<void> setProgress(RunId id, std::int64_t done, std::int64_t total, std::string_view phase);
    Result<void> request(RunId id, RunRequest request);
    /// Reads and clears the wish.
    Result<RunRequest> takeRequest(RunId id);

    // --- units: what has been committed ---
    Result<bool> isUnitDone(RunId id, std::string_view key);
    Result<std::vector<std::string>> doneUnits(RunId id);
    Result<void> markUnitDone(RunId id, std::string_view key);
    /// When units were marked, ascending; the newest `most` of them.
    Result<std::vector<std::int64_t>> unitTimes(RunId id, int most = 200);

    // --- what could not be done ---
    /// Replaces the note of the same unit and item.
    Result<void> addFailure(RunId id, const UnitFailure& failure);
    /// By unit and item; the first `most` of them, 0 = all.
    Result<std::vector<UnitFailure>> failures(RunId id, std::int64_t most = 0);
    Result<std::int64_t> failureCount(RunId id);
    Result<void> forgetFailures(RunId id, std::string_view unit);
    /// Every unit with a failure is to be done again: it is no longer marked as done, its failures are forgotten. Returns how many.
    Result<std::int64_t> resetFailedUnits(RunId id);

    // --- what a run leaves behind ---
    /// A (name, step) that is already there is replaced: repeating a unit repeats its points.
    Result<void> addMetric(RunId id, const MetricPoint& point);
    /// In step order. `afterRow` > 0 reads on from where the last call stopped; `*lastRow` receives the new position.
    Result<std::vector<MetricPoint>> metrics(
        RunId id, std::string_view name = {}, std::int64_t afterRow = 0, std::int64_t* lastRow = nullptr);
    Result<std::vector<std::string>> metricNames(RunId id);
    /// Replaces the one with the same epoch and label.
    Result<void> addCheckpoint(RunId id, const CheckpointRecord& checkpoint);
    Result<std::vector<CheckpointRecord>> checkpoints(RunId id);
    Result<void> removeCheckpoint(RunId id, std::int64_t epoch, std::string_view label);
    /// Anything else a run must remember, as text (JSON): e.g. "pool", the item list of a D_M.
    Result<void> setParam(RunId id, std::string_view key, std::string_view value);
    Result<std::optional<std::string>> param(RunId id, std::string_view key);
    Result<std::map<std::string, std::string>> params(RunId id);
    /// Of a run that was made elsewhere; `setState` has put the present time there.
    Result<void> setTimes(RunId id, std::int64_t started, std::int64_t ended);

private:
    Database& m_database;
};

} // namespace fulcrum::store
