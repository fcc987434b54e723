// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_repository.h"

#include <map>

namespace fulcrum::store {

/// What the results of a run come to, for lists of runs.
struct RunFacts
{
    std::vector<EvalCell> cells; ///< those of an evaluation that are finished; their predictions are not counted
    std::int64_t queries = 0;    ///< of an evaluation; 0 = not known
    std::optional<CheckpointRecord> best; ///< of a training: the one labelled "best", else the last
    std::int64_t anchors = 0;             ///< of a D_M
    double meanBestScore = 0;             ///< of its anchors
    std::int64_t failures = 0;            ///< units, or parts of them, that could not be done
    std::string experiment;               ///< RunRepository::param(kExperimentParam)
};
/// The name that people gave the experiment whose oldest run this is.
inline constexpr const char* kExperimentParam = "experiment";

/// Of every run that has any. A few passes over small indices, however many predictions there are.
Result<std::map<RunId, RunFacts>> runFacts(Database& database);

/// A query's score in a cell, NaN where none is known.
struct QueryScore
{
    std::int64_t query = 0, queryId = 0;
    double score = 0;
};
/// By query; without the texts that `EvalRepository::predictions` reads.
Result<std::vector<QueryScore>> queryScores(Database& database, std::int64_t cell);

} // namespace fulcrum::store
