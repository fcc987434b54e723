// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/metrics/caption_scores.h"
#include "core/metrics/vqa_accuracy.h"

#include <optional>

namespace fulcrum::icl {

struct QueryScores
{
    double corpus = 0;            ///< CIDEr x 100, or VQA accuracy in per cent; the mean of perQuery
    std::vector<double> perQuery; ///< same unit, in query order; NaN where there is no prediction
};

/// Scores predictions for a fixed set of queries: CIDEr for captions, Lever-LM's VQA accuracy for questions. The references are
/// prepared once. Immutable after create; thread-safe.
class QueryScorer
{
public:
    static Result<QueryScorer> create(
        std::shared_ptr<const data::Dataset> dataset, std::vector<std::int64_t> queries, unsigned threads);

    const char* metricName() const { return m_captions ? "CIDEr" : "accuracy"; }
    /// One prediction per query, in the order given to create. A query without one is left out of the corpus value, and changes
    /// nothing about the others': its references still count in CIDEr's document frequencies.
    Result<QueryScores> score(std::span<const std::optional<std::string>> predictions) const;
    /// One prediction alone: what it has among predictions of all queries, same unit. `id` is the query's image or question id;
    /// an unknown one is an error.
    Result<double> scoreOne(std::int64_t id, const std::string& prediction) const;

private:
    QueryScorer() = default;
    Result<QueryScores> scoreSome(std::span<const std::optional<std::string>> predictions) const;
    std::vector<std::int64_t> m_ids; ///< image or question id per query
    std::optional<metrics::CaptionReferences> m_captions;
    std::optional<metrics::VqaReferences> m_answers;
    unsigned m_threads = 0;
};

} // namespace fulcrum::icl
