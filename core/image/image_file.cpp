// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace fulcrum::image {

namespace {

class Descriptor
{
public:
    // A pipe that nobody writes to would keep open() waiting for ever. Regular files do not know the flag.
    explicit Descriptor(const Path& path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) { }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> refused(const Path& path)
{
    const int error = errno;
    return fail(error == ENOENT || error == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io, "cannot read image", path.string(),
        std::strerror(error));
}

Result<FileStamp> checked(const struct stat& status, const Path& path)
{
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::Malformed, "cannot read image", path.string(),
            S_ISDIR(status.st_mode)    ? "it is a folder"
            : S_ISFIFO(status.st_mode) ? "it is a pipe"
                                       : "it is not a regular file");
    return FileStamp{static_cast<std::uint64_t>(status.st_size),
        static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
}

} // namespace

Result<FileStamp> stampOf(const Path& path)
{
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return refused(path);
    return checked(status, path);
}

Result<ImageFile> readImageFile(const Path& path, std::uint64_t limit)
{
    const Descriptor file(path);
    struct stat status{};
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0)
        return refused(path);
    ImageFile out;
    FULCRUM_TRY(out.stamp, checked(status, path));
    if (out.stamp.bytes > limit)
        return fail(ErrorCode::OutOfRange, "cannot read image", path.string(),
            fmt::format("it has {} bytes, at most {} are read", out.stamp.bytes, limit));
    try {
        out.bytes.resize(out.stamp.bytes);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "cannot read image", path.string(), "there is not enough memory");
    }
    std::size_t filled = 0;
    while (filled < out.bytes.size()) {
        const ssize_t got = ::read(file.fd(), out.bytes.data() + filled, out.bytes.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refused(path);
        if (got == 0) // cut off since
            break;
        filled += static_cast<std::size_t>(got);
    }
    out.bytes.resize(filled);
    return out;
}

} // namespace fulcrum::image
