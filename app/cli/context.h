// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>

#ifndef FULCRUM_ENGINE_ONLY
#include "core/jobs/job.h"
#include "core/project/project.h"
#endif

namespace fulcrum::cli {

/// Progress on stderr: one line rewritten with \r on a terminal, else a line every 10 seconds. Any thread.
class Progress
{
public:
    explicit Progress(bool quiet);
    ~Progress();
    /// Shows `line` when it is time to.
    void show(const std::string& line);
    /// Shows a line of its own, always (unless quiet).
    void say(const std::string& line);
    /// Ends the line that \r rewrites.
    void finish();

private:
    const bool m_quiet;
    const bool m_terminal;
    std::mutex m_mutex;
    // guarded by m_mutex
    std::chrono::steady_clock::time_point m_last{};
    bool m_open = false;
    std::size_t m_width = 0;
};

/// Global flags and services of one command. Commands only set an action while the command line is parsed; main runs it
/// afterwards, so that a usage error costs nothing.
class CliContext
{
public:
    CliContext();
    ~CliContext();

    // global flags
    std::string projectFlag; ///< --project; empty = the current folder, or the only *.fulcrum below it
    bool json = false;
    bool quiet = false;
    int threads = 0;              ///< 0 = all cores
    std::string device = "auto";  ///< "auto", "cpu", "cuda:0"

    using Action = std::function<Result<void>()>;
    void setAction(Action action) { m_action = std::move(action); }
    const Action& action() const { return m_action; }

    /// Writes the result to stdout: the document with --json, else the text (made only then).
    void result(const nlohmann::json& document, const std::function<std::string()>& text) const;
    Progress& progress();
    /// Fires on SIGINT or SIGTERM (a second one ends the program at once). Every long action listens to it.
    std::stop_token stopToken() const;
    /// Failed with this status although an answer was printed (conformance with failing cases).
    int exitStatus = 0;

#ifndef FULCRUM_ENGINE_ONLY
    /// The project of --project.
    Result<std::shared_ptr<project::Project>> openProject(project::Access access) const;
    Result<Path> projectFolder() const;
    /// All job kinds (filled by main).
    jobs::JobRegistry registry;
#endif

private:
    Action m_action;
    std::unique_ptr<Progress> m_progress;
    struct Signals;
    std::unique_ptr<Signals> m_signals;
};

} // namespace fulcrum::cli
