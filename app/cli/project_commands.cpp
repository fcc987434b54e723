// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/value_checks.h"
#include "core/project/doctor.h"
#include "core/project/folders.h"
#include "core/project/missing_images.h"
#include "core/store/run_repository.h"
#include "core/store/sample_repository.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

using Given = std::map<std::string, std::string>; ///< flag -> value, of the flags that were given

/// A data file or image folder of a split; the flag's name ends in "train" or "val".
struct DataFlag
{
    const char* name;
    std::string project::SplitFiles::*member;
    const char* help;
    bool optional = false; ///< "" takes it out of the project
};
constexpr DataFlag kDataFlags[] = {
    {"--captions-", &project::SplitFiles::captions, "COCO captions JSON, or Karpathy's dataset_coco.json"},
    {"--images-", &project::SplitFiles::images, "image folder"},
    {"--vqa-questions-", &project::SplitFiles::vqaQuestions, "VQAv2 questions JSON, a merged one, or one of VL-ICL"},
    {"--vqa-annotations-", &project::SplitFiles::vqaAnnotations, "VQAv2 annotations JSON", true},
    {"--vqa-images-", &project::SplitFiles::vqaImages, "image folder of VQA if it is another one", true}};
constexpr data::Split kSplits[] = {data::Split::Train, data::Split::Validation};

/// `change`: the project has data already.
void addDataFlags(CLI::App& command, const std::shared_ptr<Given>& given, bool change)
{
    for (const data::Split split : kSplits)
        for (const DataFlag& flag : kDataFlags) {
            const std::string name = std::string(flag.name) + data::splitName(split);
            CLI::Option* const option = command.add_option_function<std::string>(
                name, [given, name](const std::string& value) { (*given)[name] = value; }, flag.help);
            if (!change || !flag.optional)
                option->check(notEmpty);
        }
}

/// A path on the command line is relative to the current folder, one in a project to the project.
std::string storedPath(const project::Project& project, const std::string& given)
{
    return given.empty() ? given : project.stored(std::filesystem::absolute(given).lexically_normal());
}

void apply(const Given& given, const project::Project& project, project::ProjectConfig& config)
{
    for (const data::Split split : kSplits)
        for (const DataFlag& flag : kDataFlags)
            if (const auto found = given.find(std::string(flag.name) + data::splitName(split)); found != given.end())
                config.files(split).*flag.member = storedPath(project, found->second);
}

json problemJson(const data::Problem& problem)
{
    json document{{"file", problem.file}, {"record", problem.record}, {"what", problem.what},
        {"kind", data::problemKindName(problem.kind)}, {"byte", nullptr}};
    if (problem.byte)
        document["byte"] = *problem.byte;
    return document;
}

json problemsJson(const data::ProblemList& problems)
{
    json list = json::array(), kinds = json::object();
    for (const data::Problem& one : problems.kept()) {
        list.push_back(problemJson(one));
        kinds[data::problemKindName(one.kind)] = problems.count(one.kind);
    }
    return {{"count", problems.count()}, {"kinds", kinds}, {"first", list}};
}

json entryJson(const project::ImportReport::Entry& entry)
{
    json document{{"task", data::taskName(entry.task)}, {"split", data::splitName(entry.split)}, {"samples", entry.samples},
        {"unchanged", entry.unchanged}, {"restored", entry.restored}, {"version", entry.version},
        {"fingerprint", entry.fingerprint}, {"images", nullptr}, {"missing_images", nullptr}, {"replaced", nullptr}};
    if (const auto& old = entry.replaced)
        document["replaced"] = {{"version", old->version}, {"fingerprint", old->fingerprint}, {"samples", old->samples},
            {"imported", old->imported}, {"file", old->file}, {"runs", old->runs}, {"embeddings", old->embeddings},
            {"tags", old->tags}, {"lost_tags", old->lostTags}};
    return document;
}

std::string timeText(std::int64_t milliseconds)
{
    return fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(static_cast<std::time_t>(milliseconds / 1000)));
}

