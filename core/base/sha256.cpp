// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"

#include "core/base/file.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace fulcrum {
namespace {

using State = std::array<std::uint32_t, 8>;
constexpr std::size_t kBlock = 64;

alignas(16) constexpr std::array<std::uint32_t, 64> kRound = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
    0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
    0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351,
    0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f,
    0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void compressPlain(State& state, const std::uint8_t* bytes, std::size_t blocks)
{
    for (; blocks > 0; --blocks, bytes += kBlock) {
        std::array<std::uint32_t, 64> w{};
        for (std::size_t i = 0; i < 16; ++i)
            w[i] = (std::uint32_t{bytes[4 * i]} << 24) | (std::uint32_t{bytes[4 * i + 1]} << 16)
                | (std::uint32_t{bytes[4 * i + 2]} << 8) | std::uint32_t{bytes[4 * i + 3]};
        for (std::size_t i = 16; i < 64; ++i) {
            const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
            const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        State v = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const std::uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
            const std::uint32_t choose = (v[4] & v[5]) ^ (~v[4] & v[6]);
            const std::uint32_t t1 = v[7] + s1 + choose + kRound[i] + w[i];
            const std::uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
            const std::uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v = {t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
        }
        for (std::size_t i = 0; i < 8; ++i)
            state[i] += v[i];
    }
}

#if defined(__x86_64__)
/// The instructions keep the state as (A, B, E, F) and (C, D, G, H) and do four rounds on four words of the schedule.
__attribute__((target("sha,sse4.1"))) void compressHardware(State& state, const std::uint8_t* bytes, std::size_t blocks)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    const auto load = [](const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); };
    const __m128i dcba = _mm_shuffle_epi32(load(state.data()), 0xB1);
    const __m128i hgfe = _mm_shuffle_epi32(load(state.data() + 4), 0x1B);
    __m128i abef = _mm_alignr_epi8(dcba, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, dcba, 0xF0);
    for (; blocks > 0; --blocks, bytes += kBlock) {
        const __m128i abefBefore = abef, cdghBefore = cdgh;
        __m128i w[4];
        for (int i = 0; i < 4; ++i)
            w[i] = _mm_shuffle_epi8(load(bytes + 16 * i), swap);
        for (std::size_t group = 0; group < 16; ++group) {
            const __m128i now = w[group % 4];
            const __m128i sum = _mm_add_epi32(now, load(kRound.data() + 4 * group));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
            const __m128i last = w[(group + 3) % 4];
            const __m128i partial = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(group + 1) % 4]),
                _mm_alignr_epi8(last, w[(group + 2) % 4], 4));
            w[group % 4] = _mm_sha256msg2_epu32(partial, last); // the words of four groups on
        }
        abef = _mm_add_epi32(abef, abefBefore);
        cdgh = _mm_add_epi32(cdgh, cdghBefore);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
}

bool hardwareHasSha()
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    const bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & (1U << 29)) != 0;
    return sha && __builtin_cpu_supports("sse4.1");
}

void compress(State& state, const std::uint8_t* bytes, std::size_t blocks)
{
    static const auto chosen = hardwareHasSha() ? compressHardware : compressPlain;
    chosen(state, bytes, blocks);
}
#else
void compress(State& state, const std::uint8_t* bytes, std::size_t blocks) { compressPlain(state, bytes, blocks); }
#endif

} // namespace

void Sha256::update(const void* data, std::size_t size)
{
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    m_length += size;
    if (m_fill > 0) {
        const std::size_t take = std::min(size, kBlock - m_fill);
        std::memcpy(m_block.data() + m_fill, bytes, take);
        m_fill += take;
        bytes += take;
        size -= take;
        if (m_fill < kBlock)
            return;
        compress(m_state, m_block.data(), 1);
        m_fill = 0;
    }
    compress(m_state, bytes, size / kBlock);
    m_fill = size % kBlock;
    if (m_fill > 0)
        std::memcpy(m_block.data(), bytes + (size - m_fill), m_fill);
}

std::string Sha256::hex()
{
    const std::uint64_t bits = m_length * 8;
    std::array<std::uint8_t, kBlock + 8> tail{0x80};
    const std::size_t padding = 1 + (kBlock + 55 - m_fill) % kBlock; // up to 56 bytes into the last block
    for (std::size_t i = 0; i < 8; ++i)
        tail[padding + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    update(tail.data(), padding + 8);
    std::string text;
    for (const std::uint32_t word : m_state) {
        char part[9];
        std::snprintf(part, sizeof part, "%08x", word);
        text += part;
    }
    return text;
}

std::string sha256(std::string_view bytes)
{
    Sha256 hash;
    hash.update(bytes.data(), bytes.size());
    return hash.hex();
}

Result<std::string> sha256File(const Path& path, std::stop_token stop)
{
    Sha256 hash;
    FULCRUM_CHECK(readPieces(path, [&](std::string_view piece) -> Result<void> {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "reading was cancelled", path.string());
        hash.update(piece.data(), piece.size());
        return {};
    }));
    return hash.hex();
}

} // namespace fulcrum
