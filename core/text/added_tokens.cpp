// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/text/unicode.h"

#include <utf8proc.h>

namespace fulcrum::text {

namespace {

bool isWordCharacter(char32_t c)
{
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        return false;
    }
}

bool isWhiteSpace(char32_t c)
{
    return isPythonSpace(c) && !(c >= 0x1C && c <= 0x1F); // Unicode White_Space has no information separators
}

std::size_t previousCharacter(const std::string& text, std::size_t position)
{
    do
        --position;
    while (position > 0 && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80);
    return position;
}

bool touchesWord(const std::string& text, std::size_t begin, std::size_t end)
{
    if (begin > 0) {
        std::size_t at = previousCharacter(text, begin);
        if (isWordCharacter(nextCodePoint(text, at)))
            return true;
    }
    return end < text.size() && isWordCharacter(nextCodePoint(text, end));
}

} // namespace

void AddedTokens::Matcher::add(const std::string& content, int token)
{
    if (content.empty())
        return;
    m_starts[static_cast<unsigned char>(content.front())] = true;
    std::uint32_t node = 0;
    for (const char c : content) {
        const std::uint64_t key = (std::uint64_t{node} << 8) | static_cast<unsigned char>(c);
        const auto [child, isNew] = m_children.emplace(key, m_nodes);
        m_nodes += isNew ? 1 : 0;
        node = child->second;
    }
    m_tokenAt.emplace(node, token);
}

bool AddedTokens::Matcher::longestAt(const std::string& text, std::size_t begin, std::size_t& end, int& token) const
{
    if (!m_starts[static_cast<unsigned char>(text[begin])])
        return false;
    bool found = false;
    std::uint32_t node = 0;
    for (std::size_t i = begin; i < text.size(); ++i) {
        const auto child = m_children.find((std::uint64_t{node} << 8) | static_cast<unsigned char>(text[i]));
        if (child == m_children.end())
            break;
        node = child->second;
        if (const auto at = m_tokenAt.find(node); at != m_tokenAt.end()) {
            end = i + 1;
            token = at->second;
            found = true;
        }
    }
    return found;
}

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, Normalizer normalizer)
    : m_tokens(std::move(tokens))
    , m_normalizer(std::move(normalizer))
{
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const AddedToken& token = m_tokens[i];
        if (token.normalized)
            m_normalized.add(m_normalizer(token.content), static_cast<int>(i));
        else
            m_raw.add(token.content, static_cast<int>(i));
    }
}

std::vector<Segment> AddedTokens::splitBy(const Matcher& matcher, const Segment& segment) const
{
    if (matcher.empty())
        return {segment};
    std::vector<Segment> out;
    const std::string& text = segment.text;
    std::size_t done = 0;
    const auto addText = [&](std::size_t end) {
        if (end > done)
            out.push_back({text.substr(done, end - done), -1, segment.atTextStart && done == 0});
    };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = 0;
        int index = 0;
        if (!matcher.longestAt(text, at, end, index)) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[static_cast<std::size_t>(index)];
        std::size_t begin = at;
        at = end;
        if (token.singleWord && touchesWord(text, begin, end))
            continue;
        while (token.stripLeft && begin > done) {
            const std::size_t before = previousCharacter(text, begin);
            std::size_t position = before;
            if (!isWhiteSpace(nextCodePoint(text, position)))
                break;
            begin = before;
        }
        while (token.stripRight && at < text.size()) {
            std::size_t next = at;
            if (!isWhiteSpace(nextCodePoint(text, next)))
                break;
            at = next;
        }
        addText(begin);
        out.push_back({{}, token.id, false});
        done = at;
    }
    addText(text.size());
    return out;
}

std::vector<Segment> AddedTokens::split(const std::string& text) const
{
    std::vector<Segment> out;
    for (Segment& segment : splitBy(m_raw, {text, -1, true})) {
        if (segment.token >= 0) {
            out.push_back(std::move(segment));
            continue;
        }
        segment.text = m_normalizer(std::move(segment.text));
        for (Segment& part : splitBy(m_normalized, segment))
            out.push_back(std::move(part));
    }
    return out;
}

} // namespace fulcrum::text
