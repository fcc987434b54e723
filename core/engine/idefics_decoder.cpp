// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_decoder.h"

#include <cmath>

namespace fulcrum::engine {
namespace {

class Rotate : public torch::autograd::Function<Rotate>
{
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& cos,
        const at::Tensor& sin)
    {
        context->save_for_backward({cos, sin});
        return turn(x, cos, sin, 1);
    }
    /// The inverse of a rotation is the rotation by the opposite angle.
    static torch::autograd::tensor_list backward(
        torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradient)
    {
        const auto saved = context->get_saved_variables();
        return {turn(gradient[0], saved[0], saved[1], -1), {}, {}};
    }

private:
    static at::Tensor turn(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, double sign)
    {
        const std::int64_t half = x.size(-1) / 2;
        const at::Tensor low = x.narrow(-1, 0, half), high = x.narrow(-1, half, half);
        at::Tensor out = at::empty(x.sizes(), x.options());
        at::Tensor outLow = out.narrow(-1, 0, half), outHigh = out.narrow(-1, half, half);
        at::mul_out(outLow, low, cos).addcmul_(high, sin, -sign);
        at::mul_out(outHigh, high, cos).addcmul_(low, sin, sign);
        return out;
    }
};

double attentionScale(const IdeficsConfig& config) { return 1.0 / std::sqrt(static_cast<double>(config.headWidth())); }

/// [n * t, hidden] -> [n, heads, t, d].
at::Tensor toHeads(const at::Tensor& x, std::int64_t n, std::int64_t t, std::int64_t heads)
{
    return x.view({n, t, heads, x.size(-1) / heads}).transpose(1, 2);
}

/// [n, heads, t, d] -> [n * t, hidden].
at::Tensor fromHeads(const at::Tensor& x)
{
    return x.transpose(1, 2).reshape({x.size(0) * x.size(2), x.size(1) * x.size(3)});
}

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
    const std::int64_t length = keys.size(1);
    const at::Tensor qRuns
        = toHeads(gatherRows(q, batch.toRuns, batch.fromRuns), batch.runs, batch.runLength, config.heads);
    const auto ofRuns = [&](const at::Tensor& table) {
        return toHeads(table.index_select(0, batch.runImage), batch.runs, length, config.heads);
    };
    const at::Tensor seen = fromHeads(attention(qRuns, ofRuns(keys), ofRuns(values), attentionScale(config)));
    return affine(gatherRows(seen, batch.fromRuns, batch.toRuns), layer.out);
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
at::Tensor attendOwn(const IdeficsConfig& config, const PackedBatch& batch, const at::Tensor& qk, const at::Tensor& v)
{
    const std::int64_t h = config.hidden, d = config.headWidth();
    const at::Tensor rows = gatherRows(at::cat({qk, v}, 1), batch.toRows, batch.fromRows);
    const auto parts = rows.view({batch.rows, batch.queries, 3, h / d, d}).permute({2, 0, 3, 1, 4}).unbind(0);
    return gatherRows(fromHeads(attention(parts[0], parts[1], parts[2], attentionScale(config), batch.mask)),
        batch.fromRows, batch.toRows);
}

/// Attention over stored keys and values, after those of the new tokens were added.
at::Tensor attendStored(const IdeficsConfig& config, const PackedBatch& batch, const at::Tensor& qk, const at::Tensor& v,
    at::Tensor& keys, at::Tensor& values)
{
    const std::int64_t h = config.hidden;
    keys.index_copy_(0, batch.ownSlots, qk.narrow(1, h, h));
    values.index_copy_(0, batch.ownSlots, v);
    const auto stored = [&](const at::Tensor& table) {
        return toHeads(table.index_select(0, batch.keySlots), batch.rows, batch.keys, config.heads);
    };
    const at::Tensor q = toHeads(gatherRows(qk.narrow(1, 0, h), batch.toRows, batch.fromRows), batch.rows, batch.queries,
        config.heads);
    return gatherRows(fromHeads(attention(q, stored(keys), stored(values), attentionScale(config), batch.mask)),
        batch.fromRows, batch.toRows);
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

RotaryTable RotaryTable::make(std::int64_t headWidth, std::int64_t count, torch::Device device, at::ScalarType type)
{
    const auto options = at::TensorOptions().dtype(at::kFloat);
    const at::Tensor exponent = at::arange(0, headWidth, 2, options) / static_cast<double>(headWidth);
    const at::Tensor frequency = at::pow(10000.0, exponent).reciprocal();
    const at::Tensor angle = at::outer(at::arange(0, count, options), frequency);
    return {at::cos(angle).to(device, type), at::sin(angle).to(device, type)};
}

at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin)
{
    return Rotate::apply(x, cos, sin);
}

at::Tensor gatedMlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation)
{
    const at::Tensor both = affine(x, gateUp);
    const std::int64_t inner = both.size(-1) / 2;
    return affine(activate(both.narrow(-1, 0, inner), activation) * both.narrow(-1, inner, inner), down);
}

at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, const RotaryTable& rotary, KeyValueStore* store, const at::Tensor& wanted)
{
    const std::int64_t h = config.hidden, heads = config.heads, d = config.headWidth();
    const at::Tensor cos = rotary.cos.index_select(0, batch.positions).unsqueeze(1);
    const at::Tensor sin = rotary.sin.index_select(0, batch.positions).unsqueeze(1);
    at::Tensor hidden = at::embedding(weights.embedding, batch.tokens);
    for (std::size_t i = 0; i < weights.decoder.size(); ++i) {
        const std::size_t gate = i / static_cast<std::size_t>(config.crossInterval);
        if (i % static_cast<std::size_t>(config.crossInterval) == 0 && gate < weights.gated.size())
            hidden = gatedLayer(weights.gated[gate], config, batch, images, gate, hidden);
        const DecoderWeights& layer = weights.decoder[i];
        const at::Tensor qkv = affine(rmsNorm(hidden, layer.inputNorm, config.epsilon), layer.qkv);
        const at::Tensor qk = rotate(qkv.narrow(1, 0, 2 * h).view({batch.size, 2 * heads, d}), cos, sin);
        const at::Tensor v = qkv.narrow(1, 2 * h, h), flat = qk.view({batch.size, 2 * h});
        at::Tensor mixed = store ? attendStored(config, batch, flat, v, store->keys[i], store->values[i])
                                 : attendOwn(config, batch, flat, v);
        if (i + 1 == weights.decoder.size() && wanted.defined()) {
            mixed = mixed.index_select(0, wanted);
            hidden = hidden.index_select(0, wanted);
        }
        hidden = hidden + affine(mixed, layer.out);
        const at::Tensor x = rmsNorm(hidden, layer.postNorm, config.epsilon);
        hidden = hidden + gatedMlp(x, layer.gateUp, layer.down, config.activation);
    }
    return rmsNorm(hidden, weights.norm, config.epsilon);
}

} // namespace fulcrum::engine
