// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/import.h"

#include <chrono>

namespace fulcrum::project {

/// Makes an ImportProgress of what the importer says that it does. Used by one thread.
class ImportMeter
{
public:
    explicit ImportMeter(const std::function<void(const ImportProgress&)>& show) : m_show(show) {}

    /// A phase that takes the import from its present share to `until`. Totals are those of the phase, 0 = it has none.
    void begin(std::string phase, double until, std::uint64_t bytesTotal = 0, std::uint64_t recordsTotal = 0);
    /// `part` of the phase is done, 0 to 1.
    void at(double part);

private:
    using Clock = std::chrono::steady_clock;
    static double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

    const std::function<void(const ImportProgress&)>& m_show;
    std::string m_phase;
    double m_from = 0, m_until = 0; ///< shares
    std::uint64_t m_bytes = 0, m_records = 0;
    Clock::time_point m_phaseBegin;
    std::optional<Clock::time_point> m_workBegin; ///< when the share began to rise
};

} // namespace fulcrum::project
