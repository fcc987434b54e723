// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/packed_batch.h"

#include "core/engine/runtime.h"

#include <algorithm>
#include <limits>
#include <torch/csrc/autograd/custom_function.h>

namespace fulcrum::engine {
namespace {

/// Longest run of tokens that is attended in one piece: bounds the padding of short runs to the longest one.
constexpr std::int64_t kLongestRun = 32;

/// Stands for minus infinity in masks. Finite, so that a fully masked row becomes uniform and not NaN (MODELS.md).
double maskValue(at::ScalarType type) { return type == at::kHalf ? -6e4 : -1e30; }

at::Tensor onDevice(const std::vector<std::int64_t>& values, at::Device device)
{
    const auto count = static_cast<std::int64_t>(values.size());
    return onto(at::from_blob(const_cast<std::int64_t*>(values.data()), {count}, at::kLong).clone(), device);
}

/// From indices with -1 for "no source".
RowMap rowMap(std::vector<std::int64_t> index, at::Device device)
{
    std::vector<std::int64_t> missing;
    for (std::size_t i = 0; i < index.size(); ++i)
        if (index[i] < 0) {
            missing.push_back(static_cast<std::int64_t>(i));
            index[i] = 0;
        }
    return {onDevice(index, device), missing.empty() ? at::Tensor() : onDevice(missing, device)};
}

class GatherRows : public torch::autograd::Function<GatherRows>
{
public:
    // The maps travel as structs: Function::apply cannot take undefined tensors as inputs.
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& source, const RowMap& map,
        const RowMap& back)
    {
        context->saved_data["index"] = back.index;
        context->saved_data["missing"] = back.missing;
        return select(source, map);
    }
    static torch::autograd::tensor_list backward(
        torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradient)
    {
        const RowMap back{context->saved_data["index"].toTensor(), context->saved_data["missing"].toTensor()};
        return {select(gradient[0], back), {}, {}};
    }

private:
    static at::Tensor select(const at::Tensor& source, const RowMap& map)
    {
        at::Tensor out = source.index_select(0, map.index);
        return map.missing.defined() ? out.index_fill_(0, map.missing, 0) : out;
    }
};

std::int64_t keyCount(const PackedRow& row)
{
    return static_cast<std::int64_t>(row.pastSlots.size() + row.tokens.size());
}

/// Padding grows with the spread of lengths, the number of kernels with the number of groups.
bool fitsGroup(std::int64_t shortest, std::int64_t keys) { return keys <= shortest + shortest / 4 + 8; }

AttentionGroup planGroup(std::span<const PackedRow> rows, at::Device device, at::ScalarType type)
{
    AttentionGroup group;
    for (const PackedRow& row : rows) {
        group.queries = std::max(group.queries, static_cast<std::int64_t>(row.tokens.size()));
        group.keys = std::max(group.keys, keyCount(row));
    }
    group.rows = static_cast<std::int64_t>(rows.size());
    const bool stored = !rows.front().ownSlots.empty();
    std::vector<std::int64_t> toRows(static_cast<std::size_t>(group.rows * group.queries), -1), fromRows;
    std::vector<std::int64_t> keySlots(stored ? static_cast<std::size_t>(group.rows * group.keys) : 0, 0);
    at::Tensor mask = at::full({group.rows, 1, group.queries, group.keys}, maskValue(type), at::kFloat);
    float* allowed = mask.data_ptr<float>();
    for (std::int64_t r = 0; r < group.rows; ++r) {
        const PackedRow& row = rows[static_cast<std::size_t>(r)];
        const auto past = static_cast<std::int64_t>(row.pastSlots.size());
        for (std::int64_t t = 0; t < static_cast<std::int64_t>(row.tokens.size()); ++t) {
            toRows[static_cast<std::size_t>(r * group.queries + t)] = group.tokens++;
            fromRows.push_back(r * group.queries + t);
            float* line = allowed + (r * group.queries + t) * group.keys;
            std::fill(line, line + past + t + 1, 0.0f);
        }
        if (stored)
            std::copy(row.ownSlots.begin(), row.ownSlots.end(),
                std::copy(row.pastSlots.begin(), row.pastSlots.end(), keySlots.begin() + r * group.keys));
    }
    group.toRows = rowMap(std::move(toRows), device);
    group.fromRows = rowMap(std::move(fromRows), device);
    group.mask = onto(mask.to(type), device);
    if (stored)
        group.keySlots = onDevice(keySlots, device);
    return group;
}

void planSelf(std::span<const PackedRow> rows, PackedBatch& batch, at::Device device, at::ScalarType type)
{
    std::size_t first = 0;
    while (first < rows.size()) {
        std::size_t end = first + 1;
        std::int64_t shortest = keyCount(rows[first]), longest = shortest;
        for (; end < rows.size(); ++end) {
            const std::int64_t keys = keyCount(rows[end]);
            shortest = std::min(shortest, keys);
            longest = std::max(longest, keys);
            if (!fitsGroup(shortest, longest))
                break;
        }
        batch.groups.push_back(planGroup(rows.subspan(first, end - first), device, type));
        batch.groupSizes.push_back(batch.groups.back().tokens);
        batch.size += batch.groups.back().tokens;
        first = end;
    }
    std::vector<std::int64_t> ownSlots;
    for (const PackedRow& row : rows)
        ownSlots.insert(ownSlots.end(), row.ownSlots.begin(), row.ownSlots.end());
    if (!ownSlots.empty())
        batch.ownSlots = onDevice(ownSlots, device);
}

std::vector<ImageRun> findRuns(std::span<const PackedRow> rows, std::int64_t longest)
{
    std::vector<ImageRun> runs;
    std::int64_t packed = 0;
    for (const PackedRow& row : rows) {
        bool open = false;
        for (const std::int64_t image : row.imageOf) {
            open = open && image == runs.back().image && runs.back().length < longest;
            if (open)
                ++runs.back().length;
            else if (image >= 0)
                runs.push_back({packed, 1, image});
            open = image >= 0;
            ++packed;
        }
    }
    return runs;
}

void planCross(std::span<const PackedRow> rows, PackedBatch& batch, at::Device device)
{
    const std::vector<ImageRun> runs = findRuns(rows, kLongestRun);
    batch.runs = static_cast<std::int64_t>(runs.size());
    if (runs.empty())
        return;
    for (const ImageRun& run : runs)
        batch.runLength = std::max(batch.runLength, run.length);
    std::vector<std::int64_t> toRuns(static_cast<std::size_t>(batch.runs * batch.runLength), -1), images;
    std::vector<std::int64_t> fromRuns(static_cast<std::size_t>(batch.size), -1);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        images.push_back(runs[r].image);
        for (std::int64_t t = 0; t < runs[r].length; ++t) {
            const std::int64_t padded = static_cast<std::int64_t>(r) * batch.runLength + t;
            toRuns[static_cast<std::size_t>(padded)] = runs[r].first + t;
            fromRuns[static_cast<std::size_t>(runs[r].first + t)] = padded;
        }
    }
    batch.toRuns = rowMap(std::move(toRuns), device);
    batch.fromRuns = rowMap(std::move(fromRuns), device);
    batch.runImage = onDevice(images, device);
}

