// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fulcrum::text {

/// Set of code points as sorted, disjoint, inclusive ranges.
class CodePointSet
{
public:
    CodePointSet() = default;
    CodePointSet& add(char32_t first, char32_t last);
    CodePointSet& add(const CodePointSet& other);
    CodePointSet without(char32_t c) const;
    CodePointSet inverted() const;
    bool contains(char32_t c) const;

    struct Range
    {
        char32_t first, last;
        auto operator<=>(const Range&) const = default;
    };
    const std::vector<Range>& ranges() const { return m_ranges; }

private:
    void merge();
    std::vector<Range> m_ranges;
};

/// An ordered list of rules, each a regular expression over code points. Immutable once built; shared by all threads.
/// Pattern language: literals, which match in any case; `[a-z\u{e9}]` and `[^...]`, which are exact; `.` (anything),
/// `( | )`, `* + ? {m,n}`, `{name}` for a definition, `\` before a special character, `\n`, `\t`. Patterns are part of
/// the program, so a mistake in one throws std::logic_error.
class LongestMatchRules
{
public:
    LongestMatchRules();
    ~LongestMatchRules();
    LongestMatchRules(LongestMatchRules&&) noexcept;

    void defineSet(const std::string& name, const CodePointSet& set);
    void define(const std::string& name, std::string_view pattern);
    /// Earlier rules win ties. `tag` comes back in Match.
    void addRule(int tag, std::string_view pattern);
    /// No rules can be added afterwards.
    void finish();

    /// The symbol (class of code points that no rule tells apart) of c.
    std::uint16_t symbolOf(char32_t c) const
    {
        return c < m_symbols.size() ? m_symbols[c] : m_beyondSymbol;
    }

private:
    friend class LongestMatchScanner;
    struct Builder;
    struct Node
    {
        int symbolSet = -1;    ///< index into m_setSymbols, or -1
        int next = -1;         ///< after a symbol
        std::vector<int> free; ///< without a symbol
        int rule = -1;         ///< accepting
    };
    std::unique_ptr<Builder> m_builder;
    std::vector<Node> m_nodes;
    std::vector<std::vector<bool>> m_setSymbols; ///< per set: which symbols are in it
    std::vector<int> m_tags;                     ///< per rule
    std::vector<std::uint16_t> m_symbols;        ///< per code point of the basic plane
    std::uint16_t m_beyondSymbol = 0;
    std::size_t m_symbolCount = 0;
    int m_start = -1;
};

/// Finds longest matches with an automaton that is built as texts need it. Not thread-safe: one per thread.
/// Scanning a whole text is linear: a (state, position) that once led to no further match is remembered and never
/// walked again (T. Reps, "Maximal-munch tokenization in linear time", 1998).
class LongestMatchScanner
{
public:
    explicit LongestMatchScanner(const LongestMatchRules& rules);

    struct Match
    {
        std::size_t length = 0; ///< 0 = no rule matches
        int tag = -1;
    };
    /// Call before the first match of a text.
    void begin(std::u32string_view text);
    Match match(std::size_t from);

private:
    struct State
    {
        std::vector<int> nodes;
        int rule = -1;
        std::vector<std::int32_t> next; ///< per symbol; kUnknown until asked for
    };
    static constexpr std::int32_t kUnknown = -2, kDead = -1;

    std::int32_t stateOf(std::vector<int> nodes);
    std::int32_t step(std::int32_t state, std::uint16_t symbol);
    void closure(int node, std::vector<int>& out);
    void reset();

    const LongestMatchRules& m_rules;
    std::vector<State> m_states;
    std::map<std::vector<int>, std::int32_t> m_ids;
    std::vector<std::uint32_t> m_seen; ///< per node: last closure that visited it
    std::uint32_t m_visit = 0;
    std::vector<std::uint16_t> m_text;
    std::unordered_map<std::uint64_t, bool> m_failed; ///< (position, state) without a match ahead
};

} // namespace fulcrum::text
