// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/dm/beam_search.h"

namespace fulcrum::dm {

/// The sequences of one anchor, best first.
struct AnchorSequences
{
    std::int64_t anchor = 0; ///< sample index in the train split
    std::vector<BeamSequence> sequences;
};

/// The official data file: {"ANCHOR": {"id_list": [[icd, ..., ANCHOR], ...], "score_list": [...]}}, indices into the train split,
/// ids in prompt order with the anchor at the end, the score that of the last step (UX.md 2.5, 2.6).

/// Reads it. Only `items` and `score` of the sequences are known afterwards. `samples` bounds the indices (0 = unknown).
/// Malformed with the anchor named when lengths disagree, an index is negative, too large, repeated, or a score is not finite.
Result<std::vector<AnchorSequences>> readOfficialJson(const Path& file, std::int64_t samples);

/// The text of such a file, anchors in the given order. The score written is the last step's gain when it is known, as the
/// published file has it, else `score`.
std::string officialJson(std::span<const AnchorSequences> anchors);

} // namespace fulcrum::dm