std::string counted(std::size_t count, const char* one, const char* many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// What a person must know when files have changed.
std::string replacedText(const project::ImportReport::Entry& entry)
{
    const project::ReplacedVersion& old = *entry.replaced;
    std::string text = entry.restored
        ? fmt::format("    these are the files of version {} again: it is the active one now, beside version {} ({} samples)\n",
            entry.version, old.version, old.samples)
        : fmt::format("    {} has changed since {}; imported as version {} beside version {} ({} samples)\n", old.file,
            timeText(old.imported), entry.version, old.version, old.samples);
    if (old.runs + old.embeddings > 0)
        text += fmt::format("    {} and {} refer to version {} and stay with it\n", counted(old.runs, "run", "runs"),
            counted(old.embeddings, "table of embeddings", "tables of embeddings"), old.version);
    if (old.tags > 0)
        text += fmt::format("    {} follow their samples{}\n", counted(old.tags, "tag", "tags"),
            old.lostTags == 0 ? "" : fmt::format(", {} of which are not in version {}", old.lostTags, entry.version));
    return text;
}

/// `missing`: of each entry; nothing for what is as it was.
std::string reportText(const project::Project& project, const project::ImportReport& report,
    const std::vector<project::MissingImages>& missing)
{
    std::string text = fmt::format("project {}\n", project.folder().string());
    for (std::size_t i = 0; i < report.entries.size(); ++i) {
        const auto& entry = report.entries[i];
        text += fmt::format("  {} {}: {} samples{}\n", data::taskName(entry.task), data::splitName(entry.split),
            entry.samples, entry.unchanged ? " (already there)" : "");
        if (missing[i].count > 0)
            text += fmt::format("    {} of {} image files not found under {}\n", missing[i].count, missing[i].total,
                missing[i].folder.string());
        if (entry.replaced)
            text += replacedText(entry);
    }
    if (report.problems.count() > 0)
        text += fmt::format("  {}; the first ones:\n", counted(report.problems.count(), "problem", "problems"));
    for (std::size_t i = 0; i < std::min<std::size_t>(report.problems.kept().size(), 10); ++i)
        text += "    " + report.problems.kept()[i].text() + "\n";
    return text;
}

Result<void> import(CliContext& context, project::Project& project, const project::ProjectConfig& config)
{
    project::ImportOptions options;
    options.stop = context.stopToken();
    options.config = config;
    options.progress = [&](const project::ImportProgress& now) { context.progress().show(project::importText(now)); };
    FULCRUM_TRY(const project::ImportReport report, project.importDatasets(options));
    json entries = json::array();
    std::vector<project::MissingImages> missing;
    for (const auto& entry : report.entries) {
        entries.push_back(entryJson(entry));
        missing.emplace_back();
        if (entry.unchanged)
            continue;
        FULCRUM_TRY(const auto dataset, project.dataset(entry.task, entry.split));
        FULCRUM_TRY(missing.back(), project::findMissingImages(*dataset));
        entries.back()["images"] = missing.back().total;
        entries.back()["missing_images"] = missing.back().count;
    }
    context.progress().finish();
    context.result({{"project", project.folder().string()}, {"datasets", entries},
                       {"problems", problemsJson(report.problems)}},
        [&] { return reportText(project, report, missing); });
    return {};
}

struct InitOptions
{
    std::string folder, name, encoder, lvlm;
    std::shared_ptr<Given> data = std::make_shared<Given>();
};

/// Sets the paths of a new project and imports its data.
Result<void> fill(CliContext& context, project::Project& project, const InitOptions& options)
{
    project::ProjectConfig config = project.config();
    apply(*options.data, project, config);
    config.encoder = storedPath(project, options.encoder);
    config.lvlm = storedPath(project, options.lvlm);
    for (const project::SplitFiles* files : {&config.train, &config.validation})
        if (!files->captions.empty() || !files->vqaQuestions.empty() || !files->vqaAnnotations.empty())
            return import(context, project, config);
    FULCRUM_CHECK(project.setConfig(config));
    context.result({{"project", project.folder().string()}, {"datasets", json::array()}},
        [&] { return "empty project " + project.folder().string(); });
    return {};
}

Result<void> init(CliContext& context, const InitOptions& options)
{
    project::ProjectConfig config;
    config.name = options.name;
    FULCRUM_TRY(const std::shared_ptr<project::Project> project, project::Project::create(options.folder, config));
    Result<void> filled = fill(context, *project, options);
    if (!filled) { // nothing was stored; leave no half-made project behind that the next try would trip over
        std::error_code ignored;
        std::filesystem::remove_all(project->folder(), ignored);
    }
    return filled;
}

Result<void> importAgain(CliContext& context, const Given& given)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    project::ProjectConfig config = project->config();
    apply(given, *project, config);
    return import(context, *project, config);
}

