// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/beam_search.h"
#include "core/engine/forest_model.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kRowsAtOnce = 192; ///< sequences (prompts times beams) that are decoded together
constexpr double kNotYet = -1e9;          ///< start of all beams but the first, as transformers has it

void checkOptions(const model::GenerateOptions& options)
{
    const auto refuse = [](const char* name, double value) {
        throw EngineError(ErrorCode::Usage, "cannot generate", name, fmt::format("{} is out of range", value));
    };
    if (options.beams < 1 || options.beams > 1024)
        refuse("beams", options.beams);
    if (options.maxNewTokens < 0)
        refuse("maxNewTokens", options.maxNewTokens);
    if (options.maxTokensPerBatch < 1)
        refuse("maxTokensPerBatch", static_cast<double>(options.maxTokensPerBatch));
}

/// The best of a row's scores is NaN where any of them is.
void refuseNotANumber(double best, int leaf)
{
    if (!std::isfinite(best))
        throw EngineError(ErrorCode::Numeric, "a score of the next token is not a number", fmt::format("node {}", leaf), "",
            "check the model's weights and the prompt's images");
}

at::Tensor hiddenOf(const std::vector<PromptEnd>& prompts)
{
    std::vector<at::Tensor> states;
    for (const PromptEnd& prompt : prompts)
        states.push_back(prompt.hidden);
    return at::stack(states);
}

} // namespace

/// Sequences being continued. Rows share slots: a beam is a list of slot indices.
struct ForestModel::Decoding
{
    struct Row
    {
        std::size_t prompt = 0;
        std::vector<std::int64_t> slots; ///< keys and values of everything before `tokens.back()`
        std::vector<std::int32_t> tokens; ///< new ones; the last has not been run yet
        double sum = 0;
    };
    std::vector<PromptEnd> prompts;
    std::span<const int> nodes; ///< node of each prompt, for errors
    std::span<model::Generation*> results;
    std::span<const std::size_t> leaves; ///< place of each prompt in the call's list
    std::vector<std::int64_t> owned; ///< slots to release at the end
    std::vector<Row> rows;
    at::Tensor hidden; ///< what predicts each row's next token, [rows, hidden]
    int step = 0;      ///< new tokens so far
};

/// Runs the last token of every row; each row gets a slot of its own.
at::Tensor ForestModel::nextHidden(Decoding& state, const model::GenerateOptions& options, std::stop_token stop)
{
    std::vector<Job> jobs;
    for (Decoding::Row& row : state.rows) {
        Job& job = jobs.emplace_back();
        job.row.tokens = {row.tokens.back()};
        job.row.imageOf = {state.prompts[row.prompt].image};
        job.row.firstPosition = static_cast<std::int64_t>(row.slots.size());
        job.row.pastSlots = row.slots;
        job.wanted = {0};
    }
    std::vector<at::Tensor> hidden(jobs.size());
    const auto limits = ForestRunner::Limits::of(options, stop);
    m_runner.runKept(jobs, limits, [&](std::size_t job, const at::Tensor& state_) {
        hidden[job] = state_;
        state.owned.push_back(jobs[job].row.ownSlots[0]);
        state.rows[job].slots.push_back(jobs[job].row.ownSlots[0]);
    });
    return at::stack(hidden);
}

void ForestModel::decodeGreedily(Decoding& state, const model::GenerateOptions& options, std::stop_token stop)
{
    for (std::size_t i = 0; i < state.prompts.size(); ++i)
        state.rows.push_back({i, state.prompts[i].slots, {}, 0});
    state.hidden = hiddenOf(state.prompts);
    for (state.step = 0; state.step < options.maxNewTokens && !state.rows.empty(); ++state.step) {
        at::Tensor scores = logits(state.hidden);
        if (state.step < options.minNewTokens)
            scores.select(1, options.endToken).fill_(-std::numeric_limits<float>::infinity());
        const auto [highest, places] = scores.max(1);
        const at::Tensor best = highest.to(at::kCPU), chosen = places.to(at::kCPU);
        std::vector<Decoding::Row> running;
        for (std::size_t r = 0; r < state.rows.size(); ++r) {
            refuseNotANumber(static_cast<double>(best.data_ptr<float>()[r]), state.nodes[state.rows[r].prompt]);
            const auto token = static_cast<std::int32_t>(chosen.data_ptr<std::int64_t>()[r]);
            model::Generation& result = *state.results[state.rows[r].prompt];
            if (token == options.endToken) {
                result.finished = true;
                continue;
            }
            result.tokens.push_back(token);
            if (options.onToken)
                options.onToken(state.leaves[state.rows[r].prompt], token);
            state.rows[r].tokens = {token};
            running.push_back(std::move(state.rows[r]));
        }
        state.rows = std::move(running);
        if (!state.rows.empty() && state.step + 1 < options.maxNewTokens)
            state.hidden = nextHidden(state, options, stop);
    }
}

