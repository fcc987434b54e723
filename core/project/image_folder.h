// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <unordered_map>

namespace fulcrum::project {

/// Which of a folder's image files are there, found out with one look into each directory that is asked about instead of one at each
/// file: 118,000 names cost some tens of milliseconds, also where looking at a file is slow. Used by one thread.
class ImageFolder
{
public:
    explicit ImageFolder(Path folder) : m_folder(std::move(folder)) {}

    /// Whether there is a file, or a link to one. `name` as a data set has it: relative, with '/'.
    bool has(std::string_view name);
    /// Whether it lies outside of the folder, where a link leads. Looks at links only.
    bool isOutside(std::string_view name);
    const Path& folder() const { return m_folder; }

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    template <class Value>
    using ByName = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;
    struct Directory
    {
        ByName<bool> files; ///< true = a link
        bool outside = false; ///< a link on the way leads out of the folder
    };

    Directory& directoryOf(std::string_view name);
    Directory read(const Path& path);
    bool leavesFolder(const Path& path);

    Path m_folder, m_canonical;
    ByName<Directory> m_directories; ///< those asked about, "" = the folder itself
};

} // namespace fulcrum::project
