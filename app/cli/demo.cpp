// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/results_text.h"
#include "app/cli/spec_flags.h"
#include "app/cli/value_checks.h"
#include "core/demo/demo_project.h"
#include "core/demo/pipeline.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

namespace {

struct Arguments
{
    std::string folder;
    bool quick = false;
};

Result<std::shared_ptr<project::Project>> openDemo(CliContext& context, const std::string& folder, bool& created)
{
    project::ImportOptions options;
    options.stop = context.stopToken();
    options.progress = [&context](const project::ImportProgress& now) { context.progress().show(project::importText(now)); };
    auto project = demo::openOrCreateDemo(folder, options, &created);
    context.progress().finish();
    return project;
}

Result<void> create(CliContext& context, const Arguments& arguments)
{
    const auto start = std::chrono::steady_clock::now();
    bool created = false;
    FULCRUM_TRY(const auto project, openDemo(context, arguments.folder, created));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    nlohmann::ordered_json document = {
        {"project", project->folder().string()}, {"created", created}, {"elapsed_s", took.count()}};
    for (const data::Task task : project->config().tasks())
        for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
            FULCRUM_TRY(const auto dataset, project->dataset(task, split));
            document["samples"][data::taskName(task)][data::splitName(split)] = dataset->size();
        }
    context.result(document, [&] {
        return fmt::format("{} {}\n", created ? "made" : "already there:", project->folder().string());
    });
    return {};
}

Result<void> runChain(CliContext& context, const Arguments& arguments)
{
    bool created = false;
    FULCRUM_TRY(const auto project, openDemo(context, arguments.folder, created));
    demo::PipelineHooks hooks;
    // Tiny matrices gain little from a second thread: two cores are used best by one task each.
    const int cores = context.threads > 0 ? context.threads : static_cast<int>(std::thread::hardware_concurrency());
    hooks.sideBySide = cores > 1;
    hooks.run = [&](const std::string& kind, nlohmann::json given) {
        given["device"] = context.device;
        given["threads"] = hooks.sideBySide ? std::max(1, cores / 2) : context.threads;
        return runJobCommand(context, project, kind, given);
    };
    hooks.resume = [&](store::RunId run) { return resumeJobCommand(context, project, run); };
    std::vector<icl::StrategySummary> rows;
    const demo::PipelineSettings settings =
        arguments.quick ? demo::quickPipelineSettings() : demo::pipelineSettings();
    FULCRUM_TRY(const auto document, demo::runPipeline(project, context.registry, settings, hooks, &rows));
    context.result(document, [&] { return resultsText(rows); });
    return {};
}

} // namespace

void addDemoCommands(CLI::App& app, CliContext& context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* group =
        commandGroup(app, "demo", "Tiny World: a generated data set with its own models (synthetic)");
    CLI::App* createCommand = group->add_subcommand("create", "Make the Tiny World project");
    createCommand->add_option("DIR", arguments->folder, "project folder")->required()->check(notEmpty);
    createCommand->callback(
        [&context, arguments] { context.setAction([&context, arguments] { return create(context, *arguments); }); });
    CLI::App* runCommand =
        group->add_subcommand("run", "The whole chain on Tiny World: embed, D_M, train, evaluate, chart");
    runCommand->add_option("DIR", arguments->folder, "project folder; made when it is not there")
        ->required()
        ->check(notEmpty);
    runCommand->add_flag("--quick", arguments->quick, "a miniature of the chain, for trying out; its numbers mean nothing");
    runCommand->callback(
        [&context, arguments] { context.setAction([&context, arguments] { return runChain(context, *arguments); }); });
}

} // namespace fulcrum::cli
