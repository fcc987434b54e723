// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/reader_parts.h"

#include <fmt/format.h>
#include <unordered_set>

namespace fulcrum::data {
namespace {

Wrong takeSentence(JsonObject& object, std::vector<Sample>& samples)
{
    static constexpr std::array<std::string_view, 3> keys = {"text", "sentence", "label"};
    Sample sample;
    bool hasText = false, hasLabel = false;
    std::int64_t label = -1;
    const std::string wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
        if (key < 2)
            hasText = takeText(value, sample.question) || hasText;
        else
            hasLabel = value.type() == simdjson::ondemand::json_type::number
                && value.get_int64().get(label) == simdjson::SUCCESS && label >= -1 && label <= 1;
    });
    if (!wrong.empty())
        return wrong;
    if (!hasText || sample.question.empty())
        return "its text is missing or of the wrong type";
    if (!hasLabel)
        return "its label is not 0 (negative) or 1 (positive)";
    if (label >= 0)
        sample.answer = label == 0 ? "negative" : "positive";
    if (label >= 0)
        sample.answers = {sample.answer};
    sample.id = static_cast<std::int64_t>(samples.size());
    const bool cleaned = cleanText(sample.question);
    samples.push_back(std::move(sample));
    if (cleaned)
        return {"control characters in its text were replaced by spaces", ProblemKind::ControlCharacters};
    return {};
}

/// VL-ICL's answers are texts (TextOCR) or numbers (CLEVR).
bool takeAnswer(JsonValue& value, std::string& out)
{
    std::int64_t number = 0;
    if (value.type() == simdjson::ondemand::json_type::string)
        return takeText(value, out);
    if (!takeInteger(value, number))
        return false;
    out = std::to_string(number);
    return true;
}

/// The first of the image paths; a single path is good as well.
bool takeImage(JsonValue& value, std::string& out)
{
    if (value.type() == simdjson::ondemand::json_type::string)
        return takeText(value, out);
    if (value.type() != simdjson::ondemand::json_type::array)
        return false;
    for (auto element : value.get_array()) {
        JsonValue first = element.value();
        return takeText(first, out);
    }
    return false;
}

class VlIclReader
{
public:
    Wrong take(JsonObject& object)
    {
        static constexpr std::array<std::string_view, 4> keys = {"id", "image", "question", "answer"};
        Sample sample;
        std::array<bool, keys.size()> has{};
        const std::string wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
            switch (key) {
            case 0: has[0] = takeInteger(value, sample.id); break;
            case 1: has[1] = takeImage(value, sample.imageFile); break;
            case 2: has[2] = takeText(value, sample.question); break;
            default: has[3] = takeAnswer(value, sample.answer); break;
            }
        });
        const std::int64_t place = m_place++;
        if (!wrong.empty())
            return wrong;
        if (!has[1] || !isSafeRelativeName(sample.imageFile))
            return {"its image is missing or leaves the image folder", ProblemKind::UnsafeName};
        if (!has[2] || !has[3])
            return "its question or answer is missing or of the wrong type";
        if (!has[0])
            sample.id = place;
        if (!m_ids.insert(sample.id).second)
            return {fmt::format("id {} is there twice; the first one counts", sample.id), ProblemKind::DuplicateId};
        sample.imageId = sample.id;
        const bool cleanQuestion = cleanText(sample.question), cleanAnswer = cleanText(sample.answer);
        sample.answers = {sample.answer};
        samples.push_back(std::move(sample));
        if (cleanQuestion || cleanAnswer)
            return {"control characters in its texts were replaced by spaces", ProblemKind::ControlCharacters};
        return {};
    }

    std::vector<Sample> samples;

private:
    std::int64_t m_place = 0;
    std::unordered_set<std::int64_t> m_ids;
};

} // namespace

Result<ReadResult> readSst2(const Path& file, const ReadOptions& options)
{
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(file, options));
    std::vector<Sample> samples;
    ProblemList problems;
    RecordList list{{}, "line", [&](JsonObject& object, std::uint64_t) { return takeSentence(object, samples); }};
    FULCRUM_CHECK(json->walkLines(list, problems));
    return finished(std::move(samples), std::move(problems), {json->hash()}, "it has no sentence", Order::AsRead);
}

Result<ReadResult> readVlIcl(const Path& file, const ReadOptions& options)
{
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(file, options));
    VlIclReader reader;
    ProblemList problems;
    RecordList list{{}, "record", [&](JsonObject& object, std::uint64_t) { return reader.take(object); }};
    FULCRUM_CHECK(json->walkList(list, problems));
    return finished(std::move(reader.samples), std::move(problems), {json->hash()}, "it has no record", Order::AsRead);
}

bool isVlIcl(const Path& file)
{
    Result<JsonScanner> scanner = JsonScanner::open(file, ReadOptions().sizeLimit);
    if (!scanner)
        return false;
    try {
        scanner->take('\xEF') && scanner->take('\xBB') && scanner->take('\xBF');
        return scanner->peek() == '[';
    } catch (const BrokenJson&) {
        return false; // the reader says what is wrong
    }
}

} // namespace fulcrum::data
