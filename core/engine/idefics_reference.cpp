// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_reference.h"

#include "core/engine/forest_plan.h"
#include "core/engine/guard.h"
#include "core/engine/idefics_model.h"
#include "core/engine/idefics_vision.h"
#include "core/engine/runtime.h"

#include <c10/core/GradMode.h>
#include <cmath>

namespace fulcrum::engine {
namespace {

constexpr double kMasked = -1e30; ///< finite: a fully masked row is uniform, not NaN

at::Tensor heads(const at::Tensor& x, std::int64_t count)
{
    return x.view({x.size(0), x.size(1), count, -1}).transpose(1, 2);
}

at::Tensor merged(const at::Tensor& x) { return x.transpose(1, 2).reshape({x.size(0), x.size(2), -1}); }

/// x cos + rotate_half(x) sin with the full-width tables of MODELS.md 1.6; x [B, heads, T, d], tables [B, 1, T, d].
at::Tensor rotated(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin)
{
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor turned = at::cat({x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)}, -1);
    return x * cos + turned * sin;
}

at::Tensor mlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation)
{
    const std::vector<at::Tensor> parts = affine(x, gateUp).chunk(2, -1);
    return affine(activate(parts[0], activation) * parts[1], down);
}

/// Keys, values and mask of the images of a batch: [B, N * L, ...].
struct SeenFeatures
{
    at::Tensor features, mask, sees; ///< sees [B, T, 1]: 1 where the token sees any image
};

SeenFeatures seenFeatures(const PaddedBatch& batch, at::ScalarType type)
{
    const std::int64_t b = batch.ids.size(0), t = batch.ids.size(1), n = batch.features.size(1);
    const std::int64_t l = batch.features.size(2);
    SeenFeatures seen;
    seen.features = batch.features.reshape({b, n * l, -1});
    const at::Tensor wide = batch.images.unsqueeze(3).expand({b, t, n, l}).reshape({b, 1, t, n * l});
    seen.mask = (1 - wide).to(type) * kMasked;
    seen.sees = (batch.images.sum(2, true) > 0).to(type);
    return seen;
}

at::Tensor gated(const GatedWeights& layer, const IdeficsConfig& config, const SeenFeatures& seen,
    model::GateVariant gate, at::Tensor hidden)
{
    const at::Tensor x = rmsNorm(hidden, layer.inputNorm, config.epsilon);
    at::Tensor q = heads(affine(x, layer.q), config.heads);
    const std::vector<at::Tensor> kv = affine(seen.features, layer.kv).chunk(2, -1);
    at::Tensor k = heads(kv[0].contiguous(), config.heads);
    if (config.qkNorms) {
        q = rmsNorm(q, layer.qNorm, config.epsilon);
        k = rmsNorm(k, layer.kNorm, config.epsilon);
    }
    const double scale = 1.0 / std::sqrt(static_cast<double>(config.headWidth()));
    at::Tensor a = affine(
        merged(attention(q, k, heads(kv[1].contiguous(), config.heads), scale, seen.mask)), layer.out);
    if (gate == model::GateVariant::ZeroUnseen)
        a = a * seen.sees;
    hidden = hidden + gateOf(layer.alphaAttention, a) * a;
    const at::Tensor y = rmsNorm(hidden, layer.postNorm, config.epsilon);
    return hidden + gateOf(layer.alphaDense, hidden) * mlp(y, layer.gateUp, layer.down, config.activation);
}

} // namespace

