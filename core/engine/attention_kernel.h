// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/architecture.h"

namespace fulcrum::engine {

// softmax(q k^T scale + mask) v as loops of our own: for few keys a batched product spends its time on calls. Float32 on the CPU,
// heads whose width is a multiple of 8, no gradients.

/// Padded rows: q [R, H, T, d], k and v [R, H, K, d], mask [R or 1, H or 1, T or 1, K] to add, or undefined; -> [R, H, T, d],
/// laid out as [R, T, H, d]. A row whose keys are all masked weighs them equally. Undefined where it does not apply,
/// or under PlainOperations.
at::Tensor fusedAttention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask);

/// How the columns of packed queries and of stored keys and values are divided.
struct HeadShape
{
    std::int64_t heads = 0, keyHeads = 0, width = 0; ///< each key head serves heads / keyHeads query heads
    double scale = 0;
    const float* slopes = nullptr; ///< ALiBi, one per head
};

/// Copies packed rows [size, width] to their slots of a table [capacity, width].
void storeRows(const at::Tensor& rows, const PackedBatch& batch, at::Tensor& table);

/// Causal self-attention of an unpadded batch: queries [size, >= heads * width], keys and values [capacity, keyHeads * width] by
/// the slots of its spans, those of the new tokens included -> [size, heads * width].
at::Tensor attendSpans(const at::Tensor& q, const at::Tensor& keys, const at::Tensor& values, const PackedBatch& batch,
    const HeadShape& shape);

/// Attention of the runs of an unpadded batch to the image that each sees: keys and values [images, rows, heads * width]. Zero
/// where a token sees none.
at::Tensor attendImageRuns(const at::Tensor& q, const at::Tensor& keys, const at::Tensor& values, const PackedBatch& batch,
    const HeadShape& shape);

} // namespace fulcrum::engine
