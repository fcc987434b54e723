// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fused_ops.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <cmath>

// Loops that the compiler may vectorise freely; the best variant for the processor is chosen when the module is loaded (a level
// of features: naming a processor would choose it for that very processor alone).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define FULCRUM_HOT __attribute__((optimize("O3", "fast-math"), target_clones("arch=x86-64-v3", "default")))
#else
#define FULCRUM_HOT
#endif

namespace fulcrum::engine {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr std::int64_t kRowsPerTask = 64;

bool fusable(const at::Tensor& x) { return x.is_cpu() && x.scalar_type() == at::kFloat && x.is_contiguous(); }

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
    std::int64_t hidden = 0, half = 0;
};

FULCRUM_HOT void rotateRows(const float* x, const float* cos, const float* sin, float* y, std::int64_t rows,
    RotateShape shape, float sign)
{
    const std::int64_t half = shape.half;
    for (std::int64_t r = 0; r < rows; ++r, cos += half, sin += half) {
        for (std::int64_t at = 0; at < 2 * shape.hidden; at += 2 * half, x += 2 * half, y += 2 * half)
            for (std::int64_t i = 0; i < half; ++i) {
                const float low = x[i], high = x[half + i], s = sin[i] * sign;
                y[i] = low * cos[i] - high * s;
                y[half + i] = high * cos[i] + low * s;
            }
        for (std::int64_t i = 0; i < shape.hidden; ++i)
            y[i] = x[i];
        x += shape.hidden;
        y += shape.hidden;
    }
}

struct AttentionShape
{
    std::int64_t queries = 0, keys = 0, width = 0;    ///< width: of a head, a multiple of kLanes
    std::int64_t qStep = 0, kStep = 0, vStep = 0, maskStep = 0, outStep = 0; ///< from one token to the next
    float scale = 0;

    static constexpr std::int64_t kLanes = 8;          ///< numbers of one vector
    static constexpr std::int64_t kBlock = 2 * kLanes; ///< keys, or numbers of a value, worked on at a time
    static constexpr std::int64_t kTile = 4;           ///< queries worked on at a time: 4 x 2 sums keep both multipliers busy
    std::int64_t paddedKeys() const { return (keys + kBlock - 1) / kBlock * kBlock; }
    std::int64_t scratch() const { return (width + kTile) * paddedKeys() + width; }
};

// Vectors of the compiler's own kind: with these functions' options nothing of the standard library is inlined into them.
// Not wider than a register: wider ones go through memory.
using Lanes = float __attribute__((vector_size(32), aligned(4), may_alias));
using IntLanes = std::int32_t __attribute__((vector_size(32)));

/// Keys turned over, so that products with them run along memory: lines [width, paddedKeys].
FULCRUM_HOT void turnKeys(const float* k, float* lines, const AttentionShape& shape)
{
    const std::int64_t padded = shape.paddedKeys();
    for (std::int64_t i = 0; i < shape.width; ++i, lines += padded) {
        for (std::int64_t j = 0; j < shape.keys; ++j)
            lines[j] = k[j * shape.kStep + i] * shape.scale;
        for (std::int64_t j = shape.keys; j < padded; ++j)
            lines[j] = 0;
    }
}

/// weight [kTile, paddedKeys] = the tile's queries times the keys.
FULCRUM_HOT void weighKeys(const float* const* q, const float* lines, float* weight, const AttentionShape& shape)
{
    constexpr std::int64_t kTile = AttentionShape::kTile, kLanes = AttentionShape::kLanes;
    const std::int64_t padded = shape.paddedKeys();
    const float* const rows[kTile] = {q[0], q[1], q[2], q[3]};
    for (std::int64_t block = 0; block < padded; block += AttentionShape::kBlock) {
        Lanes low[kTile] = {}, high[kTile] = {};
        for (std::int64_t i = 0; i < shape.width; ++i) {
            const Lanes first = *reinterpret_cast<const Lanes*>(lines + i * padded + block);
            const Lanes second = *reinterpret_cast<const Lanes*>(lines + i * padded + block + kLanes);
            for (int r = 0; r < kTile; ++r) {
                low[r] += rows[r][i] * first;
                high[r] += rows[r][i] * second;
            }
        }
        for (int r = 0; r < kTile; ++r) {
            *reinterpret_cast<Lanes*>(weight + r * padded + block) = low[r];
            *reinterpret_cast<Lanes*>(weight + r * padded + block + kLanes) = high[r];
        }
    }
}

