// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_parts.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace fulcrum::text {

namespace {

using nlohmann::json;

constexpr const char* kMark = "\xE2\x96\x81"; // U+2581
constexpr std::size_t kMostPieces = 1 << 21;

/// One field of a protocol buffer message.
struct Field
{
    std::uint64_t number = 0;
    std::uint64_t value = 0;    ///< varint and fixed types
    std::string_view content{}; ///< length-delimited type
};

/// Walks the fields of a message; every length is checked against what is left.
class MessageReader
{
public:
    explicit MessageReader(std::string_view bytes) : m_rest(bytes) {}

    bool next(Field& field)
    {
        std::uint64_t key = 0;
        if (m_rest.empty() || !varint(key))
            return false;
        field = {key >> 3, 0, {}};
        switch (key & 7) {
        case 0:
            return varint(field.value);
        case 1:
            return fixed(8, field.value);
        case 2:
            return delimited(field.content);
        case 5:
            return fixed(4, field.value);
        default: // groups are not used by SentencePiece
            m_broken = true;
            return false;
        }
    }
    bool broken() const { return m_broken; }

private:
    bool varint(std::uint64_t& value)
    {
        value = 0;
        for (unsigned shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return true;
        }
        m_broken = true;
        return false;
    }
    bool fixed(std::size_t size, std::uint64_t& value)
    {
        if (m_rest.size() < size) {
            m_broken = true;
            return false;
        }
        std::memcpy(&value, m_rest.data(), size); // files are little endian, as are the machines we run on
        m_rest.remove_prefix(size);
        return true;
    }
    bool delimited(std::string_view& content)
    {
        std::uint64_t length = 0;
        if (!varint(length) || length > m_rest.size()) {
            m_broken = true;
            return false;
        }
        content = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return true;
    }

    std::string_view m_rest;
    bool m_broken = false;
};

/// SentencePiece::Type in sentencepiece_model.proto.
enum PieceType : std::uint64_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct PieceEntry
{
    std::string text;
    float score = 0;
    std::uint64_t type = Normal;
};

struct SentencePieceModel
{
    std::vector<PieceEntry> pieces;
    std::uint64_t modelType = 1; ///< 1 unigram, 2 BPE
    bool byteFallback = false, dummyPrefix = true, removeSpaces = true, charsMap = false;
};

bool readPiece(std::string_view bytes, PieceEntry& piece)
{
    MessageReader reader(bytes);
    for (Field field; reader.next(field);) {
        if (field.number == 1)
            piece.text = std::string(field.content);
        else if (field.number == 2)
            piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        else if (field.number == 3)
            piece.type = field.value;
    }
    return !reader.broken() && std::isfinite(piece.score) && isValidUtf8(piece.text);
}

bool readSettings(std::string_view bytes, SentencePieceModel& model, bool isTrainer)
{
    MessageReader reader(bytes);
    for (Field field; reader.next(field);) {
        if (isTrainer && field.number == 3)
            model.modelType = field.value;
        else if (isTrainer && field.number == 35)
            model.byteFallback = field.value != 0;
        else if (!isTrainer && field.number == 2)
            model.charsMap = !field.content.empty();
        else if (!isTrainer && field.number == 3)
            model.dummyPrefix = field.value != 0;
        else if (!isTrainer && field.number == 4)
            model.removeSpaces = field.value != 0;
    }
    return !reader.broken();
}

Result<SentencePieceModel> readModel(const Path& path)
{
    FULCRUM_TRY(const std::string bytes, readFile(path, kLargestTokenizerFile));
    const auto malformed = [&path](const std::string& why) {
        return fail(ErrorCode::Malformed, "cannot read SentencePiece model", path.string(), why);
    };
    SentencePieceModel model;
    MessageReader reader(bytes);
    for (Field field; reader.next(field);) {
        if (field.number == 1) {
            PieceEntry piece;
            if (!readPiece(field.content, piece))
                return malformed("piece " + std::to_string(model.pieces.size()) + " is broken");
            if (model.pieces.size() == kMostPieces)
                return malformed("more than 2 million pieces");
            model.pieces.push_back(std::move(piece));
        } else if ((field.number == 2 || field.number == 3) && !readSettings(field.content, model, field.number == 2)) {
            return malformed("its settings are broken");
        }
    }
    if (reader.broken() || model.pieces.empty())
        return malformed("it is truncated or no SentencePiece model");
    if (model.modelType != 2)
        return fail(ErrorCode::Unsupported, "cannot read SentencePiece model", path.string(), "it is not of type BPE");
    if (model.charsMap || model.removeSpaces || !model.dummyPrefix)
        return fail(ErrorCode::Unsupported, "cannot read SentencePiece model", path.string(),
            "only LLaMA's settings are supported: identity normalisation, dummy prefix, spaces kept");
    return model;
}

struct RankedMerge
{
    float score;
    std::int32_t left, right;
};

/// All pairs of pieces whose concatenation is a piece, by falling score of the whole, then by ids: as transformers converts.
std::vector<RankedMerge> mergesOf(const std::vector<PieceEntry>& pieces, const Vocabulary& ids)
{
    std::vector<RankedMerge> merges;
    for (const PieceEntry& piece : pieces) {
        const std::string_view whole = piece.text;
        for (std::size_t cut = whole.empty() ? 0 : codePointLength(whole[0]); cut < whole.size();
             cut += codePointLength(whole[cut])) {
            const auto left = ids.find(whole.substr(0, cut)), right = ids.find(whole.substr(cut));
            if (left != ids.end() && right != ids.end())
                merges.push_back({piece.score, left->second, right->second});
        }
    }
    std::sort(merges.begin(), merges.end(), [](const RankedMerge& a, const RankedMerge& b) {
        return a.score != b.score ? a.score > b.score : a.left != b.left ? a.left < b.left : a.right < b.right;
    });
    return merges;
}

} // namespace

