// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/image_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace fulcrum::project {
namespace {

using OpenDirectory = std::unique_ptr<DIR, int (*)(DIR*)>;

bool isFile(int directory, const char* name)
{
    struct stat status{};
    return ::fstatat(directory, name, &status, 0) == 0 && S_ISREG(status.st_mode);
}

bool isLink(int directory, const char* name)
{
    struct stat status{};
    return ::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

/// Behind the last '/'.
std::string_view fileName(std::string_view name) { return name.substr(name.rfind('/') + 1); }

} // namespace

bool ImageFolder::has(std::string_view name) { return directoryOf(name).files.contains(fileName(name)); }

bool ImageFolder::isOutside(std::string_view name)
{
    const Directory& there = directoryOf(name);
    const auto found = there.files.find(fileName(name));
    return found != there.files.end() && (there.outside || (found->second && leavesFolder(m_folder / name)));
}

ImageFolder::Directory& ImageFolder::directoryOf(std::string_view name)
{
    const std::string_view path = name.substr(0, name.size() - fileName(name).size());
    if (const auto known = m_directories.find(path); known != m_directories.end())
        return known->second;
    return m_directories.emplace(path, read(m_folder / path)).first->second;
}

bool ImageFolder::leavesFolder(const Path& path)
{
    std::error_code error;
    if (m_canonical.empty())
        m_canonical = std::filesystem::canonical(m_folder, error);
    const Path relative = std::filesystem::canonical(path, error).lexically_relative(m_canonical);
    return error || relative.empty() || *relative.begin() == "..";
}

ImageFolder::Directory ImageFolder::read(const Path& path)
{
    Directory found;
    const OpenDirectory open(::opendir(path.c_str()), ::closedir);
    if (!open)
        return found;
    found.outside = leavesFolder(path);
    const int directory = ::dirfd(open.get());
    while (const dirent* const entry = ::readdir(open.get())) {
        const char* const name = entry->d_name;
        const bool told = entry->d_type != DT_UNKNOWN; // some file systems do not say
        const bool link = told ? entry->d_type == DT_LNK : isLink(directory, name);
        if (told && !link ? entry->d_type == DT_REG : isFile(directory, name))
            found.files.emplace(name, link);
    }
    return found;
}

} // namespace fulcrum::project
