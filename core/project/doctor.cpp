// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/doctor.h"

#include "core/project/doctor_parts.h"
#include "core/embed/feature_folder.h"
#include "core/project/model_folder.h"

#include <sys/stat.h>

namespace fulcrum::project {
namespace {

constexpr std::uint64_t kLittleSpace = 1ULL << 30;

struct ProblemText
{
    data::ProblemKind kind;
    const char* message; ///< behind their number
};
constexpr ProblemText kProblemTexts[] = {
    {data::ProblemKind::NoImage, "annotations of images that are not in the file"},
    {data::ProblemKind::NoQuestion, "annotations of questions that are not there"},
    {data::ProblemKind::NoCaption, "images without caption, left out"},
    {data::ProblemKind::NoAnswers, "questions without answers, left out"},
    {data::ProblemKind::DuplicateId, "ids that are there twice; the first one counts"},
    {data::ProblemKind::OtherImage, "questions whose annotation names another image, left out"},
    {data::ProblemKind::UnsafeName, "file names that are missing or leave the image folder, left out"},
    {data::ProblemKind::Unusable, "records that could not be used, left out"},
    {data::ProblemKind::AnswerCount, "questions that do not have ten answers"},
    {data::ProblemKind::ControlCharacters, "texts whose control characters were replaced"}};
static_assert(std::size(kProblemTexts) == data::kProblemKinds);

Result<void> examineDatabase(Examination& examination)
{
    FULCRUM_CHECK(examination.at(0, "checking the database"));
    const Result<void> integrity = examination.database.checkIntegrity(examination.options.stop);
    if (!integrity && integrity.error().code == ErrorCode::Cancelled)
        return integrity;
    const std::string file = examination.database.file().string();
    if (integrity)
        examination.ok("database", file);
    else
        examination.findings.push_back({Level::Error, "database", integrity.error().why, integrity.error().hint});
    return {};
}

/// The files of an active version.
Result<void> examineSources(Examination& examination, const store::DatasetRecord& record)
{
    for (const store::SourceFile& file : record.files) {
        const std::string subject = fmt::format("{} file ({})", file.role, nameOf(record));
        const Path path = examination.project.resolve(file.path);
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) {
            examination.warn(subject, path.string() + " is gone",
                "the samples are in the project; the file is needed only to import again");
            continue;
        }
        bool changed = static_cast<std::uint64_t>(status.st_size) != file.size || !S_ISREG(status.st_mode);
        if (!changed && (examination.options.deep || status.st_mtime != file.modified)) {
            FULCRUM_CHECK(examination.at(0, "comparing " + file.name));
            const Result<std::string> hash = sha256File(path, examination.options.stop);
            if (!hash && hash.error().code == ErrorCode::Cancelled)
                return fail(hash.error());
            changed = !hash || *hash != file.sha256;
        }
        if (changed)
            examination.warn(subject, path.string() + " has changed since it was imported",
                "project import takes it as a new version, beside the one that results refer to");
        else
            examination.ok(subject, path.string());
    }
    return {};
}

/// What the import of an active version found wrong.
Result<void> examineRecords(Examination& examination, const store::DatasetRecord& record)
{
    const std::string subject = fmt::format("records ({})", nameOf(record));
    FULCRUM_TRY(const std::optional<data::ProblemList> problems,
        store::SampleRepository(examination.database).problems(record));
    if (!problems) {
        examination.ok(subject, fmt::format("{} samples; imported when problems were not kept yet", record.samples));
        return {};
    }
    if (problems->count() == 0)
        examination.ok(subject, fmt::format("{} samples, no problem", record.samples));
    tellProblems(examination.findings, subject, *problems);
    return {};
}

void examineModel(Examination& examination, const Path& folder, const std::string& role)
{
    const std::string subject = "model folder (" + role + ")";
    if (folder.empty())
        return examination.warn(subject, "none is set", "project set --encoder DIR --lvlm DIR");
    const Result<void> usable = checkModelFolder(folder, role);
    if (usable)
        examination.ok(subject, folder.string());
    else
        examination.findings.push_back(
            {Level::Error, subject, usable.error().why, usable.error().hint + "; project set names another one"});
}

/// Stored image features cost only room; a damaged block is passed over and its images are encoded again.
void examineFeatures(Examination& examination)
{
    const embed::FeatureFolderSummary summary = embed::examineFeatures(examination.project.featuresFolder());
    if (summary.folders == 0)
        return;
    const std::string text = fmt::format("{} images of {} models in {} MiB", summary.images, summary.folders, summary.bytes >> 20);
    if (summary.damaged.empty())
        return examination.ok("image features", text);
    examination.warn("image features",
        fmt::format("{}; {} damaged files, the first is {}", text, summary.damaged.size(), summary.damaged.front().string()),
        "delete them: their images are encoded again");
}

void examineSpace(Examination& examination)
{
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(examination.project.folder(), error);
    if (error)
        return examination.warn("disk", "cannot tell the free space: " + error.message(), {});
    examination.findings.push_back({space.available < kLittleSpace ? Level::Warning : Level::Ok, "disk",
        fmt::format("{} MiB free", space.available >> 20), {}});
}

} // namespace

void tellProblems(std::vector<Finding>& findings, const std::string& subject, const data::ProblemList& problems)
{
    for (const auto& [kind, message] : kProblemTexts) {
        Tally tally;
        for (const data::Problem& one : problems.kept())
            if (one.kind == kind)
                tally.add(one.text());
        tally.count = problems.count(kind);
        if (tally.count > 0)
            findings.push_back({Level::Warning, subject, fmt::format("{} {}", tally.count, message), {}, tally.count, tally.examples});
    }
}

Result<std::vector<Finding>> examine(const Project& project, const ExamineOptions& options)
{
    FULCRUM_TRY(store::Database database, project.connect());
    Examination examination{project, database, options, {}, {}};
    FULCRUM_CHECK(examineDatabase(examination));
    FULCRUM_TRY(examination.versions, store::SampleRepository(database).versions());
    if (examination.versions.empty())
        examination.warn("data", "no data set has been imported", "project import --captions-train ...");
    for (const store::DatasetRecord& record : examination.versions) {
        if (!record.active)
            continue;
        FULCRUM_CHECK(examineSources(examination, record));
        FULCRUM_CHECK(examineRecords(examination, record));
    }
    FULCRUM_CHECK(examineImages(examination));
    FULCRUM_CHECK(examineFiles(examination));
    examineModel(examination, project.encoderFolder(), "encoder");
    examineModel(examination, project.lvlmFolder(), "LVLM");
    examineFeatures(examination);
    examineSpace(examination);
    return std::move(examination.findings);
}

} // namespace fulcrum::project
