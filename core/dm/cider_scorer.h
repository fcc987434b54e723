// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/dm/beam_search.h"
#include "core/metrics/caption_scores.h"

#include <optional>

namespace fulcrum::dm {

/// Whose captions a generated caption is compared with. The published code files the caption that it made for the query under the
/// candidate's image (PAPER.md code fact 8), and lets a corpus of one image, which always scores 0, be the reference without the
/// candidate.
enum class CiderReferences { Query, Candidate };

/// The paper's other scorer: CIDEr of the caption that an LVLM writes for an anchor after each prompt of its beam search, in place of
/// P(y|S,x). Fractions, as the official code's per-image scores (0 to 10).
///
/// Query: document frequencies come from the references of all anchors, so that a value does not depend on what else is scored.
/// Candidate: from the references of the candidates of one beam and step, as published. Immutable; thread-safe.
class CiderScorer
{
public:
    /// `anchors` are sample indices of a caption data set.
    static Result<CiderScorer> create(std::shared_ptr<const data::Dataset> dataset, std::span<const std::int64_t> anchors,
        CiderReferences references, unsigned threads);

    /// One value for each of `search.prompts()`; `captions` are what the LVLM wrote after them, post-processed.
    Result<std::vector<double>> score(
        std::int64_t anchor, const BeamSearch& search, std::span<const std::string> captions) const;

private:
    CiderScorer() = default;
    Result<std::vector<double>> scoreByQuery(std::int64_t anchor, std::span<const std::string> captions) const;
    Result<std::vector<double>> scoreByCandidate(const BeamSearch& search, std::span<const std::string> captions) const;

    std::shared_ptr<const data::Dataset> m_dataset;
    std::optional<metrics::CaptionReferences> m_references; ///< of the anchors; Query only
    unsigned m_threads = 0;
};

} // namespace fulcrum::dm
