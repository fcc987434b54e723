// SPDX-License-Identifier: GPL-3.0-or-later
// AVX2, FMA and F16C; compiled with -march=x86-64-v3.
#include "core/embed/pair_kernels.h"

#include <immintrin.h>

namespace fulcrum::embed {
namespace {

using Register = __m256;
constexpr std::size_t kWidth = 8;
constexpr std::size_t kTileQueries = 3, kTileRows = 2; // 12 sums, 3 queries and a row of 16 registers

inline Register load(const float* values) { return _mm256_loadu_ps(values); }
inline void store(float* to, Register values) { _mm256_storeu_ps(to, values); }
inline std::uint32_t atLeast(Register a, Register b)
{
    return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GE_OQ)));
}
inline Register multiplyAdd(Register a, Register b, Register c) { return _mm256_fmadd_ps(a, b, c); }
inline __m128 fold(const Register (&sums)[2])
{
    const __m256 eight = _mm256_add_ps(sums[0], sums[1]);
    return _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
}
inline void widen16(const std::uint16_t* halves, float* floats)
{
    for (int i = 0; i < 16; i += 8)
        _mm256_storeu_ps(floats + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves + i))));
}

#include "core/embed/pair_kernels.inc"

} // namespace

extern const PairKernels kPairKernelsV3;
const PairKernels kPairKernelsV3 = kernelsOf("x86-64-v3");

} // namespace fulcrum::embed
