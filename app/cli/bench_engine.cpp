// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_engine.h"

#include "core/base/resources.h"
#include "core/model/backend.h"

namespace fulcrum::cli {
namespace {

/// The small IDEFICS that published numbers of ours refer to.
Path shippedShape()
{
    std::error_code ignored;
    for (const Path& place : resourcePlaces("bench/idefics_bench_config.json"))
        if (std::filesystem::is_regular_file(place, ignored))
            return place;
    return {};
}

} // namespace

void EngineBench::addTo(CLI::App& bench)
{
    addNumber(bench, "--repeat", repeat, "times it is run; the best counts");
    bench.add_option("--dtype", dtype, "numbers of the weights")->capture_default_str()->check(
        CLI::IsMember({"float32", "bfloat16"}));
    bench.add_flag("--no-naive", noNaive, "leave the naive way out");
}

void EngineBench::addShape(CLI::App& bench)
{
    config = shippedShape().string();
    CLI::Option* const option = bench.add_option("--config", config,
        "configuration of an IDEFICS, a file or the folder of its config.json; the weights are drawn at random. Default: a small one");
    if (config.empty())
        option->required();
}

void addNumber(CLI::App& bench, const std::string& name, int& value, const std::string& text)
{
    bench.add_option(name, value, text)->capture_default_str()->check(CLI::PositiveNumber);
}

Result<nlohmann::json> runEngineBench(
    const CliContext& context, const std::string& name, const EngineBench& shared, nlohmann::json options)
{
    options.update({{"config", shared.config}, {"dtype", shared.dtype}, {"repeat", shared.repeat},
        {"naive", !shared.noNaive}, {"threads", context.threads},
        {"device", context.device == "auto" ? "cpu" : context.device}});
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    return backend->bench(name, options);
}

} // namespace fulcrum::cli
