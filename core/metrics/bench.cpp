// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bench.h"

#include "core/base/rng.h"
#include "core/base/stopwatch.h"
#include "core/embed/machine_rates.h"
#include "core/metrics/caption_scores.h"
#include "core/metrics/ngrams.h"
#include "core/metrics/parallel.h"
#include "core/metrics/vqa_accuracy.h"
#include "core/text/ptb_tokenizer.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace fulcrum::metrics {
namespace {

constexpr std::size_t kVocabulary = 25000; ///< about the words of COCO's captions
constexpr std::size_t kReferences = 5, kHumans = 10;

constexpr int kRepeats = 3;
constexpr std::size_t kTableBytes = 64 << 20; ///< a table of n-grams or answers that no cache holds

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

/// What the evaluation cannot do without: every byte of text once, and a place in a large table for every n-gram or answer.
struct Limits
{
    double bytesPerSecond = 0, lookupsPerSecond = 0;

    explicit Limits(int threads) : lookupsPerSecond(embed::randomReadRate(kTableBytes, threads))
    {
        const std::vector<std::byte> table(kTableBytes, std::byte{1});
        bytesPerSecond = embed::readRate(table, threads);
    }
    double seconds(double bytes, double lookups) const { return bytes / bytesPerSecond + lookups / lookupsPerSecond; }
};

/// Phases that follow each other, each measured kRepeats times.
class Phases
{
public:
    void add(const char* name, const Stopwatch& watch)
    {
        m_seconds[name].push_back(watch.seconds());
        m_cpu += watch.cpuSeconds();
    }
    /// Adds "<phase>_s" of every phase, `total_s`, `cpu_s` (medians and mean) and the limit.
    void write(nlohmann::json& to, double limit) const
    {
        std::vector<double> totals(kRepeats, 0.0);
        for (const auto& [name, seconds] : m_seconds) {
            to[name + "_s"] = medianOf(seconds);
            for (std::size_t i = 0; i < totals.size(); ++i)
                totals[i] += seconds[i];
        }
        to.update({{"seconds", totals}, {"total_s", medianOf(totals)}, {"cpu_s", m_cpu / kRepeats}, {"limit_s", limit},
            {"ratio", medianOf(totals) / limit}});
    }

private:
    std::map<std::string, std::vector<double>> m_seconds;
    double m_cpu = 0;
};

std::vector<std::string> tokenized(const std::vector<CaptionReferenceSet>& sets, unsigned threads)
{
    std::vector<std::string> captions(sets.size() * kReferences);
    forEachPart(captions.size(), threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            captions[i] = text::ptbCaption(sets[i / kReferences].captions[i % kReferences]);
    });
    return captions;
}

std::size_t ngramsOf(const std::string& caption)
{
    const std::size_t words = splitWords(caption, true).size();
    std::size_t count = 0;
    for (std::size_t n = 1; n <= kMaxOrder; ++n)
        count += words >= n ? words - n + 1 : 0;
    return count;
}

