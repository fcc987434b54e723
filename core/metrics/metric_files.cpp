// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric_files.h"

#include "core/base/rng.h"

#include <algorithm>
#include <simdjson.h>
#include <unordered_map>
#include <unordered_set>

namespace fulcrum::metrics {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::uint64_t kLargestFile = 0xffff0000ULL; ///< simdjson's own limit

/// A parsed file and the words for its errors.
struct Document
{
    Path path;
    const char* what;
    simdjson::dom::parser parser;
    element root;

    tl::unexpected<Error> error(const std::string& place, const std::string& why, const std::string& hint = {}) const
    {
        return fail(ErrorCode::Malformed, what, path.string() + (place.empty() ? "" : ": " + place), why, hint);
    }
    static std::string entry(const char* list, std::size_t index)
    {
        return std::string(list) + "[" + std::to_string(index) + "]";
    }
};

Result<std::unique_ptr<Document>> parse(const Path& path, const char* what)
{
    FULCRUM_TRY(const MappedFile file, MappedFile::open(path));
    if (file.bytes().size() > kLargestFile)
        return fail(ErrorCode::Malformed, what, path.string(), "the file is larger than 4 GiB");
    auto document = std::make_unique<Document>();
    document->path = path;
    document->what = what;
    if (file.bytes().empty())
        return document->error({}, "the file is empty");
    const auto* text = reinterpret_cast<const char*>(file.bytes().data());
    const simdjson::error_code code = document->parser.parse(text, file.bytes().size()).get(document->root);
    if (code != simdjson::SUCCESS)
        return document->error({}, std::string("not valid JSON: ") + simdjson::error_message(code),
            "is the file complete? JSON knows no NaN");
    return document;
}

Result<array> listOf(const Document& document, const char* key)
{
    object root;
    if (document.root.get(root) != simdjson::SUCCESS)
        return document.error({}, "expected an object with \"" + std::string(key) + "\"");
    array list;
    if (root[key].get(list) != simdjson::SUCCESS)
        return document.error({}, "\"" + std::string(key) + "\" is missing or is not a list");
    return list;
}

Result<array> topList(const Document& document)
{
    array list;
    if (document.root.get(list) != simdjson::SUCCESS)
        return document.error({}, "expected a list of results");
    return list;
}

Result<std::int64_t> integer(const Document& document, const element& entry, const char* key, const std::string& place)
{
    std::int64_t value = 0;
    if (entry[key].get(value) != simdjson::SUCCESS)
        return document.error(place, "\"" + std::string(key) + "\" is missing or is not an integer");
    return value;
}

Result<std::string> text(const Document& document, const element& entry, const char* key, const std::string& place)
{
    std::string_view value;
    if (entry[key].get(value) != simdjson::SUCCESS)
        return document.error(place, "\"" + std::string(key) + "\" is missing or is not a text");
    return std::string(value);
}

/// An integer becomes what Python's str() makes of it.
Result<std::string> textOrInteger(
    const Document& document, const element& entry, const char* key, const std::string& place)
{
    std::int64_t number = 0;
    if (entry[key].get(number) == simdjson::SUCCESS)
        return std::to_string(number);
    std::string_view value;
    if (entry[key].get(value) != simdjson::SUCCESS)
        return document.error(place, "\"" + std::string(key) + "\" is missing or is neither a text nor an integer");
    return std::string(value);
}

/// "id" as JSON text; empty when there is none.
Result<std::string> itemId(const Document& document, const element& entry, const std::string& place)
{
    element id;
    const simdjson::error_code code = entry["id"].get(id);
    if (code == simdjson::NO_SUCH_FIELD)
        return std::string();
    if (code != simdjson::SUCCESS)
        return document.error(place, "it is not an object");
    if (!id.is_int64() && !id.is_string())
        return document.error(place, "\"id\" is neither a text nor an integer");
    return simdjson::to_string(id);
}

/// Missing gives an empty text; another type is an error.
Result<std::string> optionalText(
    const Document& document, const element& entry, const char* key, const std::string& place)
{
    element value;
    if (entry[key].get(value) == simdjson::NO_SUCH_FIELD || value.is_null())
        return std::string();
    return text(document, entry, key, place);
}

tl::unexpected<Error> twice(const Document& document, const std::string& place, const char* name, std::int64_t id)
{
    return document.error(place, std::string(name) + " " + std::to_string(id) + " is given twice");
}

/// Hash of a JSON value that is equal for equal values.
std::uint64_t valueHash(const element& value)
{
    std::string_view string;
    if (value.get(string) == simdjson::SUCCESS)
        return stableHash(string) ^ 0x53;
    return stableHash(simdjson::to_string(value));
}

Result<VqaHumanAnswer> humanAnswer(const Document& document, const element& entry, const std::string& place)
{
    VqaHumanAnswer human;
    object fields;
    if (entry.get(fields) != simdjson::SUCCESS)
        return document.error(place, "an entry of \"answers\" is not an object");
    bool found = false;
    for (const auto& [key, value] : fields) {
        std::string_view answer;
        if (key != "answer") {
            human.record += (stableHash(key) | 1) * (valueHash(value) | 1);
        } else if (value.get(answer) == simdjson::SUCCESS) {
            human.answer = answer;
            found = true;
        }
    }
    if (!found)
        return document.error(place, "\"answer\" of a human answer is missing or is not a text");
    return human;
}

Result<VqaGroundTruth> groundTruth(const Document& document, const element& entry, const std::string& place)
{
    VqaGroundTruth truth;
    FULCRUM_TRY(truth.questionId, integer(document, entry, "question_id", place));
    FULCRUM_TRY(truth.questionType, optionalText(document, entry, "question_type", place));
    FULCRUM_TRY(truth.answerType, optionalText(document, entry, "answer_type", place));
    array answers;
    if (entry["answers"].get(answers) != simdjson::SUCCESS)
        return document.error(place, "\"answers\" is missing or is not a list");
    truth.answers.reserve(answers.size());
    for (const element answer : answers) {
        FULCRUM_TRY(VqaHumanAnswer human, humanAnswer(document, answer, place));
        truth.answers.push_back(std::move(human));
    }
    return truth;
}

} // namespace

