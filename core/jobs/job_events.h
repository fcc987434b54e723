// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/log.h"
#include "core/store/run_repository.h"

#include <deque>
#include <mutex>
#include <optional>

namespace fulcrum::jobs {

/// Seconds still to go, as a range.
struct Eta
{
    double low = 0, high = 0;
};

/// Estimates from the median of the last 20 unit times; the range is the median of the lower and of the upper half.
/// "estimating" (nullopt) before 5 units (UX.md 5.9).
class EtaEstimator
{
public:
    void addUnit(double seconds);
    std::optional<Eta> remaining(std::int64_t units) const;
    double unitSeconds() const; ///< median, 0 before the first unit

private:
    /// Units that were worked on together: the first took the time, the others follow at once.
    struct Step
    {
        double seconds = 0, burst = 0; ///< burst: after the first unit
        std::int64_t units = 0;
    };
    std::vector<double> sortedTimes() const; ///< seconds a unit, by step
    std::deque<Step> m_steps;
    std::int64_t m_units = 0;
};
/// "25-31 min", "estimating", "8 s".
std::string etaText(const std::optional<Eta>& eta);

struct JobEvent
{
    enum class Type { State, Progress, Metric, Log };
    std::uint64_t sequence = 0; ///< ascending without gaps, in the order of pushing
    Type type = Type::State;
    store::RunId run = 0;

    store::RunState state{}; ///< State
    std::string error;       ///< State: of a failed run

    std::int64_t unitsDone = 0, unitsTotal = 0; ///< Progress
    std::int64_t phaseDone = 0, phaseTotal = 0;
    std::string phase;
    double unitSeconds = 0;
    std::optional<Eta> eta;

    store::MetricPoint metric; ///< Metric

    LogLevel level = LogLevel::Info; ///< Log
    std::string message, unit;
    std::int64_t wallTime = 0; ///< Unix milliseconds, all types
};

/// The one ordered stream of all jobs of a process. Any thread pushes; the window drains it ten times a second. Bounded:
/// consecutive progress of one run is merged, and when kMost events wait, the oldest log and metric lines go (the
/// database has them) and `dropped` counts them.
class JobEventQueue
{
public:
    static constexpr std::size_t kMost = 100'000;

    void push(JobEvent event);
    std::vector<JobEvent> drain();
    std::uint64_t dropped() const;

private:
    mutable std::mutex m_mutex;
    // guarded by m_mutex
    std::deque<JobEvent> m_events;
    std::uint64_t m_next = 1;
    std::uint64_t m_dropped = 0;
};

} // namespace fulcrum::jobs
