// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/reader_parts.h"

#include <fmt/format.h>
#include <unordered_map>

namespace fulcrum::data {
namespace {

constexpr std::size_t kHumanAnswers = 10; // VQAv2; the accuracy's formula counts on it
constexpr std::size_t kMostAnswers = 100;
constexpr double kQuestionsShare = 0.1; // of the bytes of both files

bool takeAnswers(JsonValue& value, std::vector<std::string>& out)
{
    static constexpr std::array<std::string_view, 1> keys = {"answer"};
    if (value.type() != simdjson::ondemand::json_type::array)
        return false;
    out.clear();
    for (auto element : value.get_array()) {
        JsonValue item = element.value();
        if (item.type() != simdjson::ondemand::json_type::object || out.size() == kMostAnswers)
            return false;
        JsonObject object = item.get_object();
        std::string answer;
        bool found = false;
        const std::string wrong = eachMember(
            object, keys, [&](std::size_t, JsonValue& part) { found = takeText(part, answer); });
        if (!found || !wrong.empty())
            return false;
        cleanText(answer);
        out.push_back(std::move(answer));
    }
    return !out.empty();
}

class VqaReader
{
public:
    Wrong takeQuestion(JsonObject& object, std::uint64_t byte)
    {
        static constexpr std::array<std::string_view, 3> keys = {"question_id", "image_id", "question"};
        Sample sample;
        bool hasId = false, hasImage = false, hasText = false;
        std::string wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
            if (key == 0)
                hasId = takeInteger(value, sample.id);
            else if (key == 1)
                hasImage = takeInteger(value, sample.imageId);
            else
                hasText = takeText(value, sample.question);
        });
        if (!wrong.empty())
            return wrong;
        return addQuestion(std::move(sample), hasId && hasImage && hasText, byte);
    }

    /// An annotation, which in the merged files brings its question along.
    Wrong takeAnnotation(JsonObject& object, bool merged, std::uint64_t byte)
    {
        static constexpr std::array<std::string_view, 7> keys = {"question_id", "image_id", "multiple_choice_answer",
            "answers", "answer_type", "question_type", "question"};
        Sample read;
        std::array<bool, keys.size()> has{};
        Wrong wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
            switch (key) {
            case 0: has[0] = takeInteger(value, read.id); break;
            case 1: has[1] = takeInteger(value, read.imageId); break;
            case 2: has[2] = takeText(value, read.answer); break;
            case 3: has[3] = takeAnswers(value, read.answers); break;
            case 4: has[4] = takeText(value, read.answerType); break;
            case 5: has[5] = takeText(value, read.questionType); break;
            default: has[6] = takeText(value, read.question); break;
            }
        });
        if (!wrong.empty())
            return wrong;
        if (!has[0])
            return "its question_id is missing or of the wrong type";
        if (!has[2] || !has[3])
            return fmt::format("question {}: its answers are missing or of the wrong type", read.id);
        if (merged) {
            Sample question;
            question.id = read.id;
            question.imageId = read.imageId;
            question.question = std::move(read.question);
            wrong = addQuestion(std::move(question), has[1] && has[6], byte);
            if (!wrong.empty())
                return wrong;
        }
        return attach(std::move(read), has[1]);
    }

    /// Without annotations (`answered` false) every question counts.
    Result<ReadResult> finish(std::vector<SourceHash> files, ProblemList problems, std::string subtype, bool answered)
    {
        const std::string name = files.front().path.filename().string();
        leaveOut(m_samples, [&](std::size_t i) {
            const bool bare = answered && m_samples[i].answers.empty();
            if (bare)
                problems.add({name, fmt::format("question {}", m_samples[i].id), "it has no answers and is left out",
                    ProblemKind::NoAnswers, m_bytes[i]});
            return bare;
        });
        Result<ReadResult> result = finished(std::move(m_samples), std::move(problems), std::move(files),
            answered ? "there is no question with answers; do the questions and the annotations belong together?"
                     : "there is no question");
        if (result)
            result->dataSubtype = std::move(subtype);
        return result;
    }

