// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace fulcrum::engine {

// Steps that LibTorch does in many passes over memory, each done here in one forward and one backward pass. On anything but
// contiguous float32 on the CPU they fall back to ordinary operations. On the tiny models these passes, not the matrix
// products, were half of a training step.

/// weight * x / sqrt(mean(x^2) + epsilon) over the last dimension.
at::Tensor fusedRmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon);

/// silu(a) * b of x = [a | b] along the last dimension; x [n, 2 m] -> [n, m].
at::Tensor fusedSwiGlu(const at::Tensor& x);

/// The same for rows of plain memory, in the calling thread: x [rows, 2 m] -> y [rows, m].
void swiGluTile(const float* x, float* y, std::int64_t rows, std::int64_t m);

/// Rotates the first `turned` columns of stacked [n, turned + rest] = [q | k | v] per head (halves, not interleaved) by cos and sin
/// [n, headWidth / 2]; the rest passes unchanged. Without gradient the result may use the memory of `stacked`.
at::Tensor fusedRotate(at::Tensor stacked, const at::Tensor& cos, const at::Tensor& sin, std::int64_t turned);

} // namespace fulcrum::engine
