// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/text/tokenizer_parts.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fulcrum::text {

namespace {

using nlohmann::json;

Result<json> readOptional(const Path& path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return json::object();
    return readJsonObject(path);
}

/// "<s>" or {"content": "<s>", ...}; empty where absent or null.
std::string tokenText(const json& object, const char* key)
{
    if (!object.contains(key))
        return {};
    const json& value = object.at(key);
    if (value.is_object())
        return value.value("content", std::string());
    return value.is_string() ? value.get<std::string>() : std::string();
}

Result<TokenizerParts> readParts(const Path& folder, TokenizerSource source, bool legacy)
{
    std::error_code ignored;
    const auto wanted = [&](TokenizerSource one, const char* name) {
        return source == one || (source == TokenizerSource::First && std::filesystem::exists(folder / name, ignored));
    };
    if (wanted(TokenizerSource::TokenizerJson, "tokenizer.json"))
        return readTokenizerJson(folder / "tokenizer.json");
    if (wanted(TokenizerSource::SentencePiece, "tokenizer.model"))
        return readSentencePiece(folder / "tokenizer.model", legacy);
    if (wanted(TokenizerSource::ClipFiles, "vocab.json"))
        return readClipFiles(folder / "vocab.json", folder / "merges.txt");
    return fail(ErrorCode::NotFound, "cannot read tokenizer", folder.string(),
        "there is no tokenizer.json, tokenizer.model, or vocab.json with merges.txt");
}

std::int32_t nextId(const TokenizerParts& parts)
{
    std::int32_t largest = -1;
    for (const auto& [token, id] : parts.model.vocabulary())
        largest = std::max(largest, id);
    for (const AddedToken& token : parts.added)
        largest = std::max(largest, token.id);
    return largest + 1;
}

bool knows(const TokenizerParts& parts, const std::string& token)
{
    return std::any_of(parts.added.begin(), parts.added.end(), [&](const AddedToken& one) { return one.content == token; });
}

/// As transformers' add_special_tokens: a token that the vocabulary has keeps its id.
void addSpecial(TokenizerParts& parts, const std::string& token, std::int32_t& next)
{
    if (token.empty() || knows(parts, token))
        return;
    AddedToken added;
    added.content = token;
    const auto known = parts.model.vocabulary().find(token);
    added.id = known != parts.model.vocabulary().end() ? known->second : next++;
    parts.added.push_back(added);
}

/// Tables by id, after all tokens are known. Two tokens of one id or an added token under another id than the vocabulary's
/// contradict each other.
Result<void> buildTables(TokenizerParts& parts, const std::string& where)
{
    const auto malformed = [&where](const std::string& why) {
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, why);
    };
    const std::int32_t size = nextId(parts);
    if (size > kLargestTokenId)
        return malformed("too many tokens");
    parts.tokenOfId.resize(static_cast<std::size_t>(size));
    parts.isSpecial.resize(static_cast<std::size_t>(size));
    for (const auto& [token, id] : parts.model.vocabulary())
        parts.tokenOfId[static_cast<std::size_t>(id)] = token;
    for (const AddedToken& token : parts.added) {
        if (token.content.empty() || token.content.size() > kLongestAddedToken)
            return malformed("an added token is empty or longer than 1024 bytes");
        std::string& present = parts.tokenOfId[static_cast<std::size_t>(token.id)];
        const auto inVocabulary = parts.model.vocabulary().find(token.content);
        if ((!present.empty() && present != token.content)
            || (inVocabulary != parts.model.vocabulary().end() && inVocabulary->second != token.id))
            return malformed("the added token \"" + token.content + "\" contradicts the vocabulary about id "
                             + std::to_string(token.id));
        if (!parts.idOfAdded.emplace(token.content, token.id).second)
            return malformed("the added token \"" + token.content + "\" occurs twice");
        present = token.content;
        parts.isSpecial[static_cast<std::size_t>(token.id)] = token.special;
    }
    for (const auto* around : {&parts.prefix, &parts.suffix})
        for (const std::int32_t id : *around)
            if (id >= size || parts.tokenOfId[static_cast<std::size_t>(id)].empty())
                return malformed("the post-processor adds the unknown id " + std::to_string(id));
    parts.splitter = AddedTokens(parts.added, parts.normalizer);
    return {};
}