json versionJson(const store::DatasetRecord& record, const std::optional<data::ProblemList>& problems)
{
    json files = json::array();
    for (const store::SourceFile& file : record.files)
        files.push_back({{"role", file.role}, {"path", file.path}, {"size", file.size}, {"sha256", file.sha256}});
    return {{"task", data::taskName(record.task)}, {"split", data::splitName(record.split)}, {"version", record.version},
        {"active", record.active}, {"samples", record.samples}, {"fingerprint", record.fingerprint},
        {"imported", record.imported}, {"files", files},
        {"problems", problems ? json(problems->count()) : json(nullptr)}};
}

Result<void> info(CliContext& context)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    store::SampleRepository samples(database);
    FULCRUM_TRY(const auto records, samples.versions());
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list());
    const project::ProjectConfig config = project->config();
    json datasets = json::array(), versions = json::array(), counts = json::object();
    std::string text = fmt::format("{}\n  folder   {}\n  schema   {}\n  encoder  {}\n  lvlm     {}\n", config.name,
        project->folder().string(), database.schemaVersion(), config.encoder, config.lvlm);
    for (const store::DatasetRecord& record : records) {
        FULCRUM_TRY(const auto problems, samples.problems(record));
        versions.push_back(versionJson(record, problems));
        const std::string name = fmt::format("{} {}", data::taskName(record.task), data::splitName(record.split));
        if (record.active) {
            datasets.push_back({{"task", data::taskName(record.task)}, {"split", data::splitName(record.split)},
                {"samples", record.samples}, {"fingerprint", record.fingerprint}, {"version", record.version},
                {"images", project->stored(project->imageFolder(record.task, record.split))}});
            text += fmt::format("  {}: {} samples, version {} of {}, images in {}\n", name, record.samples, record.version,
                timeText(record.imported), project->imageFolder(record.task, record.split).string());
        } else {
            text += fmt::format("  {}: {} samples, version {} of {}, replaced\n", name, record.samples, record.version,
                timeText(record.imported));
        }
    }
    for (const store::RunRecord& run : runs)
        counts[run.kind] = counts.value(run.kind, 0) + 1;
    text += fmt::format("  {} runs\n", runs.size());
    context.result({{"name", config.name}, {"folder", project->folder().string()},
                       {"schema", database.schemaVersion()}, {"config", project::toJson(config)},
                       {"datasets", datasets}, {"versions", versions}, {"runs", counts}},
        [&] { return text; });
    return {};
}

/// The folders that a project may name anew: flag and the member that it fills.
constexpr std::pair<const char*, std::optional<Path> project::FolderChange::*> kFolders[] = {
    {"--encoder", &project::FolderChange::encoder}, {"--lvlm", &project::FolderChange::lvlm},
    {"--images-train", &project::FolderChange::imagesTrain}, {"--images-val", &project::FolderChange::imagesValidation},
    {"--vqa-images-train", &project::FolderChange::vqaImagesTrain},
    {"--vqa-images-val", &project::FolderChange::vqaImagesValidation}};

Result<void> set(CliContext& context, const Given& given)
{
    if (given.empty())
        return fail(ErrorCode::Usage, "there is nothing to set", "project set", "no folder is given",
            "give --encoder, --lvlm, --images-train, --images-val, --vqa-images-train or --vqa-images-val");
    project::FolderChange change;
    for (const auto& [flag, member] : kFolders)
        if (const auto found = given.find(flag); found != given.end())
            change.*member = Path(found->second);
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_CHECK(project::setFolders(*project, change));
    const project::ProjectConfig config = project->config();
    context.result({{"project", project->folder().string()}, {"config", project::toJson(config)}}, [&] {
        return fmt::format("{}\n  encoder  {}\n  lvlm     {}\n  images   train {}, val {}\n", config.name, config.encoder,
            config.lvlm, config.train.images, config.validation.images);
    });
    return {};
}

