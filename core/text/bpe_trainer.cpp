// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_trainer.h"

#include "core/text/pre_tokenizer.h"
#include "core/text/regex.h"
#include "core/text/unicode.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::text {

namespace {

using Json = nlohmann::ordered_json;
using Merge = std::pair<std::string, std::string>;

constexpr const char* kMark = "\xE2\x96\x81"; // U+2581
constexpr const char* kWordEnd = "</w>";
constexpr const char* kClipPattern = R"('s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+)";
/// A space goes with the run of letters or the single character behind it, so that no token holds a space inside.
constexpr const char* kLlamaPattern = R"( ?\p{L}+| ?[^\s\p{L}])";

struct Word
{
    std::vector<std::string> symbols;
    std::int64_t count = 0;
};

std::vector<std::string> charactersOf(const std::string& text)
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = std::min(codePointLength(text[i]), text.size() - i);
        out.push_back(text.substr(i, length));
        i += length;
    }
    return out;
}

/// Words as lists of their first symbols. Duplicate or empty words do no harm.
std::vector<Word> symbolsOf(const WordCounts& words, VocabularyForm form)
{
    std::vector<Word> out;
    for (const auto& [text, count] : words) {
        if (text.empty() || count <= 0)
            continue;
        const std::string valid = toValidUtf8(text);
        Word word{charactersOf(form == VocabularyForm::Clip ? toByteCharacters(valid) : replacedAll(valid, " ", kMark)), count};
        if (form == VocabularyForm::Clip)
            word.symbols.back() += kWordEnd;
        out.push_back(std::move(word));
    }
    return out;
}

void applyMerge(Word& word, const Merge& merge)
{
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < word.symbols.size(); ++i) {
        if (i + 1 < word.symbols.size() && word.symbols[i] == merge.first && word.symbols[i + 1] == merge.second) {
            joined.push_back(merge.first + merge.second);
            ++i;
        } else {
            joined.push_back(word.symbols[i]);
        }
    }
    word.symbols = std::move(joined);
}

/// The merges in the order of their ranks, until every word is one symbol.
Result<std::vector<Merge>> train(std::vector<Word> words, std::size_t mostMerges)
{
    std::vector<Merge> merges;
    for (;;) {
        std::map<Merge, std::int64_t> counts;
        for (const Word& word : words)
            for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i)
                counts[{word.symbols[i], word.symbols[i + 1]}] += word.count;
        if (counts.empty())
            return merges;
        const auto best = std::max_element(
            counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; }); // first of equals
        if (merges.size() == mostMerges)
            return fail(ErrorCode::OutOfRange, "cannot train vocabulary", "maxTokens",
                fmt::format("the words need more than {} merges", mostMerges), "allow more tokens or give fewer words");
        merges.push_back(best->first);
        for (Word& word : words)
            applyMerge(word, best->first);
    }
}

struct Trained
{
    std::vector<std::string> tokens; ///< by id
    std::vector<Merge> merges;
};

/// The same token can come from two merges ("ab"+"c", "a"+"bc"); it is listed once.
void addOnce(Trained& out, std::set<std::string>& seen, const std::string& token)
{
    if (seen.insert(token).second)
        out.tokens.push_back(token);
}

Trained clipVocabulary(std::vector<Merge> merges)
{
    Trained out;
    std::set<std::string> seen;
    for (const char* end : {"", kWordEnd})
        for (const char32_t c : byteCharacters()) {
            std::string token;
            appendUtf8(token, c);
            addOnce(out, seen, token + end);
        }
    for (const Merge& merge : merges)
        addOnce(out, seen, merge.first + merge.second);
    addOnce(out, seen, "<|startoftext|>");
    addOnce(out, seen, "<|endoftext|>");
    out.merges = std::move(merges);
    return out;
}

Trained llamaVocabulary(const std::vector<Word>& words, std::vector<Merge> merges)
{
    Trained out;
    std::set<std::string> seen;
    for (const char* token : {"<unk>", "<s>", "</s>"})
        addOnce(out, seen, token);
    for (int byte = 0; byte < 256; ++byte)
        addOnce(out, seen, fmt::format("<0x{:02X}>", byte));
    for (const Merge& merge : merges)
        addOnce(out, seen, merge.first + merge.second);
    std::set<std::string> characters{kMark};
    for (const Word& word : words)
        characters.insert(word.symbols.begin(), word.symbols.end());
    for (const std::string& character : characters)
        addOnce(out, seen, character);
    out.merges = std::move(merges);
    return out;
}

