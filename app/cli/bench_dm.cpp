// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_engine.h"
#include "app/cli/commands.h"

#include <memory>

namespace fulcrum::cli {

void addBenchDmCommand(CLI::App& app, CliContext& context)
{
    struct Options : EngineBench
    {
        int candidates = 64, shots = 2, beam = 5, words = 12, batch = 32;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("dm", "one anchor of D_M construction, forest beside the naive way");
    options->addShape(*bench);
    addNumber(*bench, "--candidates", options->candidates, "candidates of the anchor");
    addNumber(*bench, "--shots", options->shots, "demonstrations to choose");
    addNumber(*bench, "--beam", options->beam, "sequences kept after each");
    addNumber(*bench, "--words", options->words, "words of a caption");
    addNumber(*bench, "--batch", options->batch, "sequences of a padded batch of the naive way");
    options->addTo(*bench);
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            FULCRUM_TRY(const nlohmann::json document,
                runEngineBench(context, "dm", *options,
                    {{"candidates", options->candidates}, {"shots", options->shots}, {"beam", options->beam},
                        {"words", options->words}, {"batch", options->batch}}));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
