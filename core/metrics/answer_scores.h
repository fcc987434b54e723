// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::metrics {

/// A true or a predicted answer of one item of VL-ICL or SST-2.
struct Answer
{
    std::string id;          ///< as JSON text, so that 17 and "17" differ; a prediction may leave it empty and give its index
    std::int64_t index = -1; ///< of a prediction: place of its item in the annotations, from 0; counts when `id` is empty
    std::string text;
};

struct AnswerScore
{
    std::string id; ///< as JSON text
    double score = 0;
};

struct ExactMatchEvaluation
{
    double accuracy = 0;              ///< share of the predicted items
    std::vector<AnswerScore> perItem; ///< 0 or 1; order of the annotations, predicted items only
};

/// What VL-ICL compares of a generated text (evals/eval.py, exact_match): white space off, the text before the first newline, or where
/// there is none before the first full stop (a text that begins with one is not cut), in lower case. `digitsOnly`, which it does for
/// operator_induction and clevr_simple: the first run of digits of that.
std::string exactMatchText(std::string_view generated, bool digitsOnly);

/// Errors: no prediction, one of an unknown item, an item predicted twice.
Result<ExactMatchEvaluation> scoreExactMatch(
    std::span<const Answer> truths, std::span<const Answer> predictions, bool digitsOnly);

/// How often each label was predicted: [true label][predicted label].
using Confusion = std::array<std::array<std::size_t, 2>, 2>;

/// Means over the labels that occur at all, true or predicted; where a quotient is 0/0 it counts as 0 (as scikit-learn's
/// average="macro").
struct MacroScores
{
    double precision = 0, recall = 0, f1 = 0;
};
MacroScores macroScores(const Confusion& confusion);

struct Sst2Evaluation
{
    double accuracy = 0;
    MacroScores macro;
    Confusion confusion = {};
    std::vector<AnswerScore> perItem; ///< 1 = the label is right; order of the annotations, predicted items only
    std::vector<std::array<std::uint8_t, 2>> labels; ///< of perItem: true and predicted
};

/// 0 for "0" and "negative", 1 for "1" and "positive"; white space around and case do not matter.
std::optional<std::uint8_t> sst2Label(std::string_view text);

/// Errors as scoreExactMatch, and a text that is no label.
Result<Sst2Evaluation> scoreSst2(std::span<const Answer> truths, std::span<const Answer> predictions);

} // namespace fulcrum::metrics