void ForestModel::decodeBeams(Decoding& state, const model::GenerateOptions& options, std::stop_token stop)
{
    const auto beams = static_cast<std::size_t>(options.beams);
    std::vector<BeamHypotheses> found(
        state.prompts.size(), BeamHypotheses(options.beams, options.lengthPenalty, options.earlyStopping));
    for (std::size_t i = 0; i < state.prompts.size(); ++i)
        for (std::size_t b = 0; b < beams; ++b)
            state.rows.push_back({i, state.prompts[i].slots, {}, b == 0 ? 0.0 : kNotYet});
    state.hidden = hiddenOf(state.prompts).repeat_interleave(options.beams, 0);
    for (state.step = 0; state.step < options.maxNewTokens && !state.rows.empty(); ++state.step) {
        at::Tensor scores = at::log_softmax(logits(state.hidden), 1);
        if (state.step < options.minNewTokens)
            scores.select(1, options.endToken).fill_(-std::numeric_limits<float>::infinity());
        std::vector<float> sums;
        for (const Decoding::Row& row : state.rows)
            sums.push_back(static_cast<float>(row.sum));
        scores = scores + at::tensor(sums).to(scores.device()).unsqueeze(1);
        const std::int64_t vocabulary = scores.size(1);
        const auto groups = static_cast<std::int64_t>(state.rows.size() / beams);
        const std::int64_t most = std::min<std::int64_t>(2 * options.beams, options.beams * vocabulary);
        const auto [values, indices] = scores.view({groups, -1}).topk(most, 1);
        const at::Tensor value = values.to(at::kCPU).contiguous(), index = indices.to(at::kCPU).contiguous();
        std::vector<Decoding::Row> running;
        for (std::int64_t g = 0; g < groups; ++g) {
            const std::size_t firstRow = static_cast<std::size_t>(g) * beams;
            const std::size_t prompt = state.rows[firstRow].prompt;
            const double best = static_cast<double>(value.data_ptr<float>()[g * most]);
            refuseNotANumber(best, state.nodes[prompt]);
            std::vector<Decoding::Row> next;
            for (std::int64_t rank = 0; rank < most && next.size() < beams; ++rank) {
                const double sum = static_cast<double>(value.data_ptr<float>()[g * most + rank]);
                const std::int64_t at = index.data_ptr<std::int64_t>()[g * most + rank];
                const Decoding::Row& from = state.rows[firstRow + static_cast<std::size_t>(at / vocabulary)];
                const auto token = static_cast<std::int32_t>(at % vocabulary);
                if (token == options.endToken) {
                    if (rank < options.beams)
                        found[prompt].add(from.tokens, sum, state.step + 1, true);
                    continue;
                }
                next.push_back({prompt, from.slots, from.tokens, sum});
                next.back().tokens.push_back(token);
            }
            if (!found[prompt].isDone(best, state.step + 1))
                running.insert(running.end(), std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
        }
        state.rows = std::move(running);
        if (!state.rows.empty() && state.step + 1 < options.maxNewTokens)
            state.hidden = nextHidden(state, options, stop);
    }
    for (const Decoding::Row& row : state.rows)
        found[row.prompt].add(row.tokens, row.sum, static_cast<int>(row.tokens.size()), false);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const BeamHypotheses::Hypothesis& best = found[i].best();
        *state.results[i] = {best.tokens, best.score, best.ended};
        for (std::size_t t = 0; options.onToken && t < best.tokens.size(); ++t)
            options.onToken(state.leaves[i], best.tokens[t]);
    }
}

