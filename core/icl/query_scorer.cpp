// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/query_scorer.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

namespace fulcrum::icl {

namespace {

constexpr double kPercent = 100; // the official code prints both metrics x 100

/// Per-query scores by id, in the order of `ids`.
template <class Rows, class Id, class Value>
Result<QueryScores> ordered(const Rows& rows, std::span<const std::int64_t> ids, double corpus, Id id, Value value)
{
    std::unordered_map<std::int64_t, double> byId;
    for (const auto& row : rows)
        byId[id(row)] = value(row);
    QueryScores result;
    result.corpus = corpus * kPercent;
    for (const std::int64_t one : ids) {
        const auto found = byId.find(one);
        if (found == byId.end())
            return fail(ErrorCode::Internal, "cannot score predictions", fmt::format("query {}", one), "it has no score");
        result.perQuery.push_back(found->second * kPercent);
    }
    return result;
}

} // namespace

Result<QueryScorer> QueryScorer::create(
    std::shared_ptr<const data::Dataset> dataset, std::vector<std::int64_t> queries, unsigned threads)
{
    QueryScorer scorer;
    scorer.m_threads = threads;
    std::vector<metrics::CaptionReferenceSet> captions;
    std::vector<metrics::VqaGroundTruth> answers;
    for (const std::int64_t query : queries) {
        const data::Sample& sample = (*dataset)[static_cast<std::size_t>(query)];
        scorer.m_ids.push_back(sample.id);
        if (dataset->task() == data::Task::Caption)
            captions.push_back({sample.id, sample.captions});
        else
            answers.push_back({sample.id, sample.questionType, sample.answerType,
                metrics::distinctHumanAnswers(sample.answers)});
    }
    if (dataset->task() == data::Task::Caption) {
        FULCRUM_TRY(scorer.m_captions, metrics::CaptionReferences::build(captions, metrics::CaptionText::Raw, threads));
    } else {
        FULCRUM_TRY(
            scorer.m_answers, metrics::VqaReferences::build(answers, metrics::VqaParity::LeverLm, threads));
    }
    return scorer;
}

Result<QueryScores> QueryScorer::score(std::span<const std::optional<std::string>> predictions) const
{
    if (predictions.size() != m_ids.size())
        return fail(ErrorCode::Internal, "cannot score predictions", "queries", "wrong number of predictions");
    if (!std::all_of(predictions.begin(), predictions.end(), [](const auto& one) { return one.has_value(); }))
        return scoreSome(predictions);
    if (m_captions) {
        std::vector<metrics::CaptionHypothesis> hypotheses;
        for (std::size_t i = 0; i < m_ids.size(); ++i)
            hypotheses.push_back({m_ids[i], *predictions[i]});
        FULCRUM_TRY(const auto scores, m_captions->score(hypotheses, metrics::CaptionText::Raw, m_threads));
        return ordered(
            scores.perImage, m_ids, scores.corpus.cider, [](const auto& row) { return row.imageId; },
            [](const auto& row) { return row.score.cider; });
    }
    std::vector<metrics::VqaPrediction> answers;
    for (std::size_t i = 0; i < m_ids.size(); ++i)
        answers.push_back({m_ids[i], *predictions[i]});
    FULCRUM_TRY(const auto scores, m_answers->score(answers, m_threads));
    return ordered(
        scores.perQuestion, m_ids, scores.overall, [](const auto& row) { return row.questionId; },
        [](const auto& row) { return row.accuracy; });
}

Result<double> QueryScorer::scoreOne(std::int64_t id, const std::string& prediction) const
{
    if (m_captions) {
        FULCRUM_TRY(const metrics::CaptionScore score, m_captions->scoreOne({id, prediction}, metrics::CaptionText::Raw));
        return score.cider * kPercent;
    }
    const metrics::VqaPrediction answer{id, prediction};
    FULCRUM_TRY(const auto scores, m_answers->score({&answer, 1}, 1));
    return scores.perQuestion.front().accuracy * kPercent;
}

Result<QueryScores> QueryScorer::scoreSome(std::span<const std::optional<std::string>> predictions) const
{
    QueryScores result;
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < m_ids.size(); ++i) {
        double one = std::numeric_limits<double>::quiet_NaN();
        if (predictions[i]) {
            FULCRUM_TRY(one, scoreOne(m_ids[i], *predictions[i]));
            sum += one;
            ++count;
        }
        result.perQuery.push_back(one);
    }
    if (count == 0)
        return fail(ErrorCode::Usage, "cannot score predictions", "queries", "no query has a prediction");
    result.corpus = sum / count;
    return result;
}

} // namespace fulcrum::icl
