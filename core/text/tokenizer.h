// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::text {

struct TokenizerParts;

/// Which of a folder's files to read.
enum class TokenizerSource { First, TokenizerJson, SentencePiece, ClipFiles };

/// Text to token ids and back, exactly as Hugging Face tokenizers does it with the files of a model folder: CLIP, GPT-NeoX (MPT),
/// Qwen2 and LLaMA (both the legacy and the non-legacy form). Immutable after load; every function is thread-safe.
class Tokenizer
{
public:
    /// Reads the first of `tokenizer.json` (model type BPE), `tokenizer.model` (SentencePiece BPE) and `vocab.json` + `merges.txt`
    /// (CLIP), then `tokenizer_config.json` and `special_tokens_map.json` where present. `extraSpecialTokens` are added behind the
    /// vocabulary in this order, as OpenFlamingo does with `<|endofchunk|>` and `<image>` (those already there are left alone).
    /// NotFound, Malformed, or Unsupported with the name of what this build does not know.
    static Result<std::shared_ptr<const Tokenizer>> load(
        const Path& folder, const std::vector<std::string>& extraSpecialTokens = {},
        TokenizerSource source = TokenizerSource::First);

    ~Tokenizer();
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;

    /// `addSpecial`: with the start and end tokens of the file's post-processor (LLaMA: <s> first; CLIP: both; NeoX, Qwen2: none).
    /// Bytes that are not UTF-8 count as U+FFFD. The text may hold U+0000.
    std::vector<std::int32_t> encode(std::string_view text, bool addSpecial) const;
    /// encode with special tokens, cut on the right to `longest` ids in all; start and end tokens stay (CLIP: SOT, 75 ids, EOT).
    std::vector<std::int32_t> encodeTruncated(std::string_view text, std::size_t longest) const;
    /// Unknown ids are left out. Broken UTF-8 becomes U+FFFD. CLIP's word ends become spaces and the ends are stripped.
    std::string decode(std::span<const std::int32_t> ids, bool skipSpecial) const;

    std::optional<std::int32_t> tokenToId(std::string_view token) const;
    std::optional<std::string> idToToken(std::int32_t id) const;
    std::int64_t vocabularySize() const; ///< largest id + 1, added tokens included

    /// From special_tokens_map.json / tokenizer_config.json; unk also from the model.
    std::optional<std::int32_t> bosId() const;
    std::optional<std::int32_t> eosId() const;
    std::optional<std::int32_t> padId() const;
    std::optional<std::int32_t> unkId() const;
    /// `model_max_length`, the most ids of one text; 0 where the file gives none.
    std::size_t textLength() const;
    /// transformers' decode applies `withCleanedSpaces` (decoder.h) by default for this folder.
    bool cleansUpSpaces() const;

private:
    explicit Tokenizer(std::unique_ptr<const TokenizerParts> parts);
    const std::unique_ptr<const TokenizerParts> m_parts;
};

} // namespace fulcrum::text
