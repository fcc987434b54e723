// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics2.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"
#include "core/engine/seen_images.h"

#include <c10/core/GradMode.h>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

std::int64_t patchesOver(std::int64_t pixels, std::int64_t patch) { return (pixels + patch - 1) / patch; }

/// [n, t, heads * d] -> [n, heads, t, d].
at::Tensor headsOf(const at::Tensor& x, std::int64_t heads)
{
    return x.reshape({x.size(0), x.size(1), heads, -1}).transpose(1, 2);
}

at::Tensor merged(const at::Tensor& x) { return x.transpose(1, 2).reshape({x.size(0), x.size(2), -1}); }

/// Position buckets of `count` patches along one side of `side` positions. The steps are those of transformers, rounded as
/// there (float32 reciprocal, float32 arange), so that ties fall into the same bucket.
at::Tensor buckets(std::int64_t count, std::int64_t side)
{
    const double own = 1.0 / static_cast<double>(side);
    const at::Tensor boundaries = at::arange(own, 1.0, own, at::kFloat);
    const double step = static_cast<double>(1.0f / static_cast<float>(count));
    return at::bucketize(at::arange(0, 1 - 1e-6, step, at::kFloat), boundaries, false, true);
}

/// Collects what images of different sizes give, laid out as the reference does for padded ones.
class PatchTrace
{
public:
    explicit PatchTrace(std::int64_t side) : m_side(side) {}

    void add(const at::Tensor& states, const at::Tensor& projected, std::int64_t rows, std::int64_t columns)
    {
        at::Tensor valid = at::zeros({m_side, m_side}, at::kBool);
        valid.narrow(0, 0, rows).narrow(1, 0, columns).fill_(true);
        m_valid.push_back(valid.view({1, -1}));
        m_states.push_back(spread(states, valid));
        m_projected.push_back(spread(projected, valid));
    }
    void write(Trace& trace) const
    {
        trace["vision_last_hidden_state"] = at::cat(m_states, 0);
        trace["modality_projection"] = at::cat(m_projected, 0);
        trace["valid_patches"] = at::cat(m_valid, 0);
    }

private:
    at::Tensor spread(const at::Tensor& rows, const at::Tensor& valid) const
    {
        at::Tensor all = at::zeros({1, m_side * m_side, rows.size(2)}, rows.options());
        all.index_put_({valid.view({1, -1})}, rows[0]);
        return all;
    }

    std::int64_t m_side;
    std::vector<at::Tensor> m_valid, m_states, m_projected;
};

} // namespace

std::unique_ptr<ForestModel> Idefics2::load(const Path& folder, const model::LoadOptions& options)
{
    applyThreads(options.threads);
    const c10::NoGradGuard noGradient;
    const at::Device device = orThrow(parseDevice(options.device));
    const at::ScalarType type = scalarType(options.precision);
    const Idefics2Config config = Idefics2Config::read(folder);
    model::VisionLanguageModelInfo info;
    Idefics2Weights weights = loadIdefics2(folder, config, device, type, info.hash, info.parameters);
    info.family = "idefics2";
    info.name = folderName(folder);
    info.beginToken = config.beginToken;
    info.endToken = config.endToken;
    info.padToken = config.padToken;
    return std::make_unique<ForestModel>(
        std::make_unique<Idefics2>(config, std::move(weights), device, type), std::move(info));
}

Idefics2::Idefics2(Idefics2Config config, Idefics2Weights weights, at::Device device, at::ScalarType type)
    : m_config(std::move(config)), m_weights(std::move(weights)), m_device(device), m_type(activationType(device, type)),
      m_decoder(m_config.text, std::move(m_weights.text), device, m_type), m_shape(m_config.forestShape())
{
}

at::Tensor Idefics2::imagePixels(const model::Pixels& pixels, const std::string& where) const
{
    const std::int64_t most = m_config.vision.side() * m_config.vision.patch;
    if (pixels.height > most || pixels.width > most)
        throw EngineError(ErrorCode::Malformed, "an image is larger than the model takes", where,
            fmt::format("{} x {}, at most {} x {}", pixels.width, pixels.height, most, most));
    return pixelTensor(pixels.height, pixels.width, pixels.values, where);
}

/// Rows of the position table for a grid of patches, [rows * columns].
at::Tensor Idefics2::positions(std::int64_t rows, std::int64_t columns) const
{
    const std::int64_t side = m_config.vision.side();
    return (buckets(rows, side).unsqueeze(1) * side + buckets(columns, side).unsqueeze(0)).reshape({-1}).to(m_device);
}

