// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/pivot_table.h"

#include "core/chart/palette.h"
#include "core/icl/retriever.h"
#include "core/metrics/statistics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace fulcrum::icl {

namespace {

constexpr PivotAxis kAxes[] = {PivotAxis::Task, PivotAxis::Model, PivotAxis::Split, PivotAxis::Strategy, PivotAxis::Shots,
    PivotAxis::Seed, PivotAxis::Run};
constexpr const char* kAxisNames[] = {"task", "model", "split", "strategy", "shots", "seed", "run"};
/// A mean over these would mix what cannot be compared.
constexpr PivotAxis kNeverAveraged[] = {PivotAxis::Task, PivotAxis::Model, PivotAxis::Split, PivotAxis::Strategy};

struct Average
{
    const char* key;
    const char* label;
    std::vector<std::string> shots;
};
const std::vector<Average>& averages()
{
    static const std::vector<Average> all = {{"avg_1_2", "Avg:1~2", {"1", "2"}}, {"avg_3_8", "Avg:3~8", {"3", "4", "6", "8"}},
        {"avg_1_8", "Avg:1~8", {"1", "2", "3", "4", "6", "8"}}};
    return all;
}
const Average* averageOf(std::string_view key)
{
    for (const Average& one : averages())
        if (key == one.key)
            return &one;
    return nullptr;
}

constexpr const char* kUnknownKey = "unknown";
constexpr const char* kPublishedKey = "published";

std::string keyOf(const PivotValue& value, PivotAxis axis)
{
    switch (axis) {
    case PivotAxis::Task: return value.task;
    case PivotAxis::Model: return value.model.empty() ? kUnknownKey : value.model;
    case PivotAxis::Split: return value.split;
    case PivotAxis::Strategy:
        return value.isPublished() ? fmt::format("{} ({}, {}: {})", value.strategy, value.model, kPublishedKey, value.publication)
                                   : value.strategy;
    case PivotAxis::Shots: return value.shots;
    case PivotAxis::Seed: return value.seed ? std::to_string(*value.seed) : kUnknownKey;
    case PivotAxis::Run: return value.isPublished() ? kPublishedKey : std::to_string(value.run);
    }
    return {};
}

std::optional<std::int64_t> numberOf(std::string_view key)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(key.data(), key.data() + key.size(), number);
    return read.ec == std::errc() && read.ptr == key.data() + key.size() ? std::optional(number) : std::nullopt;
}

/// Numbers by value and words behind them; strategies in their own order; published ones last.
bool standsBefore(PivotAxis axis, const std::string& a, const std::string& b)
{
    static const std::vector<std::string> strategies = strategyNames();
    const auto place = [](const std::string& key) {
        const std::string name = key.substr(0, key.find(" ("));
        return std::pair(name != key, std::find(strategies.begin(), strategies.end(), name) - strategies.begin());
    };
    if (axis == PivotAxis::Strategy && place(a) != place(b))
        return place(a) < place(b);
    const auto first = numberOf(a), second = numberOf(b);
    if (first.has_value() != second.has_value())
        return first.has_value();
    if (first && *first != *second)
        return *first < *second;
    const auto isAverage = [](const std::string& key) { return averageOf(key) ? averageOf(key) - averages().data() : -1; };
    if (isAverage(a) != isAverage(b))
        return isAverage(a) < isAverage(b);
    return a < b;
}

bool has(const std::vector<PivotAxis>& axes, PivotAxis axis)
{
    return std::find(axes.begin(), axes.end(), axis) != axes.end();
}

std::vector<std::string> keyOf(const PivotValue& value, const std::vector<PivotAxis>& axes)
{
    std::vector<std::string> key;
    for (const PivotAxis axis : axes)
        key.push_back(keyOf(value, axis));
    return key;
}

using Keys = std::vector<std::vector<std::string>>;

void sortKeys(Keys& keys, const std::vector<PivotAxis>& axes)
{
    std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < axes.size(); ++i)
            if (a[i] != b[i])
                return standsBefore(axes[i], a[i], b[i]);
        return false;
    });
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

/// The numbers of one cell: by number of shots, then by seed and run.
struct Pool
{
    std::map<std::string, std::map<std::pair<store::RunId, std::int64_t>, const PivotValue*>> shots;
};

Pool poolOf(std::span<const PivotValue> values, const std::vector<std::size_t>& places)
{
    Pool pool;
    for (const std::size_t i : places) {
        const PivotValue& value = values[i];
        pool.shots[value.shots][{value.run, value.seed.value_or(-1)}] = &value;
    }
    return pool;
}

