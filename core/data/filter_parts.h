// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"

#include <optional>

/// What the parser and the writer of filters share.
namespace fulcrum::data::parts {

inline constexpr NumberTest kUsedAtAll{NumberTest::Op::GreaterEqual, 1, 0};
inline constexpr std::size_t kMostTerms = 32; // more would only make FTS5 refuse the expression as too deep

/// White space, and the control characters, which no value without quotes holds.
inline bool isSpace(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; }

/// Bytes from `at` on that a value without quotes takes.
std::size_t lengthOfBare(std::string_view text, std::size_t at);

/// A word or phrase at `at`, with its signs; moves `at` behind it. Nothing when it has no letter or digit. `stops`: where a
/// word ends besides white space and quotes. `typing`: a word at the end of the text may be the beginning of one.
std::optional<SearchTerm> takeTerm(std::string_view text, std::size_t& at, std::string_view stops, bool typing);

} // namespace fulcrum::data::parts
