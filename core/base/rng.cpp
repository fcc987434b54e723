// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <unordered_map>

namespace fulcrum {
namespace {

std::uint64_t splitMix(std::uint64_t& state)
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

Rng::Rng(std::uint64_t seed, std::initializer_list<std::uint64_t> path)
{
    std::uint64_t mixed = seed;
    for (std::uint64_t unit : path) {
        mixed = splitMix(mixed) ^ (unit * 0xd6e8feb86659fd93ULL);
        mixed = splitMix(mixed);
    }
    for (std::uint64_t& word : m_state)
        word = splitMix(mixed);
}

std::uint64_t Rng::next()
{
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::size_t Rng::below(std::size_t n)
{
    const std::uint64_t bound = n;
    const std::uint64_t threshold = (0 - bound) % bound;
    for (;;) {
        const std::uint64_t value = next();
        if (value >= threshold)
            return static_cast<std::size_t>(value % bound);
    }
}

double Rng::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::size_t Rng::weighted(std::span<const double> weights)
{
    double total = 0;
    for (double weight : weights)
        total += weight;
    double draw = uniform() * total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        draw -= weights[i];
        if (draw < 0)
            return i;
    }
    return weights.size() - 1;
}

std::vector<std::size_t> Rng::sample(std::size_t n, std::size_t k)
{
    // Fisher-Yates on a sparse identity permutation: O(k) memory even for n = 118,287.
    if (k > n)
        k = n;
    std::unordered_map<std::size_t, std::size_t> moved;
    const auto at = [&](std::size_t i) {
        const auto found = moved.find(i);
        return found == moved.end() ? i : found->second;
    };
    std::vector<std::size_t> drawn;
    drawn.reserve(k);
    for (std::size_t i = 0; i < k; ++i) {
        const std::size_t j = i + below(n - i);
        drawn.push_back(at(j));
        moved[j] = at(i);
    }
    return drawn;
}

void Rng::setState(std::span<const std::uint64_t> state)
{
    for (std::size_t i = 0; i < 4 && i < state.size(); ++i)
        m_state[i] = state[i];
}

std::uint64_t stableHash(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

} // namespace fulcrum
