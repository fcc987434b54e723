// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>

namespace fulcrum::bridge {

/// Runs reads off the GUI thread, one after the other, and brings the result back to the GUI thread. A result whose
/// receiver is gone, or that was overtaken by a newer request of the same Latest, is dropped. Lives on the GUI thread.
class Worker : public QObject
{
    Q_OBJECT

public:
    explicit Worker(QObject* parent = nullptr);
    /// Asks the running work to stop and waits for it; queued work never starts.
    ~Worker() override;

    /// `work(std::stop_token)` runs on the worker thread; `then(result)` on the GUI thread while `receiver` lives.
    template <class Work, class Then>
    void run(QObject* receiver, Work work, Then then, std::stop_token stop = {})
    {
        using R = std::invoke_result_t<Work, std::stop_token>;
        QPointer<QObject> guard(receiver);
        start([this, guard, work = std::move(work), then = std::move(then), stop]() mutable {
            if (stop.stop_requested() || m_stop.stop_requested())
                return;
            auto result = std::make_shared<R>(work(stop.stop_possible() ? stop : m_stop.get_token()));
            deliver([guard, result, then = std::move(then)]() mutable {
                if (guard)
                    then(std::move(*result));
            });
        });
    }
    /// Waits until nothing runs. For work that was asked to stop and holds what must be let go of now.
    void wait() { m_pool.waitForDone(); }
    /// True when nothing waits or runs.
    bool idle() const { return m_pending == 0; }

Q_SIGNALS:
    void becameIdle();

private:
    void start(std::function<void()> task);
    void deliver(std::function<void()> call);
    void finished();

    std::stop_source m_stop;
    QThreadPool m_pool;
    int m_pending = 0; // GUI thread only
};

/// Requests of which only the newest matters (a search while typing, the lanes of the current query).
class Latest
{
public:
    explicit Latest(Worker* worker) : m_worker(worker) { }
    ~Latest() { m_stop.request_stop(); }

    template <class Work, class Then>
    void run(QObject* receiver, Work work, Then then)
    {
        m_stop.request_stop();
        m_stop = std::stop_source();
        const quint64 mine = ++*m_generation;
        m_worker->run(
            receiver, std::move(work),
            [generation = m_generation, mine, then = std::move(then)](auto result) mutable {
                if (*generation == mine)
                    then(std::move(result));
            },
            m_stop.get_token());
    }
    /// Drops what is on its way.
    void cancel()
    {
        m_stop.request_stop();
        ++*m_generation;
    }

private:
    Worker* m_worker;
    std::stop_source m_stop;
    std::shared_ptr<quint64> m_generation = std::make_shared<quint64>(0);
};

} // namespace fulcrum::bridge
