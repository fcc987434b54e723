// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <ATen/ATen.h>
#include <vector>

namespace fulcrum::engine {

/// One stretch of tokens to run, after a (possibly empty) past whose keys and values are stored already.
struct PackedRow
{
    std::vector<std::int32_t> tokens;
    std::vector<std::int64_t> imageOf;   ///< per token: row of the image table that it sees, -1 = none
    std::int64_t firstPosition = 0;      ///< position of tokens[0] in its path
    std::vector<std::int64_t> pastSlots; ///< slots of the past's keys and values, in order (empty without a store)
    std::vector<std::int64_t> ownSlots;  ///< slots that receive the keys and values of `tokens` (empty without a store)
};

/// Row r of the result is row index[r] of the source; rows listed in `missing` have no source and become zero.
struct RowMap
{
    at::Tensor index;
    at::Tensor missing; ///< undefined when there is none
};

/// source.index_select by `map`; the gradient goes back through `back`, the inverse map (a gather too, no scatter-add).
at::Tensor gatherRows(const at::Tensor& source, const RowMap& map, const RowMap& back);

/// Neighbouring rows of about the same length, padded to the longest of them for self-attention.
struct AttentionGroup
{
    std::int64_t tokens = 0; ///< packed tokens of the group; groups follow one another
    std::int64_t rows = 0, queries = 0, keys = 0;
    RowMap toRows, fromRows; ///< between the group's packed tokens and [rows * queries]
    at::Tensor mask;         ///< [rows, 1, queries, keys], additive
    at::Tensor keySlots;     ///< [rows * keys]; undefined without a store
};

/// One row as it is: packed tokens first .. first + count - 1 behind `past` stored ones.
struct PackedSpan
{
    std::int64_t first = 0, count = 0, past = 0;
    std::size_t slots = 0; ///< where the row's slots, past and own, begin in PackedBatch::spanSlots
};

/// Neighbouring tokens of one row that see the same image.
struct ImageRun
{
    std::int64_t first = 0, length = 0, image = 0;
};

/// How attention is laid out: padded to batched products, or row by row for the kernels of attention_kernel.h.
enum class Packing { Padded, Spans };

/// Tokens of many rows laid out one after the other, without padding, for everything that works token by token; plus what the two
/// kinds of attention need: maps to and from padded layouts, or the spans and runs themselves.
struct PackedBatch
{
    std::int64_t size = 0; ///< tokens in all
    at::Tensor tokens, positions; ///< [size], int64
    Packing packing = Packing::Padded;

    // Packing::Spans; the rows have slots.
    std::vector<PackedSpan> spans;
    std::vector<std::int64_t> spanSlots, ownSlotList; ///< of all rows; of the packed tokens
    std::vector<ImageRun> imageRuns;

    // Packing::Padded.
    std::vector<AttentionGroup> groups;
    std::vector<std::int64_t> groupSizes; ///< tokens of each group
    at::Tensor ownSlots;                  ///< [size]; undefined without a store

    // Cross-attention: runs of tokens that see the same image. Of Packing::Spans only their number.
    std::int64_t runs = 0, runLength = 0;
    RowMap toRuns, fromRuns;
    at::Tensor runImage; ///< [runs]

    // Merged images: the tokens that see an image, in order. Undefined when there is none.
    at::Tensor seeing, seenImage; ///< index of the token, row of the image table
    at::Tensor seenNth;           ///< how many tokens of the same row before it see an image
};

/// Rows should come sorted by the length of past + own tokens: then little is padded.
PackedBatch pack(
    std::span<const PackedRow> rows, at::Device device, at::ScalarType type, Packing packing = Packing::Padded);

} // namespace fulcrum::engine