Result<std::vector<CaptionReferenceSet>> readCaptionAnnotations(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read COCO captions"));
    FULCRUM_TRY(const array images, listOf(*document, "images"));
    FULCRUM_TRY(const array annotations, listOf(*document, "annotations"));
    std::vector<CaptionReferenceSet> sets;
    std::unordered_map<std::int64_t, std::size_t> indexOfId;
    for (const element image : images) {
        const std::string place = Document::entry("images", sets.size());
        FULCRUM_TRY(const std::int64_t id, integer(*document, image, "id", place));
        if (!indexOfId.emplace(id, sets.size()).second)
            return twice(*document, place, "image id", id);
        sets.push_back({id, {}});
    }
    std::unordered_set<std::int64_t> seen;
    std::size_t index = 0;
    for (const element annotation : annotations) {
        const std::string place = Document::entry("annotations", index++);
        FULCRUM_TRY(const std::int64_t imageId, integer(*document, annotation, "image_id", place));
        FULCRUM_TRY(std::string caption, text(*document, annotation, "caption", place));
        const auto found = indexOfId.find(imageId);
        if (found == indexOfId.end())
            return document->error(place, "image " + std::to_string(imageId) + " is not in \"images\"");
        std::int64_t id = 0;
        if (annotation["id"].get(id) == simdjson::SUCCESS && !seen.insert(id).second)
            return twice(*document, place, "annotation id", id);
        sets[found->second].captions.push_back(std::move(caption));
    }
    return sets;
}

Result<std::vector<CaptionHypothesis>> readCaptionResults(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read caption results"));
    FULCRUM_TRY(const array list, topList(*document));
    std::vector<CaptionHypothesis> results;
    std::unordered_set<std::int64_t> seen;
    for (const element entry : list) {
        const std::string place = Document::entry("", results.size());
        CaptionHypothesis one;
        FULCRUM_TRY(one.imageId, integer(*document, entry, "image_id", place));
        FULCRUM_TRY(one.caption, text(*document, entry, "caption", place));
        if (!seen.insert(one.imageId).second)
            return twice(*document, place, "image_id", one.imageId);
        results.push_back(std::move(one));
    }
    return results;
}

Result<std::vector<VqaGroundTruth>> readVqaAnnotations(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read VQA annotations"));
    FULCRUM_TRY(const array list, listOf(*document, "annotations"));
    std::vector<VqaGroundTruth> truths;
    std::unordered_set<std::int64_t> seen;
    for (const element entry : list) {
        const std::string place = Document::entry("annotations", truths.size());
        FULCRUM_TRY(VqaGroundTruth truth, groundTruth(*document, entry, place));
        if (!seen.insert(truth.questionId).second)
            return twice(*document, place, "question_id", truth.questionId);
        truths.push_back(std::move(truth));
    }
    return truths;
}

Result<std::vector<std::int64_t>> readVqaQuestions(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read VQA questions"));
    FULCRUM_TRY(const array list, listOf(*document, "questions"));
    std::vector<std::int64_t> ids;
    std::unordered_set<std::int64_t> seen;
    for (const element entry : list) {
        const std::string place = Document::entry("questions", ids.size());
        FULCRUM_TRY(const std::int64_t id, integer(*document, entry, "question_id", place));
        if (!seen.insert(id).second)
            return twice(*document, place, "question_id", id);
        ids.push_back(id);
    }
    return ids;
}

