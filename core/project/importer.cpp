// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/importer.h"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>

namespace fulcrum::project {
namespace {

constexpr double kReadShare = 0.3;  // of a step's time; the rest is storing
constexpr std::int64_t kClockSlack = 2; // seconds: a file changed again within them may keep its time

} // namespace

void Importer::report(double share, std::string_view phase) const
{
    if (m_options.progress)
        m_options.progress((static_cast<double>(m_step) + share) / static_cast<double>(m_steps), phase);
}

Result<ImportReport> Importer::run()
{
    FULCRUM_TRY(const std::vector<Step> all, steps());
    m_steps = all.size();
    const Result<void> imported = m_database.transaction([&]() -> Result<void> {
        for (const Step& step : all) {
            FULCRUM_CHECK(import(step));
            ++m_step;
        }
        return {};
    });
    if (!imported)
        return fail(imported.error());
    return std::move(m_report);
}

Result<std::vector<Importer::Step>> Importer::steps() const
{
    const ProjectConfig config = m_project.config();
    std::vector<Step> found;
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const SplitFiles& files = config.files(split);
        if (!files.captions.empty())
            found.push_back({data::Task::Caption, split, {{"captions", files.captions}}});
        if (files.vqaQuestions.empty() && !files.vqaAnnotations.empty())
            return fail(ErrorCode::Usage, "VQA needs its questions",
                fmt::format("split '{}'", data::splitName(split)), "only the annotations are given",
                "a file that holds both is given as the questions");
        if (!files.vqaQuestions.empty())
            found.push_back({data::Task::Vqa, split, {{"questions", files.vqaQuestions}}});
        if (!files.vqaAnnotations.empty())
            found.back().files.emplace_back("annotations", files.vqaAnnotations);
    }
    if (found.empty())
        return fail(ErrorCode::Usage, "there is nothing to import", m_project.folder().string(),
            "the project names no data file", "give --captions-train and the like");
    return found;
}

Result<void> Importer::import(const Step& step)
{
    const std::string name = fmt::format("{} {}", data::taskName(step.task), data::splitName(step.split));
    report(0, "checking " + name);
    FULCRUM_TRY(store::DatasetRecord record, describe(step));
    FULCRUM_TRY(const std::optional<store::DatasetRecord> stored,
        store::SampleRepository(m_database).dataset(step.task, step.split));
    if (stored) {
        FULCRUM_CHECK(checkUnchanged(*stored, record));
        m_report.entries.push_back({step.task, step.split, static_cast<std::size_t>(stored->samples), true});
        return {};
    }
    report(0, "reading " + name);
    FULCRUM_TRY(data::ReadResult result, read(step));
    for (std::size_t i = 0; i < record.files.size(); ++i) {
        record.files[i].sha256 = result.files[i].sha256; // of the very bytes that were parsed
        record.files[i].size = result.files[i].size;
    }
    std::sort(record.files.begin(), record.files.end(), [](const auto& a, const auto& b) { return a.role < b.role; });
    if (step.task == data::Task::Vqa)
        FULCRUM_CHECK(nameVqaImages(step.split, result));
    record.samples = static_cast<std::int64_t>(result.samples.size());
    record.fingerprint = store::datasetFingerprint(record);
    FULCRUM_CHECK(data::SampleTable::write(m_project.sampleTableFile(record.fingerprint), result.samples, record.fingerprint));
    FULCRUM_CHECK(store::SampleRepository(m_database)
                      .add(record, result.samples, m_options.stop, [&](double share) {
                          report(kReadShare + (1 - kReadShare) * share, "storing " + name);
                      }));
    m_report.entries.push_back({step.task, step.split, result.samples.size(), false});
    m_report.problems.append(result.problems);
    return {};
}

/// The files as they lie on the disk, not hashed yet.
Result<store::DatasetRecord> Importer::describe(const Step& step) const
{
    store::DatasetRecord record;
    record.task = step.task;
    record.split = step.split;
    const SplitFiles files = m_project.config().files(step.split);
    record.imageFolder
        = step.task == data::Task::Vqa && !files.vqaImages.empty() ? files.vqaImages : files.images;
    for (const auto& [role, stored] : step.files) {
        const Path path = m_project.resolve(stored);
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0)
            return fail(ErrorCode::NotFound, fmt::format("cannot find the {} file", role), path.string(),
                "there is no such file");
        record.files.push_back({role, path.filename().string(), stored, static_cast<std::uint64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtime), {}});
    }
    return record;
}

