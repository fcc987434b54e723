// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/importer.h"

#include "core/base/safetensors.h"
#include "core/project/dataset_versions.h"
#include "core/store/workspace_repository.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unordered_map>

namespace fulcrum::project {
namespace {

constexpr double kReadShare = 0.45;     // of the time that a data set takes; the rest is storing
constexpr std::int64_t kClockSlack = 2; // seconds: a file changed again within them may keep its time
constexpr std::size_t kHumanAnswers = 10; // VQAv2; the accuracy's formula counts on it

std::int64_t nowMilliseconds()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// How many tables in the embeddings folder belong to a data set.
std::size_t embeddingsOf(const Path& folder, const std::string& fingerprint)
{
    std::size_t count = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (!name.ends_with(".safetensors") || name.find("-length-") != std::string::npos) // those belong to a table
            continue;
        if (const auto file = SafetensorsFile::open(at->path())) {
            const auto dataset = file->metadata().find("dataset");
            count += dataset != file->metadata().end() && dataset->second == fingerprint;
        }
    }
    return count;
}

/// Name of the first file whose content differs.
std::string firstChange(const store::DatasetRecord& before, const store::DatasetRecord& now)
{
    for (const store::SourceFile& file : now.files)
        if (std::none_of(before.files.begin(), before.files.end(),
                [&](const auto& old) { return old.role == file.role && old.sha256 == file.sha256; }))
            return file.name;
    return before.files.empty() ? std::string() : before.files.front().name; // one of them is not given any more
}

} // namespace

Importer::Importer(const Project& project, store::Database& database, const ImportOptions& options)
    : m_project(project), m_database(database), m_options(options),
      m_config(options.config ? *options.config : project.config()), m_meter(options.progress), m_begin(nowMilliseconds())
{
}

std::string Importer::Step::name() const
{
    return fmt::format("{} {}", data::taskName(record.task), data::splitName(record.split));
}

Result<ImportReport> Importer::run()
{
    const auto all = [&]() -> Result<void> {
        FULCRUM_TRY(m_steps, steps());
        for (Step& step : m_steps)
            FULCRUM_CHECK(compare(step));
        for (const Step& step : m_steps)
            m_bytes += step.action == Action::Read ? step.bytes : 0;
        for (Step& step : m_steps)
            if (step.action == Action::Read)
                FULCRUM_CHECK(read(step));
        return store();
    };
    if (auto done = all(); !done) {
        removeTables();
        return fail(std::move(done.error()));
    }
    return report();
}

Result<std::vector<Importer::Step>> Importer::steps() const
{
    std::vector<Step> found;
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const SplitFiles& files = m_config.files(split);
        if (files.vqaQuestions.empty() && !files.vqaAnnotations.empty())
            return fail(ErrorCode::Usage, "VQA needs its questions",
                fmt::format("split '{}'", data::splitName(split)), "only the annotations are given",
                "a file that holds both is given as the questions");
        for (const data::Task task : {data::Task::Caption, data::Task::Vqa}) {
            if ((task == data::Task::Caption ? files.captions : files.vqaQuestions).empty())
                continue;
            FULCRUM_TRY(Step step, describe(task, split));
            found.push_back(std::move(step));
        }
    }
    if (found.empty())
        return fail(ErrorCode::Usage, "there is nothing to import", m_project.folder().string(),
            "the project names no data file", "give --captions-train and the like");
    return found;
}

