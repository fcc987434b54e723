// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/spec_flags.h"
#include "core/dm/dm_job.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

namespace {

Result<void> showRun(CliContext& context, project::Project& project, store::RunId run)
{
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(const auto anchors, dm::runSequences(database, run));
    std::int64_t sequences = 0;
    double bestSum = 0;
    for (const dm::AnchorSequences& anchor : anchors) {
        sequences += static_cast<std::int64_t>(anchor.sequences.size());
        bestSum += anchor.sequences.front().score;
    }
    FULCRUM_TRY(const std::int64_t failed, store::RunRepository(database).failureCount(run));
    const double mean = anchors.empty() ? 0 : bestSum / static_cast<double>(anchors.size());
    const nlohmann::ordered_json document = {
        {"run", run}, {"anchors", anchors.size()}, {"sequences", sequences}, {"mean_best_score", mean}, {"failed", failed}};
    context.result(document, [&] {
        return fmt::format("run {}: {} anchors, {} sequences, mean best score {:.4f}{}\n", run, anchors.size(), sequences, mean,
            failed > 0 ? fmt::format("; {} anchors failed (runs show {} tells why)", failed, run) : "");
    });
    return {};
}

Result<void> build(CliContext& context, const JobFlags& flags)
{
    FULCRUM_TRY(const auto project, openForJob(context, "dm", flags));
    FULCRUM_TRY(const store::RunId run, runJobCommand(context, project, "dm", flags));
    return showRun(context, *project, run);
}

Result<void> import(CliContext& context, const std::string& file, const std::string& task, const std::string& lvlm)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_TRY(const store::RunId run, dm::importOfficial(*project, *data::taskFromName(task), file, lvlm));
    return showRun(context, *project, run);
}

Result<void> exportRun(CliContext& context, store::RunId run, const std::string& file)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
    if (record.kind != "dm")
        return fail(ErrorCode::Usage, "cannot export", fmt::format("run {}", run), "it is not a D_M run");
    FULCRUM_TRY(const auto anchors, dm::runSequences(database, run));
    FULCRUM_CHECK(writeFileAtomic(file, dm::officialJson(anchors)));
    const nlohmann::ordered_json document = {{"run", run}, {"anchors", anchors.size()}, {"file", file}};
    context.result(document, [&] { return fmt::format("wrote {} anchors to {}\n", anchors.size(), file); });
    return {};
}

} // namespace

void addDmCommands(CLI::App& app, CliContext& context)
{
    CLI::App* group = app.add_subcommand("dm", "D_M: the sequences Lever-LM learns from");
    group->require_subcommand(1);

    CLI::App* buildCommand = group->add_subcommand("build", "Build D_M with a vision-language model");
    const auto flags = addJobFlags(*buildCommand, *context.registry.find("dm"));
    buildCommand->callback(
        [&context, flags] { context.setAction([&context, flags] { return build(context, *flags); }); });

    struct Arguments
    {
        std::string file;
        std::string task = "caption", lvlm;
        store::RunId run = 0;
    };
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* importCommand = group->add_subcommand("import", "Read a data file of the official code");
    importCommand->add_option("FILE", arguments->file, "JSON of generate_data.py")->required();
    importCommand->add_option("--task", arguments->task, "caption or vqa")->check(CLI::IsMember({"caption", "vqa"}));
    importCommand->add_option("--lvlm", arguments->lvlm, "folder of the model whose likelihoods the file holds");
    importCommand->callback([&context, arguments] {
        context.setAction(
            [&context, arguments] { return import(context, arguments->file, arguments->task, arguments->lvlm); });
    });

    addDmStatsCommand(*group, context);

    CLI::App* exportCommand = group->add_subcommand("export", "Write a run as the official code's data file");
    exportCommand->add_option("FILE", arguments->file, "JSON to write")->required();
    exportCommand->add_option("--run", arguments->run, "the D_M run")->required();
    exportCommand->callback([&context, arguments] {
        context.setAction([&context, arguments] { return exportRun(context, arguments->run, arguments->file); });
    });
}

} // namespace fulcrum::cli
