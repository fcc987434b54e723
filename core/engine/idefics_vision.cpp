// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_vision.h"

#include <cmath>

namespace fulcrum::engine {
namespace {

/// [n, t, parts * heads * d] -> `parts` tensors [n, heads, t, d].
std::vector<at::Tensor> splitHeads(const at::Tensor& stacked, std::int64_t parts, std::int64_t heads)
{
    const std::int64_t width = stacked.size(2) / (parts * heads);
    const at::Tensor all
        = stacked.view({stacked.size(0), stacked.size(1), parts, heads, width}).permute({2, 0, 3, 1, 4});
    return all.unbind(0);
}

at::Tensor mergeHeads(const at::Tensor& x) { return x.transpose(1, 2).reshape({x.size(0), x.size(2), -1}); }

at::Tensor perceiverBlock(const PerceiverWeights::Block& block, const IdeficsConfig::Perceiver& shape, double epsilon,
    const at::Tensor& context, at::Tensor latents)
{
    const at::Tensor c = layerNorm(context, block.contextNorm, block.contextNormBias, epsilon);
    const at::Tensor z = layerNorm(latents, block.latentsNorm, block.latentsNormBias, epsilon);
    at::Tensor q = splitHeads(affine(z, block.q), 1, shape.heads)[0];
    const std::vector<at::Tensor> kv = splitHeads(affine(at::cat({c, z}, 1), block.kv), 2, shape.heads);
    at::Tensor k = kv[0];
    if (shape.qkNorms) {
        q = layerNorm(q, block.qNorm, block.qNormBias, epsilon);
        k = layerNorm(k, block.kNorm, block.kNormBias, epsilon);
    }
    const double scale = 1.0 / std::sqrt(static_cast<double>(shape.headWidth));
    latents = latents + affine(mergeHeads(attention(q, k, kv[1], scale)), block.out);
    const at::Tensor hidden = affine(layerNorm(latents, block.mlpNorm, block.mlpNormBias, epsilon), block.fc);
    return latents + affine(at::relu(hidden), block.proj);
}

constexpr double kPerceiverEpsilon = 1e-5; ///< the resampler's norms use LayerNorm's default, whatever the tower uses

} // namespace

at::Tensor visionTower(const VisionWeights& weights, const IdeficsConfig::Vision& shape, const at::Tensor& pixels)
{
    const std::int64_t n = pixels.size(0), e = shape.width;
    // A convolution with stride = kernel is a product over unfolded patches, which BLAS does faster.
    const std::int64_t side = shape.imageSize / shape.patch, p = shape.patch, used = side * p;
    const at::Tensor patches = pixels.slice(2, 0, used).slice(3, 0, used).reshape({n, 3, side, p, side, p})
                                   .permute({0, 2, 4, 1, 3, 5}).reshape({n, side * side, 3 * p * p});
    const at::Tensor embedded = affine(patches, weights.patch.reshape({e, 3 * p * p}));
    at::Tensor x = at::cat({weights.classEmbedding.view({1, 1, e}).expand({n, 1, e}), embedded}, 1) + weights.position;
    x = layerNorm(x, weights.preNorm, weights.preNormBias, shape.epsilon);
    const double scale = 1.0 / std::sqrt(static_cast<double>(e / shape.heads));
    for (const VisionWeights::Layer& layer : weights.layers) {
        const at::Tensor normed = layerNorm(x, layer.norm1, layer.norm1Bias, shape.epsilon);
        const std::vector<at::Tensor> qkv = splitHeads(affine(normed, layer.qkv, layer.qkvBias), 3, shape.heads);
        x = x + affine(mergeHeads(attention(qkv[0], qkv[1], qkv[2], scale)), layer.out, layer.outBias);
        const at::Tensor inner
            = affine(layerNorm(x, layer.norm2, layer.norm2Bias, shape.epsilon), layer.fc1, layer.fc1Bias);
        x = x + affine(activate(inner, shape.activation), layer.fc2, layer.fc2Bias);
    }
    return x;
}

at::Tensor resample(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& vision)
{
    if (!config.resampler)
        return vision;
    const PerceiverWeights& perceiver = weights.perceiver;
    at::Tensor latents = perceiver.latents.to(vision.scalar_type()).unsqueeze(0).expand({vision.size(0), -1, -1});
    for (const PerceiverWeights::Block& block : perceiver.blocks)
        latents = perceiverBlock(block, config.perceiver, kPerceiverEpsilon, vision, latents);
    return layerNorm(latents, perceiver.norm, perceiver.normBias, kPerceiverEpsilon);
}

} // namespace fulcrum::engine
