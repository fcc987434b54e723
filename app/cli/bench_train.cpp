// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_engine.h"
#include "app/cli/commands.h"

#include <memory>

namespace fulcrum::cli {

void addBenchTrainCommand(CLI::App& app, CliContext& context)
{
    struct Options : EngineBench
    {
        int items = 118287, width = 512, heads = 8, layers = 2, batch = 64, shots = 2, steps = 5;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("train", "training steps of Lever-LM beside a step as published, with CLIP in it");
    addNumber(*bench, "--items", options->items, "demonstrations to choose from: the vocabulary");
    addNumber(*bench, "--width", options->width, "width of Lever-LM");
    addNumber(*bench, "--heads", options->heads, "heads of Lever-LM");
    addNumber(*bench, "--layers", options->layers, "layers of Lever-LM");
    addNumber(*bench, "--batch", options->batch, "sequences of a step");
    addNumber(*bench, "--shots", options->shots, "demonstrations of a sequence");
    addNumber(*bench, "--steps", options->steps, "steps that are measured");
    bench->add_option("--dtype", options->dtype, "numbers of the products; bfloat16: mixed precision")->capture_default_str()->check(
        CLI::IsMember({"float32", "bfloat16"}));
    bench->add_flag("--no-naive", options->noNaive, "leave the naive way out");
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            FULCRUM_TRY(const nlohmann::json document,
                runEngineBench(context, "train", *options,
                    {{"items", options->items}, {"width", options->width}, {"heads", options->heads},
                        {"layers", options->layers}, {"batch", options->batch}, {"shots", options->shots},
                        {"steps", options->steps}}));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
