// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace fulcrum::engine {

// Products of float32 rows with weights on the CPU, outside of training. LibTorch's own go through the BLAS of the machine, which
// brings threads of its own and is fifteen times slower where only the reference BLAS is installed; oneDNN comes with LibTorch,
// is as fast, and has products of bfloat16 with float32 sums.

/// Whether `multiplyTile` takes these: float32 rows side by side on the CPU, a weight [out, in] of any floating type, no gradient, no
/// PlainOperations.
bool multipliesByTiles(const at::Tensor& x, const at::Tensor& weight);

/// One thread's product: out [rows, m] = scale * x [rows, k] w^T, plus what out holds if `add`; w [m, k] is `weight`'s rows from
/// `first` on. Steps are from one row to the next.
void multiplyTile(const float* x, std::int64_t rows, std::int64_t xStep, const at::Tensor& weight, std::int64_t first,
    std::int64_t m, float* out, std::int64_t outStep, float scale, bool add);

/// x [n, k] w^T (+ bias) in tiles whose borders follow from the shapes alone: a result depends neither on the number of threads
/// nor on what else runs.
at::Tensor multiplyByTiles(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);
/// out [n, m] += scale * x w^T.
void addByTiles(at::Tensor& out, const at::Tensor& x, const at::Tensor& weight, float scale);

} // namespace fulcrum::engine
