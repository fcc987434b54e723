// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::text {

/// Tokens of one caption as CoreNLP 3.4.1's PTBTokenizer gives them to the COCO caption evaluation
/// (`-preserveLines -lowerCase`): lower-cased, brackets as -lrb-, quotes as `` and ''. The caption is taken as a line of
/// its own that ends in a newline; line breaks inside it become spaces (the official code would shift every later
/// caption). Any bytes are accepted: invalid UTF-8 becomes U+FFFD. A token can contain U+00A0 (`1 1/2`), never a space.
/// Time is linear in the length. Thread-safe; each thread keeps its own automaton cache.
std::vector<std::string> ptbTokens(std::string_view caption);

/// What BLEU, ROUGE and CIDEr compare: ptbTokens without the evaluation's punctuation list, joined with one space.
std::string ptbCaption(std::string_view caption);

/// ptbCaption of captions that are the lines of one file, which is how the official code calls the tokenizer: a rule's
/// look-ahead sees the next caption (an acronym before `The` makes a token of its own, `i.` against `i .`), and the last
/// one has no newline. One text per caption.
std::vector<std::string> ptbCaptionsOfOneFile(std::span<const std::string> captions);

/// The 17 tokens that the evaluation drops. `-LRB-` and its like are in the list but never occur: tokens are lower case.
bool isPtbPunctuation(std::string_view token);

} // namespace fulcrum::text
