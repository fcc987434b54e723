// SPDX-License-Identifier: GPL-3.0-or-later
// AVX-512; compiled with -march=x86-64-v4.
#include "core/embed/pair_kernels.h"

#include <immintrin.h>

namespace fulcrum::embed {
namespace {

using Register = __m512;
constexpr std::size_t kWidth = 16;
constexpr std::size_t kTileQueries = 4, kTileRows = 6; // 24 sums, 4 queries and a row of 32 registers

inline Register load(const float* values) { return _mm512_loadu_ps(values); }
inline void store(float* to, Register values) { _mm512_storeu_ps(to, values); }
inline std::uint32_t atLeast(Register a, Register b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
inline Register multiplyAdd(Register a, Register b, Register c) { return _mm512_fmadd_ps(a, b, c); }
// Not by the intrinsics of halves: GCC 12 takes what they leave undefined for a mistake of ours.
inline __m128 fold(const Register (&sums)[1])
{
    const __m256 eight = __builtin_shufflevector(sums[0], sums[0], 0, 1, 2, 3, 4, 5, 6, 7)
        + __builtin_shufflevector(sums[0], sums[0], 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
}
inline void widen16(const std::uint16_t* halves, float* floats)
{
    for (int i = 0; i < 16; i += 8)
        _mm256_storeu_ps(floats + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves + i))));
}

#include "core/embed/pair_kernels.inc"

} // namespace

extern const PairKernels kPairKernelsV4;
const PairKernels kPairKernelsV4 = kernelsOf("x86-64-v4");

} // namespace fulcrum::embed
