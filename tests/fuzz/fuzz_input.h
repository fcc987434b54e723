// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace fulcrum::fuzz {

/// A promise that a reader broke ends the program: a fuzzer counts that as a find.
inline void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// An error tells what went wrong and why.
template <class T>
bool isClear(const Result<T>& result)
{
    require(result.has_value() || (!result.error().what.empty() && !result.error().why.empty()));
    return result.has_value();
}

/// A file in memory that readers can open by name.
class MemoryFile
{
public:
    explicit MemoryFile(std::string_view content) : m_fd(::memfd_create("fuzz", MFD_CLOEXEC))
    {
        require(m_fd >= 0 && ::write(m_fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(m_fd); }
    Path path() const { return fmt::format("/proc/self/fd/{}", m_fd); }

private:
    int m_fd;
};

/// A folder for readers that want one, in memory where the system has such a place; one for the whole program.
class Folder
{
public:
    static const Path& path()
    {
        static const Folder folder;
        return folder.m_path;
    }
    static void write(const Path& name, std::string_view content) { require(writeFileAtomic(path() / name, content).has_value()); }

private:
    Folder()
    {
        std::error_code error;
        const bool hasMemory = std::filesystem::is_directory("/dev/shm", error);
        m_path = (hasMemory ? Path("/dev/shm") : std::filesystem::temp_directory_path()) / fmt::format("fulcrum-fuzz-{}", ::getpid());
        std::filesystem::create_directories(m_path);
    }
    ~Folder()
    {
        std::error_code error;
        std::filesystem::remove_all(m_path, error);
    }
    Path m_path;
};

} // namespace fulcrum::fuzz
