// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/dm_figures.h"

#include "core/chart/series_math.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace fulcrum::dm {
namespace {

/// Looks of the D_M runs in their order; they are no strategies.
constexpr const char* kStyleKeys[] = {"lever-lm", "siir", "sttr", "fixed", "sitr", "random"};

std::string styleAt(std::size_t number) { return kStyleKeys[number % std::size(kStyleKeys)]; }

std::string keyOf(const NamedDm& dm, const char* part = "") { return fmt::format("dm-{}{}", dm.run, part); }

std::vector<double> scoresOf(const NamedDm& dm, bool bestOnly)
{
    std::vector<double> scores;
    for (const store::DmEntry& entry : dm.entries)
        if (std::isfinite(entry.score) && (!bestOnly || entry.rank == 0))
            scores.push_back(entry.score);
    return scores;
}

struct Sample
{
    std::string key, name;
    std::vector<double> values;
};

} // namespace

chart::Figure scoreFigure(std::span<const NamedDm> runs, int bins, bool bestOnly)
{
    std::vector<Sample> samples;
    // The first is drawn on top: the smaller histogram before the one that holds it.
    if (runs.size() == 1 && !bestOnly)
        samples.push_back({keyOf(runs.front(), "-best"), "best beam", scoresOf(runs.front(), true)});
    for (const NamedDm& dm : runs)
        samples.push_back({keyOf(dm), runs.size() > 1 ? dm.name : bestOnly ? "best beam" : "all beams", scoresOf(dm, bestOnly)});
    std::vector<double> all;
    for (const Sample& sample : samples)
        all.insert(all.end(), sample.values.begin(), sample.values.end());
    chart::Figure figure;
    if (all.empty())
        return figure;
    const int count = bins > 0 ? bins : chart::binsFor(all);
    auto [low, high] = std::minmax_element(all.begin(), all.end());
    // One value only: a bin around it.
    const double from = *low, to = *high > *low ? *high : *low + 1e-6;
    chart::Panel panel;
    panel.title = runs.size() == 1 ? runs.front().name : std::string();
    panel.xLabel = "score of a sequence";
    panel.yLabel = "sequences";
    panel.startAtZero = true;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        chart::Series series{samples[i].key, fmt::format("{} ({})", samples[i].name, samples[i].values.size()),
            chart::histogramOf(samples[i].values, from, to, count)};
        series.mark = chart::Mark::Histogram;
        series.width = (to - from) / count;
        series.wears = styleAt(i);
        panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
    return figure;
}

chart::Figure gainFigure(std::span<const NamedDm> runs, bool boxes, bool bestOnly)
{
    chart::Panel panel;
    panel.title = runs.size() == 1 ? runs.front().name : std::string();
    panel.xLabel = "step";
    panel.yLabel = "gain in P(y|x,S)";
    std::map<int, bool> steps;
    const double slot = 0.8 / static_cast<double>(std::max<std::size_t>(1, runs.size()));
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::map<int, std::vector<double>> byStep;
        for (const store::DmEntry& entry : runs[r].entries)
            for (std::size_t i = 0; i < entry.gains.size() && i < entry.steps.size(); ++i)
                if (!bestOnly || entry.rank == 0)
                    byStep[entry.steps[i] + 1].push_back(entry.gains[i]);
        chart::Series series{keyOf(runs[r]), runs[r].name, {}};
        series.mark = boxes ? chart::Mark::Box : chart::Mark::Violin;
        series.width = 0.9 * slot;
        series.wears = styleAt(r);
        series.inLegend = runs.size() > 1;
        for (const auto& [step, values] : byStep) {
            const double x = step + (static_cast<double>(r) - (static_cast<double>(runs.size()) - 1) / 2) * slot;
            chart::Spread spread = chart::spreadOf(x, values);
            if (spread.count == 0)
                continue;
            series.points.push_back({x, spread.median, spread.lowerQuartile, spread.upperQuartile});
            series.spreads.push_back(std::move(spread));
            steps[step] = true;
        }
        if (!series.points.empty())
            panel.series.push_back(std::move(series));
    }
    chart::Figure figure;
    if (panel.series.empty())
        return figure;
    for (const auto& [step, unused] : steps)
        panel.xTicks.push_back(step);
    figure.panels.push_back(std::move(panel));
    return figure;
}

} // namespace fulcrum::dm
