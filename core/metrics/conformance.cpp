// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/conformance.h"

#include "core/metrics/metric_files.h"
#include "core/metrics/ptb_conformance.h"
#include "core/text/ptb_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::metrics {
namespace {

using nlohmann::json;

constexpr double kScoreTolerance = 1e-9;     ///< captions/README.md
constexpr double kAccuracyTolerance = 1e-12; ///< vqa/README.md
constexpr double kPercentTolerance = 0.0050001; ///< half a unit of the second decimal: Python 2 and 3 round differently

/// Keeps the largest error of a case and where it was.
struct Worst
{
    double error = 0;
    std::string note;
    void see(double value, double expected, const std::string& where)
    {
        const double distance = std::abs(value - expected);
        if (distance <= error)
            return;
        error = distance;
        note = where + ": " + std::to_string(value) + " instead of " + std::to_string(expected);
    }
};

/// Counts texts that differ and keeps the first.
struct Mismatches
{
    double count = 0;
    std::string note;
    void see(const std::string& value, const std::string& expected, const std::string& where)
    {
        if (value == expected)
            return;
        if (count++ == 0)
            note = where + ": \"" + value + "\" instead of \"" + expected + "\"";
    }
};

const char* const kScoreNames[] = {"Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4", "ROUGE_L", "CIDEr"};

std::array<double, 6> numbers(const CaptionScore& score)
{
    return {score.bleu[0], score.bleu[1], score.bleu[2], score.bleu[3], score.rougeL, score.cider};
}

void compareScores(Worst& worst, const CaptionScore& score, const json& golden, const std::string& where)
{
    const std::array<double, 6> values = numbers(score);
    for (std::size_t i = 0; i < values.size(); ++i)
        worst.see(values[i], golden.at(kScoreNames[i]).get<double>(), where + " " + kScoreNames[i]);
}

Result<json> readJson(const Path& path)
{
    FULCRUM_TRY(const std::string text, readFile(path, 1ULL << 30));
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded())
        return fail(ErrorCode::Malformed, "cannot read golden data", path.string(), "not valid JSON");
    return value;
}

/// Golden files are input like any other: a missing key or a wrong type becomes an error that names the file.
template <class Work>
auto guarded(const Path& path, const Work& work) -> decltype(work())
{
    try {
        return work();
    } catch (const json::exception& problem) {
        return fail(ErrorCode::Malformed, "cannot read golden data", path.string(), problem.what());
    }
}

std::vector<std::string> tokenTexts(const json& texts)
{
    return texts.get<std::vector<std::string>>();
}

/// The golden tokens with the recorded differences of captions that are tokenised alone.
std::map<std::tuple<std::int64_t, std::string, std::size_t>, std::string> tokensAlone(const json& golden)
{
    std::map<std::tuple<std::int64_t, std::string, std::size_t>, std::string> alone;
    for (const json& one : golden.value("context_sensitive", json::array()))
        alone[{one.at("image_id").get<std::int64_t>(), one.at("which").get<std::string>(),
            one.value("k", std::size_t{0})}]
            = one.at("alone").get<std::string>();
    return alone;
}

struct Corpus
{
    std::vector<CaptionReferenceSet> references;
    std::vector<CaptionHypothesis> hypotheses;
};

Corpus goldenTokens(const json& golden)
{
    Corpus corpus;
    for (const json& image : golden.at("per_image")) {
        const auto id = image.at("image_id").get<std::int64_t>();
        corpus.references.push_back({id, tokenTexts(image.at("refs"))});
        corpus.hypotheses.push_back({id, image.at("hyp").get<std::string>()});
    }
    return corpus;
}