/// The files as they lie on the disk, not hashed yet.
Result<Importer::Step> Importer::describe(data::Task task, data::Split split) const
{
    const SplitFiles& files = m_config.files(split);
    Step step;
    step.record.task = task;
    step.record.split = split;
    step.record.imageFolder = m_config.images(task, split);
    std::vector<std::pair<std::string, std::string>> roles; // in alphabetical order, as they are stored
    if (task == data::Task::Caption)
        roles = {{"captions", files.captions}};
    else if (files.vqaAnnotations.empty())
        roles = {{"questions", files.vqaQuestions}};
    else
        roles = {{"annotations", files.vqaAnnotations}, {"questions", files.vqaQuestions}};
    for (const auto& [role, stored] : roles) {
        const Path path = m_project.resolve(stored);
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0)
            return fail(ErrorCode::NotFound, fmt::format("cannot find the {} file", role), path.string(),
                "there is no such file");
        if (!S_ISREG(status.st_mode))
            return fail(ErrorCode::Malformed, fmt::format("cannot read the {} file", role), path.string(),
                S_ISDIR(status.st_mode) ? "it is a folder, not a file" : "it is not a regular file");
        step.bytes += static_cast<std::uint64_t>(status.st_size);
        step.record.files.push_back({role, path.filename().string(), stored, static_cast<std::uint64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtime), {}, m_begin});
    }
    return step;
}

/// Finds out whether a version of the data set is of these files.
Result<void> Importer::compare(Step& step)
{
    m_meter.begin("checking " + step.name(), 0);
    FULCRUM_TRY(std::vector<store::DatasetRecord> versions, store::SampleRepository(m_database).versions());
    std::erase_if(versions, [&](const auto& one) { return one.task != step.record.task || one.split != step.record.split; });
    std::stable_sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return a.active > b.active; });
    if (!versions.empty() && versions.front().active)
        step.active = versions.front();
    for (store::DatasetRecord& stored : versions) {
        FULCRUM_TRY(const bool same, hasContent(stored, step.record, stored.active));
        if (!same)
            continue;
        step.action = stored.active ? Action::Keep : Action::Restore;
        stored.imageFolder = step.record.imageFolder;
        step.record = std::move(stored);
        break;
    }
    return {};
}

/// A file of the same place, size and time is taken for the same if `trustTimes`, unless it was written so shortly before it was
/// looked at that its time could not tell; then, and when place or time differ, its content is compared. What is learnt is noted in
/// both.
Result<bool> Importer::hasContent(store::DatasetRecord& stored, store::DatasetRecord& now, bool trustTimes)
{
    if (stored.files.size() != now.files.size())
        return false;
    for (std::size_t i = 0; i < now.files.size(); ++i) // both are sorted by role
        if (stored.files[i].role != now.files[i].role || stored.files[i].size != now.files[i].size)
            return false;
    for (std::size_t i = 0; i < now.files.size(); ++i) {
        store::SourceFile& old = stored.files[i];
        store::SourceFile& file = now.files[i];
        const bool told = trustTimes && old.path == file.path && old.modified == file.modified
            && old.modified + kClockSlack < old.checked / 1000;
        if (!told && file.sha256.empty()) {
            m_meter.begin("comparing " + file.name, 0);
            FULCRUM_TRY(file.sha256, sha256File(m_project.resolve(file.path), m_options.stop));
        }
        if (!told && file.sha256 != old.sha256)
            return false;
        if (!told)
            old.checked = m_begin;
        old.modified = file.modified;
        old.path = file.path;
    }
    return true;
}

/// Where a phase of `step` ends that takes `share` of the import's time for all data sets together and begins at `before`.
double Importer::until(double share, const Step& step, double before) const
{
    return before + share * static_cast<double>(step.bytes) / static_cast<double>(std::max<std::uint64_t>(m_bytes, 1));
}

