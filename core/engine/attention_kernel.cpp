// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attention_kernel.h"

#include "core/engine/fast_exp.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <algorithm>
#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kBlock = 2 * kLanes; ///< keys, or numbers of a value, worked on at a time
constexpr std::int64_t kTile = 4;           ///< queries worked on at a time: 4 x 2 sums keep both multipliers busy
constexpr double kTaskWork = 1e6;           ///< multiply-adds that are worth another thread

std::int64_t padded(std::int64_t keys) { return (keys + kBlock - 1) / kBlock * kBlock; }

/// Keys and values of one head, ready for products with many queries.
struct HeadKeys
{
    std::int64_t keys = 0, width = 0;
    std::int64_t step = 0;         ///< of `lines`: padded(keys)
    float* lines = nullptr;        ///< keys turned over and scaled, so that products with them run along memory: [width, step]
    const float* values = nullptr; ///< [keys, width]
    std::int64_t valueStep = 0;
};

/// Queries of one head.
struct HeadQueries
{
    const float* q = nullptr;
    float* out = nullptr;
    std::int64_t count = 0, step = 0, outStep = 0;
    const float* mask = nullptr; ///< to add, or null
    std::int64_t maskStep = 0;
    std::int64_t past = -1; ///< query t sees the keys up to past + t; -1 = all see all
    float slope = 0;        ///< ALiBi
};

FULCRUM_HOT void turnKeys(const float* const* keys, std::int64_t offset, float scale, const HeadKeys& head)
{
    for (std::int64_t j = 0; j < head.keys; ++j) {
        const float* const key = keys[j] + offset;
        for (std::int64_t i = 0; i < head.width; ++i)
            head.lines[i * head.step + j] = key[i] * scale;
    }
    for (std::int64_t i = 0; i < head.width; ++i)
        for (std::int64_t j = head.keys; j < head.step; ++j)
            head.lines[i * head.step + j] = 0;
}

FULCRUM_HOT void gatherValues(const float* const* values, std::int64_t offset, float* to, const HeadKeys& head)
{
    for (std::int64_t j = 0; j < head.keys; ++j, to += head.width)
        for (std::int64_t i = 0; i < head.width; ++i)
            to[i] = values[j][offset + i];
}

/// weight [kTile, step] = the tile's queries times the first `seen` keys.
FULCRUM_HOT void weighKeys(const float* const* q, const HeadKeys& head, std::int64_t seen, float* weight)
{
    const float* const rows[kTile] = {q[0], q[1], q[2], q[3]};
    const std::int64_t step = head.step;
    for (std::int64_t block = 0; block < seen; block += kBlock) {
        Lanes low[kTile] = {}, high[kTile] = {};
        const float* line = head.lines + block;
        for (std::int64_t i = 0; i < head.width; ++i, line += step) {
            const Lanes first = *reinterpret_cast<const Lanes*>(line);
            const Lanes second = *reinterpret_cast<const Lanes*>(line + kLanes);
            for (int r = 0; r < kTile; ++r) {
                low[r] += rows[r][i] * first;
                high[r] += rows[r][i] * second;
            }
        }
        for (int r = 0; r < kTile; ++r) {
            *reinterpret_cast<Lanes*>(weight + r * step + block) = low[r];
            *reinterpret_cast<Lanes*>(weight + r * step + block + kLanes) = high[r];
        }
    }
}