void compareTokens(ConformanceReport& report, const Corpus& raw, const json& golden, const std::string& name)
{
    const auto alone = tokensAlone(golden);
    std::map<std::int64_t, const CaptionReferenceSet*> references;
    std::map<std::int64_t, const CaptionHypothesis*> hypotheses;
    for (const CaptionReferenceSet& set : raw.references)
        references[set.imageId] = &set;
    for (const CaptionHypothesis& one : raw.hypotheses)
        hypotheses[one.imageId] = &one;
    Mismatches tokens;
    const auto check = [&](std::int64_t id, const char* which, std::size_t k, const std::string& text,
                           const std::string& expected) {
        const std::string own = text::ptbCaption(text);
        const auto other = alone.find({id, which, k});
        if (other == alone.end() || own != other->second)
            tokens.see(own, expected, "image " + std::to_string(id) + " " + which + " " + std::to_string(k));
    };
    for (const json& image : golden.at("per_image")) {
        const auto id = image.at("image_id").get<std::int64_t>();
        const std::vector<std::string> expected = tokenTexts(image.at("refs"));
        if (!references.contains(id) || !hypotheses.contains(id)
            || references[id]->captions.size() != expected.size()) {
            tokens.see("other captions in the files", "the captions of golden.json", "image " + std::to_string(id));
            continue;
        }
        for (std::size_t k = 0; k < expected.size(); ++k)
            check(id, "ref", k, references[id]->captions[k], expected[k]);
        check(id, "hyp", 0, hypotheses[id]->caption, image.at("hyp").get<std::string>());
    }
    report.add(name + " tokens", tokens.count, 0, tokens.note);
}

Result<void> compareFromTokens(ConformanceReport& report, const json& golden, const std::string& name)
{
    const Corpus corpus = goldenTokens(golden);
    FULCRUM_TRY(const auto references, CaptionReferences::build(corpus.references, CaptionText::Tokenized));
    FULCRUM_TRY(const auto scores, references.score(corpus.hypotheses, CaptionText::Tokenized));
    Worst perImage, whole;
    for (std::size_t i = 0; i < scores.perImage.size(); ++i)
        compareScores(perImage, scores.perImage[i].score, golden.at("per_image").at(i),
            "image " + std::to_string(scores.perImage[i].imageId));
    compareScores(whole, scores.corpus, golden.at("corpus"), "corpus");
    report.add(name + " per image", perImage.error, kScoreTolerance, perImage.note);
    report.add(name + " corpus", whole.error, kScoreTolerance, whole.note);
    return {};
}

/// The official way from the files: only predicted images, all captions as one file.
Result<CaptionEvaluation> scoreOfficially(const Corpus& raw)
{
    std::set<std::int64_t> predicted;
    for (const CaptionHypothesis& one : raw.hypotheses)
        predicted.insert(one.imageId);
    std::vector<CaptionReferenceSet> references = raw.references;
    std::erase_if(references, [&](const CaptionReferenceSet& set) { return !predicted.contains(set.imageId); });
    FULCRUM_TRY(const auto built, CaptionReferences::build(references, CaptionText::RawOneFile));
    return built.score(raw.hypotheses, CaptionText::RawOneFile);
}

/// From the files: tokenised one by one, which golden.json has a CIDEr for, as one file, and the order of the images.
Result<void> compareFromFiles(
    ConformanceReport& report, const Corpus& raw, const json& golden, const std::string& name)
{
    FULCRUM_TRY(const auto references, CaptionReferences::build(raw.references));
    FULCRUM_TRY(const auto scores, references.score(raw.hypotheses));
    Worst cider;
    cider.see(scores.corpus.cider, golden.at("CIDEr_if_tokenised_alone").get<double>(), "corpus");
    report.add(name + " CIDEr from the files", cider.error, kScoreTolerance, cider.note);
    FULCRUM_TRY(const auto official, scoreOfficially(raw));
    Worst whole;
    compareScores(whole, official.corpus, golden.at("corpus"), "corpus");
    report.add(name + " corpus from one file", whole.error, kScoreTolerance, whole.note);
    std::vector<std::int64_t> order;
    for (const ImageCaptionScore& one : scores.perImage)
        order.push_back(one.imageId);
    const bool same = order == golden.at("image_ids").get<std::vector<std::int64_t>>();
    report.add(name + " image order", same ? 0 : 1, 0, same ? "" : "images are scored in another order");
    return {};
}

void compareGroups(Worst& worst, const std::map<std::string, double>& own, const json& golden, const std::string& where)
{
    const auto expected = golden.get<std::map<std::string, double>>();
    for (const auto& [name, value] : expected)
        worst.see(own.contains(name) ? 100 * own.at(name) : -1, value, where + " \"" + name + "\"");
    for (const auto& [name, value] : own)
        if (!expected.contains(name))
            worst.see(100 * value, -1, where + " \"" + name + "\"");
}

void compareSummary(
    ConformanceReport& report, const VqaEvaluation& own, const json& golden, const std::string& name)
{
    Worst worst;
    worst.see(100 * own.overall, golden.at("overall").get<double>(), "overall");
    compareGroups(worst, own.perAnswerType, golden.at("perAnswerType"), "answer type");
    compareGroups(worst, own.perQuestionType, golden.at("perQuestionType"), "question type");
    report.add(name, worst.error, kPercentTolerance, worst.note);
}

