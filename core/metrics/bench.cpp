// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bench.h"

#include "core/base/rng.h"
#include "core/metrics/caption_scores.h"
#include "core/metrics/vqa_accuracy.h"

#include <chrono>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <thread>

namespace fulcrum::metrics {
namespace {

constexpr std::size_t kVocabulary = 25000; ///< about the words of COCO's captions
constexpr std::size_t kReferences = 5, kHumans = 10;

class Stopwatch
{
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }
    /// Of all threads; does not depend on what else the machine does.
    double cpuSeconds() const { return static_cast<double>(std::clock() - m_cpu) / CLOCKS_PER_SEC; }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::clock_t m_cpu = std::clock();
};

/// Words with frequencies about as in language: the k-th most frequent word has weight 1/k.
class Words
{
public:
    std::string draw(Rng& rng) const
    {
        std::size_t index = static_cast<std::size_t>(std::exp(rng.uniform(0, std::log(double{kVocabulary}))));
        std::string word;
        for (; index > 0 || word.size() < 2; index /= 21)
            word += "bcdfghjklmnprstvwxzae"[index % 21], word += "aeiou"[index % 5];
        return word;
    }
};

std::string sentence(const Words& words, Rng& rng)
{
    std::string text = "A";
    const std::size_t count = 8 + rng.below(5);
    for (std::size_t i = 1; i < count; ++i)
        text += " " + words.draw(rng);
    return text + ".";
}

Result<nlohmann::json> benchCaptions(const MetricsBenchOptions& options)
{
    const Words words;
    std::vector<CaptionReferenceSet> references;
    std::vector<CaptionHypothesis> hypotheses;
    for (std::size_t i = 0; i < options.images; ++i) {
        Rng rng(1, {i});
        CaptionReferenceSet set{static_cast<std::int64_t>(i), {}};
        for (std::size_t k = 0; k < kReferences; ++k)
            set.captions.push_back(sentence(words, rng));
        hypotheses.push_back({set.imageId, rng.chance(0.5) ? set.captions[0] : sentence(words, rng)});
        references.push_back(std::move(set));
    }
    const Stopwatch whole;
    FULCRUM_TRY(const auto built, CaptionReferences::build(references, CaptionText::Raw, options.threads));
    const double buildSeconds = whole.seconds();
    const Stopwatch scoring;
    FULCRUM_TRY(const auto scores, built.score(hypotheses, CaptionText::Raw, options.threads));
    const double scoreSeconds = scoring.seconds(), total = whole.seconds();
    const auto captions = static_cast<double>(options.images * (kReferences + 1));
    return nlohmann::json{{"images", options.images}, {"references", options.images * kReferences},
        {"build_s", buildSeconds}, {"score_s", scoreSeconds}, {"total_s", total}, {"cpu_s", whole.cpuSeconds()},
        {"captions_per_s", captions / total}, {"cider", scores.corpus.cider}};
}

Result<nlohmann::json> benchVqa(const MetricsBenchOptions& options)
{
    const Words words;
    std::vector<VqaGroundTruth> truths;
    std::vector<VqaPrediction> predictions;
    for (std::size_t i = 0; i < options.questions; ++i) {
        Rng rng(2, {i});
        const std::string common = rng.chance(0.4) ? "yes" : words.draw(rng);
        std::vector<std::string> answers;
        for (std::size_t k = 0; k < kHumans; ++k)
            answers.push_back(rng.chance(0.7) ? common : words.draw(rng));
        const auto id = static_cast<std::int64_t>(i);
        truths.push_back({id, "what is", "other", distinctHumanAnswers(answers)});
        predictions.push_back({id, rng.chance(0.5) ? "The " + common + "." : words.draw(rng)});
    }
    const Stopwatch whole;
    FULCRUM_TRY(const auto built, VqaReferences::build(truths, VqaParity::Official, options.threads));
    const double buildSeconds = whole.seconds();
    const Stopwatch scoring;
    FULCRUM_TRY(const auto scores, built.score(predictions, options.threads));
    const double scoreSeconds = scoring.seconds(), total = whole.seconds();
    return nlohmann::json{{"questions", options.questions}, {"build_s", buildSeconds}, {"score_s", scoreSeconds},
        {"total_s", total}, {"cpu_s", whole.cpuSeconds()}, {"answers_per_s", static_cast<double>(options.questions) / total},
        {"accuracy", scores.overall}};
}

} // namespace

Result<nlohmann::json> benchMetrics(const MetricsBenchOptions& options)
{
    constexpr std::size_t kMost = 1'000'000;
    if (options.images < 1 || options.images > kMost || options.questions < 1 || options.questions > kMost)
        return fail(ErrorCode::OutOfRange, "cannot run the metrics benchmark", {}, "sizes must be 1 to 1,000,000");
    FULCRUM_TRY(nlohmann::json captions, benchCaptions(options));
    FULCRUM_TRY(nlohmann::json vqa, benchVqa(options));
    const unsigned threads = options.threads ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    return nlohmann::json{{"threads", threads}, {"caption", std::move(captions)}, {"vqa", std::move(vqa)}};
}

} // namespace fulcrum::metrics
