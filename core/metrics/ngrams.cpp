// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ngrams.h"

#include "core/text/code_points.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <bit>

namespace fulcrum::metrics {
namespace {

std::uint64_t mix(const NGram& gram)
{
    std::uint64_t h = gram.high * 0x9e3779b97f4a7c15ULL;
    h ^= std::rotl(gram.low * 0xd6e8feb86659fd93ULL, 32);
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9ULL;
    return h ^ (h >> 32);
}

/// One word of state per 64 positions of `b`; a set bit is a position not yet matched (Crochemore et al. 2001).
std::size_t lcsOfShort(std::span<const WordId> a, std::span<const WordId> b)
{
    std::uint64_t open = ~std::uint64_t{0};
    for (const WordId word : a) {
        std::uint64_t places = 0;
        for (std::size_t j = 0; j < b.size(); ++j)
            places |= std::uint64_t{b[j] == word} << j;
        const std::uint64_t hit = open & places;
        open = (open + hit) | (open - hit);
    }
    const std::uint64_t used = b.size() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << b.size()) - 1;
    return static_cast<std::size_t>(std::popcount(~open & used));
}

} // namespace

NGram packNGram(std::span<const WordId> words)
{
    const auto at = [&](std::size_t i) { return i < words.size() ? std::uint64_t{words[i]} : 0; };
    return {(at(0) << 32) | at(1), (at(2) << 32) | at(3)};
}

WordId Vocabulary::add(std::string_view word)
{
    const auto found = m_ids.find(word);
    if (found != m_ids.end())
        return found->second;
    const auto id = static_cast<WordId>(m_ids.size() + 1);
    m_ids.emplace(word, id);
    return id;
}

WordId Vocabulary::find(std::string_view word) const
{
    const auto found = m_ids.find(word);
    return found == m_ids.end() ? 0 : found->second;
}

std::size_t NGramTable::slotOf(const NGram& gram) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = mix(gram) & mask;
    while (m_slots[slot] != 0 && m_grams[m_slots[slot] - 1] != gram)
        slot = (slot + 1) & mask;
    return slot;
}

void NGramTable::grow()
{
    m_slots.assign(std::max<std::size_t>(1024, m_slots.size() * 2), 0);
    for (std::size_t i = 0; i < m_grams.size(); ++i)
        m_slots[slotOf(m_grams[i])] = static_cast<std::uint32_t>(i + 1);
}

void NGramTable::prefetch(std::span<const NGram> grams) const
{
    if (m_slots.empty())
        return;
    const std::size_t mask = m_slots.size() - 1;
    for (const NGram& gram : grams)
        __builtin_prefetch(&m_slots[mix(gram) & mask]);
    for (const NGram& gram : grams)
        if (const std::uint32_t slot = m_slots[mix(gram) & mask]; slot != 0)
            __builtin_prefetch(&m_grams[slot - 1]);
}

std::uint32_t NGramTable::add(const NGram& gram)
{
    if ((m_grams.size() + 1) * 2 > m_slots.size())
        grow();
    std::uint32_t& slot = m_slots[slotOf(gram)];
    if (slot == 0) {
        m_grams.push_back(gram);
        slot = static_cast<std::uint32_t>(m_grams.size());
    }
    return slot - 1;
}

std::uint32_t NGramTable::find(const NGram& gram) const
{
    if (m_slots.empty())
        return kUnseen;
    const std::uint32_t slot = m_slots[slotOf(gram)];
    return slot == 0 ? kUnseen : slot - 1;
}

std::vector<std::string_view> splitWords(std::string_view text, bool anySpace)
{
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    const auto close = [&](std::size_t end, std::size_t next) {
        if (!anySpace || end > begin)
            words.push_back(text.substr(begin, end - begin));
        begin = next;
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        std::size_t length = 1;
        bool space = byte == ' ';
        if (anySpace && byte < 0x80) {
            space = text::isPythonSpace(byte);
        } else if (anySpace && byte >= 0xc2 && byte < 0xf0) {
            // All white space beyond ASCII has two or three bytes.
            length = byte >= 0xe0 ? 3 : 2;
            const std::u32string one = text::toCodePoints(text.substr(i, length));
            space = one.size() == 1 && text::isPythonSpace(one[0]);
            length = one.size() == 1 ? length : 1;
        }
        if (space)
            close(i, i + length);
        i += length;
    }
    close(text.size(), text.size());
    return words;
}

std::size_t longestCommonSubsequence(std::span<const WordId> a, std::span<const WordId> b)
{
    if (b.size() > a.size())
        std::swap(a, b);
    if (b.size() <= 64)
        return lcsOfShort(a, b);
    std::vector<std::uint32_t> row(b.size() + 1, 0);
    for (const WordId word : a) {
        std::uint32_t diagonal = 0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::uint32_t above = row[j + 1];
            row[j + 1] = word == b[j] ? diagonal + 1 : std::max(above, row[j]);
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace fulcrum::metrics
