// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_repository.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace fulcrum::store {
namespace {

constexpr std::array<const char*, 10> kNames = {"queued", "starting", "running", "pausing", "paused", "finishing",
    "succeeded", "failed", "cancelled", "interrupted"};

std::string firstLine(const char* file)
{
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

/// Start time of a process in clock ticks since boot: field 22 of /proc/PID/stat; 0 when it is not there.
std::int64_t startTicksOf(std::int64_t pid)
{
    const std::string line = firstLine(("/proc/" + std::to_string(pid) + "/stat").c_str());
    // The second field, the name in parentheses, may itself contain spaces and parentheses.
    const std::size_t close = line.rfind(')');
    if (close == std::string::npos)
        return 0;
    std::istringstream rest(line.substr(close + 1));
    std::string field;
    for (int i = 3; i <= 22 && rest >> field; ++i)
        if (i == 3 && field == "Z")
            return 0; // a zombie has ended
    return rest ? std::strtoll(field.c_str(), nullptr, 10) : 0;
}

} // namespace

const char* runStateName(RunState state) { return kNames.at(static_cast<std::size_t>(state)); }

std::optional<RunState> runStateFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (name == kNames[i])
            return static_cast<RunState>(i);
    return std::nullopt;
}

bool isAtRest(RunState state)
{
    switch (state) {
    case RunState::Starting:
    case RunState::Running:
    case RunState::Pausing:
    case RunState::Finishing:
    case RunState::Queued: return false;
    default: return true;
    }
}

bool isResumable(RunState state)
{
    return state == RunState::Paused || state == RunState::Interrupted || state == RunState::Failed
        || state == RunState::Cancelled;
}

ProcessIdentity ProcessIdentity::current()
{
    ProcessIdentity self;
    self.pid = ::getpid();
    self.startTicks = startTicksOf(self.pid);
    self.bootId = firstLine("/proc/sys/kernel/random/boot_id");
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0)
        self.host = host.data();
    return self;
}

std::optional<bool> ProcessIdentity::isAlive() const
{
    const ProcessIdentity here = current();
    if (host != here.host)
        return std::nullopt;
    if (bootId != here.bootId)
        return false;
    if (pid <= 0 || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH))
        return false;
    const std::int64_t ticks = startTicksOf(pid);
    return ticks != 0 && (startTicks == 0 || ticks == startTicks);
}

} // namespace fulcrum::store
