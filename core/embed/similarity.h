// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fulcrum::embed {

struct PairKernels;

/// Embeddings in memory, row-major [rows, dimensions], L2-normalised, so that an inner product is a cosine similarity. Numbers are
/// float32, or float16 (IEEE binary16), which is read as the float32 it stands for. A row of NaN stands for a sample that could not be
/// embedded: no search finds it.
struct Matrix
{
    std::span<const float> values;
    std::size_t dimensions = 0;
    std::span<const std::uint16_t> halves = {}; ///< float16, in place of `values`

    bool empty() const { return values.empty() && halves.empty(); }
    std::size_t rows() const { return dimensions == 0 ? 0 : (values.size() + halves.size()) / dimensions; }
    /// Row i has an embedding.
    bool has(std::size_t i) const;
    /// Adds row i as float32 to the end of `to`.
    void appendRow(std::size_t i, std::vector<float>& to) const;
};

/// One term of a similarity: inner product of the queries' and the items' rows. Several parts are averaged (IQ2IQ: image and
/// question).
struct Part
{
    Matrix queries;
    Matrix items;
};

struct Match
{
    std::int64_t item = 0; ///< row in Part::items
    float similarity = 0;

    bool operator==(const Match&) const = default;
};

struct TopKRequest
{
    std::vector<Part> parts;             ///< at least one; all with the same numbers of queries and items
    std::span<const std::int64_t> among; ///< rows to search, each once; empty = all
    std::size_t k = 1;
    /// What each query may not find, -1 = nothing; empty = nothing for all. An item's id is its row, so that a query that is one of the
    /// items leaves out itself; with `ids` (one an item row) all items of that id are left out: of one image, say.
    std::span<const std::int64_t> excluded;
    std::span<const std::int64_t> ids;
    int threads = 0;                       ///< 0 = all cores
    const PairKernels* kernels = nullptr; ///< null = the best for this processor (pair_kernels.h)
};

/// The exact k best rows for each query, best first; equal similarities are ordered by row. Fewer than k when there are not more.
/// A pair's similarity, computed in float32, depends on nothing but its two rows: not on threads, on k or on what else is searched
/// (pair_kernels.h says how it is summed). What is not a number is never found. Threads share the queries, and the items when
/// queries are few. Errors: Usage for parts that disagree, OutOfRange for a row outside the items, Cancelled, OutOfMemory.
Result<std::vector<std::vector<Match>>> topK(const TopKRequest& request, std::stop_token stop);

/// Inner product as `topK` computes it, of the first elements that both have.
float innerProduct(std::span<const float> a, std::span<const float> b);

} // namespace fulcrum::embed
