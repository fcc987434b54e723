// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/embed/similarity.h"
#include "core/metrics/statistics.h"
#include "core/store/result_repository.h"

#include <optional>
#include <span>
#include <stop_token>

namespace fulcrum::icl {

/// Sample indices of published ids, in the same order. NotFound with the id that this version of the data set does not have.
Result<std::vector<std::int64_t>> indicesOfIds(const data::Dataset& support, std::span<const std::int64_t> ids);

/// What the texts of a set are: words of the text that a demonstration shows (caption, or question and answer).
struct SetTexts
{
    double meanWords = 0;
    std::size_t fewestWords = 0, mostWords = 0;
    std::vector<std::pair<std::string, std::size_t>> answerTypes; ///< VQA: by number, then name; "" where a sample says none
    bool operator==(const SetTexts&) const = default;
};
/// `members` are sample indices inside `support`.
SetTexts setTexts(const data::Dataset& support, std::span<const std::int64_t> members);

/// Mean cosine similarity over all pairs of members; unknown below two. OutOfRange for a row that `items` does not have.
Result<std::optional<double>> setRedundancy(const embed::Matrix& items, std::span<const std::int64_t> members);

/// For every row of `queries` the cosine distance (1 - similarity) to its nearest member: small where the set covers the query.
/// Errors as embed::topK; Usage for a set without members.
Result<std::vector<float>> setCoverage(const embed::Matrix& queries, const embed::Matrix& items,
    std::span<const std::int64_t> members, std::stop_token stop);

/// A finished cell in which every query got these demonstrations.
struct SetEvaluation
{
    store::EvalCell cell;
    metrics::Estimate mean; ///< over the cell's queries, bootstrap
    std::vector<std::int64_t> queries;
    std::vector<double> scores; ///< of `queries`
};

/// Evaluations of a set, newest run first and longest prompt first: cells of strategies that give all queries the same
/// demonstrations (fixed, golden), whose prompts are the last `shots` members of the set. Runs over other versions of the data
/// are left out. Cancelled.
Result<std::vector<SetEvaluation>> setEvaluations(store::Database& database, const data::Dataset& queries,
    const data::Dataset& support, std::span<const std::int64_t> members, std::stop_token stop);

} // namespace fulcrum::icl
