// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/spec_flags.h"
#include "core/lever/checkpoint_import.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

namespace {

Result<void> train(CliContext& context, const JobFlags& flags)
{
    FULCRUM_TRY(const auto project, openForJob(context, "train", flags));
    FULCRUM_TRY(const store::RunId run, runJobCommand(context, project, "train", flags));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const auto checkpoints, store::RunRepository(database).checkpoints(run));
    nlohmann::ordered_json document = {{"run", run}, {"checkpoints", nlohmann::ordered_json::array()}};
    std::string text = fmt::format("run {}\n", run);
    for (const store::CheckpointRecord& one : checkpoints) {
        document["checkpoints"].push_back({{"label", one.label}, {"epoch", one.epoch}, {"file", one.file},
            {"sha256", one.sha256}, {"metric", one.metric}, {"value", one.value}});
        text += fmt::format("{}: epoch {}, {} {:.4f}, {}\n", one.label, one.epoch, one.metric, one.value, one.file);
    }
    context.result(document, [&] { return text; });
    return {};
}

struct ImportFlags
{
    lever::CheckpointImport options;
    std::string file, task = "caption", order = "prompt";
    int heads = 0;
    bool normalize = false;
};

std::string textOf(const nlohmann::json& value)
{
    return value.is_null() ? "unknown" : value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<void> import(CliContext& context, ImportFlags flags, const CLI::App& command)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    flags.options.file = flags.file;
    flags.options.task = *data::taskFromName(flags.task);
    flags.options.reversed = flags.order == "reversed";
    if (flags.heads > 0)
        flags.options.heads = flags.heads;
    if (command.count("--normalize") > 0)
        flags.options.normalize = flags.normalize;
    FULCRUM_TRY(const store::RunId run, lever::importCheckpoint(*project, flags.options));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
    const nlohmann::json spec = nlohmann::json::parse(record.spec);
    context.result({{"run", run}, {"imported", spec}}, [&] {
        return fmt::format("run {}: {} of {} items, width {}, {} layers; epoch {}, {} {}\nassumed: {}\nunknown: {}\n", run,
            textOf(spec["architecture"]), textOf(spec["items"]), textOf(spec["width"]), textOf(spec["layers"]), textOf(spec["epoch"]),
            spec["monitor"] == "" ? "its validation value" : textOf(spec["monitor"]), textOf(spec["monitored_value"]),
            fmt::join(spec["assumed"].get<std::vector<std::string>>(), ", "),
            fmt::join(spec["unknown"].get<std::vector<std::string>>(), ", "));
    });
    return {};
}

} // namespace

void addLeverCommands(CLI::App& app, CliContext& context)
{
    CLI::App* group = commandGroup(app, "lever", "Lever-LM models");
    const auto flags = std::make_shared<ImportFlags>();
    CLI::App* command = group->add_subcommand("import", "Make a training run of a .ckpt of the official code");
    command->add_option("FILE", flags->file, "Lightning checkpoint of the official train.py")->required();
    command->add_option("--task", flags->task, "caption or vqa")->capture_default_str()->check(CLI::IsMember({"caption", "vqa"}));
    command->add_option("--variant", flags->options.variant,
        "how query and demonstrations are shown, as query_img_icd_img_text; without it as published for the task");
    command->add_option("--heads", flags->heads, "attention heads; no tensor shows them. Without it 8")->check(CLI::Range(1, 64));
    command->add_flag("--normalize,!--no-normalize", flags->normalize,
        "adapted embeddings have length 1; without it as published: questions yes, captions no");
    command->add_option("--order", flags->order, "how it writes sequences: prompt, or reversed (trained with reverse_seq)")
        ->capture_default_str()->check(CLI::IsMember({"prompt", "reversed"}));
    command->add_option("--dm-run", flags->options.dmRun, "D_M run whose pool the items are; without it all of the train split");
    command->callback([&context, flags, command] {
        context.setAction([&context, flags, command] { return import(context, *flags, *command); });
    });
}

void addTrainCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command = app.add_subcommand("train", "Train a Lever-LM on D_M runs");
    const auto flags = addJobFlags(*command, *context.registry.find("train"));
    command->callback([&context, flags] { context.setAction([&context, flags] { return train(context, *flags); }); });
}

} // namespace fulcrum::cli
