// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace fulcrum::cli {

Progress::Progress(bool quiet) : m_quiet(quiet), m_terminal(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { finish(); }

void Progress::show(const std::string& line)
{
    if (m_quiet)
        return;
    const std::lock_guard guard(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    const auto pause = m_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
    if (m_last.time_since_epoch().count() != 0 && now - m_last < pause)
        return;
    m_last = now;
    if (m_terminal) {
        std::fprintf(stderr, "\r%-*s", static_cast<int>(m_width), line.c_str());
        m_width = line.size();
        m_open = true;
    } else {
        std::fprintf(stderr, "%s\n", line.c_str());
    }
    std::fflush(stderr);
}

void Progress::say(const std::string& line)
{
    if (m_quiet)
        return;
    finish();
    const std::lock_guard guard(m_mutex);
    std::fprintf(stderr, "%s\n", line.c_str());
    std::fflush(stderr);
}

void Progress::finish()
{
    const std::lock_guard guard(m_mutex);
    if (m_open)
        std::fputc('\n', stderr);
    m_open = false;
    m_width = 0;
}

namespace {

volatile std::sig_atomic_t signalsSeen = 0;
int signalPipe = -1; ///< written by the handler

/// Only what a handler may do: the thread at the other end fires the stop source.
void onSignal(int)
{
    const int before = errno;
    if (signalsSeen != 0)
        ::_exit(130);
    signalsSeen = 1;
    const char byte = 0;
    if (::write(signalPipe, &byte, 1) < 0)
        ::_exit(130);
    errno = before;
}

} // namespace

/// SIGINT and SIGTERM wake one thread through a pipe. Blocking them and waiting with sigwait would not do: OpenBLAS starts threads
/// while the program is loaded, before anything of ours could block them there, and one such thread is enough to be killed.
struct CliContext::Signals
{
    Signals()
    {
        std::signal(SIGXFSZ, SIG_IGN); // a file size limit is a write error like a full disk, not a crash
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return; // out of descriptors: the signals keep their default, which ends the program
        m_read = ends[0];
        signalPipe = ends[1];
        struct sigaction action{};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        for (std::size_t i = 0; i < kSignals.size(); ++i) {
            ::sigaction(kSignals[i], nullptr, &m_old[i]);
            if (m_old[i].sa_handler != SIG_IGN) // started in the background: it stays deaf
                ::sigaction(kSignals[i], &action, nullptr);
        }
        m_thread = std::thread([this] { wait(); });
    }
    ~Signals()
    {
        if (!m_thread.joinable())
            return;
        for (std::size_t i = 0; i < kSignals.size(); ++i)
            ::sigaction(kSignals[i], &m_old[i], nullptr);
        ::close(std::exchange(signalPipe, -1)); // the thread reads the end
        m_thread.join();
        ::close(m_read);
    }
    void wait()
    {
        char byte = 0;
        ssize_t got = 0;
        while ((got = ::read(m_read, &byte, 1)) < 0 && errno == EINTR) {
        }
        if (got > 0)
            stop.request_stop();
    }

    std::stop_source stop;

private:
    static constexpr std::array kSignals{SIGINT, SIGTERM};
    std::array<struct sigaction, kSignals.size()> m_old{};
    int m_read = -1;
    std::thread m_thread;
};

CliContext::CliContext() : m_signals(std::make_unique<Signals>()) {}
CliContext::~CliContext() = default;

void CliContext::result(const nlohmann::json& document, const std::function<std::string()>& text) const
{
    // Invalid UTF-8 in a file name must not cost a person the whole answer.
    std::string out = json ? document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) : text();
    if (!out.empty() && out.back() != '\n')
        out += '\n';
    std::fwrite(out.data(), 1, out.size(), stdout);
    std::fflush(stdout);
}

Progress& CliContext::progress()
{
    if (!m_progress)
        m_progress = std::make_unique<Progress>(quiet);
    return *m_progress;
}

std::stop_token CliContext::stopToken() const { return m_signals->stop.get_token(); }

#ifndef FULCRUM_ENGINE_ONLY
Result<Path> CliContext::projectFolder() const
{
    if (!projectFlag.empty())
        return Path(projectFlag);
    std::error_code ignored;
    if (std::filesystem::exists("project.sqlite", ignored))
        return Path(".");
    std::vector<Path> found;
    for (const auto& entry : std::filesystem::directory_iterator(".", ignored))
        if (entry.path().extension() == ".fulcrum")
            found.push_back(entry.path());
    if (found.size() == 1)
        return found.front();
    return fail(ErrorCode::Usage, "no project given", "--project",
        found.empty() ? "there is none in this folder" : "this folder holds more than one",
        "name it: fulcrum-cli --project DIR ...");
}

Result<std::shared_ptr<project::Project>> CliContext::openProject(project::Access access) const
{
    FULCRUM_TRY(const Path folder, projectFolder());
    return project::Project::open(folder, access);
}
#endif

} // namespace fulcrum::cli
