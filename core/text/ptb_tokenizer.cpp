// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/ptb_tokenizer.h"

#include "core/text/code_points.h"
#include "core/text/ptb_rules.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <array>

namespace fulcrum::text {
namespace {

constexpr std::array<std::string_view, 17> kPunctuation = {"''", "'", "``", "`", "-LRB-", "-RRB-", "-LCB-", "-RCB-",
    ".", "?", "!", ",", ":", "-", "--", "...", ";"};

bool isGap(char32_t c)
{
    return c == U' ' || c == U'\t' || c == U'\n' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x3000;
}

bool isApostrophe(char32_t c) { return c == U'\'' || c == 0x92 || c == 0x2019; }

const char* bracketName(char32_t c)
{
    switch (c) {
    case U'(': return "-lrb-";
    case U')': return "-rrb-";
    case U'[': return "-lsb-";
    case U']': return "-rsb-";
    case U'{': return "-lcb-";
    case U'}': return "-rcb-";
    default: return nullptr;
    }
}

const char* fractionText(char32_t c)
{
    switch (c) {
    case 0xbc: return "1/4";
    case 0xbd: return "1/2";
    case 0xbe: return "3/4";
    case 0x2153: return "1/3";
    default: return "2/3";
    }
}

std::size_t firstGap(std::u32string_view text)
{
    return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), isGap) - text.begin());
}

/// Code points of the apostrophe that ends `text` (one, or the entity).
std::size_t apostropheLength(std::u32string_view text)
{
    return !text.empty() && isApostrophe(text.back()) ? 1 : 6;
}

/// Code points of the clitic that ends `text`: 's, 're ...
std::size_t cliticLength(std::u32string_view text)
{
    for (const std::size_t letters : {std::size_t{1}, std::size_t{2}}) {
        const std::u32string_view before = text.substr(0, text.size() - letters);
        if (isApostrophe(before.back()) || before.back() == U';')
            return letters + apostropheLength(before);
    }
    return 0;
}

std::string plainUnicode(std::u32string_view text)
{
    std::u32string kept;
    for (const char32_t c : text)
        if (c != 0xad)
            kept.push_back(c);
    // A token of soft hyphens alone prints as a hyphen.
    return kept.empty() ? "-" : toUtf8(toLower(kept));
}

std::string plain(std::u32string_view text)
{
    std::string out(text.size(), ' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c >= 0x80)
            return plainUnicode(text);
        out[i] = static_cast<char>(c >= U'A' && c <= U'Z' ? c + 32 : c);
    }
    return out;
}

std::string glued(std::u32string_view text)
{
    std::string out;
    for (const char32_t c : toLower(text)) {
        if (c == U'(' || c == U')')
            out += bracketName(c);
        else
            appendUtf8(out, c == U' ' || c == U'\t' || c == U'\n' ? 0xa0 : c);
    }
    return out;
}

/// The apostrophe of a contraction prints as '.
std::string withPlainApostrophe(std::string token)
{
    for (const std::string_view apostrophe : {"&apos;", "\u2019", "\u0092"})
        token = replacedAll(token, apostrophe, "'");
    return token;
}

class Tokenizer
{
public:
    Tokenizer()
        : m_scanner(ptbRules())
    {
    }

    /// Tokens of a caption alone, with a newline behind it.
    std::vector<std::string> run(std::string_view caption)
    {
        m_text.clear();
        append(caption);
        m_text.push_back(U'\n');
        m_lines.assign(1, {});
        scan();
        return std::move(m_lines[0]);
    }

    std::vector<std::vector<std::string>> runFile(std::span<const std::string> captions)
    {
        m_text.clear();
        for (std::size_t i = 0; i < captions.size(); ++i) {
            if (i > 0)
                m_text.push_back(U'\n');
            append(captions[i]);
        }
        m_lines.assign(std::max<std::size_t>(captions.size(), 1), {});
        scan();
        return std::move(m_lines);
    }

private:
    void append(std::string_view caption)
    {
        for (const char32_t c : toCodePoints(caption)) {
            const bool isBreak = c == U'\n' || c == U'\r' || c == 0xb || c == 0xc || c == 0x2028 || c == 0x2029;
            m_text.push_back(isBreak ? U' ' : c);
        }
    }

    void scan()
    {
        m_line = 0;
        m_scanner.begin(m_text);
        const std::u32string_view text = m_text;
        for (std::size_t at = 0; at < text.size();) {
            const LongestMatchScanner::Match match = m_scanner.match(at);
            // A character that no rule knows is dropped.
            const std::size_t used = match.length == 0
                ? 1
                : emit(static_cast<PtbAction>(match.tag), text.substr(at, match.length));
            const std::u32string_view done = text.substr(at, used);
            m_line += static_cast<std::size_t>(std::count(done.begin(), done.end(), U'\n'));
            at += used;
        }
    }

    void put(std::string token) { m_lines[m_line].push_back(std::move(token)); }

