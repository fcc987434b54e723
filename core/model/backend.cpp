// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backend.h"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>

namespace fulcrum::model {
namespace {

constexpr const char* kModule = "libfulcrum-engine.so";

/// Folder of libfulcrum-core.so, which the engine lies beside.
Path ownFolder()
{
    Dl_info info{};
    if (::dladdr(reinterpret_cast<const void*>(&openBackend), &info) != 0 && info.dli_fname)
        return Path(info.dli_fname).parent_path();
    return {};
}

std::vector<Path> candidates()
{
    std::vector<Path> paths;
    if (const char* named = std::getenv("FULCRUM_ENGINE"); named && *named)
        return {Path(named)};
    const Path own = ownFolder();
    for (const char* relative : {"", "../lib", "fulcrum"})
        paths.push_back(own / relative / kModule);
    return paths;
}

bool isThere(const Path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

Result<Backend*> load()
{
    std::string reasons;
    for (const Path& path : candidates()) {
        if (!isThere(path))
            continue;
        void* module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!module) {
            reasons += ::dlerror();
            continue;
        }
        const auto factory = reinterpret_cast<BackendFactory>(::dlsym(module, kBackendFactory));
        if (!factory)
            return fail(ErrorCode::ModelUnavailable, "cannot use the engine", path.string(), "it has no factory",
                "reinstall Fulcrum: the engine is of another version");
        if (Backend* backend = factory())
            return backend;
        return fail(ErrorCode::ModelUnavailable, "the engine failed to start", path.string());
    }
    return fail(ErrorCode::ModelUnavailable, "the engine is not available", kModule,
        reasons.empty() ? "the module was not found" : reasons,
        "install libtorch (Debian: libtorch1.13 or newer) and the fulcrum engine package");
}

} // namespace

Path engineModule()
{
    const std::vector<Path> paths = candidates();
    const auto found = std::find_if(paths.begin(), paths.end(), isThere);
    return found == paths.end() ? Path() : *found;
}

Result<Backend*> openBackend()
{
    static std::mutex mutex;
    static Backend* opened = nullptr; // lives to the end of the process: unloading LibTorch is not safe
    const std::lock_guard guard(mutex);
    if (!opened) {
        FULCRUM_TRY(opened, load());
    }
    return opened;
}

} // namespace fulcrum::model
