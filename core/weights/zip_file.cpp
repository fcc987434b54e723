// SPDX-License-Identifier: GPL-3.0-or-later
// PKWARE's APPNOTE 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its end), 4.5.3 (zip64 sizes).
#include "core/weights/zip_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>

namespace fulcrum::weights {
namespace {

constexpr std::uint64_t kLocal = 0x04034b50, kEntry = 0x02014b50, kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr std::size_t kLocalSize = 30, kEntrySize = 46, kEndSize = 22, kLocatorSize = 20, kLongestComment = 65535;
constexpr std::uint64_t kIn64 = 0xffffffff; ///< a 32-bit field that says: the number is in the zip64 part

/// Reads numbers out of the file; what lies outside of it reads as 0, which no signature is.
class Numbers
{
public:
    explicit Numbers(std::span<const std::byte> file) : m_file(file) {}

    std::uint64_t at(std::uint64_t position, int width) const
    {
        std::uint64_t value = 0;
        if (position > m_file.size() || m_file.size() - position < static_cast<std::uint64_t>(width))
            return 0;
        for (int i = width - 1; i >= 0; --i)
            value = value << 8 | std::to_integer<std::uint64_t>(m_file[position + static_cast<std::uint64_t>(i)]);
        return value;
    }

    /// Empty when any of it lies outside.
    std::span<const std::byte> range(std::uint64_t position, std::uint64_t size) const
    {
        if (position > m_file.size() || m_file.size() - position < size)
            return {};
        return m_file.subspan(position, size);
    }

private:
    std::span<const std::byte> m_file;
};

struct Directory
{
    std::uint64_t entries = 0, position = 0;
};

tl::unexpected<Error> malformed(const Path& path, const std::string& why)
{
    return fail(ErrorCode::Malformed, "cannot read a zip file", path.string(), why,
        "the file is damaged or incomplete: copy it again");
}

tl::unexpected<Error> unsupported(const Path& path, const std::string& why)
{
    return fail(ErrorCode::Unsupported, "cannot read a zip file", path.string(), why, "save it again with torch.save");
}

/// The end record is the last thing in the file but a comment.
Result<Directory> findDirectory(const Path& path, std::span<const std::byte> file)
{
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    const std::size_t searched = std::min(file.size(), kEndSize + kLongestComment);
    const std::size_t found = text.substr(text.size() - searched).rfind(std::string_view("PK\5\6", 4));
    if (found == std::string_view::npos || searched - found < kEndSize)
        return malformed(path, "the zip archive has no end: it is cut off");
    const std::uint64_t end = text.size() - searched + found;
    const Numbers numbers(file);
    Directory directory{numbers.at(end + 10, 2), numbers.at(end + 16, 4)};
    if (end >= kLocatorSize && numbers.at(end - kLocatorSize, 4) == kLocator64) {
        const std::uint64_t end64 = numbers.at(end - kLocatorSize + 8, 8);
        if (numbers.at(end64, 4) != kEnd64)
            return malformed(path, "the zip archive's directory is not where it should be");
        directory = {numbers.at(end64 + 32, 8), numbers.at(end64 + 48, 8)};
    }
    return directory;
}

/// Sizes and offset of a central directory entry; those that do not fit in 32 bits follow in its zip64 part, in this order.
struct Sizes
{
    std::uint64_t whole = 0, stored = 0, local = 0;
};

Sizes sizesOf(const Numbers& numbers, std::uint64_t entry)
{
    Sizes sizes{numbers.at(entry + 24, 4), numbers.at(entry + 20, 4), numbers.at(entry + 42, 4)};
    std::uint64_t extra = entry + kEntrySize + numbers.at(entry + 28, 2);
    const std::uint64_t end = extra + numbers.at(entry + 30, 2);
    while (extra + 4 <= end) {
        const std::uint64_t kind = numbers.at(extra, 2), size = numbers.at(extra + 2, 2);
        if (kind == 1) {
            std::uint64_t at = extra + 4;
            for (std::uint64_t* one : {&sizes.whole, &sizes.stored, &sizes.local})
                if (*one == kIn64) {
                    *one = numbers.at(at, 8);
                    at += 8;
                }
            break;
        }
        extra += 4 + size;
    }
    return sizes;
}

} // namespace

std::uint32_t crc32(std::span<const std::byte> bytes)
{
    static constexpr auto tables = [] { // eight bytes a step: tables[k] is a byte followed by k zero bytes
        std::array<std::array<std::uint32_t, 256>, 8> made{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value >> 1) ^ (0xedb88320U & (0U - (value & 1U)));
            made[0][i] = value;
        }
        for (std::size_t k = 1; k < 8; ++k)
            for (std::size_t i = 0; i < 256; ++i)
                made[k][i] = (made[k - 1][i] >> 8) ^ made[0][made[k - 1][i] & 255];
        return made;
    }();
    std::uint32_t crc = ~0U;
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint32_t low, high;
        std::memcpy(&low, bytes.data() + at, 4);
        std::memcpy(&high, bytes.data() + at + 4, 4);
        low ^= crc;
        crc = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^ tables[4][low >> 24]
            ^ tables[3][high & 255] ^ tables[2][high >> 8 & 255] ^ tables[1][high >> 16 & 255] ^ tables[0][high >> 24];
    }
    for (; at < bytes.size(); ++at)
        crc = (crc >> 8) ^ tables[0][(crc ^ std::to_integer<std::uint32_t>(bytes[at])) & 255];
    return ~crc;
}

