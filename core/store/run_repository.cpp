// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_repository.h"

#include "core/store/row.h"
#include "core/store/sqlite_error.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::store {
namespace {

constexpr std::int64_t kStaleMilliseconds = 30'000; // UX.md 5.9
constexpr const char* kRunColumns
    = "SELECT id, kind, name, note, tags, spec, spec_hash, parity, seed, created, started, ended, state, heartbeat, pid, "
      "pid_start, boot_id, host, lane, app_version, git_commit, libraries, device, dataset_fingerprint, units_done, "
      "units_total, phase, error, archived, trashed FROM run ";

/// What is stored, or Interrupted when the process that should be working on it is gone.
RunState presentState(const RunRecord& run)
{
    if (isAtRest(run.state))
        return run.state;
    const std::optional<bool> alive = run.process.isAlive();
    if (alive)
        return *alive ? run.state : RunState::Interrupted;
    if (run.state == RunState::Queued) // another machine's queue gives no sign of life
        return run.state;
    const bool stale = nowMilliseconds() - run.heartbeat > kStaleMilliseconds;
    return stale ? RunState::Interrupted : run.state;
}

RunRecord runFrom(SQLite::Statement& row)
{
    RunRecord run;
    int i = 0;
    const auto text = [&] { return row.getColumn(i++).getString(); };
    const auto number = [&] { return row.getColumn(i++).getInt64(); };
    run.id = number();
    run.kind = text();
    run.name = text();
    run.note = text();
    run.tags = arrayFrom<std::string>(text());
    run.spec = text();
    run.specHash = text();
    run.parity = text();
    run.seed = number();
    run.created = number();
    run.started = number();
    run.ended = number();
    run.state = runStateFromName(text()).value_or(RunState::Failed);
    run.heartbeat = number();
    run.process.pid = number();
    run.process.startTicks = number();
    run.process.bootId = text();
    run.process.host = text();
    run.lane = text();
    run.appVersion = text();
    run.gitCommit = text();
    run.libraries = text();
    run.device = text();
    run.datasetFingerprint = text();
    run.unitsDone = number();
    run.unitsTotal = number();
    run.phase = text();
    run.error = text();
    run.archived = number() != 0;
    run.trashed = number();
    run.state = presentState(run);
    return run;
}

std::vector<RunId> ids(SQLite::Database& database, const char* sql, RunId id)
{
    SQLite::Statement statement(database, sql);
    statement.bind(1, id);
    std::vector<RunId> found;
    while (statement.executeStep())
        found.push_back(statement.getColumn(0).getInt64());
    return found;
}

std::vector<RunId> parentsOf(SQLite::Database& database, RunId id)
{
    return ids(database, "SELECT parent FROM run_parent WHERE run = ? ORDER BY parent", id);
}

std::vector<RunRecord> runsFrom(SQLite::Database& database, SQLite::Statement& statement)
{
    std::vector<RunRecord> runs;
    while (statement.executeStep()) {
        runs.push_back(runFrom(statement));
        runs.back().parents = parentsOf(database, runs.back().id);
    }
    return runs;
}

/// `name`, or `name (2)`, `name (3)`... until it is free for the kind.
std::string freeName(SQLite::Database& database, const std::string& kind, const std::string& name)
{
    SQLite::Statement taken(database, "SELECT 1 FROM run WHERE kind = ? AND name = ?");
    for (int i = 1;; ++i) {
        const std::string candidate = i == 1 ? name : fmt::format("{} ({})", name, i);
        taken.reset();
        taken.bind(1, kind);
        taken.bind(2, candidate);
        if (!taken.executeStep())
            return candidate;
    }
}

Error noSuchRun(RunId id, const Path& file)
{
    return {ErrorCode::NotFound, fmt::format("there is no run {}", id), file.string(), {},
        "see 'fulcrum-cli runs list'"};
}

/// Executes an UPDATE or DELETE with `:id`; NotFound when no row was touched.
template <class Bind>
Result<void> change(Database& database, RunId id, const char* sql, Bind&& bind)
{
    return guarded(database, "cannot change a run", [&]() -> Result<void> {
        SQLite::Statement statement(database.handle(), sql);
        statement.bind(":id", id);
        bind(statement);
        if (statement.exec() == 0)
            return fail(noSuchRun(id, database.file()));
        return {};
    });
}

const char* requestName(RunRequest request)
{
    switch (request) {
    case RunRequest::Pause: return "pause";
    case RunRequest::Resume: return "resume";
    case RunRequest::Cancel: return "cancel";
    case RunRequest::None: break;
    }
    return "";
}

} // namespace