Json addedToken(const std::string& content, std::size_t id, bool isNormalized)
{
    return {{"id", id}, {"content", content}, {"single_word", false}, {"lstrip", false}, {"rstrip", false},
        {"normalized", isNormalized}, {"special", true}};
}

Json modelOf(const Trained& trained, const char* unknown, bool isClip)
{
    Json vocabulary = Json::object(), merges = Json::array();
    auto& entries = vocabulary.get_ref<Json::object_t&>(); // ordered_json's operator[] searches the whole list each time
    for (std::size_t id = 0; id < trained.tokens.size(); ++id)
        entries.emplace_back(trained.tokens[id], id);
    for (const Merge& merge : trained.merges)
        merges.push_back({merge.first, merge.second});
    return {{"type", "BPE"}, {"dropout", nullptr}, {"unk_token", unknown},
        {"continuing_subword_prefix", isClip ? Json("") : Json(nullptr)},
        {"end_of_word_suffix", isClip ? Json(kWordEnd) : Json(nullptr)}, {"fuse_unk", !isClip},
        {"byte_fallback", !isClip}, {"ignore_merges", false}, {"vocab", std::move(vocabulary)}, {"merges", std::move(merges)}};
}

Json clipTokenizer(const Trained& trained)
{
    const std::size_t start = trained.tokens.size() - 2, end = start + 1;
    const Json pattern = {{"Regex", R"('s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)"}};
    const Json byteLevel = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
    Json normalizers = Json::array({{{"type", "NFC"}},
        {{"type", "Replace"}, {"pattern", {{"Regex", "\\s+"}}}, {"content", " "}}, {{"type", "Lowercase"}}});
    Json pretokenizers = Json::array(
        {{{"type", "Split"}, {"pattern", pattern}, {"behavior", "Removed"}, {"invert", true}}, byteLevel});
    return {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr},
        {"added_tokens", Json::array({addedToken("<|startoftext|>", start, true), addedToken("<|endoftext|>", end, false)})},
        {"normalizer", {{"type", "Sequence"}, {"normalizers", std::move(normalizers)}}},
        {"pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", std::move(pretokenizers)}}},
        {"post_processor", {{"type", "RobertaProcessing"}, {"sep", Json::array({"<|endoftext|>", end})},
                               {"cls", Json::array({"<|startoftext|>", start})}, {"trim_offsets", false},
                               {"add_prefix_space", false}}},
        {"decoder", byteLevel}, {"model", modelOf(trained, "<|endoftext|>", true)}};
}

Json llamaTokenizer(const Trained& trained, bool addBeginToken)
{
    const std::size_t size = trained.tokens.size();
    const Json text = {{"Sequence", {{"id", "A"}, {"type_id", 0}}}};
    const Json begin = {{"SpecialToken", {{"id", "<s>"}, {"type_id", 0}}}};
    Json single = addBeginToken ? Json::array({begin, text}) : Json::array({text});
    Json pair = single;
    pair.push_back({{"Sequence", {{"id", "B"}, {"type_id", 1}}}});
    const Json toMark = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", kMark}};
    const Json toSpace = {{"type", "Replace"}, {"pattern", {{"String", kMark}}}, {"content", " "}};
    Json decoders = Json::array({toSpace, {{"type", "ByteFallback"}}, {{"type", "Fuse"}},
        {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}});
    Json special = {{"<s>", {{"id", "<s>"}, {"ids", Json::array({1})}, {"tokens", Json::array({"<s>"})}}}};
    return {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr},
        {"added_tokens",
            Json::array({addedToken("<unk>", 0, false), addedToken("<s>", 1, false), addedToken("</s>", 2, false),
                addedToken("<fake_token_around_image>", size, false), addedToken("<image>", size + 1, false)})},
        {"normalizer", {{"type", "Sequence"}, {"normalizers", Json::array({{{"type", "Prepend"}, {"prepend", kMark}}, toMark})}}},
        {"pre_tokenizer", nullptr},
        {"post_processor", {{"type", "TemplateProcessing"}, {"single", std::move(single)}, {"pair", std::move(pair)},
                               {"special_tokens", std::move(special)}}},
        {"decoder", {{"type", "Sequence"}, {"decoders", std::move(decoders)}}}, {"model", modelOf(trained, "<unk>", false)}};
}

