// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/import_meter.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::project {
namespace {

constexpr double kSoonest = 0.5;       // seconds of work before anything is said about the rest
constexpr double kRateSoonest = 0.1;   // seconds of a phase before its rate is told

} // namespace

void ImportMeter::begin(std::string phase, double until, std::uint64_t bytesTotal, std::uint64_t recordsTotal)
{
    m_phase = std::move(phase);
    m_from = m_until;
    m_until = std::clamp(until, m_from, 1.0);
    m_bytes = bytesTotal;
    m_records = recordsTotal;
    m_phaseBegin = Clock::now();
    if (!m_workBegin && m_until > m_from)
        m_workBegin = m_phaseBegin;
    at(0);
}

void ImportMeter::at(double part)
{
    if (!m_show)
        return;
    part = std::clamp(part, 0.0, 1.0);
    ImportProgress progress;
    progress.share = m_from + part * (m_until - m_from);
    progress.phase = m_phase;
    progress.bytesTotal = m_bytes;
    progress.recordsTotal = m_records;
    progress.bytes = static_cast<std::uint64_t>(part * static_cast<double>(m_bytes));
    progress.records = static_cast<std::uint64_t>(part * static_cast<double>(m_records));
    if (const double seconds = secondsSince(m_phaseBegin); seconds >= kRateSoonest) {
        progress.bytesPerSecond = static_cast<double>(progress.bytes) / seconds;
        progress.recordsPerSecond = static_cast<double>(progress.records) / seconds;
    }
    if (const double worked = m_workBegin ? secondsSince(*m_workBegin) : 0; worked >= kSoonest && progress.share > 0)
        progress.eta = worked * (1 - progress.share) / progress.share;
    m_show(progress);
}

std::string importText(const ImportProgress& progress)
{
    std::string text = fmt::format("{:3.0f}% {}", 100 * progress.share, progress.phase);
    if (progress.bytesPerSecond > 0)
        text += fmt::format(", {:.0f} MB/s", progress.bytesPerSecond / 1e6);
    if (progress.recordsPerSecond > 0)
        text += fmt::format(", {} of {} records, {:.0f}/s", progress.records, progress.recordsTotal, progress.recordsPerSecond);
    if (progress.eta)
        text += fmt::format(", {:.0f} s left", std::ceil(*progress.eta));
    return text;
}

} // namespace fulcrum::project
