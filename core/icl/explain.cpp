// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/explain.h"

#include "core/base/rng.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <set>

namespace fulcrum::icl {

namespace {

constexpr std::uint64_t kOrderUnit = 16; // part of what a seed means, so never renumber

/// Prompts without repetition: parts of an explanation share many (the whole sequence stands in all of them).
class PromptSet
{
public:
    explicit PromptSet(Prompt whole) : m_whole(std::move(whole)) {}

    /// Number of the prompt made of these positions of the whole one, in this order.
    std::size_t add(const std::vector<int>& positions)
    {
        Prompt prompt{{}, m_whole.query};
        for (const int position : positions) {
            const auto at = static_cast<std::size_t>(position);
            prompt.items.push_back(m_whole.items[at]);
            if (!m_whole.texts.empty())
                prompt.texts.push_back(m_whole.texts[at]);
        }
        const auto [found, isNew] = m_numbers.emplace(prompt, m_prompts.size());
        if (isNew)
            m_prompts.push_back(std::move(prompt));
        return found->second;
    }
    const std::vector<Prompt>& prompts() const { return m_prompts; }

private:
    Prompt m_whole;
    std::vector<Prompt> m_prompts;
    std::map<Prompt, std::size_t> m_numbers;
};

/// Which prompts an explanation is made of, before they are scored.
struct Plan
{
    PromptSet prompts;
    std::size_t whole = 0;
    std::vector<int> selected = {};           ///< positions in selection order
    std::vector<std::size_t> prefixes = {};   ///< S_0, S_1, ...
    std::vector<std::size_t> without = {};    ///< by position
    std::vector<std::vector<int>> orders = {};
    std::vector<std::size_t> orderPrompts = {};
};

std::vector<int> positionsOf(std::size_t count)
{
    std::vector<int> positions(count);
    std::iota(positions.begin(), positions.end(), 0);
    return positions;
}

Plan planOf(const IcdSequence& sequence, const ExplainParts& parts, std::uint64_t seed, std::int64_t queryId)
{
    Plan plan{PromptSet(promptOf(sequence))};
    const std::vector<int> all = positionsOf(sequence.icds.size());
    plan.whole = plan.prompts.add(all);
    if (parts.gains) {
        plan.selected = all;
        std::stable_sort(plan.selected.begin(), plan.selected.end(), [&](int a, int b) {
            return sequence.icds[static_cast<std::size_t>(a)].step < sequence.icds[static_cast<std::size_t>(b)].step;
        });
        for (std::size_t t = 0; t <= all.size(); ++t) {
            std::vector<int> prefix(plan.selected.begin(), plan.selected.begin() + static_cast<std::ptrdiff_t>(t));
            std::sort(prefix.begin(), prefix.end());
            plan.prefixes.push_back(plan.prompts.add(prefix));
        }
    }
    if (parts.leaveOneOut)
        for (const int left : all) {
            std::vector<int> rest = all;
            rest.erase(rest.begin() + left);
            plan.without.push_back(plan.prompts.add(rest));
        }
    if (parts.orders) {
        plan.orders = ordersToTry(static_cast<int>(all.size()), seed, queryId);
        for (const std::vector<int>& order : plan.orders)
            plan.orderPrompts.push_back(plan.prompts.add(order));
    }
    return plan;
}

GainTable gainTable(const Plan& plan, const std::vector<double>& scores)
{
    GainTable table;
    table.baseProbability = scores[plan.prefixes.front()];
    double before = table.baseProbability;
    for (std::size_t t = 0; t < plan.selected.size(); ++t) {
        GainStep step;
        step.position = plan.selected[t];
        step.probability = scores[plan.prefixes[t + 1]];
        step.gain = step.probability - before;
        step.logGain = std::log(step.probability) - std::log(before);
        step.cumulative = step.probability - table.baseProbability;
        before = step.probability;
        table.steps.push_back(step);
    }
    return table;
}

} // namespace

std::vector<std::vector<int>> ordersToTry(int count, std::uint64_t seed, std::int64_t queryId)
{
    std::vector<int> order = positionsOf(static_cast<std::size_t>(std::max(0, count)));
    std::vector<std::vector<int>> orders = {};
    if (count <= kMostPermuted) {
        do
            orders.push_back(order);
        while (std::next_permutation(order.begin(), order.end()));
        return orders;
    }
    std::set<std::vector<int>> seen{order};
    orders.push_back(order);
    Rng rng(seed, {kOrderUnit, static_cast<std::uint64_t>(queryId)});
    while (orders.size() < static_cast<std::size_t>(kSampledOrders)) {
        rng.shuffle(order);
        if (seen.insert(order).second)
            orders.push_back(order);
    }
    return orders;
}

ExplainCost explainCost(const IcdSequence& sequence, const ExplainParts& parts)
{
    // The number of orders does not depend on which are drawn; what they share does, a little.
    const Plan plan = planOf(sequence, parts, 0, 0);
    std::set<Prompt> prefixes;
    for (const Prompt& prompt : plan.prompts.prompts()) {
        Prompt prefix{{}, prompt.query};
        for (std::size_t i = 0; i < prompt.items.size(); ++i) {
            prefix.items.push_back(prompt.items[i]);
            if (!prompt.texts.empty())
                prefix.texts.push_back(prompt.texts[i]);
            prefixes.insert(prefix);
        }
    }
    return {plan.prompts.prompts().size(), plan.prompts.prompts().size() + prefixes.size()};
}

Result<Explanation> explain(model::VisionLanguageModel& lvlm, const std::shared_ptr<const PromptSource>& source,
    const std::shared_ptr<const data::Dataset>& support, const std::shared_ptr<const data::Dataset>& queries,
    const IcdSequence& sequence, const ExplainParts& parts, const ScorerOptions& options, std::uint64_t seed,
    std::stop_token stop)
{
    if (sequence.query < 0 || static_cast<std::size_t>(sequence.query) >= queries->size())
        return fail(ErrorCode::OutOfRange, "cannot explain a sequence", fmt::format("query {}", sequence.query));
    const data::Sample query = (*queries)[static_cast<std::size_t>(sequence.query)];
    if (data::shownAnswer(query, queries->task()).empty())
        return fail(ErrorCode::Usage, "cannot explain a sequence", fmt::format("query {}", query.id),
            "it has no true answer whose likelihood could be asked");
    const Plan plan = planOf(sequence, parts, seed, query.id);
    FULCRUM_TRY(const std::vector<double> scores,
        scorePrompts(lvlm, source, support, queries, plan.prompts.prompts(), options, stop));
    Explanation result;
    result.probability = scores[plan.whole];
    if (parts.gains)
        result.gains = gainTable(plan, scores);
    if (parts.leaveOneOut) {
        result.leaveOneOut.emplace();
        for (const std::size_t one : plan.without)
            result.leaveOneOut->push_back(scores[one]);
    }
    if (parts.orders) {
        result.orders.emplace();
        for (std::size_t i = 0; i < plan.orders.size(); ++i)
            result.orders->push_back({plan.orders[i], scores[plan.orderPrompts[i]]});
    }
    return result;
}

} // namespace fulcrum::icl
