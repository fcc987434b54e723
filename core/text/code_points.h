// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace fulcrum::text {

/// Decodes UTF-8. Every byte that cannot belong to a valid sequence (overlong forms, surrogates and values above
/// U+10FFFF included) becomes one U+FFFD, so any bytes give a text and the result never grows.
std::u32string toCodePoints(std::string_view utf8);
void appendUtf8(std::string& out, char32_t codePoint);
std::string toUtf8(std::u32string_view text);

/// How much of full lower-casing is wanted.
enum class Lowering {
    Full,  ///< Python 3's str.lower() and Java's toLowerCase(ENGLISH): final sigma, U+0130 -> i + U+0307
    Simple ///< Python 2's unicode.lower(): one code point to one
};
std::u32string toLower(std::u32string_view text, Lowering lowering = Lowering::Full);

/// White space in the sense of Python's str.split() and str.strip().
bool isPythonSpace(char32_t c);
/// Decimal digit (category Nd), what Python 3's `\d` matches.
bool isDecimalDigit(char32_t c);

} // namespace fulcrum::text
