// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/product.h"

#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <c10/core/GradMode.h>
#include <dlfcn.h>

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kTileRows = 128;
constexpr double kTileWork = 16e6; ///< multiply-adds that are worth another thread

// oneDNN's plain products, row-major. Declared here: its headers are no dependency of LibTorch's.
using FloatProduct = int (*)(char transA, char transB, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
    const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta, float* c, std::int64_t ldc);
using HalfProduct = int (*)(char transA, char transB, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
    const std::uint16_t* a, std::int64_t lda, const std::uint16_t* b, std::int64_t ldb, float beta, float* c,
    std::int64_t ldc);

/// Undefined where LibTorch brings a oneDNN that it keeps to itself.
template <class Function>
Function find(const char* symbol)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, symbol));
}

const std::uint16_t* asHalf(const at::Tensor& x, std::int64_t offset)
{
    return static_cast<const std::uint16_t*>(x.data_ptr()) + offset;
}

/// Rows rounded to bfloat16 in memory of the thread's own.
const std::uint16_t* rounded(const float* x, std::int64_t rows, std::int64_t k, std::int64_t step)
{
    thread_local at::Tensor memory;
    if (!memory.defined() || memory.numel() < rows * k) {
        const c10::InferenceMode outside(false); // it outlives the mode of the call that makes it
        memory = at::empty({rows * k}, at::kBFloat16);
    }
    at::Tensor target = memory.narrow(0, 0, rows * k).view({rows, k});
    target.copy_(at::from_blob(const_cast<float*>(x), {rows, k}, {step, 1}, at::kFloat));
    return asHalf(target, 0);
}

/// Where oneDNN cannot be called.
void multiplyPlainly(const float* x, std::int64_t rows, std::int64_t xStep, const at::Tensor& weight, float* out,
    std::int64_t outStep, float scale, bool add)
{
    const at::Tensor in = at::from_blob(const_cast<float*>(x), {rows, weight.size(1)}, {xStep, 1}, at::kFloat);
    at::Tensor sum = at::from_blob(out, {rows, weight.size(0)}, {outStep, 1}, at::kFloat);
    if (weight.scalar_type() == at::kBFloat16)
        sum.copy_((add ? sum : at::zeros_like(sum)) + at::mm(in.to(at::kBFloat16), weight.t()).to(at::kFloat) * scale);
    else
        at::addmm_out(sum, sum, in, weight.to(at::kFloat).t(), add ? 1 : 0, scale);
}

struct Tiling
{
    std::int64_t rows = 0, columns = 0; ///< of one tile
    std::int64_t down = 0, across = 0;  ///< tiles
};

std::int64_t tilesOf(std::int64_t total, std::int64_t size) { return (total + size - 1) / size; }

/// Tiles of rows; where they are few, of columns too.
Tiling tilingOf(std::int64_t n, std::int64_t k, std::int64_t m)
{
    Tiling tiling;
    tiling.down = tilesOf(n, kTileRows);
    tiling.rows = tilesOf(n, tiling.down);
    const double work = static_cast<double>(tiling.rows) * static_cast<double>(k);
    const auto least = static_cast<std::int64_t>(kTileWork / std::max(1.0, work));
    tiling.columns = tiling.down >= 8 ? m : std::min(m, std::max<std::int64_t>(256, (least + 63) / 64 * 64));
    tiling.across = tilesOf(m, tiling.columns);
    return tiling;
}

void multiplyAll(at::Tensor& out, const at::Tensor& x, const at::Tensor& weight, float scale, bool add)
{
    const std::int64_t n = x.size(0), k = x.size(1), m = weight.size(0);
    if (n == 0)
        return;
    const Tiling tiling = tilingOf(n, k, m);
    const float* in = x.data_ptr<float>();
    float* to = out.data_ptr<float>();
    runTasks(tiling.down * tiling.across, [&](std::int64_t task) {
        const std::int64_t row = task / tiling.across * tiling.rows, column = task % tiling.across * tiling.columns;
        multiplyTile(in + row * x.stride(0), std::min(tiling.rows, n - row), x.stride(0), weight, column,
            std::min(tiling.columns, m - column), to + row * out.stride(0) + column, out.stride(0), scale, add);
    });
}

} // namespace

bool multipliesByTiles(const at::Tensor& x, const at::Tensor& weight)
{
    const bool gradient = c10::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad());
    return !gradient && !PlainOperations::wanted() && x.is_cpu() && weight.is_cpu() && x.scalar_type() == at::kFloat && weight.dim() == 2
        && x.size(-1) == weight.size(1) && weight.size(1) > 0 && weight.is_contiguous();
}

void multiplyTile(const float* x, std::int64_t rows, std::int64_t xStep, const at::Tensor& weight, std::int64_t first,
    std::int64_t m, float* out, std::int64_t outStep, float scale, bool add)
{
    static const auto floats = find<FloatProduct>("dnnl_sgemm");
    static const auto halves = find<HalfProduct>("dnnl_gemm_bf16bf16f32");
    const std::int64_t k = weight.size(1);
    const float old = add ? 1.0f : 0.0f;
    const SingleThreaded alone;
    if (weight.scalar_type() == at::kFloat && floats
        && floats('N', 'T', rows, m, k, scale, x, xStep, weight.data_ptr<float>() + first * k, k, old, out, outStep) == 0)
        return;
    if (weight.scalar_type() == at::kBFloat16 && halves
        && halves('N', 'T', rows, m, k, scale, rounded(x, rows, k, xStep), k, asHalf(weight, first * k), k, old, out,
               outStep) == 0)
        return;
    multiplyPlainly(x, rows, xStep, weight.narrow(0, first, m), out, outStep, scale, add);
}

at::Tensor multiplyByTiles(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    const at::Tensor rows = x.stride(1) == 1 ? x : x.contiguous();
    at::Tensor out = at::empty({x.size(0), weight.size(0)}, x.options());
    if (bias.defined())
        out.copy_(bias.expand(out.sizes()));
    multiplyAll(out, rows, weight, 1, bias.defined());
    return out;
}

void addByTiles(at::Tensor& out, const at::Tensor& x, const at::Tensor& weight, float scale)
{
    multiplyAll(out, x.stride(1) == 1 ? x : x.contiguous(), weight, scale, true);
}

} // namespace fulcrum::engine
