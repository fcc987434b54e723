// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/text_decoder.h"

#include "core/engine/fused_ops.h"

#include <cmath>

namespace fulcrum::engine {
namespace {

/// x [n, heads * d] rotated per head in halves: x cos + [-x2, x1] sin; tables [n, d / 2].
at::Tensor rotate(const at::Tensor& x, std::int64_t heads, const at::Tensor& cos, const at::Tensor& sin)
{
    const std::vector<at::Tensor> half = x.reshape({x.size(0), heads, x.size(1) / heads}).chunk(2, -1);
    const at::Tensor c = cos.unsqueeze(1), s = sin.unsqueeze(1);
    return at::cat({half[0] * c - half[1] * s, half[1] * c + half[0] * s}, -1).view({x.size(0), x.size(1)});
}

} // namespace

RotaryTable RotaryTable::make(
    std::int64_t headWidth, std::int64_t count, double base, at::Device device, at::ScalarType type)
{
    const auto options = at::TensorOptions().dtype(at::kFloat);
    const at::Tensor exponent = at::arange(0, headWidth, 2, options) / static_cast<double>(headWidth);
    const at::Tensor frequency = at::pow(base, exponent).reciprocal();
    const at::Tensor angle = at::outer(at::arange(0, count, options), frequency);
    return {at::cos(angle).to(device, type), at::sin(angle).to(device, type)};
}

at::Tensor gatedMlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation)
{
    return affine(gatedActivation(affine(x, gateUp), activation), down);
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
    const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(1) / heads));
    const at::Tensor runs = toHeads(gatherRows(q, batch.toRuns, batch.fromRuns), batch.runs, batch.runLength, heads);
    const auto ofRuns = [&](const at::Tensor& table) {
        return toHeads(table.index_select(0, batch.runImage), batch.runs, keys.size(1), heads);
    };
    return gatherRows(fromHeads(attention(runs, ofRuns(keys), ofRuns(values), scale)), batch.fromRuns, batch.toRuns);
}

TextDecoder::TextDecoder(DecoderShape shape, TextWeights weights, at::Device device, at::ScalarType type)
    : m_shape(std::move(shape)), m_weights(std::move(weights))
{
    if (m_shape.rotaryBase > 0)
        m_rotary = RotaryTable::make(m_shape.headWidth(), m_shape.contextLength, m_shape.rotaryBase, device, type);
    if (!m_shape.alibiSlopes.empty())
        m_slopes = at::tensor(m_shape.alibiSlopes).to(at::kFloat).view({1, -1, 1, 1}).to(device);
}

at::Tensor TextDecoder::embed(const PackedBatch& batch) const { return at::embedding(m_weights.embedding, batch.tokens); }

at::Tensor TextDecoder::norm(const at::Tensor& x, const at::Tensor& weight) const
{
    return m_shape.layerNorms ? layerNorm(x, weight, {}, m_shape.epsilon) : rmsNorm(x, weight, m_shape.epsilon);
}

/// q, k and v of packed tokens, normed and rotated as the model does.
std::vector<at::Tensor> TextDecoder::project(
    const TextWeights::Layer& layer, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) const
{
    at::Tensor stacked = affine(x, layer.qkv, layer.qkvBias);
    const bool rotated = m_shape.rotaryBase > 0, alike = m_shape.kvHeads == m_shape.heads;
    if (rotated && alike)
        stacked = fusedRotate(stacked, cos, sin);
    std::vector<at::Tensor> qkv
        = stacked.split_with_sizes({m_shape.hidden, m_shape.kvWidth(), m_shape.kvWidth()}, 1);
    if (rotated && !alike) {
        qkv[0] = rotate(qkv[0], m_shape.heads, cos, sin);
        qkv[1] = rotate(qkv[1], m_shape.kvHeads, cos, sin);
    }
    if (m_shape.qkNorms) {
        qkv[0] = norm(qkv[0], layer.qNorm);
        qkv[1] = norm(qkv[1], layer.kNorm);
    }
    return qkv;
}

/// The mask of each group, with ALiBi where the model has it. Keys lie in path order from position 0, and a constant per query
/// does not change a softmax, so slope * (key - last key) serves every query and row (MODELS.md 2.5).
std::vector<at::Tensor> TextDecoder::masks(const PackedBatch& batch) const
{
    std::vector<at::Tensor> result;
    for (const AttentionGroup& group : batch.groups) {
        if (!m_slopes.defined()) {
            result.push_back(group.mask);
            continue;
        }
        const at::Tensor distance = at::arange(1 - group.keys, 1, m_slopes.options());
        result.push_back(group.mask + (m_slopes * distance).to(group.mask.scalar_type()));
    }
    return result;
}

at::Tensor TextDecoder::attend(const PackedBatch& batch, const std::vector<at::Tensor>& qkv,
    const std::vector<at::Tensor>& masks, KeyValueStore* store, std::size_t layer) const
{
    if (store) {
        store->keys[layer].index_copy_(0, batch.ownSlots, qkv[1]);
        store->values[layer].index_copy_(0, batch.ownSlots, qkv[2]);
    }
    const double scale = 1.0 / std::sqrt(static_cast<double>(m_shape.headWidth()));
    std::vector<at::Tensor> mixed;
    std::int64_t first = 0;
    for (std::size_t g = 0; g < batch.groups.size(); ++g) {
        const AttentionGroup& group = batch.groups[g];
        const auto own = [&](const at::Tensor& all) {
            return gatherRows(all.narrow(0, first, group.tokens), group.toRows, group.fromRows);
        };
        const auto seen = [&](const at::Tensor& fresh, const std::vector<at::Tensor>* stored) {
            const at::Tensor rows = stored ? (*stored)[layer].index_select(0, group.keySlots) : own(fresh);
            return sharedHeads(toHeads(rows, group.rows, group.keys, m_shape.kvHeads), m_shape.heads);
        };
        const at::Tensor q = toHeads(own(qkv[0]), group.rows, group.queries, m_shape.heads);
        const at::Tensor k = seen(qkv[1], store ? &store->keys : nullptr);
        const at::Tensor v = seen(qkv[2], store ? &store->values : nullptr);
        mixed.push_back(gatherRows(fromHeads(attention(q, k, v, scale, masks[g])), group.fromRows, group.toRows));
        first += group.tokens;
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
    const std::vector<at::Tensor> groupMasks = masks(batch);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        const TextWeights::Layer& layer = m_weights.layers[i];
        if (before)
            hidden = before(i, hidden);
        const std::vector<at::Tensor> qkv = project(layer, norm(hidden, layer.norm1), cos, sin);
        at::Tensor mixed = attend(batch, qkv, groupMasks, store, i);
        if (i + 1 == m_weights.layers.size() && wanted.defined()) {
            // The last layer does no more than is asked for.
            mixed = mixed.index_select(0, wanted);
            hidden = hidden.index_select(0, wanted);
        }
        hidden = hidden + affine(mixed, layer.out);
        const at::Tensor y = norm(hidden, layer.norm2);
        hidden = hidden
            + (m_shape.gated ? gatedMlp(y, layer.up, layer.down, m_shape.activation)
                             : affine(activate(affine(y, layer.up), m_shape.activation), layer.down));
        if (trace && i == 0)
            (*trace)["hidden_after_layer0"] = hidden;
    }
    const at::Tensor normed = norm(hidden, m_weights.norm);
    if (trace) {
        (*trace)["hidden_after_last_layer"] = hidden;
        (*trace)["hidden_last_normed"] = normed;
    }
    return normed;
}

} // namespace fulcrum::engine
