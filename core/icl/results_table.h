// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_summary.h"

namespace fulcrum::icl {

/// What may be asked for of a strategy: a number of shots, or one of the paper's averages.
struct Measure
{
    int shots = -1;       ///< >= 0: this number of shots
    std::string average;  ///< else "1~2", "3~8" or "1~8"

    std::string name() const; ///< "4", "Avg:1~8"
    std::optional<double> valueOf(const StrategySummary& row) const;
    std::optional<double> errorOf(const StrategySummary& row) const; ///< standard error
    std::optional<Interval> intervalOf(const StrategySummary& row) const; ///< 95 %
    bool operator==(const Measure&) const = default;
};
/// "4", "avg:1~8" (also "1-8"); nullopt for something else.
std::optional<Measure> measureFromName(const std::string& name);
/// Every number of shots that a row has, then the averages.
std::vector<Measure> measuresOf(std::span<const StrategySummary> rows);

/// 1 for the best of its task, model and column, 2 for the second, 0 for the others and for what is not ranked (zero-shot, and the
/// upper references oracle and golden).
int rankOf(std::span<const StrategySummary> rows, std::size_t row, const Measure& measure);

/// "csv", "latex" (booktabs) or "markdown". In the last two the best value of each column is bold and the second underlined, and with
/// `errors` each is "mean ± standard error". `names`: how to call a strategy; empty = by its key.
std::string resultsTable(std::span<const StrategySummary> rows, const std::string& format, bool errors = false,
    const std::map<std::string, std::string>& names = {});

/// A line for each task and model in which queries failed: they are left out of every row. Empty when none did.
std::string failureNotes(std::span<const StrategySummary> rows);

} // namespace fulcrum::icl
