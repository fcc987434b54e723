// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QByteArray>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace fulcrum::test {

/// An application that notes how long its event loop was away: the time of each event sent by the loop, without the time in which
/// the thread was ready to run but other processes had the processor (schedstat), which says nothing about the program.
class WatchedApplication : public QApplication
{
public:
    WatchedApplication(int& argc, char** argv)
        : QApplication(argc, argv), m_schedstat(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC))
    {
    }
    ~WatchedApplication() override
    {
        if (m_schedstat >= 0)
            ::close(m_schedstat);
    }

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        const int type = event->type(); // the event may be gone afterwards
        const QByteArray name = receiver->metaObject()->className();
        const double waited = waitedMs();
        const auto start = std::chrono::steady_clock::now();
        const bool result = QApplication::notify(receiver, event);
        const double wall = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        --m_depth;
        if (const double away = wall - (waitedMs() - waited); away > m_longest) {
            m_longest = away;
            m_what = name + ", event " + QByteArray::number(type);
        }
        return result;
    }

    void restart()
    {
        m_longest = 0;
        m_what.clear();
    }
    double longestMs() const { return m_longest; }
    const QByteArray& what() const { return m_what; } ///< class and event of the longest

private:
    /// Time in which this thread waited for a processor; 0 where the kernel does not say.
    double waitedMs() const
    {
        char text[96] = {};
        long long ran = 0, waited = 0;
        if (m_schedstat < 0 || ::pread(m_schedstat, text, sizeof text - 1, 0) <= 0 || std::sscanf(text, "%lld %lld", &ran, &waited) != 2)
            return 0;
        return static_cast<double>(waited) / 1e6;
    }

    int m_schedstat;
    int m_depth = 0;
    double m_longest = 0;
    QByteArray m_what;
};

} // namespace fulcrum::test
