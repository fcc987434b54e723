// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/open_flamingo.h"

#include "core/engine/guard.h"
#include "core/engine/idefics_vision.h"
#include "core/engine/runtime.h"
#include "core/engine/seen_images.h"

#include <c10/core/GradMode.h>
#include <cmath>

namespace fulcrum::engine {
namespace {

constexpr double kEpsilon = 1e-5; ///< of every norm outside the language model

at::Tensor upAndActivate(const FlamingoFeedForward& part, const at::Tensor& x)
{
    return activate(affine(layerNorm(x, part.norm, part.normBias, kEpsilon), part.up), Activation::Gelu);
}

at::Tensor feedForward(const FlamingoFeedForward& part, const at::Tensor& x)
{
    return affine(upAndActivate(part, x), part.down);
}

/// sum + tanh(gate) * x w^T.
at::Tensor addGated(at::Tensor sum, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& gate)
{
    if (const auto factor = gateFactor(gate))
        return addAffine(std::move(sum), x, weight, *factor);
    return sum + gateOf(gate, sum) * affine(x, weight);
}

/// [n, t, heads * d] -> [n, heads, t, d].
at::Tensor headsOf(const at::Tensor& x, std::int64_t heads)
{
    return x.reshape({x.size(0), x.size(1), heads, -1}).transpose(1, 2);
}

} // namespace

std::unique_ptr<ForestModel> OpenFlamingo::load(const Path& folder, const model::LoadOptions& options)
{
    applyThreads(options.threads);
    const c10::NoGradGuard noGradient;
    const at::Device device = orThrow(parseDevice(options.device));
    const at::ScalarType type = scalarType(options.precision);
    FlamingoSources sources = FlamingoSources::open(folder);
    model::VisionLanguageModelInfo info;
    OpenFlamingoWeights weights = loadOpenFlamingo(sources, device, type);
    const OpenFlamingoConfig& config = sources.config;
    info.hash = orThrow(hashFiles(sources.files()));
    info.parameters = countElements([&](const StackVisitor& visit) { visitFlamingo(weights, config, visit); });
    info.family = "open-flamingo";
    info.name = folderName(folder);
    info.beginToken = config.beginToken;
    info.endToken = config.endToken;
    info.padToken = config.padToken;
    return std::make_unique<ForestModel>(
        std::make_unique<OpenFlamingo>(config, std::move(weights), device, type), std::move(info));
}

OpenFlamingo::OpenFlamingo(
    OpenFlamingoConfig config, OpenFlamingoWeights weights, at::Device device, at::ScalarType type)
    : m_config(std::move(config)), m_weights(std::move(weights)), m_device(device), m_type(activationType(device, type)),
      m_decoder(m_config.text, std::move(m_weights.text), device, m_type), m_shape(m_config.forestShape())
{
    for (OpenFlamingoWeights::Gated& block : m_weights.gated)
        for (at::Tensor* gate : {&block.attentionGate, &block.feedForwardGate})
            *gate = keptGate(*gate);
}

at::Tensor OpenFlamingo::imagePixels(const model::Pixels& pixels, const std::string& where) const
{
    return squarePixelTensor(pixels.height, pixels.width, pixels.values, m_config.vision.imageSize, where);
}

/// Perceiver resampler (MODELS.md 2.3): [n, patches, width] -> [n, latents, width].
at::Tensor OpenFlamingo::resampled(const at::Tensor& media) const
{
    const OpenFlamingoConfig::Attention& shape = m_config.perceiver;
    const double scale = 1.0 / std::sqrt(static_cast<double>(shape.headWidth));
    at::Tensor latents = m_weights.latents.to(m_type).unsqueeze(0).expand({media.size(0), -1, -1});
    for (const OpenFlamingoWeights::PerceiverLayer& layer : m_weights.perceiver) {
        const at::Tensor x = layerNorm(media, layer.mediaNorm, layer.mediaNormBias, kEpsilon);
        const at::Tensor z = layerNorm(latents, layer.latentsNorm, layer.latentsNormBias, kEpsilon);
        const std::vector<at::Tensor> kv = affine(at::cat({x, z}, 1), layer.kv).chunk(2, -1);
        const at::Tensor seen = attention(headsOf(affine(z, layer.q), shape.heads), headsOf(kv[0], shape.heads),
            headsOf(kv[1], shape.heads), scale);
        latents = latents + affine(seen.transpose(1, 2).reshape({z.size(0), z.size(1), -1}), layer.out);
        latents = latents + feedForward(layer.feedForward, latents);
    }
    return layerNorm(latents, m_weights.norm, m_weights.normBias, kEpsilon);
}

at::Tensor OpenFlamingo::imageFeatures(const std::vector<at::Tensor>& images, Trace* trace) const
{
    const at::Tensor pixels = onto(at::cat(images, 0), m_device).to(m_type);
    const at::Tensor tower = visionTower(m_weights.vision, m_config.vision, pixels);
    const at::Tensor patches = tower.narrow(1, 1, tower.size(1) - 1); // without the class token
    const at::Tensor latents = resampled(patches);
    if (trace) {
        (*trace)["vision_tokens"] = patches;
        (*trace)["perceiver_out"] = latents;
    }
    return latents;
}

ImageTable OpenFlamingo::projectFeatures(const at::Tensor& features) const
{
    ImageTable table;
    for (const OpenFlamingoWeights::Gated& block : m_weights.gated) {
        const std::vector<at::Tensor> kv = affine(features, block.kv).chunk(2, -1);
        table.keys.push_back(kv[0]);
        table.values.push_back(kv[1]);
    }
    return table;
}

at::Tensor OpenFlamingo::gatedBlock(
    const PackedBatch& batch, const ImageTable& images, std::size_t index, at::Tensor hidden) const
{
    const OpenFlamingoWeights::Gated& block = m_weights.gated[index];
    if (batch.runs > 0) { // tokens before the first image get exactly nothing
        const at::Tensor q = affine(layerNorm(hidden, block.norm, block.normBias, kEpsilon), block.q);
        const at::Tensor seen
            = attendImages(q, images.keys[index], images.values[index], m_config.gated.heads, batch);
        hidden = addGated(std::move(hidden), seen, block.out, block.attentionGate);
    }
    const at::Tensor inner = upAndActivate(block.feedForward, hidden);
    return addGated(std::move(hidden), inner, block.feedForward.down, block.feedForwardGate);
}

at::Tensor OpenFlamingo::run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store,
    const at::Tensor& wanted, Trace* trace) const
{
    const auto every = static_cast<std::size_t>(m_config.every);
    const auto before = [&](std::size_t layer, at::Tensor hidden) {
        const bool gated = (layer + 1) % every == 0;
        return gated ? gatedBlock(batch, images, layer / every, std::move(hidden)) : hidden;
    };
    return m_decoder.run(batch, m_decoder.embed(batch), store, wanted, before, trace);
}

} // namespace fulcrum::engine
