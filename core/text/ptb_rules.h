// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/longest_match.h"

namespace fulcrum::text {

/// What to do with the text that a PTB rule matched. "Ahead" rules match more than their token: the rest is only looked
/// at, but counts for the longest match.
enum class PtbAction : int {
    Keep,           ///< the text is the token
    KeepGlued,      ///< the same; spaces become U+00A0, parentheses their names
    Skip,           ///< nothing
    SplitTail2,     ///< two tokens, the second has 2 code points (gon na)
    SplitTail3,     ///< two tokens, the second has 3 code points (can not)
    AheadOne,       ///< the token is all but the last code point
    AheadOneGlued,  ///< the same; parentheses get their names
    AheadTwo,       ///< the token is all but the last two code points
    AheadClitic,    ///< the token is what stands before the clitic ('s 're ...)
    AheadNt,        ///< the token is what stands before n't
    AheadFromSpace, ///< the token ends before the first white space
    AheadFromDot,   ///< the token ends with the first dot after which no letter follows
    AheadExtraDot,  ///< the token ends before the first white space; a `.` token follows
    ExtraDot,       ///< the token is all of it; a `.` token follows
    AheadDropDot,   ///< the token is the first code point alone
    Clitic,         ///< the token is all but the last code point; its apostrophe prints as '
    OpenQuote,      ///< `
    CloseQuote,     ///< '
    OpenQuotes,     ///< ``
    CloseQuotes,    ///< ''
    Dash,           ///< --
    Ellipsis,       ///< ...
    Dollar,         ///< $
    Cents,          ///< cents
    Pound,          ///< #
    Ampersand,      ///< & for &amp;
    Less,           ///< < for &lt;
    Greater,        ///< > for &gt;
    Fraction,       ///< 1/2 for one code point
    Bracket         ///< -lrb- and its like
};

/// The rules of the tokenizer (shared, built on first use; thread-safe).
const LongestMatchRules& ptbRules();

} // namespace fulcrum::text
