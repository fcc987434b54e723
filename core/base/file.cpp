// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <array>
#include <bit>
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

class Sha256
{
public:
    void update(const void* data, std::size_t size)
    {
        const auto* bytes = static_cast<const std::uint8_t*>(data);
        m_length += size;
        while (size > 0) {
            const std::size_t take = std::min(size, m_block.size() - m_fill);
            std::memcpy(m_block.data() + m_fill, bytes, take);
            m_fill += take;
            bytes += take;
            size -= take;
            if (m_fill == m_block.size()) {
                compress();
                m_fill = 0;
            }
        }
    }

    std::string hex()
    {
        const std::uint64_t bits = m_length * 8;
        const std::uint8_t one = 0x80;
        update(&one, 1);
        const std::uint8_t zero = 0;
        while (m_fill != 56)
            update(&zero, 1);
        std::array<std::uint8_t, 8> tail{};
        for (std::size_t i = 0; i < 8; ++i)
            tail[i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
        update(tail.data(), tail.size());
        std::string text;
        for (std::uint32_t word : m_state) {
            char part[9];
            std::snprintf(part, sizeof part, "%08x", word);
            text += part;
        }
        return text;
    }

private:
    void compress()
    {
        static constexpr std::array<std::uint32_t, 64> k = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
            0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
            0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
            0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
            0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
            0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
            0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
            0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
            0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
        std::array<std::uint32_t, 64> w{};
        for (std::size_t i = 0; i < 16; ++i)
            w[i] = (std::uint32_t{m_block[4 * i]} << 24) | (std::uint32_t{m_block[4 * i + 1]} << 16)
                | (std::uint32_t{m_block[4 * i + 2]} << 8) | std::uint32_t{m_block[4 * i + 3]};
        for (std::size_t i = 16; i < 64; ++i) {
            const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
            const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        std::array<std::uint32_t, 8> v = m_state;
        for (std::size_t i = 0; i < 64; ++i) {
            const std::uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
            const std::uint32_t choose = (v[4] & v[5]) ^ (~v[4] & v[6]);
            const std::uint32_t t1 = v[7] + s1 + choose + k[i] + w[i];
            const std::uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
            const std::uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v = {t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
        }
        for (std::size_t i = 0; i < 8; ++i)
            m_state[i] += v[i];
    }

    std::array<std::uint32_t, 8> m_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
        0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> m_block{};
    std::size_t m_fill = 0;
    std::uint64_t m_length = 0;
};

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

std::string sha256(std::string_view bytes)
{
    Sha256 hash;
    hash.update(bytes.data(), bytes.size());
    return hash.hex();
}

Result<std::string> sha256File(const Path& path)
{
    FULCRUM_TRY(const MappedFile file, MappedFile::open(path));
    Sha256 hash;
    hash.update(file.bytes().data(), file.bytes().size());
    return hash.hex();
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
