// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"

#include "core/model/backend.h"

#include <memory>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

Result<void> benchDm(CliContext& context, json options)
{
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    FULCRUM_TRY(const json document, backend->bench("dm", options));
    context.result(document, [&] { return document.dump(2); });
    return {};
}

} // namespace

void addBenchDmCommand(CLI::App& app, CliContext& context)
{
    const auto config = std::make_shared<std::string>();
    const auto candidates = std::make_shared<int>(64);
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("dm", "one anchor of D_M construction, forest beside the naive way");
    bench->add_option("--config", *config, "folder with the config.json of an IDEFICS; its weights are drawn at random")
        ->required();
    bench->add_option("--candidates", *candidates, "candidates of the anchor")->capture_default_str();
    bench->callback([&context, config, candidates] {
        context.setAction([&context, config, candidates] {
            const std::string device = context.device == "auto" ? "cpu" : context.device; // where numbers are comparable
            return benchDm(context,
                {{"config", *config}, {"candidates", *candidates}, {"threads", context.threads}, {"device", device}});
        });
    });
}

} // namespace fulcrum::cli