/// Named special tokens, maximum length and clean-up; special_tokens_map.json wins over tokenizer_config.json.
void readConfig(TokenizerParts& parts, const json& config, const json& map)
{
    const auto id = [&](const char* key) -> std::int32_t {
        const std::string token = tokenText(map, key).empty() ? tokenText(config, key) : tokenText(map, key);
        if (const auto added = parts.idOfAdded.find(token); added != parts.idOfAdded.end())
            return added->second;
        const auto known = parts.model.vocabulary().find(token);
        return token.empty() || known == parts.model.vocabulary().end() ? -1 : known->second;
    };
    parts.bos = id("bos_token");
    parts.eos = id("eos_token");
    parts.pad = id("pad_token");
    parts.unk = id("unk_token");
    if (parts.unk < 0 && !parts.model.options().unknownToken.empty())
        parts.unk = parts.model.vocabulary().find(parts.model.options().unknownToken)->second;
    if (const auto length = config.find("model_max_length"); length != config.end() && length->is_number()) {
        const double value = length->get<double>(); // transformers writes 1e30 for "no limit"
        parts.textLength = value >= 1 && value <= 1e7 ? static_cast<std::size_t>(value) : 0;
    }
    if (const auto clean = config.find("clean_up_tokenization_spaces"); clean != config.end() && clean->is_boolean())
        parts.cleansUpSpaces = clean->get<bool>();
}

/// special_tokens_map.json and tokenizer_config.json may name tokens that a bare tokenizer.model or vocab.json lacks.
void addNamedTokens(TokenizerParts& parts, const json& config, const json& map, const json& addedFile)
{
    std::vector<std::pair<std::int64_t, std::string>> listed;
    for (const auto& [token, id] : addedFile.items())
        if (id.is_number_integer())
            listed.emplace_back(id.get<std::int64_t>(), token);
    std::sort(listed.begin(), listed.end());
    std::int32_t next = nextId(parts);
    for (const auto& [id, token] : listed)
        addSpecial(parts, token, next);
    for (const json* file : {&config, &map})
        if (const auto more = file->find("additional_special_tokens"); more != file->end() && more->is_array())
            for (const json& one : *more) {
                const json wrapped = {{"token", one}};
                addSpecial(parts, tokenText(wrapped, "token"), next);
            }
    for (const char* key : {"bos_token", "eos_token", "unk_token", "pad_token"})
        for (const json* file : {&map, &config})
            addSpecial(parts, tokenText(*file, key), next);
}

std::optional<std::int32_t> optionalId(std::int32_t id)
{
    return id < 0 ? std::nullopt : std::optional(id);
}

} // namespace

Tokenizer::Tokenizer(std::unique_ptr<const TokenizerParts> parts)
    : m_parts(std::move(parts))
{
}

Tokenizer::~Tokenizer() = default;

