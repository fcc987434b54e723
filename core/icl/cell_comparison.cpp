// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/cell_comparison.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace fulcrum::icl {

namespace {

constexpr const char* kWhat = "cannot compare two evaluations";
constexpr double kHalfOfTheAnnotators = 50; // per cent

Result<store::EvalCell> finishedCell(store::EvalRepository& repository, std::int64_t id)
{
    FULCRUM_TRY(store::EvalCell cell, repository.get(id));
    if (!cell.done)
        return fail(ErrorCode::Usage, kWhat, fmt::format("run {}, {}/{}/{}", cell.run, cell.strategy, cell.shots, cell.seed),
            "it is not finished, so its queries have no scores", "let the run end, or choose another cell");
    return cell;
}

std::vector<std::int64_t> itemsOf(const store::Prediction& prediction)
{
    std::vector<std::int64_t> items;
    for (const store::IcdStep& step : prediction.sequence)
        items.push_back(step.item);
    return items;
}

void pairUp(std::vector<store::Prediction> first, std::vector<store::Prediction> second, CellComparison& comparison)
{
    std::unordered_map<std::int64_t, store::Prediction*> byId;
    for (store::Prediction& one : second)
        byId.emplace(one.queryId, &one);
    for (store::Prediction& one : first) {
        const auto other = byId.find(one.queryId);
        if (other == byId.end()) {
            ++comparison.onlyA;
            continue;
        }
        store::Prediction& two = *other->second;
        comparison.queries.push_back({one.query, one.queryId, one.score, two.score, std::move(one.prediction),
            std::move(two.prediction), itemsOf(one), itemsOf(two)});
    }
    comparison.onlyB = second.size() - comparison.queries.size();
}

} // namespace

bool CellComparison::matches(const PairedQuery& query, Outcome outcome, double goodFrom)
{
    switch (outcome) {
    case Outcome::AWins: return query.a > query.b;
    case Outcome::BWins: return query.b > query.a;
    case Outcome::Equal: return query.a == query.b;
    case Outcome::BothBad: return query.a < goodFrom && query.b < goodFrom;
    case Outcome::BothGood: return query.a >= goodFrom && query.b >= goodFrom;
    }
    return false;
}

std::size_t CellComparison::count(Outcome outcome, double goodFrom) const
{
    return static_cast<std::size_t>(std::count_if(
        queries.begin(), queries.end(), [&](const PairedQuery& query) { return matches(query, outcome, goodFrom); }));
}

double suggestedLevel(const CellComparison& comparison)
{
    if (comparison.cellA.metricName != "CIDEr" || comparison.queries.empty())
        return kHalfOfTheAnnotators;
    std::vector<double> scores;
    for (const PairedQuery& query : comparison.queries)
        scores.insert(scores.end(), {query.a, query.b});
    const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(scores.size() / 2);
    std::nth_element(scores.begin(), middle, scores.end());
    return *middle;
}

Result<CellComparison> compareCells(store::Database& database, std::int64_t cellA, std::int64_t cellB, std::stop_token stop)
{
    store::EvalRepository repository(database);
    CellComparison comparison;
    FULCRUM_TRY(comparison.cellA, finishedCell(repository, cellA));
    FULCRUM_TRY(comparison.cellB, finishedCell(repository, cellB));
    if (comparison.cellA.metricName != comparison.cellB.metricName)
        return fail(ErrorCode::Usage, kWhat, {},
            fmt::format("one is scored with {}, the other with {}", comparison.cellA.metricName, comparison.cellB.metricName),
            "choose two evaluations of the same task");
    FULCRUM_TRY(auto first, repository.predictions(cellA));
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, kWhat);
    FULCRUM_TRY(auto second, repository.predictions(cellB));
    pairUp(std::move(first), std::move(second), comparison);
    if (comparison.queries.empty())
        return fail(ErrorCode::Usage, kWhat, {}, "they have no query in common", "evaluate both over the same queries");
    std::vector<double> a, b;
    for (const PairedQuery& query : comparison.queries) {
        a.push_back(query.a);
        b.push_back(query.b);
    }
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, kWhat);
    FULCRUM_TRY(comparison.a, metrics::bootstrapMean(a));
    FULCRUM_TRY(comparison.b, metrics::bootstrapMean(b));
    FULCRUM_TRY(comparison.paired, metrics::pairedBootstrap(a, b));
    return comparison;
}

} // namespace fulcrum::icl
