// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/sha256.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace fulcrum {

/// Whole file as bytes. Refuses directories, devices and files over `limit` bytes before allocating.
Result<std::string> readFile(const Path& path, std::uint64_t limit = 64ULL << 20);

/// Hands a file of any size to `take` piece by piece, a megabyte at a time, and ends with its first error. Refuses what is no regular
/// file.
Result<void> readPieces(const Path& path, const std::function<Result<void>(std::string_view piece)>& take);

/// Writes a sibling temporary file, flushes it to disk and renames it over `path`: readers see the old content or
/// the new one, never a part. Creates missing parent folders.
Result<void> writeFileAtomic(const Path& path, std::string_view content);

/// The same piece by piece, for files that do not fit into memory. Used by one thread.
class AtomicFileWriter
{
public:
    static Result<AtomicFileWriter> create(const Path& path);
    AtomicFileWriter(AtomicFileWriter&& other) noexcept;
    AtomicFileWriter& operator=(AtomicFileWriter&&) = delete;
    ~AtomicFileWriter(); ///< without `commit` nothing is left behind

    Result<void> write(std::string_view piece);
    /// The last call: flushes and renames.
    Result<void> commit();

private:
    AtomicFileWriter(int fd, Path path, Path temporary)
        : m_fd(fd), m_path(std::move(path)), m_temporary(std::move(temporary))
    {
    }
    int m_fd = -1;
    Path m_path, m_temporary; ///< m_temporary: empty once it is gone
};

/// Read-only memory map (PLATFORM.md section 4: 5-25x faster than read()). Copyable handle; the pages go when the last
/// copy does. An empty file maps to an empty span.
class MappedFile
{
public:
    static Result<MappedFile> open(const Path& path);
    std::span<const std::byte> bytes() const { return m_bytes; }
    const Path& path() const { return m_path; }
    /// Keeps the mapping alive, for objects that point into it.
    std::shared_ptr<const void> owner() const { return m_owner; }

private:
    Path m_path;
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
};

} // namespace fulcrum
