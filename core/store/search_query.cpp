// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_query.h"

#include <algorithm>
#include <vector>

namespace fulcrum::store {
namespace {

constexpr std::size_t kMostTerms = 32; // more would only make FTS5 refuse the expression as too deep

constexpr std::size_t kShortestPrefix = 3;

struct Term
{
    std::string text;
    bool excluded = false, phrase = false;
};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Anything that unicode61 could make a token of; other text between quotes would match nothing or everything.
bool hasWord(const std::string& text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
            || (byte >= 'A' && byte <= 'Z');
    });
}

/// One or two letters begin too many words: finding them all takes longer than typing the next letter. Other scripts say
/// more with a character.
bool isPrefix(const std::string& text)
{
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return !ascii || text.size() >= kShortestPrefix;
}

std::vector<Term> termsOf(std::string_view typed)
{
    std::vector<Term> terms;
    std::size_t i = 0;
    while (i < typed.size() && terms.size() < kMostTerms) {
        if (isSpace(typed[i])) {
            ++i;
            continue;
        }
        Term term;
        if (typed[i] == '-') {
            term.excluded = true;
            ++i;
        }
        if (i < typed.size() && typed[i] == '"') {
            const std::size_t end = std::min(typed.find('"', i + 1), typed.size());
            term.text = typed.substr(i + 1, end - i - 1);
            term.phrase = true;
            i = end + 1;
        } else {
            const std::size_t begin = i;
            while (i < typed.size() && !isSpace(typed[i]) && typed[i] != '"')
                ++i;
            term.text = typed.substr(begin, i - begin);
        }
        std::erase_if(term.text, [](char c) { return c == '"' || c == '\0'; });
        if (hasWord(term.text))
            terms.push_back(std::move(term));
    }
    return terms;
}

} // namespace

std::string ftsQuery(std::string_view typed)
{
    const std::vector<Term> terms = termsOf(typed);
    const bool prefix = !typed.empty() && !isSpace(typed.back());
    std::string wanted, unwanted;
    for (const Term& term : terms) {
        const bool open = prefix && &term == &terms.back() && !term.phrase && !term.excluded && isPrefix(term.text);
        std::string& side = term.excluded ? unwanted : wanted;
        side += (side.empty() ? "\"" : term.excluded ? " OR \"" : " AND \"") + term.text + (open ? "\"*" : "\"");
    }
    if (wanted.empty() || unwanted.empty())
        return wanted;
    return "(" + wanted + ") NOT (" + unwanted + ")";
}

} // namespace fulcrum::store
