// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

/// The options that benchmarks of the engine share.
struct EngineBench
{
    std::string config, dtype = "float32";
    int repeat = 3;
    bool noNaive = false;

    /// Adds --dtype, --repeat and --no-naive.
    void addTo(CLI::App& bench);
    /// Adds --config for an IDEFICS; without it the shipped small shape is measured.
    void addShape(CLI::App& bench);
};

/// A positive number of a benchmark.
void addNumber(CLI::App& bench, const std::string& name, int& value, const std::string& text);

/// Runs the engine's benchmark `name` with `options` and the context's threads and device ("auto" = the CPU, where numbers are
/// comparable).
Result<nlohmann::json> runEngineBench(
    const CliContext& context, const std::string& name, const EngineBench& shared, nlohmann::json options);

} // namespace fulcrum::cli
