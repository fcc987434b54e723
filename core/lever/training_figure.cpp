// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/training_figure.h"

#include "core/chart/series_math.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::lever {
namespace {

constexpr std::string_view kBatchMetric = "train loss"; ///< its steps are batches, those of all others epochs (train_job)
constexpr double kRawAlpha = 0.25;
/// Strong colours in a fixed order; curves are no strategies.
constexpr const char* kStyleKeys[] = {"lever-lm", "siir", "sttr", "golden", "sitr", "random"};

/// Points are stored an epoch at a time, so the last batch and the last epoch belong together.
double batchesPerEpoch(std::span<const store::MetricPoint> points)
{
    std::int64_t batches = 0, epochs = 0;
    for (const store::MetricPoint& point : points)
        if (point.name == kBatchMetric)
            batches = std::max(batches, point.step);
        else
            epochs = std::max(epochs, point.step);
    return batches > 0 && epochs > 0 ? static_cast<double>(batches) / static_cast<double>(epochs) : 1.0;
}

void addCurve(chart::Panel& panel, chart::Series series, double smoothing)
{
    if (smoothing <= 0) {
        panel.series.push_back(std::move(series));
        return;
    }
    chart::Series raw = series;
    raw.key += " raw";
    raw.name += " (raw)";
    raw.alpha = kRawAlpha;
    raw.inLegend = false;
    std::vector<double> values;
    for (const chart::Point& point : series.points)
        values.push_back(point.y);
    const std::vector<double> smooth = chart::smoothed(values, smoothing);
    for (std::size_t i = 0; i < smooth.size(); ++i)
        series.points[i].y = smooth[i];
    panel.series.push_back(std::move(series)); // before its raw curve: the first is drawn on top
    panel.series.push_back(std::move(raw));
}

} // namespace

std::string metricGroupOf(std::string_view metric) { return std::string(metric.substr(metric.rfind(' ') + 1)); }

std::vector<std::string> metricGroups(std::span<const store::MetricPoint> points)
{
    std::vector<std::string> groups;
    for (const store::MetricPoint& point : points)
        if (const std::string group = metricGroupOf(point.name); std::find(groups.begin(), groups.end(), group) == groups.end())
            groups.push_back(group);
    std::stable_partition(groups.begin(), groups.end(), [](const std::string& group) { return group == "loss"; });
    return groups;
}

chart::Figure trainingFigure(std::span<const NamedCurves> runs, const std::string& group, double smoothing)
{
    chart::Panel panel;
    panel.title = runs.size() == 1 ? runs.front().name : std::string();
    panel.xLabel = "epoch";
    panel.yLabel = group == "rate" ? "learning rate" : group;
    std::size_t number = 0;
    for (const NamedCurves& run : runs) {
        const double batches = batchesPerEpoch(run.points);
        std::vector<chart::Series> curves;
        for (const store::MetricPoint& point : run.points) {
            if (metricGroupOf(point.name) != group)
                continue;
            const std::string key = runs.size() == 1 ? point.name : fmt::format("{}: {}", run.name, point.name);
            auto curve = std::find_if(curves.begin(), curves.end(), [&key](const chart::Series& s) { return s.key == key; });
            if (curve == curves.end()) {
                curves.push_back({key, key, {}});
                curve = std::prev(curves.end());
                curve->wears = kStyleKeys[number++ % std::size(kStyleKeys)];
            }
            curve->points.push_back({static_cast<double>(point.step) / (point.name == kBatchMetric ? batches : 1.0), point.value});
        }
        for (chart::Series& curve : curves)
            addCurve(panel, std::move(curve), smoothing);
    }
    chart::Figure figure;
    if (!panel.series.empty())
        figure.panels.push_back(std::move(panel));
    return figure;
}

} // namespace fulcrum::lever
