// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizer.h"

#include "core/text/regex.h"
#include "core/text/unicode.h"

#include <nlohmann/json.hpp>

namespace fulcrum::text {

namespace {

constexpr int kDeepestNesting = 8;

Result<Normalizer> parseSequence(const nlohmann::json& spec, const std::string& where, int depth)
{
    std::vector<Normalizer> steps;
    for (const auto& one : spec.at("normalizers")) {
        FULCRUM_TRY(Normalizer step, parseNormalizer(one, where + ".normalizers", depth + 1));
        steps.push_back(std::move(step));
    }
    return [steps](std::string text) {
        for (const Normalizer& step : steps)
            text = step(std::move(text));
        return text;
    };
}

Result<Normalizer> parseReplace(const nlohmann::json& spec, const std::string& where)
{
    const auto content = spec.at("content").get<std::string>();
    const auto& pattern = spec.at("pattern");
    if (pattern.contains("String")) {
        const auto from = pattern.at("String").get<std::string>();
        return [from, content](std::string text) { return replacedAll(text, from, content); };
    }
    FULCRUM_TRY(const std::string source, parsePattern(pattern, where));
    FULCRUM_TRY(const Regex regex, Regex::compile(source, where));
    return [regex, content](std::string text) {
        std::string out;
        std::size_t done = 0;
        for (const auto& [begin, end] : regex.findAll(text)) {
            out.append(text, done, begin - done).append(content);
            done = end;
        }
        return done == 0 ? std::move(text) : out.append(text, done);
    };
}

Normalizer stripper(bool left, bool right)
{
    return [left, right](std::string text) {
        const std::string_view both = strippedLikePython(text);
        if (both.empty())
            return left || right ? std::string() : text;
        const auto begin = static_cast<std::size_t>(both.data() - text.data());
        const std::size_t end = begin + both.size();
        return text.substr(left ? begin : 0, (right ? end : text.size()) - (left ? begin : 0));
    };
}

} // namespace

Result<std::string> parsePattern(const nlohmann::json& spec, const std::string& where)
{
    if (spec.contains("Regex"))
        return spec.at("Regex").get<std::string>();
    if (!spec.contains("String"))
        return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "a pattern is neither String nor Regex");
    std::string quoted;
    for (const char c : spec.at("String").get<std::string>()) {
        if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos)
            quoted.push_back('\\');
        quoted.push_back(c);
    }
    return quoted;
}

Result<Normalizer> parseNormalizer(const nlohmann::json& spec, const std::string& where, int depth)
{
    if (spec.is_null())
        return [](std::string text) { return text; };
    if (depth > kDeepestNesting)
        return fail(ErrorCode::Malformed, "cannot read tokenizer", where, "normalizers nest too deeply");
    const auto type = spec.at("type").get<std::string>();
    const auto form = [](NormalForm which) -> Normalizer {
        return [which](std::string text) { return normalized(text, which); };
    };
    if (type == "Sequence")
        return parseSequence(spec, where, depth);
    if (type == "NFC")
        return form(NormalForm::C);
    if (type == "NFD")
        return form(NormalForm::D);
    if (type == "NFKC")
        return form(NormalForm::KC);
    if (type == "NFKD")
        return form(NormalForm::KD);
    if (type == "Lowercase")
        return [](std::string text) { return lowerCased(text); };
    if (type == "Replace")
        return parseReplace(spec, where);
    if (type == "Prepend") {
        const auto prefix = spec.at("prepend").get<std::string>();
        return [prefix](std::string text) { return text.empty() ? text : prefix + text; };
    }
    if (type == "Strip")
        return stripper(spec.value("strip_left", true), spec.value("strip_right", true));
    return fail(ErrorCode::Unsupported, "cannot read tokenizer", where, "unknown normalizer type \"" + type + "\"");
}

} // namespace fulcrum::text
