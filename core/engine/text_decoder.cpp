// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/text_decoder.h"

#include "core/engine/attention_kernel.h"
#include "core/engine/fused_ops.h"

#include <cmath>

namespace fulcrum::engine {

RotaryTable RotaryTable::make(
    std::int64_t headWidth, std::int64_t count, double base, at::Device device, at::ScalarType type)
{
    const auto options = at::TensorOptions().dtype(at::kFloat);
    const at::Tensor exponent = at::arange(0, headWidth, 2, options) / static_cast<double>(headWidth);
    const at::Tensor frequency = at::pow(base, exponent).reciprocal();
    const at::Tensor angle = at::outer(at::arange(0, count, options), frequency);
    return {at::cos(angle).to(device, type), at::sin(angle).to(device, type)};
}

at::Tensor toHeads(const at::Tensor& x, std::int64_t n, std::int64_t t, std::int64_t heads)
{
    return x.view({n, t, heads, x.size(-1) / heads}).transpose(1, 2);
}

at::Tensor fromHeads(const at::Tensor& x)
{
    return x.transpose(1, 2).reshape({x.size(0) * x.size(2), x.size(1) * x.size(3)});
}

at::Tensor sharedHeads(const at::Tensor& x, std::int64_t heads)
{
    const std::int64_t n = x.size(0), own = x.size(1), t = x.size(2), d = x.size(3);
    if (own == heads)
        return x;
    return x.unsqueeze(2).expand({n, own, heads / own, t, d}).reshape({n, heads, t, d});
}

at::Tensor attendImages(const at::Tensor& q, const at::Tensor& keys, const at::Tensor& values, std::int64_t heads,
    const PackedBatch& batch)
{
    const std::int64_t width = q.size(1) / heads;
    const double scale = 1.0 / std::sqrt(static_cast<double>(width));
    if (batch.packing == Packing::Spans)
        return attendImageRuns(q, keys, values, batch, {heads, heads, width, scale});
    const at::Tensor runs = toHeads(gatherRows(q, batch.toRuns, batch.fromRuns), batch.runs, batch.runLength, heads);
    const auto ofRuns = [&](const at::Tensor& table) {
        return toHeads(table.index_select(0, batch.runImage), batch.runs, keys.size(1), heads);
    };
    return gatherRows(fromHeads(attention(runs, ofRuns(keys), ofRuns(values), scale)), batch.fromRuns, batch.toRuns);
}

TextDecoder::TextDecoder(DecoderShape shape, TextWeights weights, at::Device device, at::ScalarType type)
    : m_shape(std::move(shape)), m_weights(std::move(weights)), m_type(type)
{
    if (m_shape.rotaryBase > 0)
        m_rotary = RotaryTable::make(m_shape.headWidth(), m_shape.contextLength, m_shape.rotaryBase, device, type);
    for (const double slope : m_shape.alibiSlopes)
        m_slopes.push_back(static_cast<float>(slope));
}

at::Tensor TextDecoder::embed(const PackedBatch& batch) const
{
    return at::embedding(m_weights.embedding, batch.tokens).to(m_type);
}

at::Tensor TextDecoder::norm(const at::Tensor& x, const at::Tensor& weight) const
{
    return m_shape.layerNorms ? layerNorm(x, weight, {}, m_shape.epsilon) : rmsNorm(x, weight, m_shape.epsilon);
}

/// Stacked [q | k | v] of packed tokens, normed and rotated as the model does.
at::Tensor TextDecoder::project(
    const TextWeights::Layer& layer, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) const
{
    at::Tensor stacked = affine(x, layer.qkv, layer.qkvBias);
    const std::int64_t h = m_shape.hidden, kv = m_shape.kvWidth();
    if (m_shape.qkNorms)
        stacked = at::cat({norm(stacked.narrow(1, 0, h), layer.qNorm), norm(stacked.narrow(1, h, kv), layer.kNorm),
                              stacked.narrow(1, h + kv, kv)}, 1);
    return m_shape.rotaryBase > 0 ? fusedRotate(std::move(stacked), cos, sin, h + kv) : stacked;
}

/// The mask of each group, with ALiBi where the model has it. Keys lie in path order from position 0, and a constant per query
/// does not change a softmax, so slope * (key - last key) serves every query and row (MODELS.md 2.5).
std::vector<at::Tensor> TextDecoder::masks(const PackedBatch& batch) const
{
    std::vector<at::Tensor> result;
    for (const AttentionGroup& group : batch.groups) {
        if (m_slopes.empty()) {
            result.push_back(group.mask);
            continue;
        }
        const at::Tensor slopes = at::tensor(m_slopes).view({1, -1, 1, 1});
        const at::Tensor added = slopes * at::arange(1 - group.keys, 1, at::kFloat);
        result.push_back(group.mask + added.to(group.mask.device(), group.mask.scalar_type()));
    }
    return result;
}

at::Tensor TextDecoder::attend(const PackedBatch& batch, const at::Tensor& qkv, const std::vector<at::Tensor>& masks,
    KeyValueStore* store, std::size_t layer) const
{
    const std::int64_t h = m_shape.hidden, kv = m_shape.kvWidth();
    if (batch.packing == Packing::Padded) {
        if (store) {
            store->keys[layer].index_copy_(0, batch.ownSlots, qkv.narrow(1, h, kv));
            store->values[layer].index_copy_(0, batch.ownSlots, qkv.narrow(1, h + kv, kv));
        }
        return attendPadded(batch, qkv, masks, store, layer);
    }
    storeRows(qkv.narrow(1, h, kv), batch, store->keys[layer]);
    storeRows(qkv.narrow(1, h + kv, kv), batch, store->values[layer]);
    const HeadShape shape{m_shape.heads, m_shape.kvHeads, m_shape.headWidth(),
        1.0 / std::sqrt(static_cast<double>(m_shape.headWidth())), m_slopes.empty() ? nullptr : m_slopes.data()};
    return attendSpans(qkv, store->keys[layer], store->values[layer], batch, shape);
}

at::Tensor TextDecoder::attendPadded(const PackedBatch& batch, const at::Tensor& qkv, const std::vector<at::Tensor>& masks,
    KeyValueStore* store, std::size_t layer) const
{
    const double scale = 1.0 / std::sqrt(static_cast<double>(m_shape.headWidth()));
    const std::vector<at::Tensor> parts = qkv.split_with_sizes(batch.groupSizes, 0);
    std::vector<at::Tensor> mixed;
    for (std::size_t g = 0; g < batch.groups.size(); ++g) {
        const AttentionGroup& group = batch.groups[g];
        // Without a store all three stay stacked through the padding.
        const std::int64_t h = m_shape.hidden, kv = m_shape.kvWidth();
        const at::Tensor padded
            = gatherRows(store ? parts[g].narrow(1, 0, h) : parts[g], group.toRows, group.fromRows);
        const auto heads = [&](const at::Tensor& x, std::int64_t rows, std::int64_t count) {
            return x.view({group.rows, rows, count, m_shape.headWidth()}).transpose(1, 2);
        };
        const auto seen = [&](std::int64_t first, const std::vector<at::Tensor>* stored) {
            const at::Tensor rows = stored ? (*stored)[layer].index_select(0, group.keySlots) : padded.narrow(1, first, kv);
            return sharedHeads(heads(rows, group.keys, m_shape.kvHeads), m_shape.heads);
        };
        const at::Tensor q = heads(padded.narrow(1, 0, h), group.queries, m_shape.heads);
        const at::Tensor k = seen(h, store ? &store->keys : nullptr);
        const at::Tensor v = seen(h + kv, store ? &store->values : nullptr);
        mixed.push_back(gatherRows(fromHeads(attention(q, k, v, scale, masks[g])), group.fromRows, group.toRows));
    }
    return mixed.size() == 1 ? mixed.front() : at::cat(mixed, 0);
}

at::Tensor TextDecoder::run(const PackedBatch& batch, at::Tensor hidden, KeyValueStore* store, const at::Tensor& wanted,
    const Before& before, Trace* trace) const
{
    at::Tensor cos, sin;
    if (m_shape.rotaryBase > 0) {
        cos = m_rotary.cos.index_select(0, batch.positions);
        sin = m_rotary.sin.index_select(0, batch.positions);
    }
    if (trace)
        hidden = hidden.clone(); // it may be traced already, and is changed in place
    const std::vector<at::Tensor> groupMasks = masks(batch);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        const TextWeights::Layer& layer = m_weights.layers[i];
        if (before)
            hidden = before(i, std::move(hidden));
        const at::Tensor qkv = project(layer, norm(hidden, layer.norm1), cos, sin);
        at::Tensor mixed = attend(batch, qkv, groupMasks, store, i);
        if (i + 1 == m_weights.layers.size() && wanted.defined()) {
            // The last layer does no more than is asked for.
            mixed = mixed.index_select(0, wanted);
            hidden = hidden.index_select(0, wanted);
        }
        hidden = addAffine(std::move(hidden), mixed, layer.out);
        const at::Tensor y = norm(hidden, layer.norm2);
        hidden = m_shape.gated
            ? addGatedMlp(std::move(hidden), y, layer.up, layer.down, m_shape.activation)
            : addAffine(std::move(hidden), activate(affine(y, layer.up), m_shape.activation), layer.down);
        if (trace && i == 0)
            (*trace)["hidden_after_layer0"] = hidden.clone();
    }
    const at::Tensor normed = norm(hidden, m_weights.norm);
    if (trace) {
        (*trace)["hidden_after_last_layer"] = hidden;
        (*trace)["hidden_last_normed"] = normed;
    }
    return normed;
}

} // namespace fulcrum::engine
