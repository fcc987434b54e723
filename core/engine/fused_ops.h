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

/// Rotates the q and k parts of stacked [n, 3 hidden] = [q | k | v] per head (halves, not interleaved) by cos and sin
/// [n, headWidth / 2]; v passes unchanged.
at::Tensor fusedRotate(const at::Tensor& stacked, const at::Tensor& cos, const at::Tensor& sin);

/// softmax(q k^T scale + mask) v for few keys, where a batched product spends its time on calls: q [R, H, T, d], k and v
/// [R, H, K, d], mask [R or 1, H or 1, T or 1, K] to add, or undefined; -> [R, H, T, d], laid out as [R, T, H, d]. A row whose
/// keys are all masked weighs them equally. Undefined where it does not apply: other devices and types, gradients, many keys.
at::Tensor fusedAttention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask);

} // namespace fulcrum::engine
