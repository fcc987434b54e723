// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_summary.h"

#include "core/icl/retriever.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>

namespace fulcrum::icl {

namespace {

constexpr int kShots12[] = {1, 2};
constexpr int kShots38[] = {3, 4, 6, 8};
constexpr int kShots18[] = {1, 2, 3, 4, 6, 8};

using BySeed = std::map<std::int64_t, const CellResult*>;
using ByShots = std::map<int, BySeed>;

std::optional<double> average(const std::map<int, double>& shots, std::span<const int> which)
{
    double sum = 0;
    for (const int k : which) {
        const auto found = shots.find(k);
        if (found == shots.end())
            return std::nullopt;
        sum += found->second;
    }
    return sum / static_cast<double>(which.size());
}

Result<Interval> interval(const std::vector<std::vector<double>>& perSeed)
{
    FULCRUM_TRY(const metrics::Estimate estimate, metrics::bootstrapSeedsAndQueries(perSeed));
    return Interval{estimate.low, estimate.high};
}

/// Per seed, each query's mean over these shots; seeds that lack one are left out.
Result<std::vector<std::vector<double>>> averagedCurves(const ByShots& cells, std::span<const int> which)
{
    std::vector<std::vector<double>> result;
    const auto first = cells.find(which.front());
    if (first == cells.end())
        return result;
    for (const auto& [seed, unused] : first->second) {
        std::vector<std::vector<double>> perShot;
        for (const int k : which) {
            const auto shots = cells.find(k);
            if (shots != cells.end() && shots->second.contains(seed) && !shots->second.at(seed)->perQuery.empty())
                perShot.push_back(shots->second.at(seed)->perQuery);
        }
        if (perShot.size() == which.size()) {
            FULCRUM_TRY(std::vector<double> curve, metrics::averageCurves(perShot));
            result.push_back(std::move(curve));
        }
    }
    return result;
}

/// Of the mean over seeds (two or more), else over the queries of the one; nothing for fewer than two values.
std::optional<double> standardError(const std::vector<std::vector<double>>& perSeed)
{
    std::vector<double> values;
    if (perSeed.size() >= 2)
        for (const std::vector<double>& queries : perSeed)
            values.push_back(metrics::mean(queries));
    else if (perSeed.size() == 1)
        values = perSeed.front();
    if (values.size() < 2)
        return std::nullopt;
    return metrics::sampleDeviation(values) / std::sqrt(static_cast<double>(values.size()));
}

/// Interval and standard error of an average over shots.
Result<void> describeAverage(
    const std::vector<std::vector<double>>& curves, std::optional<Interval>& ci95, std::optional<double>& error)
{
    error = standardError(curves);
    if (!curves.empty()) {
        FULCRUM_TRY(ci95, interval(curves));
    }
    return {};
}

/// Compares each row with the Lever-LM of its task and model; `curves` are the rows' averagedCurves.
Result<void> compareWithLever(
    std::vector<StrategySummary>& rows, const std::vector<std::vector<std::vector<double>>>& curves)
{
    for (std::size_t lever = 0; lever < rows.size(); ++lever) {
        if (rows[lever].strategy != strategyName(Strategy::LeverLm) || curves[lever].empty())
            continue;
        FULCRUM_TRY(const std::vector<double> ours, metrics::averageCurves(curves[lever]));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool comparable = i != lever && rows[i].task == rows[lever].task && rows[i].lvlm == rows[lever].lvlm
                && rows[i].queries == rows[lever].queries && !curves[i].empty();
            if (!comparable)
                continue;
            FULCRUM_TRY(const std::vector<double> theirs, metrics::averageCurves(curves[i]));
            FULCRUM_TRY(rows[i].leverMinusThis, metrics::pairedBootstrap(ours, theirs));
        }
    }
    return {};
}

/// A cell without the queries that failed in any cell of the same task, LVLM and number of queries.
struct Kept
{
    CellResult cell;
    std::int64_t failed = 0;
};

std::vector<Kept> withoutFailures(std::span<const CellResult> cells)
{
    using Key = std::tuple<std::string, std::string, std::size_t>;
    const auto keyOf = [](const CellResult& cell) { return Key{cell.task, cell.lvlm, cell.perQuery.size()}; };
    std::map<Key, std::vector<char>> failedSomewhere;
    for (const CellResult& cell : cells) {
        std::vector<char>& failed = failedSomewhere[keyOf(cell)];
        failed.resize(cell.perQuery.size());
        for (std::size_t i = 0; i < cell.perQuery.size(); ++i)
            failed[i] = static_cast<char>(failed[i] != 0 || std::isnan(cell.perQuery[i]));
    }
    std::vector<Kept> kept;
    for (const CellResult& cell : cells) {
        const std::vector<char>& failed = failedSomewhere[keyOf(cell)];
        Kept& one = kept.emplace_back(cell, std::count(failed.begin(), failed.end(), char{1}));
        if (one.failed == 0)
            continue;
        one.cell.perQuery.clear();
        double sum = 0;
        for (std::size_t i = 0; i < failed.size(); ++i)
            if (failed[i] == 0) {
                one.cell.perQuery.push_back(cell.perQuery[i]);
                sum += cell.perQuery[i];
            }
        one.cell.metric = one.cell.perQuery.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                    : sum / static_cast<double>(one.cell.perQuery.size());
    }
    std::erase_if(kept, [](const Kept& one) { return one.failed > 0 && one.cell.perQuery.empty(); });
    return kept;
}

Result<StrategySummary> summarizeOne(
    const CellResult& first, const ByShots& cells, const std::vector<std::vector<double>>& curves)
{
    StrategySummary row;
    row.task = first.task;
    row.lvlm = first.lvlm;
    row.strategy = first.strategy;
    row.queries = static_cast<std::int64_t>(first.perQuery.size());
    for (const auto& [shots, bySeed] : cells) {
        double sum = 0;
        std::vector<std::vector<double>> perSeed;
        for (const auto& [seed, cell] : bySeed) {
            sum += cell->metric;
            perSeed.push_back(cell->perQuery);
            if (std::find(row.seeds.begin(), row.seeds.end(), seed) == row.seeds.end())
                row.seeds.push_back(seed);
        }
        row.shots[shots] = sum / static_cast<double>(bySeed.size());
        const bool isScored = std::none_of(perSeed.begin(), perSeed.end(), [](const auto& scores) { return scores.empty(); });
        if (isScored) { // imported results may be bare means
            FULCRUM_TRY(row.ci95[shots], interval(perSeed));
            if (const auto error = standardError(perSeed))
                row.standardErrors[shots] = *error;
        }
        row.errorsOverSeeds = row.errorsOverSeeds || perSeed.size() >= 2;
    }
    std::sort(row.seeds.begin(), row.seeds.end());
    row.avg12 = average(row.shots, kShots12);
    row.avg38 = average(row.shots, kShots38);
    row.avg18 = average(row.shots, kShots18);
    FULCRUM_TRY(const auto curves12, averagedCurves(cells, kShots12));
    FULCRUM_TRY(const auto curves38, averagedCurves(cells, kShots38));
    FULCRUM_CHECK(describeAverage(curves12, row.ci95Avg12, row.se12));
    FULCRUM_CHECK(describeAverage(curves38, row.ci95Avg38, row.se38));
    FULCRUM_CHECK(describeAverage(curves, row.ci95Avg18, row.se18));
    return row;
}

} // namespace

