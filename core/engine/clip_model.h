// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/clip_weights.h"
#include "core/engine/ops.h"

namespace fulcrum::engine {

// The two towers of a CLIP, in plain functions over its weights; all work with autograd.

/// Pixels [n, 3, S, S] -> hidden states [n, patches + 1, width] after the last block, without the final norm; class token
/// first. `states` (if not null) receives the input of every block and the result, and `embedded` the patch embeddings.
at::Tensor clipVisionHidden(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& pixels,
    std::vector<at::Tensor>* states = nullptr, at::Tensor* embedded = nullptr);
/// Final norm of the class token: [n, width].
at::Tensor clipVisionPooled(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& hidden);

/// Ids [n, length] (int64) -> hidden states [n, length, width] after the last block, before the final norm.
at::Tensor clipTextHidden(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& ids,
    std::vector<at::Tensor>* states = nullptr);
/// Final norm of all positions, and the row at the end token of each text.
at::Tensor clipTextNormed(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& hidden);
at::Tensor clipTextPooled(const ClipConfig& config, const at::Tensor& ids, const at::Tensor& normed);

// What an encoder gives, before it gets length 1: [n, projection].
at::Tensor clipImageEmbeddings(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& pixels);
at::Tensor clipTextEmbeddings(const ClipWeights& weights, const ClipConfig& config, const at::Tensor& ids);

/// x / |x| along the last dimension.
at::Tensor unitRows(const at::Tensor& x);

} // namespace fulcrum::engine
