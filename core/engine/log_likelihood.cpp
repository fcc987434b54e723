// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/log_likelihood.h"

#include "core/engine/fast_exp.h"
#include "core/engine/ops.h"
#include "core/engine/product.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <algorithm>
#include <cmath>

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kLogitsAtOnce = 16 << 20; ///< floats of one slice of logits where memory alone counts
constexpr std::int64_t kGpuLogitsAtOnce = 256 << 20;
constexpr std::int64_t kTileRows = 128, kTileColumns = 1024; ///< of one slice in the cache
constexpr std::int64_t kGroupColumns = 8 * kTileColumns;     ///< of one task

/// Sum of exp(x - most) over some logits, and their maximum.
struct PartialSum
{
    float most = -std::numeric_limits<float>::infinity();
    double sum = 0;

    void add(const PartialSum& other)
    {
        if (!(other.most > most)) {
            sum += other.sum * std::exp(static_cast<double>(other.most - most));
            return;
        }
        sum = other.sum + (sum > 0 ? sum * std::exp(static_cast<double>(most - other.most)) : 0.0);
        most = other.most;
    }
};

/// most and sum of one row of n logits; n is at least 1. NaN and infinity end up in the sum.
FULCRUM_HOT void reduceRow(const float* row, std::int64_t n, float* most, float* sum)
{
    float highest = row[0];
    std::int64_t i = 0;
    if (n >= kLanes) {
        Lanes lanes = *reinterpret_cast<const Lanes*>(row);
        for (i = kLanes; i + kLanes <= n; i += kLanes) {
            const Lanes some = *reinterpret_cast<const Lanes*>(row + i);
            lanes = some > lanes ? some : lanes;
        }
        highest = lanes[0];
        for (int lane = 1; lane < kLanes; ++lane)
            highest = lanes[lane] > highest ? lanes[lane] : highest;
    }
    for (; i < n; ++i)
        highest = row[i] > highest ? row[i] : highest;
    Lanes totals = {};
    for (i = 0; i + kLanes <= n; i += kLanes) {
        Lanes x = *reinterpret_cast<const Lanes*>(row + i) - highest;
        fastExp(x);
        totals += x;
    }
    float total = 0;
    for (int lane = 0; lane < kLanes; ++lane)
        total += totals[lane];
    for (; i < n; ++i)
        total += __builtin_expf(row[i] - highest);
    *most = highest;
    *sum = total;
}

/// One task: rows [from, to) against columns [first, end). Sums go to `sums`, logits of targets to `chosen`.
void reduceGroup(const at::Tensor& hidden, const at::Tensor& head, const std::vector<std::int64_t>& targets,
    std::int64_t from, std::int64_t to, std::int64_t first, std::int64_t end, PartialSum* sums, float* chosen)
{
    thread_local std::vector<float> logits;
    logits.resize(static_cast<std::size_t>(kTileRows * kTileColumns));
    const std::int64_t width = hidden.size(1);
    for (std::int64_t column = first; column < end; column += kTileColumns) {
        const std::int64_t n = std::min(kTileColumns, end - column);
        multiplyTile(hidden.data_ptr<float>() + from * width, to - from, width, head, column, n, logits.data(), n, 1, false);
        for (std::int64_t row = 0; row < to - from; ++row) {
            const float* const line = logits.data() + row * n;
            PartialSum part;
            float sum = 0;
            reduceRow(line, n, &part.most, &sum);
            part.sum = static_cast<double>(sum);
            sums[row].add(part);
            const std::int64_t target = targets[static_cast<std::size_t>(from + row)];
            if (target >= column && target < column + n)
                chosen[from + row] = line[target - column];
        }
    }
}

std::vector<float> reduceByTiles(
    const at::Tensor& hidden, const at::Tensor& head, const std::vector<std::int64_t>& targets)
{
    const std::int64_t n = hidden.size(0), vocabulary = head.size(0);
    const std::int64_t down = (n + kTileRows - 1) / kTileRows, across = (vocabulary + kGroupColumns - 1) / kGroupColumns;
    const std::int64_t tile = down > 0 ? (n + down - 1) / down : 0;
    currentWork().flops += 2.0 * static_cast<double>(hidden.numel()) * static_cast<double>(vocabulary);
    std::vector<PartialSum> sums(static_cast<std::size_t>(across * n));
    std::vector<float> result(targets.size());
    runTasks(down * across, [&](std::int64_t task) {
        const std::int64_t group = task % across, from = task / across * tile;
        reduceGroup(hidden, head, targets, from, std::min(n, from + tile), group * kGroupColumns,
            std::min(vocabulary, (group + 1) * kGroupColumns), sums.data() + group * n + from, result.data());
    });
    for (std::int64_t row = 0; row < n; ++row) {
        PartialSum all;
        for (std::int64_t group = 0; group < across; ++group)
            all.add(sums[static_cast<std::size_t>(group * n + row)]);
        float& one = result[static_cast<std::size_t>(row)];
        one = static_cast<float>(static_cast<double>(one) - static_cast<double>(all.most) - std::log(all.sum));
    }
    return result;
}

} // namespace

std::vector<float> tokenLogProbs(
    const at::Tensor& hidden, const at::Tensor& head, const std::vector<std::int64_t>& targets)
{
    if (multipliesByTiles(hidden, head) && hidden.is_contiguous())
        return reduceByTiles(hidden, head, targets);
    std::vector<float> result;
    const std::int64_t most = hidden.is_cpu() ? kLogitsAtOnce : kGpuLogitsAtOnce;
    const std::int64_t step = std::max<std::int64_t>(1, most / head.size(0));
    const at::Tensor wanted = onto(at::tensor(targets), hidden.device());
    for (std::int64_t first = 0; first < hidden.size(0); first += step) {
        const std::int64_t count = std::min(step, hidden.size(0) - first);
        const at::Tensor scores = affine(hidden.narrow(0, first, count), head).to(at::kFloat);
        const at::Tensor chosen = scores.gather(1, wanted.narrow(0, first, count).unsqueeze(1)).squeeze(1);
        const at::Tensor logProb = (chosen - at::logsumexp(scores, 1)).to(at::kCPU).contiguous();
        result.insert(result.end(), logProb.data_ptr<float>(), logProb.data_ptr<float>() + count);
    }
    return result;
}

} // namespace fulcrum::engine