private:
    Wrong addQuestion(Sample sample, bool complete, std::uint64_t byte)
    {
        if (!complete || sample.question.empty())
            return "its question_id, image_id or question is missing or of the wrong type";
        if (!m_questionAt.emplace(sample.id, m_samples.size()).second)
            return {fmt::format("question id {} is there twice; the first one counts", sample.id), ProblemKind::DuplicateId};
        const bool cleaned = cleanText(sample.question);
        m_samples.push_back(std::move(sample));
        m_bytes.push_back(byte);
        if (cleaned)
            return {"control characters in its question were replaced by spaces", ProblemKind::ControlCharacters};
        return {};
    }

    Wrong attach(Sample read, bool hasImage)
    {
        const auto found = m_questionAt.find(read.id);
        if (found == m_questionAt.end())
            return {fmt::format("there is no question {}", read.id), ProblemKind::NoQuestion};
        Sample& sample = m_samples[found->second];
        if (!sample.answers.empty())
            return {fmt::format("question {} is annotated twice; the first one counts", read.id), ProblemKind::DuplicateId};
        if (hasImage && read.imageId != sample.imageId)
            return {fmt::format("question {}: the files name different images ({} and {})", read.id, sample.imageId,
                        read.imageId),
                ProblemKind::OtherImage};
        cleanText(read.answer);
        cleanText(read.answerType);
        cleanText(read.questionType);
        sample.answer = std::move(read.answer);
        sample.answers = std::move(read.answers);
        sample.answerType = std::move(read.answerType);
        sample.questionType = std::move(read.questionType);
        if (sample.answers.size() != kHumanAnswers)
            return {fmt::format("question {} has {} answers instead of {}", read.id, sample.answers.size(), kHumanAnswers),
                ProblemKind::AnswerCount};
        return {};
    }

    std::vector<Sample> m_samples;
    std::vector<std::uint64_t> m_bytes; ///< where the question of each sample stands
    std::unordered_map<std::int64_t, std::size_t> m_questionAt;
};

/// The same, its progress the part [begin, begin + share] of the whole.
ReadOptions part(const ReadOptions& options, double begin, double share)
{
    ReadOptions made = options;
    if (options.progress)
        made.progress = [&options, begin, share](double done) { options.progress(begin + share * done); };
    return made;
}

/// One file that holds questions, or annotations that bring theirs along.
Result<ReadResult> readAlone(const Path& file, const ReadOptions& options)
{
    VqaReader reader;
    ProblemList problems;
    std::string subtype;
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(file, options));
    const auto question = [&](JsonObject& object, std::uint64_t byte) { return reader.takeQuestion(object, byte); };
    const auto annotation = [&](JsonObject& object, std::uint64_t byte) { return reader.takeAnnotation(object, true, byte); };
    std::vector<RecordList> lists = {{"questions", "question", question, false}, {"annotations", "annotation", annotation, false}};
    FULCRUM_CHECK(json->walk(lists, {{"data_subtype", &subtype}}, problems));
    if (!lists[0].seen && !lists[1].seen)
        return fail(ErrorCode::Malformed, "cannot read the data file", file.string(),
            "it has neither a list 'questions' nor a list 'annotations'");
    return reader.finish({json->hash()}, std::move(problems), std::move(subtype), lists[1].seen);
}

} // namespace

Result<ReadResult> readVqa(const Path& questions, const Path& annotations, const ReadOptions& options)
{
    if (annotations.empty())
        return readAlone(questions, options);
    VqaReader reader;
    ProblemList problems;
    std::string subtype;
    const ReadOptions first = part(options, 0, kQuestionsShare);
    FULCRUM_TRY(const std::unique_ptr<JsonFile> asked, JsonFile::open(questions, first));
    const auto question = [&](JsonObject& object, std::uint64_t byte) { return reader.takeQuestion(object, byte); };
    const auto annotation = [&](JsonObject& object, std::uint64_t byte) { return reader.takeAnnotation(object, false, byte); };
    std::vector<RecordList> lists = {{"questions", "question", question}};
    FULCRUM_CHECK(asked->walk(lists, {{"data_subtype", &subtype}}, problems));
    const ReadOptions second = part(options, kQuestionsShare, 1 - kQuestionsShare);
    FULCRUM_TRY(const std::unique_ptr<JsonFile> answered, JsonFile::open(annotations, second));
    lists = {{"annotations", "annotation", annotation}};
    FULCRUM_CHECK(answered->walk(lists, {}, problems));
    return reader.finish({asked->hash(), answered->hash()}, std::move(problems), std::move(subtype), true);
}

} // namespace fulcrum::data