std::vector<PromptEnd> ForestModel::runPrompts(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
    std::span<const int> leaves, const model::GenerateOptions& options, std::stop_token stop,
    std::vector<std::int64_t>& owned)
{
    const auto limits = ForestRunner::Limits::of(options, stop);
    std::vector<PromptEnd> ends(leaves.size());
    m_runner.beginUse();
    if (options.gate == model::GateVariant::ZeroUnseen || !m_architecture->shape().gateVariants) {
        const std::vector<Prefix*> prefixes
            = m_runner.ensure(forest, plan, {leaves.begin(), leaves.end()}, limits);
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const Prefix* prefix = prefixes[static_cast<std::size_t>(leaves[i])];
            ends[i].slots = prefix->slots;
            ends[i].hidden = prefix->lastHidden;
            ends[i].image = m_runner.lastImage(forest, plan, leaves[i], stop);
        }
        return ends;
    }
    std::vector<Job> jobs;
    for (const int leaf : leaves) {
        const NodePlan& own = plan[static_cast<std::size_t>(leaf)];
        int images = 0;
        for (const int one : pathTo(forest, leaf))
            images += static_cast<int>(forest.nodes[static_cast<std::size_t>(one)].images.size());
        const int blanks = std::max(0, m_paddedImages - images);
        jobs.push_back(
            m_runner.uniformJob(forest, plan, leaf, static_cast<std::size_t>(own.length), blanks, stop));
        jobs.back().wanted = {own.length - 1};
    }
    m_runner.runKept(jobs, limits, [&](std::size_t job, const at::Tensor& hidden) {
        const std::vector<std::int64_t>& slots = jobs[job].row.ownSlots;
        owned.insert(owned.end(), slots.begin(), slots.end());
        ends[job] = {slots, jobs[job].row.imageOf.back(), hidden};
    });
    return ends;
}

void ForestModel::generateBatch(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
    std::span<const int> leaves, std::span<const std::size_t> places, const model::GenerateOptions& options,
    std::stop_token stop, std::span<model::Generation*> results)
{
    Decoding state;
    state.nodes = leaves;
    state.results = results;
    state.leaves = places;
    const auto release = [&] { m_runner.slots().release(state.owned); };
    try {
        state.prompts = runPrompts(forest, plan, leaves, options, stop, state.owned);
        if (options.beams == 1)
            decodeGreedily(state, options, stop);
        else
            decodeBeams(state, options, stop);
    } catch (...) {
        release();
        throw;
    }
    release();
}

Result<std::vector<model::Generation>> ForestModel::generate(const model::PromptForest& forest,
    std::span<const int> leaves, const model::GenerateOptions& options, std::stop_token stop)
{
    return guarded("cannot generate", [&] {
        const c10::NoGradGuard noGradient;
        const WorkScope work(m_work);
        checkOptions(options);
        const std::vector<NodePlan> plan = planForest(forest, m_architecture->shape());
        for (const int leaf : leaves) {
            if (leaf < 0 || static_cast<std::size_t>(leaf) >= plan.size())
                throw EngineError(ErrorCode::Usage, "cannot generate", fmt::format("node {}", leaf), "no such node");
            if (plan[static_cast<std::size_t>(leaf)].length + options.maxNewTokens > m_architecture->shape().contextLength)
                throw EngineError(ErrorCode::OutOfRange, "cannot generate", fmt::format("node {}", leaf),
                    fmt::format("its {} tokens and {} new ones do not fit into {}",
                        plan[static_cast<std::size_t>(leaf)].length, options.maxNewTokens, m_architecture->shape().contextLength));
        }
        std::vector<model::Generation> results(leaves.size());
        if (options.maxNewTokens == 0)
            return results;
        std::vector<std::size_t> order = depthFirst(forest, {leaves.begin(), leaves.end()});
        // Rows of one batch wait for the slowest and attend to the longest, so like goes with like.
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return plan[static_cast<std::size_t>(leaves[a])].length < plan[static_cast<std::size_t>(leaves[b])].length;
        });
        const auto most = static_cast<std::int64_t>(m_runner.mostPrefixTokens(options.interactive) / 2);
        for (std::size_t first = 0; first < order.size();) {
            std::vector<int> nodes;
            std::vector<model::Generation*> targets;
            std::int64_t tokens = 0;
            std::size_t end = first;
            for (; end < order.size(); ++end) {
                tokens += plan[static_cast<std::size_t>(leaves[order[end]])].length;
                const auto rows = static_cast<std::int64_t>(end - first + 1) * options.beams;
                if (end > first && (tokens > most || rows > std::min(kRowsAtOnce, options.maxTokensPerBatch)))
                    break;
                nodes.push_back(leaves[order[end]]);
                targets.push_back(&results[order[end]]);
            }
            generateBatch(forest, plan, nodes, std::span(order).subspan(first, end - first), options, stop, targets);
            first = end;
        }
        return results;
    });
}

} // namespace fulcrum::engine
