// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_results.h"
#include "app/cli/results_text.h"

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

/// A table of optional numbers: one row a strategy, its columns the shots and the averages.
struct Grid
{
    std::vector<std::string> columns;
    std::vector<std::vector<std::optional<double>>> values; ///< [row][column]
};

Grid gridOf(std::span<const icl::StrategySummary> rows)
{
    std::set<int> shots;
    for (const icl::StrategySummary& row : rows)
        for (const auto& [k, value] : row.shots)
            shots.insert(k);
    Grid grid;
    for (const int k : shots)
        grid.columns.push_back(std::to_string(k));
    for (const char* name : {"Avg:1~2", "Avg:3~8", "Avg:1~8"})
        grid.columns.emplace_back(name);
    for (const icl::StrategySummary& row : rows) {
        std::vector<std::optional<double>> values;
        for (const int k : shots)
            values.push_back(row.shots.contains(k) ? std::optional(row.shots.at(k)) : std::nullopt);
        values.insert(values.end(), {row.avg12, row.avg38, row.avg18});
        grid.values.push_back(std::move(values));
    }
    return grid;
}

bool isRanked(const icl::StrategySummary& row)
{
    return row.strategy != "zero-shot" && row.strategy != "oracle" && row.strategy != "golden";
}

/// 1 for the best of its task's column, 2 for the second, 0 for the others.
int rankOf(std::span<const icl::StrategySummary> rows, const Grid& grid, std::size_t row, std::size_t column)
{
    const std::optional<double> own = grid.values[row][column];
    if (!own || !isRanked(rows[row]))
        return 0;
    int better = 0;
    for (std::size_t other = 0; other < rows.size(); ++other)
        if (rows[other].task == rows[row].task && rows[other].lvlm == rows[row].lvlm && isRanked(rows[other])
            && grid.values[other][column] && *grid.values[other][column] > *own)
            ++better;
    return better < 2 ? better + 1 : 0;
}

std::string latexText(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '~')
            out += "\\textasciitilde{}";
        else if (c == '\\')
            out += "\\textbackslash{}";
        else if (std::string_view("&%$#_{}").find(c) != std::string_view::npos)
            out += std::string("\\") + c;
        else
            out += c;
    }
    return out;
}

std::string csvText(const std::string& text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string csv(std::span<const icl::StrategySummary> rows, const Grid& grid)
{
    std::string text = "task,lvlm,strategy";
    for (const std::string& column : grid.columns)
        text += "," + column;
    text += ",ci95_low,ci95_high,queries,seeds,failed\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        text += csvText(rows[r].task) + "," + csvText(rows[r].lvlm) + "," + csvText(rows[r].strategy);
        for (const std::optional<double>& value : grid.values[r])
            text += value ? fmt::format(",{}", *value) : ",";
        text += rows[r].ci95Avg18 ? fmt::format(",{},{}", rows[r].ci95Avg18->low, rows[r].ci95Avg18->high) : ",,";
        text += fmt::format(",{},{},{}\n", rows[r].queries, rows[r].seeds.size(), rows[r].failed);
    }
    return text;
}

std::string markdown(std::span<const icl::StrategySummary> rows, const Grid& grid)
{
    std::string text = "| task | strategy |", rule = "| --- | --- |";
    for (const std::string& column : grid.columns) {
        text += " " + column + " |";
        rule += " ---: |";
    }
    text += "\n" + rule + "\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        text += fmt::format("| {} | {} |", rows[r].task, rows[r].strategy);
        for (std::size_t c = 0; c < grid.columns.size(); ++c) {
            const std::string number = grid.values[r][c] ? fmt::format("{:.2f}", *grid.values[r][c]) : "";
            const int rank = rankOf(rows, grid, r, c);
            text += rank == 1 ? " **" + number + "** |" : rank == 2 ? " <u>" + number + "</u> |" : " " + number + " |";
        }
        text += "\n";
    }
    const std::string failures = failuresText(rows);
    return failures.empty() ? text : text + "\n" + failures;
}

std::string latex(std::span<const icl::StrategySummary> rows, const Grid& grid)
{
    std::string text
        = "\\begin{tabular}{ll" + std::string(grid.columns.size(), 'r') + "}\n\\toprule\ntask & strategy";
    for (const std::string& column : grid.columns)
        text += " & " + latexText(column);
    text += " \\\\\n\\midrule\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (r > 0 && rows[r].task != rows[r - 1].task)
            text += "\\midrule\n";
        text += latexText(rows[r].task) + " & " + latexText(rows[r].strategy);
        for (std::size_t c = 0; c < grid.columns.size(); ++c) {
            const std::string number = grid.values[r][c] ? fmt::format("{:.2f}", *grid.values[r][c]) : "--";
            const int rank = rankOf(rows, grid, r, c);
            text += " & "
                + (rank == 1       ? "\\textbf{" + number + "}"
                        : rank == 2 ? "\\underline{" + number + "}"
                                    : number);
        }
        text += " \\\\\n";
    }
    std::string failures = failuresText(rows);
    if (!failures.empty())
        failures.insert(0, "% ");
    return text + "\\bottomrule\n\\end{tabular}\n" + failures;
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

std::string resultsTable(const EvalResults& results, const std::string& format)
{
    const Grid grid = gridOf(results.rows);
    if (format == "csv")
        return csv(results.rows, grid);
    return format == "latex" ? latex(results.rows, grid) : markdown(results.rows, grid);
}

} // namespace fulcrum::cli
