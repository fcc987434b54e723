// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_project.h"

#include "core/base/resources.h"
#include "core/demo/model_folders.h"
#include "core/demo/world.h"

#include <cstdlib>

#include <fmt/format.h>

namespace fulcrum::demo {

namespace {

constexpr const char* kDatabase = "project.sqlite";

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
        project::ImportProgress now;
        now.share = share;
        now.phase = "drawing Tiny World";
        if (options.progress)
            options.progress(now);
    };
    FULCRUM_CHECK(writeWorld(folder / "data", WorldSpec{}, progress, options.stop));
    FULCRUM_CHECK(copyModels(resources, folder / "models"));
    FULCRUM_CHECK(project->importDatasets(options));
    return {};
}

/// Somebody's own project must not get the demo's runs.
Result<std::shared_ptr<project::Project>> openDemo(const Path& folder)
{
    FULCRUM_TRY(auto project, project::Project::open(folder, project::Access::ReadWrite));
    if (!project->config().synthetic)
        return fail(ErrorCode::Usage, "this is not a demo project", folder.string(),
            fmt::format("it is the project '{}', whose data are not Tiny World's", project->config().name),
            "name a new or empty folder, or a project that 'demo create' made");
    return project;
}

} // namespace

Result<Path> demoResources()
{
    if (const char* named = std::getenv("FULCRUM_DEMO"); named != nullptr && *named != '\0') {
        if (hasModels(named))
            return Path(named);
    } else {
        for (const Path& folder : resourcePlaces("demo/models"))
            if (hasModels(folder))
                return folder;
    }
    return fail(ErrorCode::NotFound, "cannot make the demo project", "share/fulcrum/demo/models", "there are no demo models",
        "install Fulcrum with its resources, or name their folder in FULCRUM_DEMO");
}

Result<std::shared_ptr<project::Project>> openOrCreateDemo(
    const Path& folder, const project::ImportOptions& options, bool* created)
{
    if (created != nullptr)
        *created = false;
    if (folder.empty())
        return fail(ErrorCode::Usage, "cannot make the demo project", "", "no folder is named");
    std::error_code error;
    if (std::filesystem::exists(folder / kDatabase, error))
        return openDemo(folder);
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
