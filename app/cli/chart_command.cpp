// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/eval_results.h"
#include "core/chart/sequence_figure.h"
#include "core/dm/dm_figures.h"
#include "core/icl/evaluation_figure.h"
#include "core/icl/published_overlay.h"
#include "core/icl/stored_sequences.h"
#include "core/lever/training_figure.h"
#include "core/store/workspace_repository.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::cli {
namespace {

struct ChartOptions
{
    std::string runs, out, kind = "shots";
    chart::FigureFormat format;
    bool dark = false, highContrast = false;
    std::string legend = "below";
    std::string published; ///< model whose published numbers are laid over it; empty = none
    std::string measure = "avg:1~8";
    std::string cells;
    std::string metric = "loss";
    double smoothing = 0;
    int bins = 0;
    bool boxes = false, bestBeams = false;
    // sequences
    std::string task;
    std::int64_t query = -1;
    int shots = 4;
    std::vector<std::string> strategies;
};

constexpr const char* kKinds[] = {"shots", "bars", "scatter", "dm-scores", "dm-gains", "training", "sequences"};

const std::map<std::string, chart::LegendPlace>& legendPlaces()
{
    using chart::LegendPlace;
    static const std::map<std::string, LegendPlace> places = {{"below", LegendPlace::Below}, {"right", LegendPlace::Right},
        {"top-left", LegendPlace::TopLeft}, {"top-right", LegendPlace::TopRight}, {"bottom-left", LegendPlace::BottomLeft},
        {"bottom-right", LegendPlace::BottomRight}, {"none", LegendPlace::None}};
    return places;
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

Result<chart::Figure> evaluationKind(store::Database& database, const ChartOptions& options)
{
    FULCRUM_TRY(const EvalResults results, evalResults(database, options.runs));
    chart::Figure figure;
    if (options.kind == "bars") {
        const auto measure = icl::measureFromName(options.measure);
        if (!measure)
            return fail(ErrorCode::Usage, "cannot use a flag", "--measure",
                fmt::format("'{}' is neither a number of shots nor an average", options.measure), "write 4 or avg:1~8");
        figure = icl::barFigure(results.rows, *measure);
    } else {
        figure = icl::evaluationFigure(results.rows);
    }
    figure.metadata = icl::figureProvenance(results.runs);
    if (options.kind == "shots" && !options.published.empty()) {
        FULCRUM_TRY(const auto tables, icl::shippedPublishedResults());
        FULCRUM_CHECK(icl::overlayPublished(figure, tasksOf(results), tables, options.published));
    }
    return figure;
}

Result<chart::Figure> scatterKind(store::Database& database, const ChartOptions& options)
{
    const std::size_t comma = options.cells.find(',');
    const auto a = icl::cellFromText(options.cells.substr(0, comma));
    const auto b = comma == std::string::npos ? std::nullopt : icl::cellFromText(options.cells.substr(comma + 1));
    if (!a || !b)
        return fail(ErrorCode::Usage, "cannot use a flag", "--cells", fmt::format("'{}' does not name two cells", options.cells),
            "write RUN:STRATEGY/SHOTS/SEED,RUN:STRATEGY/SHOTS/SEED, as 8:lever-lm/4/42,8:siir/4/0");
    FULCRUM_TRY(const icl::CellScores scoresA, icl::cellScores(database, *a));
    FULCRUM_TRY(const icl::CellScores scoresB, icl::cellScores(database, *b));
    FULCRUM_TRY(chart::Figure figure, icl::scatterFigure(scoresA, scoresB));
    std::vector<store::RunRecord> runs;
    for (const store::RunId id : {a->run, b->run})
        if (runs.empty() || runs.front().id != id) {
            FULCRUM_TRY(store::RunRecord run, store::RunRepository(database).get(id));
            runs.push_back(std::move(run));
        }
    figure.metadata = icl::figureProvenance(runs);
    return figure;
}

/// The runs of --runs, which must be of this kind; without it the newest.
Result<std::vector<store::RunRecord>> runsOfKind(store::Database& database, const ChartOptions& options, const std::string& kind)
{
    store::RunRepository repository(database);
    std::vector<store::RunRecord> runs;
    if (options.runs.empty()) {
        FULCRUM_TRY(auto all, repository.list(kind));
        if (all.empty())
            return fail(ErrorCode::NotFound, "there is nothing to draw", {}, fmt::format("the project has no run of kind '{}'", kind));
        all.resize(1);
        return all;
    }
    FULCRUM_TRY(const std::vector<store::RunId> ids, runIds(options.runs));
    for (const store::RunId id : ids) {
        FULCRUM_TRY(store::RunRecord run, repository.get(id));
        if (run.kind != kind)
            return fail(ErrorCode::Usage, "cannot use a flag", "--runs",
                fmt::format("run {} is of kind '{}', not '{}'", id, run.kind, kind));
        runs.push_back(std::move(run));
    }
    return runs;
}

Result<chart::Figure> dmKind(store::Database& database, const ChartOptions& options)
{
    FULCRUM_TRY(const auto runs, runsOfKind(database, options, "dm"));
    std::vector<dm::NamedDm> named;
    for (const store::RunRecord& run : runs) {
        FULCRUM_TRY(auto entries, store::DmRepository(database).entries(run.id));
        named.push_back({run.id, run.name, std::move(entries)});
    }
    chart::Figure figure = options.kind == "dm-scores" ? dm::scoreFigure(named, options.bins, options.bestBeams)
                                                       : dm::gainFigure(named, options.boxes, options.bestBeams);
    figure.metadata = icl::figureProvenance(runs);
    return figure;
}

Result<chart::Figure> trainingKind(store::Database& database, const ChartOptions& options)
{
    FULCRUM_TRY(const auto runs, runsOfKind(database, options, "train"));
    std::vector<lever::NamedCurves> curves;
    for (const store::RunRecord& run : runs) {
        FULCRUM_TRY(auto points, store::RunRepository(database).metrics(run.id));
        curves.push_back({run.id, run.name, std::move(points)});
    }
    chart::Figure figure = lever::trainingFigure(curves, options.metric, options.smoothing);
    figure.metadata = icl::figureProvenance(runs);
    return figure;
}

Result<chart::Figure> figureOf(store::Database& database, const ChartOptions& options)
{
    if (options.kind == "scatter")
        return scatterKind(database, options);
    if (options.kind.starts_with("dm-"))
        return dmKind(database, options);
    return options.kind == "training" ? trainingKind(database, options) : evaluationKind(database, options);
}

Result<void> exportSequences(const project::Project& project, store::Database& database, const ChartOptions& options,
    const chart::FigureFormat& format, const chart::StyleBook& styles)
{
    if (options.query < 0)
        return fail(ErrorCode::Usage, "a flag is missing", "--query", "a figure of sequences is about one query", "name it by its id");
    const auto tasks = project.config().tasks();
    if (options.task.empty() && tasks.size() != 1)
        return fail(ErrorCode::Usage, "which task?", "--task", "the project has more than one", "give --task caption or --task vqa");
    icl::StoredSequencesRequest request;
    request.task = options.task.empty() ? tasks.front() : *data::taskFromName(options.task);
    request.queryId = options.query;
    request.shots = options.shots;
    request.strategies = options.strategies;
    FULCRUM_TRY(chart::SequenceFigure figure, icl::storedSequenceFigure(project, database, request));
    figure.styles = styles;
    for (chart::SequenceLane& lane : figure.lanes)
        lane.title = styles.nameOf(lane.key);
    const Path file = options.out;
    const std::string extension = file.extension().string();
    const int edge = static_cast<int>(std::clamp(format.widthMm / 25.4 * format.dpi * 0.25, 64.0, 2048.0));
    const auto pictures = chart::loadPictures(figure, edge);
    FULCRUM_TRY(const std::string content,
        chart::renderSequences(figure, pictures, format, extension.empty() ? extension : extension.substr(1)));
    return writeFileAtomic(file, content);
}

Result<void> exportChart(CliContext& context, const ChartOptions& options)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    chart::FigureFormat format = options.format;
    format.theme = options.dark ? chart::Theme::Dark : options.highContrast ? chart::Theme::HighContrast : chart::Theme::Light;
    format.legend = legendPlaces().at(options.legend);
    FULCRUM_TRY(const auto documents, store::WorkspaceRepository(database).documents("series-style"));
    const chart::StyleBook styles = chart::styleBookFrom(documents);
    if (options.kind == "sequences") {
        FULCRUM_CHECK(exportSequences(*project, database, options, format, styles));
    } else {
        FULCRUM_TRY(chart::Figure figure, figureOf(database, options));
        figure.styles = styles;
        FULCRUM_CHECK(chart::exportFigure(figure, format, options.out));
    }
    const std::string path = std::filesystem::absolute(options.out).string();
    context.result({{"charts", {path}}}, [&] { return path; });
    return {};
}

void addFormatOptions(CLI::App& command, ChartOptions& options)
{
    std::vector<std::string> places;
    for (const auto& [name, place] : legendPlaces())
        places.push_back(name);
    command.add_option("--width-mm", options.format.widthMm, "width");
    command.add_option("--height-mm", options.format.heightMm, "height (of sequences it follows from the content)");
    command.add_option("--font-pt", options.format.fontPt, "font size");
    command.add_option("--font", options.format.fontFamily, "font family");
    command.add_option("--dpi", options.format.dpi, "resolution of png");
    command.add_option("--legend", options.legend, "place of the legend")->check(CLI::IsMember(places));
    command.add_flag("--dark", options.dark, "for a dark page");
    command.add_flag("--high-contrast", options.highContrast, "stronger colours on white");
    command.add_flag("--print", options.format.print, "hatched areas, for black and white");
    command.add_flag("--text-as-paths", options.format.textAsPaths, "outlines in place of text (svg, pdf)");
    command.add_flag("--transparent", options.format.transparent, "no background");
}

} // namespace

void addChartCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command
        = commandGroup(app, "chart", "figures of stored results")->add_subcommand("export", "write a figure to a file");
    const auto options = std::make_shared<ChartOptions>();
    command->add_option("--runs", options->runs, "runs, as 3,5 (default: the newest; evaluations: of each task)");
    command->add_option("--kind", options->kind, "what to draw")
        ->check(CLI::IsMember(std::vector<std::string>(std::begin(kKinds), std::end(kKinds))));
    command->add_option("--out", options->out, "file; its extension decides: pdf, svg, png, csv, tsv, json, tex")->required();
    command->add_option("--published", options->published, "shots: lay published numbers over it, those of this model, as IDEFICS-9B");
    command->add_option("--measure", options->measure, "bars: a number of shots, or avg:1~2, avg:3~8, avg:1~8");
    command->add_option("--cells", options->cells, "scatter: two cells, as 8:lever-lm/4/42,8:siir/4/0");
    command->add_option("--bins", options->bins, "dm-scores: number of bins (default: chosen)")->check(CLI::Range(1, 1000));
    command->add_flag("--boxes", options->boxes, "dm-gains: boxes in place of violins");
    command->add_flag("--best-beams", options->bestBeams, "dm-scores, dm-gains: the best beam of each anchor only");
    command->add_option("--metric", options->metric, "training: last word of the metric's name, as loss or rate");
    command->add_option("--smoothing", options->smoothing, "training: 0 to 0.99")->check(CLI::Range(0.0, 0.99));
    command->add_option("--task", options->task, "sequences: caption or vqa")->check(CLI::IsMember({"caption", "vqa"}));
    command->add_option("--query", options->query, "sequences: image id (captions) or question id (VQA)");
    command->add_option("--shots", options->shots, "sequences: number of demonstrations")->check(CLI::Range(0, 1024));
    command->add_option("--strategies", options->strategies, "sequences: which, as lever-lm,siir (default: all stored)")->delimiter(',');
    addFormatOptions(*command, *options);
    command->callback([&context, options] { context.setAction([&context, options] { return exportChart(context, *options); }); });
}

} // namespace fulcrum::cli
