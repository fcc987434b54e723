// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::jobs {

enum class RunSection { Config, Metrics, Environment };

/// One key of several runs.
struct RunDifferenceRow
{
    RunSection section = RunSection::Config;
    std::string key; ///< "learning_rate", "generation.beams", "lever-lm/4/0 CIDEr"
    std::vector<std::optional<std::string>> values; ///< of each run, verbatim; nothing where it has no such key
    bool differs = false; ///< not all runs have it, or not with the same value
    bool ignored = false; ///< of the default ignore list: name, note, times, host, hashes of the whole
};

/// A run with what it measured.
struct ComparedRun
{
    store::RunRecord record;
    std::vector<std::pair<std::string, double>> metrics; ///< in display order
};

/// A stored run: last value of each metric, and the metric of each finished evaluation cell.
Result<ComparedRun> readComparedRun(store::Database& database, store::RunId run);

/// Keys of the spec (nested ones with dots; lists as JSON), parity flags, metrics, and what the run ran on, section by section and
/// each in the order of first appearance. Texts stand as they are, everything else as JSON: "false", "0", "" are values. A damaged
/// spec is one value under the key "spec".
std::vector<RunDifferenceRow> runDifference(std::span<const ComparedRun> runs);

} // namespace fulcrum::jobs