Result<nlohmann::json> benchCaptions(const MetricsBenchOptions& options, const Limits& limits)
{
    const Words words;
    std::vector<CaptionReferenceSet> references;
    std::vector<CaptionHypothesis> hypotheses;
    std::size_t bytes = 0, ngrams = 0;
    for (std::size_t i = 0; i < options.images; ++i) {
        Rng rng(1, {i});
        CaptionReferenceSet set{static_cast<std::int64_t>(i), {}};
        for (std::size_t k = 0; k < kReferences; ++k)
            bytes += set.captions.emplace_back(sentence(words, rng)).size();
        hypotheses.push_back({set.imageId, rng.chance(0.5) ? set.captions[0] : sentence(words, rng)});
        bytes += hypotheses.back().caption.size();
        ngrams += ngramsOf(text::ptbCaption(hypotheses.back().caption));
        references.push_back(std::move(set));
    }
    Phases phases;
    double cider = 0;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
        const Stopwatch tokenizing;
        std::vector<std::string> captions = tokenized(references, options.threads);
        phases.add("tokenize", tokenizing);
        std::vector<CaptionReferenceSet> sets = references;
        for (std::size_t i = 0; i < captions.size(); ++i) {
            ngrams += repeat == 0 ? ngramsOf(captions[i]) : 0;
            sets[i / kReferences].captions[i % kReferences] = std::move(captions[i]);
        }
        const Stopwatch counting;
        FULCRUM_TRY(const auto built, CaptionReferences::build(sets, CaptionText::Tokenized, options.threads));
        phases.add("count", counting);
        const Stopwatch scoring;
        FULCRUM_TRY(const auto scores, built.score(hypotheses, CaptionText::Raw, options.threads));
        phases.add("score", scoring);
        cider = scores.corpus.cider;
    }
    nlohmann::json result = {{"images", options.images}, {"references", options.images * kReferences}, {"bytes", bytes},
        {"ngrams", ngrams}, {"cider", cider}};
    phases.write(result, limits.seconds(static_cast<double>(bytes), static_cast<double>(ngrams)));
    result["captions_per_s"] = static_cast<double>(options.images * (kReferences + 1)) / result["total_s"].get<double>();
    return result;
}

Result<nlohmann::json> benchVqa(const MetricsBenchOptions& options, const Limits& limits)
{
    const Words words;
    std::vector<VqaGroundTruth> truths;
    std::vector<VqaPrediction> predictions;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < options.questions; ++i) {
        Rng rng(2, {i});
        const std::string common = rng.chance(0.4) ? "yes" : words.draw(rng);
        std::vector<std::string> answers;
        for (std::size_t k = 0; k < kHumans; ++k)
            bytes += answers.emplace_back(rng.chance(0.7) ? common : words.draw(rng)).size();
        const auto id = static_cast<std::int64_t>(i);
        truths.push_back({id, "what is", "other", distinctHumanAnswers(answers)});
        predictions.push_back({id, rng.chance(0.5) ? "The " + common + "." : words.draw(rng)});
        bytes += predictions.back().answer.size();
    }
    Phases phases;
    double accuracy = 0;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
        const Stopwatch building;
        FULCRUM_TRY(const auto built, VqaReferences::build(truths, VqaParity::Official, options.threads));
        phases.add("build", building);
        const Stopwatch scoring;
        FULCRUM_TRY(const auto scores, built.score(predictions, options.threads));
        phases.add("score", scoring);
        accuracy = scores.overall;
    }
    const std::size_t answers = options.questions * (kHumans + 1);
    nlohmann::json result = {{"questions", options.questions}, {"bytes", bytes}, {"answers", answers}, {"accuracy", accuracy}};
    phases.write(result, limits.seconds(static_cast<double>(bytes), static_cast<double>(answers)));
    result["answers_per_s"] = static_cast<double>(options.questions) / result["total_s"].get<double>();
    return result;
}

} // namespace

Result<nlohmann::json> benchMetrics(const MetricsBenchOptions& options)
{
    constexpr std::size_t kMost = 1'000'000;
    if (options.images < 1 || options.images > kMost || options.questions < 1 || options.questions > kMost)
        return fail(ErrorCode::OutOfRange, "cannot run the metrics benchmark", {}, "sizes must be 1 to 1,000,000");
    const Limits limits(static_cast<int>(options.threads));
    FULCRUM_TRY(nlohmann::json captions, benchCaptions(options, limits));
    FULCRUM_TRY(nlohmann::json vqa, benchVqa(options, limits));
    return nlohmann::json{{"threads", embed::threadCount(static_cast<int>(options.threads))},
        {"read_bytes_per_s", limits.bytesPerSecond}, {"random_reads_per_s", limits.lookupsPerSecond},
        {"caption", std::move(captions)}, {"vqa", std::move(vqa)}};
}

} // namespace fulcrum::metrics
