// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fused_ops.h"

#include "core/engine/fast_exp.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <c10/core/GradMode.h>
#include <cmath>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/version.h>

namespace fulcrum::engine {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr std::int64_t kTaskNumbers = 1 << 16; ///< numbers to pass over that are worth another thread

/// Rows of `width` numbers that make a task.
std::int64_t rowsPerTask(std::int64_t width) { return std::max<std::int64_t>(1, kTaskNumbers / std::max<std::int64_t>(1, width)); }

bool fusable(const at::Tensor& x)
{
    return !PlainOperations::wanted() && x.is_cpu() && x.scalar_type() == at::kFloat && x.is_contiguous();
}

FULCRUM_HOT void normRows(const float* x, const float* w, float* y, float* scale, std::int64_t rows, std::int64_t n, float eps)
{
    for (std::int64_t r = 0; r < rows; ++r, x += n, y += n) {
        float sum = 0;
        for (std::int64_t i = 0; i < n; ++i)
            sum += x[i] * x[i];
        const float s = 1.0f / std::sqrt(sum / static_cast<float>(n) + eps);
        scale[r] = s;
        for (std::int64_t i = 0; i < n; ++i)
            y[i] = x[i] * s * w[i];
    }
}

/// dx = s (g w - x s^2 mean(g w x)); dw += g x s.
FULCRUM_HOT void normRowsBack(const float* g, const float* x, const float* w, const float* scale, float* dx, float* dw,
    std::int64_t rows, std::int64_t n)
{
    for (std::int64_t r = 0; r < rows; ++r, x += n, g += n, dx += n) {
        const float s = scale[r];
        float dot = 0;
        for (std::int64_t i = 0; i < n; ++i)
            dot += g[i] * w[i] * x[i];
        const float pull = dot * s * s / static_cast<float>(n);
        for (std::int64_t i = 0; i < n; ++i) {
            dx[i] = s * (g[i] * w[i] - x[i] * pull);
            dw[i] += g[i] * x[i] * s;
        }
    }
}

FULCRUM_HOT void swiGluRows(const float* x, const float* sigmoid, float* y, std::int64_t rows, std::int64_t m)
{
    for (std::int64_t r = 0; r < rows; ++r, x += 2 * m, sigmoid += m, y += m)
        for (std::int64_t i = 0; i < m; ++i)
            y[i] = x[i] * sigmoid[i] * x[m + i];
}

/// The same without a stored sigmoid: 1 / (1 + e) or, for negative ones, e / (1 + e), with e = exp(-|a|).
FULCRUM_HOT void swiGluWhole(const float* x, float* y, std::int64_t rows, std::int64_t m)
{
    for (std::int64_t r = 0; r < rows; ++r, x += 2 * m, y += m) {
        std::int64_t i = 0;
        for (; i + kLanes <= m; i += kLanes) {
            const Lanes a = *reinterpret_cast<const Lanes*>(x + i), b = *reinterpret_cast<const Lanes*>(x + m + i);
            Lanes e = a < 0.0f ? a : -a;
            fastExp(e);
            *reinterpret_cast<Lanes*>(y + i) = (a < 0.0f ? e : Lanes{} + 1.0f) / (1.0f + e) * a * b;
        }
        for (; i < m; ++i)
            y[i] = x[i] * x[m + i] / (1.0f + __builtin_expf(-x[i]));
    }
}

FULCRUM_HOT void swiGluRowsBack(
    const float* g, const float* x, const float* sigmoid, float* dx, std::int64_t rows, std::int64_t m)
{
    for (std::int64_t r = 0; r < rows; ++r, x += 2 * m, dx += 2 * m, sigmoid += m, g += m)
        for (std::int64_t i = 0; i < m; ++i) {
            const float s = sigmoid[i], a = x[i];
            dx[i] = g[i] * x[m + i] * s * (1.0f + a * (1.0f - s));
            dx[m + i] = g[i] * a * s;
        }
}

struct RotateShape
{
    std::int64_t turned = 0, rest = 0, half = 0; ///< numbers of a row that are turned and that pass; half of a head's
};

/// y may be x.
FULCRUM_HOT void rotateRows(const float* x, const float* cos, const float* sin, float* y, std::int64_t rows,
    RotateShape shape, float sign)
{
    const std::int64_t half = shape.half;
    for (std::int64_t r = 0; r < rows; ++r, cos += half, sin += half) {
        for (std::int64_t at = 0; at < shape.turned; at += 2 * half, x += 2 * half, y += 2 * half)
            for (std::int64_t i = 0; i < half; ++i) {
                const float low = x[i], high = x[half + i], s = sin[i] * sign;
                y[i] = low * cos[i] - high * s;
                y[half + i] = high * cos[i] + low * s;
            }
        if (x != y)
            for (std::int64_t i = 0; i < shape.rest; ++i)
                y[i] = x[i];
        x += shape.rest;
        y += shape.rest;
    }
}

class RmsNorm : public torch::autograd::Function<RmsNorm>
{
public:
    /// `context` may be null: no gradient then.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, double epsilon)
    {
        const std::int64_t n = x.size(-1), rows = x.numel() / n;
        at::Tensor y = at::empty_like(x), scale = at::empty({rows}, x.options());
        runRanges(rows, rowsPerTask(n), [&](std::int64_t from, std::int64_t to) {
            normRows(x.data_ptr<float>() + from * n, weight.data_ptr<float>(), y.data_ptr<float>() + from * n,
                scale.data_ptr<float>() + from, to - from, n, static_cast<float>(epsilon));
        });
        if (context)
            context->save_for_backward({x, weight, scale});
        return y;
    }
    static tensor_list backward(AutogradContext* context, tensor_list gradient)
    {
        const auto saved = context->get_saved_variables();
        const at::Tensor g = gradient[0].contiguous(), &x = saved[0], &weight = saved[1], &scale = saved[2];
        const std::int64_t n = x.size(-1), rows = x.numel() / n;
        // A fixed number of partial sums, so that the result does not depend on how threads share the rows.
        const std::int64_t parts = std::min<std::int64_t>(16, rows), each = (rows + parts - 1) / parts;
        at::Tensor dx = at::empty_like(x), dw = at::zeros({parts, n}, x.options());
        runTasks(parts, [&](std::int64_t p) {
            const std::int64_t first = p * each, last = std::min(rows, first + each);
            if (first < last)
                normRowsBack(g.data_ptr<float>() + first * n, x.data_ptr<float>() + first * n, weight.data_ptr<float>(),
                    scale.data_ptr<float>() + first, dx.data_ptr<float>() + first * n, dw.data_ptr<float>() + p * n,
                    last - first, n);
        });
        return {dx, dw.sum(0), {}};
    }
};

class SwiGlu : public torch::autograd::Function<SwiGlu>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x)
    {
        const std::int64_t m = x.size(1) / 2;
        const at::Tensor sigmoid = at::sigmoid(x.narrow(1, 0, m)).contiguous();
        at::Tensor y = at::empty({x.size(0), m}, x.options());
        runRanges(x.size(0), rowsPerTask(2 * m), [&](std::int64_t from, std::int64_t to) {
            swiGluRows(x.data_ptr<float>() + from * 2 * m, sigmoid.data_ptr<float>() + from * m,
                y.data_ptr<float>() + from * m, to - from, m);
        });
        context->save_for_backward({x, sigmoid});
        return y;
    }
    static tensor_list backward(AutogradContext* context, tensor_list gradient)
    {
        const auto saved = context->get_saved_variables();
        const at::Tensor g = gradient[0].contiguous(), &x = saved[0], &sigmoid = saved[1];
        const std::int64_t m = x.size(1) / 2;
        at::Tensor dx = at::empty_like(x);
        runRanges(x.size(0), rowsPerTask(2 * m), [&](std::int64_t from, std::int64_t to) {
            swiGluRowsBack(g.data_ptr<float>() + from * m, x.data_ptr<float>() + from * 2 * m,
                sigmoid.data_ptr<float>() + from * m, dx.data_ptr<float>() + from * 2 * m, to - from, m);
        });
        return {dx};
    }
};

