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

constexpr std::size_t kPiece = 1U << 20;
constexpr int kReading = O_RDONLY | O_CLOEXEC | O_NONBLOCK; // a pipe must not make us wait; it is refused afterwards

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
    return {};
}

} // namespace

Result<std::string> readFile(const Path& path, std::uint64_t limit)
{
    const Descriptor file(::open(path.c_str(), kReading));
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

Result<void> readPieces(const Path& path, const std::function<Result<void>(std::string_view piece)>& take)
{
    const Descriptor file(::open(path.c_str(), kReading));
    if (file.value < 0)
        return fail(systemCode(), "cannot open file", path.string(), systemReason());
    FULCRUM_CHECK(regularFileSize(file.value, path));
    std::string piece(kPiece, '\0');
    while (true) {
        const ssize_t got = ::read(file.value, piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorCode::Io, "cannot read file", path.string(), systemReason());
        if (got == 0)
            return {};
        FULCRUM_CHECK(take(std::string_view(piece).substr(0, static_cast<std::size_t>(got))));
    }
}

Result<void> writeFileAtomic(const Path& path, std::string_view content)
{
    FULCRUM_TRY(AtomicFileWriter writer, AtomicFileWriter::create(path));
    FULCRUM_CHECK(writer.write(content));
    return writer.commit();
}

Result<AtomicFileWriter> AtomicFileWriter::create(const Path& path)
{
    std::error_code ignored;
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), ignored);
    const Path temporary = path.string() + ".tmp" + std::to_string(::getpid());
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(systemCode(), "cannot create file", temporary.string(), systemReason());
    return AtomicFileWriter(fd, path, temporary);
}

AtomicFileWriter::AtomicFileWriter(AtomicFileWriter&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)), m_path(std::move(other.m_path)),
      m_temporary(std::exchange(other.m_temporary, Path()))
{
}

AtomicFileWriter::~AtomicFileWriter()
{
    if (m_fd >= 0)
        ::close(m_fd);
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

Result<void> AtomicFileWriter::write(std::string_view piece) { return writeAll(m_fd, piece, m_temporary); }

Result<void> AtomicFileWriter::commit()
{
    if (::fsync(m_fd) != 0)
        return fail(ErrorCode::Io, "cannot flush file to disk", m_temporary.string(), systemReason());
    ::close(std::exchange(m_fd, -1));
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return fail(ErrorCode::Io, "cannot rename the finished file", m_path.string(), systemReason());
    m_temporary.clear();
    return {};
}

Result<MappedFile> MappedFile::open(const Path& path)
{
    const Descriptor file(::open(path.c_str(), kReading));
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
