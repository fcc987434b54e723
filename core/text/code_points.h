// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace fulcrum::text {

/// Decodes any bytes; broken UTF-8 becomes U+FFFD as in toValidUtf8.
std::u32string toCodePoints(std::string_view bytes);
std::string toUtf8(std::u32string_view text);

/// How much of lower-casing a whole text is wanted.
enum class Lowering {
    Full,  ///< Python 3's str.lower(), Java's toLowerCase(ENGLISH): final sigma by context, U+0130 -> "i" U+0307
    Simple ///< Python 2's unicode.lower(): one code point to one
};
std::u32string toLower(std::u32string_view text, Lowering lowering = Lowering::Full);

/// Decimal digit (category Nd), what Python 3's `\d` matches.
bool isDecimalDigit(char32_t c);

} // namespace fulcrum::text