Result<RunId> RunRepository::add(RunRecord run)
{
    RunId id = 0;
    FULCRUM_CHECK(m_database.transaction([&]() -> Result<void> {
        SQLite::Database& db = m_database.handle();
        SQLite::Statement insert(db,
            "INSERT INTO run (kind, name, note, tags, spec, spec_hash, parity, seed, created, state, lane, app_version, "
            "git_commit, libraries, device, dataset_fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        int i = 1;
        for (const std::string& text : {run.kind, freeName(db, run.kind, run.name.empty() ? run.kind : run.name),
                 run.note, arrayText(run.tags), run.spec, run.specHash, run.parity.empty() ? "{}" : run.parity})
            insert.bind(i++, text);
        insert.bind(i++, run.seed);
        insert.bind(i++, run.created != 0 ? run.created : nowMilliseconds());
        for (const std::string& text : {std::string(runStateName(run.state)), run.lane, run.appVersion, run.gitCommit,
                 run.libraries, run.device, run.datasetFingerprint})
            insert.bind(i++, text);
        insert.exec();
        id = db.getLastInsertRowid();
        for (const RunId parent : run.parents) {
            SQLite::Statement link(db, "INSERT OR IGNORE INTO run_parent (run, parent) VALUES (?, ?)");
            link.bind(1, id);
            link.bind(2, parent);
            link.exec();
        }
        return {};
    }));
    return id;
}

Result<RunRecord> RunRepository::get(RunId id)
{
    return guarded(m_database, "cannot read a run", [&]() -> Result<RunRecord> {
        SQLite::Statement statement(m_database.handle(), std::string(kRunColumns) + "WHERE id = ?");
        statement.bind(1, id);
        if (!statement.executeStep())
            return fail(noSuchRun(id, m_database.file()));
        RunRecord run = runFrom(statement);
        run.parents = parentsOf(m_database.handle(), id);
        return run;
    });
}

Result<std::vector<RunRecord>> RunRepository::list(std::string_view kind)
{
    return guarded(m_database, "cannot list the runs", [&]() -> Result<std::vector<RunRecord>> {
        SQLite::Statement statement(m_database.handle(),
            std::string(kRunColumns) + "WHERE trashed = 0 AND (?1 = '' OR kind = ?1) ORDER BY id DESC");
        bindText(statement, 1, kind);
        return runsFrom(m_database.handle(), statement);
    });
}

Result<std::vector<RunRecord>> RunRepository::trash()
{
    return guarded(m_database, "cannot list the trash", [&]() -> Result<std::vector<RunRecord>> {
        SQLite::Statement statement(
            m_database.handle(), std::string(kRunColumns) + "WHERE trashed > 0 ORDER BY trashed DESC, id DESC");
        return runsFrom(m_database.handle(), statement);
    });
}

Result<std::vector<RunId>> RunRepository::children(RunId id)
{
    return guarded(m_database, "cannot read a run", [&]() -> Result<std::vector<RunId>> {
        return ids(m_database.handle(),
            "SELECT run FROM run_parent JOIN run ON id = run WHERE parent = ? AND trashed = 0 ORDER BY run", id);
    });
}

Result<void> RunRepository::setNameAndNote(RunId id, std::string_view name, std::string_view note)
{
    if (name.empty() || name.size() > 80)
        return fail(ErrorCode::Usage, "cannot rename a run", fmt::format("run {}", id), "a name has 1 to 80 characters");
    FULCRUM_TRY(const RunRecord run, get(id));
    return m_database.transaction([&]() -> Result<void> {
        const std::string free
            = name == run.name ? run.name : freeName(m_database.handle(), run.kind, std::string(name));
        return change(m_database, id, "UPDATE run SET name = :name, note = :note WHERE id = :id", [&](auto& statement) {
            statement.bind(":name", free);
            statement.bind(":note", std::string(note));
        });
    });
}

Result<void> RunRepository::setTags(RunId id, const std::vector<std::string>& tags)
{
    return change(m_database, id, "UPDATE run SET tags = :tags WHERE id = :id",
        [&](auto& statement) { statement.bind(":tags", arrayText(tags)); });
}

Result<void> RunRepository::setState(RunId id, RunState state, std::string_view error)
{
    if (state == RunState::Interrupted)
        return fail(ErrorCode::Internal, "Interrupted is computed, not stored", fmt::format("run {}", id));
    const bool ends
        = state == RunState::Succeeded || state == RunState::Failed || state == RunState::Cancelled;
    return change(m_database, id,
        "UPDATE run SET state = :state, error = :error, heartbeat = :now, "
        "started = CASE WHEN :state = 'running' AND started = 0 THEN :now ELSE started END, "
        "ended = CASE WHEN :ends THEN :now ELSE 0 END WHERE id = :id",
        [&](auto& statement) {
            statement.bind(":state", runStateName(state));
            statement.bind(":error", std::string(error));
            statement.bind(":now", nowMilliseconds());
            statement.bind(":ends", ends ? 1 : 0);
        });
}

Result<void> RunRepository::setProcess(
    RunId id, const ProcessIdentity& process, std::string_view device, std::string_view lane)
{
    return change(m_database, id,
        "UPDATE run SET pid = :pid, pid_start = :start, boot_id = :boot, host = :host, device = :device, lane = :lane, "
        "heartbeat = :now, request = '' WHERE id = :id",
        [&](auto& statement) {
            statement.bind(":pid", process.pid);
            statement.bind(":start", process.startTicks);
            statement.bind(":boot", process.bootId);
            statement.bind(":host", process.host);
            statement.bind(":device", std::string(device));
            statement.bind(":lane", std::string(lane));
            statement.bind(":now", nowMilliseconds());
        });
}

Result<void> RunRepository::heartbeat(RunId id)
{
    return change(m_database, id, "UPDATE run SET heartbeat = :now WHERE id = :id",
        [&](auto& statement) { statement.bind(":now", nowMilliseconds()); });
}

Result<void> RunRepository::setProgress(RunId id, std::int64_t done, std::int64_t total, std::string_view phase)
{
    return change(m_database, id,
        "UPDATE run SET units_done = :done, units_total = :total, phase = :phase, heartbeat = :now WHERE id = :id",
        [&](auto& statement) {
            statement.bind(":done", done);
            statement.bind(":total", total);
            statement.bind(":phase", std::string(phase));
            statement.bind(":now", nowMilliseconds());
        });
}

Result<void> RunRepository::request(RunId id, RunRequest request)
{
    return change(m_database, id, "UPDATE run SET request = :request WHERE id = :id",
        [&](auto& statement) { statement.bind(":request", requestName(request)); });
}

Result<RunRequest> RunRepository::takeRequest(RunId id)
{
    return guarded(m_database, "cannot read a run", [&]() -> Result<RunRequest> {
        SQLite::Statement read(m_database.handle(), "SELECT request FROM run WHERE id = ? AND request <> ''");
        read.bind(1, id);
        if (!read.executeStep())
            return RunRequest::None;
        const std::string name = read.getColumn(0).getString();
        read.reset();
        SQLite::Statement clear(m_database.handle(), "UPDATE run SET request = '' WHERE id = ? AND request = ?");
        clear.bind(1, id);
        clear.bind(2, name);
        clear.exec();
        for (const RunRequest one : {RunRequest::Pause, RunRequest::Resume, RunRequest::Cancel})
            if (name == requestName(one))
                return one;
        return RunRequest::None;
    });
}

Result<bool> RunRepository::isUnitDone(RunId id, std::string_view key)
{
    return guarded(m_database, "cannot read units", [&]() -> Result<bool> {
        SQLite::Statement statement(m_database.handle(), "SELECT 1 FROM job_unit WHERE run = ? AND unit = ?");
        statement.bind(1, id);
        bindText(statement, 2, key);
        return statement.executeStep();
    });
}

Result<std::vector<std::int64_t>> RunRepository::unitTimes(RunId id, int most)
{
    return guarded(m_database, "cannot read units", [&]() -> Result<std::vector<std::int64_t>> {
        SQLite::Statement statement(
            m_database.handle(), "SELECT done FROM job_unit WHERE run = ? ORDER BY done DESC LIMIT ?");
        statement.bind(1, id);
        statement.bind(2, most);
        std::vector<std::int64_t> times;
        while (statement.executeStep())
            times.push_back(statement.getColumn(0).getInt64());
        std::reverse(times.begin(), times.end());
        return times;
    });
}

Result<std::vector<std::string>> RunRepository::doneUnits(RunId id)
{
    return guarded(m_database, "cannot read units", [&]() -> Result<std::vector<std::string>> {
        SQLite::Statement statement(m_database.handle(), "SELECT unit FROM job_unit WHERE run = ? ORDER BY unit");
        statement.bind(1, id);
        std::vector<std::string> units;
        while (statement.executeStep())
            units.push_back(statement.getColumn(0).getString());
        return units;
    });
}

Result<void> RunRepository::markUnitDone(RunId id, std::string_view key)
{
    return guarded(m_database, "cannot write a unit", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(), "INSERT INTO job_unit (run, unit, done) VALUES (?, ?, ?)");
        statement.bind(1, id);
        bindText(statement, 2, key);
        statement.bind(3, nowMilliseconds());
        statement.exec();
        return {};
    });
}

