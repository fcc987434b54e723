// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/eval_results.h"
#include "core/base/version.h"
#include "core/icl/evaluation_figure.h"
#include "core/icl/published_overlay.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fulcrum::cli {
namespace {

struct ChartOptions
{
    std::string runs, out, kind = "shots";
    chart::FigureFormat format;
    bool dark = false;
    std::string published; ///< model whose published numbers are laid over it; empty = none
};

/// What a figure must carry to be traced back: runs, the hashes of their specs, the program.
std::map<std::string, std::string> provenance(const EvalResults& results)
{
    std::vector<std::string> ids, hashes;
    for (const store::RunRecord& run : results.runs) {
        ids.push_back(std::to_string(run.id));
        hashes.push_back(run.specHash);
    }
    return {{"runs", fmt::format("{}", fmt::join(ids, ","))}, {"spec_sha256", fmt::format("{}", fmt::join(hashes, ","))},
        {"program", fmt::format("Fulcrum {} ({})", version(), gitCommit())}};
}

/// One panel a task, in the order of the rows (icl::evaluationFigure).
std::vector<std::string> tasksOf(const EvalResults& results)
{
    std::vector<std::string> tasks;
    for (const icl::StrategySummary& row : results.rows)
        if (std::find(tasks.begin(), tasks.end(), row.task) == tasks.end())
            tasks.push_back(row.task);
    return tasks;
}

Result<void> exportChart(CliContext& context, const ChartOptions& options)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const EvalResults results, evalResults(database, options.runs));
    chart::Figure figure = icl::evaluationFigure(results.rows);
    figure.metadata = provenance(results);
    if (!options.published.empty()) {
        FULCRUM_TRY(const auto tables, icl::shippedPublishedResults());
        FULCRUM_CHECK(icl::overlayPublished(figure, tasksOf(results), tables, options.published));
    }
    chart::FigureFormat format = options.format;
    format.theme = options.dark ? chart::Theme::Dark : chart::Theme::Light;
    FULCRUM_CHECK(chart::exportFigure(figure, format, options.out));
    const std::string path = std::filesystem::absolute(options.out).string();
    context.result({{"charts", {path}}}, [&] { return path; });
    return {};
}

} // namespace

void addChartCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command
        = commandGroup(app, "chart", "figures of stored results")->add_subcommand("export", "write a figure to a file");
    const auto options = std::make_shared<ChartOptions>();
    command->add_option("--runs", options->runs, "evaluation runs, as 3,5 (default: the newest of each task)");
    command->add_option("--kind", options->kind, "what to draw")->check(CLI::IsMember({"shots"}));
    command->add_option("--out", options->out, "file; its extension decides: pdf, svg, png, csv, tsv, json, tex")->required();
    command->add_option("--width-mm", options->format.widthMm, "width");
    command->add_option("--height-mm", options->format.heightMm, "height");
    command->add_option("--font-pt", options->format.fontPt, "font size");
    command->add_option("--dpi", options->format.dpi, "resolution of png");
    command->add_option("--published", options->published, "lay published numbers over it: those of this model, as IDEFICS-9B");
    command->add_flag("--dark", options->dark, "for a dark page");
    command->add_flag("--transparent", options->format.transparent, "no background");
    command->callback([&context, options] { context.setAction([&context, options] { return exportChart(context, *options); }); });
}

} // namespace fulcrum::cli
