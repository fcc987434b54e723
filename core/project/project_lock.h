// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

namespace fulcrum::project {

/// The one writer of a project: flock on the file `lock`, which names pid and host. The kernel frees it when the process
/// ends, however it ends, so a stale file never locks anybody out.
class ProjectLock
{
public:
    /// Locked, naming the holder, when another program (or this one) has it.
    static Result<std::unique_ptr<ProjectLock>> take(const Path& folder);
    ~ProjectLock();
    ProjectLock(const ProjectLock&) = delete;
    ProjectLock& operator=(const ProjectLock&) = delete;

private:
    explicit ProjectLock(int fd) : m_fd(fd) {}
    int m_fd;
};

} // namespace fulcrum::project
