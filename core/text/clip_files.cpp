// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_parts.h"

#include <nlohmann/json.hpp>
#include <sstream>

namespace fulcrum::text {

namespace {

using nlohmann::json;

constexpr const char* kStart = "<|startoftext|>";
constexpr const char* kEnd = "<|endoftext|>";

/// merges.txt: an optional "#version" line, then "left right" lines.
json readMerges(const std::string& text)
{
    json merges = json::array();
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (!line.empty() && !(merges.empty() && line.starts_with("#version")))
            merges.push_back(line);
    }
    return merges;
}

} // namespace

/// Builds the tokenizer.json that CLIP folders ship beside these files, so that both ways run the same code.
Result<TokenizerParts> readClipFiles(const Path& vocabulary, const Path& merges)
{
    FULCRUM_TRY(json vocab, readJsonObject(vocabulary));
    FULCRUM_TRY(const std::string mergeText, readFile(merges, kLargestTokenizerFile));
    if (!vocab.contains(kStart) || !vocab.contains(kEnd))
        return fail(ErrorCode::Unsupported, "cannot read tokenizer", vocabulary.string(),
            "vocab.json + merges.txt are understood for CLIP only, and this one has no <|startoftext|>",
            "put the model's tokenizer.json into the folder");
    const json start = vocab[kStart], end = vocab[kEnd];
    const auto added = [](const char* content, const json& id, bool isNormalized) {
        return json{{"content", content}, {"id", id}, {"special", true}, {"normalized", isNormalized}};
    };
    const json file = {{"added_tokens", {added(kStart, start, true), added(kEnd, end, false)}},
        {"normalizer", {{"type", "Sequence"},
                           {"normalizers", {{{"type", "NFC"}},
                                               {{"type", "Replace"}, {"pattern", {{"Regex", R"(\s+)"}}}, {"content", " "}},
                                               {{"type", "Lowercase"}}}}}},
        {"pre_tokenizer",
            {{"type", "Sequence"},
                {"pretokenizers",
                    {{{"type", "Split"}, {"behavior", "Removed"}, {"invert", true},
                         {"pattern", {{"Regex", R"('s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)"}}}},
                        {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}}}}},
        {"post_processor", {{"type", "RobertaProcessing"}, {"cls", {kStart, start}}, {"sep", {kEnd, end}}}},
        {"decoder", {{"type", "ByteLevel"}}},
        {"model", {{"type", "BPE"}, {"unk_token", kEnd}, {"end_of_word_suffix", "</w>"}, {"vocab", std::move(vocab)},
                      {"merges", readMerges(mergeText)}}}};
    return parseTokenizerJson(file, vocabulary.string());
}

} // namespace fulcrum::text
