// SPDX-License-Identifier: GPL-3.0-or-later
// `metrics caption`, `metrics vqa`, `ptb-tokenize` and `bench metrics`; metrics_answers.cpp has the others.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/line_reader.h"
#include "app/cli/metrics_flags.h"
#include "core/metrics/bench.h"
#include "core/metrics/comparison.h"
#include "core/metrics/metric_files.h"
#include "core/text/ptb_tokenizer.h"
#include "core/text/unicode.h"

#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using namespace fulcrum::metrics;

constexpr std::size_t kLongestLine = 1 << 20; ///< bytes of one line on stdin

struct MetricsFlags
{
    std::string questions, annotations, results;
    std::string parity;
    bool intervals = false;
    BootstrapOptions bootstrap;
    MetricsBenchOptions bench;
};

json scoreJson(const CaptionScore& score)
{
    return {{"Bleu_1", score.bleu[0]}, {"Bleu_2", score.bleu[1]}, {"Bleu_3", score.bleu[2]}, {"Bleu_4", score.bleu[3]},
        {"ROUGE_L", score.rougeL}, {"CIDEr", score.cider}};
}

json intervalsJson(const CaptionIntervals& intervals)
{
    json result = {{"ROUGE_L", intervalJson(intervals.rougeL)}, {"CIDEr", intervalJson(intervals.cider)}};
    for (std::size_t order = 0; order < intervals.bleu.size(); ++order)
        result[fmt::format("Bleu_{}", order + 1)] = intervalJson(intervals.bleu[order]);
    return result;
}

/// The official code looks at the predicted images only, also when it tokenises.
void keepPredicted(std::vector<CaptionReferenceSet>& references, const std::vector<CaptionHypothesis>& predictions)
{
    std::set<std::int64_t> predicted;
    for (const CaptionHypothesis& one : predictions)
        predicted.insert(one.imageId);
    std::erase_if(references, [&](const CaptionReferenceSet& set) { return !predicted.contains(set.imageId); });
}

Result<void> runCaption(CliContext& context, const MetricsFlags& flags)
{
    FULCRUM_TRY(auto references, readCaptionAnnotations(flags.annotations));
    FULCRUM_TRY(const auto predictions, readCaptionResults(flags.results));
    const bool official = flags.parity == "official";
    const CaptionText text = official ? CaptionText::RawOneFile : CaptionText::Raw;
    std::set<std::int64_t> known;
    for (const CaptionReferenceSet& set : references)
        known.insert(set.imageId);
    for (const CaptionHypothesis& one : predictions)
        if (!known.contains(one.imageId))
            return fail(ErrorCode::Malformed, "cannot score captions", flags.results,
                fmt::format("image {} is predicted, but not among the annotated images", one.imageId),
                "check that both files are of the same split");
    const std::size_t annotated = references.size();
    keepPredicted(references, predictions);
    FULCRUM_TRY(const auto built, CaptionReferences::build(references, text, threadsOf(context)));
    FULCRUM_TRY(const CaptionEvaluation scores, built.score(predictions, text, threadsOf(context)));
    if (scores.perImage.size() < annotated)
        context.progress().say(fmt::format("{} of {} annotated images have a prediction; the others do not count",
            scores.perImage.size(), annotated));
    json perImage = json::array();
    for (const ImageCaptionScore& one : scores.perImage) {
        json entry = scoreJson(one.score);
        entry["image_id"] = one.imageId;
        perImage.push_back(std::move(entry));
    }
    json document = {{"corpus", scoreJson(scores.corpus)}, {"per_image", std::move(perImage)},
        {"images", scores.perImage.size()}, {"annotated_images", annotated}, {"parity", flags.parity}};
    if (flags.intervals) {
        FULCRUM_TRY(const CaptionIntervals intervals, captionIntervals(scores.perImage, flags.bootstrap));
        document["ci95"] = intervalsJson(intervals);
    }
    context.result(document, [&] {
        std::string out;
        for (const auto& [name, value] : document["corpus"].items())
            out += fmt::format("{:8} {:.4f}{}\n", name, value.get<double>(),
                flags.intervals ? intervalText(document["ci95"][name], 1) : "");
        return out + fmt::format("images   {}\n", scores.perImage.size());
    });
    return {};
}

