// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/value_checks.h"
#include "core/demo/training.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

struct Flags
{
    demo::TrainingSpec spec;
    std::string folder, stage = "all";
};

Result<void> train(CliContext& context, Flags flags)
{
    if (context.device != "auto" && context.device != "cpu")
        return fail(ErrorCode::Usage, "cannot use a flag", "--device",
            fmt::format("demo train-models runs on the CPU, not on '{}'", context.device), "leave it out");
    flags.spec.folder = flags.folder;
    flags.spec.threads = context.threads;
    flags.spec.clip = flags.stage != "idefics";
    flags.spec.idefics = flags.stage != "clip";
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    FULCRUM_CHECK(demo::trainModels(
        *backend, flags.spec, [&](const std::string& line) { context.progress().say(line); }, context.stopToken()));
    context.result({{"folder", flags.folder}}, [&] { return "trained models in " + flags.folder + "\n"; });
    return {};
}

} // namespace

void addDemoTrainCommand(CLI::App& app, CliContext& context)
{
    CLI::App* demo = commandGroup(app, "demo", "Tiny World: a generated data set with its own models (synthetic)");
    CLI::App* command = demo->add_subcommand("train-models", "train the bundled tiny models again (about an hour)");
    const auto flags = std::make_shared<Flags>();
    command->add_option("--out", flags->folder, "folder for tiny-clip and tiny-idefics")->required()->check(notEmpty);
    command->add_flag("--resume", flags->spec.resume, "go on where an earlier call stopped");
    command->add_option("--stage", flags->stage, "clip, idefics or all")->check(CLI::IsMember({"clip", "idefics", "all"}));
    command->add_option("--seed", flags->spec.seed, "of data and weights");
    command->add_option("--clip-steps", flags->spec.clipSteps, "steps of the encoder")->check(CLI::Range(1, 1000000));
    command->add_option("--steps", flags->spec.ideficsSteps, "steps of the LVLM")->check(CLI::Range(1, 1000000));
    command->add_option("--pairs", flags->spec.ideficsPairs, "image-text pairs of one LVLM step")->check(CLI::Range(1, 10000));
    command->add_option("--rate", flags->spec.ideficsRate, "learning rate of the LVLM")->check(CLI::Range(1e-6, 1.0));
    command->callback([&context, flags] { context.setAction([&context, flags] { return train(context, *flags); }); });
}

} // namespace fulcrum::cli