Result<std::vector<StrategySummary>> summarize(std::span<const CellResult> cells)
{
    using Key = std::tuple<std::string, std::string, std::string>;
    std::vector<Key> order;
    std::map<Key, ByShots> groups;
    std::map<Key, const CellResult*> firsts;
    std::map<Key, std::int64_t> failed;
    const std::vector<Kept> kept = withoutFailures(cells);
    for (const auto& [cell, missing] : kept) {
        Key key{cell.task, cell.lvlm, cell.strategy};
        if (firsts.emplace(key, &cell).second)
            order.push_back(key);
        groups[key][cell.shots][cell.seed] = &cell;
        failed[key] = std::max(failed[key], missing);
    }
    std::vector<StrategySummary> rows;
    std::vector<std::vector<std::vector<double>>> curves;
    for (const Key& key : order) {
        FULCRUM_TRY(curves.emplace_back(), averagedCurves(groups[key], kShots18));
        FULCRUM_TRY(StrategySummary row, summarizeOne(*firsts[key], groups[key], curves.back()));
        row.failed = failed[key];
        rows.push_back(std::move(row));
    }
    FULCRUM_CHECK(compareWithLever(rows, curves));
    return rows;
}

nlohmann::ordered_json toJson(std::span<const StrategySummary> rows)
{
    using Json = nlohmann::ordered_json;
    const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
    const auto difference = [](const std::optional<metrics::PairedDifference>& paired) {
        return paired ? Json{{"value", paired->difference.value},
                            {"ci95", {paired->difference.low, paired->difference.high}}, {"p", paired->pValue}}
                      : Json(nullptr);
    };
    Json result = Json::array();
    for (const StrategySummary& row : rows) {
        Json shots = Json::object();
        Json intervals = Json::object();
        for (const auto& [k, value] : row.shots)
            shots[std::to_string(k)] = value;
        for (const auto& [k, ci] : row.ci95)
            intervals[std::to_string(k)] = {ci.low, ci.high};
        result.push_back({{"task", row.task}, {"lvlm", row.lvlm}, {"strategy", row.strategy}, {"shots", std::move(shots)},
            {"ci95", std::move(intervals)}, {"avg_1_2", number(row.avg12)}, {"avg_3_8", number(row.avg38)},
            {"avg_1_8", number(row.avg18)},
            {"ci95_avg_1_8", row.ci95Avg18 ? Json::array({row.ci95Avg18->low, row.ci95Avg18->high}) : Json(nullptr)},
            {"lever_minus_this", difference(row.leverMinusThis)}, {"queries", row.queries}, {"failed", row.failed},
            {"seeds", row.seeds}});
    }
    return result;
}

} // namespace fulcrum::icl
