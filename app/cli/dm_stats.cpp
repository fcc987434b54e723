// SPDX-License-Identifier: GPL-3.0-or-later
// `dm stats`: what a D_M is worth.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/dm/dm_statistics.h"
#include "core/store/run_repository.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using Json = nlohmann::ordered_json;

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json spreadEntry(const dm::Spread& spread)
{
    return {{"count", spread.count}, {"min", numberOrNull(spread.least)}, {"q1", numberOrNull(spread.lower)},
        {"median", numberOrNull(spread.median)}, {"q3", numberOrNull(spread.upper)}, {"max", numberOrNull(spread.most)},
        {"mean", numberOrNull(spread.mean)}};
}

std::string spreadLine(const std::string& name, const dm::Spread& spread)
{
    return fmt::format("{:<22} min {:.4f}  q1 {:.4f}  median {:.4f}  q3 {:.4f}  max {:.4f}  mean {:.4f}\n", name, spread.least, spread.lower,
        spread.median, spread.upper, spread.most, spread.mean);
}

std::string asText(store::RunId run, const dm::DmStatistics& statistics, double threshold, const dm::ThresholdCounts::Counts& counts)
{
    std::string text = fmt::format("run {}: {} anchors, {} sequences of up to {} demonstrations\n", run, statistics.anchors.size(),
        statistics.sequences, statistics.shots);
    text += fmt::format("anchors without gain   {}\nduplicate beams        {}\n", statistics.withoutGain, statistics.duplicateBeams);
    text += spreadLine("scores", statistics.scores) + spreadLine("best score of anchor", statistics.bestScores);
    for (std::size_t step = 0; step < statistics.stepGains.size(); ++step)
        text += spreadLine(fmt::format("gain of step {}", step + 1), statistics.stepGains[step]);
    if (!statistics.hasSteps)
        text += "gains of the steps are not known: an imported official file does not have them\n";
    return text
        + fmt::format("at threshold {}: training keeps {} sequences of {} anchors, drops {} and {}\n", threshold, counts.keptSequences,
            counts.keptAnchors, counts.droppedSequences, counts.droppedAnchors);
}

Result<void> showStatistics(CliContext& context, store::RunId run, double threshold)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
    if (record.kind != "dm")
        return fail(ErrorCode::Usage, "cannot show the statistics", fmt::format("run {}", run), "it is not a D_M run");
    FULCRUM_TRY(const auto entries, store::DmRepository(database).entries(run));
    const dm::DmStatistics statistics = dm::statisticsOf(entries);
    const auto counts = dm::ThresholdCounts(entries).at(threshold);
    Json document = {{"run", run}, {"anchors", statistics.anchors.size()}, {"sequences", statistics.sequences},
        {"shots", statistics.shots}, {"anchors_without_gain", statistics.withoutGain}, {"duplicate_beams", statistics.duplicateBeams},
        {"has_step_gains", statistics.hasSteps}, {"scores", spreadEntry(statistics.scores)},
        {"best_scores", spreadEntry(statistics.bestScores)}, {"step_gains", Json::array()},
        {"threshold",
            {{"value", threshold}, {"kept_sequences", counts.keptSequences}, {"dropped_sequences", counts.droppedSequences},
                {"kept_anchors", counts.keptAnchors}, {"dropped_anchors", counts.droppedAnchors}}}};
    for (const dm::Spread& step : statistics.stepGains)
        document["step_gains"].push_back(spreadEntry(step));
    context.result(document, [&] { return asText(run, statistics, threshold, counts); });
    return {};
}

} // namespace

void addDmStatsCommand(CLI::App& dm, CliContext& context)
{
    struct Arguments
    {
        store::RunId run = 0;
        double threshold = 0;
    };
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = dm.add_subcommand("stats", "What a D_M is worth: anchors without gain, duplicate beams, scores, gains of the steps");
    command->add_option("RUN", arguments->run, "the D_M run")->required();
    command->add_option("--threshold", arguments->threshold, "score below which training drops a sequence")->capture_default_str();
    command->callback([&context, arguments] {
        context.setAction([&context, arguments] { return showStatistics(context, arguments->run, arguments->threshold); });
    });
}

} // namespace fulcrum::cli
