// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <map>

namespace fulcrum::weights {

/// The members of a zip file that stores them as they are, as PyTorch does, in place: nothing is copied or unpacked. `open`
/// checks every range against the file. Copyable; thread-safe for reading.
class ZipFile
{
public:
    struct Member
    {
        std::span<const std::byte> bytes;
        std::uint32_t crc = 0; ///< CRC-32 as the file gives it
        std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    };

    /// Malformed for damage; Unsupported for what is not a zip file and for compressed or encrypted members (they could unpack
    /// to any size).
    static Result<ZipFile> open(const Path& path);

    const std::map<std::string, Member>& members() const { return m_members; }
    const Member* find(const std::string& name) const;
    const Path& path() const { return m_file.path(); }
    std::shared_ptr<const void> owner() const { return m_file.owner(); }

private:
    MappedFile m_file;
    std::map<std::string, Member> m_members;
};

/// CRC-32 of zip files.
std::uint32_t crc32(std::span<const std::byte> bytes);

} // namespace fulcrum::weights