void rotateInto(at::Tensor& y, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, std::int64_t turned, float sign)
{
    const std::int64_t n = x.size(1);
    const RotateShape shape{turned, n - turned, cos.size(1)};
    runRanges(x.size(0), rowsPerTask(n), [&](std::int64_t from, std::int64_t to) {
        rotateRows(x.data_ptr<float>() + from * n, cos.data_ptr<float>() + from * shape.half,
            sin.data_ptr<float>() + from * shape.half, y.data_ptr<float>() + from * n, to - from, shape, sign);
    });
}

class RotateStacked : public torch::autograd::Function<RotateStacked>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin,
        std::int64_t turned)
    {
        context->save_for_backward({cos, sin});
        context->saved_data["turned"] = turned;
        at::Tensor y = at::empty_like(x);
        rotateInto(y, x, cos, sin, turned, 1);
        return y;
    }
    /// The inverse of a rotation is the rotation by the opposite angle.
    static tensor_list backward(AutogradContext* context, tensor_list gradient)
    {
        const auto saved = context->get_saved_variables();
        const at::Tensor g = gradient[0].contiguous();
        at::Tensor dx = at::empty_like(g);
        rotateInto(dx, g, saved[0], saved[1], context->saved_data["turned"].toInt(), -1);
        return {dx, {}, {}, {}};
    }
};

