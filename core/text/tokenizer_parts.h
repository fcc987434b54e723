// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/text/added_tokens.h"
#include "core/text/bpe_model.h"
#include "core/text/decoder.h"
#include "core/text/pre_tokenizer.h"

#include <nlohmann/json_fwd.hpp>

namespace fulcrum::text {

/// What Tokenizer is made of; the readers of the different files fill it.
struct TokenizerParts
{
    BpeModel model;
    std::vector<AddedToken> added;
    Normalizer normalizer;
    PreTokenizer preTokenizer;
    Decoder decoder;
    std::vector<std::int32_t> prefix, suffix; ///< what the post-processor puts around a text

    // Filled by Tokenizer::load.
    AddedTokens splitter;
    std::vector<std::string> tokenOfId; ///< empty = no such id
    Vocabulary idOfAdded;
    std::vector<bool> isSpecial;
    std::int32_t bos = -1, eos = -1, pad = -1, unk = -1;
    std::size_t textLength = 0;
    bool cleansUpSpaces = true;
};


/// Upper bounds of what is read, far above every real file.
inline constexpr std::uint64_t kLargestTokenizerFile = 64ULL << 20;
inline constexpr std::size_t kLongestAddedToken = 1024;

/// A JSON file whose top is an object.
Result<nlohmann::json> readJsonObject(const Path& path, std::uint64_t limit = kLargestTokenizerFile);

Result<TokenizerParts> readTokenizerJson(const Path& path);
/// `legacy` as in tokenizer_config.json: whether every stretch, or only the start of the text, gets the leading U+2581.
Result<TokenizerParts> readSentencePiece(const Path& path, bool legacy);
Result<TokenizerParts> readClipFiles(const Path& vocabulary, const Path& merges);
/// The parts of an object that has the shape of a tokenizer.json.
Result<TokenizerParts> parseTokenizerJson(const nlohmann::json& file, const std::string& where);

} // namespace fulcrum::text
