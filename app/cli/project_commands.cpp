// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/value_checks.h"
#include "core/project/doctor.h"
#include "core/project/folders.h"
#include "core/store/run_repository.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

struct InitOptions
{
    std::string folder, name, encoder, lvlm;
    project::SplitFiles train, validation;
};

/// Paths on the command line are relative to the current folder, those in a project to the project.
void makeAbsolute(std::string& path)
{
    if (!path.empty())
        path = std::filesystem::absolute(path).lexically_normal().string();
}

void makeAbsolute(project::SplitFiles& files)
{
    for (std::string* path :
        {&files.captions, &files.vqaQuestions, &files.vqaAnnotations, &files.images, &files.vqaImages})
        makeAbsolute(*path);
}

void makeStored(const project::Project& project, project::SplitFiles& files)
{
    for (std::string* path :
        {&files.captions, &files.vqaQuestions, &files.vqaAnnotations, &files.images, &files.vqaImages})
        *path = project.stored(*path);
}

json problemsJson(const data::ProblemList& problems)
{
    json list = json::array();
    for (const data::Problem& one : problems.kept())
        list.push_back({{"file", one.file}, {"record", one.record}, {"what", one.what}});
    return {{"count", problems.count()}, {"first", list}};
}

std::string reportText(const project::Project& project, const project::ImportReport& report)
{
    std::string text = fmt::format("project {}\n", project.folder().string());
    for (const auto& entry : report.entries)
        text += fmt::format("  {} {}: {} samples{}\n", data::taskName(entry.task), data::splitName(entry.split),
            entry.samples, entry.unchanged ? " (already there)" : "");
    if (report.problems.count() > 0)
        text += fmt::format("  {} problems; the first ones:\n", report.problems.count());
    for (std::size_t i = 0; i < std::min<std::size_t>(report.problems.kept().size(), 10); ++i)
        text += "    " + report.problems.kept()[i].text() + "\n";
    return text;
}

Result<void> import(CliContext& context, project::Project& project)
{
    project::ImportOptions options;
    options.stop = context.stopToken();
    options.progress = [&](double share, std::string_view phase) {
        context.progress().show(fmt::format("{:3.0f}% {}", 100 * share, phase));
    };
    FULCRUM_TRY(const project::ImportReport report, project.importDatasets(options));
    json entries = json::array();
    for (const auto& entry : report.entries)
        entries.push_back({{"task", data::taskName(entry.task)}, {"split", data::splitName(entry.split)},
            {"samples", entry.samples}, {"unchanged", entry.unchanged}});
    context.progress().finish();
    context.result({{"project", project.folder().string()}, {"datasets", entries},
                       {"problems", problemsJson(report.problems)}},
        [&] { return reportText(project, report); });
    return {};
}

/// Sets the paths of a new project and imports its data.
Result<void> fill(CliContext& context, project::Project& project, InitOptions options)
{
    project::ProjectConfig config = project.config();
    makeStored(project, options.train);
    makeStored(project, options.validation);
    config.train = options.train;
    config.validation = options.validation;
    config.encoder = project.stored(options.encoder);
    config.lvlm = project.stored(options.lvlm);
    FULCRUM_CHECK(project.setConfig(config));
    for (const project::SplitFiles* files : {&config.train, &config.validation})
        if (!files->captions.empty() || !files->vqaQuestions.empty() || !files->vqaAnnotations.empty())
            return import(context, project);
    context.result({{"project", project.folder().string()}, {"datasets", json::array()}},
        [&] { return "empty project " + project.folder().string(); });
    return {};
}

Result<void> init(CliContext& context, InitOptions options)
{
    makeAbsolute(options.train);
    makeAbsolute(options.validation);
    makeAbsolute(options.encoder);
    makeAbsolute(options.lvlm);
    project::ProjectConfig config;
    config.name = options.name;
    FULCRUM_TRY(const std::shared_ptr<project::Project> project, project::Project::create(options.folder, config));
    Result<void> filled = fill(context, *project, std::move(options));
    if (!filled) { // nothing was stored; leave no half-made project behind that the next try would trip over
        std::error_code ignored;
        std::filesystem::remove_all(project->folder(), ignored);
    }
    return filled;
}

Result<void> info(CliContext& context)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const auto records, store::SampleRepository(database).datasets());
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list());
    const project::ProjectConfig config = project->config();
    json datasets = json::array(), counts = json::object();
    std::string text = fmt::format("{}\n  folder   {}\n  schema   {}\n  encoder  {}\n  lvlm     {}\n", config.name,
        project->folder().string(), database.schemaVersion(), config.encoder, config.lvlm);
    for (const store::DatasetRecord& record : records) {
        datasets.push_back({{"task", data::taskName(record.task)}, {"split", data::splitName(record.split)},
            {"samples", record.samples}, {"fingerprint", record.fingerprint},
            {"images", project->stored(project->imageFolder(record.task, record.split))}});
        text += fmt::format("  {} {}: {} samples, images in {}\n", data::taskName(record.task),
            data::splitName(record.split), record.samples, project->imageFolder(record.task, record.split).string());
    }
    for (const store::RunRecord& run : runs)
        counts[run.kind] = counts.value(run.kind, 0) + 1;
    text += fmt::format("  {} runs\n", runs.size());
    context.result({{"name", config.name}, {"folder", project->folder().string()},
                       {"schema", database.schemaVersion()}, {"config", project::toJson(config)},
                       {"datasets", datasets}, {"runs", counts}},
        [&] { return text; });
    return {};
}

