// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/lever_forward.h"

#include "core/engine/ops.h"

#include <c10/core/GradMode.h>
#include <cmath>
#include <limits>

namespace fulcrum::engine {
namespace {

using model::LeverConfig;

constexpr double kEpsilon = 1e-5;

at::Tensor dropped(const at::Tensor& x, const LeverDropout* dropout)
{
    if (!dropout || dropout->probability <= 0)
        return x;
    const double keep = 1 - dropout->probability;
    return x * at::empty_like(x.detach()).bernoulli_(keep, dropout->generator).div_(keep);
}

/// Adapter and normalisation of one kind of embedding.
at::Tensor adapted(const at::Tensor& embedding, const LeverAdapter& adapter, const LeverConfig& config)
{
    at::Tensor x = embedding;
    if (config.adapter)
        x = affine(at::relu(affine(x, adapter.in, adapter.inBias)), adapter.out, adapter.outBias);
    return config.normalize ? x / x.norm(2, -1, true) : x;
}

/// Sum of the parts that are used; undefined when none is.
at::Tensor features(const LeverWeights& weights, const LeverConfig& config, const LeverEmbeddings& from, bool image,
    bool text, const at::Tensor& rows = {})
{
    const auto pick = [&](const at::Tensor& all) { return rows.defined() ? all.index_select(0, rows) : all; };
    at::Tensor sum;
    if (image)
        sum = adapted(pick(from.image), weights.image, config);
    if (text) {
        const at::Tensor part = adapted(pick(from.text), weights.text, config);
        sum = sum.defined() ? sum + part : part;
    }
    return sum;
}

/// Token embeddings with the query's features added at position 1 and the items' at theirs; BOS and EOS get nothing.
at::Tensor inputs(const LeverWeights& weights, const LeverConfig& config, const at::Tensor& ids,
    const LeverEmbeddings& query, const LeverEmbeddings& items)
{
    const std::int64_t n = ids.size(0), length = ids.size(1), width = config.width;
    at::Tensor x = weights.tokens.index_select(0, ids.reshape(-1)).view({n, length, width});
    std::vector<at::Tensor> added = {at::zeros({n, 1, width}, x.options())};
    if (length > 1)
        added.push_back(features(weights, config, query, config.queryImage, config.queryText).unsqueeze(1));
    if (length > 2) {
        const at::Tensor tail = ids.narrow(1, 2, length - 2).reshape(-1);
        const at::Tensor isItem = tail.lt(config.items);
        at::Tensor rows = at::where(isItem, tail, at::zeros_like(tail));
        if (items.rowOf.defined())
            rows = items.rowOf.index_select(0, rows);
        const at::Tensor sum = features(weights, config, items, config.icdImage, config.icdText, rows);
        added.push_back(sum.defined() ? (sum * isItem.unsqueeze(1)).view({n, length - 2, width})
                                      : at::zeros({n, length - 2, width}, x.options()));
    }
    return x + at::cat(added, 1);
}

/// GPT-2's Conv1D: weight [in, out].
at::Tensor conv1d(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    return affine(x, weight.t(), bias);
}

at::Tensor runGpt2(const LeverWeights& weights, const LeverConfig& config, at::Tensor x, const LeverDropout* dropout,
    std::vector<at::Tensor>* attention)
{
    const std::int64_t n = x.size(0), length = x.size(1), width = config.width, heads = config.heads;
    const double scale = 1.0 / std::sqrt(static_cast<double>(width / heads));
    const at::Tensor causal = at::full({length, length}, std::numeric_limits<float>::lowest(), x.options()).triu(1);
    x = dropped(x + weights.positions.narrow(0, 0, length), dropout);
    for (const LeverWeights::Block& block : weights.blocks) {
        const auto qkv = conv1d(layerNorm(x, block.norm1, block.norm1Bias, kEpsilon), block.qkv, block.qkvBias)
                             .view({n, length, 3, heads, width / heads})
                             .permute({2, 0, 3, 1, 4})
                             .unbind(0);
        const at::Tensor scores = at::matmul(qkv[0], qkv[1].transpose(-1, -2)) * scale + causal;
        const at::Tensor shares = scores.softmax(-1);
        if (attention)
            attention->push_back(shares);
        const at::Tensor mixed = at::matmul(dropped(shares, dropout), qkv[2]);
        x = x + dropped(conv1d(mixed.transpose(1, 2).reshape({n, length, width}), block.out, block.outBias), dropout);
        const at::Tensor inner = activate(
            conv1d(layerNorm(x, block.norm2, block.norm2Bias, kEpsilon), block.fc, block.fcBias), Activation::GeluTanh);
        x = x + dropped(conv1d(inner, block.proj, block.projBias), dropout);
    }
    return affine(layerNorm(x, weights.finalNorm, weights.finalNormBias, kEpsilon), weights.tokens);
}

at::Tensor runLstm(const LeverWeights& weights, const LeverConfig& config, at::Tensor x, const LeverDropout* dropout)
{
    const std::int64_t n = x.size(0);
    for (std::size_t i = 0; i < weights.lstm.size(); ++i) {
        const LeverWeights::LstmLayer& layer = weights.lstm[i];
        const at::Tensor start = at::zeros({1, n, config.width}, x.options());
        const std::vector<at::Tensor> state = {start, start};
        const std::vector<at::Tensor> parameters
            = {layer.inputWeight, layer.hiddenWeight, layer.inputBias, layer.hiddenBias};
        const bool training = c10::GradMode::is_enabled(); // cuDNN keeps what a gradient needs only then; there is no dropout within
        x = std::get<0>(at::lstm(x, state, parameters, true, 1, 0.0, training, false, true));
        if (i + 1 < weights.lstm.size())
            x = dropped(x, dropout);
    }
    const at::Tensor inner = at::relu(affine(x, weights.headIn, weights.headInBias));
    return affine(inner, weights.headOut, weights.headOutBias);
}

} // namespace

at::Tensor leverLogits(const LeverWeights& weights, const LeverConfig& config, const at::Tensor& ids,
    const LeverEmbeddings& query, const LeverEmbeddings& items, const LeverDropout* dropout, std::vector<at::Tensor>* attention)
{
    const at::Tensor x = inputs(weights, config, ids, query, items);
    return config.architecture == LeverConfig::Architecture::Gpt2 ? runGpt2(weights, config, x, dropout, attention)
                                                                   : runLstm(weights, config, x, dropout);
}

at::Tensor leverLoss(const at::Tensor& logits, const at::Tensor& ids)
{
    const std::int64_t length = ids.size(1);
    return at::cross_entropy_loss(logits.narrow(1, 0, length - 1).reshape({-1, logits.size(2)}),
        ids.narrow(1, 1, length - 1).reshape(-1));
}

} // namespace fulcrum::engine
