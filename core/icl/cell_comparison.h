// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/statistics.h"
#include "core/store/result_repository.h"

#include <stop_token>

namespace fulcrum::icl {

/// A query that both cells have answered.
struct PairedQuery
{
    std::int64_t query = 0;   ///< sample index of the validation split, as the first cell's run stored it
    std::int64_t queryId = 0; ///< published id, by which the cells are joined
    double a = 0, b = 0;      ///< scores
    std::string predictionA, predictionB;
    std::vector<std::int64_t> icdsA, icdsB; ///< sample indices in prompt order
};

/// What happened to a query: the first three are a partition, the last two look at the level and may overlap with wins.
enum class Outcome { AWins, BWins, Equal, BothBad, BothGood };

/// Two finished evaluation cells over the queries that both answered, in the order of the first one's queries.
struct CellComparison
{
    store::EvalCell cellA, cellB;
    std::vector<PairedQuery> queries;
    std::size_t onlyA = 0, onlyB = 0; ///< queries that the other cell did not answer
    metrics::Estimate a, b;           ///< means over the shared queries
    metrics::PairedDifference paired; ///< a - b, bootstrap over the shared queries

    /// Both bad: both scores are below `goodFrom`; both good: neither is.
    static bool matches(const PairedQuery& query, Outcome outcome, double goodFrom);
    std::size_t count(Outcome outcome, double goodFrom) const;
};

/// A level from which a score counts as good: half of the consensus for accuracies; for CIDEr, which has no natural level, the
/// median of all scores of both cells.
double suggestedLevel(const CellComparison& comparison);

/// NotFound for a cell that is not there, Usage when one is not finished, the metrics differ, or no query is shared; Cancelled.
Result<CellComparison> compareCells(store::Database& database, std::int64_t cellA, std::int64_t cellB, std::stop_token stop);

} // namespace fulcrum::icl
