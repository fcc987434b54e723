// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/clip_model.h"

#include <cmath>
#include <limits>

namespace fulcrum::engine {
namespace {

at::Tensor runBlocks(const std::vector<ClipWeights::Layer>& layers, const ClipConfig::Tower& shape, at::Tensor x,
    const at::Tensor& mask, std::vector<at::Tensor>* states)
{
    const std::int64_t n = x.size(0), length = x.size(1), w = shape.width;
    const double scale = 1.0 / std::sqrt(static_cast<double>(w / shape.heads));
    for (const ClipWeights::Layer& layer : layers) {
        if (states)
            states->push_back(x);
        const at::Tensor normed = layerNorm(x, layer.norm1, layer.norm1Bias, shape.epsilon);
        const auto qkv = affine(normed, layer.qkv, layer.qkvBias)
                             .view({n, length, 3, shape.heads, w / shape.heads})
                             .permute({2, 0, 3, 1, 4})
                             .unbind(0);
        const at::Tensor mixed
            = attention(qkv[0], qkv[1], qkv[2], scale, mask).transpose(1, 2).reshape({n, length, w});
        x = x + affine(mixed, layer.out, layer.outBias);
        const at::Tensor inner
            = affine(layerNorm(x, layer.norm2, layer.norm2Bias, shape.epsilon), layer.fc1, layer.fc1Bias);
        x = x + affine(activate(inner, shape.activation), layer.fc2, layer.fc2Bias);
    }
    if (states)
        states->push_back(x);
    return x;
}

} // namespace

at::Tensor clipVisionHidden(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& pixels,
    std::vector<at::Tensor>* states, at::Tensor* embedded)
{
    const std::int64_t n = pixels.size(0), w = config.vision.width, p = config.patch, side = config.imageSize / p;
    // A convolution with stride = kernel is a product over unfolded patches.
    const at::Tensor patches = pixels.slice(2, 0, side * p).slice(3, 0, side * p)
                                   .reshape({n, 3, side, p, side, p})
                                   .permute({0, 2, 4, 1, 3, 5})
                                   .reshape({n, side * side, 3 * p * p});
    const at::Tensor tokens = affine(patches, weights.patch.reshape({w, 3 * p * p}));
    if (embedded)
        *embedded = tokens;
    at::Tensor x = at::cat({weights.classEmbedding.view({1, 1, w}).expand({n, 1, w}), tokens}, 1)
        + weights.visionPosition;
    x = layerNorm(x, weights.preNorm, weights.preNormBias, config.vision.epsilon);
    return runBlocks(weights.vision, config.vision, x, {}, states);
}

at::Tensor clipVisionPooled(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& hidden)
{
    return layerNorm(hidden.select(1, 0), weights.postNorm, weights.postNormBias, config.vision.epsilon);
}

at::Tensor clipTextHidden(
    const ClipWeights& weights, const ClipConfig& config, const at::Tensor& ids, std::vector<at::Tensor>* states)
{
    const std::int64_t length = ids.size(1);
    const at::Tensor x = weights.tokens.index_select(0, ids.reshape(-1)).view({ids.size(0), length, -1})
        + weights.textPosition.narrow(0, 0, length);
    // Infinity and not the lowest float, which bfloat16 and float16 cannot hold; no row is masked completely.
    const at::Tensor causal = at::full({length, length}, -std::numeric_limits<float>::infinity(), x.options().requires_grad(false))
                                  .triu(1)
                                  .view({1, 1, length, length});
    return runBlocks(weights.text, config.text, x, causal, states);
}

at::Tensor clipTextNormed(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& hidden)
{
    return layerNorm(hidden, weights.finalNorm, weights.finalNormBias, config.text.epsilon);
}

at::Tensor clipTextPooled(const ClipConfig& config, const at::Tensor& ids, const at::Tensor& normed)
{
    // argmax gives the first of equal values, so padding with the end token does not move it.
    const at::Tensor at = config.endToken ? ids.eq(*config.endToken).to(at::kInt).argmax(1) : ids.argmax(1);
    return normed.index({at::arange(ids.size(0), ids.options()), at});
}

at::Tensor clipImageEmbeddings(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& pixels)
{
    return affine(clipVisionPooled(weights, config, clipVisionHidden(weights, config, pixels)), weights.visualProjection);
}

at::Tensor clipTextEmbeddings(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& ids)
{
    const at::Tensor normed = clipTextNormed(weights, config, clipTextHidden(weights, config, ids));
    return affine(clipTextPooled(config, ids, normed), weights.textProjection);
}

at::Tensor unitRows(const at::Tensor& x) { return x / x.norm(2, -1, true); }

} // namespace fulcrum::engine