/// Mean over seeds of each number of shots, then over these.
double meanOf(const Pool& pool)
{
    double sum = 0;
    for (const auto& [shots, seeds] : pool.shots) {
        double own = 0;
        for (const auto& [seed, value] : seeds)
            own += value->metric;
        sum += own / static_cast<double>(seeds.size());
    }
    return sum / static_cast<double>(pool.shots.size());
}

/// Seeds that have every number of shots, each as its mean over them.
std::vector<double> seedMeans(const Pool& pool)
{
    std::map<std::pair<store::RunId, std::int64_t>, std::pair<double, std::size_t>> sums;
    for (const auto& [shots, seeds] : pool.shots)
        for (const auto& [seed, value] : seeds) {
            sums[seed].first += value->metric;
            ++sums[seed].second;
        }
    std::vector<double> means;
    for (const auto& [seed, sum] : sums)
        if (sum.second == pool.shots.size())
            means.push_back(sum.first / static_cast<double>(sum.second));
    return means;
}

/// Each query's mean over all numbers; empty when they are not about the same queries.
std::vector<double> queryMeans(const Pool& pool)
{
    std::vector<std::vector<double>> rows;
    std::set<store::RunId> runs;
    for (const auto& [shots, seeds] : pool.shots)
        for (const auto& [seed, value] : seeds) {
            rows.push_back(value->perQuery);
            runs.insert(seed.first);
            if (rows.back().empty() || rows.back().size() != rows.front().size() || runs.size() > 1)
                return {};
        }
    const auto means = metrics::averageCurves(rows);
    return means ? *means : std::vector<double>();
}

void fill(PivotCell& cell, std::span<const PivotValue> values, PivotSpread spread)
{
    const Pool pool = poolOf(values, cell.values);
    cell.mean = meanOf(pool);
    if (values[cell.values.front()].isPublished())
        return;
    const std::vector<double> samples = spread == PivotSpread::Seeds ? seedMeans(pool) : queryMeans(pool);
    cell.n = static_cast<std::int64_t>(samples.size());
    if (samples.size() >= 2)
        cell.error = metrics::sampleDeviation(samples) / std::sqrt(static_cast<double>(samples.size()));
}

/// Zero-shot and what knows the answers are references; imported strategies count like our own.
bool isRanked(const std::string& strategy)
{
    return strategy != "zero-shot" && strategy != "oracle" && strategy != "golden" && strategy.find(kPublishedKey) == std::string::npos;
}

class Builder
{
public:
    Builder(std::span<const PivotValue> values, const PivotSpec& spec) : m_values(values) { m_table.spec = spec; }

    Result<PivotTable> build()
    {
        FULCRUM_CHECK(checkAxes());
        select();
        if (m_chosen.empty())
            return fail(ErrorCode::NotFound, "there is nothing to put into a table", {}, "no finished cell of an evaluation is left",
                "choose other runs or values");
        FULCRUM_CHECK(checkSingle());
        makeKeys();
        fillCells();
        markIncomplete();
        rank();
        return std::move(m_table);
    }

private:
    const PivotSpec& spec() const { return m_table.spec; }
    bool isAxis(PivotAxis axis) const { return has(spec().rows, axis) || has(spec().columns, axis); }

    Result<void> checkAxes() const
    {
        std::vector<PivotAxis> all = spec().rows;
        all.insert(all.end(), spec().columns.begin(), spec().columns.end());
        std::sort(all.begin(), all.end());
        const auto twice = std::adjacent_find(all.begin(), all.end());
        if (twice != all.end())
            return fail(ErrorCode::Usage, "the table cannot be made", pivotAxisName(*twice), "it is named twice");
        if (spec().rows.empty() || spec().columns.empty())
            return fail(ErrorCode::Usage, "the table cannot be made", spec().rows.empty() ? "rows" : "columns", "there are none");
        return {};
    }