Result<void> RunRepository::addFailure(RunId id, const UnitFailure& failure)
{
    return guarded(m_database, "cannot store a failure", [&]() -> Result<void> {
        SQLite::Statement insert(m_database.handle(), "INSERT OR REPLACE INTO unit_failure VALUES (?, ?, ?, ?, ?, ?)");
        insert.bind(1, id);
        bindText(insert, 2, failure.unit);
        bindText(insert, 3, failure.item);
        bindText(insert, 4, failure.code);
        bindText(insert, 5, failure.reason);
        insert.bind(6, failure.time == 0 ? nowMilliseconds() : failure.time);
        insert.exec();
        return {};
    });
}

Result<std::vector<UnitFailure>> RunRepository::failures(RunId id, std::int64_t most)
{
    return guarded(m_database, "cannot read failures", [&]() -> Result<std::vector<UnitFailure>> {
        SQLite::Statement statement(m_database.handle(),
            "SELECT unit, item, code, reason, time FROM unit_failure WHERE run = ? ORDER BY unit, item LIMIT ?");
        statement.bind(1, id);
        statement.bind(2, most > 0 ? most : -1);
        std::vector<UnitFailure> found;
        while (statement.executeStep())
            found.push_back({statement.getColumn(0).getString(), statement.getColumn(1).getString(),
                statement.getColumn(2).getString(), statement.getColumn(3).getString(), statement.getColumn(4).getInt64()});
        return found;
    });
}