/// The same as RotateStacked for any device and type, without a fused gradient.
at::Tensor rotatePlainly(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, std::int64_t turned)
{
    const std::int64_t half = cos.size(1);
    const at::Tensor heads = x.narrow(1, 0, turned).reshape({x.size(0), -1, 2 * half});
    const at::Tensor low = heads.narrow(2, 0, half), high = heads.narrow(2, half, half);
    const at::Tensor c = cos.unsqueeze(1), s = sin.unsqueeze(1);
    const at::Tensor rotated = at::cat({low * c - high * s, high * c + low * s}, 2).view({x.size(0), turned});
    return at::cat({rotated, x.narrow(1, turned, x.size(1) - turned)}, 1);
}

/// In place on a GPU: five passes over half of what is turned.
void rotateThere(at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, std::int64_t turned)
{
    const std::int64_t half = cos.size(1);
    const at::Tensor heads = x.narrow(1, 0, turned).unflatten(1, std::vector<std::int64_t>{turned / (2 * half), 2, half});
    at::Tensor low = heads.select(2, 0), high = heads.select(2, 1);
    const at::Tensor c = cos.unsqueeze(1), s = sin.unsqueeze(1);
    const at::Tensor lower = (low * c).addcmul_(high, s, -1);
    high.mul_(c).addcmul_(low, s);
    low.copy_(lower);
}

/// No gradient is wanted: results may be made in one pass, and in place.
bool isInference(const at::Tensor& x) { return !(c10::GradMode::is_enabled() && x.requires_grad()); }

} // namespace

at::Tensor fusedRmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon)
{
    [[maybe_unused]] const std::int64_t n = x.size(-1);
    if (fusable(x) && fusable(weight) && x.numel() > 0)
        return isInference(x) && isInference(weight) ? RmsNorm::forward(nullptr, x, weight, epsilon)
                                                     : RmsNorm::apply(x, weight, epsilon);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 9)
    if (!x.is_cpu() && !PlainOperations::wanted())
        return at::rms_norm(x, {n}, weight, epsilon); // one kernel from 2.9 on
#endif
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true).add(epsilon));
    return (wide * scale).to(x.scalar_type()) * weight;
}

at::Tensor fusedSwiGlu(const at::Tensor& x)
{
    const std::int64_t m = x.size(-1) / 2;
    if (!fusable(x) || x.dim() != 2)
        return at::silu(x.narrow(-1, 0, m)) * x.narrow(-1, m, m);
    if (!isInference(x))
        return SwiGlu::apply(x);
    at::Tensor y = at::empty({x.size(0), m}, x.options());
    runRanges(x.size(0), rowsPerTask(2 * m), [&](std::int64_t from, std::int64_t to) {
        swiGluWhole(x.data_ptr<float>() + from * 2 * m, y.data_ptr<float>() + from * m, to - from, m);
    });
    return y;
}

void swiGluTile(const float* x, float* y, std::int64_t rows, std::int64_t m) { swiGluWhole(x, y, rows, m); }

at::Tensor fusedRotate(at::Tensor stacked, const at::Tensor& cos, const at::Tensor& sin, std::int64_t turned)
{
    if (!stacked.is_cpu() && !PlainOperations::wanted() && isInference(stacked)) {
        rotateThere(stacked, cos, sin, turned);
        return stacked;
    }
    if (!fusable(stacked) || !fusable(cos) || !fusable(sin))
        return rotatePlainly(stacked, cos, sin, turned);
    if (!isInference(stacked))
        return RotateStacked::apply(stacked, cos, sin, turned);
    rotateInto(stacked, stacked, cos, sin, turned, 1);
    return stacked;
}

} // namespace fulcrum::engine
