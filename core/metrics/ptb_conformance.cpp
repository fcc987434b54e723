// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ptb_conformance.h"

#include "core/metrics/conformance.h"
#include "core/text/code_points.h"
#include "core/text/ptb_tokenizer.h"
#include "core/text/unicode.h"

#include <map>
#include <nlohmann/json.hpp>

namespace fulcrum::metrics {
namespace {

using nlohmann::json;

std::string tokenLine(const std::string& text)
{
    std::string line;
    for (const std::string& token : text::ptbTokens(text))
        line += (line.empty() ? "" : " ") + token;
    return line;
}

struct FirstMismatch
{
    double count = 0;
    std::string note;
    void add(const std::string& where, const std::string& own, const std::string& expected)
    {
        if (count++ == 0)
            note = where + ": \"" + own + "\" instead of \"" + expected + "\"";
    }
};

Result<void> compareLines(ConformanceReport& report, const Path& file, const std::string& name)
{
    FULCRUM_TRY(const std::vector<json> lines, readJsonLines(file));
    FirstMismatch tokens, captions;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto text = lines[i].at("text").get<std::string>();
        const auto expected = lines[i].at("tokens").get<std::string>();
        const std::string own = tokenLine(text);
        const std::string where = "line " + std::to_string(i + 1);
        const bool alone = own != expected && lines[i].contains("alone_nl") && own == lines[i]["alone_nl"];
        if (own != expected && !alone)
            tokens.add(where, own, expected);
        if (lines[i].contains("caption") && !alone && text::ptbCaption(text) != lines[i]["caption"])
            captions.add(where, text::ptbCaption(text), lines[i]["caption"].get<std::string>());
    }
    report.add(name + " ptb_lines tokens", tokens.count, 0, tokens.note);
    report.add(name + " ptb_lines captions", captions.count, 0, captions.note);
    return {};
}

/// The recorded output with its placeholder C as the code point itself or as its lower case.
bool agrees(const std::string& own, const std::string& recorded, char32_t c)
{
    if (own == recorded)
        return true;
    const std::u32string one(1, c);
    return own == text::replacedAll(recorded, "C", text::toUtf8(one))
        || own == text::replacedAll(recorded, "C", text::toUtf8(text::toLower(one)));
}

Result<void> compareCodePoints(ConformanceReport& report, const Path& file, const std::string& name)
{
    FULCRUM_TRY(const std::string content, readFile(file));
    const json golden = json::parse(content);
    std::map<int, json> classes;
    for (const json& one : golden.at("classes"))
        classes[one.at("id").get<int>()] = one;
    FirstMismatch mismatches;
    for (const json& range : golden.at("ranges")) {
        const json& expected = classes.at(range.at(2).get<int>());
        const auto last = range.at(1).get<std::uint32_t>();
        if (last > 0x10ffff)
            return fail(ErrorCode::Malformed, "cannot read golden data", file.string(), "a range ends above U+10FFFF");
        for (std::uint32_t c = range.at(0).get<std::uint32_t>(); c <= last; ++c) {
            const std::string self = text::toUtf8(std::u32string(1, c));
            const std::pair<const char*, std::string> uses[]
                = {{"in_word", "xq" + self + "qx"}, {"alone", "b " + self + " k"}, {"in_number", "7" + self + "8"}};
            for (const auto& [use, text] : uses) {
                const auto recorded = expected.at(use).get<std::string>();
                const std::string own = tokenLine(text);
                if (!agrees(own, recorded, c))
                    mismatches.add("code point " + std::to_string(c) + " " + use, own, recorded);
            }
        }
    }
    report.add(name + " ptb_codepoints", mismatches.count, 0, mismatches.note);
    return {};
}

} // namespace

Result<std::vector<json>> readJsonLines(const Path& file)
{
    FULCRUM_TRY(const std::string content, readFile(file, 1ULL << 30));
    std::vector<json> lines;
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < content.size();) {
        std::size_t end = content.find('\n', begin);
        end = end == std::string::npos ? content.size() : end;
        ++number;
        if (end > begin) {
            json line = json::parse(content.substr(begin, end - begin), nullptr, false);
            if (line.is_discarded())
                return fail(ErrorCode::Malformed, "cannot read golden data",
                    file.string() + " line " + std::to_string(number), "not valid JSON");
            lines.push_back(std::move(line));
        }
        begin = end + 1;
    }
    return lines;
}

Result<ConformanceReport> casePtb(const Path& folder, const std::string& name)
{
    ConformanceReport report;
    const Path lines = folder / "ptb_lines.jsonl", codePoints = folder / "ptb_codepoints.json";
    std::error_code ignored;
    try {
        if (std::filesystem::exists(lines, ignored))
            FULCRUM_CHECK(compareLines(report, lines, name));
        if (std::filesystem::exists(codePoints, ignored))
            FULCRUM_CHECK(compareCodePoints(report, codePoints, name));
    } catch (const std::exception& problem) { // nlohmann's, and std::map::at for an unknown class
        return fail(ErrorCode::Malformed, "cannot read golden data", folder.string(), problem.what());
    }
    return report;
}

} // namespace fulcrum::metrics