at::Tensor runReference(const IdeficsWeights& weights, const IdeficsConfig& config, const PaddedBatch& batch,
    model::GateVariant gate, ReferenceTrace* trace)
{
    const PlainOperations plain;
    const std::int64_t t = batch.ids.size(1);
    const at::ScalarType type = batch.features.scalar_type();
    const at::Tensor positions = (batch.attention.cumsum(1) - 1).masked_fill(batch.attention == 0, 1);
    const RotaryTable table = RotaryTable::make(
        config.headWidth(), std::max<std::int64_t>(t, 2), 10000.0, batch.ids.device(), type);
    const auto rows = [&](const at::Tensor& half) {
        return at::cat({half, half}, 1).index_select(0, positions.reshape(-1)).view({positions.size(0), 1, t, -1});
    };
    const at::Tensor cos = rows(table.cos), sin = rows(table.sin);
    const at::Tensor causal = at::ones({t, t}, batch.ids.options()).tril();
    const at::Tensor allowed = causal.view({1, 1, t, t}) * batch.attention.view({-1, 1, 1, t});
    const at::Tensor mask = (1 - allowed).to(type) * kMasked;
    const SeenFeatures seen = seenFeatures(batch, type);
    const double scale = 1.0 / std::sqrt(static_cast<double>(config.headWidth()));
    at::Tensor hidden = at::embedding(weights.embedding, batch.ids).to(type);
    if (trace)
        trace->embedded = hidden;
    for (std::size_t i = 0; i < weights.decoder.size(); ++i) {
        if (trace && i + 1 == weights.decoder.size())
            trace->beforeLastLayer = hidden;
        const std::size_t index = i / static_cast<std::size_t>(config.crossInterval);
        if (i % static_cast<std::size_t>(config.crossInterval) == 0 && index < weights.gated.size())
            hidden = gated(weights.gated[index], config, seen, gate, hidden);
        const DecoderWeights& layer = weights.decoder[i];
        const std::vector<at::Tensor> qkv
            = affine(rmsNorm(hidden, layer.inputNorm, config.epsilon), layer.qkv).chunk(3, -1);
        const at::Tensor q = rotated(heads(qkv[0].contiguous(), config.heads), cos, sin);
        const at::Tensor k = rotated(heads(qkv[1].contiguous(), config.heads), cos, sin);
        const at::Tensor v = heads(qkv[2].contiguous(), config.heads);
        hidden = hidden + affine(merged(attention(q, k, v, scale, mask)), layer.out);
        const at::Tensor y = rmsNorm(hidden, layer.postNorm, config.epsilon);
        hidden = hidden + mlp(y, layer.gateUp, layer.down, config.activation);
        if (trace && i == 0)
            trace->afterFirstLayer = hidden;
    }
    return rmsNorm(hidden, weights.norm, config.epsilon);
}

namespace {

/// One whole prompt.
struct Sequence
{
    std::vector<std::int32_t> tokens;
    std::vector<std::int64_t> imageOf; ///< index into `images`
    std::vector<int> images;           ///< indices into the forest
};

Sequence sequenceOf(const model::PromptForest& forest, int node, const IdeficsConfig& config)
{
    Sequence sequence;
    for (const int one : pathTo(forest, node)) {
        const model::PromptNode& segment = forest.nodes[static_cast<std::size_t>(one)];
        sequence.tokens.insert(sequence.tokens.end(), segment.tokens.begin(), segment.tokens.end());
        sequence.images.insert(sequence.images.end(), segment.images.begin(), segment.images.end());
    }
    std::vector<std::int64_t> own(sequence.images.size());
    for (std::size_t i = 0; i < own.size(); ++i)
        own[i] = static_cast<std::int64_t>(i);
    SeenImages().advance(sequence.tokens, own, config.forestShape(), sequence.imageOf);
    return sequence;
}

PaddedBatch padRight(const std::vector<Sequence>& sequences, std::int32_t padToken)
{
    std::size_t longest = 1, images = 1;
    for (const Sequence& one : sequences) {
        longest = std::max(longest, one.tokens.size());
        images = std::max(images, one.images.size());
    }
    const auto b = static_cast<std::int64_t>(sequences.size()), t = static_cast<std::int64_t>(longest);
    PaddedBatch batch;
    batch.ids = at::full({b, t}, std::max(padToken, 0), at::kLong);
    batch.attention = at::zeros({b, t}, at::kLong);
    batch.images = at::zeros({b, t, static_cast<std::int64_t>(images)}, at::kLong);
    auto ids = batch.ids.accessor<std::int64_t, 2>(), real = batch.attention.accessor<std::int64_t, 2>();
    auto sees = batch.images.accessor<std::int64_t, 3>();
    for (std::int64_t r = 0; r < b; ++r) {
        const Sequence& one = sequences[static_cast<std::size_t>(r)];
        for (std::size_t i = 0; i < one.tokens.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            ids[r][at] = one.tokens[i];
            real[r][at] = 1;
            if (one.imageOf[i] >= 0)
                sees[r][at][one.imageOf[i]] = 1;
        }
    }
    return batch;
}

} // namespace

