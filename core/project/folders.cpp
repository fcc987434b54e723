// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/folders.h"

#include "core/project/model_folder.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <set>

namespace fulcrum::project {
namespace {

constexpr const char* kWhat = "cannot set the project's folders";

Result<Path> existingFolder(const Path& given, const char* role)
{
    std::error_code error;
    if (given.empty())
        return fail(ErrorCode::Usage, kWhat, role, "the path is empty");
    const Path folder = std::filesystem::canonical(given, error);
    if (error)
        return fail(ErrorCode::NotFound, kWhat, given.string(), fmt::format("{}: {}", role, error.message()));
    if (!std::filesystem::is_directory(folder, error))
        return fail(ErrorCode::NotFound, kWhat, folder.string(), fmt::format("{}: it is not a folder", role));
    return folder;
}

Result<void> setModel(
    const Project& project, const std::optional<Path>& given, const char* role, std::string& stored)
{
    if (!given)
        return {};
    FULCRUM_TRY(const Path folder, existingFolder(*given, role));
    FULCRUM_CHECK(checkModelFolder(folder, role));
    stored = project.stored(folder);
    return {};
}

/// The folder of another data set or a typing mistake has none of the images.
Result<void> checkImages(const Project& project, data::Task task, data::Split split, const Path& folder)
{
    FULCRUM_TRY(const auto dataset, project.dataset(task, split));
    std::error_code ignored;
    for (std::size_t i = 0; i < dataset->size(); ++i)
        if (std::filesystem::is_regular_file(folder / dataset->imageFile(i), ignored))
            return {};
    return fail(ErrorCode::NotFound, kWhat, folder.string(),
        fmt::format("it holds none of the images of {} {}, for example {}", data::taskName(task), data::splitName(split),
            dataset->size() == 0 ? std::string("any") : (*dataset)[0].imageFile),
        "name the folder that the data files' image names are relative to");
}

Result<std::set<data::Task>> importedTasks(const Project& project, data::Split split)
{
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(const auto records, store::SampleRepository(database).datasets());
    std::set<data::Task> tasks;
    for (const store::DatasetRecord& record : records)
        if (record.split == split)
            tasks.insert(record.task);
    return tasks;
}

Result<void> setImages(const Project& project, data::Split split, const std::optional<Path>& images,
    const std::optional<Path>& vqaImages, SplitFiles& files)
{
    if (!images && !vqaImages)
        return {};
    if (images) {
        FULCRUM_TRY(const Path folder, existingFolder(*images, "image folder"));
        files.images = project.stored(folder);
    }
    if (vqaImages && !vqaImages->empty()) {
        FULCRUM_TRY(const Path folder, existingFolder(*vqaImages, "image folder of VQA"));
        files.vqaImages = project.stored(folder);
    } else if (vqaImages) {
        files.vqaImages.clear();
    }
    FULCRUM_TRY(const std::set<data::Task> tasks, importedTasks(project, split));
    for (const data::Task task : tasks) {
        const bool own = task == data::Task::Vqa && !files.vqaImages.empty();
        const bool changed = own ? vqaImages.has_value() : images.has_value() || task == data::Task::Vqa;
        if (changed)
            FULCRUM_CHECK(checkImages(project, task, split, project.resolve(own ? files.vqaImages : files.images)));
    }
    return {};
}

} // namespace

Result<void> setFolders(Project& project, const FolderChange& change)
{
    if (project.access() != Access::ReadWrite)
        return fail(ErrorCode::Usage, kWhat, project.folder().string(), "it is open read-only");
    ProjectConfig config = project.config();
    FULCRUM_CHECK(setModel(project, change.encoder, "encoder", config.encoder));
    FULCRUM_CHECK(setModel(project, change.lvlm, "LVLM", config.lvlm));
    FULCRUM_CHECK(setImages(
        project, data::Split::Train, change.imagesTrain, change.vqaImagesTrain, config.train));
    FULCRUM_CHECK(setImages(
        project, data::Split::Validation, change.imagesValidation, change.vqaImagesValidation, config.validation));
    return project.setConfig(config);
}

} // namespace fulcrum::project
