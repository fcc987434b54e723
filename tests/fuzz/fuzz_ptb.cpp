// SPDX-License-Identifier: GPL-3.0-or-later
// The PTB tokenizer, caption scores and the normalisation of answers over any bytes: what they hand out keeps their promises, and the
// time grows with the length and no faster.
#include "core/base/stopwatch.h"
#include "core/metrics/answer_scores.h"
#include "core/metrics/caption_scores.h"
#include "core/metrics/vqa_accuracy.h"
#include "core/text/code_points.h"
#include "core/text/ptb_tokenizer.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace fulcrum;

namespace {

constexpr double kMostSeconds = 20; ///< for 64 KiB, under a sanitizer on a busy machine; quadratic time would be minutes

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

void checkTokens(const std::string& text)
{
    std::string kept;
    for (const std::string& token : text::ptbTokens(text)) {
        require(!token.empty() && text::isValidUtf8(token) && token.find_first_of(" \n\r") == std::string::npos);
        if (!text::isPtbPunctuation(token))
            kept += (kept.empty() ? "" : " ") + token;
    }
    require(text::ptbCaption(text) == kept);
}

void checkScores(const std::vector<std::string>& lines)
{
    // Lines in threes: two references of an image and its prediction, at most 64 images.
    std::vector<metrics::CaptionReferenceSet> references;
    std::vector<metrics::CaptionHypothesis> hypotheses;
    for (std::size_t i = 0; i + 2 < lines.size() && references.size() < 64; i += 3) {
        const auto id = static_cast<std::int64_t>(i);
        references.push_back({id, {lines[i], lines[i + 1]}});
        hypotheses.push_back({id, lines[i + 2].substr(0, 2000)});
    }
    if (references.empty())
        return;
    for (const auto text : {metrics::CaptionText::Raw, metrics::CaptionText::RawOneFile, metrics::CaptionText::Tokenized}) {
        const auto built = metrics::CaptionReferences::build(references, text, 1);
        require(built.has_value());
        const auto scores = built->score(hypotheses, text, 1);
        require(scores.has_value() && scores->perImage.size() == hypotheses.size());
        for (const metrics::ImageCaptionScore& one : scores->perImage) {
            require(std::isfinite(one.score.cider) && one.score.cider >= 0 && one.score.cider <= 10.0001);
            require(one.score.rougeL >= 0 && one.score.rougeL <= 1.0001);
            for (const double bleu : one.score.bleu)
                require(bleu >= 0 && bleu <= 1.0001);
        }
        std::reverse(hypotheses.begin(), hypotheses.end());
        const auto again = built->score(hypotheses, text, 1);
        require(text == metrics::CaptionText::RawOneFile || again->corpus.cider == scores->corpus.cider);
    }
}

void checkAnswers(const std::string& text)
{
    for (const auto parity : {metrics::VqaParity::Official, metrics::VqaParity::LeverLm}) {
        const std::string answer = metrics::processVqaAnswer(text, parity);
        require(text::isValidUtf8(answer) && answer.find("  ") == std::string::npos);
        require(text::strippedLikePython(answer) == answer);
        require(text::isValidUtf8(metrics::stripVqaPunctuation(text, parity)));
        require(metrics::postprocessVqaGeneration(text, parity == metrics::VqaParity::Official).size() <= text.size());
        const auto built = metrics::VqaReferences::build(
            std::vector<metrics::VqaGroundTruth>{{1, "what", "other", metrics::distinctHumanAnswers({text, text, "x"})}}, parity, 1);
        require(built.has_value() == (text.size() <= 64 * 1024));
        if (built)
            require(std::isfinite(built->score(std::vector<metrics::VqaPrediction>{{1, text}}, 1)->overall));
    }
    const std::string match = metrics::exactMatchText(text, false), digits = metrics::exactMatchText(text, true);
    require(text::isValidUtf8(match) && match.find('\n') == std::string::npos);
    require(std::ranges::all_of(text::toCodePoints(digits), text::isDecimalDigit));
    metrics::sst2Label(text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 64 * 1024));
    const std::vector<std::string> lines = linesOf(text);
    const Stopwatch watch;
    checkTokens(text);
    require(text::ptbCaptionsOfOneFile(lines).size() == lines.size());
    checkAnswers(text);
    require(watch.seconds() < kMostSeconds);
    checkScores(lines);
    return 0;
}
