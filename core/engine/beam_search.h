// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace fulcrum::engine {

/// The finished hypotheses of one prompt in Hugging Face's beam search (MODELS.md section 6): the best `beams`, ranked by
/// sum of log-probabilities / length^penalty, where the length counts new tokens.
class BeamHypotheses
{
public:
    struct Hypothesis
    {
        std::vector<std::int32_t> tokens;
        double score = 0;
        bool ended = false; ///< by the end token, which is not in `tokens` but in the length
    };
    BeamHypotheses(int beams, double lengthPenalty, bool earlyStopping)
        : m_beams(beams), m_penalty(lengthPenalty), m_early(earlyStopping)
    {
    }

    /// Enters if there is room or it beats the worst; `length` counts the end token of an ended one.
    void add(std::vector<std::int32_t> tokens, double sum, int length, bool ended);
    /// Whether no running beam, the best of which has `bestSum` at `length` new tokens, can still matter.
    bool isDone(double bestSum, int length) const;
    /// The best one; of equals the latest.
    const Hypothesis& best() const;

private:
    int m_beams;
    double m_penalty;
    bool m_early;
    double m_worst = 1e9;
    std::vector<Hypothesis> m_kept; ///< in order of arrival
};

} // namespace fulcrum::engine
