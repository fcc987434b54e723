// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/embed/bench.h"

#include <nlohmann/json.hpp>

namespace fulcrum::cli {

void addBenchTopKCommand(CLI::App& app, CliContext& context)
{
    struct Options
    {
        embed::TopKBenchOptions bench;
        std::string storage = "float32";
    };
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("topk", "exact search over random embeddings, beside what memory and processor can do");
    bench->add_option("--rows", options->bench.rows, "embeddings that are searched")->capture_default_str()->check(CLI::PositiveNumber);
    bench->add_option("--dimensions", options->bench.dimensions, "numbers of an embedding")->capture_default_str()->check(CLI::PositiveNumber);
    bench->add_option("--k", options->bench.k, "neighbours of each query")->capture_default_str()->check(CLI::PositiveNumber);
    bench->add_option("--queries", options->bench.queries, "queries of each search")
        ->delimiter(',')
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    bench->add_option("--storage", options->storage, "numbers of the embeddings")->capture_default_str()->check(
        CLI::IsMember({"float32", "float16"}));
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            options->bench.threads = context.threads;
            options->bench.storage = *embed::storageFromName(options->storage);
            FULCRUM_TRY(const nlohmann::json document, embed::benchTopK(options->bench, context.stopToken()));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
