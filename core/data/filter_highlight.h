// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"
#include "core/data/filter_pattern.h"

namespace fulcrum::data {

struct TextRange
{
    std::size_t begin = 0, end = 0; ///< bytes
    bool operator==(const TextRange&) const = default;
};

/// Marks in a text what a filter found there: words and phrases as the full-text index sees them (whatever their case and
/// accents), beginnings of words, matches of patterns. What is negated or disabled marks nothing. Cheap enough for every
/// visible row; copies share what is inside; thread-safe.
class Highlighter
{
public:
    Highlighter() = default;
    explicit Highlighter(const Filter& filter);

    bool isEmpty() const { return m_terms.empty() && m_patterns.empty(); }
    /// Sorted, apart from each other. `where` is Caption, Question, Answer or File: conditions on another field do not mark.
    std::vector<TextRange> ranges(std::string_view text, Field where) const;

private:
    struct Term
    {
        std::vector<std::string> words; ///< folded
        bool prefix = false;
    };
    struct Pattern
    {
        Field field{};
        FilterPattern pattern;
    };
    std::vector<Term> m_terms;
    std::vector<Pattern> m_patterns;
};

} // namespace fulcrum::data
