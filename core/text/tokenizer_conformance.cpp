// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_conformance.h"

#include "core/text/decoder.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_parts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fulcrum::text {

namespace {

using nlohmann::json;
using Ids = std::vector<std::int32_t>;

/// Counts mismatches of one kind and remembers the first.
class Tally
{
public:
    explicit Tally(std::string name) : m_name(std::move(name)) {}

    template <class T>
    void compare(const T& got, const T& wanted, const std::string& input)
    {
        ++m_compared;
        if (got == wanted)
            return;
        if (m_mismatches++ == 0)
            m_note = "first at " + printable(json(input)) + ": got " + printable(json(got)) + ", want " + printable(json(wanted));
    }
    void addTo(ConformanceReport& report) const
    {
        if (m_compared > 0)
            report.add(m_name, m_mismatches, 0, m_note);
    }

private:
    static std::string printable(const json& value)
    {
        return value.dump(-1, ' ', true, json::error_handler_t::replace).substr(0, 160);
    }
    std::string m_name, m_note;
    int m_compared = 0, m_mismatches = 0;
};

const json& firstOf(const json& item, std::initializer_list<const char*> keys)
{
    for (const char* key : keys)
        if (item.contains(key))
            return item.at(key);
    throw std::out_of_range(std::string("an item lacks ") + *keys.begin());
}

void compareItems(const Tokenizer& tokenizer, const json& items, const std::string& label, ConformanceReport& report)
{
    Tally ids(label + " ids"), plain(label + " ids_no_special"), decoded(label + " decoded"),
        skipped(label + " decoded_skip_special"), cleaned(label + " decoded_cleanup"), truncated(label + " truncated_77");
    for (const json& item : items) {
        const auto text = item.at("text").get<std::string>();
        const auto wanted = firstOf(item, {"ids_hf", "ids", "ids_openai"}).get<Ids>();
        const bool isClip = item.contains("ids_openai");
        ids.compare(tokenizer.encode(text, true), wanted, text);
        if (isClip) {
            plain.compare(tokenizer.encode(text, false), Ids(wanted.begin() + 1, wanted.end() - 1), text);
            skipped.compare(tokenizer.decode(wanted, true), item.at("decoded_hf").get<std::string>(), text);
            if (item.contains("ids_openai_77") && !item.contains("ids_hf"))
                truncated.compare(tokenizer.encodeTruncated(text, 77), item.at("ids_openai_77").get<Ids>(), text);
            continue;
        }
        plain.compare(tokenizer.encode(text, false), firstOf(item, {"ids_no_special", "ids"}).get<Ids>(), text);
        decoded.compare(tokenizer.decode(wanted, false), item.at("decoded").get<std::string>(), text);
        const auto skip = firstOf(item, {"decoded_skip_special", "decoded"}).get<std::string>();
        skipped.compare(tokenizer.decode(wanted, true), skip, text);
        if (item.contains("decoded_skip_special_cleanup"))
            cleaned.compare(withCleanedSpaces(tokenizer.decode(wanted, true)),
                item.at("decoded_skip_special_cleanup").get<std::string>(), text);
    }
    for (const Tally* tally : {&ids, &plain, &decoded, &skipped, &cleaned, &truncated})
        tally->addTo(report);
}

/// Rows of equal length with their masks, as the reference's padding.
void compareBatches(const Tokenizer& tokenizer, const json& batches, const std::string& label, ConformanceReport& report)
{
    Tally ids(label + " batch input_ids"), masks(label + " batch attention_mask");
    for (const json& batch : batches) {
        std::vector<Ids> rows;
        std::size_t width = 0;
        for (const json& text : batch.at("texts")) {
            const json& longest = batch.at("max_length");
            rows.push_back(longest.is_null() ? tokenizer.encode(text.get<std::string>(), true)
                                             : tokenizer.encodeTruncated(text.get<std::string>(), longest.get<std::size_t>()));
            width = std::max(width, rows.back().size());
        }
        if (batch.contains("pad_to") && !batch.at("pad_to").is_null())
            width = std::max(width, std::min<std::size_t>(batch.at("pad_to").get<std::size_t>(), 1 << 20));
        if (batch.contains("multiple") && !batch.at("multiple").is_null()) {
            const auto multiple = std::clamp<std::size_t>(batch.at("multiple").get<std::size_t>(), 1, 1 << 20);
            width = (width + multiple - 1) / multiple * multiple;
        }
        std::vector<Ids> mask;
        const bool left = batch.at("side").get<std::string>() == "left";
        for (Ids& row : rows) {
            const auto pad = width - row.size();
            mask.emplace_back(row.size(), 1);
            mask.back().insert(left ? mask.back().begin() : mask.back().end(), pad, 0);
            row.insert(left ? row.begin() : row.end(), pad, batch.at("pad_id").get<std::int32_t>());
        }
        const auto first = batch.at("texts").at(0).get<std::string>();
        ids.compare(rows, batch.at("input_ids").get<std::vector<Ids>>(), first);
        masks.compare(mask, batch.at("attention_mask").get<std::vector<Ids>>(), first);
    }
    ids.addTo(report);
    masks.addTo(report);
}

void compareDecoding(const Tokenizer& tokenizer, const json& cases, const std::string& label, ConformanceReport& report)
{
    Tally all(label + " decode"), skipping(label + " decode_skip_special");
    for (const json& one : cases) {
        const auto ids = one.at("ids").get<Ids>();
        all.compare(tokenizer.decode(ids, false), one.at("dec").get<std::string>(), one.at("ids").dump());
        skipping.compare(tokenizer.decode(ids, true), one.at("dec_skip").get<std::string>(), one.at("ids").dump());
    }
    all.addTo(report);
    skipping.addTo(report);
}

Result<void> compareSource(const json& golden, const Path& folder, TokenizerSource source, const std::string& label,
    ConformanceReport& report)
{
    std::vector<std::string> extra;
    for (const json& token : golden.value("added_at_runtime", json::array()))
        extra.push_back(token.at("content").get<std::string>());
    FULCRUM_TRY(const auto tokenizer, Tokenizer::load(folder, extra, source));
    Tally added(label + " added ids");
    for (const json& token : golden.value("added_at_runtime", json::array())) {
        const auto content = token.at("content").get<std::string>();
        added.compare(tokenizer->tokenToId(content).value_or(-1), token.at("id").get<std::int32_t>(), content);
    }
    added.addTo(report);
    Tally size(label + " vocabulary");
    size.compare(tokenizer->vocabularySize(), golden.at("vocab_size_with_added").get<std::int64_t>(), "size");
    size.addTo(report);
    compareItems(*tokenizer, golden.at("items"), label, report);
    compareBatches(*tokenizer, golden.value("batches", json::array()), label, report);
    compareDecoding(*tokenizer, golden.value("decode", json::array()), label, report);
    return {};
}

} // namespace

Result<ConformanceReport> tokenizerConformance(const Path& goldenFile, const std::string& label)
{
    FULCRUM_TRY(const json golden, readJsonObject(goldenFile));
    try {
        const Path folder = goldenFile.parent_path() / golden.at("tokenizer").get<std::string>();
        const std::pair<const char*, TokenizerSource> sources[] = {{"tokenizer.json", TokenizerSource::TokenizerJson},
            {"tokenizer.model", TokenizerSource::SentencePiece}, {"vocab.json", TokenizerSource::ClipFiles}};
        ConformanceReport report;
        bool any = false;
        for (const auto& [file, source] : sources) {
            std::error_code ignored;
            if (!std::filesystem::exists(folder / file, ignored))
                continue;
            any = true;
            FULCRUM_CHECK(compareSource(golden, folder, source, label + " " + file, report));
        }
        if (!any)
            return fail(ErrorCode::NotFound, "cannot run tokenizer conformance", folder.string(), "no tokenizer files there");
        return report;
    } catch (const std::exception& error) {
        return fail(ErrorCode::Malformed, "cannot run tokenizer conformance", goldenFile.string(), error.what());
    }
}

} // namespace fulcrum::text
