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
    struct Options
    {
        std::string config, dtype = "float32";
        int candidates = 64, shots = 2, beam = 5, words = 12, batch = 32, repeat = 3;
        bool noNaive = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("dm", "one anchor of D_M construction, forest beside the naive way");
    bench->add_option("--config", options->config, "folder with the config.json of an IDEFICS; its weights are drawn at random")
        ->required();
    const auto number = [&](const char* name, int& value, const char* text) {
        bench->add_option(name, value, text)->capture_default_str()->check(CLI::PositiveNumber);
    };
    number("--candidates", options->candidates, "candidates of the anchor");
    number("--shots", options->shots, "demonstrations to choose");
    number("--beam", options->beam, "sequences kept after each");
    number("--words", options->words, "words of a caption");
    number("--batch", options->batch, "sequences of a padded batch of the naive way");
    number("--repeat", options->repeat, "times the forest is run; the best counts");
    bench->add_option("--dtype", options->dtype, "numbers of the weights")->capture_default_str()->check(
        CLI::IsMember({"float32", "bfloat16"}));
    bench->add_flag("--no-naive", options->noNaive, "leave the naive way out");
    bench->callback([&context, options] {
        context.setAction([&context, options] {
            const std::string device = context.device == "auto" ? "cpu" : context.device; // where numbers are comparable
            return benchDm(context,
                {{"config", options->config}, {"candidates", options->candidates}, {"shots", options->shots},
                    {"beam", options->beam}, {"words", options->words}, {"batch", options->batch},
                    {"repeat", options->repeat}, {"dtype", options->dtype}, {"naive", !options->noNaive},
                    {"threads", context.threads}, {"device", device}});
        });
    });
}

} // namespace fulcrum::cli