/// weight[0 .. end) (end a multiple of the block) -> exp(weight - highest) of the first `visible` keys, 0 behind; returns
/// 1 / their sum.
FULCRUM_HOT float exponentials(float* weight, std::int64_t visible, std::int64_t end)
{
    constexpr float kNone = -3e38f; // lower than any mask
    for (std::int64_t j = visible; j < end; ++j)
        weight[j] = kNone;
    Lanes most = *reinterpret_cast<const Lanes*>(weight);
    for (std::int64_t block = kLanes; block < end; block += kLanes) {
        const Lanes some = *reinterpret_cast<const Lanes*>(weight + block);
        most = some > most ? some : most;
    }
    float highest = most[0];
    for (int lane = 1; lane < kLanes; ++lane)
        highest = most[lane] > highest ? most[lane] : highest;
    Lanes totals = {};
    for (std::int64_t block = 0; block < end; block += kLanes) {
        Lanes x = *reinterpret_cast<const Lanes*>(weight + block) - highest;
        fastExp(x);
        *reinterpret_cast<Lanes*>(weight + block) = x;
        totals += x;
    }
    float total = 0;
    for (int lane = 0; lane < kLanes; ++lane)
        total += totals[lane];
    return 1.0f / total;
}

FULCRUM_HOT void addMask(float* weight, const float* mask, std::int64_t keys)
{
    for (std::int64_t j = 0; j < keys; ++j)
        weight[j] += mask[j];
}

/// Slope times the distance to the last visible key; a constant per query does not change a softmax.
FULCRUM_HOT void addSlope(float* weight, float slope, std::int64_t visible)
{
    for (std::int64_t j = 0; j < visible; ++j)
        weight[j] += slope * static_cast<float>(static_cast<int>(j) + 1 - static_cast<int>(visible));
}