/// weight [paddedKeys] -> exp(weight + mask - highest); returns 1 / their sum.
FULCRUM_HOT float exponentials(float* weight, const float* mask, const AttentionShape& shape)
{
    constexpr std::int64_t kLanes = AttentionShape::kLanes;
    constexpr float kNone = -3e38f;                        // lower than any mask: lanes beyond the keys
    constexpr float kLowest = -87.0f, kLog2e = 1.44269504f; // below exp(kLowest) a weight counts as none
    const std::int64_t padded = shape.paddedKeys();
    if (mask)
        for (std::int64_t j = 0; j < shape.keys; ++j)
            weight[j] += mask[j];
    for (std::int64_t j = shape.keys; j < padded; ++j)
        weight[j] = kNone;
    Lanes most = *reinterpret_cast<const Lanes*>(weight);
    for (std::int64_t block = kLanes; block < padded; block += kLanes) {
        const Lanes some = *reinterpret_cast<const Lanes*>(weight + block);
        most = some > most ? some : most;
    }
    float highest = most[0];
    for (int lane = 1; lane < kLanes; ++lane)
        highest = most[lane] > highest ? most[lane] : highest;
    Lanes totals = {};
    for (std::int64_t block = 0; block < padded; block += kLanes) {
        // exp(x) = 2^whole 2^part with a polynomial on [-1/2, 1/2].
        const Lanes x = *reinterpret_cast<const Lanes*>(weight + block) - highest;
        const Lanes power = (x < kLowest ? Lanes{} : x) * kLog2e;
        const IntLanes whole = __builtin_convertvector(power - 0.5f, IntLanes);
        const Lanes part = power - __builtin_convertvector(whole, Lanes);
        const Lanes fraction = 1.0f + part * (0.69314718f + part * (0.24022651f + part * (0.05550411f
            + part * (0.00961813f + part * (0.00133336f + part * 0.00015404f)))));
        const IntLanes exponent = (whole + 127) << 23;
        const Lanes scaled = fraction * reinterpret_cast<const Lanes&>(exponent);
        const Lanes kept = x < kLowest ? Lanes{} : scaled;
        *reinterpret_cast<Lanes*>(weight + block) = kept;
        totals += kept;
    }
    float total = 0;
    for (int lane = 0; lane < kLanes; ++lane)
        total += totals[lane];
    return 1.0f / total;
}

/// The tile's outputs: values weighed by weight [kTile, paddedKeys], times share.
FULCRUM_HOT void mixValues(
    const float* weight, const float* v, const float* share, float* const* out, const AttentionShape& shape)
{
    constexpr std::int64_t kTile = AttentionShape::kTile, kLanes = AttentionShape::kLanes;
    const std::int64_t padded = shape.paddedKeys();
    const float* const rows[kTile] = {weight, weight + padded, weight + 2 * padded, weight + 3 * padded};
    for (std::int64_t block = 0; block < shape.width; block += AttentionShape::kBlock) {
        const std::int64_t other = block + kLanes < shape.width ? kLanes : 0; // at the end of an odd width: the same once more
        const float* at = v + block;
        Lanes low[kTile] = {}, high[kTile] = {};
        for (std::int64_t j = 0; j < shape.keys; ++j, at += shape.vStep) {
            const Lanes first = *reinterpret_cast<const Lanes*>(at);
            const Lanes second = *reinterpret_cast<const Lanes*>(at + other);
            for (int r = 0; r < kTile; ++r) {
                low[r] += rows[r][j] * first;
                high[r] += rows[r][j] * second;
            }
        }
        for (int r = 0; r < kTile; ++r) {
            *reinterpret_cast<Lanes*>(out[r] + block) = low[r] * share[r];
            *reinterpret_cast<Lanes*>(out[r] + block + other) = high[r] * share[r];
        }
    }
}

