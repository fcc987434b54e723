// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/comparison.h"

#include "core/metrics/metric_files.h"

#include <algorithm>
#include <unordered_set>

namespace fulcrum::metrics {
namespace {

struct MetricRow
{
    ComparedMetric metric;
    const char* name;
};
constexpr MetricRow kMetrics[] = {{ComparedMetric::Cider, "cider"}, {ComparedMetric::Bleu4, "bleu4"},
    {ComparedMetric::RougeL, "rouge"}, {ComparedMetric::Vqa, "vqa"}, {ComparedMetric::ExactMatch, "exact-match"},
    {ComparedMetric::Sst2, "sst2"}};

/// The answers of both files to the queries that both have, and how many others there were.
template <class Prediction>
struct Both
{
    std::vector<Prediction> results, against;
    std::size_t onlyResults = 0, onlyAgainst = 0;
};

template <class Prediction, class Id>
Result<Both<Prediction>> common(std::vector<Prediction> results, std::vector<Prediction> against, Id idOf)
{
    using Key = std::decay_t<decltype(idOf(results.front()))>;
    std::unordered_set<Key> inResults, inAgainst;
    for (const Prediction& one : results)
        inResults.insert(idOf(one));
    for (const Prediction& one : against)
        inAgainst.insert(idOf(one));
    Both<Prediction> both{std::move(results), std::move(against)};
    both.onlyResults = std::erase_if(both.results, [&](const Prediction& one) { return !inAgainst.contains(idOf(one)); });
    both.onlyAgainst = std::erase_if(both.against, [&](const Prediction& one) { return !inResults.contains(idOf(one)); });
    if (both.results.empty())
        return fail(ErrorCode::Malformed, "cannot compare results", {}, "the two files answer no query in common",
            "check that both are of the same split");
    return both;
}

/// What was predicted but never asked for would drop out unseen otherwise.
template <class Prediction, class Id>
Result<void> checkKnown(const Path& file, const std::vector<Prediction>& predictions,
    const std::unordered_set<std::int64_t>& known, const char* name, Id idOf)
{
    for (const Prediction& one : predictions)
        if (!known.contains(idOf(one)))
            return fail(ErrorCode::Malformed, "cannot compare results", file.string(),
                std::string(name) + " " + std::to_string(idOf(one)) + " is predicted, but not annotated",
                "check that both files are of the same split");
    return {};
}

void countWins(std::span<const double> results, std::span<const double> against, Comparison& comparison)
{
    comparison.queries = results.size();
    for (std::size_t q = 0; q < results.size(); ++q) {
        comparison.wins += results[q] > against[q];
        comparison.losses += results[q] < against[q];
        comparison.ties += results[q] == against[q];
    }
}

Result<Comparison> compareMeans(
    std::span<const double> results, std::span<const double> against, const BootstrapOptions& options)
{
    Comparison comparison;
    FULCRUM_TRY(comparison.results, bootstrapMean(results, options));
    FULCRUM_TRY(comparison.against, bootstrapMean(against, options));
    FULCRUM_TRY(comparison.paired, pairedBootstrap(results, against, options));
    countWins(results, against, comparison);
    return comparison;
}

CorpusStatistic corpusBleu(std::span<const ImageCaptionScore> perImage, std::size_t order)
{
    return [perImage, order](std::span<const std::uint32_t> drawn) {
        BleuCounts total;
        for (const std::uint32_t image : drawn)
            total.add(perImage[image].bleu);
        return total.scores()[order];
    };
}

std::vector<double> valuesOf(std::span<const ImageCaptionScore> perImage, ComparedMetric metric)
{
    std::vector<double> values;
    for (const ImageCaptionScore& one : perImage)
        values.push_back(metric == ComparedMetric::Cider ? one.score.cider
                : metric == ComparedMetric::RougeL       ? one.score.rougeL
                                                         : one.score.bleu[3]);
    return values;
}

Result<Comparison> compareScored(const CaptionEvaluation& results, const CaptionEvaluation& against,
    ComparedMetric metric, const BootstrapOptions& options)
{
    const std::vector<double> ours = valuesOf(results.perImage, metric), theirs = valuesOf(against.perImage, metric);
    if (metric != ComparedMetric::Bleu4)
        return compareMeans(ours, theirs, options);
    const CorpusStatistic a = corpusBleu(results.perImage, 3), b = corpusBleu(against.perImage, 3);
    Comparison comparison;
    FULCRUM_TRY(comparison.results, bootstrapStatistic(ours.size(), a, options));
    FULCRUM_TRY(comparison.against, bootstrapStatistic(ours.size(), b, options));
    FULCRUM_TRY(comparison.paired, pairedBootstrapStatistic(ours.size(), a, b, options));
    countWins(ours, theirs, comparison);
    return comparison;
}

Result<Comparison> compareCaptions(const ComparedFiles& files, const CompareOptions& options)
{
    FULCRUM_TRY(auto references, readCaptionAnnotations(files.annotations));
    FULCRUM_TRY(auto results, readCaptionResults(files.results));
    FULCRUM_TRY(auto against, readCaptionResults(files.against));
    const auto idOf = [](const CaptionHypothesis& one) { return one.imageId; };
    std::unordered_set<std::int64_t> known;
    for (const CaptionReferenceSet& set : references)
        known.insert(set.imageId);
    FULCRUM_CHECK(checkKnown(files.results, results, known, "image", idOf));
    FULCRUM_CHECK(checkKnown(files.against, against, known, "image", idOf));
    FULCRUM_TRY(const auto both, common(std::move(results), std::move(against), idOf));
    std::unordered_set<std::int64_t> kept;
    for (const CaptionHypothesis& one : both.results)
        kept.insert(one.imageId);
    std::erase_if(references, [&](const CaptionReferenceSet& set) { return !kept.contains(set.imageId); });
    const unsigned threads = options.bootstrap.threads;
    FULCRUM_TRY(const auto built, CaptionReferences::build(references, options.text, threads));
    FULCRUM_TRY(const CaptionEvaluation ours, built.score(both.results, options.text, threads));
    FULCRUM_TRY(const CaptionEvaluation theirs, built.score(both.against, options.text, threads));
    FULCRUM_TRY(Comparison comparison, compareScored(ours, theirs, options.metric, options.bootstrap));
    comparison.onlyResults = both.onlyResults;
    comparison.onlyAgainst = both.onlyAgainst;
    return comparison;
}

Result<Comparison> compareVqa(const ComparedFiles& files, const CompareOptions& options)
{
    FULCRUM_TRY(auto truths, readVqaAnnotations(files.annotations));
    if (!files.questions.empty())
        FULCRUM_CHECK(checkVqaQuestions(files.questions, files.annotations, truths));
    FULCRUM_TRY(auto results, readVqaResults(files.results));
    FULCRUM_TRY(auto against, readVqaResults(files.against));
    const auto idOf = [](const VqaPrediction& one) { return one.questionId; };
    std::unordered_set<std::int64_t> known;
    for (const VqaGroundTruth& truth : truths)
        known.insert(truth.questionId);
    FULCRUM_CHECK(checkKnown(files.results, results, known, "question", idOf));
    FULCRUM_CHECK(checkKnown(files.against, against, known, "question", idOf));
    FULCRUM_TRY(const auto both, common(std::move(results), std::move(against), idOf));
    std::unordered_set<std::int64_t> kept;
    for (const VqaPrediction& one : both.results)
        kept.insert(one.questionId);
    std::erase_if(truths, [&](const VqaGroundTruth& truth) { return !kept.contains(truth.questionId); });
    const unsigned threads = options.bootstrap.threads;
    FULCRUM_TRY(const auto built, VqaReferences::build(truths, options.parity, threads));
    FULCRUM_TRY(const VqaEvaluation ours, built.score(both.results, threads));
    FULCRUM_TRY(const VqaEvaluation theirs, built.score(both.against, threads));
    std::vector<double> a, b;
    for (std::size_t q = 0; q < ours.perQuestion.size(); ++q) {
        a.push_back(ours.perQuestion[q].accuracy);
        b.push_back(theirs.perQuestion[q].accuracy);
    }
    FULCRUM_TRY(Comparison comparison, compareMeans(a, b, options.bootstrap));
    comparison.onlyResults = both.onlyResults;
    comparison.onlyAgainst = both.onlyAgainst;
    return comparison;
}

/// Scores of a file of short answers, in the order of the annotations.
Result<std::vector<AnswerScore>> scoreAnswers(
    std::span<const Answer> truths, const Path& results, const CompareOptions& options)
{
    FULCRUM_TRY(const auto predictions, readAnswerResults(results));
    if (options.metric == ComparedMetric::Sst2) {
        FULCRUM_TRY(auto scores, scoreSst2(truths, predictions));
        return std::move(scores.perItem);
    }
    FULCRUM_TRY(auto scores, scoreExactMatch(truths, predictions, options.digitsOnly));
    return std::move(scores.perItem);
}

Result<Comparison> compareAnswers(const ComparedFiles& files, const CompareOptions& options)
{
    FULCRUM_TRY(const auto truths, options.metric == ComparedMetric::Sst2 ? readSst2Labels(files.annotations)
                                                                            : readVlIclAnswers(files.annotations));
    FULCRUM_TRY(auto ours, scoreAnswers(truths, files.results, options));
    FULCRUM_TRY(auto theirs, scoreAnswers(truths, files.against, options));
    FULCRUM_TRY(const auto both,
        common(std::move(ours), std::move(theirs), [](const AnswerScore& one) { return one.id; }));
    std::vector<double> a, b;
    for (std::size_t q = 0; q < both.results.size(); ++q) {
        a.push_back(both.results[q].score);
        b.push_back(both.against[q].score);
    }
    FULCRUM_TRY(Comparison comparison, compareMeans(a, b, options.bootstrap));
    comparison.onlyResults = both.onlyResults;
    comparison.onlyAgainst = both.onlyAgainst;
    return comparison;
}

} // namespace

const char* comparedMetricName(ComparedMetric metric)
{
    for (const MetricRow& row : kMetrics)
        if (row.metric == metric)
            return row.name;
    return "unknown";
}

std::optional<ComparedMetric> comparedMetricFromName(std::string_view name)
{
    for (const MetricRow& row : kMetrics)
        if (name == row.name)
            return row.metric;
    return std::nullopt;
}

Result<Comparison> compareResults(const ComparedFiles& files, const CompareOptions& options)
{
    switch (options.metric) {
    case ComparedMetric::Vqa:
        return compareVqa(files, options);
    case ComparedMetric::ExactMatch:
    case ComparedMetric::Sst2:
        return compareAnswers(files, options);
    default:
        return compareCaptions(files, options);
    }
}

Result<CaptionIntervals> captionIntervals(std::span<const ImageCaptionScore> perImage, const BootstrapOptions& options)
{
    CaptionIntervals result;
    for (std::size_t order = 0; order < result.bleu.size(); ++order) {
        FULCRUM_TRY(result.bleu[order], bootstrapStatistic(perImage.size(), corpusBleu(perImage, order), options));
    }
    FULCRUM_TRY(result.rougeL, bootstrapMean(valuesOf(perImage, ComparedMetric::RougeL), options));
    FULCRUM_TRY(result.cider, bootstrapMean(valuesOf(perImage, ComparedMetric::Cider), options));
    return result;
}

} // namespace fulcrum::metrics
