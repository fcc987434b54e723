// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_decoder.h"

#include "core/engine/fused_ops.h"

#include <cmath>

namespace fulcrum::engine {
namespace {

double attentionScale(const IdeficsConfig& config) { return 1.0 / std::sqrt(static_cast<double>(config.headWidth())); }

at::Tensor headNorm(const at::Tensor& x, const at::Tensor& weight, const IdeficsConfig& config)
{
    const at::Tensor split = x.view({-1, config.heads, config.headWidth()});
    return rmsNorm(split, weight, config.epsilon).view({-1, config.hidden});
}

at::Tensor crossAttention(const GatedWeights& layer, const IdeficsConfig& config, const PackedBatch& batch,
    const at::Tensor& keys, const at::Tensor& values, const at::Tensor& x)
{
    at::Tensor q = affine(x, layer.q);
    if (config.qkNorms)
        q = headNorm(q, layer.qNorm, config);
    return affine(attendImages(q, keys, values, config.heads, batch), layer.out);
}

at::Tensor gatedLayer(const GatedWeights& layer, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, std::size_t index, at::Tensor hidden)
{
    if (batch.runs > 0) {
        const at::Tensor x = rmsNorm(hidden, layer.inputNorm, config.epsilon);
        const at::Tensor a = crossAttention(layer, config, batch, images.keys[index], images.values[index], x);
        hidden = hidden + at::tanh(layer.alphaAttention).view(-1) * a;
    }
    const at::Tensor x = rmsNorm(hidden, layer.postNorm, config.epsilon);
    return hidden + at::tanh(layer.alphaDense).view(-1) * gatedMlp(x, layer.gateUp, layer.down, config.activation);
}

/// Attention of tokens that see only their own row: q, k and v stay stacked through the padding.
at::Tensor attendOwn(const IdeficsConfig& config, const PackedBatch& batch, const at::Tensor& qkv)
{
    const std::vector<at::Tensor> parts = qkv.split_with_sizes(batch.groupSizes, 0);
    std::vector<at::Tensor> mixed;
    for (std::size_t g = 0; g < parts.size(); ++g) {
        const AttentionGroup& group = batch.groups[g];
        const at::Tensor rows = gatherRows(parts[g], group.toRows, group.fromRows);
        const auto heads = rows.view({group.rows, group.queries, 3, config.heads, config.headWidth()})
                               .permute({2, 0, 3, 1, 4})
                               .unbind(0);
        const at::Tensor seen = attention(heads[0], heads[1], heads[2], attentionScale(config), group.mask);
        mixed.push_back(gatherRows(fromHeads(seen), group.fromRows, group.toRows));
    }
    return mixed.size() == 1 ? mixed.front() : at::cat(mixed, 0);
}

/// Attention over stored keys and values, after those of the new tokens were added.
at::Tensor attendStored(const IdeficsConfig& config, const PackedBatch& batch, const at::Tensor& qkv, at::Tensor& keys,
    at::Tensor& values)
{
    const std::int64_t h = config.hidden;
    keys.index_copy_(0, batch.ownSlots, qkv.narrow(1, h, h));
    values.index_copy_(0, batch.ownSlots, qkv.narrow(1, 2 * h, h));
    std::vector<at::Tensor> mixed;
    std::int64_t first = 0;
    for (const AttentionGroup& group : batch.groups) {
        const auto stored = [&](const at::Tensor& table) {
            return toHeads(table.index_select(0, group.keySlots), group.rows, group.keys, config.heads);
        };
        const at::Tensor own = qkv.narrow(0, first, group.tokens).narrow(1, 0, h);
        const at::Tensor q
            = toHeads(gatherRows(own, group.toRows, group.fromRows), group.rows, group.queries, config.heads);
        const at::Tensor seen = attention(q, stored(keys), stored(values), attentionScale(config), group.mask);
        mixed.push_back(gatherRows(fromHeads(seen), group.fromRows, group.toRows));
        first += group.tokens;
    }
    return mixed.size() == 1 ? mixed.front() : at::cat(mixed, 0);
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

at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, const RotaryTable& rotary, KeyValueStore* store, const at::Tensor& wanted)
{
    const at::Tensor cos = rotary.cos.index_select(0, batch.positions);
    const at::Tensor sin = rotary.sin.index_select(0, batch.positions);
    at::Tensor hidden = at::embedding(weights.embedding, batch.tokens);
    for (std::size_t i = 0; i < weights.decoder.size(); ++i) {
        const std::size_t gate = i / static_cast<std::size_t>(config.crossInterval);
        if (i % static_cast<std::size_t>(config.crossInterval) == 0 && gate < weights.gated.size())
            hidden = gatedLayer(weights.gated[gate], config, batch, images, gate, hidden);
        const DecoderWeights& layer = weights.decoder[i];
        const at::Tensor x = rmsNorm(hidden, layer.inputNorm, config.epsilon);
        const at::Tensor qkv = fusedRotate(affine(x, layer.qkv), cos, sin);
        at::Tensor mixed = store ? attendStored(config, batch, qkv, store->keys[i], store->values[i])
                                 : attendOwn(config, batch, qkv);
        if (i + 1 == weights.decoder.size() && wanted.defined()) {
            mixed = mixed.index_select(0, wanted);
            hidden = hidden.index_select(0, wanted);
        }
        hidden = hidden + affine(mixed, layer.out);
        const at::Tensor y = rmsNorm(hidden, layer.postNorm, config.epsilon);
        hidden = hidden + gatedMlp(y, layer.gateUp, layer.down, config.activation);
    }
    return rmsNorm(hidden, weights.norm, config.epsilon);
}

} // namespace fulcrum::engine
