// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project_lock.h"

#include "core/store/run_repository.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

namespace fulcrum::project {
namespace {

std::string holderText(int fd)
{
    std::array<char, 512> buffer{};
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), 0);
    const std::string text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    const nlohmann::json holder = nlohmann::json::parse(text, nullptr, false);
    if (!holder.is_object() || !holder.contains("pid") || !holder["pid"].is_number_integer())
        return "another program has it open";
    const std::string host
        = holder.contains("host") && holder["host"].is_string() ? holder["host"].get<std::string>() : "?";
    return fmt::format("it is open in another program (pid {} on {})", holder["pid"].get<std::int64_t>(), host);
}

} // namespace

Result<std::unique_ptr<ProjectLock>> ProjectLock::take(const Path& folder)
{
    const Path file = folder / "lock";
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return fail(ErrorCode::Io, "cannot lock the project", file.string(), std::strerror(errno),
            "open it read-only, or check the folder's permissions");
    std::unique_ptr<ProjectLock> lock(new ProjectLock(fd)); // closes on every way out
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(ErrorCode::Locked, "the project is in use", folder.string(), holderText(fd),
                "close it there, or open it read-only");
        return fail(ErrorCode::Io, "cannot lock the project", file.string(), std::strerror(errno));
    }
    const store::ProcessIdentity self = store::ProcessIdentity::current();
    const std::string text = nlohmann::json{{"pid", self.pid}, {"host", self.host}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
    // Only a courtesy to the next one who asks: a full disk must not keep anybody from opening a project.
    if (::ftruncate(fd, 0) == 0 && ::pwrite(fd, text.data(), text.size(), 0) < 0)
        errno = 0;
    return lock;
}

ProjectLock::~ProjectLock() { ::close(m_fd); }

} // namespace fulcrum::project
