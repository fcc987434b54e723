// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace fulcrum::icl {

/// How much two sequences of demonstrations (sample indices in prompt order) have in common.
struct SequenceAgreement
{
    std::size_t shared = 0; ///< demonstrations that stand in both, each once
    double jaccard = 0;     ///< shared over all that stand in either; 1 for two empty sequences
    /// Kendall's tau of the prompt positions of the shared ones, -1 (reversed) to 1 (same order); unknown below two of them.
    std::optional<double> order;
};

/// A demonstration that stands twice in a sequence counts where it stands first.
SequenceAgreement sequenceAgreement(std::span<const std::int64_t> a, std::span<const std::int64_t> b);

} // namespace fulcrum::icl
