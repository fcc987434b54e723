// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::embed {

/// The inner loops over embeddings, written for one level of processor features. A pair's product is always the same sixteen
/// running sums (element i goes to sum i mod 16), added up as ((s0+s8)+(s4+s12)) ... in the same tree, so it depends neither on
/// what is computed beside it nor on the level, with one exception: "plain" rounds each product, the others fuse it with its sum.
struct PairKernels
{
    static constexpr std::size_t kSums = 16;    ///< running sums of a pair
    static constexpr std::size_t kMostPairs = 32; ///< pairs of any tile below

    const char* level;            ///< "x86-64-v4", "x86-64-v3" or "plain"
    std::size_t queries, rows;    ///< shape of `tile`: as many pairs as the registers hold
    std::size_t streamedRows;     ///< rows of `stream`

    /// products[r * queries + q] = query q times row r. Every pointer must be valid, also of what the caller has no use for.
    void (*tile)(const float* const* queries, const float* const* rows, std::size_t dimensions, float* products);
    /// One query times `streamedRows` rows, for when reading the rows is what takes the time.
    void (*stream)(const float* query, const float* const* rows, std::size_t dimensions, float* products);
    /// float16 to float32, exact.
    void (*widen)(const std::uint16_t* halves, std::size_t count, float* floats);

    // What the loops above are measured against.
    /// Reads every byte, and adds words up so that no read can be left out.
    std::uint64_t (*sum)(const void* bytes, std::size_t count);
    /// Multiplies and adds in registers; returns the number of floating point operations.
    double (*multiplyAdd)(std::size_t rounds, float factor, float* result);
};

/// The levels that this processor has, best first; "plain" is the last one everywhere. Thread-safe.
std::span<const PairKernels* const> pairKernelLevels();
/// The best one.
const PairKernels& pairKernels();

} // namespace fulcrum::embed
