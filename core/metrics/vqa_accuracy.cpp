// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/vqa_accuracy.h"

#include "core/metrics/parallel.h"

#include <algorithm>
#include <unordered_map>

namespace fulcrum::metrics {
namespace {

constexpr std::size_t kLongestAnswer = 64 * 1024;
constexpr std::size_t kMemoLimit = 1 << 18;
constexpr const char* kWhat = "cannot score VQA answers";

/// Accuracy of a prediction that equals `answer`; any other prediction scores 0.
struct Choice
{
    std::string answer;
    double accuracy = 0;
};

struct Question
{
    std::string questionType, answerType;
    bool raw = false; ///< unanimous under the official rule: texts are compared unprocessed
    std::vector<Choice> choices;
};

/// Remembers processed answers: 2 million human answers are some ten thousand different texts.
class AnswerProcessor
{
public:
    explicit AnswerProcessor(VqaParity parity)
        : m_parity(parity)
    {
    }
    /// Starts a question; results stay valid until the next begin.
    void begin()
    {
        if (m_memo.size() > kMemoLimit)
            m_memo.clear();
    }
    const std::string& operator()(const std::string& raw)
    {
        const auto [place, isNew] = m_memo.try_emplace(raw);
        if (isNew)
            place->second = processVqaAnswer(raw, m_parity);
        return place->second;
    }

private:
    VqaParity m_parity;
    std::unordered_map<std::string, std::string> m_memo;
};

/// acc = mean over the records i of min(1, matches among the OTHER records / 3); records equal to i drop out with it.
double accuracyOf(const std::string& answer, const std::vector<const std::string*>& texts,
    const std::vector<VqaHumanAnswer>& records)
{
    std::size_t matches = 0;
    for (const std::string* text : texts)
        matches += *text == answer;
    double sum = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::size_t own = 0;
        if (*texts[i] == answer)
            for (std::size_t k = 0; k < texts.size(); ++k)
                own += *texts[k] == answer && records[k].record == records[i].record;
        sum += std::min(1.0, static_cast<double>(matches - own) / 3.0);
    }
    return sum / static_cast<double>(texts.size());
}

Question prepare(const VqaGroundTruth& truth, VqaParity parity, AnswerProcessor& process)
{
    Question question{truth.questionType, truth.answerType, false, {}};
    if (question.answerType.empty())
        question.answerType = "other";
    const auto sameAsFirst = [&](const VqaHumanAnswer& a) { return a.answer == truth.answers.front().answer; };
    question.raw = parity == VqaParity::Official && std::all_of(truth.answers.begin(), truth.answers.end(), sameAsFirst);
    process.begin();
    std::vector<const std::string*> texts;
    texts.reserve(truth.answers.size());
    for (const VqaHumanAnswer& human : truth.answers)
        texts.push_back(question.raw ? &human.answer : &process(human.answer));
    for (const std::string* text : texts) {
        const auto known = [&](const Choice& choice) { return choice.answer == *text; };
        if (std::none_of(question.choices.begin(), question.choices.end(), known))
            question.choices.push_back({*text, accuracyOf(*text, texts, truth.answers)});
    }
    return question;
}

std::string questionName(std::int64_t id) { return "question " + std::to_string(id); }

Result<void> check(const VqaGroundTruth& truth, VqaParity parity)
{
    if (truth.answers.empty())
        return fail(ErrorCode::Malformed, kWhat, questionName(truth.questionId), "it has no human answer");
    if (truth.answers.size() > 1000)
        return fail(ErrorCode::Malformed, kWhat, questionName(truth.questionId), "it has over 1,000 human answers");
    for (const VqaHumanAnswer& human : truth.answers)
        if (human.answer.size() > kLongestAnswer)
            return fail(ErrorCode::Malformed, kWhat, questionName(truth.questionId), "a human answer is over 64 KiB");
    if (parity == VqaParity::Official && truth.answerType.empty())
        return fail(ErrorCode::Malformed, kWhat, questionName(truth.questionId), "answer_type is missing",
            "the Lever-LM parity counts it as \"other\"");
    return {};
}

/// Sums and counts of one way of grouping.
struct Groups
{
    std::map<std::string, std::pair<double, std::size_t>> sums;
    void add(const std::string& name, double value)
    {
        auto& [sum, count] = sums[name];
        sum += value;
        ++count;
    }
    std::map<std::string, double> means() const
    {
        std::map<std::string, double> result;
        for (const auto& [name, entry] : sums)
            result[name] = entry.first / static_cast<double>(entry.second);
        return result;
    }
};

} // namespace

