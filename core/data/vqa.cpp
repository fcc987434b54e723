// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_file.h"

#include <fmt/format.h>
#include <unordered_map>

namespace fulcrum::data {
namespace {

constexpr std::size_t kHumanAnswers = 10; // VQAv2; the accuracy's formula counts on it
constexpr std::size_t kMostAnswers = 100;

class VqaReader
{
public:
    std::string takeQuestion(JsonObject& object)
    {
        Sample sample;
        bool hasId = false, hasImage = false, hasText = false;
        for (auto field : object) {
            const std::string_view key = field.unescaped_key();
            JsonValue value = field.value();
            if (key == "question_id")
                hasId = takeInteger(value, sample.id);
            else if (key == "image_id")
                hasImage = takeInteger(value, sample.imageId);
            else if (key == "question")
                hasText = takeText(value, sample.question);
        }
        if (!hasId || !hasImage || !hasText || sample.question.empty())
            return "its question_id, image_id or question is missing or of the wrong type";
        if (!m_questionAt.emplace(sample.id, m_samples.size()).second)
            return fmt::format("question id {} is there twice; the first one counts", sample.id);
        const bool cleaned = cleanText(sample.question);
        m_samples.push_back(std::move(sample));
        return cleaned ? "control characters in its question were replaced by spaces" : "";
    }

    std::string takeAnnotation(JsonObject& object)
    {
        Sample read;
        bool hasId = false, hasImage = false, hasAnswer = false, answersOk = false;
        for (auto field : object) {
            const std::string_view key = field.unescaped_key();
            JsonValue value = field.value();
            if (key == "question_id")
                hasId = takeInteger(value, read.id);
            else if (key == "image_id")
                hasImage = takeInteger(value, read.imageId);
            else if (key == "multiple_choice_answer")
                hasAnswer = takeText(value, read.answer);
            else if (key == "answers")
                answersOk = takeAnswers(value, read.answers);
            else if (key == "answer_type")
                takeText(value, read.answerType);
            else if (key == "question_type")
                takeText(value, read.questionType);
        }
        if (!hasId)
            return "its question_id is missing or of the wrong type";
        if (!hasAnswer || !answersOk)
            return fmt::format("question {}: its answers are missing or of the wrong type", read.id);
        return attach(std::move(read), hasImage);
    }

    Result<ReadResult> finish(const Path& questions, ProblemList problems, std::string subtype)
    {
        ReadResult result;
        result.dataSubtype = std::move(subtype);
        for (Sample& sample : m_samples) {
            if (sample.answers.empty()) {
                problems.add({questions.filename().string(), fmt::format("question {}", sample.id),
                    "it has no answers and is left out"});
                continue;
            }
            sample.index = static_cast<std::int64_t>(result.samples.size());
            result.samples.push_back(std::move(sample));
        }
        result.problems = std::move(problems);
        if (result.samples.empty())
            return fail(ErrorCode::Malformed, "cannot use the VQA files", questions.string(),
                result.problems.count() == 0
                    ? "there is no question with answers"
                    : fmt::format("no question is usable; the first problem: {}: {}",
                        result.problems.kept().front().record, result.problems.kept().front().what),
                "do the questions and the annotations belong together?");
        return result;
    }

private:
    static bool takeAnswers(JsonValue value, std::vector<std::string>& out)
    {
        if (value.type() != simdjson::ondemand::json_type::array)
            return false;
        bool ok = true;
        for (auto element : value.get_array()) {
            JsonValue item = element.value();
            std::string answer;
            bool found = false;
            if (item.type() == simdjson::ondemand::json_type::object) {
                JsonObject object = item.get_object();
                for (auto field : object) {
                    const std::string_view key = field.unescaped_key();
                    JsonValue part = field.value();
                    if (key == "answer")
                        found = takeText(part, answer);
                }
            }
            ok = ok && found && out.size() < kMostAnswers;
            if (ok) {
                cleanText(answer);
                out.push_back(std::move(answer));
            }
        }
        return ok && !out.empty();
    }

    std::string attach(Sample read, bool hasImage)
    {
        const auto found = m_questionAt.find(read.id);
        if (found == m_questionAt.end())
            return fmt::format("there is no question {}", read.id);
        Sample& sample = m_samples[found->second];
        if (!sample.answers.empty())
            return fmt::format("question {} is annotated twice; the first one counts", read.id);
        if (hasImage && read.imageId != sample.imageId)
            return fmt::format("question {}: the files name different images ({} and {})", read.id, sample.imageId,
                read.imageId);
        cleanText(read.answer);
        cleanText(read.answerType);
        cleanText(read.questionType);
        sample.answer = std::move(read.answer);
        sample.answers = std::move(read.answers);
        sample.answerType = std::move(read.answerType);
        sample.questionType = std::move(read.questionType);
        return sample.answers.size() == kHumanAnswers
            ? std::string()
            : fmt::format("question {} has {} answers instead of {}", read.id, sample.answers.size(), kHumanAnswers);
    }

    std::vector<Sample> m_samples;
    std::unordered_map<std::int64_t, std::size_t> m_questionAt;
};

} // namespace

Result<ReadResult> readVqa(const Path& questions, const Path& annotations, const ReadOptions& options)
{
    VqaReader reader;
    ProblemList problems;
    std::string subtype;
    const auto half = [&](double offset) {
        ReadOptions part = options;
        if (options.progress)
            part.progress = [&options, offset](double share) { options.progress(offset + share / 2); };
        return part;
    };
    { // the first file's text is given back before the second is read
        FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(questions, options.sizeLimit));
        std::vector<RecordList> lists
            = {{"questions", "question", [&](JsonObject& object) { return reader.takeQuestion(object); }}};
        FULCRUM_CHECK(json->walk(lists, {{"data_subtype", &subtype}}, half(0), problems));
    }
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(annotations, options.sizeLimit));
    std::vector<RecordList> lists
        = {{"annotations", "annotation", [&](JsonObject& object) { return reader.takeAnnotation(object); }}};
    FULCRUM_CHECK(json->walk(lists, {}, half(0.5), problems));
    return reader.finish(questions, std::move(problems), std::move(subtype));
}

} // namespace fulcrum::data
