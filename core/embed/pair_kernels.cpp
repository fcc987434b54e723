// SPDX-License-Identifier: GPL-3.0-or-later
// The loops that every processor can run, and the choice of the best ones.
#include "core/embed/pair_kernels.h"

#include "core/base/safetensors.h"

#include <cstring>
#include <vector>

namespace fulcrum::embed {
namespace {

// Four floats are what every x86-64 and ARM64 has; the compiler maps the type to one register.
typedef float Register __attribute__((vector_size(16)));
constexpr std::size_t kWidth = 4;
constexpr std::size_t kTileQueries = 2, kTileRows = 1;

inline Register load(const float* values)
{
    Register result;
    std::memcpy(&result, values, sizeof result);
    return result;
}
inline void store(float* to, Register values) { std::memcpy(to, &values, sizeof values); }
inline std::uint32_t atLeast(Register a, Register b)
{
    std::uint32_t bits = 0;
    for (std::uint32_t i = 0; i < kWidth; ++i)
        bits |= std::uint32_t{a[i] >= b[i]} << i;
    return bits;
}
inline Register multiplyAdd(Register a, Register b, Register c) { return a * b + c; }
inline Register fold(const Register (&sums)[4]) { return (sums[0] + sums[2]) + (sums[1] + sums[3]); }
inline void widen16(const std::uint16_t* halves, float* floats)
{
    for (int i = 0; i < 16; ++i)
        floats[i] = halfToFloat(halves[i]);
}

#include "core/embed/pair_kernels.inc"

constexpr PairKernels kPlain = kernelsOf("plain");

} // namespace

#ifdef FULCRUM_X86_LEVELS
extern const PairKernels kPairKernelsV3, kPairKernelsV4; // files compiled for that level, so not in a header
#endif

std::span<const PairKernels* const> pairKernelLevels()
{
    static const std::vector<const PairKernels*> levels = [] {
        std::vector<const PairKernels*> found;
#ifdef FULCRUM_X86_LEVELS
        // What the levels of the x86-64 ABI have that these loops use.
        const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
        if (v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
            found.push_back(&kPairKernelsV4);
        if (v3)
            found.push_back(&kPairKernelsV3);
#endif
        found.push_back(&kPlain);
        return found;
    }();
    return levels;
}

const PairKernels& pairKernels() { return *pairKernelLevels().front(); }

} // namespace fulcrum::embed
