// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/pivot_table.h"
#include "core/store/published_results.h"

#include <stop_token>

namespace fulcrum::icl {

/// The finished cells of evaluations, with their per-query scores. Queries that failed in one cell of a run are left out of all of
/// its cells, so that these stay comparable. Usage for a run of another kind; Cancelled.
Result<std::vector<PivotValue>> pivotValues(
    store::Database& database, std::span<const store::RunId> runs, std::stop_token stop = {});

/// Published numbers of these tasks, to stand beside: rows that have a strategy of ours and a model. Where two tables of one
/// publication have the same row, the first counts.
std::vector<PivotValue> publishedPivotValues(std::span<const store::PublishedTable> tables, std::span<const std::string> tasks);

/// Finished evaluations that a table is about when nobody says which: the newest of each task, results of other programs only for
/// tasks that have no others.
Result<std::vector<store::RunId>> newestEvaluations(store::Database& database);

} // namespace fulcrum::icl
