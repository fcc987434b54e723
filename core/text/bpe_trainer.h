// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::text {

enum class VocabularyForm {
    Clip, ///< byte-level with `</w>`: 256 bytes, 256 bytes + `</w>`, merges, <|startoftext|>, <|endoftext|>
    Llama ///< legacy LLaMA: <unk> <s> </s>, 256 byte tokens, merges, characters; added <fake_token_around_image>, <image>
};

struct VocabularyOptions
{
    VocabularyForm form = VocabularyForm::Clip;
    int maxTokens = 32000;     ///< an error where the words need more
    int maxTextLength = 77;    ///< model_max_length
    bool addBeginToken = true; ///< LLaMA: the post-processor puts <s> first
};

/// Words with their counts, the trainer's input.
/// CLIP: lower-cased words as CLIP's pattern cuts them. LLaMA: as they stand in a text, with the space before them where there is
/// one (" red", ":", "\n" is left to its byte token).
using WordCounts = std::map<std::string, std::int64_t>;

/// Adds the words of one text in the form that `trainVocabulary` wants, each `count` times.
void countWords(std::string_view text, VocabularyForm form, WordCounts& words, std::int64_t count = 1);

/// Trains byte-pair encoding (the most frequent pair first; equal counts in byte order) until every word is one token and writes
/// tokenizer.json, tokenizer_config.json, special_tokens_map.json, and for CLIP vocab.json and merges.txt. The same words give the
/// same bytes. Returns the size of the vocabulary without tokens added behind it (IDEFICS' `vocab_size`; for CLIP all tokens).
/// OutOfRange where the words need more than `maxTokens`.
Result<int> trainVocabulary(const WordCounts& words, const VocabularyOptions& options, const Path& folder);

} // namespace fulcrum::text
