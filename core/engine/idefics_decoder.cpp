// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_decoder.h"

namespace fulcrum::engine {
namespace {

at::Tensor headNorm(const at::Tensor& x, const at::Tensor& weight, const IdeficsConfig& config)
{
    const at::Tensor split = x.view({-1, config.heads, config.headWidth()});
    return rmsNorm(split, weight, config.epsilon).view({-1, config.hidden});
}

at::Tensor addAttention(const GatedWeights& layer, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, std::size_t index, at::Tensor hidden)
{
    at::Tensor q = affine(rmsNorm(hidden, layer.inputNorm, config.epsilon), layer.q);
    if (config.qkNorms)
        q = headNorm(q, layer.qNorm, config);
    const at::Tensor seen = attendImages(q, images.keys[index], images.values[index], config.heads, batch);
    if (const auto factor = gateFactor(layer.alphaAttention))
        return addAffine(std::move(hidden), seen, layer.out, *factor);
    return hidden + gateOf(layer.alphaAttention, hidden) * affine(seen, layer.out);
}

at::Tensor gatedLayer(const GatedWeights& layer, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, std::size_t index, at::Tensor hidden)
{
    if (batch.runs > 0)
        hidden = addAttention(layer, config, batch, images, index, std::move(hidden));
    const at::Tensor x = rmsNorm(hidden, layer.postNorm, config.epsilon);
    if (const auto factor = gateFactor(layer.alphaDense))
        return addGatedMlp(std::move(hidden), x, layer.gateUp, layer.down, config.activation, *factor);
    return hidden + gateOf(layer.alphaDense, hidden) * gatedMlp(x, layer.gateUp, layer.down, config.activation);
}

} // namespace

ImageTable projectImages(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& features)
{
    ImageTable table;
    for (const GatedWeights& layer : weights.gated) {
        const at::Tensor kv = affine(features, layer.kv);
        at::Tensor keys = kv.narrow(2, 0, config.hidden);
        if (config.qkNorms)
            keys = headNorm(keys.reshape({-1, config.hidden}), layer.kNorm, config).view(keys.sizes());
        table.keys.push_back(keys);
        table.values.push_back(kv.narrow(2, config.hidden, config.hidden));
    }
    return table;
}

TextDecoder languageModel(
    const IdeficsWeights& weights, const IdeficsConfig& config, at::Device device, at::ScalarType type)
{
    DecoderShape shape;
    shape.vocabulary = config.rows();
    shape.hidden = config.hidden;
    shape.intermediate = config.intermediate;
    shape.layers = config.layers;
    shape.heads = shape.kvHeads = config.heads;
    shape.contextLength = config.contextLength;
    shape.epsilon = config.epsilon;
    shape.rotaryBase = 10000;
    shape.tied = config.tied;
    shape.activation = config.activation;
    TextWeights text{weights.embedding, weights.head, weights.norm, {}};
    for (const DecoderWeights& layer : weights.decoder)
        text.layers.push_back(
            {layer.inputNorm, layer.qkv, {}, {}, {}, layer.out, layer.postNorm, layer.gateUp, layer.down});
    return TextDecoder(std::move(shape), std::move(text), device, type);
}

at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const TextDecoder& text,
    const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted)
{
    const auto interval = static_cast<std::size_t>(config.crossInterval);
    const auto before = [&](std::size_t layer, at::Tensor hidden) {
        const std::size_t gate = layer / interval;
        const bool gated = layer % interval == 0 && gate < weights.gated.size();
        return gated ? gatedLayer(weights.gated[gate], config, batch, images, gate, std::move(hidden)) : hidden;
    };
    return text.run(batch, text.embed(batch), store, wanted, before, nullptr);
}

} // namespace fulcrum::engine
