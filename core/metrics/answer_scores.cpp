// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/answer_scores.h"

#include "core/text/code_points.h"
#include "core/text/unicode.h"

#include <unordered_map>

namespace fulcrum::metrics {
namespace {

constexpr const char* kWhat = "cannot score answers";

/// The prediction of each true answer, null where there is none.
Result<std::vector<const Answer*>> matched(std::span<const Answer> truths, std::span<const Answer> predictions)
{
    if (predictions.empty())
        return fail(ErrorCode::Malformed, kWhat, {}, "there is no prediction");
    std::unordered_map<std::string_view, std::size_t> placeOfId;
    for (std::size_t i = 0; i < truths.size(); ++i)
        if (!placeOfId.emplace(truths[i].id, i).second)
            return fail(ErrorCode::Malformed, kWhat, "item " + truths[i].id, "it is annotated twice");
    std::vector<const Answer*> found(truths.size(), nullptr);
    for (const Answer& prediction : predictions) {
        const std::string where = prediction.id.empty() ? "index " + std::to_string(prediction.index) : "item " + prediction.id;
        std::size_t place = prediction.index < 0 ? truths.size() : static_cast<std::size_t>(prediction.index);
        if (!prediction.id.empty()) {
            const auto known = placeOfId.find(prediction.id);
            place = known == placeOfId.end() ? truths.size() : known->second;
        }
        if (place >= truths.size())
            return fail(ErrorCode::Malformed, kWhat, where, "predicted, but not among the annotated items",
                "check that both files are of the same split");
        if (found[place])
            return fail(ErrorCode::Malformed, kWhat, where, "it is predicted twice");
        found[place] = &prediction;
    }
    return found;
}

std::string lowered(std::string_view text) { return text::toUtf8(text::toLower(text::toCodePoints(text))); }

/// `re.search(r'\d+')`, empty where there is no digit.
std::string firstDigits(std::string_view text)
{
    std::u32string digits;
    for (const char32_t c : text::toCodePoints(text)) {
        if (text::isDecimalDigit(c))
            digits.push_back(c);
        else if (!digits.empty())
            break;
    }
    return text::toUtf8(digits);
}

double ratio(std::size_t part, std::size_t whole)
{
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

std::string exactMatchText(std::string_view generated, bool digitsOnly)
{
    const std::string valid = text::toValidUtf8(generated);
    std::string_view text = text::strippedLikePython(valid);
    std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
        end = text.find('.');
    if (end != std::string_view::npos && end > 0)
        text = text.substr(0, end);
    return lowered(digitsOnly ? firstDigits(text) : std::string(text));
}

Result<ExactMatchEvaluation> scoreExactMatch(
    std::span<const Answer> truths, std::span<const Answer> predictions, bool digitsOnly)
{
    FULCRUM_TRY(const auto found, matched(truths, predictions));
    ExactMatchEvaluation result;
    for (std::size_t i = 0; i < truths.size(); ++i) {
        if (!found[i])
            continue;
        const bool equal = exactMatchText(found[i]->text, digitsOnly) == lowered(truths[i].text);
        result.perItem.push_back({truths[i].id, equal ? 1.0 : 0.0});
        result.accuracy += equal ? 1 : 0;
    }
    result.accuracy /= static_cast<double>(result.perItem.size());
    return result;
}

MacroScores macroScores(const Confusion& confusion)
{
    MacroScores result;
    std::size_t labels = 0;
    for (std::size_t label = 0; label < confusion.size(); ++label) {
        const std::size_t right = confusion[label][label], truly = confusion[label][0] + confusion[label][1];
        const std::size_t predicted = confusion[0][label] + confusion[1][label];
        if (truly + predicted == 0)
            continue;
        ++labels;
        result.precision += ratio(right, predicted);
        result.recall += ratio(right, truly);
        result.f1 += ratio(2 * right, truly + predicted);
    }
    for (double* mean : {&result.precision, &result.recall, &result.f1})
        *mean = labels == 0 ? 0.0 : *mean / static_cast<double>(labels);
    return result;
}

std::optional<std::uint8_t> sst2Label(std::string_view text)
{
    const std::string valid = text::toValidUtf8(text);
    const std::string label = lowered(text::strippedLikePython(valid));
    if (label == "0" || label == "negative")
        return std::uint8_t{0};
    if (label == "1" || label == "positive")
        return std::uint8_t{1};
    return std::nullopt;
}

Result<Sst2Evaluation> scoreSst2(std::span<const Answer> truths, std::span<const Answer> predictions)
{
    FULCRUM_TRY(const auto found, matched(truths, predictions));
    Sst2Evaluation result;
    for (std::size_t i = 0; i < truths.size(); ++i) {
        if (!found[i])
            continue;
        std::array<std::uint8_t, 2> labels{};
        for (const std::size_t which : {0U, 1U}) {
            const std::string& text = which == 0 ? truths[i].text : found[i]->text;
            const auto label = sst2Label(text);
            if (!label)
                return fail(ErrorCode::Malformed, kWhat, "item " + truths[i].id,
                    "\"" + text.substr(0, 40) + "\" is no label", "labels are negative and positive, or 0 and 1");
            labels[which] = *label;
        }
        ++result.confusion[labels[0]][labels[1]];
        result.labels.push_back(labels);
        result.perItem.push_back({truths[i].id, labels[0] == labels[1] ? 1.0 : 0.0});
    }
    result.accuracy = ratio(result.confusion[0][0] + result.confusion[1][1], result.perItem.size());
    result.macro = macroScores(result.confusion);
    return result;
}

} // namespace fulcrum::metrics