Result<TokenizerParts> readSentencePiece(const Path& path, bool legacy)
{
    FULCRUM_TRY(const SentencePieceModel model, readModel(path));
    Vocabulary ids;
    json added = json::array();
    std::string unknown;
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        const PieceEntry& piece = model.pieces[i];
        if (!ids.emplace(piece.text, static_cast<std::int32_t>(i)).second)
            return fail(ErrorCode::Malformed, "cannot read SentencePiece model", path.string(),
                "the piece \"" + piece.text + "\" occurs twice");
        if (piece.type == Unknown)
            unknown = piece.text;
        if (piece.type == Unknown || piece.type == Control || piece.type == UserDefined)
            added.push_back({{"content", piece.text}, {"id", i}, {"special", piece.type != UserDefined}, {"normalized", false}});
    }
    json vocab = json::object(), merges = json::array(), single = json::array(), special = json::object();
    for (const auto& [token, id] : ids)
        vocab[token] = id;
    for (const RankedMerge& merge : mergesOf(model.pieces, ids))
        merges.push_back({model.pieces[static_cast<std::size_t>(merge.left)].text,
            model.pieces[static_cast<std::size_t>(merge.right)].text});
    if (const auto bos = ids.find("<s>"); bos != ids.end()) {
        single.push_back({{"SpecialToken", {{"id", "<s>"}}}});
        special["<s>"] = {{"ids", {bos->second}}};
    }
    single.push_back({{"Sequence", {{"id", "A"}}}});
    // transformers' conversion of LLaMA models (convert_slow_tokenizer.py, LlamaConverter).
    const json space = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", kMark}};
    json file = {{"added_tokens", added}, {"normalizer", nullptr}, {"pre_tokenizer", nullptr},
        {"post_processor", {{"type", "TemplateProcessing"}, {"single", single}, {"special_tokens", special}}},
        {"decoder", {{"type", "Sequence"},
                        {"decoders", {{{"type", "Replace"}, {"pattern", {{"String", kMark}}}, {"content", " "}},
                                         {{"type", "ByteFallback"}}, {{"type", "Fuse"}},
                                         {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}}}}},
        {"model", {{"type", "BPE"}, {"unk_token", unknown}, {"fuse_unk", true}, {"byte_fallback", model.byteFallback},
                      {"vocab", std::move(vocab)}, {"merges", std::move(merges)}}}};
    if (legacy)
        file["normalizer"] = {{"type", "Sequence"}, {"normalizers", {{{"type", "Prepend"}, {"prepend", kMark}}, space}}};
    else
        file["pre_tokenizer"] = {{"type", "Metaspace"}, {"replacement", kMark}, {"prepend_scheme", "first"}, {"split", false}};
    return parseTokenizerJson(file, path.string());
}

} // namespace fulcrum::text