Result<std::vector<model::LeafScore>> IdeficsModel::scorePadded(const model::PromptForest& forest,
    std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::size_t batchSize,
    std::stop_token stop)
{
    return guarded("cannot score prompts", [&] {
        const c10::NoGradGuard noGradient;
        const PlainOperations plain;
        const WorkScope work(m_work);
        const std::vector<NodePlan> plan = planForest(forest, config().forestShape());
        for (const model::ScoreRequest& request : requests)
            checkRequest(request, plan);
        Scores scores(requests.size());
        for (std::size_t first = 0; first < requests.size(); first += batchSize) {
            if (stop.stop_requested())
                throw EngineError(ErrorCode::Cancelled, "stopped between two batches");
            const auto part = requests.subspan(first, std::min(batchSize, requests.size() - first));
            std::vector<Sequence> sequences;
            for (const model::ScoreRequest& request : part)
                sequences.push_back(sequenceOf(forest, request.node, config()));
            PaddedBatch batch = padRight(sequences, config().padToken);
            const std::int64_t n = batch.images.size(2), side = config().vision.imageSize;
            at::Tensor pixels = at::zeros({static_cast<std::int64_t>(part.size()), n, 3, side, side});
            for (std::size_t s = 0; s < sequences.size(); ++s)
                for (std::size_t i = 0; i < sequences[s].images.size(); ++i) {
                    const model::ImageInput& image = forest.images[static_cast<std::size_t>(sequences[s].images[i])];
                    const model::Pixels one = orThrow(image.load());
                    pixels[static_cast<std::int64_t>(s)][static_cast<std::int64_t>(i)]
                        = squarePixelTensor(one.height, one.width, one.values, side, image.key)[0];
                }
            const at::Tensor tower
                = visionTower(weights().vision, config().vision, pixels.view({-1, 3, side, side}).to(architecture().device(), architecture().type()));
            const at::Tensor features = resample(weights(), config(), tower);
            batch.features = features.view({static_cast<std::int64_t>(part.size()), n, features.size(1), features.size(2)});
            for (at::Tensor* tensor : {&batch.ids, &batch.attention, &batch.images})
                *tensor = tensor->to(architecture().device());
            const at::Tensor hidden = runReference(weights(), config(), batch, options.gate);
            const at::Tensor next = at::cat({batch.ids.slice(1, 1), batch.ids.slice(1, 0, 1)}, 1).unsqueeze(2);
            const at::Tensor all = at::log_softmax(logits(hidden), 2).gather(2, next).squeeze(2).to(at::kCPU);
            m_work.imagesEncoded += pixels.size(0) * n; // blank ones included
            m_work.tokensRun += batch.ids.numel();
            m_work.sequences += static_cast<std::int64_t>(part.size());
            for (std::size_t s = 0; s < part.size(); ++s) {
                model::LeafScore& score = scores[first + s];
                const auto row = all[static_cast<std::int64_t>(s)];
                const float* values = row.data_ptr<float>(); // of the token behind each
                for (std::size_t at = static_cast<std::size_t>(part[s].scoreFrom); at < sequences[s].tokens.size(); ++at)
                    if (const std::int32_t token = sequences[s].tokens[at]; token != options.ignoreToken)
                        score.logprobs.push_back(values[at - 1]);
                finishScore(score, part[s].node);
            }
        }
        return scores;
    });
}

Result<std::vector<model::LeafScore>> IdeficsModel::scoreNaively(const model::PromptForest& forest,
    std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop)
{
    return scorePadded(forest, requests, options, 1, stop);
}

} // namespace fulcrum::engine