Result<std::int64_t> RunRepository::failureCount(RunId id)
{
    return guarded(m_database, "cannot read failures", [&]() -> Result<std::int64_t> {
        SQLite::Statement statement(m_database.handle(), "SELECT count(*) FROM unit_failure WHERE run = ?");
        statement.bind(1, id);
        return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
    });
}

Result<void> RunRepository::forgetFailures(RunId id, std::string_view unit)
{
    return guarded(m_database, "cannot forget failures", [&]() -> Result<void> {
        SQLite::Statement forget(m_database.handle(), "DELETE FROM unit_failure WHERE run = ? AND unit = ?");
        forget.bind(1, id);
        bindText(forget, 2, unit);
        forget.exec();
        return {};
    });
}

Result<std::int64_t> RunRepository::resetFailedUnits(RunId id)
{
    std::int64_t units = 0;
    FULCRUM_CHECK(m_database.transaction([&]() -> Result<void> {
        SQLite::Statement count(m_database.handle(), "SELECT count(DISTINCT unit) FROM unit_failure WHERE run = ?");
        count.bind(1, id);
        units = count.executeStep() ? count.getColumn(0).getInt64() : 0;
        count.reset();
        for (const char* sql : {"DELETE FROM job_unit WHERE run = ?1 AND unit IN (SELECT unit FROM unit_failure WHERE run = ?1)",
                 "DELETE FROM unit_failure WHERE run = ?1"}) {
            SQLite::Statement change(m_database.handle(), sql);
            change.bind(1, id);
            change.exec();
        }
        return {};
    }));
    return units;
}

Result<void> RunRepository::addMetric(RunId id, const MetricPoint& point)
{
    return guarded(m_database, "cannot write a metric", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(),
            "INSERT OR REPLACE INTO metric_point (run, name, step, wall_time, value) VALUES (?, ?, ?, ?, ?)");
        statement.bind(1, id);
        statement.bind(2, point.name);
        statement.bind(3, point.step);
        statement.bind(4, point.wallTime != 0 ? point.wallTime : nowMilliseconds());
        statement.bind(5, point.value);
        statement.exec();
        return {};
    });
}

