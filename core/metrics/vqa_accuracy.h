// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::metrics {

/// Whose evaluation. Official: GT-Vision-Lab/VQA (2017): a unanimous question compares raw texts, every annotated
/// question must be predicted. LeverLm: open_mmicl/metrics/vqa_metrics.py: always processes, evaluates what is predicted,
/// a missing answer type is "other".
enum class VqaParity { Official, LeverLm };

struct VqaHumanAnswer
{
    std::string answer;
    /// Stands for everything else in the record (id, confidence). Two answers are the same record, and then do not count
    /// for each other, when text and `record` agree; for the usual distinct ids the position will do.
    std::uint64_t record = 0;
};

struct VqaGroundTruth
{
    std::int64_t questionId = 0;
    std::string questionType;
    std::string answerType; ///< empty = missing
    std::vector<VqaHumanAnswer> answers;
};

/// From plain texts: every answer is its own record.
std::vector<VqaHumanAnswer> distinctHumanAnswers(const std::vector<std::string>& answers);

struct VqaPrediction
{
    std::int64_t questionId = 0;
    std::string answer;
};

struct VqaQuestionScore
{
    std::int64_t questionId = 0;
    double accuracy = 0;
};

/// All numbers are fractions; the official program prints 100 x value, rounded to 2 decimals.
struct VqaEvaluation
{
    double overall = 0;
    std::map<std::string, double> perAnswerType, perQuestionType;
    std::vector<VqaQuestionScore> perQuestion; ///< order of the annotations, evaluated questions only
};

/// The human answers of a set of questions, processed once; scoring costs the predictions only.
/// Immutable and thread-safe after build; copies share the data.
class VqaReferences
{
public:
    /// Errors: a question twice, a question without answers, an answer longer than 64 KiB, and for Official a missing
    /// answer type.
    static Result<VqaReferences> build(std::span<const VqaGroundTruth> questions, VqaParity parity, unsigned threads = 0);

    std::size_t questionCount() const;

    /// Errors: no prediction, an unknown question, a question predicted twice; for Official a question not predicted.
    Result<VqaEvaluation> score(std::span<const VqaPrediction> predictions, unsigned threads = 0) const;

private:
    struct Data;
    explicit VqaReferences(std::shared_ptr<const Data> data);
    std::shared_ptr<const Data> m_data;
};

/// Newlines and tabs to spaces, white space off both ends: the first step, and the only one for unanimous questions.
std::string trimVqaAnswer(std::string_view text);
/// The evaluators' processPunctuation: punctuation out or to spaces, dots that no digit follows out.
std::string stripVqaPunctuation(std::string_view text, VqaParity parity);
/// Their processDigitArticle: lower case, number words to digits, no articles, apostrophes back into contractions.
std::string normalizeVqaWords(std::string_view text, VqaParity parity);
/// All three of the above: what a prediction is compared as.
std::string processVqaAnswer(std::string_view text, VqaParity parity);

/// Lever-LM's postprocess_vqa_generation: the text before the first `Question`, `Answer` or `Short`, then before the
/// first ", ". For IDEFICS the newlines are deleted as well (words join), for OpenFlamingo they stay.
std::string postprocessVqaGeneration(std::string_view text, bool deleteNewlines);

} // namespace fulcrum::metrics