    void select()
    {
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const PivotValue& value = m_values[i];
            if (!std::isfinite(value.metric) || (value.isPublished() && !isAxis(PivotAxis::Strategy)))
                continue;
            const bool wanted = std::all_of(spec().only.begin(), spec().only.end(), [&](const auto& one) {
                // A published number has a model and a strategy key of its own.
                const bool exempt = value.isPublished() && one.first != PivotAxis::Task && one.first != PivotAxis::Shots;
                return exempt || keyOf(value, one.first) == one.second;
            });
            const bool isAverage = averageOf(value.shots) != nullptr;
            if (wanted && (!isAverage || (isAxis(PivotAxis::Shots) && spec().averages)))
                m_chosen.push_back(i);
        }
    }

    Result<void> checkSingle()
    {
        for (const PivotAxis axis : kNeverAveraged) {
            std::set<std::string> keys;
            for (const std::size_t i : m_chosen)
                if (!m_values[i].isPublished())
                    keys.insert(keyOf(m_values[i], axis));
            if (keys.size() > 1 && !isAxis(axis))
                return fail(ErrorCode::Usage, "the table cannot be made", pivotAxisName(axis),
                    fmt::format("a mean over different ones means nothing; there are {}", fmt::join(keys, ", ")),
                    "make it a row or a column, or choose one");
        }
        std::set<std::string> metrics;
        for (const std::size_t i : m_chosen)
            metrics.insert(m_values[i].metricName);
        if (metrics.size() == 1)
            m_table.metricName = *metrics.begin();
        return {};
    }

    void makeKeys()
    {
        for (const std::size_t i : m_chosen) {
            m_table.rows.push_back(keyOf(m_values[i], spec().rows));
            m_table.columns.push_back(keyOf(m_values[i], spec().columns));
        }
        if (spec().averages)
            for (auto [keys, axes] : {std::pair(&m_table.rows, &spec().rows), std::pair(&m_table.columns, &spec().columns)})
                addAverages(*keys, *axes);
        sortKeys(m_table.rows, spec().rows);
        sortKeys(m_table.columns, spec().columns);
        m_table.cells.resize(m_table.rows.size() * m_table.columns.size());
    }

    /// Beside every key with a number of shots those of the averages that some strategy has all shots for.
    void addAverages(Keys& keys, const std::vector<PivotAxis>& axes) const
    {
        const auto at = std::find(axes.begin(), axes.end(), PivotAxis::Shots);
        if (at == axes.end())
            return;
        const auto place = static_cast<std::size_t>(at - axes.begin());
        std::set<std::string> shots;
        for (const std::size_t i : m_chosen)
            shots.insert(m_values[i].shots);
        const std::size_t count = keys.size();
        for (const Average& average : averages()) {
            if (!std::all_of(average.shots.begin(), average.shots.end(), [&](const auto& one) { return shots.contains(one); }))
                continue;
            for (std::size_t i = 0; i < count; ++i) {
                std::vector<std::string> key = keys[i];
                key[place] = average.key;
                keys.push_back(std::move(key));
            }
        }
    }

    static std::size_t placeOf(const Keys& keys, const std::vector<std::string>& key)
    {
        return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    }

    PivotCell* find(const std::vector<std::string>& row, const std::vector<std::string>& column)
    {
        const std::size_t r = placeOf(m_table.rows, row), c = placeOf(m_table.columns, column);
        return r < m_table.rows.size() && c < m_table.columns.size() ? &m_table.cells[r * m_table.columns.size() + c] : nullptr;
    }

    void fillCells()
    {
        for (const std::size_t i : m_chosen) {
            PivotValue value = m_values[i];
            find(keyOf(value, spec().rows), keyOf(value, spec().columns))->values.push_back(i);
            if (!isAxis(PivotAxis::Shots) || !spec().averages || averageOf(value.shots))
                continue;
            for (const Average& average : averages()) {
                if (std::find(average.shots.begin(), average.shots.end(), value.shots) == average.shots.end())
                    continue;
                PivotValue averaged = value;
                averaged.shots = average.key;
                PivotCell* cell = find(keyOf(averaged, spec().rows), keyOf(averaged, spec().columns));
                if (cell)
                    cell->values.push_back(i);
            }
        }
        for (std::size_t r = 0; r < m_table.rows.size(); ++r)
            for (std::size_t c = 0; c < m_table.columns.size(); ++c) {
                PivotCell& cell = m_table.cells[r * m_table.columns.size() + c];
                if (!cell.values.empty() && isWhole(cell, r, c))
                    fill(cell, m_values, spec().spread);
            }
    }

    /// An average needs all of its shots; a published one is a number by itself.
    bool isWhole(PivotCell& cell, std::size_t row, std::size_t column) const
    {
        std::string shots;
        for (const auto& [axes, key] : {std::pair(&spec().rows, &m_table.rows[row]), std::pair(&spec().columns, &m_table.columns[column])})
            for (std::size_t i = 0; i < axes->size(); ++i)
                if ((*axes)[i] == PivotAxis::Shots)
                    shots = (*key)[i];
        const Average* average = averageOf(shots);
        if (!average)
            return true;
        const auto own = std::find_if(cell.values.begin(), cell.values.end(), [&](std::size_t i) { return m_values[i].shots == shots; });
        if (own != cell.values.end()) {
            cell.values = {*own};
            return true;
        }
        std::set<std::string> there;
        for (const std::size_t i : cell.values)
            there.insert(m_values[i].shots);
        return there.size() == average->shots.size();
    }

    std::set<std::string> shotsOf(const PivotCell& cell) const
    {
        std::set<std::string> shots;
        for (const std::size_t i : cell.values)
            if (m_values[i].shots != "0" && !m_values[i].isPublished())
                shots.insert(m_values[i].shots);
        return shots;
    }

    /// Where shots are averaged, a cell that lacks some of them is not comparable with one that has all.
    void markIncomplete()
    {
        if (isAxis(PivotAxis::Shots))
            return;
        std::set<std::string> all;
        for (const PivotCell& cell : m_table.cells)
            all.merge(shotsOf(cell));
        for (PivotCell& cell : m_table.cells) {
            const std::set<std::string> own = shotsOf(cell);
            cell.incomplete = !own.empty() && own != all;
        }
    }

    /// Cells that differ in nothing but strategy, model, run or seed of the compared axis stand in one contest.
    void rank()
    {
        const bool alongColumns = has(spec().columns, PivotAxis::Strategy);
        const std::vector<PivotAxis>& axes = alongColumns ? spec().columns : spec().rows;
        const Keys& lines = alongColumns ? m_table.columns : m_table.rows;
        const std::size_t others = alongColumns ? m_table.rows.size() : m_table.columns.size();
        const auto contest = [&](std::size_t line) {
            std::vector<std::string> key;
            for (std::size_t i = 0; i < axes.size(); ++i)
                if (axes[i] == PivotAxis::Task || axes[i] == PivotAxis::Split || axes[i] == PivotAxis::Model || axes[i] == PivotAxis::Shots)
                    key.push_back(lines[line][i]);
            return key;
        };
        const auto cellAt = [&](std::size_t line, std::size_t other) -> PivotCell& {
            return m_table.cells[alongColumns ? other * m_table.columns.size() + line : line * m_table.columns.size() + other];
        };
        for (std::size_t other = 0; other < others; ++other)
            for (std::size_t line = 0; line < lines.size(); ++line) {
                PivotCell& own = cellAt(line, other);
                if (!competes(own))
                    continue;
                int better = 0, rivals = 0;
                for (std::size_t i = 0; i < lines.size(); ++i)
                    if (i != line && competes(cellAt(i, other)) && contest(i) == contest(line)) {
                        ++rivals;
                        better += *cellAt(i, other).mean > *own.mean ? 1 : 0;
                    }
                own.rank = rivals > 0 && better < 2 ? better + 1 : 0;
            }
    }

    bool competes(const PivotCell& cell) const
    {
        return cell.mean && !cell.incomplete && !m_values[cell.values.front()].isPublished()
            && isRanked(m_values[cell.values.front()].strategy);
    }

    std::span<const PivotValue> m_values;
    std::vector<std::size_t> m_chosen;
    PivotTable m_table;
};

} // namespace