const ZipFile::Member* ZipFile::find(const std::string& name) const
{
    const auto found = m_members.find(name);
    return found == m_members.end() ? nullptr : &found->second;
}

Result<ZipFile> ZipFile::open(const Path& path)
{
    ZipFile zip;
    FULCRUM_TRY(zip.m_file, MappedFile::open(path));
    const Numbers numbers(zip.m_file.bytes());
    if ((numbers.at(0, 2)) != 0x4b50) // "PK"
        return unsupported(path, "it is not a zip file");
    FULCRUM_TRY(const Directory directory, findDirectory(path, zip.m_file.bytes()));
    std::uint64_t entry = directory.position;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        if (numbers.at(entry, 4) != kEntry)
            return malformed(
                path, fmt::format("the zip archive's directory breaks off after {} of {} members", i, directory.entries));
        const std::uint64_t nameSize = numbers.at(entry + 28, 2);
        const auto raw = numbers.range(entry + kEntrySize, nameSize);
        const std::string name(reinterpret_cast<const char*>(raw.data()), raw.size());
        if (numbers.at(entry + 10, 2) != 0 || (numbers.at(entry + 8, 2) & 1) != 0)
            return unsupported(path, fmt::format("its members are compressed or encrypted ('{}')", name));
        const Sizes sizes = sizesOf(numbers, entry);
        if (numbers.at(sizes.local, 4) != kLocal)
            return malformed(path, fmt::format("the zip archive's member '{}' is not where it should be", name));
        const std::uint64_t begin
            = sizes.local + kLocalSize + numbers.at(sizes.local + 26, 2) + numbers.at(sizes.local + 28, 2);
        const auto bytes = numbers.range(begin, sizes.whole);
        if (sizes.whole != sizes.stored || bytes.size() != sizes.whole)
            return malformed(path, fmt::format("the zip archive's member '{}' does not fit in the file", name));
        if (!zip.m_members.emplace(name, Member{bytes, static_cast<std::uint32_t>(numbers.at(entry + 16, 4))}).second)
            return malformed(path, fmt::format("the zip archive has two members '{}'", name));
        entry += kEntrySize + nameSize + numbers.at(entry + 30, 2) + numbers.at(entry + 32, 2);
    }
    return zip;
}

} // namespace fulcrum::weights
