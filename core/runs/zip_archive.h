// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <functional>
#include <map>
#include <vector>

namespace fulcrum::runs {

/// A member of a zip file, made when it is its turn to be written: only one is held in memory at a time.
struct ZipMember
{
    std::string name;
    std::function<Result<std::string>()> content;
};

/// Writes a zip file: a temporary file beside it, renamed when everything is in it. The first error of a member is handed on, and
/// nothing is left behind.
Result<void> writeZip(const Path& file, const std::vector<ZipMember>& members);

/// The members of a zip file that somebody else may have made. Nothing is unpacked to disk. Used by one thread.
class ZipReader
{
public:
    static constexpr std::int64_t kMostMembers = 100'000;

    /// Malformed for what is no zip file, or damaged.
    static Result<ZipReader> open(const Path& file);
    ZipReader(ZipReader&& other) noexcept;
    ZipReader& operator=(ZipReader&&) = delete;
    ~ZipReader();

    bool has(const std::string& name) const { return m_places.contains(name); }
    std::vector<std::string> names() const;
    /// A whole member, at most `limit` bytes unpacked; its checksum is compared. NotFound, Malformed, OutOfRange.
    Result<std::string> read(const std::string& name, std::uint64_t limit) const;

private:
    ZipReader() = default;
    Path m_file;
    void* m_archive = nullptr; ///< zip_t
    std::map<std::string, std::uint64_t> m_places;
};

} // namespace fulcrum::runs
