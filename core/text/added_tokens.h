// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/normalizer.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace fulcrum::text {

/// A token that is found in the text before anything else happens to it.
struct AddedToken
{
    std::string content;
    std::int32_t id = 0;
    bool singleWord = false; ///< only where no word character touches it
    bool stripLeft = false;  ///< takes the white space before it
    bool stripRight = false;
    bool normalized = false; ///< looked for in the normalised text
    bool special = true;     ///< left out by decode(skipSpecial)
};

/// A stretch of text, or an added token.
struct Segment
{
    std::string text;
    std::int32_t token = -1;
    bool atTextStart = false;
};

/// Splits text at added tokens: leftmost match, longest first; those with normalized=false on the raw text, then in the
/// normalised rest the others. Immutable, thread-safe.
class AddedTokens
{
public:
    AddedTokens() = default;
    AddedTokens(std::vector<AddedToken> tokens, Normalizer normalizer);

    /// Token segments and normalised text segments of valid UTF-8, in order.
    std::vector<Segment> split(const std::string& text) const;
    const std::vector<AddedToken>& tokens() const { return m_tokens; }

private:
    /// A trie over bytes; `find` scans once and looks ahead at most the longest token at each place.
    class Matcher
    {
    public:
        void add(const std::string& content, int token);
        bool longestAt(const std::string& text, std::size_t begin, std::size_t& end, int& token) const;
        bool empty() const { return m_children.empty(); }

    private:
        std::unordered_map<std::uint64_t, std::uint32_t> m_children; ///< (node, byte) -> node
        std::unordered_map<std::uint32_t, int> m_tokenAt;
        std::array<bool, 256> m_starts{};
        std::uint32_t m_nodes = 1;
    };
    std::vector<Segment> splitBy(const Matcher& matcher, const Segment& segment) const;

    std::vector<AddedToken> m_tokens;
    Normalizer m_normalizer;
    Matcher m_raw, m_normalized;
};

} // namespace fulcrum::text
