// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/icd_sequence.h"
#include "core/icl/prompt_builder.h"

#include <optional>

namespace fulcrum::icl {

/// What can be asked about a sequence. Every part is made of P(y|x,S), the likelihood of the query's true answer y
/// (ScorerOptions), for other S.
struct ExplainParts
{
    bool gains = false;       ///< the sequence as it grew, step by step
    bool leaveOneOut = false; ///< the sequence without each of its demonstrations
    bool orders = false;      ///< the sequence in other orders
    bool operator==(const ExplainParts&) const = default;
};

/// One row of the gain table: what the demonstration chosen in this step added (UX.md 5.4).
struct GainStep
{
    int position = 0;       ///< in the prompt of the whole sequence
    double probability = 0; ///< P(y|x,S_t); S_t stands in the order that it has in the whole prompt
    double gain = 0;        ///< P(y|x,S_t) - P(y|x,S_{t-1}), the official gain
    double logGain = 0;     ///< the same of the logarithms
    double cumulative = 0;  ///< P(y|x,S_t) - P(y|x)
};

struct GainTable
{
    double baseProbability = 0;  ///< P(y|x), without demonstrations
    std::vector<GainStep> steps; ///< in selection order
};

struct ScoredOrder
{
    std::vector<int> order; ///< positions of the present prompt, in the order tried: {0, 1, 2} is the present one
    double probability = 0;
};

struct Explanation
{
    double probability = 0; ///< P(y|x,S) of the sequence as it is
    std::optional<GainTable> gains;
    std::optional<std::vector<double>> leaveOneOut; ///< by prompt position: P(y|x, S without it)
    std::optional<std::vector<ScoredOrder>> orders; ///< the present order first
};

/// The work of an explanation, known before anything is asked.
struct ExplainCost
{
    std::size_t prompts = 0;  ///< different prompts: forward passes when nothing is shared
    std::size_t segments = 0; ///< demonstrations and answered queries that the engine runs: equal prefixes count once
};

/// Up to this many demonstrations every order is tried; of longer sequences kSampledOrders.
inline constexpr int kMostPermuted = 4;
inline constexpr int kSampledOrders = 24;

/// The orders that are tried for `count` demonstrations, the present one first: all of them, or different ones drawn from
/// Rng(seed, {query id}).
std::vector<std::vector<int>> ordersToTry(int count, std::uint64_t seed, std::int64_t queryId);

ExplainCost explainCost(const IcdSequence& sequence, const ExplainParts& parts);

/// Asks for all parts in one forest. Errors of scorePrompts; Usage when the query has no answer to score.
Result<Explanation> explain(model::VisionLanguageModel& lvlm, const std::shared_ptr<const PromptSource>& source,
    const std::shared_ptr<const data::Dataset>& support, const std::shared_ptr<const data::Dataset>& queries,
    const IcdSequence& sequence, const ExplainParts& parts, const ScorerOptions& options, std::uint64_t seed,
    std::stop_token stop);

} // namespace fulcrum::icl
