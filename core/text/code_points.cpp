// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/code_points.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <utf8proc.h>
#include <vector>

namespace fulcrum::text {
namespace {

constexpr char32_t kCapitalSigma = 0x3a3, kFinalSigma = 0x3c2;
constexpr char32_t kCapitalDottedI = 0x130;

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

char32_t simpleLower(char32_t c)
{
    if (c < 0x80)
        return c >= U'A' && c <= U'Z' ? c + 32 : c;
    return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

bool isCased(char32_t c)
{
    const utf8proc_category_t kind = category(c);
    return kind == UTF8PROC_CATEGORY_LU || kind == UTF8PROC_CATEGORY_LL || kind == UTF8PROC_CATEGORY_LT
        || simpleLower(c) != c || utf8proc_toupper(static_cast<utf8proc_int32_t>(c)) != static_cast<utf8proc_int32_t>(c);
}

/// Unicode's Case_Ignorable: marks, formats, modifiers, and the marks that stand inside words.
bool isCaseIgnorable(char32_t c)
{
    constexpr std::u32string_view kInsideWords
        = U"'.:^`\u00a8\u00af\u00b4\u00b7\u00b8\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";
    switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK: return true;
    default: return kInsideWords.find(c) != std::u32string_view::npos;
    }
}

/// For every position: does a cased character follow, with only case-ignorable ones in between? One pass from the end,
/// so that a text of nothing but sigmas stays linear.
std::u32string lowerWithSigma(std::u32string_view text)
{
    std::vector<bool> casedAfter(text.size() + 1, false);
    for (std::size_t i = text.size(); i-- > 0;)
        casedAfter[i] = isCaseIgnorable(text[i]) ? casedAfter[i + 1] : isCased(text[i]);
    std::u32string out;
    bool casedBefore = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c == kCapitalDottedI)
            out += U"i\u0307";
        else if (c == kCapitalSigma && casedBefore && !casedAfter[i + 1])
            out.push_back(kFinalSigma);
        else
            out.push_back(simpleLower(c));
        if (!isCaseIgnorable(c))
            casedBefore = isCased(c);
    }
    return out;
}

} // namespace

std::u32string toCodePoints(std::string_view bytes)
{
    std::string repaired;
    if (!isValidUtf8(bytes)) {
        repaired = toValidUtf8(bytes);
        bytes = repaired;
    }
    std::u32string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        if (static_cast<unsigned char>(bytes[at]) < 0x80)
            out.push_back(static_cast<unsigned char>(bytes[at++]));
        else
            out.push_back(nextCodePoint(bytes, at));
    }
    return out;
}

std::string toUtf8(std::u32string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        if (c < 0x80)
            out.push_back(static_cast<char>(c));
        else
            appendUtf8(out, c);
    }
    return out;
}

std::u32string toLower(std::u32string_view text, Lowering lowering)
{
    const auto needsContext = [](char32_t c) { return c == kCapitalSigma || c == kCapitalDottedI; };
    if (lowering == Lowering::Full && std::any_of(text.begin(), text.end(), needsContext))
        return lowerWithSigma(text);
    std::u32string out(text);
    for (char32_t& c : out)
        c = c == kCapitalDottedI ? U'i' : simpleLower(c);
    return out;
}

bool isDecimalDigit(char32_t c)
{
    if (c < 0x80)
        return c >= U'0' && c <= U'9';
    return category(c) == UTF8PROC_CATEGORY_ND;
}

} // namespace fulcrum::text