/// The folders that a project may name anew: flag, text, and the member it fills.
struct SetOptions
{
    std::map<std::string, std::string> given; ///< flag -> folder
};

constexpr std::pair<const char*, std::optional<Path> project::FolderChange::*> kFolders[] = {
    {"--encoder", &project::FolderChange::encoder}, {"--lvlm", &project::FolderChange::lvlm},
    {"--images-train", &project::FolderChange::imagesTrain}, {"--images-val", &project::FolderChange::imagesValidation},
    {"--vqa-images-train", &project::FolderChange::vqaImagesTrain},
    {"--vqa-images-val", &project::FolderChange::vqaImagesValidation}};

Result<void> set(CliContext& context, const SetOptions& options)
{
    if (options.given.empty())
        return fail(ErrorCode::Usage, "there is nothing to set", "project set", "no folder is given",
            "give --encoder, --lvlm, --images-train, --images-val, --vqa-images-train or --vqa-images-val");
    project::FolderChange change;
    for (const auto& [flag, member] : kFolders)
        if (const auto found = options.given.find(flag); found != options.given.end())
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

Result<void> doctor(CliContext& context, bool deep)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(const auto findings, project::examine(*project, deep, context.stopToken()));
    json list = json::array();
    std::string text;
    for (const project::Finding& one : findings) {
        const char* level = one.level == project::Finding::Level::Ok ? "ok"
            : one.level == project::Finding::Level::Warning          ? "warning"
                                                                     : "error";
        list.push_back({{"level", level}, {"subject", one.subject}, {"message", one.message}, {"hint", one.hint}});
        text += fmt::format(
            "{:8}{}: {}{}\n", level, one.subject, one.message, one.hint.empty() ? "" : " (" + one.hint + ")");
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
    for (const auto& [suffix, files] :
        {std::pair<std::string, project::SplitFiles*>{"train", &options->train}, {"val", &options->validation}}) {
        command->add_option("--captions-" + suffix, files->captions, "COCO captions JSON")->check(notEmpty);
        command->add_option("--images-" + suffix, files->images, "image folder")->check(notEmpty);
        command->add_option("--vqa-questions-" + suffix, files->vqaQuestions, "VQAv2 questions JSON")->check(notEmpty);
        command->add_option("--vqa-annotations-" + suffix, files->vqaAnnotations, "VQAv2 annotations JSON")->check(notEmpty);
        command->add_option("--vqa-images-" + suffix, files->vqaImages, "image folder of VQA if it is another one")->check(notEmpty);
    }
    command->add_option("--encoder", options->encoder, "folder of the CLIP model")->check(notEmpty);
    command->add_option("--lvlm", options->lvlm, "folder of the vision-language model")->check(notEmpty);
    command->callback([&context, options] { context.setAction([&context, options] { return init(context, *options); }); });
}

void addSet(CLI::App& parent, CliContext& context)
{
    CLI::App* command = parent.add_subcommand("set", "name other model or image folders");
    const auto options = std::make_shared<SetOptions>();
    const auto add = [&](const char* flag, const char* help) {
        command->add_option_function<std::string>(
            flag, [options, flag](const std::string& folder) { options->given[flag] = folder; }, help);
    };
    add("--encoder", "folder of the CLIP model");
    add("--lvlm", "folder of the vision-language model");
    add("--images-train", "image folder of the train split");
    add("--images-val", "image folder of the val split");
    add("--vqa-images-train", "image folder of VQA if it is another one; \"\" = none");
    add("--vqa-images-val", "image folder of VQA if it is another one; \"\" = none");
    command->callback([&context, options] { context.setAction([&context, options] { return set(context, *options); }); });
}

} // namespace

void addProjectCommands(CLI::App& app, CliContext& context)
{
    CLI::App* parent = app.add_subcommand("project", "make, describe, change and check a project");
    parent->require_subcommand(1);
    addInit(*parent, context);
    addSet(*parent, context);
    parent->add_subcommand("info", "what the project holds")->callback([&context] {
        context.setAction([&context] { return info(context); });
    });
    CLI::App* check = parent->add_subcommand("doctor", "look for damage and missing files");
    const auto deep = std::make_shared<bool>(false);
    check->add_flag("--deep", *deep, "compare the content of the data files, too");
    check->callback([&context, deep] { context.setAction([&context, deep] { return doctor(context, *deep); }); });
}

} // namespace fulcrum::cli
