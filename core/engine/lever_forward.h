// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/lever_weights.h"

#include <optional>

namespace fulcrum::engine {

/// Embeddings of queries or items, [rows, projection]; a part that the variant does not use is undefined.
struct LeverEmbeddings
{
    at::Tensor image, text;
    at::Tensor rowOf = {}; ///< of items only: [items] the row of each id; undefined = row i is item i
};

/// Random numbers of one training step. Dropout draws from its own generator, so that what else runs in the process
/// does not change a training.
struct LeverDropout
{
    double probability = 0;
    at::Generator generator;
};

/// Where given, `attention` receives a [n, heads, length, length] tensor a layer; nothing from an LSTM.
/// ids [n, length] = BOS, QUERY, items..., perhaps EOS -> logits [n, length, items + 3]. `query` has n rows, `items` one
/// row per item id. Works with autograd.
at::Tensor leverLogits(const LeverWeights& weights, const model::LeverConfig& config, const at::Tensor& ids,
    const LeverEmbeddings& query, const LeverEmbeddings& items, const LeverDropout* dropout = nullptr,
    std::vector<at::Tensor>* attention = nullptr);

/// Mean cross-entropy of every position but the last predicting the next id (MODELS.md section 7).
at::Tensor leverLoss(const at::Tensor& logits, const at::Tensor& ids);

} // namespace fulcrum::engine
