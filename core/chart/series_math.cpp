// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/series_math.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace fulcrum::chart {
namespace {

constexpr int kDensityPoints = 64;
constexpr double kCutShare = 0.01; ///< of each end

std::vector<double> sortedFinite(std::span<const double> values)
{
    std::vector<double> sorted;
    std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double v) { return std::isfinite(v); });
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

double deviationOf(std::span<const double> values)
{
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double sum = 0;
    for (const double v : values)
        sum += (v - mean) * (v - mean);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

std::vector<Spread::Density> densityOf(const std::vector<double>& sorted, const Spread& spread)
{
    const double range = (spread.upperQuartile - spread.lowerQuartile) / 1.34;
    const double deviation = deviationOf(sorted);
    const double scale = range > 0 ? std::min(range, deviation) : deviation;
    const double width = 0.9 * scale * std::pow(static_cast<double>(sorted.size()), -0.2);
    if (!(width > 0))
        return {};
    std::vector<Spread::Density> density;
    double highest = 0;
    for (int i = 0; i < kDensityPoints; ++i) {
        const double y = spread.minimum + (spread.maximum - spread.minimum) * i / (kDensityPoints - 1);
        double sum = 0;
        // Beyond five widths a kernel adds nothing that could be seen.
        const auto first = std::lower_bound(sorted.begin(), sorted.end(), y - 5 * width);
        const auto last = std::upper_bound(first, sorted.end(), y + 5 * width);
        for (auto v = first; v != last; ++v)
            sum += std::exp(-0.5 * (y - *v) * (y - *v) / (width * width));
        density.push_back({y, sum});
        highest = std::max(highest, sum);
    }
    for (Spread::Density& one : density)
        one.share /= highest;
    return density;
}

} // namespace

std::vector<double> smoothed(std::span<const double> values, double weight)
{
    // Dividing can move a constant by one unit in the last place; a flat line has to stay flat.
    const bool flat = std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); });
    std::vector<double> result(values.begin(), values.end());
    if (flat || !(weight > 0))
        return result;
    double average = 0, correction = 0;
    for (double& value : result) {
        if (!std::isfinite(value))
            continue;
        average = weight * average + (1 - weight) * value;
        correction = weight * correction + (1 - weight);
        value = average / correction;
    }
    return result;
}

double quantileOfSorted(std::span<const double> sorted, double share)
{
    if (sorted.empty())
        return std::nan("");
    const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Spread spreadOf(double x, std::span<const double> values)
{
    const std::vector<double> sorted = sortedFinite(values);
    Spread spread{x, static_cast<std::int64_t>(sorted.size())};
    if (sorted.empty())
        return spread;
    spread.minimum = sorted.front();
    spread.lowerQuartile = quantileOfSorted(sorted, 0.25);
    spread.median = quantileOfSorted(sorted, 0.5);
    spread.upperQuartile = quantileOfSorted(sorted, 0.75);
    spread.maximum = sorted.back();
    spread.density = densityOf(sorted, spread);
    return spread;
}

std::vector<Point> histogramOf(std::span<const double> values, double low, double high, int bins)
{
    if (bins < 1 || !(high > low))
        return {};
    const double width = (high - low) / bins;
    std::vector<Point> points;
    for (int i = 0; i < bins; ++i)
        points.push_back({low + (i + 0.5) * width, 0});
    for (const double value : values)
        if (std::isfinite(value)) {
            const double place = std::clamp((value - low) / width, 0.0, static_cast<double>(bins - 1));
            ++points[static_cast<std::size_t>(place)].y;
        }
    return points;
}

int binsFor(std::span<const double> values)
{
    const std::vector<double> sorted = sortedFinite(values);
    if (sorted.size() < 2 || sorted.back() <= sorted.front())
        return 5;
    const double range = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
    const double width = 2 * range * std::pow(static_cast<double>(sorted.size()), -1.0 / 3);
    return width > 0 ? static_cast<int>(std::clamp((sorted.back() - sorted.front()) / width, 5.0, 60.0)) : 20;
}

void clipOutliers(Panel& panel, const std::string& noteFormat)
{
    if (panel.y.low || panel.y.high)
        return;
    std::vector<double> values;
    for (const Series& series : panel.series)
        for (const Point& point : series.points)
            values.push_back(point.y);
    const std::vector<double> sorted = sortedFinite(values);
    const double low = quantileOfSorted(sorted, kCutShare), high = quantileOfSorted(sorted, 1 - kCutShare);
    const double room = 0.1 * (high - low);
    if (!(room > 0) || (sorted.front() >= low - room && sorted.back() <= high + room))
        return;
    panel.y = {low - room, high + room};
    const auto outside = std::count_if(
        sorted.begin(), sorted.end(), [&](double v) { return v < low - room || v > high + room; });
    panel.note = fmt::format(fmt::runtime(noteFormat), outside, sorted.size());
}

} // namespace fulcrum::chart