/// Intervals of the accuracies: of all questions, and of the questions of each type alone.
Result<json> vqaIntervals(const VqaEvaluation& scores, const std::vector<VqaGroundTruth>& truths, const BootstrapOptions& options)
{
    std::vector<double> all;
    std::map<std::string, std::vector<double>> answerTypes, questionTypes;
    auto truth = truths.begin();
    for (const VqaQuestionScore& one : scores.perQuestion) { // in the order of the annotations
        truth = std::find_if(truth, truths.end(), [&](const VqaGroundTruth& some) { return some.questionId == one.questionId; });
        all.push_back(one.accuracy);
        answerTypes[truth->answerType.empty() ? "other" : truth->answerType].push_back(one.accuracy);
        questionTypes[truth->questionType].push_back(one.accuracy);
    }
    const auto intervals = [&](const std::map<std::string, std::vector<double>>& groups) -> Result<json> {
        json result = json::object();
        for (const auto& [name, values] : groups) {
            FULCRUM_TRY(const Estimate estimate, bootstrapMean(values, options));
            result[name] = intervalJson(estimate);
        }
        return result;
    };
    FULCRUM_TRY(const Estimate overall, bootstrapMean(all, options));
    FULCRUM_TRY(json perAnswerType, intervals(answerTypes));
    FULCRUM_TRY(json perQuestionType, intervals(questionTypes));
    return json{{"overall", intervalJson(overall)}, {"per_answer_type", std::move(perAnswerType)},
        {"per_question_type", std::move(perQuestionType)}};
}

std::string vqaText(const VqaEvaluation& scores, const json& intervals)
{
    const auto interval = [&](const char* group, const std::string& name) {
        return intervals.is_null() ? std::string() : intervalText(intervals[group][name], 100);
    };
    std::string out = fmt::format("overall {:.2f} %{} of {} questions\n", 100 * scores.overall,
        intervals.is_null() ? "" : intervalText(intervals["overall"], 100), scores.perQuestion.size());
    for (const auto& [name, value] : scores.perAnswerType)
        out += fmt::format("  {:24} {:6.2f} %{}\n", name, 100 * value, interval("per_answer_type", name));
    out += "by question type\n";
    for (const auto& [name, value] : scores.perQuestionType)
        out += fmt::format("  {:24} {:6.2f} %{}\n", name, 100 * value, interval("per_question_type", name));
    return out;
}

Result<void> runVqa(CliContext& context, const MetricsFlags& flags)
{
    const VqaParity parity = flags.parity == "leverlm" ? VqaParity::LeverLm : VqaParity::Official;
    FULCRUM_TRY(const auto truths, readVqaAnnotations(flags.annotations));
    FULCRUM_CHECK(checkVqaQuestions(flags.questions, flags.annotations, truths));
    FULCRUM_TRY(const auto predictions, readVqaResults(flags.results));
    FULCRUM_TRY(const auto references, VqaReferences::build(truths, parity, threadsOf(context)));
    FULCRUM_TRY(const VqaEvaluation scores, references.score(predictions, threadsOf(context)));
    json perQuestion = json::array();
    for (const VqaQuestionScore& one : scores.perQuestion)
        perQuestion.push_back({{"question_id", one.questionId}, {"accuracy", one.accuracy}});
    json document = {{"overall", scores.overall}, {"per_answer_type", scores.perAnswerType},
        {"per_question_type", scores.perQuestionType}, {"per_question", std::move(perQuestion)},
        {"questions", scores.perQuestion.size()}, {"parity", flags.parity}};
    json intervals;
    if (flags.intervals) {
        FULCRUM_TRY(intervals, vqaIntervals(scores, truths, flags.bootstrap));
        document["ci95"] = intervals;
    }
    context.result(document, [&] { return vqaText(scores, intervals); });
    return {};
}

