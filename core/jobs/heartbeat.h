// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_context.h"

#include <thread>

namespace fulcrum::jobs {

/// A thread with a connection of its own that says every 5 s that the run lives, and passes on what other processes wish
/// (pause, resume, cancel) within a second. Ends with its destructor, before the context.
class Heartbeat
{
public:
    Heartbeat(JobContext& context, store::Database database);
    ~Heartbeat();
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

private:
    void work(const std::stop_token& stop);

    JobContext& m_context;
    store::Database m_database; // only on the thread
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // last: starts when everything else is there
};

} // namespace fulcrum::jobs
