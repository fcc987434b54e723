// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/store/run_repository.h"

namespace fulcrum::lever {

/// Metrics that share an axis, by the last word of their names: "loss", "rate", ... What one looks for first comes first.
std::vector<std::string> metricGroups(std::span<const store::MetricPoint> points);
std::string metricGroupOf(std::string_view metric);

struct NamedCurves
{
    store::RunId run = 0;
    std::string name;
    std::vector<store::MetricPoint> points;
};

/// The curves of a group over epochs, one series a metric and run. `smoothing` (0 to 0.99) draws them smoothed over the raw ones at a
/// quarter of their strength.
chart::Figure trainingFigure(std::span<const NamedCurves> runs, const std::string& group, double smoothing = 0);

} // namespace fulcrum::lever
