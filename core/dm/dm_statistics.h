// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_repository.h"

#include <span>
#include <vector>

namespace fulcrum::dm {

/// Whether training keeps a sequence of this score; what is not a number is dropped (official: score below 0.0).
inline bool reaches(double score, double threshold) { return score >= threshold; }

/// Five numbers of a distribution and its mean; all NaN when it is empty. Quantiles are interpolated between neighbours.
struct Spread
{
    std::size_t count = 0;
    double least, lower, median, upper, most, mean;
};
/// What is not finite is left out. Takes the values to sort them.
Spread spreadOf(std::vector<double> values);

/// Bars of equal width over [low, high]; the last one includes its upper end.
struct Histogram
{
    double low = 0, high = 1;
    std::vector<std::int64_t> counts;
};

struct AnchorSummary
{
    std::int64_t anchor = 0; ///< train sample index
    std::size_t beams = 0;
    double best = 0;            ///< score
    double baseProbability = 0; ///< P(y | x) without demonstrations; NaN = not known
    double bestProbability = 0; ///< with the best beam; NaN = not known
    std::size_t duplicates = 0; ///< beams that hold the demonstrations of a better one
    bool gains() const { return best > 0; }
};

/// What a D_M is worth, from its entries.
struct DmStatistics
{
    std::vector<AnchorSummary> anchors; ///< ascending
    std::size_t sequences = 0;
    std::size_t withoutGain = 0;   ///< anchors whose best sequence does not help
    std::size_t duplicateBeams = 0;
    std::size_t shots = 0;         ///< of the longest sequence
    bool hasSteps = false;         ///< gains and probabilities of the steps are known (not those of an official file)
    Spread scores;                 ///< of all sequences
    Spread bestScores;             ///< of the best of each anchor
    std::vector<Spread> stepGains; ///< by selection step, over all sequences that know it
};

/// `entries` as the repository gives them: by anchor, then rank.
DmStatistics statisticsOf(std::span<const store::DmEntry> entries);

/// For each entry of one anchor (best first): the number of the earlier entry with the same demonstrations in any order, or -1.
std::vector<int> duplicatesOf(std::span<const store::DmEntry> beams);

/// Scores of all sequences; empty when there is none that is finite. `bars` > 0.
Histogram scoreHistogram(std::span<const store::DmEntry> entries, std::size_t bars);

/// How much of a D_M a training with a score threshold sees: the rule of lever::makeTrainingSet, at any threshold at once.
class ThresholdCounts
{
public:
    ThresholdCounts() = default;
    explicit ThresholdCounts(std::span<const store::DmEntry> entries);

    struct Counts
    {
        std::size_t keptSequences = 0, droppedSequences = 0;
        std::size_t keptAnchors = 0, droppedAnchors = 0; ///< an anchor is kept with its first sequence
    };
    Counts at(double threshold) const;

private:
    std::size_t m_sequences = 0, m_anchors = 0;
    std::vector<double> m_scores, m_best; ///< ascending, numbers only
};

} // namespace fulcrum::dm