/// One image [1, 3, height, width] -> normed states of its patches, [1, rows * columns, width].
at::Tensor Idefics2::tower(const at::Tensor& image, std::int64_t& rows, std::int64_t& columns) const
{
    const Idefics2Config::Vision& shape = m_config.vision;
    const std::int64_t p = shape.patch, w = shape.width;
    rows = patchesOver(image.size(2), p);
    columns = patchesOver(image.size(3), p);
    const at::Tensor whole
        = at::constant_pad_nd(image, {0, columns * p - image.size(3), 0, rows * p - image.size(2)}, 0);
    const at::Tensor patches = whole.to(m_device, m_type).reshape({1, 3, rows, p, columns, p})
                                   .permute({0, 2, 4, 1, 3, 5}).reshape({1, rows * columns, 3 * p * p});
    const VisionWeights& weights = m_weights.vision;
    at::Tensor x = affine(patches, weights.patch.reshape({w, 3 * p * p}), m_weights.patchBias)
        + weights.position.index_select(0, positions(rows, columns));
    const double scale = 1.0 / std::sqrt(static_cast<double>(w / shape.heads));
    for (const VisionWeights::Layer& layer : weights.layers) {
        const at::Tensor normed = layerNorm(x, layer.norm1, layer.norm1Bias, shape.epsilon);
        const std::vector<at::Tensor> qkv = affine(normed, layer.qkv, layer.qkvBias).chunk(3, -1);
        const at::Tensor seen = attention(headsOf(qkv[0], shape.heads), headsOf(qkv[1], shape.heads),
            headsOf(qkv[2], shape.heads), scale);
        x = x + affine(merged(seen), layer.out, layer.outBias);
        const at::Tensor inner
            = affine(layerNorm(x, layer.norm2, layer.norm2Bias, shape.epsilon), layer.fc1, layer.fc1Bias);
        x = x + affine(activate(inner, shape.activation), layer.fc2, layer.fc2Bias);
    }
    return layerNorm(x, weights.postNorm, weights.postNormBias, shape.epsilon);
}

/// Perceiver with grouped key heads: [1, patches, hidden] -> [1, latents, hidden].
at::Tensor Idefics2::resampled(const at::Tensor& context) const
{
    const Idefics2Config::Perceiver& shape = m_config.perceiver;
    const double epsilon = m_config.text.epsilon, scale = 1.0 / std::sqrt(static_cast<double>(shape.headWidth));
    at::Tensor latents = m_weights.latents.to(m_type).unsqueeze(0).expand({context.size(0), -1, -1});
    for (const Idefics2Weights::PerceiverLayer& layer : m_weights.perceiver) {
        const at::Tensor z = rmsNorm(latents, layer.latentsNorm, epsilon);
        const at::Tensor c = rmsNorm(context, layer.contextNorm, epsilon);
        const std::vector<at::Tensor> kv = affine(at::cat({c, z}, 1), layer.kv).chunk(2, -1);
        const auto keyHeads = [&](const at::Tensor& x) { return sharedHeads(headsOf(x, shape.kvHeads), shape.heads); };
        const at::Tensor seen
            = attention(headsOf(affine(z, layer.q), shape.heads), keyHeads(kv[0]), keyHeads(kv[1]), scale);
        latents = latents + affine(merged(seen), layer.out);
        const at::Tensor y = rmsNorm(latents, layer.postNorm, epsilon);
        latents = latents + gatedMlp(y.view({-1, y.size(2)}), layer.gateUp, layer.down, shape.activation).view_as(y);
    }
    return rmsNorm(latents, m_weights.norm, epsilon);
}

at::Tensor Idefics2::imageFeatures(const std::vector<at::Tensor>& images, Trace* trace) const
{
    PatchTrace patches(m_config.vision.side());
    std::vector<at::Tensor> latents;
    for (const at::Tensor& image : images) {
        std::int64_t rows = 0, columns = 0;
        const at::Tensor states = tower(image, rows, columns);
        const at::Tensor projected = gatedMlp(states.view({-1, states.size(2)}), m_weights.projectionGateUp,
            m_weights.projectionDown, m_config.text.activation).unsqueeze(0);
        latents.push_back(resampled(projected));
        if (trace)
            patches.add(states, projected, rows, columns);
    }
    const at::Tensor all = at::cat(latents, 0);
    if (trace) {
        patches.write(*trace);
        (*trace)["image_hidden_states"] = all;
    }
    return all;
}

at::Tensor Idefics2::run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store,
    const at::Tensor& wanted, Trace* trace) const
{
    at::Tensor hidden = m_decoder.embed(batch);
    if (batch.seeing.defined()) {
        // Images of a row follow one another with the same number of placeholders each.
        const at::Tensor nth = batch.seenNth.remainder(m_config.perceiver.latents);
        hidden = hidden.index_copy(0, batch.seeing, images.keys[0].index({batch.seenImage, nth}));
    }
    if (trace)
        (*trace)["merged_embeds"] = hidden;
    return m_decoder.run(batch, hidden, store, wanted, {}, trace);
}

} // namespace fulcrum::engine
