// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_engine.h"
#include "app/cli/commands.h"

#include <memory>

namespace fulcrum::cli {

void addBenchGenerateCommand(CLI::App& app, CliContext& context)
{
    struct Options : EngineBench
    {
        int queries = 32, shots = 2, pool = 16, beams = 3, newTokens = 20, words = 12;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("generate", "answers to queries behind demonstrations of one pool, forest beside one prompt "
                                                       "at a time");
    options->addShape(*bench);
    addNumber(*bench, "--queries", options->queries, "queries to answer");
    addNumber(*bench, "--shots", options->shots, "demonstrations before each");
    addNumber(*bench, "--pool", options->pool, "captions that demonstrations are drawn from");
    addNumber(*bench, "--beams", options->beams, "beams, 1 = greedy");
    addNumber(*bench, "--new-tokens", options->newTokens, "most tokens of an answer");
    addNumber(*bench, "--words", options->words, "words of a demonstration");
    options->addTo(*bench);
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            FULCRUM_TRY(const nlohmann::json document,
                runEngineBench(context, "generate", *options,
                    {{"queries", options->queries}, {"shots", options->shots}, {"pool", options->pool},
                        {"beams", options->beams}, {"new_tokens", options->newTokens}, {"words", options->words}}));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