    std::size_t keep(std::u32string_view text, std::size_t length)
    {
        put(plain(text.substr(0, length)));
        return length;
    }

    std::size_t fixed(std::u32string_view text, const char* token)
    {
        put(token);
        return text.size();
    }

    std::size_t splitTail(std::u32string_view text, std::size_t tail)
    {
        put(withPlainApostrophe(plain(text.substr(0, text.size() - tail))));
        put(plain(text.substr(text.size() - tail)));
        return text.size();
    }

    std::size_t clitic(std::u32string_view text)
    {
        put(withPlainApostrophe(plain(text)));
        return text.size();
    }

    /// Adds the tokens of a match; returns how many code points they used up.
    std::size_t emit(PtbAction action, std::u32string_view text);
    std::size_t emitMark(PtbAction action, std::u32string_view text);

    LongestMatchScanner m_scanner;
    std::u32string m_text;
    std::vector<std::vector<std::string>> m_lines;
    std::size_t m_line = 0;
};

std::size_t Tokenizer::emit(PtbAction action, std::u32string_view text)
{
    switch (action) {
    case PtbAction::Keep: return keep(text, text.size());
    case PtbAction::KeepGlued: put(glued(text)); return text.size();
    case PtbAction::Skip: return text.size();
    case PtbAction::SplitTail2: return splitTail(text, 2);
    case PtbAction::SplitTail3: return splitTail(text, 3);
    case PtbAction::AheadOne: return keep(text, text.size() - 1);
    case PtbAction::AheadOneGlued: put(glued(text.substr(0, text.size() - 1))); return text.size() - 1;
    case PtbAction::AheadTwo: return keep(text, text.size() - 2);
    case PtbAction::AheadClitic: return keep(text, text.size() - cliticLength(text));
    case PtbAction::AheadNt:
        return keep(text, text.size() - 2 - apostropheLength(text.substr(0, text.size() - 1)));
    case PtbAction::AheadFromSpace: return keep(text, firstGap(text));
    case PtbAction::AheadFromDot: return keep(text, text.find(U'.') + 1);
    case PtbAction::AheadExtraDot: {
        const std::size_t used = keep(text, firstGap(text));
        put(".");
        return used;
    }
    case PtbAction::ExtraDot: keep(text, text.size()); return fixed(text, ".");
    case PtbAction::AheadDropDot: return keep(text, 1);
    case PtbAction::Clitic: return clitic(text.substr(0, text.size() - 1));
    default: return emitMark(action, text);
    }
}

std::size_t Tokenizer::emitMark(PtbAction action, std::u32string_view text)
{
    switch (action) {
    case PtbAction::OpenQuote: put("`"); return 1;
    case PtbAction::CloseQuote: return fixed(text, "'");
    case PtbAction::OpenQuotes:
        put("``");
        // `"x` looks ahead at x.
        return text[0] == U'"' ? 1 : text[0] == U'&' ? 6 : text.size();
    case PtbAction::CloseQuotes: return fixed(text, "''");
    case PtbAction::Dash: return fixed(text, "--");
    case PtbAction::Ellipsis: return fixed(text, "...");
    case PtbAction::Dollar: return fixed(text, "$");
    case PtbAction::Cents: return fixed(text, "cents");
    case PtbAction::Pound: return fixed(text, "#");
    case PtbAction::Less: return fixed(text, "<");
    case PtbAction::Greater: return fixed(text, ">");
    case PtbAction::Fraction: return fixed(text, fractionText(text[0]));
    case PtbAction::Bracket: return fixed(text, bracketName(text[0]));
    default: // Ampersand
        put(replacedAll(plain(text), "&amp;", "&"));
        return text.size();
    }
}

} // namespace

namespace {

Tokenizer& threadTokenizer()
{
    thread_local Tokenizer tokenizer;
    return tokenizer;
}

std::string withoutPunctuation(const std::vector<std::string>& tokens)
{
    std::string out;
    for (const std::string& token : tokens) {
        if (isPtbPunctuation(token))
            continue;
        if (!out.empty())
            out += ' ';
        out += token;
    }
    return out;
}

} // namespace

std::vector<std::string> ptbTokens(std::string_view caption) { return threadTokenizer().run(caption); }

std::string ptbCaption(std::string_view caption) { return withoutPunctuation(ptbTokens(caption)); }

std::vector<std::string> ptbCaptionsOfOneFile(std::span<const std::string> captions)
{
    std::vector<std::string> result;
    if (captions.empty())
        return result;
    for (const std::vector<std::string>& tokens : threadTokenizer().runFile(captions))
        result.push_back(withoutPunctuation(tokens));
    return result;
}

bool isPtbPunctuation(std::string_view token)
{
    return token.size() <= 5 && std::find(kPunctuation.begin(), kPunctuation.end(), token) != kPunctuation.end();
}

} // namespace fulcrum::text
