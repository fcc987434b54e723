// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/spec_flags.h"

#include <fmt/format.h>
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

} // namespace

void addTrainCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command = app.add_subcommand("train", "Train a Lever-LM on D_M runs");
    const auto flags = addJobFlags(*command, *context.registry.find("train"));
    command->callback([&context, flags] { context.setAction([&context, flags] { return train(context, *flags); }); });
}

} // namespace fulcrum::cli
