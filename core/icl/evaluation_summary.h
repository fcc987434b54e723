// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/statistics.h"

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::icl {

/// The outcome of one evaluation cell. Scores as the official code prints them: CIDEr x 100, accuracy in per cent.
struct CellResult
{
    std::string task;     ///< "caption", "vqa"
    std::string lvlm;     ///< name of the model folder
    std::string strategy; ///< as strategyName
    int shots = 0;
    std::int64_t seed = 0;
    double metric = 0;
    std::vector<double> perQuery; ///< same queries in the same order in all cells of a task; their mean is `metric`; NaN = failed.
                                  ///< Empty where only that is known (imported results): no interval then
};

struct Interval
{
    double low = 0, high = 0;
};

/// One strategy of one task over shots and seeds: a curve of the figure, a row of the table.
struct StrategySummary
{
    std::string task, lvlm, strategy;
    std::map<int, double> shots; ///< mean over the seeds
    /// Avg:1~2 = mean(1,2), Avg:3~8 = mean(3,4,6,8), Avg:1~8 = mean of the six (PAPER.md (b)); unknown while a shot is missing.
    std::optional<double> avg12, avg38, avg18;
    /// 95 % interval of Avg:1~8 from a two-level bootstrap over seeds and queries.
    std::optional<Interval> ci95Avg18;
    std::optional<Interval> ci95Avg12, ci95Avg38; ///< the same of the other averages
    std::map<int, Interval> ci95; ///< of each number of shots, the same way
    /// Standard errors of `shots` and of the averages: over seeds where there are at least two, else over queries.
    std::map<int, double> standardErrors;
    std::optional<double> se12, se38, se18;
    bool errorsOverSeeds = false;
    /// Lever-LM's Avg:1~8 minus that of this strategy, paired by query (each query's mean over seeds and shots); unknown for
    /// Lever-LM itself and where either average is.
    std::optional<metrics::PairedDifference> leverMinusThis;
    std::int64_t queries = 0;
    std::int64_t failed = 0; ///< queries that are left out because they failed in some cell of this task and LVLM
    std::vector<std::int64_t> seeds;
};

/// A query that failed in any cell of a task and LVLM is left out of all of them, so that strategies are compared on the same queries.
/// Groups cells by task, LVLM and strategy, in order of first appearance. Seeds that lack a number of shots count where they
/// have it; the interval of Avg:1~8 uses the seeds that are complete.
Result<std::vector<StrategySummary>> summarize(std::span<const CellResult> cells);

/// The `results[]` of ARCHITECTURE.md section 8. Unknown averages are null.
nlohmann::ordered_json toJson(std::span<const StrategySummary> rows);

} // namespace fulcrum::icl
