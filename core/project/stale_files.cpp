// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/stale_files.h"

#include <cerrno>
#include <charconv>
#include <csignal>

namespace fulcrum::project {

namespace {

/// The pid at the end of "name.tmp1234", or 0.
pid_t writerOf(const std::string& name)
{
    const std::size_t mark = name.rfind(".tmp");
    if (mark == std::string::npos)
        return 0;
    const char* const begin = name.data() + mark + 4;
    const char* const end = name.data() + name.size();
    pid_t pid = 0;
    const auto [last, error] = std::from_chars(begin, end, pid);
    return error == std::errc() && last == end && pid > 0 ? pid : 0;
}

bool runs(pid_t pid) { return ::kill(pid, 0) == 0 || errno != ESRCH; }

} // namespace

void removeStaleTemporaries(const Path& folder)
{
    std::error_code error;
    std::vector<Path> stale;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (const pid_t pid = writerOf(at->path().filename().string()); pid != 0 && !runs(pid))
            stale.push_back(at->path());
    for (const Path& path : stale)
        std::filesystem::remove(path, error);
}

} // namespace fulcrum::project
