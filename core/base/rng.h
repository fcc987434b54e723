// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum {

/// Random numbers that are the same on every platform and library version (std:: distributions are not).
/// A unit of work draws from Rng(seed, {unit ids...}), never from a shared history: that is what makes resume
/// byte-identical (ARCHITECTURE.md rule 4). xoshiro256** seeded by SplitMix64. Not thread-safe; cheap to create.
class Rng
{
public:
    explicit Rng(std::uint64_t seed, std::initializer_list<std::uint64_t> path = {});

    std::uint64_t next();
    /// Uniform in [0, 1) with 53 bits.
    double uniform();
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform integer in [0, n); n > 0. Unbiased.
    std::size_t below(std::size_t n);
    bool chance(double p) { return uniform() < p; }
    /// Standard normal (Box-Muller, one value a call).
    double normal();
    /// Index drawn with the given non-negative weights (at least one positive).
    std::size_t weighted(std::span<const double> weights);

    template <class T>
    void shuffle(std::vector<T>& values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }
    /// k distinct indices of [0, n) in draw order; k is cut to n.
    std::vector<std::size_t> sample(std::size_t n, std::size_t k);

    /// Full state, for checkpoints.
    std::vector<std::uint64_t> state() const { return {m_state[0], m_state[1], m_state[2], m_state[3]}; }
    void setState(std::span<const std::uint64_t> state);

private:
    std::uint64_t m_state[4];
};

/// Stable 64-bit hash of a text (FNV-1a), for using names as unit ids.
std::uint64_t stableHash(std::string_view text);

} // namespace fulcrum
