// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runs_pivot.h"

#include "app/cli/context.h"
#include "core/icl/pivot_source.h"
#include "core/icl/published_overlay.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::cli {
namespace {

Result<std::vector<icl::PivotAxis>> axesFrom(const char* flag, const std::string& text)
{
    std::vector<icl::PivotAxis> axes;
    std::vector<std::string> names;
    for (const icl::PivotAxis axis : icl::pivotAxes())
        names.emplace_back(icl::pivotAxisName(axis));
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string name = text.substr(begin, end - begin);
        const auto axis = icl::pivotAxisFromName(name);
        if (!axis)
            return fail(ErrorCode::Usage, "cannot use a flag", flag, fmt::format("there is nothing called '{}' to tell results apart by",
                name),
                fmt::format("known are {}", fmt::join(names, ", ")));
        axes.push_back(*axis);
        begin = end + 1;
    }
    return axes;
}

Result<icl::PivotSpec> specFrom(const PivotFlags& flags)
{
    icl::PivotSpec spec;
    if (!flags.rows.empty()) {
        FULCRUM_TRY(spec.rows, axesFrom("--rows", flags.rows));
    }
    if (!flags.columns.empty()) {
        FULCRUM_TRY(spec.columns, axesFrom("--columns", flags.columns));
    }
    spec.spread = flags.spread == "queries" ? icl::PivotSpread::Queries : icl::PivotSpread::Seeds;
    spec.averages = !flags.noAverages;
    using icl::PivotAxis;
    for (const auto& [axis, value] : {std::pair(PivotAxis::Task, flags.task), {PivotAxis::Model, flags.model},
             {PivotAxis::Strategy, flags.strategy}, {PivotAxis::Shots, flags.shots}, {PivotAxis::Seed, flags.seed}})
        if (!value.empty())
            spec.only[axis] = value;
    return spec;
}

Result<void> addPublished(std::vector<icl::PivotValue>& values)
{
    FULCRUM_TRY(const auto tables, icl::shippedPublishedResults());
    std::set<std::string> tasks;
    for (const icl::PivotValue& value : values)
        tasks.insert(value.task);
    const std::vector<std::string> wanted(tasks.begin(), tasks.end());
    const std::vector<icl::PivotValue> published = icl::publishedPivotValues(tables, wanted);
    values.insert(values.end(), published.begin(), published.end());
    return {};
}

} // namespace

void addPivotFlags(CLI::App& command, PivotFlags& flags)
{
    const std::string axes = "of task, model, split, strategy, shots, seed, run; several as task,strategy";
    command.add_option("--rows", flags.rows, "what the rows are: one or more " + axes);
    command.add_option("--columns", flags.columns, "what the columns are: one or more " + axes);
    command.add_option("--spread", flags.spread, "what ± is over: seeds, or queries")->check(CLI::IsMember({"seeds", "queries"}));
    command.add_option("--task", flags.task, "only this task");
    command.add_option("--model", flags.model, "only this LVLM");
    command.add_option("--strategy", flags.strategy, "only this strategy");
    command.add_option("--shots", flags.shots, "only this number of shots");
    command.add_option("--seed", flags.seed, "only this seed");
    command.add_flag("--published", flags.published, "the paper's numbers in rows of their own");
    command.add_flag("--no-averages", flags.noAverages, "without Avg:1~2, Avg:3~8, Avg:1~8");
}

Result<void> showPivot(CliContext& context, store::Database& database, const std::vector<store::RunId>& named,
    const std::string& format, const PivotFlags& flags)
{
    FULCRUM_TRY(const icl::PivotSpec spec, specFrom(flags));
    std::vector<store::RunId> runs = named;
    if (runs.empty()) {
        FULCRUM_TRY(runs, icl::newestEvaluations(database));
    }
    FULCRUM_TRY(std::vector<icl::PivotValue> values, icl::pivotValues(database, runs, context.stopToken()));
    if (flags.published) {
        FULCRUM_CHECK(addPublished(values));
    }
    FULCRUM_TRY(const icl::PivotTable table, icl::pivot(values, spec));
    context.result(nlohmann::json::parse(icl::pivotJson(table, values)), [&] {
        return format == "latex" ? icl::pivotLatex(table)
            : format == "csv"    ? icl::pivotCsv(table)
            : format == "markdown" ? icl::pivotMarkdown(table)
            : format == "json"     ? icl::pivotJson(table, values) + "\n"
                                   : icl::pivotText(table);
    });
    return {};
}

} // namespace fulcrum::cli
