// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_results.h"

#include "core/icl/evaluation_job.h"
#include "core/icl/pivot_source.h"
#include "core/project/dataset_versions.h"

#include <charconv>
#include <fmt/format.h>
#include <set>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using store::RunId;

std::string taskOf(const store::RunRecord& run)
{
    const json spec = json::parse(run.spec, nullptr, false);
    return spec.is_object() && spec.contains("task") && spec["task"].is_string() ? spec["task"].get<std::string>()
                                                                                  : std::string();
}

/// The newest evaluation of each task.
Result<std::vector<RunId>> newestRuns(store::Database& database)
{
    FULCRUM_TRY(std::vector<RunId> ids, icl::newestEvaluations(database));
    if (ids.empty())
        return fail(ErrorCode::NotFound, "there are no results yet", database.file().string(),
            "no evaluation has a finished cell", "run 'fulcrum-cli eval' first");
    std::sort(ids.begin(), ids.end());
    return ids;
}

/// Numbers of one task must be about the same samples to stand in one table.
Result<void> checkSameData(const store::RunRecord& first, const store::RunRecord& run)
{
    const std::optional<data::Task> task = data::taskFromName(taskOf(run));
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const std::string one = task ? project::fingerprintOf(first, *task, split) : "";
        const std::string other = task ? project::fingerprintOf(run, *task, split) : "";
        if (!one.empty() && !other.empty() && one != other)
            return fail(ErrorCode::Usage, "these runs cannot be put together", fmt::format("runs {} and {}", first.id, run.id),
                fmt::format("they were made with different versions of the {} data of split '{}'", data::taskName(*task),
                    data::splitName(split)),
                "name runs of one version with --runs");
    }
    return {};
}

Result<std::map<std::string, double>> elapsedOf(store::Database& database, std::vector<RunId> pending)
{
    store::RunRepository runs(database);
    std::map<std::string, double> seconds;
    std::set<RunId> seen;
    while (!pending.empty()) {
        const RunId id = pending.back();
        pending.pop_back();
        if (!seen.insert(id).second)
            continue;
        FULCRUM_TRY(const store::RunRecord run, runs.get(id));
        if (run.started > 0 && run.ended >= run.started)
            seconds[run.kind] += static_cast<double>(run.ended - run.started) / 1000;
        pending.insert(pending.end(), run.parents.begin(), run.parents.end());
    }
    return seconds;
}

} // namespace

Result<std::vector<RunId>> runIds(const std::string& text)
{
    std::vector<RunId> ids;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        RunId id = 0;
        const auto read = std::from_chars(text.data() + begin, text.data() + end, id);
        if (read.ec != std::errc() || read.ptr != text.data() + end)
            return fail(ErrorCode::Usage, "cannot use a flag", "--runs",
                fmt::format("'{}' is not a list of run ids", text), "write them as 3,5");
        ids.push_back(id);
        begin = end + 1;
    }
    return ids;
}

Result<EvalResults> evalResults(store::Database& database, const std::string& wanted)
{
    FULCRUM_TRY(std::vector<RunId> ids, wanted.empty() ? newestRuns(database) : runIds(wanted));
    EvalResults results;
    std::vector<icl::CellResult> cells;
    std::map<std::string, store::RunRecord> firstOfTask;
    for (const RunId id : ids) {
        FULCRUM_TRY(store::RunRecord run, store::RunRepository(database).get(id));
        if (run.kind != "eval")
            return fail(ErrorCode::Usage, fmt::format("run {} has no results", id), run.name,
                fmt::format("it is of kind '{}', not 'eval'", run.kind));
        FULCRUM_CHECK(checkSameData(firstOfTask.try_emplace(taskOf(run), run).first->second, run));
        FULCRUM_TRY(const std::vector<icl::CellResult> own, icl::cellResults(database, id));
        cells.insert(cells.end(), own.begin(), own.end());
        results.runs.push_back(std::move(run));
    }
    FULCRUM_TRY(results.rows, icl::summarize(cells));
    FULCRUM_TRY(results.elapsed, elapsedOf(database, ids));
    return results;
}

nlohmann::ordered_json resultsJson(const EvalResults& results)
{
    nlohmann::ordered_json document;
    document["results"] = icl::toJson(results.rows);
    document["charts"] = nlohmann::ordered_json::array();
    document["elapsed_s"] = results.elapsed;
    document["runs"] = nlohmann::ordered_json::array();
    for (const store::RunRecord& run : results.runs)
        document["runs"].push_back({{"id", run.id}, {"name", run.name}, {"spec_sha256", run.specHash},
            {"state", store::runStateName(run.state)}});
    return document;
}

} // namespace fulcrum::cli
