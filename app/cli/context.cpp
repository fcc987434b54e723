// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <pthread.h>
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

/// SIGINT and SIGTERM are blocked everywhere and waited for by one thread: a signal handler could not fire a stop source.
struct CliContext::Signals
{
    Signals()
    {
        sigemptyset(&m_set);
        sigaddset(&m_set, SIGINT);
        sigaddset(&m_set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &m_set, nullptr);
        std::signal(SIGXFSZ, SIG_IGN); // a file size limit is a write error like a full disk, not a crash
        m_thread = std::thread([this] { wait(); });
    }
    ~Signals()
    {
        m_ending = true;
        pthread_kill(m_thread.native_handle(), SIGTERM);
        m_thread.join();
    }
    void wait()
    {
        int signal = 0;
        while (sigwait(&m_set, &signal) == 0 && !m_ending) {
            if (stop.stop_requested())
                ::_exit(130);
            stop.request_stop();
        }
    }

    std::stop_source stop;

private:
    sigset_t m_set{};
    std::atomic<bool> m_ending{false};
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
