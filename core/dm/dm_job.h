// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dm/official_json.h"
#include "core/jobs/job.h"
#include "core/store/result_repository.h"

namespace fulcrum::dm {

/// "dm": builds D_M, the demonstration sequences that help each anchor most, by beam search over an LVLM's likelihoods.
/// A unit is an anchor. Anchors are scored some at a time in one forest; the groups are fixed by the spec, so that a resumed
/// run scores exactly the forests of an undisturbed one. The run's parameters "pool" and "anchors" hold the drawn indices.
jobs::JobKind dmJobKind();

/// A beam as stored, and back.
store::DmEntry toEntry(std::int64_t anchor, int rank, double zeroShot, const BeamSequence& sequence);
BeamSequence fromEntry(const store::DmEntry& entry);

/// All anchors of a run, in ascending order, beams best first.
Result<std::vector<AnchorSequences>> runSequences(store::Database& database, store::RunId run);

/// Stores the sequences of an official file as a finished "dm" run (parity flags: as published; provenance: the file's hash)
/// and returns it. Its pool is the whole train split, as in the official code. The file does not say which model it was made
/// with: `lvlm` is its folder when the caller knows (stored in the run's spec; what training by "infoscore" asks by default).
Result<store::RunId> importOfficial(
    project::Project& project, data::Task task, const Path& file, const Path& lvlm = {});
/// The same on a connection of the caller, whose transaction it joins.
Result<store::RunId> importOfficial(
    project::Project& project, store::Database& database, data::Task task, const Path& file, const Path& lvlm);

} // namespace fulcrum::dm
