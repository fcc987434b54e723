// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/embed/projection_bench.h"

#include <nlohmann/json.hpp>

namespace fulcrum::cli {

void addBenchMapCommand(CLI::App& app, CliContext& context)
{
    const auto options = std::make_shared<embed::MapBenchOptions>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("map", "projections of embeddings, beside what memory and processor can do");
    bench->add_option("--rows", options->rows, "embeddings of the PCA")->capture_default_str()->check(CLI::PositiveNumber);
    bench->add_option("--dimensions", options->dimensions, "numbers of an embedding")->capture_default_str()->check(CLI::PositiveNumber);
    bench->add_option("--tsne-rows", options->tsneRows, "embeddings of the t-SNE; 0 = without")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    bench->add_option("--iterations", options->iterations, "of the t-SNE")->capture_default_str()->check(CLI::PositiveNumber);
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            options->threads = context.threads;
            FULCRUM_TRY(const nlohmann::json document, embed::benchMap(*options, context.stopToken()));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
