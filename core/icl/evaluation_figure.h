// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/icl/results_table.h"
#include "core/store/result_repository.h"

namespace fulcrum::icl {

/// The figure of the paper: metric over shots with 95 % bands, one panel a task, one series a strategy; zero-shot is a line
/// across the panel.
chart::Figure evaluationFigure(std::span<const StrategySummary> rows);

/// One bar a strategy with its 95 % interval, one panel a task. Strategies that lack the measure are left out.
chart::Figure barFigure(std::span<const StrategySummary> rows, const Measure& measure);

/// One finished cell of an evaluation.
struct CellChoice
{
    store::RunId run = 0;
    std::string strategy;
    int shots = 0;
    std::int64_t seed = 0;
    bool operator==(const CellChoice&) const = default;
    std::string text() const; ///< "8:lever-lm/4/42"
};
/// nullopt for what is not of that form.
std::optional<CellChoice> cellFromText(const std::string& text);

/// The scores of a cell by query.
struct CellScores
{
    CellChoice cell;
    std::string task, metricName;
    std::vector<std::int64_t> queryIds; ///< published ids, in the order of the scores
    std::vector<double> scores;
};
/// Finished cells of a run, in their order.
Result<std::vector<CellChoice>> finishedCells(store::Database& database, store::RunId run);
/// NotFound when the run has no such cell or has not finished it.
Result<CellScores> cellScores(store::Database& database, const CellChoice& cell);

/// Score of `a` over that of `b`, one point a query that both have, with a diagonal; the legend counts who is better where. Usage when
/// they are of different tasks or share no query.
Result<chart::Figure> scatterFigure(const CellScores& a, const CellScores& b);

/// What a figure must carry to be traced back: runs, the hashes of their specs, the program.
std::map<std::string, std::string> figureProvenance(std::span<const store::RunRecord> runs);

} // namespace fulcrum::icl
