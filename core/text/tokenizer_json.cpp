// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_parts.h"

#include "core/text/unicode.h"

#include <nlohmann/json.hpp>

namespace fulcrum::text {

namespace {

using nlohmann::json;

Result<std::int32_t> tokenId(const json& value, const std::string& where)
{
    if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > static_cast<double>(kLargestTokenId))
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where,
            "token id " + value.dump() + " is not a whole number from 0 to " + std::to_string(kLargestTokenId));
    return value.get<std::int32_t>();
}

std::string stringOrEmpty(const json& object, const char* key)
{
    return object.contains(key) && !object.at(key).is_null() ? object.at(key).get<std::string>() : std::string();
}

bool flag(const json& object, const char* key)
{
    return object.contains(key) && !object.at(key).is_null() && object.at(key).get<bool>();
}

Result<BpeModel::Merges> parseMerges(const json& list, const std::string& where)
{
    if (!list.is_array())
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "merges is not a list");
    BpeModel::Merges merges;
    merges.reserve(list.size());
    for (const json& one : list) {
        if (one.is_array() && one.size() == 2) {
            merges.emplace_back(one[0].get<std::string>(), one[1].get<std::string>());
            continue;
        }
        const auto text = one.get<std::string>();
        const std::size_t space = text.find(' ');
        if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
            return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "merge \"" + text + "\" is not two parts");
        merges.emplace_back(text.substr(0, space), text.substr(space + 1));
    }
    return merges;
}

Result<BpeModel> parseModel(const json& spec, const std::string& where)
{
    const std::string type = spec.value("type", std::string(spec.contains("merges") ? "BPE" : "missing"));
    if (type != "BPE")
        return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "model type is \"" + type + "\", not BPE");
    if (spec.contains("dropout") && !spec.at("dropout").is_null() && spec.at("dropout").get<double>() != 0)
        return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "BPE dropout is not supported");
    const json& vocabulary = spec.at("vocab");
    if (!vocabulary.is_object())
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "vocab is not an object");
    Vocabulary ids;
    ids.reserve(vocabulary.size());
    for (const auto& [token, id] : vocabulary.items()) {
        FULCRUM_TRY(const std::int32_t value, tokenId(id, where));
        ids.emplace(token, value);
    }
    FULCRUM_TRY(const BpeModel::Merges merges, parseMerges(spec.at("merges"), where));
    BpeModel::Options options;
    options.unknownToken = stringOrEmpty(spec, "unk_token");
    options.continuingPrefix = stringOrEmpty(spec, "continuing_subword_prefix");
    options.wordEnd = stringOrEmpty(spec, "end_of_word_suffix");
    options.fuseUnknown = flag(spec, "fuse_unk");
    options.byteFallback = flag(spec, "byte_fallback");
    options.ignoreMerges = flag(spec, "ignore_merges");
    return BpeModel::create(std::move(ids), merges, std::move(options), where);
}

Result<std::vector<AddedToken>> parseAddedTokens(const json& list, const std::string& where)
{
    std::vector<AddedToken> tokens;
    if (list.is_null())
        return tokens;
    if (!list.is_array())
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "added_tokens is not a list");
    for (const json& one : list) {
        AddedToken token;
        token.content = one.at("content").get<std::string>();
        FULCRUM_TRY(token.id, tokenId(one.at("id"), where));
        token.singleWord = flag(one, "single_word");
        token.stripLeft = flag(one, "lstrip");
        token.stripRight = flag(one, "rstrip");
        token.special = flag(one, "special");
        token.normalized = one.contains("normalized") ? flag(one, "normalized") : !token.special;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

using Ids = std::vector<std::int32_t>;

/// "single" of TemplateProcessing: special tokens, one sequence A, special tokens.
Result<void> parseTemplate(const json& spec, const std::string& where, Ids& prefix, Ids& suffix)
{
    Ids before, after;
    bool sequenceSeen = false;
    for (const json& item : spec.at("single")) {
        if (item.contains("Sequence")) {
            if (sequenceSeen)
                return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "the template holds the text twice");
            sequenceSeen = true;
            continue;
        }
        const auto name = item.at("SpecialToken").at("id").get<std::string>();
        for (const json& id : spec.at("special_tokens").at(name).at("ids")) {
            FULCRUM_TRY(const std::int32_t value, tokenId(id, where));
            (sequenceSeen ? after : before).push_back(value);
        }
    }
    if (!sequenceSeen)
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "the template does not hold the text");
    prefix.insert(prefix.begin(), before.begin(), before.end());
    suffix.insert(suffix.end(), after.begin(), after.end());
    return {};
}

Result<void> parsePostProcessor(const json& spec, const std::string& where, Ids& prefix, Ids& suffix, int depth = 0)
{
    if (spec.is_null())
        return {};
    const auto type = spec.at("type").get<std::string>();
    if (type == "ByteLevel") // only trims offsets
        return {};
    if (type == "TemplateProcessing")
        return parseTemplate(spec, where, prefix, suffix);
    if (type == "RobertaProcessing" || type == "BertProcessing") {
        FULCRUM_TRY(const std::int32_t first, tokenId(spec.at("cls").at(1), where));
        FULCRUM_TRY(const std::int32_t last, tokenId(spec.at("sep").at(1), where));
        prefix.insert(prefix.begin(), first);
        suffix.push_back(last);
        return {};
    }
    if (type == "Sequence" && depth < 8) {
        for (const json& one : spec.at("processors"))
            FULCRUM_CHECK(parsePostProcessor(one, where + ".processors", prefix, suffix, depth + 1));
        return {};
    }
    return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "unknown post_processor type \"" + type + "\"");
}

const json& member(const json& object, const char* key)
{
    static const json null;
    return object.contains(key) ? object.at(key) : null;
}

} // namespace

Result<json> readJsonObject(const Path& path, std::uint64_t limit)
{
    FULCRUM_TRY(const std::string text, readFile(path, limit));
    try {
        json object = json::parse(text);
        if (object.is_object())
            return object;
        return fail(ErrorCode::Malformed, "cannot read JSON", path.string(), "the top is not an object");
    } catch (const json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot read JSON", path.string(), error.what());
    }
}

/// "truncation" and "padding" of the file are left alone: transformers resets both at every call.
Result<TokenizerParts> parseTokenizerJson(const json& file, const std::string& where)
{
    try {
        TokenizerParts parts;
        FULCRUM_TRY(parts.model, parseModel(file.at("model"), where + ": model"));
        FULCRUM_TRY(parts.added, parseAddedTokens(member(file, "added_tokens"), where + ": added_tokens"));
        FULCRUM_TRY(parts.normalizer, parseNormalizer(member(file, "normalizer"), where + ": normalizer"));
        FULCRUM_TRY(parts.preTokenizer, parsePreTokenizer(member(file, "pre_tokenizer"), where + ": pre_tokenizer"));
        FULCRUM_TRY(parts.decoder, parseDecoder(member(file, "decoder"), where + ": decoder"));
        FULCRUM_CHECK(parsePostProcessor(
            member(file, "post_processor"), where + ": post_processor", parts.prefix, parts.suffix));
        return parts;
    } catch (const json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, error.what());
    }
}

Result<TokenizerParts> readTokenizerJson(const Path& path)
{
    FULCRUM_TRY(const json file, readJsonObject(path));
    return parseTokenizerJson(file, path.string());
}

} // namespace fulcrum::text
