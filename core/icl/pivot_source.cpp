// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/pivot_source.h"

#include "core/metrics/statistics.h"
#include "core/runs/run_catalog.h"
#include "core/store/run_facts.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::icl {

namespace {

std::string specText(const store::RunRecord& run, const char* key)
{
    const nlohmann::json spec = nlohmann::json::parse(run.spec, nullptr, false);
    return spec.is_object() && spec.contains(key) && spec[key].is_string() ? spec[key].get<std::string>() : std::string();
}

struct ReadCell
{
    store::EvalCell cell;
    std::vector<store::QueryScore> scores;
};

/// Scores without the queries that have none somewhere.
std::vector<double> usable(const std::vector<store::QueryScore>& scores, const std::set<std::int64_t>& failed)
{
    std::vector<double> kept;
    for (const store::QueryScore& one : scores)
        if (!failed.contains(one.query))
            kept.push_back(one.score);
    return kept;
}

Result<void> addRun(
    store::Database& database, const store::RunRecord& run, std::vector<PivotValue>& values, std::stop_token stop)
{
    const std::vector<std::string> unknown = runs::unknownFields(run);
    const bool seedKnown = std::find(unknown.begin(), unknown.end(), "seed") == unknown.end();
    FULCRUM_TRY(const std::vector<store::EvalCell> cells, store::EvalRepository(database).cells(run.id));
    std::vector<ReadCell> read;
    std::set<std::int64_t> failed;
    for (const store::EvalCell& cell : cells) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "results");
        if (!cell.done)
            continue;
        FULCRUM_TRY(std::vector<store::QueryScore> scores, store::queryScores(database, cell.id));
        for (const store::QueryScore& one : scores)
            if (!std::isfinite(one.score))
                failed.insert(one.query);
        read.push_back({cell, std::move(scores)});
    }
    for (const ReadCell& one : read) {
        PivotValue value;
        value.task = specText(run, "task");
        value.model = Path(specText(run, "lvlm")).filename().string();
        value.split = data::splitName(data::Split::Validation);
        value.strategy = one.cell.strategy;
        value.shots = std::to_string(one.cell.shots);
        if (seedKnown)
            value.seed = one.cell.seed;
        value.run = run.id;
        value.metricName = one.cell.metricName;
        value.perQuery = usable(one.scores, failed);
        value.metric = failed.empty() || value.perQuery.empty() ? one.cell.metric : metrics::mean(value.perQuery);
        value.imported = runs::isImported(run);
        value.source = fmt::format("run {} '{}'{}", run.id, run.name, value.imported ? ", imported" : "");
        values.push_back(std::move(value));
    }
    return {};
}

/// "shots_4" -> "4"; averages as they are; empty for other columns (data sets).
std::string shotsOf(const std::string& column)
{
    constexpr std::string_view kPrefix = "shots_";
    if (column.starts_with("avg_"))
        return column;
    return column.starts_with(kPrefix) ? column.substr(kPrefix.size()) : std::string();
}

} // namespace

Result<std::vector<PivotValue>> pivotValues(
    store::Database& database, std::span<const store::RunId> ids, std::stop_token stop)
{
    store::RunRepository repository(database);
    std::vector<PivotValue> values;
    for (const store::RunId id : ids) {
        FULCRUM_TRY(const store::RunRecord run, repository.get(id));
        if (run.kind != "eval")
            return fail(ErrorCode::Usage, fmt::format("run {} has no results", id), run.name,
                fmt::format("it is of kind '{}', not 'eval'", run.kind));
        FULCRUM_CHECK(addRun(database, run, values, stop));
    }
    return values;
}

std::vector<PivotValue> publishedPivotValues(
    std::span<const store::PublishedTable> tables, std::span<const std::string> tasks)
{
    std::vector<PivotValue> values;
    std::set<std::vector<std::string>> seen;
    for (const store::PublishedTable& table : tables)
        for (const store::PublishedRow& row : table.rows) {
            const bool wanted = std::find(tasks.begin(), tasks.end(), row.task) != tasks.end();
            if (!wanted || row.method.empty() || row.lvlm.empty())
                continue;
            for (const auto& [column, number] : row.values) {
                const std::string shots = shotsOf(column);
                if (shots.empty() || !seen.insert({table.source, row.task, row.lvlm, row.method, shots}).second)
                    continue;
                PivotValue value;
                value.task = row.task;
                value.model = row.lvlm;
                value.split = data::splitName(data::Split::Validation);
                value.strategy = row.method;
                value.shots = shots;
                value.metricName = row.task == data::taskName(data::Task::Caption) ? "CIDEr" : "accuracy";
                value.metric = number.value;
                value.publication = table.source;
                value.source = fmt::format("{}: {} ({}){}", table.title, table.sourceTitle, table.sourceReference,
                    number.mark == store::PublishedMark::Derived ? "; derived from printed numbers" : "");
                values.push_back(std::move(value));
            }
        }
    return values;
}

Result<std::vector<store::RunId>> newestEvaluations(store::Database& database)
{
    FULCRUM_TRY(const std::vector<store::RunRecord> all, store::RunRepository(database).list("eval"));
    FULCRUM_TRY(const auto facts, store::runFacts(database));
    std::map<std::string, store::RunId> chosen;
    for (const bool imported : {false, true})
        for (const store::RunRecord& run : all) {
            const auto found = facts.find(run.id);
            const bool usable = !run.archived && found != facts.end() && !found->second.cells.empty();
            if (usable && runs::isImported(run) == imported)
                chosen.try_emplace(specText(run, "task"), run.id);
        }
    std::vector<store::RunId> ids;
    for (const auto& [task, run] : chosen)
        ids.push_back(run);
    return ids;
}

} // namespace fulcrum::icl
