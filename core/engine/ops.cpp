// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/ops.h"

#include "core/engine/fused_ops.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

namespace fulcrum::engine {

at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    currentWork().flops += 2.0 * static_cast<double>(x.numel()) * static_cast<double>(weight.size(0));
    if (x.dim() == 2)
        return bias.defined() ? at::addmm(bias, x, weight.t()) : at::mm(x, weight.t());
    return at::linear(x, weight, bias);
}

at::Tensor batchedProduct(const at::Tensor& a, const at::Tensor& b)
{
    currentWork().flops += 2.0 * static_cast<double>(a.numel()) * static_cast<double>(b.size(-1));
    return at::bmm(a, b);
}

at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double epsilon)
{
    return at::layer_norm(x, {x.size(-1)}, weight, bias, epsilon);
}

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon)
{
    return fusedRmsNorm(x, weight, epsilon);
}

at::Tensor activate(const at::Tensor& x, Activation activation)
{
    switch (activation) {
    case Activation::Gelu:
        return at::gelu(x);
    case Activation::GeluTanh:
        return at::gelu(x, "tanh");
    case Activation::QuickGelu:
        return x * at::sigmoid(x * 1.702);
    case Activation::Relu:
        return at::relu(x);
    case Activation::Silu:
        break;
    }
    return at::silu(x);
}

at::Tensor gatedActivation(const at::Tensor& x, Activation activation)
{
    if (activation == Activation::Silu)
        return fusedSwiGlu(x);
    const std::int64_t half = x.size(-1) / 2;
    return activate(x.narrow(-1, 0, half), activation) * x.narrow(-1, half, half);
}

at::Tensor attention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask)
{
    if (const at::Tensor mixed = fusedAttention(q, k, v, scale, mask); mixed.defined())
        return mixed;
    const auto flat = [](const at::Tensor& t) { return t.reshape({-1, t.size(2), t.size(3)}); };
    at::Tensor scores = batchedProduct(flat(q) * scale, flat(k).transpose(1, 2));
    if (mask.defined())
        scores = (scores.view({q.size(0), q.size(1), q.size(2), k.size(2)}) + mask).view_as(scores);
    return batchedProduct(at::softmax(scores, -1), flat(v)).view({q.size(0), q.size(1), q.size(2), v.size(3)});
}

} // namespace fulcrum::engine
