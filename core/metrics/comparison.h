// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/metrics/caption_scores.h"
#include "core/metrics/statistics.h"
#include "core/metrics/vqa_accuracy.h"

#include <optional>
#include <string_view>

namespace fulcrum::metrics {

enum class ComparedMetric { Cider, Bleu4, RougeL, Vqa, ExactMatch, Sst2 };
const char* comparedMetricName(ComparedMetric metric); ///< "cider", "bleu4", "rouge", "vqa", "exact-match", "sst2"
std::optional<ComparedMetric> comparedMetricFromName(std::string_view name);

/// Two results files over the same annotations.
struct ComparedFiles
{
    Path annotations;
    Path questions; ///< VQA only; empty = not checked against the annotations
    Path results, against;
};

struct CompareOptions
{
    ComparedMetric metric = ComparedMetric::Cider;
    CaptionText text = CaptionText::Raw;
    VqaParity parity = VqaParity::Official;
    bool digitsOnly = false; ///< see exactMatchText
    BootstrapOptions bootstrap;
};

/// Only queries that both files answer count: both scores are of these alone, with what depends on the set (CIDEr's document
/// frequencies) made from them.
struct Comparison
{
    Estimate results, against;
    PairedDifference paired; ///< results - against
    std::size_t queries = 0;
    std::size_t wins = 0, losses = 0, ties = 0;           ///< queries by score; for BLEU-4 by that of the query alone
    std::size_t onlyResults = 0, onlyAgainst = 0;         ///< queries that the other file does not answer
};

/// Bootstrap over queries (statistics.h). CIDEr, ROUGE-L and the accuracies are means over queries; BLEU-4 is computed anew from the
/// counts of the queries drawn. Errors of the readers and scores; Malformed when the files have no query in common.
Result<Comparison> compareResults(const ComparedFiles& files, const CompareOptions& options);

/// Intervals of the corpus values of an evaluation, in the order of the CaptionScore members: BLEU-1..4, ROUGE-L, CIDEr.
struct CaptionIntervals
{
    std::array<Estimate, 4> bleu;
    Estimate rougeL, cider;
};
Result<CaptionIntervals> captionIntervals(
    std::span<const ImageCaptionScore> perImage, const BootstrapOptions& options = {});

} // namespace fulcrum::metrics
