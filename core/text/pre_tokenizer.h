// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace fulcrum::text {

/// A part of the text that BPE does not merge across.
struct Piece
{
    std::string text;
    bool atTextStart = false; ///< begins where the whole input begins (Metaspace "first" asks)
};

/// Cuts pieces further or rewrites them. Immutable, thread-safe. Empty pieces are dropped.
using PreTokenizer = std::function<std::vector<Piece>(std::vector<Piece>)>;

/// The "pre_tokenizer" of a tokenizer.json (null = nothing): ByteLevel, Split, Metaspace, Digits, Whitespace, WhitespaceSplit, Sequence.
/// Unsupported for any other. May throw nlohmann::json::exception on wrong types.
Result<PreTokenizer> parsePreTokenizer(const nlohmann::json& spec, const std::string& where, int depth = 0);

/// GPT-2's printable stand-in of each byte: printable Latin-1 characters stand for themselves, the other 68 bytes for U+0100 on.
const std::array<char32_t, 256>& byteCharacters();
/// The text's bytes, each as its stand-in in UTF-8.
std::string toByteCharacters(std::string_view text);

} // namespace fulcrum::text