const char* pivotAxisName(PivotAxis axis) { return kAxisNames[static_cast<std::size_t>(axis)]; }

std::optional<PivotAxis> pivotAxisFromName(std::string_view name)
{
    for (const PivotAxis axis : kAxes)
        if (name == pivotAxisName(axis))
            return axis;
    return std::nullopt;
}

std::span<const PivotAxis> pivotAxes() { return kAxes; }

std::string PivotTable::label(PivotAxis axis, const std::string& key)
{
    if (axis == PivotAxis::Strategy) {
        const std::size_t end = key.find(" (");
        return end == std::string::npos ? chart::displayName(key) : chart::displayName(key.substr(0, end)) + key.substr(end);
    }
    if (const Average* average = averageOf(key); average && axis == PivotAxis::Shots)
        return average->label;
    if (axis == PivotAxis::Seed)
        return key == kUnknownKey ? "seed unknown" : "seed " + key;
    if (axis == PivotAxis::Run)
        return key == kPublishedKey ? key : "run " + key;
    return key;
}

std::string PivotTable::legend() const
{
    const char* what = spec.spread == PivotSpread::Seeds ? "seeds" : "queries";
    return fmt::format("mean ± standard error over {} (number of {}); best bold, second underlined", what, what);
}

std::string pivotKey(const PivotValue& value, PivotAxis axis) { return keyOf(value, axis); }

std::vector<std::string> pivotKeys(std::span<const PivotValue> values, PivotAxis axis)
{
    Keys keys;
    for (const PivotValue& value : values)
        if (!value.isPublished())
            keys.push_back({keyOf(value, axis)});
    sortKeys(keys, {axis});
    std::vector<std::string> flat;
    for (const auto& key : keys)
        flat.push_back(key.front());
    return flat;
}

Result<PivotTable> pivot(std::span<const PivotValue> values, const PivotSpec& spec) { return Builder(values, spec).build(); }

} // namespace fulcrum::icl