void planSpans(std::span<const PackedRow> rows, PackedBatch& batch)
{
    for (const PackedRow& row : rows) {
        const auto count = static_cast<std::int64_t>(row.tokens.size());
        batch.spans.push_back(
            {batch.size, count, static_cast<std::int64_t>(row.pastSlots.size()), batch.spanSlots.size()});
        batch.spanSlots.insert(batch.spanSlots.end(), row.pastSlots.begin(), row.pastSlots.end());
        batch.spanSlots.insert(batch.spanSlots.end(), row.ownSlots.begin(), row.ownSlots.end());
        batch.ownSlotList.insert(batch.ownSlotList.end(), row.ownSlots.begin(), row.ownSlots.end());
        batch.size += count;
    }
    batch.imageRuns = findRuns(rows, std::numeric_limits<std::int64_t>::max());
    batch.runs = static_cast<std::int64_t>(batch.imageRuns.size());
}

/// The tokens that see an image one by one, for models that replace their embeddings.
void planMerged(std::span<const PackedRow> rows, PackedBatch& batch, at::Device device)
{
    std::vector<std::int64_t> seeing, images, nth;
    std::int64_t packed = 0;
    for (const PackedRow& row : rows) {
        std::int64_t count = 0;
        for (const std::int64_t image : row.imageOf) {
            if (image >= 0) {
                seeing.push_back(packed);
                images.push_back(image);
                nth.push_back(count++);
            }
            ++packed;
        }
    }
    if (seeing.empty())
        return;
    batch.seeing = onDevice(seeing, device);
    batch.seenImage = onDevice(images, device);
    batch.seenNth = onDevice(nth, device);
}

} // namespace

at::Tensor gatherRows(const at::Tensor& source, const RowMap& map, const RowMap& back)
{
    return GatherRows::apply(source, map, back);
}

PackedBatch pack(std::span<const PackedRow> rows, at::Device device, at::ScalarType type, Packing packing)
{
    PackedBatch batch;
    batch.packing = packing;
    if (packing == Packing::Spans) {
        planSpans(rows, batch);
    } else {
        planSelf(rows, batch, device, type);
        planCross(rows, batch, device);
    }
    planMerged(rows, batch, device);
    std::vector<std::int64_t> tokens, positions;
    for (const PackedRow& row : rows)
        for (std::size_t t = 0; t < row.tokens.size(); ++t) {
            tokens.push_back(row.tokens[t]);
            positions.push_back(row.firstPosition + static_cast<std::int64_t>(t));
        }
    batch.tokens = onDevice(tokens, device);
    batch.positions = onDevice(positions, device);
    return batch;
}

} // namespace fulcrum::engine
