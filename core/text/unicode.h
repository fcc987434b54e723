// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace fulcrum::text {

/// The bytes as valid UTF-8: every maximal broken part becomes one U+FFFD (Unicode 15, table 3-8; what Rust and Python do).
std::string toValidUtf8(std::string_view bytes);
bool isValidUtf8(std::string_view bytes);

/// Code point at `position` of valid UTF-8; moves `position` behind it. `position` must be inside the text.
char32_t nextCodePoint(std::string_view text, std::size_t& position);
void appendUtf8(std::string& text, char32_t codePoint);
std::size_t codePointLength(char leadByte);

enum class NormalForm { C, D, KC, KD };
/// Unicode normalisation of valid UTF-8.
std::string normalized(std::string_view text, NormalForm form);

/// Lower case per character without context, as Rust's `char::to_lowercase`: no final-sigma rule; U+0130 becomes "i" U+0307.
std::string lowerCased(std::string_view text);

/// White space as Python's str.strip() sees it.
bool isPythonSpace(char32_t codePoint);
std::string_view strippedLikePython(std::string_view text);

/// Every occurrence of `from` (not empty) replaced, left to right.
std::string replacedAll(std::string_view text, std::string_view from, std::string_view to);

} // namespace fulcrum::text