/// One JSON line for each line of stdin, as it comes.
Result<void> runPtbTokenize(const CliContext& context)
{
    LineReader lines(context.stopToken(), kLongestLine);
    std::string line;
    while (true) {
        FULCRUM_TRY(const bool more, lines.next(line));
        if (!more)
            return {};
        const std::string text = text::toValidUtf8(line);
        const json out = {{"text", text}, {"tokens", text::ptbTokens(text)}, {"caption", text::ptbCaption(text)}};
        std::fputs((out.dump() + "\n").c_str(), stdout);
    }
}

Result<void> runBench(CliContext& context, MetricsFlags flags)
{
    flags.bench.threads = threadsOf(context);
    FULCRUM_TRY(const json document, benchMetrics(flags.bench));
    context.result(document, [&] { return document.dump(2); });
    return {};
}

} // namespace

void addMetricsCommands(CLI::App& app, CliContext& context)
{
    const auto flags = std::make_shared<MetricsFlags>();
    CLI::App* group = commandGroup(app, "metrics", "score a results file as the official evaluations do");

    CLI::App* caption = group->add_subcommand("caption", "CIDEr, BLEU-1..4 and ROUGE-L, in total and per image");
    caption->add_option("--annotations", flags->annotations, "COCO captions file")->required();
    caption->add_option("--results", flags->results, "list of {image_id, caption}")->required();
    caption
        ->add_option("--parity", flags->parity,
            "alone: each caption is tokenised by itself; official: as lines of one file, where a caption can change the "
            "one before it")
        ->check(CLI::IsMember({"alone", "official"}));
    caption->add_flag("--ci", flags->intervals, "95 % intervals of every number, by bootstrap");
    addBootstrapFlags(*caption, flags->bootstrap);
    caption->callback([&context, flags] {
        context.setAction([&context, flags] {
            flags->bootstrap.threads = threadsOf(context);
            flags->parity = flags->parity.empty() ? "alone" : flags->parity;
            return runCaption(context, *flags);
        });
    });

    CLI::App* vqa = group->add_subcommand("vqa", "VQA accuracy: overall, per answer type, question type and question");
    vqa->add_option("--questions", flags->questions, "VQAv2 questions file")->required();
    vqa->add_option("--annotations", flags->annotations, "VQAv2 annotations file")->required();
    vqa->add_option("--results", flags->results, "list of {question_id, answer}")->required();
    vqa->add_option("--parity", flags->parity,
           "official: every question must be predicted, unanimous ones compare raw texts; leverlm: as Lever-LM's copy")
        ->check(CLI::IsMember({"official", "leverlm"}));
    vqa->add_flag("--ci", flags->intervals, "95 % intervals of every number, by bootstrap");
    addBootstrapFlags(*vqa, flags->bootstrap);
    vqa->callback([&context, flags] {
        context.setAction([&context, flags] {
            flags->bootstrap.threads = threadsOf(context);
            flags->parity = flags->parity.empty() ? "official" : flags->parity;
            return runVqa(context, *flags);
        });
    });

    CLI::App* tokenize = app.add_subcommand("ptb-tokenize", "stdin lines to JSON lines {text, tokens, caption}");
    tokenize->callback([&context] { context.setAction([&context] { return runPtbTokenize(context); }); });

    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("metrics", "caption and VQA evaluation on generated input");
    bench->add_option("--images", flags->bench.images, "images with 5 references each")->capture_default_str();
    bench->add_option("--questions", flags->bench.questions, "questions with 10 answers each")->capture_default_str();
    bench->callback([&context, flags] { context.setAction([&context, flags] { return runBench(context, *flags); }); });
}

} // namespace fulcrum::cli
