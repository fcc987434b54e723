// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/results_text.h"
#include "app/cli/spec_flags.h"
#include "core/icl/evaluation_job.h"
#include "core/icl/results_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::cli {

namespace {

Result<void> evaluate(CliContext& context, const JobFlags& flags)
{
    FULCRUM_TRY(const auto project, openForJob(context, "eval", flags));
    FULCRUM_TRY(const store::RunId run, runJobCommand(context, project, "eval", flags));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const auto cells, icl::cellResults(database, run));
    FULCRUM_TRY(const auto rows, icl::summarize(cells));
    nlohmann::ordered_json document = {{"run", run}, {"results", icl::toJson(rows)}};
    context.result(document, [&] { return fmt::format("run {}\n{}", run, resultsText(rows)); });
    return {};
}

std::string cellText(const std::optional<double>& value)
{
    return value ? fmt::format("{:8.2f}", *value) : std::string("       -");
}

} // namespace

std::string resultsText(std::span<const icl::StrategySummary> rows)
{
    std::set<int> shots;
    for (const icl::StrategySummary& row : rows)
        for (const auto& [k, value] : row.shots)
            shots.insert(k);
    std::string text = fmt::format("{:8} {:22}", "task", "strategy");
    for (const int k : shots)
        text += fmt::format("{:>8}", k);
    text += fmt::format("{:>8}{:>8}{:>8}  {:17}  {}\n", "avg1~2", "avg3~8", "avg1~8", "95 % of avg1~8",
        "lever-lm minus it, 95 %, p");
    for (const icl::StrategySummary& row : rows) {
        text += fmt::format("{:8} {:22}", row.task, row.strategy);
        for (const int k : shots) {
            const auto found = row.shots.find(k);
            text += cellText(found == row.shots.end() ? std::nullopt : std::optional(found->second));
        }
        text += cellText(row.avg12) + cellText(row.avg38) + cellText(row.avg18);
        if (row.ci95Avg18)
            text += fmt::format("  {:17}", fmt::format("[{:.2f}, {:.2f}]", row.ci95Avg18->low, row.ci95Avg18->high));
        if (const auto& lever = row.leverMinusThis)
            text += fmt::format("  {:+.2f} [{:+.2f}, {:+.2f}] {:.3f}", lever->difference.value, lever->difference.low,
                lever->difference.high, lever->pValue);
        text += "\n";
    }
    return text + icl::failureNotes(rows);
}

void addEvalCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command = app.add_subcommand("eval", "Evaluate strategies over shots and seeds");
    const auto flags = addJobFlags(*command, *context.registry.find("eval"));
    command->callback([&context, flags] { context.setAction([&context, flags] { return evaluate(context, *flags); }); });
}

} // namespace fulcrum::cli