void compareQuestions(ConformanceReport& report, const VqaEvaluation& own, const json& golden, const char* key,
    const std::string& name)
{
    std::map<std::int64_t, double> accuracies;
    for (const VqaQuestionScore& one : own.perQuestion)
        accuracies[one.questionId] = one.accuracy;
    Worst worst;
    for (const json& question : golden.at("questions")) {
        const auto id = question.at("question_id").get<std::int64_t>();
        const auto found = accuracies.find(id);
        worst.see(found == accuracies.end() ? -1 : found->second, question.at(key).get<double>(),
            "question " + std::to_string(id));
    }
    report.add(name, worst.error, kAccuracyTolerance, worst.note);
}

/// The human answers as the official code compares them.
void compareAnswersAfter(ConformanceReport& report, const std::vector<VqaGroundTruth>& truths, const json& golden,
    const std::string& name)
{
    std::map<std::int64_t, const VqaGroundTruth*> byId;
    for (const VqaGroundTruth& truth : truths)
        byId[truth.questionId] = &truth;
    Mismatches mismatches;
    for (const json& question : golden.at("questions")) {
        const auto id = question.at("question_id").get<std::int64_t>();
        const auto expected = question.at("official_answers_after").get<std::vector<std::string>>();
        const std::string where = "question " + std::to_string(id);
        if (!byId.contains(id) || byId[id]->answers.size() != expected.size()) {
            mismatches.see("other answers", "the answers of golden.json", where);
            continue;
        }
        const std::vector<VqaHumanAnswer>& answers = byId[id]->answers;
        const auto same = [&](const VqaHumanAnswer& a) { return a.answer == answers.front().answer; };
        const bool raw = std::all_of(answers.begin(), answers.end(), same);
        for (std::size_t k = 0; k < expected.size(); ++k)
            mismatches.see(raw ? answers[k].answer : processVqaAnswer(answers[k].answer, VqaParity::Official),
                expected[k], where);
    }
    report.add(name + " human answers", mismatches.count, 0, mismatches.note);
}

Result<void> compareAnswerProcessing(ConformanceReport& report, const Path& file, const std::string& name)
{
    FULCRUM_TRY(const std::vector<json> lines, readJsonLines(file));
    Mismatches mismatches;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto text = lines[i].at("text").get<std::string>();
        const std::string where = "line " + std::to_string(i + 1);
        for (const VqaParity parity : {VqaParity::Official, VqaParity::LeverLm}) {
            if (lines[i].contains("after_punctuation"))
                mismatches.see(stripVqaPunctuation(trimVqaAnswer(text), parity),
                    lines[i]["after_punctuation"].get<std::string>(), where + " punctuation");
            mismatches.see(processVqaAnswer(text, parity), lines[i].at("after_digit_article").get<std::string>(), where);
        }
    }
    report.add(name + " answer processing", mismatches.count, 0, mismatches.note);
    return {};
}

Result<void> comparePostprocessed(ConformanceReport& report, const VqaReferences& references,
    const std::vector<VqaPrediction>& predictions, const json& golden, const std::string& name)
{
    std::map<std::int64_t, std::string> cut;
    std::vector<VqaPrediction> processed;
    for (const VqaPrediction& one : predictions) {
        processed.push_back({one.questionId, postprocessVqaGeneration(one.answer, false)});
        cut[one.questionId] = processed.back().answer;
    }
    Mismatches texts;
    for (const json& question : golden.at("questions")) {
        const auto id = question.at("question_id").get<std::int64_t>();
        texts.see(cut[id], question.at("postprocessed").get<std::string>(), "question " + std::to_string(id));
    }
    report.add(name + " postprocessed texts", texts.count, 0, texts.note);
    FULCRUM_TRY(const auto scores, references.score(processed));
    compareQuestions(report, scores, golden, "leverlm_post_acc", name + " leverlm post-processed per question");
    compareSummary(
        report, scores, golden.at("leverlm_postprocessed").at("accuracy"), name + " leverlm post-processed");
    return {};
}

