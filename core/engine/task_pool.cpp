// SPDX-License-Identifier: GPL-3.0-or-later
// Threads of our own beside OpenMP's: a parallel region of OpenMP shares work out in equal parts, so that it waits for the core
// that another program is using, and every calling thread brings a team of its own. These threads are shared, take what is next
// and sleep when there is nothing.
#include "core/engine/task_pool.h"

#include "core/engine/runtime.h"

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace fulcrum::engine {
namespace {

thread_local bool t_inTask = false;

/// What one call of runTasks shares with the threads that help it.
struct Call
{
    std::int64_t count = 0;
    const std::function<void(std::int64_t)>* body = nullptr;
    const at::ThreadLocalState* state = nullptr; ///< gradient mode and the like

    // Guarded by the pool's mutex.
    std::int64_t next = 0;
    int helpers = 0; ///< threads other than the caller's that are in it
    model::WorkCounter work;
    std::exception_ptr error;
};

class Pool
{
public:
    static Pool& instance()
    {
        static Pool& pool = *new Pool; // never destroyed: its threads may outlive static objects
        return pool;
    }

    void run(Call& call)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_calls.push_back(&call);
        }
        m_wanted.notify_all();
        work(call);
        std::unique_lock lock(m_mutex);
        std::erase(m_calls, &call);
        m_done.wait(lock, [&] { return call.helpers == 0; });
    }

    /// Takes tasks of a call until there are none.
    void work(Call& call)
    {
        model::WorkCounter own;
        {
            const WorkScope scope(own);
            for (std::int64_t task = take(call); task >= 0; task = take(call)) {
                try {
                    (*call.body)(task);
                } catch (...) {
                    const std::lock_guard lock(m_mutex);
                    call.next = call.count;
                    if (!call.error)
                        call.error = std::current_exception();
                }
            }
        }
        const std::lock_guard lock(m_mutex);
        call.work.add(own);
    }

private:
    Pool()
    {
        for (int i = 1; i < threadCount(); ++i)
            std::thread([this] { help(); }).detach();
    }

    std::int64_t take(Call& call)
    {
        const std::lock_guard lock(m_mutex);
        return call.next < call.count ? call.next++ : -1;
    }

    void help()
    {
        static_cast<void>(at::get_num_threads()); // LibTorch sets a thread's count when it is first asked for, here and not later
        const SingleThreaded alone;
        t_inTask = true;
        std::unique_lock lock(m_mutex);
        for (;;) {
            const auto open
                = std::find_if(m_calls.begin(), m_calls.end(), [](const Call* call) { return call->next < call->count; });
            if (open == m_calls.end()) {
                m_wanted.wait(lock);
                continue;
            }
            Call& call = **open;
            ++call.helpers;
            lock.unlock();
            {
                const at::ThreadLocalStateGuard state(*call.state);
                work(call);
            }
            lock.lock();
            if (--call.helpers == 0)
                m_done.notify_all();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wanted, m_done;
    std::deque<Call*> m_calls; // guarded by m_mutex
};

} // namespace

void runTasks(std::int64_t count, const std::function<void(std::int64_t)>& body)
{
    if (t_inTask || count <= 1 || threadCount() <= 1 || PlainOperations::wanted()) {
        for (std::int64_t task = 0; task < count; ++task)
            body(task);
        return;
    }
    const at::ThreadLocalState state;
    Call call;
    call.count = count;
    call.body = &body;
    call.state = &state;
    {
        const SingleThreaded alone;
        t_inTask = true;
        Pool::instance().run(call); // throws nothing: exceptions of tasks are in `call`
        t_inTask = false;
    }
    currentWork().add(call.work);
    if (call.error)
        std::rethrow_exception(call.error);
}

void runRanges(
    std::int64_t total, std::int64_t grain, const std::function<void(std::int64_t from, std::int64_t to)>& body)
{
    const std::int64_t step = std::max<std::int64_t>(1, grain);
    runTasks((total + step - 1) / step,
        [&](std::int64_t task) { body(task * step, std::min(total, (task + 1) * step)); });
}

} // namespace fulcrum::engine
