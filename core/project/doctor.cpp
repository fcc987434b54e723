// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/doctor.h"

#include "core/embed/feature_folder.h"
#include "core/project/model_folder.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <sys/stat.h>

namespace fulcrum::project {
namespace {

using Level = Finding::Level;
constexpr std::size_t kListed = 20;
constexpr std::uint64_t kLittleSpace = 1ULL << 30;

void checkSources(
    const Project& project, const store::DatasetRecord& record, bool deep, std::vector<Finding>& findings)
{
    for (const store::SourceFile& file : record.files) {
        const std::string subject = fmt::format(
            "{} file ({} {})", file.role, data::taskName(record.task), data::splitName(record.split));
        const Path path = project.resolve(file.path);
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) {
            findings.push_back({Level::Warning, subject, path.string() + " is gone",
                "the samples are in the project; the file is needed only to import again"});
            continue;
        }
        bool changed = static_cast<std::uint64_t>(status.st_size) != file.size;
        if (!changed && (deep || status.st_mtime != file.modified)) {
            const Result<std::string> hash = sha256File(path);
            changed = !hash || *hash != file.sha256;
        }
        if (changed)
            findings.push_back({Level::Warning, subject, path.string() + " is not the file that was imported",
                "results refer to the imported rows; make a new project for changed data"});
        else
            findings.push_back({Level::Ok, subject, path.string(), {}});
    }
}

Result<void> checkImages(const Project& project, const store::DatasetRecord& record, std::stop_token stop,
    std::vector<Finding>& findings)
{
    FULCRUM_TRY(const auto dataset, project.dataset(record.task, record.split));
    const std::string subject
        = fmt::format("images ({} {})", data::taskName(record.task), data::splitName(record.split));
    std::size_t missing = 0;
    std::string listed;
    for (std::size_t i = 0; i < dataset->size(); ++i) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "the check was cancelled", project.folder().string());
        struct stat status{};
        const std::string_view file = dataset->view(i).imageFile;
        const bool there = ::stat(dataset->imagePath(file).c_str(), &status) == 0 && S_ISREG(status.st_mode)
            && status.st_size > 0;
        if (!there && ++missing <= kListed)
            listed += fmt::format("{}{}", listed.empty() ? "" : ", ", file);
    }
    if (missing == 0)
        findings.push_back({Level::Ok, subject,
            fmt::format("{} samples, all images in {}", dataset->size(), dataset->imageFolder().string()), {}});
    else
        findings.push_back({missing == dataset->size() ? Level::Error : Level::Warning, subject,
            fmt::format("{} of {} images are missing or empty in {}: {}{}", missing, dataset->size(),
                dataset->imageFolder().string(), listed, missing > kListed ? ", ..." : ""),
            "copy them there, or name the right folder: project set --images-train DIR (--images-val, ...)"});
    return {};
}

void checkModel(const Path& folder, const std::string& role, std::vector<Finding>& findings)
{
    const std::string subject = "model folder (" + role + ")";
    if (folder.empty()) {
        findings.push_back({Level::Warning, subject, "none is set", "project set --encoder DIR --lvlm DIR"});
        return;
    }
    const Result<void> usable = checkModelFolder(folder, role);
    if (usable)
        findings.push_back({Level::Ok, subject, folder.string(), {}});
    else
        findings.push_back({Level::Error, subject, usable.error().why,
            usable.error().hint + "; project set names another one"});
}

/// Stored image features cost only room; a damaged block is passed over and its images are encoded again.
void checkFeatures(const Project& project, std::vector<Finding>& findings)
{
    const embed::FeatureFolderSummary summary = embed::examineFeatures(project.featuresFolder());
    if (summary.folders == 0)
        return;
    const std::string text = fmt::format("{} images of {} models in {} MiB", summary.images, summary.folders, summary.bytes >> 20);
    if (summary.damaged.empty()) {
        findings.push_back({Level::Ok, "image features", text, {}});
        return;
    }
    findings.push_back({Level::Warning, "image features",
        fmt::format("{}; {} damaged files, the first is {}", text, summary.damaged.size(), summary.damaged.front().string()),
        "delete them: their images are encoded again"});
}

void checkSpace(const Project& project, std::vector<Finding>& findings)
{
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(project.folder(), error);
    if (error)
        findings.push_back({Level::Warning, "disk", "cannot tell the free space: " + error.message(), {}});
    else
        findings.push_back({space.available < kLittleSpace ? Level::Warning : Level::Ok, "disk",
            fmt::format("{} MiB free", space.available >> 20), {}});
}

} // namespace

Result<std::vector<Finding>> examine(const Project& project, bool deep, std::stop_token stop)
{
    std::vector<Finding> findings;
    FULCRUM_TRY(store::Database database, project.connect());
    const Result<void> integrity = database.checkIntegrity();
    if (integrity)
        findings.push_back({Level::Ok, "database", database.file().string(), {}});
    else
        findings.push_back({Level::Error, "database", integrity.error().why, integrity.error().hint});
    FULCRUM_TRY(const std::vector<store::DatasetRecord> records, store::SampleRepository(database).datasets());
    if (records.empty())
        findings.push_back({Level::Warning, "data", "no data set has been imported", "project init --captions-train ..."});
    for (const store::DatasetRecord& record : records) {
        checkSources(project, record, deep, findings);
        FULCRUM_CHECK(checkImages(project, record, stop, findings));
    }
    checkModel(project.encoderFolder(), "encoder", findings);
    checkModel(project.lvlmFolder(), "LVLM", findings);
    checkFeatures(project, findings);
    checkSpace(project, findings);
    return findings;
}

} // namespace fulcrum::project
