// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fulcrum::text {

struct StringHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Vocabulary = std::unordered_map<std::string, std::int32_t, StringHash, std::equal_to<>>;

inline constexpr std::int64_t kLargestTokenId = (1 << 24) - 1; ///< bounds the tables that are indexed by id

/// Byte-pair encoding as Hugging Face's BPE model: the lowest rank first, the leftmost among equals. A stretch of n characters
/// takes O(n log n). Immutable after create, thread-safe.
class BpeModel
{
public:
    struct Options
    {
        std::string unknownToken; ///< empty = unknown characters are dropped
        std::string continuingPrefix, wordEnd;
        bool fuseUnknown = false;
        bool byteFallback = false; ///< unknown characters become <0xXX> tokens where all of these exist
        bool ignoreMerges = false; ///< a stretch that is a token as a whole stays whole
    };
    using Merges = std::vector<std::pair<std::string, std::string>>;

    /// Malformed when two tokens share an id, an id is out of range, or a merge names something outside the vocabulary.
    static Result<BpeModel> create(Vocabulary vocabulary, const Merges& merges, Options options, const std::string& where);

    /// Appends the ids of one stretch (valid UTF-8).
    void encode(std::string_view stretch, std::vector<std::int32_t>& ids) const;

    const Vocabulary& vocabulary() const { return m_vocabulary; }
    const Options& options() const { return m_options; }

private:
    struct Merge
    {
        std::int32_t rank, id;
    };
    struct Symbol
    {
        std::int32_t id, previous, next;
        bool alive;
    };
    static std::uint64_t pairKey(std::int32_t left, std::int32_t right)
    {
        return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
    }
    const Merge* findMerge(std::int32_t left, std::int32_t right) const;
    std::vector<std::int32_t> characters(std::string_view stretch) const;
    void merge(std::vector<Symbol>& symbols) const;

    Vocabulary m_vocabulary;
    std::unordered_map<std::uint64_t, Merge> m_merges;
    Options m_options;
    std::int32_t m_unknown = -1;
    std::vector<std::int32_t> m_bytes; ///< id of <0xXX> by byte, -1 = none; empty without byte fallback
};

} // namespace fulcrum::text
