// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_summary.h"
#include "core/jobs/job.h"

namespace fulcrum::icl {

/// "eval": strategies x shots x seeds over one set of queries. A unit is a cell: its predictions, per-query scores and metric are
/// written in one transaction. The run's parameter "queries" holds the sample indices.
jobs::JobKind evaluationJobKind();

/// Finished cells of an evaluation run with their per-query scores, for summaries and charts.
Result<std::vector<CellResult>> cellResults(store::Database& database, store::RunId run);

} // namespace fulcrum::icl
