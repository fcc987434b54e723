// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::embed {

/// The inner loops over embeddings, written for one level of processor features. A pair's product is always the same sixteen
/// running sums (element i goes to sum i mod 16), added up as ((s0+s8)+(s4+s12)) ... in the same tree, so it depends neither on
/// what is computed beside it nor on the level, with one exception: "plain" rounds each product, the others fuse it with its sum.
///
/// Packed vectors lie side by side in lines of sixteen numbers: line i of each, then line i + 1 of each; the last is filled up with
/// zeros.
struct PairKernels
{
    static constexpr std::size_t kSums = 16;        ///< running sums of a pair, numbers of a line
    static constexpr std::size_t kMostPairs = 32;   ///< room for the pairs of any tile
    static constexpr std::size_t kStreamedRows = 4; ///< rows of `stream`

    const char* level;         ///< "x86-64-v4", "x86-64-v3" or "plain"
    std::size_t queries, rows; ///< shape of `tile`: as many pairs as the registers hold

    /// Writes a vector as one of `count` packed ones; `packed` is where its first line belongs.
    void (*pack)(const float* vector, std::size_t dimensions, std::size_t count, float* packed);
    void (*packHalves)(const std::uint16_t* vector, std::size_t dimensions, std::size_t count, float* packed);
    /// products[r * queries + q] = query q times row r, both packed.
    void (*tile)(const float* queries, const float* rows, std::size_t lines, float* products);
    /// Bit i is set when values[i] >= thresholds[i], for the pairs of a tile; both have room for kMostPairs.
    std::uint32_t (*reaching)(const float* values, const float* thresholds);
    /// products[r] = the query times row r, for when reading the rows is what takes the time. Nothing is packed; every pointer
    /// must be valid, also of rows that the caller has no use for.
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
