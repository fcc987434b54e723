// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/model_access.h"
#include "core/jobs/job.h"
#include "core/model/lever_model.h"

namespace fulcrum::lever {

/// "train": trains a Lever-LM on the sequences of D_M runs. A unit is an epoch: its checkpoint files are written first, then its
/// metrics and the mark in one transaction, so that a killed run goes on from the last marked epoch with the same trajectory.
/// Checkpoints: "last" (weights after the newest epoch), "best" (by the spec's `select_by`), and, while it trains, "state".
jobs::JobKind trainJobKind();

/// A trained Lever-LM ready to write sequences: model with its items set, the pool they are rows of, and the queries' features.
struct TrainedLever
{
    std::unique_ptr<model::LeverModel> model;
    icl::Pool pool;
    icl::FeatureTables queries;       ///< of the validation split
    std::vector<std::int64_t> withoutEmbedding; ///< of the pool; not to be chosen
    std::string encoderHash;          ///< whose embeddings it sees
    bool asProjected = false;         ///< with their lengths (icl::openFeatures)
    bool reversed = false;
    std::int64_t seed = 0;
};
/// `checkpoint` is "last" or "best". NotFound when the run has not got that far; Usage when it was trained for another task, or
/// on another version of the train split, than `data`.
Result<TrainedLever> loadTrained(const project::Project& project, store::Database& database, store::RunId run,
    const std::string& checkpoint, const model::LoadOptions& options, const icl::TaskData& data);

} // namespace fulcrum::lever
