// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_events.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::jobs {
namespace {

constexpr std::size_t kRemembered = 20; // UX.md 5.9
constexpr std::int64_t kNeeded = 5;
// Units that follow the one before at once were worked on together with it and only marked one by one, unless they go on like
// this: seconds, and shares of the time of the first (a slow disk makes marks slow, a minute of work before them tells).
constexpr double kAtOnce = 0.02, kAtOnceShare = 0.02;
constexpr double kLongBurst = 1, kLongBurstShare = 0.2;

double median(std::vector<double> sorted)
{
    const std::size_t n = sorted.size();
    return n == 0 ? 0 : n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

} // namespace

void EtaEstimator::addUnit(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return;
    ++m_units;
    const double lead = m_steps.empty() ? 0 : m_steps.back().seconds - m_steps.back().burst;
    const bool sameStep = !m_steps.empty() && seconds < std::max(kAtOnce, kAtOnceShare * lead)
        && m_steps.back().burst < std::max(kLongBurst, kLongBurstShare * lead);
    if (!sameStep) {
        m_steps.push_back({seconds, 0, 1});
        if (m_steps.size() > kRemembered)
            m_steps.pop_front();
        return;
    }
    Step& step = m_steps.back();
    step.seconds += seconds;
    step.burst += seconds;
    ++step.units;
}

std::vector<double> EtaEstimator::sortedTimes() const
{
    std::vector<double> times;
    std::int64_t most = 0;
    for (const Step& step : m_steps)
        most = std::max(most, step.units);
    for (const Step& step : m_steps)
        if (2 * step.units >= most) // a lone unit among groups is a beginning, or a group that is being marked just now
            times.push_back(step.seconds / static_cast<double>(step.units));
    std::sort(times.begin(), times.end());
    return times;
}

double EtaEstimator::unitSeconds() const { return median(sortedTimes()); }

std::optional<Eta> EtaEstimator::remaining(std::int64_t units) const
{
    if (m_units < kNeeded)
        return std::nullopt;
    const std::vector<double> sorted = sortedTimes();
    const auto half = static_cast<std::ptrdiff_t>((sorted.size() + 1) / 2);
    const auto left = static_cast<double>(std::max<std::int64_t>(units, 0));
    return Eta{left * median({sorted.begin(), sorted.begin() + half}),
        left * median({sorted.end() - half, sorted.end()})};
}

std::string etaText(const std::optional<Eta>& eta)
{
    if (!eta)
        return "estimating";
    struct Unit
    {
        double seconds;
        const char* name;
    };
    const Unit unit = eta->high < 120 ? Unit{1, "s"} : eta->high < 7200 ? Unit{60, "min"} : Unit{3600, "h"};
    const auto low = std::lround(eta->low / unit.seconds), high = std::lround(eta->high / unit.seconds);
    return low == high ? fmt::format("{} {}", high, unit.name) : fmt::format("{}-{} {}", low, high, unit.name);
}

} // namespace fulcrum::jobs