Result<void> compareVariants(ConformanceReport& report, const std::vector<VqaGroundTruth>& truths,
    const std::vector<VqaPrediction>& predictions, const json& golden, const std::string& name)
{
    FULCRUM_TRY(const auto official, VqaReferences::build(truths, VqaParity::Official));
    FULCRUM_TRY(const auto officialScores, official.score(predictions));
    compareQuestions(report, officialScores, golden, "official_acc", name + " official per question");
    compareSummary(report, officialScores, golden.at("official").at("accuracy"), name + " official");

    FULCRUM_TRY(const auto leverLm, VqaReferences::build(truths, VqaParity::LeverLm));
    FULCRUM_TRY(const auto leverLmScores, leverLm.score(predictions));
    compareQuestions(report, leverLmScores, golden, "leverlm_acc", name + " leverlm per question");
    compareSummary(report, leverLmScores, golden.at("leverlm").at("accuracy"), name + " leverlm");
    FULCRUM_CHECK(comparePostprocessed(report, leverLm, predictions, golden, name));

    std::vector<VqaPrediction> subset;
    for (std::size_t i = 0; i < predictions.size(); i += 3)
        subset.push_back(predictions[i]);
    FULCRUM_TRY(const auto subsetScores, leverLm.score(subset));
    compareSummary(report, subsetScores, golden.at("leverlm_subset_every_3rd_result").at("accuracy"),
        name + " leverlm subset");
    return {};
}

bool hasFiles(const Path& folder, std::initializer_list<const char*> names)
{
    return std::all_of(names.begin(), names.end(), [&](const char* name) {
        std::error_code ignored;
        return std::filesystem::is_regular_file(folder / name, ignored);
    });
}

} // namespace

bool isCaptionMetricFolder(const Path& folder)
{
    return hasFiles(folder, {"annotations.json", "results.json", "golden.json"}) && !hasFiles(folder, {"questions.json"});
}

bool isPtbFolder(const Path& folder)
{
    return hasFiles(folder, {"ptb_lines.jsonl"}) || hasFiles(folder, {"ptb_codepoints.json"});
}

bool isVqaMetricFolder(const Path& folder)
{
    return hasFiles(folder, {"questions.json", "annotations.json", "results.json", "golden.json"});
}

Result<ConformanceReport> caseCaptionCorpus(const Path& folder, const std::string& name)
{
    FULCRUM_TRY(const json golden, readJson(folder / "golden.json"));
    Corpus raw;
    FULCRUM_TRY(raw.references, readCaptionAnnotations(folder / "annotations.json"));
    FULCRUM_TRY(raw.hypotheses, readCaptionResults(folder / "results.json"));
    return guarded(folder / "golden.json", [&]() -> Result<ConformanceReport> {
        ConformanceReport report;
        compareTokens(report, raw, golden, name);
        FULCRUM_CHECK(compareFromTokens(report, golden, name));
        FULCRUM_CHECK(compareFromFiles(report, raw, golden, name));
        return report;
    });
}

Result<ConformanceReport> caseVqa(const Path& folder, const std::string& name)
{
    FULCRUM_TRY(const json golden, readJson(folder / "golden.json"));
    FULCRUM_TRY(const auto truths, readVqaAnnotations(folder / "annotations.json"));
    FULCRUM_TRY(const auto predictions, readVqaResults(folder / "results.json"));
    return guarded(folder / "golden.json", [&]() -> Result<ConformanceReport> {
        ConformanceReport report;
        FULCRUM_CHECK(compareVariants(report, truths, predictions, golden, name));
        compareAnswersAfter(report, truths, golden, name);
        if (hasFiles(folder, {"answer_processing.jsonl"}))
            FULCRUM_CHECK(compareAnswerProcessing(report, folder / "answer_processing.jsonl", name));
        return report;
    });
}

Result<ConformanceReport> runMetricConformance(const Path& folder, const std::string& name)
{
    ConformanceReport report;
    if (isVqaMetricFolder(folder)) {
        FULCRUM_TRY(auto part, caseVqa(folder, name));
        report.append(std::move(part));
    } else if (isCaptionMetricFolder(folder)) {
        FULCRUM_TRY(auto part, caseCaptionCorpus(folder, name));
        report.append(std::move(part));
    }
    if (isPtbFolder(folder)) {
        FULCRUM_TRY(auto part, casePtb(folder, name));
        report.append(std::move(part));
    }
    std::error_code ignored;
    std::set<Path> below;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.is_directory(ignored))
            below.insert(entry.path());
    for (const Path& one : below) {
        FULCRUM_TRY(auto part, runMetricConformance(one, name + "/" + one.filename().string()));
        report.append(std::move(part));
    }
    return report;
}

} // namespace fulcrum::metrics
