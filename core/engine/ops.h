// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/activation.h"

#include <ATen/ATen.h>
#include <optional>

namespace fulcrum::engine {

// Building blocks of every model. All work with autograd; matrix products are counted in currentWork().

// On the CPU activations are float32 whatever the weights are: products round to the weights' type and add up in float32.

/// x [..., in] times weight [out, in] transposed, plus bias [out] if defined.
at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias = {});
/// sum [n, out] + scale * (x [n, in] times weight transposed). Without gradient the result may use the memory of `sum`.
at::Tensor addAffine(at::Tensor sum, const at::Tensor& x, const at::Tensor& weight, double scale = 1);

/// tanh of a gate of one number where it can be read at no cost: on the CPU, outside of training.
std::optional<double> gateFactor(const at::Tensor& alpha);
/// Where a gate is kept: one number on the CPU whatever the model's device, so that it can be read.
at::Tensor keptGate(const at::Tensor& alpha);
/// tanh of a gate as a factor of x.
at::Tensor gateOf(const at::Tensor& alpha, const at::Tensor& x);

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
/// down(act(gate(x)) * up(x)).
at::Tensor gatedMlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation);
/// sum + scale * gatedMlp; gateUp is [gate | up] stacked. As addAffine.
at::Tensor addGatedMlp(at::Tensor sum, const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down,
    Activation activation, double scale = 1);

/// softmax(q k^T * scale + mask) v. q [n, heads, r, d], k and v [n, heads, c, d]; mask additive, broadcastable to
/// [n, heads, r, c], or undefined.
at::Tensor attention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask = {});

} // namespace fulcrum::engine