Json namedTokens(bool isClip)
{
    if (isClip)
        return {{"bos_token", "<|startoftext|>"}, {"eos_token", "<|endoftext|>"}, {"pad_token", "<|endoftext|>"},
            {"unk_token", "<|endoftext|>"}};
    return {{"additional_special_tokens", Json::array({"<fake_token_around_image>", "<image>"})}, {"bos_token", "<s>"},
        {"eos_token", "</s>"}, {"pad_token", "<unk>"}, {"unk_token", "<unk>"}};
}

Json configOf(const VocabularyOptions& options)
{
    const bool isClip = options.form == VocabularyForm::Clip;
    Json config = namedTokens(isClip);
    config["model_max_length"] = options.maxTextLength;
    config["tokenizer_class"] = isClip ? "CLIPTokenizer" : "LlamaTokenizer";
    config["clean_up_tokenization_spaces"] = isClip;
    if (isClip) {
        config["add_prefix_space"] = false;
        config["do_lower_case"] = true;
        config["errors"] = "replace";
    } else {
        config["add_bos_token"] = options.addBeginToken;
        config["add_eos_token"] = false;
        config["legacy"] = true;
        config["padding_side"] = "left";
    }
    return config;
}

Result<void> writeJson(const Path& path, const Json& content)
{
    return writeFileAtomic(path, content.dump(1) + "\n");
}

Result<void> writeClipFiles(const Path& folder, const Trained& trained, const Json& tokenizer)
{
    FULCRUM_CHECK(writeJson(folder / "vocab.json", tokenizer.at("model").at("vocab")));
    std::string merges = "#version: 0.2\n";
    for (const Merge& merge : trained.merges)
        merges += merge.first + " " + merge.second + "\n";
    return writeFileAtomic(folder / "merges.txt", merges);
}

} // namespace

void countWords(std::string_view text, VocabularyForm form, WordCounts& words, std::int64_t count)
{
    const bool isClip = form == VocabularyForm::Clip;
    static const Regex clip = Regex::compile(kClipPattern, "CLIP words").value();
    static const Regex llama = Regex::compile(kLlamaPattern, "LLaMA words").value();
    std::string valid = toValidUtf8(text);
    // As the tokenizers see it: CLIP normalises and lower-cases, LLaMA puts a space before every stretch of text.
    valid = isClip ? lowerCased(normalized(valid, NormalForm::C)) : valid.empty() ? valid : " " + valid;
    for (const auto& [begin, end] : (isClip ? clip : llama).findAll(valid))
        words[valid.substr(begin, end - begin)] += count;
}

Result<int> trainVocabulary(const WordCounts& words, const VocabularyOptions& options, const Path& folder)
{
    const bool isClip = options.form == VocabularyForm::Clip;
    const std::vector<Word> symbols = symbolsOf(words, options.form);
    const int fixed = isClip ? 514 : 259;
    if (options.maxTokens < fixed || options.maxTextLength < 2)
        return fail(ErrorCode::OutOfRange, "cannot train vocabulary", "options",
            fmt::format("at least {} tokens and a text length of 2 are needed", fixed));
    FULCRUM_TRY(std::vector<Merge> merges, train(symbols, static_cast<std::size_t>(options.maxTokens - fixed)));
    const Trained trained = isClip ? clipVocabulary(std::move(merges)) : llamaVocabulary(symbols, std::move(merges));
    const int size = static_cast<int>(trained.tokens.size());
    if (size > options.maxTokens)
        return fail(ErrorCode::OutOfRange, "cannot train vocabulary", "maxTokens", fmt::format("the words need {} tokens", size));
    const Json tokenizer = isClip ? clipTokenizer(trained) : llamaTokenizer(trained, options.addBeginToken);
    FULCRUM_CHECK(writeJson(folder / "tokenizer.json", tokenizer));
    FULCRUM_CHECK(writeJson(folder / "tokenizer_config.json", configOf(options)));
    FULCRUM_CHECK(writeJson(folder / "special_tokens_map.json", namedTokens(isClip)));
    if (isClip)
        FULCRUM_CHECK(writeClipFiles(folder, trained, tokenizer));
    return size;
}

} // namespace fulcrum::text
