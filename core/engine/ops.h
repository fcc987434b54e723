// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/activation.h"

#include <ATen/ATen.h>

namespace fulcrum::engine {

// Building blocks of every model. All work with autograd; matrix products are counted in currentWork().

/// x [..., in] times weight [out, in] transposed, plus bias [out] if defined.
at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias = {});

/// Batched product a [n, r, k] x b [n, k, c], counted.
at::Tensor batchedProduct(const at::Tensor& a, const at::Tensor& b);

/// LayerNorm over the last dimension.
at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double epsilon);

/// weight * x / sqrt(mean(x^2) + epsilon) over the last dimension; the mean in float32, then cast back and scaled
/// (MODELS.md, first paragraph).
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon);

at::Tensor activate(const at::Tensor& x, Activation activation);
/// act(a) * b of x = [a | b] along the last dimension.
at::Tensor gatedActivation(const at::Tensor& x, Activation activation);

/// softmax(q k^T * scale + mask) v. q [n, heads, r, d], k and v [n, heads, c, d]; mask additive, broadcastable to
/// [n, heads, r, c], or undefined.
at::Tensor attention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask = {});

} // namespace fulcrum::engine
