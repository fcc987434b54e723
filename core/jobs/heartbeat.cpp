// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/heartbeat.h"

namespace fulcrum::jobs {
namespace {

constexpr auto kPoll = std::chrono::seconds(1);
constexpr int kPollsPerBeat = 5;

} // namespace

Heartbeat::Heartbeat(JobContext& context, store::Database database)
    : m_context(context), m_database(std::move(database)), m_thread([this](const std::stop_token& stop) { work(stop); })
{
}

Heartbeat::~Heartbeat() = default;

void Heartbeat::work(const std::stop_token& stop)
{
    store::RunRepository runs(m_database);
    for (int poll = 1; !stop.stop_requested(); ++poll) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, kPoll, [] { return false; });
        }
        if (stop.stop_requested())
            return;
        if (poll % kPollsPerBeat == 0)
            if (const Result<void> beat = runs.heartbeat(m_context.run()); !beat)
                log(LogLevel::Warning, "fulcrum.jobs", beat.error().text()); // the next one may succeed
        const Result<store::RunRequest> wish = runs.takeRequest(m_context.run());
        if (!wish)
            continue;
        switch (*wish) {
        case store::RunRequest::Pause: m_context.pause(); break;
        case store::RunRequest::Resume: m_context.resume(); break;
        case store::RunRequest::Cancel: m_context.stop(JobContext::End::Cancel); break;
        case store::RunRequest::None: break;
        }
    }
}

} // namespace fulcrum::jobs
