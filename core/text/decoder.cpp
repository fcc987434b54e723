// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/decoder.h"

#include "core/text/normalizer.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/regex.h"
#include "core/text/unicode.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

namespace fulcrum::text {

namespace {

constexpr int kDeepestNesting = 8;

const std::unordered_map<char32_t, char>& bytesOfCharacters()
{
    static const std::unordered_map<char32_t, char> table = [] {
        std::unordered_map<char32_t, char> out;
        for (std::size_t byte = 0; byte < 256; ++byte)
            out.emplace(byteCharacters()[byte], static_cast<char>(static_cast<unsigned char>(byte)));
        return out;
    }();
    return table;
}

/// A token with a character that stands for no byte (an added token) is taken as it is written.
std::vector<std::string> decodeByteLevel(const std::vector<std::string>& tokens)
{
    std::string bytes;
    for (const std::string& token : tokens) {
        std::string own;
        bool all = true;
        for (std::size_t i = 0; i < token.size() && all;) {
            const auto byte = bytesOfCharacters().find(nextCodePoint(token, i));
            all = byte != bytesOfCharacters().end();
            if (all)
                own.push_back(byte->second);
        }
        bytes += all ? own : token;
    }
    return {toValidUtf8(bytes)};
}

/// The byte of "<0xXX>", or -1.
int byteOfToken(const std::string& token)
{
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    if (token.size() != 6 || !token.starts_with("<0x") || token.back() != '>')
        return -1;
    const int high = digit(token[3]), low = digit(token[4]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// A run of byte tokens is text if it is valid UTF-8 as a whole, otherwise one U+FFFD per byte.
std::vector<std::string> decodeByteFallback(const std::vector<std::string>& tokens)
{
    std::vector<std::string> out;
    std::string run;
    const auto flush = [&] {
        if (isValidUtf8(run)) {
            if (!run.empty())
                out.push_back(run);
        } else {
            out.insert(out.end(), run.size(), "\xEF\xBF\xBD");
        }
        run.clear();
    };
    for (const std::string& token : tokens) {
        if (const int byte = byteOfToken(token); byte >= 0) {
            run.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
        } else {
            flush();
            out.push_back(token);
        }
    }
    flush();
    return out;
}

Decoder stripDecoder(const std::string& content, std::size_t start, std::size_t stop)
{
    return [=](std::vector<std::string> tokens) {
        for (std::string& token : tokens) {
            for (std::size_t i = 0; i < start && token.starts_with(content); ++i)
                token.erase(0, content.size());
            for (std::size_t i = 0; i < stop && token.ends_with(content); ++i)
                token.erase(token.size() - content.size());
        }
        return tokens;
    };
}

Decoder metaspaceDecoder(const std::string& mark, bool dropFirst)
{
    return [=](std::vector<std::string> tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i)
            tokens[i] = replacedAll(tokens[i], mark, i == 0 && dropFirst ? "" : " ");
        return tokens;
    };
}

Decoder wordEndDecoder(const std::string& suffix)
{
    return [=](std::vector<std::string> tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i)
            tokens[i] = replacedAll(tokens[i], suffix, i + 1 == tokens.size() ? "" : " ");
        return tokens;
    };
}

Result<Decoder> parseSequence(const nlohmann::json& spec, const std::string& where, int depth)
{
    std::vector<Decoder> steps;
    for (const auto& one : spec.at("decoders")) {
        FULCRUM_TRY(Decoder step, parseDecoder(one, where + ".decoders", depth + 1));
        steps.push_back(std::move(step));
    }
    return [steps](std::vector<std::string> tokens) {
        for (const Decoder& step : steps)
            tokens = step(std::move(tokens));
        return tokens;
    };
}

Result<Decoder> parseStrip(const nlohmann::json& spec, const std::string& where)
{
    const auto content = spec.at("content").get<std::string>();
    const auto start = spec.at("start").get<double>(), stop = spec.at("stop").get<double>();
    if (content.empty() || !(start >= 0 && start <= 1024) || !(stop >= 0 && stop <= 1024))
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "Strip wants a content and counts of 0 to 1024");
    return stripDecoder(content, static_cast<std::size_t>(start), static_cast<std::size_t>(stop));
}

} // namespace

Result<Decoder> parseDecoder(const nlohmann::json& spec, const std::string& where, int depth)
{
    if (spec.is_null())
        return [](std::vector<std::string> tokens) {
            for (std::size_t i = 1; i < tokens.size(); ++i)
                tokens[i].insert(tokens[i].begin(), ' ');
            return tokens;
        };
    if (depth > kDeepestNesting)
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "decoders nest too deeply");
    const auto type = spec.at("type").get<std::string>();
    if (type == "Sequence")
        return parseSequence(spec, where, depth);
    if (type == "ByteLevel")
        return decodeByteLevel;
    if (type == "ByteFallback")
        return decodeByteFallback;
    if (type == "Fuse")
        return [](const std::vector<std::string>& tokens) {
            std::string all;
            for (const std::string& token : tokens)
                all += token;
            return std::vector<std::string>{all};
        };
    if (type == "Strip")
        return parseStrip(spec, where);
    if (type == "Replace") {
        FULCRUM_TRY(const Normalizer replace, parseNormalizer(spec, where));
        return [replace](std::vector<std::string> tokens) {
            for (std::string& token : tokens)
                token = replace(std::move(token));
            return tokens;
        };
    }
    if (type == "Metaspace") {
        const bool never = spec.contains("prepend_scheme") ? spec.at("prepend_scheme").get<std::string>() == "never"
                                                           : !spec.value("add_prefix_space", true);
        return metaspaceDecoder(spec.at("replacement").get<std::string>(), !never);
    }
    if (type == "BPEDecoder")
        return wordEndDecoder(spec.value("suffix", std::string("</w>")));
    return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "unknown decoder type \"" + type + "\"");
}

std::string withCleanedSpaces(std::string text)
{
    const std::pair<const char*, const char*> rules[] = {{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"},
        {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
    for (const auto& [from, to] : rules)
        text = replacedAll(text, from, to);
    return text;
}

} // namespace fulcrum::text
