// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::dm {

/// Where a new demonstration goes in the prompt: before those already chosen or next to the query.
enum class ConstructOrder { Left, Right };

/// What the beam keeps. `LastGain` is the published code: only the score of the last step counts, earlier gains are forgotten.
/// `Probability` ranks by P(y|S,x) itself (PAPER.md code facts 2, UX.md 2.6).
enum class Ranking { Probability, LastGain };

struct BeamOptions
{
    int shots = 2;
    int beam = 5;
    ConstructOrder order = ConstructOrder::Left;
    Ranking ranking = Ranking::Probability;
    bool logScore = false; ///< gains are differences of log P instead of P
    /// Parity: the published code puts a new id at the front of the stored list even when the construct order is right, and
    /// later steps build their prompts from that list (UX.md 2.5). No effect when the order is left.
    bool frontInsertion = false;
    /// The values of the beams' own prompts are asked for at every step, rather than taken over from the step that made them.
    bool ownReferences = false;
};

struct BeamStep
{
    std::int64_t item = 0;
    double gain = 0;        ///< of this step over the beam's own prefix, in the unit of BeamOptions::logScore
    double probability = 0; ///< P(y|S,x) with this demonstration added
};

struct BeamSequence
{
    std::vector<std::int64_t> items; ///< prompt order
    std::vector<BeamStep> steps;     ///< selection order
    /// LastGain: the last step's gain (the published "score"). Probability: the gain of the whole sequence over the empty
    /// prompt. In both cases negative means that it does not help.
    double score = 0;
};

/// Beam search for the best demonstration sequences of one anchor (Eq. 2 of the paper), as a state machine so that the prompts
/// of many anchors can share one forest:
///     while (!search.done()) search.advance(probabilities of search.prompts());
/// Deterministic: equal scores are ordered by beam, then by candidate.
class BeamSearch
{
public:
    /// `candidates` are distinct sample indices; they are processed in ascending order. Usage error when there are too few of
    /// them for the beam (UX.md 5.17: candidates - shots + 1 >= beam).
    static Result<BeamSearch> create(std::vector<std::int64_t> candidates, const BeamOptions& options);

    /// A prompt that adds one item to a beam.
    struct Extension
    {
        std::size_t beam;
        std::int64_t item;
    };

    bool done() const { return m_step == m_options.shots; }
    /// Demonstrations in prompt order for every likelihood that the next step needs; the first ones may be references.
    const std::vector<std::vector<std::int64_t>>& prompts() const { return m_prompts; }
    /// What each of `prompts()` after the references adds, in the same order.
    const std::vector<Extension>& extensions() const { return m_extensions; }
    /// P(y|prompt,x) of each of `prompts()`. Numeric error when one is not finite or (log score) not positive.
    Result<void> advance(std::span<const double> probabilities);
    /// Best first.
    const std::vector<BeamSequence>& sequences() const { return m_beams; }
    /// P(y|x) without demonstrations; valid after the first step.
    double zeroShot() const { return m_zeroShot; }

private:
    BeamSearch() = default;
    void preparePrompts();
    std::vector<std::int64_t> extended(const std::vector<std::int64_t>& items, std::int64_t item, bool stored) const;
    double value(double probability) const;

    BeamOptions m_options;
    std::vector<std::int64_t> m_candidates;
    int m_step = 0;
    std::vector<BeamSequence> m_beams;
    std::vector<double> m_reference; ///< P of each beam's own prompt; known already unless m_ownReference
    bool m_ownReference = false;     ///< the first prompts are the beams' own
    std::vector<std::vector<std::int64_t>> m_prompts;
    std::vector<Extension> m_extensions; ///< one per prompt after the references
    double m_zeroShot = 0;
};

} // namespace fulcrum::dm