Result<std::vector<MetricPoint>> RunRepository::metrics(
    RunId id, std::string_view name, std::int64_t afterRow, std::int64_t* lastRow)
{
    return guarded(m_database, "cannot read metrics", [&]() -> Result<std::vector<MetricPoint>> {
        SQLite::Statement statement(m_database.handle(),
            "SELECT id, name, step, wall_time, value FROM metric_point WHERE run = ?1 AND (?2 = '' OR name = ?2) "
            "AND id > ?3 ORDER BY name, step");
        statement.bind(1, id);
        bindText(statement, 2, name);
        statement.bind(3, afterRow);
        std::vector<MetricPoint> points;
        std::int64_t last = afterRow;
        while (statement.executeStep()) {
            last = std::max(last, statement.getColumn(0).getInt64());
            points.push_back({statement.getColumn(1).getString(), statement.getColumn(2).getInt64(),
                statement.getColumn(3).getInt64(), numberOrNan(statement.getColumn(4))});
        }
        if (lastRow)
            *lastRow = last;
        return points;
    });
}

Result<std::vector<std::string>> RunRepository::metricNames(RunId id)
{
    return guarded(m_database, "cannot read metrics", [&]() -> Result<std::vector<std::string>> {
        SQLite::Statement statement(
            m_database.handle(), "SELECT DISTINCT name FROM metric_point WHERE run = ? ORDER BY name");
        statement.bind(1, id);
        std::vector<std::string> names;
        while (statement.executeStep())
            names.push_back(statement.getColumn(0).getString());
        return names;
    });
}

Result<void> RunRepository::addCheckpoint(RunId id, const CheckpointRecord& checkpoint)
{
    return guarded(m_database, "cannot write a checkpoint", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(), "INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)");
        statement.bind(1, id);
        statement.bind(2, checkpoint.epoch);
        statement.bind(3, checkpoint.label);
        statement.bind(4, checkpoint.file);
        statement.bind(5, checkpoint.sha256);
        statement.bind(6, checkpoint.metric);
        statement.bind(7, checkpoint.value);
        statement.exec();
        return {};
    });
}

Result<std::vector<CheckpointRecord>> RunRepository::checkpoints(RunId id)
{
    return guarded(m_database, "cannot read checkpoints", [&]() -> Result<std::vector<CheckpointRecord>> {
        SQLite::Statement statement(m_database.handle(),
            "SELECT epoch, label, file, sha256, metric, value FROM checkpoint WHERE run = ? ORDER BY epoch, label");
        statement.bind(1, id);
        std::vector<CheckpointRecord> found;
        while (statement.executeStep())
            found.push_back({statement.getColumn(0).getInt64(), statement.getColumn(1).getString(),
                statement.getColumn(2).getString(), statement.getColumn(3).getString(),
                statement.getColumn(4).getString(), numberOrNan(statement.getColumn(5))});
        return found;
    });
}

Result<void> RunRepository::removeCheckpoint(RunId id, std::int64_t epoch, std::string_view label)
{
    return guarded(m_database, "cannot remove a checkpoint", [&]() -> Result<void> {
        SQLite::Statement statement(
            m_database.handle(), "DELETE FROM checkpoint WHERE run = ? AND epoch = ? AND label = ?");
        statement.bind(1, id);
        statement.bind(2, epoch);
        bindText(statement, 3, label);
        statement.exec();
        return {};
    });
}

Result<void> RunRepository::setParam(RunId id, std::string_view key, std::string_view value)
{
    return guarded(m_database, "cannot write a run's parameter", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(), "INSERT OR REPLACE INTO run_param VALUES (?, ?, ?)");
        statement.bind(1, id);
        bindText(statement, 2, key);
        bindText(statement, 3, value);
        statement.exec();
        return {};
    });
}

Result<std::optional<std::string>> RunRepository::param(RunId id, std::string_view key)
{
    return guarded(m_database, "cannot read a run's parameter", [&]() -> Result<std::optional<std::string>> {
        SQLite::Statement statement(m_database.handle(), "SELECT value FROM run_param WHERE run = ? AND key = ?");
        statement.bind(1, id);
        bindText(statement, 2, key);
        if (!statement.executeStep())
            return std::nullopt;
        return statement.getColumn(0).getString();
    });
}

} // namespace fulcrum::store
