// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_figure.h"

#include "core/icl/retriever.h"

#include <algorithm>
#include <set>

namespace fulcrum::icl {

namespace {

chart::Panel emptyPanel(const std::string& task)
{
    chart::Panel panel;
    panel.title = task == "caption" ? "Captions" : "VQA";
    panel.xLabel = "shots";
    panel.yLabel = task == "caption" ? "CIDEr x 100" : "accuracy in %";
    return panel;
}

chart::Series seriesOf(const StrategySummary& row)
{
    chart::Series series;
    series.key = row.strategy;
    series.horizontal = row.strategy == strategyName(Strategy::ZeroShot);
    for (const auto& [shots, value] : row.shots) {
        chart::Point point;
        point.x = shots;
        point.y = value;
        if (const auto interval = row.ci95.find(shots); interval != row.ci95.end()) {
            point.low = interval->second.low;
            point.high = interval->second.high;
        }
        series.points.push_back(point);
    }
    return series;
}

} // namespace

chart::Figure evaluationFigure(std::span<const StrategySummary> rows)
{
    chart::Figure figure;
    std::vector<std::string> tasks;
    for (const StrategySummary& row : rows) {
        auto at = std::find(tasks.begin(), tasks.end(), row.task);
        if (at == tasks.end()) {
            tasks.push_back(row.task);
            figure.panels.push_back(emptyPanel(row.task));
            at = std::prev(tasks.end());
        }
        chart::Panel& panel = figure.panels[static_cast<std::size_t>(at - tasks.begin())];
        panel.series.push_back(seriesOf(row));
        std::set<double> ticks(panel.xTicks.begin(), panel.xTicks.end());
        for (const auto& [shots, value] : row.shots)
            if (shots > 0)
                ticks.insert(shots);
        panel.xTicks.assign(ticks.begin(), ticks.end());
    }
    return figure;
}

} // namespace fulcrum::icl
