// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_events.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::jobs {
namespace {

constexpr std::size_t kRemembered = 20, kNeeded = 5; // UX.md 5.9

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
    m_times.push_back(seconds);
    if (m_times.size() > kRemembered)
        m_times.pop_front();
}

double EtaEstimator::unitSeconds() const
{
    std::vector<double> sorted(m_times.begin(), m_times.end());
    std::sort(sorted.begin(), sorted.end());
    return median(std::move(sorted));
}

std::optional<Eta> EtaEstimator::remaining(std::int64_t units) const
{
    if (m_times.size() < kNeeded)
        return std::nullopt;
    std::vector<double> sorted(m_times.begin(), m_times.end());
    std::sort(sorted.begin(), sorted.end());
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
