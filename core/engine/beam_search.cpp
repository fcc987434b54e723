// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/beam_search.h"

#include <algorithm>
#include <cmath>

namespace fulcrum::engine {

void BeamHypotheses::add(std::vector<std::int32_t> tokens, double sum, int length, bool ended)
{
    const double score = sum / std::pow(std::max(length, 1), m_penalty);
    const bool full = static_cast<int>(m_kept.size()) >= m_beams;
    if (full && !(score > m_worst))
        return;
    m_kept.push_back({std::move(tokens), score, ended});
    const auto lower = [](const Hypothesis& a, const Hypothesis& b) { return a.score < b.score; };
    if (full)
        m_kept.erase(std::min_element(m_kept.begin(), m_kept.end(), lower)); // of equals the earliest
    m_worst = std::min_element(m_kept.begin(), m_kept.end(), lower)->score;
}

bool BeamHypotheses::isDone(double bestSum, int length) const
{
    if (static_cast<int>(m_kept.size()) < m_beams)
        return false;
    return m_early || m_worst >= bestSum / std::pow(std::max(length, 1), m_penalty);
}

const BeamHypotheses::Hypothesis& BeamHypotheses::best() const
{
    const Hypothesis* best = &m_kept.front();
    for (const Hypothesis& one : m_kept)
        if (one.score >= best->score)
            best = &one;
    return *best;
}

} // namespace fulcrum::engine
