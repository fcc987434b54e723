// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "core/metrics/statistics.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

inline unsigned threadsOf(const CliContext& context) { return static_cast<unsigned>(std::max(0, context.threads)); }

inline void addBootstrapFlags(CLI::App& command, metrics::BootstrapOptions& options)
{
    command.add_option("--resamples", options.resamples, "resamples of the bootstrap")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    command.add_option("--seed", options.seed, "of the bootstrap")->capture_default_str();
}

inline nlohmann::json intervalJson(const metrics::Estimate& estimate)
{
    return nlohmann::json::array({estimate.low, estimate.high});
}

/// " [low, high]" of an intervalJson, for people.
inline std::string intervalText(const nlohmann::json& interval, double scale)
{
    const int digits = scale == 1 ? 4 : 2;
    return fmt::format(" [{:.{}f}, {:.{}f}]", scale * interval[0].get<double>(), digits, scale * interval[1].get<double>(), digits);
}

} // namespace fulcrum::cli