/// The tile's outputs: the first `seen` values weighed by weight [kTile, step], times share.
FULCRUM_HOT void mixValues(
    const float* weight, const HeadKeys& head, std::int64_t seen, const float* share, float* const* out)
{
    const std::int64_t step = head.step;
    const float* const rows[kTile] = {weight, weight + step, weight + 2 * step, weight + 3 * step};
    for (std::int64_t block = 0; block < head.width; block += kBlock) {
        const std::int64_t other = block + kLanes < head.width ? kLanes : 0; // at the end of an odd width: the same once more
        const float* at = head.values + block;
        Lanes low[kTile] = {}, high[kTile] = {};
        for (std::int64_t j = 0; j < seen; ++j, at += head.valueStep) {
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

/// Memory of the calling thread, kept from call to call.
float* threadMemory(std::int64_t floats)
{
    thread_local std::vector<float> memory;
    if (static_cast<std::int64_t>(memory.size()) < floats)
        memory.resize(static_cast<std::size_t>(floats));
    return memory.data();
}

/// The parts of a thread's memory that one head works with.
struct Scratch
{
    Scratch(std::int64_t keys, std::int64_t width)
        : lines(threadMemory((2 * width + kTile) * padded(keys) + width)), values(lines + width * padded(keys)),
          weight(values + width * padded(keys)), discarded(weight + kTile * padded(keys))
    {
    }
    float *lines, *values, *weight, *discarded;
};

/// Where queries run out, the last tile works on its last query again and throws that away.
void attendHead(const HeadKeys& head, const HeadQueries& queries, const Scratch& scratch)
{
    for (std::int64_t first = 0; first < queries.count; first += kTile) {
        const float* q[kTile];
        float* out[kTile];
        float share[kTile] = {};
        const std::int64_t count = std::min(kTile, queries.count - first);
        for (std::int64_t r = 0; r < kTile; ++r) {
            q[r] = queries.q + (first + std::min(r, count - 1)) * queries.step;
            out[r] = r < count ? queries.out + (first + r) * queries.outStep : scratch.discarded;
        }
        const std::int64_t seen
            = queries.past < 0 ? head.keys : std::min(head.keys, queries.past + first + count);
        weighKeys(q, head, seen, scratch.weight);
        for (std::int64_t r = 0; r < count; ++r) {
            float* const weight = scratch.weight + r * head.step;
            const std::int64_t visible = queries.past < 0 ? head.keys : std::min(seen, queries.past + first + r + 1);
            if (queries.mask)
                addMask(weight, queries.mask + (first + r) * queries.maskStep, visible);
            if (queries.slope != 0)
                addSlope(weight, queries.slope, visible);
            share[r] = exponentials(weight, visible, padded(seen));
        }
        mixValues(scratch.weight, head, seen, share, out);
    }
}

/// Counts `pairs` of a query and a key it sees; gives the number of the `tasks` that share them which are worth another thread.
std::int64_t countWork(double pairs, std::int64_t heads, std::int64_t width, std::int64_t tasks)
{
    const double work = 2.0 * pairs * static_cast<double>(heads) * static_cast<double>(width);
    currentWork().flops += 2.0 * work;
    return static_cast<std::int64_t>(kTaskWork * static_cast<double>(tasks) / std::max(work, 1.0)) + 1;
}

/// One key head and the query heads that share it. `keys` and `values` point to whole rows.
void attendKeyHead(const float* const* keys, const float* const* values, std::int64_t count, std::int64_t keyHead,
    const HeadShape& shape, const HeadQueries& queries)
{
    const Scratch scratch(count, shape.width);
    const std::int64_t offset = keyHead * shape.width, each = shape.heads / shape.keyHeads;
    const HeadKeys head{count, shape.width, padded(count), scratch.lines, scratch.values, shape.width};
    turnKeys(keys, offset, static_cast<float>(shape.scale), head);
    gatherValues(values, offset, scratch.values, head);
    for (std::int64_t h = keyHead * each; h < (keyHead + 1) * each; ++h) {
        HeadQueries own = queries;
        own.q += h * shape.width;
        own.out += h * shape.width;
        own.slope = shape.slopes ? shape.slopes[h] : 0.0f;
        attendHead(head, own, scratch);
    }
}

} // namespace

at::Tensor fusedAttention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, const at::Tensor& mask)
{
    constexpr std::int64_t kMostKeys = 1024; // beyond, a good matrix product wins
    const std::int64_t rows = q.size(0), heads = q.size(1), queries = q.size(2), width = q.size(3), keys = k.size(2);
    const auto plain = [](const at::Tensor& x) { return x.is_cpu() && x.scalar_type() == at::kFloat && x.stride(3) == 1; };
    const bool gradient = c10::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
    if (gradient || PlainOperations::wanted() || !plain(q) || !plain(k) || !plain(v) || width % kLanes != 0 || v.size(3) != width || keys < 1
        || keys > kMostKeys)
        return {};
    at::Tensor added;
    if (mask.defined()) {
        added = mask.expand({rows, heads, queries, keys});
        if (!plain(added) && keys > 1)
            return {};
    }
    const at::Tensor out = at::empty({rows, queries, heads, width}, q.options()).transpose(1, 2);
    const auto at = [](const at::Tensor& x, std::int64_t row, std::int64_t h) {
        return x.data_ptr<float>() + row * x.stride(0) + h * x.stride(1);
    };
    const std::int64_t grain
        = countWork(static_cast<double>(rows * queries) * static_cast<double>(keys), heads, width, rows * heads);
    runRanges(rows * heads, grain, [&](std::int64_t from, std::int64_t to) {
        std::vector<const float*> keyRows(static_cast<std::size_t>(keys));
        for (std::int64_t one = from; one < to; ++one) {
            const std::int64_t row = one / heads, h = one % heads;
            for (std::int64_t j = 0; j < keys; ++j)
                keyRows[static_cast<std::size_t>(j)] = at(k, row, h) + j * k.stride(2);
            const Scratch scratch(keys, width);
            const HeadKeys head{keys, width, padded(keys), scratch.lines, at(v, row, h), v.stride(2)};
            turnKeys(keyRows.data(), 0, static_cast<float>(scale), head);
            HeadQueries own{at(q, row, h), at(out, row, h), queries, q.stride(2), out.stride(2)};
            if (added.defined()) {
                own.mask = at(added, row, h);
                own.maskStep = added.stride(2);
            }
            attendHead(head, own, scratch);
        }
    });
    return out;
}

void storeRows(const at::Tensor& rows, const PackedBatch& batch, at::Tensor& table)
{
    const float* from = rows.data_ptr<float>();
    float* const to = table.data_ptr<float>();
    for (const std::int64_t slot : batch.ownSlotList) {
        std::copy_n(from, rows.size(1), to + slot * table.stride(0));
        from += rows.stride(0);
    }
}

at::Tensor attendSpans(const at::Tensor& q, const at::Tensor& keys, const at::Tensor& values, const PackedBatch& batch,
    const HeadShape& shape)
{
    at::Tensor out = at::empty({batch.size, shape.heads * shape.width}, q.options());
    std::vector<const float*> keyRows, valueRows;
    keyRows.reserve(batch.spanSlots.size());
    valueRows.reserve(batch.spanSlots.size());
    for (const std::int64_t slot : batch.spanSlots) {
        keyRows.push_back(keys.data_ptr<float>() + slot * keys.stride(0));
        valueRows.push_back(values.data_ptr<float>() + slot * values.stride(0));
    }
    double seen = 0;
    for (const PackedSpan& span : batch.spans)
        seen += static_cast<double>(span.count) * (static_cast<double>(span.past) + 0.5 * static_cast<double>(span.count + 1));
    const std::int64_t tasks = static_cast<std::int64_t>(batch.spans.size()) * shape.keyHeads;
    runRanges(tasks, countWork(seen, shape.heads, shape.width, tasks), [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t task = from; task < to; ++task) {
            const PackedSpan& span = batch.spans[static_cast<std::size_t>(task / shape.keyHeads)];
            HeadQueries queries{q.data_ptr<float>() + span.first * q.stride(0),
                out.data_ptr<float>() + span.first * out.stride(0), span.count, q.stride(0), out.stride(0)};
            queries.past = span.past;
            attendKeyHead(keyRows.data() + span.slots, valueRows.data() + span.slots, span.past + span.count,
                task % shape.keyHeads, shape, queries);
        }
    });
    return out;
}

