// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_events.h"

#include <algorithm>

namespace fulcrum::jobs {

void JobEventQueue::push(JobEvent event)
{
    const std::lock_guard guard(m_mutex);
    const bool mergeable = event.type == JobEvent::Type::Progress && !m_events.empty()
        && m_events.back().type == JobEvent::Type::Progress && m_events.back().run == event.run;
    if (mergeable) {
        event.sequence = m_events.back().sequence;
        m_events.back() = std::move(event);
        return;
    }
    event.sequence = m_next++;
    m_events.push_back(std::move(event));
    if (m_events.size() <= kMost)
        return;
    // Nobody drains. States and progress are few and must not be lost; of the others the oldest half goes at once, so that
    // a full queue costs little per event.
    std::size_t toDrop = kMost / 2;
    const auto kept = std::remove_if(m_events.begin(), m_events.end(), [&](const JobEvent& one) {
        const bool drop
            = toDrop > 0 && (one.type == JobEvent::Type::Log || one.type == JobEvent::Type::Metric);
        toDrop -= drop ? 1 : 0;
        return drop;
    });
    m_dropped += static_cast<std::uint64_t>(m_events.end() - kept);
    m_events.erase(kept, m_events.end());
}

std::vector<JobEvent> JobEventQueue::drain()
{
    const std::lock_guard guard(m_mutex);
    std::vector<JobEvent> events(
        std::make_move_iterator(m_events.begin()), std::make_move_iterator(m_events.end()));
    m_events.clear();
    return events;
}

std::uint64_t JobEventQueue::dropped() const
{
    const std::lock_guard guard(m_mutex);
    return m_dropped;
}

} // namespace fulcrum::jobs