Result<std::shared_ptr<const Tokenizer>> Tokenizer::load(
    const Path& folder, const std::vector<std::string>& extraSpecialTokens, TokenizerSource source)
{
    try {
        FULCRUM_TRY(const json config, readOptional(folder / "tokenizer_config.json"));
        FULCRUM_TRY(const json map, readOptional(folder / "special_tokens_map.json"));
        FULCRUM_TRY(const json added, readOptional(folder / "added_tokens.json"));
        const auto legacy = config.find("legacy");
        FULCRUM_TRY(TokenizerParts parts,
            readParts(folder, source, legacy == config.end() || !legacy->is_boolean() || legacy->get<bool>()));
        addNamedTokens(parts, config, map, added);
        std::int32_t next = nextId(parts);
        for (const std::string& token : extraSpecialTokens)
            addSpecial(parts, token, next);
        FULCRUM_CHECK(buildTables(parts, folder.string()));
        readConfig(parts, config, map);
        auto owned = std::make_unique<const TokenizerParts>(std::move(parts));
        return std::shared_ptr<const Tokenizer>(new Tokenizer(std::move(owned)));
    } catch (const json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot read tokenizer", folder.string(), error.what());
    }
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text, bool addSpecial) const
{
    std::vector<std::int32_t> ids;
    if (addSpecial)
        ids = m_parts->prefix;
    for (Segment& segment : m_parts->splitter.split(toValidUtf8(text))) {
        if (segment.token >= 0) {
            ids.push_back(segment.token);
            continue;
        }
        std::vector<Piece> whole;
        whole.push_back({std::move(segment.text), segment.atTextStart});
        for (const Piece& piece : m_parts->preTokenizer(std::move(whole)))
            m_parts->model.encode(piece.text, ids);
    }
    if (addSpecial)
        ids.insert(ids.end(), m_parts->suffix.begin(), m_parts->suffix.end());
    return ids;
}

std::vector<std::int32_t> Tokenizer::encodeTruncated(std::string_view text, std::size_t longest) const
{
    std::vector<std::int32_t> ids = encode(text, true);
    if (ids.size() <= longest)
        return ids;
    const std::size_t around = m_parts->prefix.size() + m_parts->suffix.size();
    ids.resize(m_parts->prefix.size() + (longest > around ? longest - around : 0));
    ids.insert(ids.end(), m_parts->suffix.begin(), m_parts->suffix.end());
    ids.resize(std::min(ids.size(), longest));
    return ids;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skipSpecial) const
{
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const std::int32_t id : ids) {
        if (id < 0 || static_cast<std::size_t>(id) >= m_parts->tokenOfId.size())
            continue;
        const auto index = static_cast<std::size_t>(id);
        if (!m_parts->tokenOfId[index].empty() && !(skipSpecial && m_parts->isSpecial[index]))
            tokens.push_back(m_parts->tokenOfId[index]);
    }
    std::string text;
    for (const std::string& part : m_parts->decoder(std::move(tokens)))
        text += part;
    const std::string& wordEnd = m_parts->model.options().wordEnd;
    if (wordEnd.empty())
        return text;
    // The ByteLevel decoder leaves word ends in the text; CLIPTokenizerFast puts spaces there.
    return std::string(strippedLikePython(replacedAll(text, wordEnd, " ")));
}

std::optional<std::int32_t> Tokenizer::tokenToId(std::string_view token) const
{
    if (const auto added = m_parts->idOfAdded.find(token); added != m_parts->idOfAdded.end())
        return added->second;
    const auto known = m_parts->model.vocabulary().find(token);
    return known == m_parts->model.vocabulary().end() ? std::nullopt : std::optional(known->second);
}

std::optional<std::string> Tokenizer::idToToken(std::int32_t id) const
{
    if (id < 0 || id >= vocabularySize() || m_parts->tokenOfId[static_cast<std::size_t>(id)].empty())
        return std::nullopt;
    return m_parts->tokenOfId[static_cast<std::size_t>(id)];
}

std::int64_t Tokenizer::vocabularySize() const
{
    return static_cast<std::int64_t>(m_parts->tokenOfId.size());
}

std::optional<std::int32_t> Tokenizer::bosId() const { return optionalId(m_parts->bos); }
std::optional<std::int32_t> Tokenizer::eosId() const { return optionalId(m_parts->eos); }
std::optional<std::int32_t> Tokenizer::padId() const { return optionalId(m_parts->pad); }
std::optional<std::int32_t> Tokenizer::unkId() const { return optionalId(m_parts->unk); }
std::size_t Tokenizer::textLength() const { return m_parts->textLength; }
bool Tokenizer::cleansUpSpaces() const { return m_parts->cleansUpSpaces; }

} // namespace fulcrum::text