Result<void> Importer::read(Step& step)
{
    m_share = until(kReadShare, step, m_share);
    m_meter.begin("reading " + step.name(), m_share, step.bytes);
    data::ReadOptions options;
    options.stop = m_options.stop;
    options.progress = [this](double part) { m_meter.at(part); };
    FULCRUM_TRY(data::ReadResult result, readFiles(step, options));
    store::DatasetRecord& record = step.record;
    for (store::SourceFile& file : record.files) {
        const Path path = m_project.resolve(file.path);
        const auto hash = std::find_if(
            result.files.begin(), result.files.end(), [&](const data::SourceHash& one) { return one.path == path; });
        file.sha256 = hash->sha256; // of the very bytes that were parsed
        file.size = hash->size;
    }
    record.samples = static_cast<std::int64_t>(result.samples.size());
    record.fingerprint = store::datasetFingerprint(record);
    step.problems = std::move(result.problems);
    const Path table = m_project.sampleTableFile(record.fingerprint);
    std::error_code ignored;
    if (!std::filesystem::exists(table, ignored))
        m_newTables.push_back(table);
    FULCRUM_CHECK(data::SampleTable::write(table, result.samples, record.fingerprint));
    FULCRUM_TRY(data::SampleTable samples, data::SampleTable::open(table, record.fingerprint));
    step.dataset = std::make_shared<const data::Dataset>(record.task, record.split, record.fingerprint,
        m_project.resolve(record.imageFolder), std::move(samples));
    if (m_options.readable)
        m_options.readable(step.dataset);
    return {};
}

Result<data::ReadResult> Importer::readFiles(const Step& step, const data::ReadOptions& options) const
{
    const SplitFiles& files = m_config.files(step.record.split);
    if (step.record.task == data::Task::Vqa) {
        FULCRUM_TRY(data::ReadResult result, readVqaFiles(files, options));
        FULCRUM_CHECK(nameVqaImages(step.record.split, result));
        return result;
    }
    const Path captions = m_project.resolve(files.captions);
    return data::isKarpathy(captions)
        ? data::readKarpathy(captions, data::officialKarpathyParts(step.record.split), options)
        : data::readCocoCaptions(captions, options);
}

Result<data::ReadResult> Importer::readVqaFiles(const SplitFiles& files, const data::ReadOptions& options) const
{
    const Path questions = m_project.resolve(files.vqaQuestions);
    if (data::isVlIcl(questions)) {
        if (!files.vqaAnnotations.empty())
            return fail(ErrorCode::Usage, "a file of VL-ICL has its answers in it", questions.string(),
                "annotations are given besides", "leave --vqa-annotations-train (or -val) away");
        FULCRUM_TRY(data::ReadResult result, data::readVlIcl(questions, options));
        for (data::Sample& sample : result.samples) // its one answer stands for all ten, so that accuracy means exact match
            sample.answers.assign(kHumanAnswers, sample.answer);
        return result;
    }
    FULCRUM_TRY(data::ReadResult result, data::readVqa(questions, m_project.resolve(files.vqaAnnotations), options));
    if (result.samples.front().answers.empty() && !result.dataSubtype.starts_with("test"))
        return fail(ErrorCode::Usage, "VQA needs both its files", questions.string(),
            "the questions are not those of a test set, and the annotations are not given",
            "give --vqa-annotations-train (or -val)");
    return result;
}

/// VQAv2 names images by id. Their files are those of the captions of the split, else named after the official pattern of
/// the subset, or of the 2017 release when that is what lies in the folder.
Result<void> Importer::nameVqaImages(data::Split split, data::ReadResult& result) const
{
    if (!result.samples.front().imageFile.empty())
        return {}; // VL-ICL's files name them
    const SplitFiles& files = m_config.files(split);
    std::shared_ptr<const data::Dataset> captions;
    std::unordered_map<std::int64_t, std::size_t> known;
    if (files.vqaImages.empty() && !files.captions.empty()) {
        FULCRUM_TRY(captions, captionsOf(split));
        for (std::size_t i = 0; i < captions->size(); ++i)
            known.emplace(captions->id(i), i);
    }
    const Path folder = m_project.resolve(m_config.images(data::Task::Vqa, split));
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
        const data::SampleView image = captions->view(found->second);
        sample.imageFile = image.imageFile;
        sample.width = image.width;
        sample.height = image.height;
    }
    return {};
}

