// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_project.h"

#include "core/demo/model_folders.h"
#include "core/demo/world.h"

#include <cstdlib>
#include <dlfcn.h>

#include <fmt/format.h>

namespace fulcrum::demo {

namespace {

constexpr const char* kDatabase = "project.sqlite";

/// Folder of the library that this code is in: build/PRESET/lib, or lib of an installation.
Path ownFolder()
{
    Dl_info info{};
    if (::dladdr(reinterpret_cast<const void*>(&demoResources), &info) == 0 || info.dli_fname == nullptr)
        return {};
    // The loader names the library through $ORIGIN ("bin/../lib"): the parents are only right without the "..".
    std::error_code ignored;
    return std::filesystem::weakly_canonical(Path(info.dli_fname), ignored).parent_path();
}

bool hasModels(const Path& folder)
{
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / kClipName / "model.safetensors", ignored) &&
           std::filesystem::is_regular_file(folder / kIdeficsName / "model.safetensors", ignored);
}

Result<void> copyModels(const Path& from, const Path& to)
{
    std::error_code error;
    std::filesystem::create_directories(to, error);
    for (const char* name : {kClipName, kIdeficsName})
        if (!error)
            std::filesystem::copy(from / name, to / name, std::filesystem::copy_options::recursive, error);
    if (error)
        return fail(ErrorCode::Io, "cannot copy the demo models", to.string(), error.message());
    return {};
}

project::ProjectConfig demoConfig()
{
    project::ProjectConfig config;
    config.name = kWorldName;
    config.synthetic = true;
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const std::string name = data::splitName(split); // the layout that writeWorld promises
        config.files(split) = {"data/annotations/captions_" + name + ".json",
            "data/annotations/vqa_questions_" + name + ".json", "data/annotations/vqa_annotations_" + name + ".json",
            "data/images/" + name, {}};
    }
    config.encoder = fmt::format("models/{}", kClipName);
    config.lvlm = fmt::format("models/{}", kIdeficsName);
    return config;
}

Result<void> build(const Path& folder, const project::ImportOptions& options)
{
    FULCRUM_TRY(const Path resources, demoResources());
    FULCRUM_TRY(const auto project, project::Project::create(folder, demoConfig()));
    const auto progress = [&](double share) {
        if (options.progress)
            options.progress(share, "drawing Tiny World");
    };
    FULCRUM_CHECK(writeWorld(folder / "data", WorldSpec{}, progress, options.stop));
    FULCRUM_CHECK(copyModels(resources, folder / "models"));
    FULCRUM_CHECK(project->importDatasets(options));
    return {};
}

} // namespace

Result<Path> demoResources()
{
    if (const char* named = std::getenv("FULCRUM_DEMO"); named != nullptr && *named != '\0') {
        if (hasModels(named))
            return Path(named);
    } else {
        Path folder = ownFolder();
        for (int up = 0; up < 4 && folder.has_relative_path(); ++up, folder = folder.parent_path())
            for (const char* below : {"share/fulcrum/demo/models", "resources/demo/models"})
                if (hasModels(folder / below))
                    return folder / below;
    }
    return fail(ErrorCode::NotFound, "cannot make the demo project", "share/fulcrum/demo/models", "there are no demo models",
        "install Fulcrum with its resources, or name their folder in FULCRUM_DEMO");
}

Result<std::shared_ptr<project::Project>> openOrCreateDemo(
    const Path& folder, const project::ImportOptions& options, bool* created)
{
    if (created != nullptr)
        *created = false;
    std::error_code error;
    if (std::filesystem::exists(folder / kDatabase, error))
        return project::Project::open(folder, project::Access::ReadWrite);
    if (std::filesystem::exists(folder, error) &&
        (!std::filesystem::is_directory(folder, error) || !std::filesystem::is_empty(folder, error)))
        return fail(ErrorCode::Usage, "cannot make the demo project", folder.string(),
            "there is something there that is not a project", "choose a new or empty folder");

    Path partial = folder.has_filename() ? folder : folder.parent_path();
    const Path final = partial;
    partial += ".partial"; // renamed when all of it is there
    std::filesystem::remove_all(partial, error);
    if (auto built = build(partial, options); !built) {
        std::filesystem::remove_all(partial, error);
        return fail(std::move(built.error()));
    }
    std::filesystem::remove(final, error); // an empty folder
    std::filesystem::rename(partial, final, error);
    if (error)
        return fail(ErrorCode::Io, "cannot make the demo project", final.string(), error.message());
    if (created != nullptr)
        *created = true;
    return project::Project::open(final, project::Access::ReadWrite);
}

} // namespace fulcrum::demo
