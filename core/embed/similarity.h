// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fulcrum::embed {

/// Embeddings in memory, row-major [rows, dimensions], L2-normalised, so that an inner product is a cosine similarity.
struct Matrix
{
    std::span<const float> values;
    std::size_t dimensions = 0;

    std::size_t rows() const { return dimensions == 0 ? 0 : values.size() / dimensions; }
    std::span<const float> row(std::size_t i) const { return values.subspan(i * dimensions, dimensions); }
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
};

struct TopKRequest
{
    std::vector<Part> parts;             ///< at least one; all with the same numbers of queries and items
    std::span<const std::int64_t> among; ///< rows to search; empty = all
    std::size_t k = 1;
    /// Row that query q may not find (the query itself), -1 = none. Empty = none for all.
    std::span<const std::int64_t> excluded;
    int threads = 2;
};

/// The exact k best rows for each query, best first; equal similarities are ordered by row. Fewer than k when `among` is small.
/// Deterministic: the value of a pair does not depend on threads or on the other rows. Errors: Usage for parts that disagree,
/// OutOfRange for a row outside the items, Cancelled.
Result<std::vector<std::vector<Match>>> topK(const TopKRequest& request, std::stop_token stop);

/// Inner product as `topK` computes it (float32, sixteen running sums).
float innerProduct(std::span<const float> a, std::span<const float> b);

} // namespace fulcrum::embed
