// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter_parts.h"

#include <algorithm>

namespace fulcrum::data {

namespace {

constexpr std::size_t kShortestPrefix = 3;

bool isAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool isWordByte(char c)
{
    return !isAscii(c) || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Anything that unicode61 could make a token of; other text between quotes would match nothing or everything.
bool hasWord(std::string_view text) { return std::any_of(text.begin(), text.end(), isWordByte); }

/// One or two letters begin too many words: finding them all takes longer than typing the next letter. Other scripts say
/// more with a character.
bool mayBeginAWord(std::string_view text)
{
    return text.size() >= kShortestPrefix || !std::all_of(text.begin(), text.end(), isAscii);
}

/// Can stand without quotes and is a plain word wherever it stands.
bool isPlain(std::string_view text)
{
    return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
        return isWordByte(c) || std::string_view("_'-.,").find(c) != std::string_view::npos;
    });
}

} // namespace

namespace parts {

std::size_t lengthOfBare(std::string_view text, std::size_t at)
{
    const auto ends = [](char c) { return isSpace(c) || c == '"' || c == '(' || c == ')' || c == '|'; };
    const auto* begin = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
    return static_cast<std::size_t>(std::find_if(begin, text.end(), ends) - begin);
}

std::optional<SearchTerm> takeTerm(std::string_view text, std::size_t& at, std::string_view stops, bool typing)
{
    SearchTerm term;
    if (at < text.size() && text[at] == '-') {
        term.excluded = true;
        ++at;
    }
    const bool phrase = at < text.size() && text[at] == '"';
    const std::size_t begin = phrase ? at + 1 : at;
    const auto ends = [&](char c) {
        return c == '"' || (!phrase && (isSpace(c) || stops.find(c) != std::string_view::npos));
    };
    at = begin;
    while (at < text.size() && !ends(text[at]))
        ++at;
    term.text = text.substr(begin, at - begin);
    if (phrase) {
        at = std::min(at + 1, text.size());
        std::replace_if(term.text.begin(), term.text.end(), isSpace, ' ');
        if (at < text.size() && text[at] == '*') {
            term.prefix = true;
            ++at;
        }
    } else if (term.text.size() > 1 && term.text.back() == '*') {
        term.prefix = true;
        term.text.pop_back();
    } else {
        term.prefix = typing && at == text.size() && !term.excluded && mayBeginAWord(term.text);
    }
    if (!hasWord(term.text))
        return std::nullopt;
    return term;
}

} // namespace parts

std::vector<SearchTerm> parseWords(std::string_view text, bool typing)
{
    std::vector<SearchTerm> terms;
    for (std::size_t at = 0; at < text.size() && terms.size() < parts::kMostTerms;) {
        if (parts::isSpace(text[at])) {
            ++at;
            continue;
        }
        if (auto term = parts::takeTerm(text, at, {}, typing))
            terms.push_back(std::move(*term));
    }
    return terms;
}

std::string formatWords(std::span<const SearchTerm> terms)
{
    std::string out;
    for (const SearchTerm& term : terms) {
        out += out.empty() ? "" : " ";
        out += term.excluded ? "-" : "";
        out += isPlain(term.text) ? term.text : '"' + term.text + '"';
        out += term.prefix ? "*" : "";
    }
    return out;
}

} // namespace fulcrum::data