/// One head of one row. Where queries run out, the last tile works on its last query again and throws that away.
void attendHead(const float* q, const float* k, const float* v, const float* mask, float* out, float* scratch,
    const AttentionShape& shape)
{
    constexpr std::int64_t kTile = AttentionShape::kTile;
    const std::int64_t padded = shape.paddedKeys();
    float* const weight = scratch + shape.width * padded;
    float* const discarded = weight + kTile * padded;
    turnKeys(k, scratch, shape);
    for (std::int64_t first = 0; first < shape.queries; first += kTile) {
        const float* queries[kTile];
        float* results[kTile];
        float share[kTile] = {};
        const std::int64_t count = std::min(kTile, shape.queries - first);
        for (std::int64_t r = 0; r < kTile; ++r) {
            queries[r] = q + (first + std::min(r, count - 1)) * shape.qStep;
            results[r] = r < count ? out + (first + r) * shape.outStep : discarded;
        }
        weighKeys(queries, scratch, weight, shape);
        for (std::int64_t r = 0; r < count; ++r)
            share[r] = exponentials(weight + r * padded, mask ? mask + (first + r) * shape.maskStep : nullptr, shape);
        mixValues(weight, v, share, results, shape);
    }
}

class RmsNorm : public torch::autograd::Function<RmsNorm>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, double epsilon)
    {
        const std::int64_t n = x.size(-1), rows = x.numel() / n;
        at::Tensor y = at::empty_like(x), scale = at::empty({rows}, x.options());
        at::parallel_for(0, rows, kRowsPerTask, [&](std::int64_t from, std::int64_t to) {
            normRows(x.data_ptr<float>() + from * n, weight.data_ptr<float>(), y.data_ptr<float>() + from * n,
                scale.data_ptr<float>() + from, to - from, n, static_cast<float>(epsilon));
        });
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
        at::parallel_for(0, parts, 1, [&](std::int64_t from, std::int64_t to) {
            for (std::int64_t p = from; p < to; ++p) {
                const std::int64_t first = p * each, last = std::min(rows, first + each);
                if (first < last)
                    normRowsBack(g.data_ptr<float>() + first * n, x.data_ptr<float>() + first * n,
                        weight.data_ptr<float>(), scale.data_ptr<float>() + first, dx.data_ptr<float>() + first * n,
                        dw.data_ptr<float>() + p * n, last - first, n);
            }
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
        at::parallel_for(0, x.size(0), kRowsPerTask, [&](std::int64_t from, std::int64_t to) {
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
        at::parallel_for(0, x.size(0), kRowsPerTask, [&](std::int64_t from, std::int64_t to) {
            swiGluRowsBack(g.data_ptr<float>() + from * m, x.data_ptr<float>() + from * 2 * m,
                sigmoid.data_ptr<float>() + from * m, dx.data_ptr<float>() + from * 2 * m, to - from, m);
        });
        return {dx};
    }
};

class RotateStacked : public torch::autograd::Function<RotateStacked>
{
public:
    static at::Tensor forward(
        AutogradContext* context, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin)
    {
        context->save_for_backward({cos, sin});
        return turn(x, cos, sin, 1);
    }
    /// The inverse of a rotation is the rotation by the opposite angle.
    static tensor_list backward(AutogradContext* context, tensor_list gradient)
    {
        const auto saved = context->get_saved_variables();
        return {turn(gradient[0].contiguous(), saved[0], saved[1], -1), {}, {}};
    }

private:
    static at::Tensor turn(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, float sign)
    {
        const RotateShape shape{x.size(1) / 3, cos.size(1)};
        at::Tensor y = at::empty_like(x);
        at::parallel_for(0, x.size(0), kRowsPerTask, [&](std::int64_t from, std::int64_t to) {
            rotateRows(x.data_ptr<float>() + from * x.size(1), cos.data_ptr<float>() + from * shape.half,
                sin.data_ptr<float>() + from * shape.half, y.data_ptr<float>() + from * x.size(1), to - from, shape, sign);
        });
        return y;
    }
};

/// The same as RotateStacked for any device and type, without a fused gradient.
at::Tensor rotatePlainly(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin)
{
    const std::int64_t hidden = x.size(1) / 3, half = cos.size(1);
    const at::Tensor heads = x.narrow(1, 0, 2 * hidden).reshape({x.size(0), -1, 2 * half});
    const at::Tensor low = heads.narrow(2, 0, half), high = heads.narrow(2, half, half);
    const at::Tensor c = cos.unsqueeze(1), s = sin.unsqueeze(1);
    const at::Tensor turned = at::cat({low * c - high * s, high * c + low * s}, 2).view({x.size(0), 2 * hidden});
    return at::cat({turned, x.narrow(1, 2 * hidden, hidden)}, 1);
}

} // namespace

at::Tensor fusedRmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon)
{
    if (fusable(x) && fusable(weight) && x.numel() > 0)
        return RmsNorm::apply(x, weight, epsilon);
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true).add(epsilon));
    return (wide * scale).to(x.scalar_type()) * weight;
}

