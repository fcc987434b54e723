// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fulcrum {
namespace {

std::string systemReason() { return std::strerror(errno); }

ErrorCode systemCode() { return errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io; }

struct Descriptor
{
    explicit Descriptor(int fd) : value(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (value >= 0)
            ::close(value);
    }
    int value;
};

/// Opens a regular file for reading and tells its size.
Result<std::uint64_t> regularFileSize(int fd, const Path& path)
{
    struct stat status{};
    if (::fstat(fd, &status) != 0)
        return fail(ErrorCode::Io, "cannot inspect file", path.string(), systemReason());
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::Malformed, "cannot read file", path.string(), "it is not a regular file");
    return static_cast<std::uint64_t>(status.st_size);
}

Result<void> writeAll(int fd, std::string_view content, const Path& path)
{
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(ErrorCode::Io, "cannot write file", path.string(), systemReason(),
                errno == ENOSPC ? "free some disk space and try again" : "");
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd) != 0)
        return fail(ErrorCode::Io, "cannot flush file to disk", path.string(), systemReason());
    return {};
}

} // namespace

Result<std::string> readFile(const Path& path, std::uint64_t limit)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.value < 0)
        return fail(systemCode(), "cannot open file", path.string(), systemReason());
    FULCRUM_TRY(const std::uint64_t size, regularFileSize(file.value, path));
    if (size > limit)
        return fail(ErrorCode::Malformed, "file is too large", path.string(),
            std::to_string(size) + " bytes, at most " + std::to_string(limit) + " are read");
    std::string content(size, '\0');
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t got = ::read(file.value, content.data() + filled, content.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorCode::Io, "cannot read file", path.string(), systemReason());
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    content.resize(filled);
    return content;
}

Result<void> writeFileAtomic(const Path& path, std::string_view content)
{
    std::error_code ignored;
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), ignored);
    const Path temporary = path.string() + ".tmp" + std::to_string(::getpid());
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (file.value < 0)
            return fail(systemCode(), "cannot create file", temporary.string(), systemReason());
        if (auto written = writeAll(file.value, content, temporary); !written) {
            ::unlink(temporary.c_str());
            return written;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const std::string reason = systemReason();
        ::unlink(temporary.c_str());
        return fail(ErrorCode::Io, "cannot rename the finished file", path.string(), reason);
    }
    return {};
}

Result<MappedFile> MappedFile::open(const Path& path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.value < 0)
        return fail(systemCode(), "cannot open file", path.string(), systemReason());
    FULCRUM_TRY(const std::uint64_t size, regularFileSize(file.value, path));
    MappedFile mapped;
    mapped.m_path = path;
    if (size == 0)
        return mapped;
    // MAP_PRIVATE with PROT_WRITE: tensors built over the pages may be written without touching the file.
    void* pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.value, 0);
    if (pages == MAP_FAILED)
        return fail(ErrorCode::Io, "cannot map file", path.string(), systemReason());
    mapped.m_owner = std::shared_ptr<const void>(pages, [size](void* p) { ::munmap(p, size); });
    mapped.m_bytes = {static_cast<const std::byte*>(pages), size};
    return mapped;
}

} // namespace fulcrum
