// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::icl {

/// "Not known for this strategy": random has no similarity, SIIR has no probability.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// One in-context demonstration of a sequence and why it is there. `step` says when it was selected (0 = first); where it
/// stands in the prompt is its position in IcdSequence::icds. The two are never the same thing (UX.md 2.5).
struct IcdStep
{
    std::int64_t index = 0;             ///< sample index in the train split
    std::int64_t id = 0;                ///< published id: COCO image id or VQAv2 question id
    int step = 0;
    double probability = kUnknown;      ///< Lever-LM: softmax over the allowed items (UX.md 5.4)
    double similarity = kUnknown;       ///< cosine between query and demonstration
    int rank = 0;                       ///< 1 = best of its step; 0 = not known
    double entropyBits = kUnknown;      ///< of the step's distribution
    double gain = kUnknown;             ///< P(y|x,S_t) - P(y|x,S_{t-1}) when an LVLM was asked
    std::vector<std::pair<std::int64_t, double>> alternatives; ///< (sample index, probability or similarity), best first
    std::string text;                   ///< what-if: stands in the place of its caption or answer; empty = its own
};

/// A demonstration sequence in prompt order: icds.back() stands next to the query.
struct IcdSequence
{
    std::int64_t query = 0; ///< sample index in the query split
    std::vector<IcdStep> icds;

    std::vector<std::int64_t> indices() const
    {
        std::vector<std::int64_t> result;
        result.reserve(icds.size());
        for (const IcdStep& icd : icds)
            result.push_back(icd.index);
        return result;
    }
};

} // namespace fulcrum::icl