/// A file of the same size and time is taken for the same, unless it was written so shortly before the import that its
/// time could not tell; then, and when the time differs, its content is compared.
Result<void> Importer::checkUnchanged(const store::DatasetRecord& stored, const store::DatasetRecord& now) const
{
    for (const store::SourceFile& file : now.files) {
        const auto old = std::find_if(stored.files.begin(), stored.files.end(),
            [&](const store::SourceFile& one) { return one.role == file.role; });
        const Path path = m_project.resolve(file.path);
        bool same = old != stored.files.end() && old->size == file.size;
        if (same && (old->modified != file.modified || old->modified + kClockSlack >= stored.imported / 1000)) {
            report(0, "comparing " + file.name);
            FULCRUM_TRY(const std::string hash, sha256File(path));
            same = hash == old->sha256;
        }
        if (!same)
            return fail(ErrorCode::Usage, "the data file is not the one that was imported", path.string(),
                "its content has changed, and stored results refer to the old rows",
                "make a new project for the changed data");
    }
    return {};
}

Result<data::ReadResult> Importer::read(const Step& step)
{
    data::ReadOptions options;
    options.stop = m_options.stop;
    const std::string phase
        = fmt::format("reading {} {}", data::taskName(step.task), data::splitName(step.split));
    options.progress = [this, phase](double share) { report(share * kReadShare, phase); };
    const SplitFiles files = m_project.config().files(step.split);
    if (step.task == data::Task::Caption) {
        const Path captions = m_project.resolve(files.captions);
        return data::isKarpathy(captions)
            ? data::readKarpathy(captions, data::officialKarpathyParts(step.split), options)
            : data::readCocoCaptions(captions, options);
    }
    FULCRUM_TRY(data::ReadResult result,
        data::readVqa(m_project.resolve(files.vqaQuestions), m_project.resolve(files.vqaAnnotations), options));
    if (result.samples.front().answers.empty() && !result.dataSubtype.starts_with("test"))
        return fail(ErrorCode::Usage, "VQA needs both its files", m_project.resolve(files.vqaQuestions).string(),
            "the questions are not those of a test set, and the annotations are not given",
            "give --vqa-annotations-train (or -val)");
    return result;
}

/// VQAv2 names images by id. Their files are those of the captions of the split, else named after the official pattern of
/// the subset, or of the 2017 release when that is what lies in the folder.
Result<void> Importer::nameVqaImages(data::Split split, data::ReadResult& result)
{
    const SplitFiles files = m_project.config().files(split);
    std::unordered_map<std::int64_t, store::ImageEntry> known;
    if (files.vqaImages.empty() && !files.captions.empty()) {
        FULCRUM_TRY(known, store::SampleRepository(m_database).images(data::Task::Caption, split));
    }
    const Path folder = m_project.resolve(files.vqaImages.empty() ? files.images : files.vqaImages);
    std::string subtype = result.dataSubtype;
    const std::int64_t first = result.samples.front().imageId;
    std::error_code ignored;
    if (!std::filesystem::exists(folder / data::cocoImageName(first, subtype), ignored)
        && std::filesystem::exists(folder / data::cocoImageName(first, {}), ignored))
        subtype.clear();
    if (!data::isSafeRelativeName(data::cocoImageName(first, subtype)))
        return fail(ErrorCode::Malformed, "cannot name the images of the VQA questions",
            m_project.resolve(files.vqaQuestions).string(), "its data_subtype is not a usable name");
    for (data::Sample& sample : result.samples) {
        const auto found = known.find(sample.imageId);
        if (found == known.end()) {
            sample.imageFile = data::cocoImageName(sample.imageId, subtype);
            continue;
        }
        sample.imageFile = found->second.file;
        sample.width = found->second.width;
        sample.height = found->second.height;
    }
    return {};
}

} // namespace fulcrum::project
