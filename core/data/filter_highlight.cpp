// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter_highlight.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <utf8proc.h>

namespace fulcrum::data {

namespace {

constexpr std::size_t kLongestMarked = 1 << 16; // bytes; nobody sees more of a text

struct Word
{
    std::string folded;
    std::size_t begin = 0, end = 0;
};

utf8proc_category_t categoryOf(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

bool isMark(char32_t c) { return c >= 0x80 && categoryOf(c) == UTF8PROC_CATEGORY_MN; }

/// Letters, numbers and private use, as FTS5's unicode61 has it.
bool isWordCharacter(char32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const utf8proc_category_t kind = categoryOf(c);
    return (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO)
        || (kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO) || kind == UTF8PROC_CATEGORY_CO;
}

/// The character in lower case and without accents.
void appendFolded(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return;
    }
    std::string character;
    text::appendUtf8(character, c);
    const std::string plain = text::lowerCased(text::normalized(character, text::NormalForm::D));
    for (std::size_t at = 0; at < plain.size();)
        if (const char32_t part = text::nextCodePoint(plain, at); !isMark(part))
            text::appendUtf8(out, part);
}

/// The words of valid UTF-8, as the index cuts them.
std::vector<Word> wordsOf(std::string_view text)
{
    std::vector<Word> words;
    bool within = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = text::nextCodePoint(text, at);
        if (!isWordCharacter(c) && !(within && isMark(c))) {
            within = false;
            continue;
        }
        if (!within)
            words.push_back({{}, begin, at});
        within = true;
        words.back().end = at;
        appendFolded(words.back().folded, c);
    }
    return words;
}

} // namespace

Highlighter::Highlighter(const Filter& filter)
{
    for (const FilterGroup& group : filter.groups)
        for (const Condition& condition : group) {
            if (condition.negated || condition.disabled)
                continue;
            if (condition.pattern) {
                if (auto pattern = FilterPattern::compile(condition.text, condition.caseSensitive))
                    m_patterns.push_back({condition.field, std::move(*pattern)});
            } else if (condition.field == Field::Words) {
                for (const SearchTerm& term : parseWords(condition.text))
                    if (!term.excluded) {
                        Term& marked = m_terms.emplace_back();
                        for (Word& word : wordsOf(text::toValidUtf8(term.text)))
                            marked.words.push_back(std::move(word.folded));
                        marked.prefix = term.prefix;
                    }
            }
        }
}

std::vector<TextRange> Highlighter::ranges(std::string_view text, Field where) const
{
    if (text.size() > kLongestMarked) {
        std::size_t end = kLongestMarked; // not within a character
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        text = text.substr(0, end);
    }
    std::vector<TextRange> found;
    for (const Pattern& one : m_patterns)
        if (one.field == Field::Text || one.field == where)
            for (const auto& [begin, end] : one.pattern.findAll(text))
                found.push_back({begin, end});
    if (!m_terms.empty() && where != Field::File && text::isValidUtf8(text)) {
        const std::vector<Word> words = wordsOf(text);
        for (const Term& term : m_terms)
            for (std::size_t i = 0; i + term.words.size() <= words.size() && !term.words.empty(); ++i) {
                const std::size_t last = term.words.size() - 1;
                bool same = true;
                for (std::size_t j = 0; j <= last && same; ++j)
                    same = j == last && term.prefix ? words[i + j].folded.starts_with(term.words[j])
                                                    : words[i + j].folded == term.words[j];
                if (same)
                    found.push_back({words[i].begin, words[i + last].end});
            }
    }
    std::sort(found.begin(), found.end(), [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
    std::vector<TextRange> apart;
    for (const TextRange& range : found)
        if (!apart.empty() && range.begin <= apart.back().end)
            apart.back().end = std::max(apart.back().end, range.end);
        else
            apart.push_back(range);
    return apart;
}

} // namespace fulcrum::data
