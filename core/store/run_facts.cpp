// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_facts.h"

#include "core/store/row.h"
#include "core/store/sqlite_error.h"

namespace fulcrum::store {
namespace {

using Facts = std::map<RunId, RunFacts>;

void readCells(SQLite::Database& database, Facts& facts)
{
    SQLite::Statement statement(database,
        "SELECT id, run, strategy, shots, seed, metric_name, metric, seconds FROM eval_cell WHERE done = 1 "
        "ORDER BY run, strategy, shots, seed");
    while (statement.executeStep()) {
        EvalCell cell;
        cell.id = statement.getColumn(0).getInt64();
        cell.run = statement.getColumn(1).getInt64();
        cell.strategy = statement.getColumn(2).getString();
        cell.shots = statement.getColumn(3).getInt();
        cell.seed = statement.getColumn(4).getInt64();
        cell.done = true;
        cell.metricName = statement.getColumn(5).getString();
        cell.metric = numberOrNan(statement.getColumn(6));
        cell.seconds = statement.getColumn(7).getDouble();
        facts[cell.run].cells.push_back(std::move(cell));
    }
}

/// The list that the evaluation has stored; where there is none (imported results), the predictions of its first cell.
void readQueries(SQLite::Database& database, Facts& facts)
{
    SQLite::Statement listed(database,
        "SELECT p.run, json_array_length(p.value) FROM run_param p JOIN run r ON r.id = p.run "
        "WHERE p.key = 'queries' AND r.kind = 'eval' AND json_valid(p.value)");
    while (listed.executeStep())
        facts[listed.getColumn(0).getInt64()].queries = listed.getColumn(1).getInt64();
    SQLite::Statement counted(database, "SELECT count(*) FROM prediction WHERE cell = ?");
    for (auto& [run, one] : facts) {
        if (one.queries > 0 || one.cells.empty())
            continue;
        counted.reset();
        counted.bind(1, one.cells.front().id);
        if (counted.executeStep())
            one.queries = counted.getColumn(0).getInt64();
    }
}

void readCheckpoints(SQLite::Database& database, Facts& facts)
{
    SQLite::Statement statement(database,
        "SELECT run, epoch, label, file, sha256, metric, value FROM checkpoint WHERE metric <> '' "
        "ORDER BY run, label = 'best', epoch");
    while (statement.executeStep())
        facts[statement.getColumn(0).getInt64()].best = CheckpointRecord{statement.getColumn(1).getInt64(),
            statement.getColumn(2).getString(), statement.getColumn(3).getString(), statement.getColumn(4).getString(),
            statement.getColumn(5).getString(), numberOrNan(statement.getColumn(6))};
}

void readDm(SQLite::Database& database, Facts& facts)
{
    SQLite::Statement statement(database, "SELECT run, count(*), avg(score) FROM dm_entry WHERE beam = 0 GROUP BY run");
    while (statement.executeStep()) {
        RunFacts& one = facts[statement.getColumn(0).getInt64()];
        one.anchors = statement.getColumn(1).getInt64();
        one.meanBestScore = numberOrNan(statement.getColumn(2));
    }
}

void readFailures(SQLite::Database& database, Facts& facts)
{
    SQLite::Statement statement(database, "SELECT run, count(*) FROM unit_failure GROUP BY run");
    while (statement.executeStep())
        facts[statement.getColumn(0).getInt64()].failures = statement.getColumn(1).getInt64();
}

void readExperiments(SQLite::Database& database, Facts& facts)
{
    SQLite::Statement statement(database, "SELECT run, value FROM run_param WHERE key = ? AND value <> ''");
    statement.bind(1, kExperimentParam);
    while (statement.executeStep())
        facts[statement.getColumn(0).getInt64()].experiment = statement.getColumn(1).getString();
}

} // namespace

Result<std::map<RunId, RunFacts>> runFacts(Database& database)
{
    return guarded(database, "cannot read results", [&]() -> Result<Facts> {
        Facts facts;
        for (const auto read : {readCells, readQueries, readCheckpoints, readDm, readFailures, readExperiments})
            read(database.handle(), facts);
        return facts;
    });
}

Result<std::vector<QueryScore>> queryScores(Database& database, std::int64_t cell)
{
    return guarded(database, "cannot read scores", [&]() -> Result<std::vector<QueryScore>> {
        SQLite::Statement statement(
            database.handle(), "SELECT query, query_id, score FROM prediction WHERE cell = ? ORDER BY query");
        statement.bind(1, cell);
        std::vector<QueryScore> found;
        while (statement.executeStep())
            found.push_back({statement.getColumn(0).getInt64(), statement.getColumn(1).getInt64(),
                numberOrNan(statement.getColumn(2))});
        return found;
    });
}

} // namespace fulcrum::store
