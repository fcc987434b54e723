// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include "core/text/normalizer.h"
#include "core/text/regex.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace fulcrum::text {

namespace {

constexpr int kDeepestNesting = 8;
/// Case-sensitive contractions; a run of blanks before a word leaves its last blank to the word.
constexpr const char* kGpt2Pattern
    = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

enum class Behaviour { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

struct Part
{
    std::size_t begin, end;
    bool match;
};

/// The whole text as alternating unmatched and matched parts.
std::vector<Part> partsOf(const Regex& regex, const std::string& text, bool invert)
{
    std::vector<Part> parts;
    std::size_t done = 0;
    for (const auto& [begin, end] : regex.findAll(text)) {
        if (begin > done)
            parts.push_back({done, begin, invert});
        parts.push_back({begin, end, !invert});
        done = end;
    }
    if (done < text.size())
        parts.push_back({done, text.size(), invert});
    return parts;
}

/// The delimiter rules of Hugging Face's SplitDelimiterBehavior.
std::vector<Part> joined(const std::vector<Part>& parts, Behaviour behaviour)
{
    std::vector<Part> out;
    bool previous = false;
    const auto add = [&](const Part& part, bool join) {
        if (join && !out.empty()) {
            out.back().begin = std::min(out.back().begin, part.begin);
            out.back().end = std::max(out.back().end, part.end);
        } else {
            out.push_back(part);
        }
        previous = part.match;
    };
    switch (behaviour) {
    case Behaviour::Isolated:
        return parts;
    case Behaviour::Removed:
        for (const Part& part : parts)
            if (!part.match)
                out.push_back(part);
        break;
    case Behaviour::Contiguous:
        for (const Part& part : parts)
            add(part, part.match == previous);
        break;
    case Behaviour::MergedWithPrevious:
        for (const Part& part : parts)
            add(part, part.match && !previous);
        break;
    case Behaviour::MergedWithNext:
        for (auto part = parts.rbegin(); part != parts.rend(); ++part)
            add(*part, part->match && !previous);
        std::reverse(out.begin(), out.end());
        break;
    }
    return out;
}

PreTokenizer splitter(const Regex& regex, Behaviour behaviour, bool invert)
{
    return [=](const std::vector<Piece>& pieces) {
        std::vector<Piece> out;
        for (const Piece& piece : pieces)
            for (const Part& part : joined(partsOf(regex, piece.text, invert), behaviour))
                out.push_back({piece.text.substr(part.begin, part.end - part.begin), piece.atTextStart && part.begin == 0});
        return out;
    };
}

Result<PreTokenizer> patternSplitter(const char* pattern, Behaviour behaviour, bool invert = false)
{
    FULCRUM_TRY(const Regex regex, Regex::compile(pattern, "built-in pattern"));
    return splitter(regex, behaviour, invert);
}

Result<PreTokenizer> parseSplit(const nlohmann::json& spec, const std::string& where)
{
    FULCRUM_TRY(const std::string source, parsePattern(spec.at("pattern"), where));
    FULCRUM_TRY(const Regex regex, Regex::compile(source, where));
    const std::map<std::string, Behaviour> names = {{"Removed", Behaviour::Removed}, {"Isolated", Behaviour::Isolated},
        {"MergedWithPrevious", Behaviour::MergedWithPrevious}, {"MergedWithNext", Behaviour::MergedWithNext},
        {"Contiguous", Behaviour::Contiguous}};
    const auto name = spec.at("behavior").get<std::string>();
    const auto behaviour = names.find(name);
    if (behaviour == names.end())
        return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "unknown split behavior \"" + name + "\"");
    return splitter(regex, behaviour->second, spec.value("invert", false));
}

Result<PreTokenizer> parseByteLevel(const nlohmann::json& spec)
{
    const bool addSpace = spec.value("add_prefix_space", true);
    PreTokenizer split = [](std::vector<Piece> pieces) { return pieces; };
    if (spec.value("use_regex", true)) {
        FULCRUM_TRY(split, patternSplitter(kGpt2Pattern, Behaviour::Isolated));
    }
    return [addSpace, split](std::vector<Piece> pieces) {
        for (Piece& piece : pieces)
            if (addSpace && !piece.text.empty() && piece.text.front() != ' ')
                piece.text.insert(piece.text.begin(), ' ');
        pieces = split(std::move(pieces));
        for (Piece& piece : pieces)
            piece.text = toByteCharacters(piece.text);
        return pieces;
    };
}

Result<PreTokenizer> parseMetaspace(const nlohmann::json& spec, const std::string& where)
{
    const auto mark = spec.at("replacement").get<std::string>();
    // Older files say add_prefix_space where newer ones say prepend_scheme.
    const auto scheme = spec.contains("prepend_scheme") ? spec.at("prepend_scheme").get<std::string>()
                        : spec.value("add_prefix_space", true) ? "always" : "never";
    if (scheme != "always" && scheme != "never" && scheme != "first")
        return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "unknown prepend_scheme \"" + scheme + "\"");
    PreTokenizer split = [](std::vector<Piece> pieces) { return pieces; };
    if (spec.value("split", true)) {
        FULCRUM_TRY(const std::string pattern, parsePattern({{"String", mark}}, where));
        FULCRUM_TRY(const Regex regex, Regex::compile(pattern, where));
        split = splitter(regex, Behaviour::MergedWithNext, false);
    }
    return [mark, scheme, split](std::vector<Piece> pieces) {
        for (Piece& piece : pieces) {
            piece.text = replacedAll(piece.text, " ", mark);
            const bool wanted = scheme == "always" || (scheme == "first" && piece.atTextStart);
            if (wanted && !piece.text.empty() && !piece.text.starts_with(mark))
                piece.text = mark + piece.text;
        }
        return split(std::move(pieces));
    };
}