at::Tensor attendImageRuns(const at::Tensor& q, const at::Tensor& keys, const at::Tensor& values, const PackedBatch& batch,
    const HeadShape& shape)
{
    std::int64_t seeing = 0;
    for (const ImageRun& run : batch.imageRuns)
        seeing += run.length;
    at::Tensor out = seeing == batch.size ? at::empty({batch.size, shape.heads * shape.width}, q.options())
                                          : at::zeros({batch.size, shape.heads * shape.width}, q.options());
    const std::int64_t rows = keys.size(1), tasks = static_cast<std::int64_t>(batch.imageRuns.size()) * shape.keyHeads;
    const std::int64_t grain
        = countWork(static_cast<double>(seeing) * static_cast<double>(rows), shape.heads, shape.width, tasks);
    runRanges(tasks, grain, [&](std::int64_t from, std::int64_t to) {
        std::vector<const float*> keyRows(static_cast<std::size_t>(rows)), valueRows(keyRows);
        for (std::int64_t task = from; task < to; ++task) {
            const ImageRun& run = batch.imageRuns[static_cast<std::size_t>(task / shape.keyHeads)];
            for (std::int64_t row = 0; row < rows; ++row) {
                const auto at = static_cast<std::size_t>(row);
                keyRows[at] = keys.data_ptr<float>() + run.image * keys.stride(0) + row * keys.stride(1);
                valueRows[at] = values.data_ptr<float>() + run.image * values.stride(0) + row * values.stride(1);
            }
            const HeadQueries queries{q.data_ptr<float>() + run.first * q.stride(0),
                out.data_ptr<float>() + run.first * out.stride(0), run.length, q.stride(0), out.stride(0)};
            attendKeyHead(keyRows.data(), valueRows.data(), rows, task % shape.keyHeads, shape, queries);
        }
    });
    return out;
}

} // namespace fulcrum::engine
