// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/image_check.h"

#include "core/image/decode.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fulcrum::project {
namespace {

constexpr std::size_t kHead = 64U << 10, kTail = 64;

struct Ends
{
    std::string head, tail;
};

/// First and last bytes of a regular file; empty when it cannot be read.
Ends readEnds(const Path& path)
{
    Ends ends;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return ends;
    struct stat status{};
    if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        const auto read = [fd](std::string& into, std::size_t size, off_t from) {
            into.resize(size);
            const ssize_t got = ::pread(fd, into.data(), size, from);
            into.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        };
        const auto size = static_cast<std::size_t>(status.st_size);
        read(ends.head, std::min(size, kHead), 0);
        read(ends.tail, std::min(size, kTail), static_cast<off_t>(size - std::min(size, kTail)));
    }
    ::close(fd);
    return ends;
}

std::int64_t bigEndian(std::string_view bytes, std::size_t at, std::size_t count)
{
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// Whether the segments before the picture are whole and its size is one that is decoded.
bool hasGoodJpegHeader(std::string_view head, const std::string& where)
{
    for (std::size_t at = 2; at + 9 < head.size();) {
        const auto marker = static_cast<unsigned char>(head[at + 1]);
        if (head[at] != '\xFF' || marker < 0xC0 || marker == 0xFF)
            return false;
        const bool frame = marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame)
            return image::checkSize(bigEndian(head, at + 7, 2), bigEndian(head, at + 5, 2), where).has_value();
        at += 2 + static_cast<std::size_t>(bigEndian(head, at + 2, 2));
    }
    return false;
}

bool looksGood(const Ends& ends, const std::string& where)
{
    if (image::isJpeg(ends.head))
        return ends.tail.find("\xFF\xD9") != std::string::npos && hasGoodJpegHeader(ends.head, where);
    return image::isPng(ends.head) && ends.head.size() > 33 && ends.tail.find("IEND") != std::string::npos
        && image::checkSize(bigEndian(ends.head, 16, 4), bigEndian(ends.head, 20, 4), where).has_value();
}

} // namespace

Result<void> checkImageFile(const Path& path)
{
    if (looksGood(readEnds(path), path.string()))
        return {};
    FULCRUM_CHECK(image::readSource(path));
    return {};
}

} // namespace fulcrum::project