at::Tensor fusedSwiGlu(const at::Tensor& x)
{
    if (fusable(x) && x.dim() == 2)
        return SwiGlu::apply(x);
    const std::int64_t m = x.size(-1) / 2;
    return at::silu(x.narrow(-1, 0, m)) * x.narrow(-1, m, m);
}

at::Tensor fusedAttention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask)
{
    constexpr std::int64_t kMostKeys = 256; // beyond, a good matrix product wins
    const std::int64_t rows = q.size(0), heads = q.size(1);
    AttentionShape shape{q.size(2), k.size(2), q.size(3), q.stride(2), k.stride(2), v.stride(2), 0, heads * q.size(3),
        static_cast<float>(scale)};
    const auto plain = [](const at::Tensor& x) { return x.is_cpu() && x.scalar_type() == at::kFloat && x.stride(3) == 1; };
    const bool gradient = at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
    if (gradient || !plain(q) || !plain(k) || !plain(v) || shape.width % AttentionShape::kLanes != 0
        || v.size(3) != shape.width || shape.keys < 1 || shape.keys > kMostKeys)
        return {};
    at::Tensor added;
    if (mask.defined()) {
        added = mask.expand({rows, heads, shape.queries, shape.keys});
        if (!plain(added) && shape.keys > 1)
            return {};
        shape.maskStep = added.stride(2);
    }
    const at::Tensor out = at::empty({rows, shape.queries, heads, shape.width}, q.options()).transpose(1, 2);
    const auto head = [](const at::Tensor& x, std::int64_t row, std::int64_t h) {
        return x.data_ptr<float>() + row * x.stride(0) + h * x.stride(1);
    };
    at::parallel_for(0, rows * heads, kRowsPerTask, [&](std::int64_t from, std::int64_t to) {
        std::vector<float> scratch(static_cast<std::size_t>(shape.scratch()));
        for (std::int64_t at = from; at < to; ++at) {
            const std::int64_t row = at / heads, h = at % heads;
            attendHead(head(q, row, h), head(k, row, h), head(v, row, h), added.defined() ? head(added, row, h) : nullptr,
                head(out, row, h), scratch.data(), shape);
        }
    });
    return out;
}

at::Tensor fusedRotate(const at::Tensor& stacked, const at::Tensor& cos, const at::Tensor& sin)
{
    if (fusable(stacked) && fusable(cos) && fusable(sin))
        return RotateStacked::apply(stacked, cos, sin);
    return rotatePlainly(stacked, cos, sin);
}

} // namespace fulcrum::engine
