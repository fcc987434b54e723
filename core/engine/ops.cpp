// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/ops.h"

#include "core/engine/attention_kernel.h"
#include "core/engine/fused_ops.h"
#include "core/engine/guard.h"
#include "core/engine/product.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <c10/core/GradMode.h>
#include <cmath>
#include <torch/version.h>

namespace fulcrum::engine {
namespace {

/// A weight other than a product's in the type of the activations.
at::Tensor like(const at::Tensor& weight, const at::Tensor& x)
{
    return weight.defined() ? weight.to(x.scalar_type()) : weight;
}

void countProduct(const at::Tensor& x, const at::Tensor& weight)
{
    currentWork().flops += 2.0 * static_cast<double>(x.numel()) * static_cast<double>(weight.size(0));
}

bool keepsGradient(const at::Tensor& x) { return c10::GradMode::is_enabled() && x.requires_grad(); }

/// On a GPU, in a half type and without gradient: LibTorch's fused attention, where it has one. Undefined otherwise.
at::Tensor fusedOnGpu(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask)
{
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
    if (PlainOperations::wanted() || q.is_cpu() || q.scalar_type() == at::kFloat || keepsGradient(q) || keepsGradient(k))
        return {};
    currentWork().flops += 2.0 * static_cast<double>(q.numel()) * static_cast<double>(k.size(2));
    currentWork().flops += 2.0 * static_cast<double>(q.numel() / q.size(3) * v.size(3)) * static_cast<double>(k.size(2));
    const auto added = mask.defined() ? std::optional<at::Tensor>(mask.to(q.scalar_type())) : std::nullopt;
    return at::scaled_dot_product_attention(q, k, v, added, 0.0, false, scale);
#else
    static_cast<void>(q), static_cast<void>(k), static_cast<void>(v), static_cast<void>(scale), static_cast<void>(mask);
    return {};
#endif
}

} // namespace

at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    countProduct(x, weight);
    if (const auto narrow = MixedPrecision::type(); narrow && x.scalar_type() == at::kFloat) {
        const auto cast = [&](const at::Tensor& one) { return one.defined() ? one.to(*narrow) : one; };
        return at::linear(cast(x), cast(weight), cast(bias)).to(at::kFloat);
    }
    if (multipliesByTiles(x, weight)) {
        std::vector<std::int64_t> sizes = x.sizes().vec();
        sizes.back() = weight.size(0);
        return multiplyByTiles(x.reshape({-1, x.size(-1)}), weight, like(bias, x)).view(sizes);
    }
    if (x.dim() == 2)
        return bias.defined() ? at::addmm(like(bias, x), x, like(weight, x).t()) : at::mm(x, like(weight, x).t());
    return at::linear(x, like(weight, x), like(bias, x));
}

at::Tensor addAffine(at::Tensor sum, const at::Tensor& x, const at::Tensor& weight, double scale)
{
    if (!x.is_cpu() && x.dim() == 2 && !PlainOperations::wanted() && !keepsGradient(sum) && !keepsGradient(weight)) {
        countProduct(x, weight);
        return at::addmm(sum, x, like(weight, x).t(), 1, scale); // one pass instead of two over the sum
    }
    if (!multipliesByTiles(x, weight) || keepsGradient(sum) || !sum.is_contiguous()) {
        const at::Tensor added = affine(x, weight);
        return scale == 1 ? sum + added : sum + scale * added;
    }
    countProduct(x, weight);
    addByTiles(sum, x, weight, static_cast<float>(scale));
    return sum;
}

std::optional<double> gateFactor(const at::Tensor& alpha)
{
    if (alpha.numel() != 1 || !alpha.is_cpu() || keepsGradient(alpha))
        return std::nullopt;
    return std::tanh(alpha.item<double>());
}

at::Tensor keptGate(const at::Tensor& alpha) { return alpha.numel() == 1 ? alpha.to(at::kCPU) : alpha; }

at::Tensor gateOf(const at::Tensor& alpha, const at::Tensor& x) { return at::tanh(alpha).to(x.device()).view(-1); }

at::Tensor batchedProduct(const at::Tensor& a, const at::Tensor& b)
{
    currentWork().flops += 2.0 * static_cast<double>(a.numel()) * static_cast<double>(b.size(-1));
    return at::bmm(a, b);
}

at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double epsilon)
{
    return at::layer_norm(x, {x.size(-1)}, like(weight, x), like(bias, x), epsilon);
}

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon)
{
    return fusedRmsNorm(x, like(weight, x), epsilon);
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

at::Tensor gatedMlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation)
{
    return affine(gatedActivation(affine(x, gateUp), activation), down);
}

at::Tensor addGatedMlp(at::Tensor sum, const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down,
    Activation activation, double scale)
{
    constexpr std::int64_t kTileRows = 128; // what lies between the two products stays in the cache
    const std::int64_t n = x.size(0), m = down.size(1);
    if (!multipliesByTiles(x, gateUp) || keepsGradient(sum) || !sum.is_contiguous() || !x.is_contiguous() || n < kTileRows
        || activation != Activation::Silu)
        return addAffine(sum, gatedActivation(affine(x, gateUp), activation), down, scale);
    currentWork().flops += 2.0 * static_cast<double>(n * m) * static_cast<double>(2 * x.size(1) + sum.size(1));
    const std::int64_t tiles = (n + kTileRows - 1) / kTileRows;
    runRanges(n, (n + tiles - 1) / tiles, [&](std::int64_t from, std::int64_t to) {
        thread_local std::vector<float> inner, gated;
        const std::int64_t rows = to - from;
        inner.resize(std::max(inner.size(), static_cast<std::size_t>(rows * 2 * m)));
        gated.resize(std::max(gated.size(), static_cast<std::size_t>(rows * m)));
        multiplyTile(x.data_ptr<float>() + from * x.size(1), rows, x.size(1), gateUp, 0, 2 * m, inner.data(), 2 * m, 1, false);
        swiGluTile(inner.data(), gated.data(), rows, m);
        multiplyTile(gated.data(), rows, m, down, 0, down.size(0), sum.data_ptr<float>() + from * sum.size(1), sum.size(1),
            static_cast<float>(scale), true);
    });
    return sum;
}

at::Tensor attention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask)
{
    if (const at::Tensor mixed = fusedAttention(q, k, v, scale, mask); mixed.defined())
        return mixed;
    if (const at::Tensor mixed = fusedOnGpu(q, k, v, scale, mask); mixed.defined())
        return mixed;
    const auto flat = [](const at::Tensor& t) { return t.reshape({-1, t.size(2), t.size(3)}); };
    at::Tensor scores = batchedProduct(flat(q) * scale, flat(k).transpose(1, 2));
    if (mask.defined())
        scores = (scores.view({q.size(0), q.size(1), q.size(2), k.size(2)}) + mask).view_as(scores);
    return batchedProduct(at::softmax(scores, -1), flat(v)).view({q.size(0), q.size(1), q.size(2), v.size(3)});
}

} // namespace fulcrum::engine
