// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/forest_model.h"

#include "core/engine/guard.h"
#include "core/engine/log_likelihood.h"
#include "core/engine/ops.h"
#include "core/engine/runtime.h"

#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {

std::string folderName(const Path& folder)
{
    const Path clean = std::filesystem::absolute(folder).lexically_normal();
    return clean.has_filename() ? clean.filename().string() : clean.parent_path().filename().string();
}

void finishScore(model::LeafScore& score, int node)
{
    double sum = 0;
    for (const float logprob : score.logprobs) {
        if (!std::isfinite(logprob))
            throw EngineError(ErrorCode::Numeric, "a log-probability is not a number", fmt::format("node {}", node),
                "the model's weights or an image hold NaN or infinity, or the precision is too low");
        sum -= static_cast<double>(logprob);
    }
    score.nll = score.logprobs.empty() ? 0.0 : sum / static_cast<double>(score.logprobs.size());
    score.probability = std::exp(-score.nll);
}

ForestModel::ForestModel(std::unique_ptr<Architecture> architecture, model::VisionLanguageModelInfo info)
    : m_architecture(std::move(architecture)), m_info(std::move(info)), m_runner(*m_architecture)
{
    const ForestShape& shape = m_architecture->shape();
    m_info.layers = static_cast<int>(shape.layers);
    m_info.vocabulary = shape.vocabulary;
    m_info.contextLength = static_cast<int>(shape.contextLength);
    m_info.imageSize = static_cast<int>(shape.imageSize);
    const char* const weights = at::toString(m_architecture->head().scalar_type());
    m_info.featureKind = fmt::format("{} {}", weights, m_architecture->device().is_cpu() ? "cpu" : "cuda");
}

at::Tensor ForestModel::logits(const at::Tensor& hidden) const
{
    return affine(hidden, m_architecture->head()).to(at::kFloat);
}

model::WorkCounter ForestModel::takeWork() { return std::exchange(m_work, {}); }

void ForestModel::clearPrefixes() { m_runner.clearPrefixes(); }

void ForestModel::setFeatureStore(std::shared_ptr<model::FeatureStore> store)
{
    if (m_architecture->shape().images != ForestShape::Images::None)
        m_runner.setFeatureStore(std::move(store));
}

void ForestModel::clearCaches() { m_runner.clear(); }

/// One chunk: prefixes first, level by level, then every leaf once, then the tokens that the parent's last state predicts.
void ForestModel::scoreChunk(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
    std::span<const model::ScoreRequest> requests, std::span<const std::size_t> chunk,
    const model::ScoreOptions& options, std::stop_token stop, Scores& scores)
{
    const auto limits = ForestRunner::Limits::of(options, stop);
    const bool uniform
        = options.gate == model::GateVariant::Uniform432 && m_architecture->shape().gateVariants;
    m_runner.beginUse();
    std::vector<int> parents;
    for (const std::size_t index : chunk)
        parents.push_back(forest.nodes[static_cast<std::size_t>(requests[index].node)].parent);
    const std::vector<Prefix*> prefixes
        = uniform ? std::vector<Prefix*>(forest.nodes.size()) : m_runner.ensure(forest, plan, parents, limits);

    struct Wanted
    {
        std::size_t request;
        std::int64_t target;
        bool counted;
    };
    std::vector<int> nodes;
    for (const std::size_t index : chunk)
        nodes.push_back(requests[index].node);
    if (!uniform)
        m_runner.encodeAhead(forest, plan, nodes, stop);

    std::vector<Job> jobs;
    std::vector<std::vector<Wanted>> wanted; // per job, parallel to Job::wanted
    std::vector<Wanted> fromParents;
    std::vector<at::Tensor> parentStates;
    std::unordered_map<int, std::size_t> jobOf;
    for (const std::size_t index : chunk) {
        const int node = requests[index].node;
        const NodePlan& own = plan[static_cast<std::size_t>(node)];
        const auto& tokens = forest.nodes[static_cast<std::size_t>(node)].tokens;
        const int parent = forest.nodes[static_cast<std::size_t>(node)].parent;
        const Prefix* prefix = parent < 0 ? nullptr : prefixes[static_cast<std::size_t>(parent)];
        const std::int64_t base = uniform ? 0 : own.start; // path position of the job's first token
        for (std::int64_t at = requests[index].scoreFrom; at < own.length; ++at) {
            const std::int32_t token = tokens[static_cast<std::size_t>(at - own.start)];
            const Wanted one{index, token, token != options.ignoreToken};
            if (!one.counted)
                continue;
            if (at == base) { // predicted by the parent's last token
                fromParents.push_back(one);
                parentStates.push_back(prefix->lastHidden);
                continue;
            }
            const auto [entry, fresh] = jobOf.emplace(node, jobs.size());
            if (fresh) {
                // The last token predicts nothing that is asked for, so it is not run.
                const auto count = static_cast<std::size_t>(own.length - base - 1);
                jobs.push_back(uniform ? m_runner.uniformJob(forest, plan, node, count, 0, stop)
                                       : m_runner.nodeJob(forest, plan, node, prefix, count, stop));
                wanted.emplace_back();
            }
            jobs[entry->second].wanted.push_back(at - base - 1);
            wanted[entry->second].push_back(one);
        }
    }
    if (!parentStates.empty()) {
        std::vector<std::int64_t> targets;
        for (const Wanted& one : fromParents)
            targets.push_back(one.target);
        const std::vector<float> logprobs = tokenLogProbs(at::stack(parentStates), m_architecture->head(), targets);
        for (std::size_t i = 0; i < fromParents.size(); ++i)
            scores[fromParents[i].request].logprobs.push_back(logprobs[i]);
    }
    m_runner.run(jobs, limits, [&](std::span<const std::size_t> batch, const at::Tensor& hidden) {
        std::vector<std::int64_t> targets;
        for (const std::size_t job : batch)
            for (const Wanted& one : wanted[job])
                targets.push_back(one.target);
        const std::vector<float> logprobs = tokenLogProbs(hidden, m_architecture->head(), targets);
        std::size_t next = 0;
        for (const std::size_t job : batch)
            for (const Wanted& one : wanted[job])
                scores[one.request].logprobs.push_back(logprobs[next++]);
    });
    for (const std::size_t index : chunk)
        finishScore(scores[index], requests[index].node);
}