Result<std::vector<VqaPrediction>> readVqaResults(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read VQA results"));
    FULCRUM_TRY(const array list, topList(*document));
    std::vector<VqaPrediction> results;
    std::unordered_set<std::int64_t> seen;
    for (const element entry : list) {
        const std::string place = Document::entry("", results.size());
        VqaPrediction one;
        FULCRUM_TRY(one.questionId, integer(*document, entry, "question_id", place));
        FULCRUM_TRY(one.answer, text(*document, entry, "answer", place));
        if (!seen.insert(one.questionId).second)
            return twice(*document, place, "question_id", one.questionId);
        results.push_back(std::move(one));
    }
    return results;
}

Result<void> checkVqaQuestions(const Path& questions, const Path& annotations, std::span<const VqaGroundTruth> truths)
{
    FULCRUM_TRY(const auto ids, readVqaQuestions(questions));
    std::unordered_set<std::int64_t> asked(ids.begin(), ids.end());
    for (const VqaGroundTruth& truth : truths)
        if (asked.erase(truth.questionId) == 0)
            return fail(ErrorCode::Malformed, "cannot score VQA answers", annotations.string(),
                "question " + std::to_string(truth.questionId) + " is annotated, but not in " + questions.string());
    if (!asked.empty())
        return fail(ErrorCode::Malformed, "cannot score VQA answers", questions.string(),
            "question " + std::to_string(*std::ranges::min_element(asked)) + " has no annotation in " + annotations.string());
    return {};
}

Result<std::vector<Answer>> readVlIclAnswers(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read VL-ICL answers"));
    FULCRUM_TRY(const array list, topList(*document));
    std::vector<Answer> answers;
    std::unordered_set<std::string> seen;
    for (const element entry : list) {
        const std::string place = Document::entry("", answers.size());
        Answer one;
        FULCRUM_TRY(one.id, itemId(*document, entry, place));
        if (one.id.empty())
            one.id = std::to_string(answers.size());
        FULCRUM_TRY(one.text, textOrInteger(*document, entry, "answer", place));
        if (!seen.insert(one.id).second)
            return document->error(place, "id " + one.id + " is given twice");
        answers.push_back(std::move(one));
    }
    return answers;
}

Result<std::vector<Answer>> readSst2Labels(const Path& path)
{
    constexpr const char* kWhat = "cannot read SST-2 labels";
    FULCRUM_TRY(const MappedFile file, MappedFile::open(path));
    std::string_view rest(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    std::vector<Answer> answers;
    simdjson::dom::parser parser;
    for (std::size_t line = 1; !rest.empty(); ++line) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view text = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (text.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const std::string where = path.string() + ":" + std::to_string(line);
        element entry;
        if (const auto code = parser.parse(text.data(), text.size()).get(entry); code != simdjson::SUCCESS)
            return fail(ErrorCode::Malformed, kWhat, where, std::string("not valid JSON: ") + simdjson::error_message(code));
        std::int64_t label = -1;
        if (entry["label"].get(label) != simdjson::SUCCESS || label < 0 || label > 1)
            return fail(ErrorCode::Malformed, kWhat, where, "\"label\" is missing or is not 0 or 1",
                "the test files have no labels: use the validation file");
        answers.push_back({std::to_string(answers.size()), -1, std::to_string(label)});
    }
    if (answers.empty())
        return fail(ErrorCode::Malformed, kWhat, path.string(), "the file has no sentence");
    return answers;
}

Result<std::vector<Answer>> readAnswerResults(const Path& path)
{
    FULCRUM_TRY(const auto document, parse(path, "cannot read answers"));
    FULCRUM_TRY(const array list, topList(*document));
    std::vector<Answer> results;
    for (const element entry : list) {
        const std::string place = Document::entry("", results.size());
        Answer one;
        FULCRUM_TRY(one.id, itemId(*document, entry, place));
        if (one.id.empty()) {
            if (entry["index"].get(one.index) != simdjson::SUCCESS || one.index < 0)
                return document->error(place, "there is no \"id\", and no \"index\" from 0 on");
        }
        element ignored;
        const bool predicted = entry["prediction"].get(ignored) == simdjson::SUCCESS;
        FULCRUM_TRY(one.text, textOrInteger(*document, entry, predicted ? "prediction" : "answer", place));
        results.push_back(std::move(one));
    }
    return results;
}

} // namespace fulcrum::metrics