struct VqaReferences::Data
{
    VqaParity parity = VqaParity::Official;
    std::vector<std::int64_t> ids;
    std::vector<Question> questions;
    std::unordered_map<std::int64_t, std::size_t> indexOfId;
};

VqaReferences::VqaReferences(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

std::size_t VqaReferences::questionCount() const { return m_data->ids.size(); }

std::vector<VqaHumanAnswer> distinctHumanAnswers(const std::vector<std::string>& answers)
{
    std::vector<VqaHumanAnswer> records;
    for (const std::string& answer : answers)
        records.push_back({answer, records.size()});
    return records;
}

Result<VqaReferences> VqaReferences::build(
    std::span<const VqaGroundTruth> questions, VqaParity parity, unsigned threads)
{
    auto data = std::make_shared<Data>();
    data->parity = parity;
    data->indexOfId.reserve(questions.size());
    for (const VqaGroundTruth& truth : questions) {
        FULCRUM_CHECK(check(truth, parity));
        if (!data->indexOfId.emplace(truth.questionId, data->ids.size()).second)
            return fail(ErrorCode::Malformed, kWhat, questionName(truth.questionId), "it is annotated twice");
        data->ids.push_back(truth.questionId);
    }
    data->questions.resize(questions.size());
    forEachPart(questions.size(), threads, [&](std::size_t begin, std::size_t end) {
        AnswerProcessor process(parity);
        for (std::size_t i = begin; i < end; ++i)
            data->questions[i] = prepare(questions[i], parity, process);
    });
    return VqaReferences(std::move(data));
}

Result<VqaEvaluation> VqaReferences::score(std::span<const VqaPrediction> predictions, unsigned threads) const
{
    const Data& data = *m_data;
    if (predictions.empty())
        return fail(ErrorCode::Malformed, kWhat, {}, "there is no prediction");
    std::vector<const VqaPrediction*> predicted(data.ids.size(), nullptr);
    for (const VqaPrediction& prediction : predictions) {
        const auto found = data.indexOfId.find(prediction.questionId);
        if (found == data.indexOfId.end())
            return fail(ErrorCode::Malformed, kWhat, questionName(prediction.questionId),
                "predicted, but not among the annotated questions", "check that both files are of the same split");
        if (predicted[found->second])
            return fail(ErrorCode::Malformed, kWhat, questionName(prediction.questionId), "it is predicted twice");
        if (prediction.answer.size() > kLongestAnswer)
            return fail(ErrorCode::Malformed, kWhat, questionName(prediction.questionId), "the answer is over 64 KiB");
        predicted[found->second] = &prediction;
    }
    if (data.parity == VqaParity::Official && predictions.size() != data.ids.size()) {
        const auto missing = std::find(predicted.begin(), predicted.end(), nullptr);
        return fail(ErrorCode::Malformed, kWhat,
            questionName(data.ids[static_cast<std::size_t>(missing - predicted.begin())]),
            "it has no prediction; " + std::to_string(predictions.size()) + " of "
                + std::to_string(data.ids.size()) + " annotated questions have one",
            "the official evaluation wants all of them; the Lever-LM parity scores the predicted ones");
    }
    std::vector<double> accuracies(data.ids.size(), 0.0);
    forEachPart(data.ids.size(), threads, [&](std::size_t begin, std::size_t end) {
        AnswerProcessor process(data.parity);
        for (std::size_t i = begin; i < end; ++i) {
            if (!predicted[i])
                continue;
            process.begin();
            const std::string& raw = predicted[i]->answer;
            const std::string answer = data.questions[i].raw ? trimVqaAnswer(raw) : process(raw);
            for (const Choice& choice : data.questions[i].choices)
                if (choice.answer == answer)
                    accuracies[i] = choice.accuracy;
        }
    });
    VqaEvaluation result;
    Groups answerTypes, questionTypes;
    for (std::size_t i = 0; i < data.ids.size(); ++i) {
        if (!predicted[i])
            continue;
        result.perQuestion.push_back({data.ids[i], accuracies[i]});
        result.overall += accuracies[i];
        answerTypes.add(data.questions[i].answerType, accuracies[i]);
        questionTypes.add(data.questions[i].questionType, accuracies[i]);
    }
    result.overall /= static_cast<double>(result.perQuestion.size());
    result.perAnswerType = answerTypes.means();
    result.perQuestionType = questionTypes.means();
    return result;
}

} // namespace fulcrum::metrics
