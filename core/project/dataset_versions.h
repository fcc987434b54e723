// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/store/run_repository.h"

namespace fulcrum::project {

// Runs store indices into data sets. When a file changes, its data set gets a new version with rows of its own: what a run stored
// must then be used with the version that it was made with, or not at all.

/// The active versions as a run remembers them (RunRecord::datasetFingerprint): a JSON object "caption/train" -> fingerprint; empty
/// when there is none.
Result<std::string> activeFingerprints(store::Database& database);

/// Which version a run was made with; empty where it does not say (there was none of that task and split).
std::string fingerprintOf(const store::RunRecord& run, data::Task task, data::Split split);

/// The task whose rows a run refers to: its own or, of a training, that of what it was made from.
Result<std::optional<data::Task>> taskOf(store::RunRepository& runs, const store::RunRecord& run);

/// Whether a run's indices into that task and split are rows of this version.
bool refersTo(const store::RunRecord& run, const data::Dataset& dataset);
/// The same as an error that says what to do (Usage).
Result<void> checkRefersTo(const store::RunRecord& run, const data::Dataset& dataset);

/// Demonstrations, pools and D_M of a run's parents are indices into the train split: refuses parents that were made with
/// another version of it than `run`, or are in the trash (Usage).
Result<void> checkParents(store::RunRepository& runs, const store::RunRecord& run);

} // namespace fulcrum::project