/// The captions as they will be when this import is done; they have been read or compared before.
Result<std::shared_ptr<const data::Dataset>> Importer::captionsOf(data::Split split) const
{
    const auto step = std::find_if(m_steps.begin(), m_steps.end(),
        [&](const Step& one) { return one.record.task == data::Task::Caption && one.record.split == split; });
    return step->dataset ? Result<std::shared_ptr<const data::Dataset>>(step->dataset)
                         : m_project.dataset(data::Task::Caption, split, step->record.fingerprint);
}

Result<void> Importer::store()
{
    return m_database.transaction([&]() -> Result<void> {
        for (Step& step : m_steps)
            FULCRUM_CHECK(store(step));
        if (m_options.config)
            FULCRUM_CHECK(Project::writeConfig(m_database, m_config));
        m_meter.begin("finishing", 1);
        return {};
    });
}

Result<void> Importer::store(Step& step)
{
    store::SampleRepository repository(m_database);
    if (step.action == Action::Read) {
        m_share = until(1 - kReadShare, step, m_share);
        const auto count = static_cast<std::uint64_t>(step.record.samples);
        m_meter.begin("storing " + step.name(), m_share, 0, count);
        const auto progress = [&](std::size_t done) { m_meter.at(static_cast<double>(done) / static_cast<double>(count)); };
        FULCRUM_CHECK(repository.add(step.record, step.dataset->samples(), step.problems, m_options.stop, progress));
        FULCRUM_TRY(const auto stored, repository.dataset(step.record.task, step.record.split));
        step.record.version = stored ? stored->version : 0;
        return {};
    }
    if (step.action == Action::Restore)
        FULCRUM_CHECK(repository.activate(step.record));
    return repository.update(step.record);
}

Result<ReplacedVersion> Importer::replacement(const Step& step) const
{
    const store::DatasetRecord& before = *step.active;
    const data::Task task = before.task;
    ReplacedVersion old;
    old.version = before.version;
    old.fingerprint = before.fingerprint;
    old.samples = before.samples;
    old.imported = before.imported;
    old.file = firstChange(before, step.record);
    store::RunRepository runs(m_database);
    FULCRUM_TRY(const std::vector<store::RunRecord> all, runs.list());
    for (const store::RunRecord& run : all) {
        FULCRUM_TRY(const std::optional<data::Task> own, taskOf(runs, run));
        old.runs += own == task && fingerprintOf(run, task, before.split) == before.fingerprint;
    }
    old.embeddings = embeddingsOf(m_project.embeddingsFolder(), before.fingerprint);
    FULCRUM_TRY(const auto now, m_project.dataset(task, before.split, step.record.fingerprint));
    FULCRUM_TRY(const auto tags, store::WorkspaceRepository(m_database).tags(task, before.split));
    old.tags = tags.size();
    for (const auto& [id, tag] : tags)
        old.lostTags += now->indexOfId(id) < 0;
    return old;
}

Result<ImportReport> Importer::report() const
{
    ImportReport report;
    for (const Step& step : m_steps) {
        ImportReport::Entry entry;
        entry.task = step.record.task;
        entry.split = step.record.split;
        entry.samples = static_cast<std::size_t>(step.record.samples);
        entry.unchanged = step.action == Action::Keep;
        entry.restored = step.action == Action::Restore;
        entry.version = step.record.version;
        entry.fingerprint = step.record.fingerprint;
        if (step.active && step.action != Action::Keep) {
            FULCRUM_TRY(entry.replaced, replacement(step));
        }
        report.entries.push_back(std::move(entry));
        report.problems.append(step.problems);
    }
    return report;
}

/// Who looks at one of them keeps it until then.
void Importer::removeTables() const
{
    std::error_code ignored;
    for (const Path& table : m_newTables)
        std::filesystem::remove(table, ignored);
}

} // namespace fulcrum::project