Result<PreTokenizer> parseSequence(const nlohmann::json& spec, const std::string& where, int depth)
{
    std::vector<PreTokenizer> steps;
    for (const auto& one : spec.at("pretokenizers")) {
        FULCRUM_TRY(PreTokenizer step, parsePreTokenizer(one, where + ".pretokenizers", depth + 1));
        steps.push_back(std::move(step));
    }
    return [steps](std::vector<Piece> pieces) {
        for (const PreTokenizer& step : steps)
            pieces = step(std::move(pieces));
        return pieces;
    };
}

} // namespace

Result<PreTokenizer> parsePreTokenizer(const nlohmann::json& spec, const std::string& where, int depth)
{
    if (spec.is_null())
        return [](std::vector<Piece> pieces) { return pieces; };
    if (depth > kDeepestNesting)
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "pre-tokenizers nest too deeply");
    const auto type = spec.at("type").get<std::string>();
    if (type == "Sequence")
        return parseSequence(spec, where, depth);
    if (type == "ByteLevel")
        return parseByteLevel(spec);
    if (type == "Split")
        return parseSplit(spec, where);
    if (type == "Metaspace")
        return parseMetaspace(spec, where);
    if (type == "Digits")
        return spec.value("individual_digits", false) ? patternSplitter(R"(\p{N})", Behaviour::Isolated)
                                                      : patternSplitter(R"(\p{N}+)", Behaviour::Isolated);
    if (type == "Whitespace")
        return patternSplitter(R"(\w+|[^\w\s]+)", Behaviour::Removed, true);
    if (type == "WhitespaceSplit")
        return patternSplitter(R"(\s)", Behaviour::Removed);
    return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "unknown pre_tokenizer type \"" + type + "\"");
}

const std::array<char32_t, 256>& byteCharacters()
{
    static const std::array<char32_t, 256> table = [] {
        std::array<char32_t, 256> out{};
        char32_t next = 0x100;
        for (char32_t byte = 0; byte < 256; ++byte) {
            const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
            out[byte] = printable ? byte : next++;
        }
        return out;
    }();
    return table;
}

std::string toByteCharacters(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text)
        appendUtf8(out, byteCharacters()[static_cast<unsigned char>(c)]);
    return out;
}

} // namespace fulcrum::text
