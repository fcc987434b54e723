// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_engine.h"
#include "app/cli/commands.h"

#include <memory>

namespace fulcrum::cli {

void addBenchInteractiveCommand(CLI::App& app, CliContext& context)
{
    struct Options : EngineBench
    {
        int candidates = 64, beam = 5, words = 12;
        double seconds = 20, pause = 0.1;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("interactive", "how long a person waits for one score while a D_M job has the model");
    options->addShape(*bench);
    addNumber(*bench, "--candidates", options->candidates, "candidates of the job's anchor");
    addNumber(*bench, "--beam", options->beam, "sequences that each of them stands before");
    addNumber(*bench, "--words", options->words, "words of a caption");
    bench->add_option("--seconds", options->seconds, "how long the job takes alone, about")->capture_default_str()->check(CLI::Range(0.0, 3600.0));
    bench->add_option("--pause", options->pause, "seconds between an answer and the next question, on average")
        ->capture_default_str()->check(CLI::Range(0.0, 60.0));
    bench->add_option("--dtype", options->dtype, "numbers of the weights")->capture_default_str()->check(
        CLI::IsMember({"float32", "bfloat16"}));
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            FULCRUM_TRY(const nlohmann::json document,
                runEngineBench(context, "interactive", *options,
                    {{"candidates", options->candidates}, {"beam", options->beam}, {"words", options->words},
                        {"seconds", options->seconds}, {"pause", options->pause}}));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
