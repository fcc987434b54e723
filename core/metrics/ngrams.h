// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fulcrum::metrics {

constexpr int kMaxOrder = 4; ///< n-grams of 1..4 words, as BLEU and CIDEr use them

using WordId = std::uint32_t; ///< 0 is no word

/// Up to four word ids packed without loss, so that equal keys mean equal n-grams (no hash collisions).
struct NGram
{
    std::uint64_t high = 0, low = 0;
    bool operator==(const NGram&) const = default;
    auto operator<=>(const NGram&) const = default;
};
NGram packNGram(std::span<const WordId> words);

/// Words to numbers from 1 on, in order of appearance.
class Vocabulary
{
public:
    WordId add(std::string_view word);
    WordId find(std::string_view word) const; ///< 0 when unknown
    std::size_t size() const { return m_ids.size(); }

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, WordId, Hash, std::equal_to<>> m_ids;
};

/// n-grams of one order to numbers 0, 1, ...: open addressing, since millions are looked up.
class NGramTable
{
public:
    static constexpr std::uint32_t kUnseen = 0xffffffff;
    std::uint32_t add(const NGram& gram);
    std::uint32_t find(const NGram& gram) const;
    std::size_t size() const { return m_grams.size(); }
    /// Fetches what add or find will touch: looking up many n-grams is bound by cache misses.
    void prefetch(std::span<const NGram> grams) const;

private:
    void grow();
    std::size_t slotOf(const NGram& gram) const;
    std::vector<NGram> m_grams;
    std::vector<std::uint32_t> m_slots; ///< index + 1, 0 = free; size is a power of two
};

struct NGramCount
{
    std::uint32_t id = 0;
    std::uint32_t count = 0;
};

/// Splits as Python does: `anySpace` = str.split() (any Unicode white space, no empty words), which BLEU and CIDEr use;
/// otherwise str.split(" ") (an empty text is one empty word), which ROUGE-L uses.
std::vector<std::string_view> splitWords(std::string_view text, bool anySpace);

/// Length of the longest common subsequence.
std::size_t longestCommonSubsequence(std::span<const WordId> a, std::span<const WordId> b);

} // namespace fulcrum::metrics