Result<std::vector<model::LeafScore>> ForestModel::score(const model::PromptForest& forest,
    std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop)
{
    return guarded("cannot score prompts", [&] {
        const c10::NoGradGuard noGradient;
        const WorkScope work(m_work);
        const std::vector<NodePlan> plan = planForest(forest, m_architecture->shape());
        std::vector<int> nodes;
        for (const model::ScoreRequest& request : requests) {
            checkRequest(request, plan);
            nodes.push_back(request.node);
        }
        Scores scores(requests.size());
        const std::vector<std::size_t> order = depthFirst(forest, nodes);
        const std::span<const std::size_t> all = order;
        // A chunk's prefixes must fit into the cache together; a path's length bounds what a request adds to it.
        const auto most = static_cast<std::int64_t>(m_runner.mostPrefixTokens(options.interactive) / 2);
        for (std::size_t first = 0; first < order.size();) {
            std::int64_t tokens = 0;
            std::size_t end = first;
            for (; end < order.size(); ++end) {
                tokens += plan[static_cast<std::size_t>(nodes[order[end]])].start;
                if (end > first && tokens > most)
                    break;
            }
            scoreChunk(forest, plan, requests, all.subspan(first, end - first), options, stop, scores);
            first = end;
        }
        return scores;
    });
}

Result<std::vector<model::LeafScore>> ForestModel::scoreNaively(const model::PromptForest& forest,
    std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop)
{
    return guarded("cannot score prompts", [&] {
        const c10::NoGradGuard noGradient;
        const WorkScope work(m_work);
        const std::vector<NodePlan> plan = planForest(forest, m_architecture->shape());
        Scores scores(requests.size());
        for (std::size_t i = 0; i < requests.size(); ++i) {
            if (stop.stop_requested())
                throw EngineError(ErrorCode::Cancelled, "stopped between two prompts");
            const PlainOperations plain;
            checkRequest(requests[i], plan);
            scoreAlone(forest, plan, requests[i], options, scores[i]);
        }
        return scores;
    });
}

/// One whole prompt as one row, its images encoded for it alone, nothing kept.
void ForestModel::scoreAlone(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
    const model::ScoreRequest& request, const model::ScoreOptions& options, model::LeafScore& score)
{
    std::vector<PackedRow> rows(1);
    std::vector<std::int64_t> images, wanted, targets;
    std::vector<at::Tensor> pixels;
    for (const int one : pathTo(forest, request.node)) {
        const model::PromptNode& node = forest.nodes[static_cast<std::size_t>(one)];
        rows[0].tokens.insert(rows[0].tokens.end(), node.tokens.begin(), node.tokens.end());
        for (const std::int64_t image : plan[static_cast<std::size_t>(one)].imageOf) {
            const auto at = std::find(images.begin(), images.end(), image) - images.begin();
            if (image >= 0 && at == static_cast<std::ptrdiff_t>(images.size())) {
                const model::ImageInput& input = forest.images[static_cast<std::size_t>(image)];
                pixels.push_back(m_architecture->imagePixels(orThrow(input.load()), input.key));
                images.push_back(image);
            }
            rows[0].imageOf.push_back(image < 0 ? -1 : at);
        }
    }
    for (std::size_t at = static_cast<std::size_t>(request.scoreFrom); at < rows[0].tokens.size(); ++at)
        if (const std::int32_t token = rows[0].tokens[at]; token != options.ignoreToken) {
            wanted.push_back(static_cast<std::int64_t>(at) - 1);
            targets.push_back(token);
        }
    if (!targets.empty()) {
        const ImageTable table = pixels.empty() ? ImageTable{} : m_architecture->encodeImages(pixels);
        const at::Device device = m_architecture->device();
        const PackedBatch packed = pack(rows, device, m_architecture->type());
        const at::Tensor hidden = m_architecture->run(packed, table, nullptr, onto(at::tensor(wanted), device));
        score.logprobs = tokenLogProbs(hidden, m_architecture->head(), targets);
        m_work.tokensRun += packed.size;
    }
    m_work.imagesEncoded += static_cast<std::int64_t>(pixels.size());
    ++m_work.sequences;
    finishScore(score, request.node);
}

} // namespace fulcrum::engine
