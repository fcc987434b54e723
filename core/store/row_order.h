// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter_highlight.h"
#include "core/store/sample_facts.h"

namespace fulcrum::store {

enum class SortColumn {
    Official, ///< the official code's order
    Id,
    ImageId,
    File,
    Text, ///< data::shownText
    Answer,
    AnswerType,
    QuestionType,
    Words,
    Pixels, ///< width x height
    Tags,   ///< how many
    Used,
    Score,
    Relevance ///< similarity to the text of a `similar:` condition, else bm25 of the words, best first; else official
};

/// Ties stay in official order, and samples without a value (no text, NaN) come last, in both directions. Texts compare by
/// their bytes (UTF-8), so that the order is the same everywhere.
struct SortKey
{
    SortColumn column = SortColumn::Official;
    bool descending = false;
    UsedKey used;   ///< for Used
    ScoreKey score; ///< for Score
    bool operator==(const SortKey&) const = default;
};

struct RowQuery
{
    data::Filter filter;
    SortKey sort;
    bool operator==(const RowQuery&) const = default;
};

/// What `rowOrder` needs for a query, to be loaded with loadFacts.
FactsWanted factsFor(const RowQuery& query);

struct RowOrder
{
    std::vector<std::int32_t> rows; ///< sample indices in display order
    data::Highlighter highlighter;
};

/// The samples that a filter lets through, in order. On a worker (two threads for large data sets). `facts` must have what
/// factsFor(query) names; Internal when it does not. Errors besides those of the database: Usage for an expression that is
/// not valid; OutOfRange for one that needs too many steps; ModelUnavailable for `similar:` without similarities; Cancelled.
Result<RowOrder> rowOrder(Database& database, const data::Dataset& dataset, const RowQuery& query,
    const SampleFacts& facts, std::stop_token stop);

struct FacetValue
{
    data::Condition condition; ///< what a click asks for
    std::string text;          ///< value as shown: "yes/no", "7", "63+"; "present", "missing"
    std::int64_t count = 0;
};

struct Facet
{
    data::Field field{};
    std::vector<FacetValue> values; ///< most common first; word counts in ascending order, none left out
    std::int64_t others = 0;        ///< samples whose value is not among `values`
};

/// Counts of a data set's values under a filter: answer type, question type (65 at most), answer (30 at most), tag, number of
/// words, and whether the image is there. Each facet leaves out the groups that only ask about its own field, so that its
/// other values stay in reach. Facets that the task does not have, and those whose facts are absent, are not returned. Same
/// threads and errors as `rowOrder`.
Result<std::vector<Facet>> facets(Database& database, const data::Dataset& dataset, const data::Filter& filter,
    const SampleFacts& facts, std::stop_token stop);

} // namespace fulcrum::store
