// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include <dlfcn.h>

namespace fulcrum {
namespace {

/// Folder of the library that this code is in: build/PRESET/lib, or lib of an installation.
Path ownFolder()
{
    Dl_info info{};
    if (::dladdr(reinterpret_cast<const void*>(&resourcePlaces), &info) == 0 || info.dli_fname == nullptr)
        return {};
    // The loader names the library through $ORIGIN ("bin/../lib"): the parents are only right without the "..".
    std::error_code ignored;
    return std::filesystem::weakly_canonical(Path(info.dli_fname), ignored).parent_path();
}

} // namespace

std::vector<Path> resourcePlaces(const Path& below)
{
    std::vector<Path> places;
    Path folder = ownFolder();
    for (int up = 0; up < 4 && folder.has_relative_path(); ++up, folder = folder.parent_path())
        for (const char* kind : {"share/fulcrum", "resources"})
            places.push_back(folder / kind / below);
    return places;
}

} // namespace fulcrum