const char* levelName(project::Finding::Level level)
{
    switch (level) {
    case project::Finding::Level::Ok: return "ok";
    case project::Finding::Level::Warning: return "warning";
    case project::Finding::Level::Error: break;
    }
    return "error";
}

Result<void> doctor(CliContext& context, bool deep)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    const auto progress = [&](double share, std::string_view what) {
        context.progress().show(share > 0 ? fmt::format("{:3.0f}% {}", 100 * share, what) : std::string(what));
    };
    FULCRUM_TRY(const auto findings, project::examine(*project, {deep, context.stopToken(), progress}));
    context.progress().finish();
    json list = json::array();
    std::string text;
    for (const project::Finding& one : findings) {
        list.push_back({{"level", levelName(one.level)}, {"subject", one.subject}, {"message", one.message}, {"hint", one.hint},
            {"count", one.count}, {"examples", one.examples}});
        text += fmt::format("{:8}{}: {}{}\n", levelName(one.level), one.subject, one.message,
            one.hint.empty() ? "" : " (" + one.hint + ")");
        for (const std::string& example : one.examples)
            text += fmt::format("{:10}{}\n", "", example);
        if (one.count > one.examples.size())
            text += fmt::format("{:10}and {} more\n", "", one.count - one.examples.size());
        if (one.level == project::Finding::Level::Error)
            context.exitStatus = exitCode(ErrorCode::Malformed);
    }
    context.result({{"project", project->folder().string()}, {"findings", list}}, [&] { return text; });
    return {};
}

void addInit(CLI::App& parent, CliContext& context)
{
    CLI::App* command = parent.add_subcommand("init", "make a project and import its data");
    const auto options = std::make_shared<InitOptions>();
    command->add_option("folder", options->folder, "new folder, by custom NAME.fulcrum")->required()->check(notEmpty);
    command->add_option("--name", options->name, "name of the project");
    addDataFlags(*command, options->data, false);
    command->add_option("--encoder", options->encoder, "folder of the CLIP model")->check(notEmpty);
    command->add_option("--lvlm", options->lvlm, "folder of the vision-language model")->check(notEmpty);
    command->callback([&context, options] { context.setAction([&context, options] { return init(context, *options); }); });
}

void addImport(CLI::App& parent, CliContext& context)
{
    CLI::App* command = parent.add_subcommand("import", "import new or changed data files; without flags, look at the present ones");
    const auto given = std::make_shared<Given>();
    addDataFlags(*command, given, true);
    command->callback([&context, given] { context.setAction([&context, given] { return importAgain(context, *given); }); });
}

void addSet(CLI::App& parent, CliContext& context)
{
    CLI::App* command = parent.add_subcommand("set", "name other model or image folders");
    const auto given = std::make_shared<Given>();
    const auto add = [&](const char* flag, const char* help) {
        command->add_option_function<std::string>(
            flag, [given, flag](const std::string& folder) { (*given)[flag] = folder; }, help);
    };
    add("--encoder", "folder of the CLIP model");
    add("--lvlm", "folder of the vision-language model");
    add("--images-train", "image folder of the train split");
    add("--images-val", "image folder of the val split");
    add("--vqa-images-train", "image folder of VQA if it is another one; \"\" = none");
    add("--vqa-images-val", "image folder of VQA if it is another one; \"\" = none");
    command->callback([&context, given] { context.setAction([&context, given] { return set(context, *given); }); });
}

} // namespace

void addProjectCommands(CLI::App& app, CliContext& context)
{
    CLI::App* parent = app.add_subcommand("project", "make, describe, change and check a project");
    parent->require_subcommand(1);
    addInit(*parent, context);
    addImport(*parent, context);
    addSet(*parent, context);
    parent->add_subcommand("info", "what the project holds")->callback([&context] {
        context.setAction([&context] { return info(context); });
    });
    CLI::App* check = parent->add_subcommand("doctor", "look for damage and missing files");
    const auto deep = std::make_shared<bool>(false);
    check->add_flag("--deep", *deep, "also look into data files, images, sample tables and embeddings");
    check->callback([&context, deep] { context.setAction([&context, deep] { return doctor(context, *deep); }); });
}

} // namespace fulcrum::cli
