// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_figure.h"

#include "core/base/version.h"
#include "core/icl/model_access.h"
#include "core/icl/retriever.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace fulcrum::icl {

namespace {

constexpr double kBarWidth = 0.7;

chart::Panel emptyPanel(const std::string& task)
{
    chart::Panel panel;
    panel.title = task == "caption" ? "Captions" : "VQA";
    panel.xLabel = "shots";
    panel.yLabel = task == "caption" ? "CIDEr x 100" : "accuracy in %";
    return panel;
}

void setInterval(chart::Point& point, const std::optional<Interval>& interval)
{
    if (!interval)
        return;
    point.low = interval->low;
    point.high = interval->high;
}

chart::Series seriesOf(const StrategySummary& row)
{
    chart::Series series;
    series.key = row.strategy;
    series.horizontal = row.strategy == strategyName(Strategy::ZeroShot);
    for (const auto& [shots, value] : row.shots) {
        chart::Point point;
        point.x = shots;
        point.y = value;
        setInterval(point, Measure{shots, {}}.intervalOf(row));
        series.points.push_back(point);
    }
    return series;
}

/// The panel of a task, made when it is met first.
chart::Panel& panelOf(chart::Figure& figure, std::vector<std::string>& tasks, const std::string& task)
{
    auto at = std::find(tasks.begin(), tasks.end(), task);
    if (at == tasks.end()) {
        tasks.push_back(task);
        figure.panels.push_back(emptyPanel(task));
        at = std::prev(tasks.end());
    }
    return figure.panels[static_cast<std::size_t>(at - tasks.begin())];
}

} // namespace

chart::Figure evaluationFigure(std::span<const StrategySummary> rows)
{
    chart::Figure figure;
    std::vector<std::string> tasks;
    for (const StrategySummary& row : rows) {
        chart::Panel& panel = panelOf(figure, tasks, row.task);
        panel.series.push_back(seriesOf(row));
        std::set<double> ticks(panel.xTicks.begin(), panel.xTicks.end());
        for (const auto& [shots, value] : row.shots)
            if (shots > 0)
                ticks.insert(shots);
        panel.xTicks.assign(ticks.begin(), ticks.end());
    }
    return figure;
}

chart::Figure barFigure(std::span<const StrategySummary> rows, const Measure& measure)
{
    chart::Figure figure;
    std::vector<std::string> tasks;
    for (const StrategySummary& row : rows) {
        chart::Panel& panel = panelOf(figure, tasks, row.task);
        panel.startAtZero = true;
        panel.xLabel = measure.shots >= 0 ? fmt::format("{} shots", measure.shots) : measure.name();
        // Zero-shot has one number, whatever is asked for.
        const bool zero = row.strategy == strategyName(Strategy::ZeroShot);
        const Measure own = zero ? Measure{0, {}} : measure;
        const auto value = own.valueOf(row);
        if (!value)
            continue;
        const auto place = static_cast<double>(panel.xTicks.size());
        chart::Series series;
        series.key = row.strategy;
        series.mark = chart::Mark::Bars;
        series.width = kBarWidth;
        series.points.push_back({place, *value});
        setInterval(series.points.back(), own.intervalOf(row));
        panel.xTicks.push_back(place);
        panel.xNames.push_back(chart::displayName(row.strategy));
        panel.series.push_back(std::move(series));
    }
    return figure;
}

std::string CellChoice::text() const { return fmt::format("{}:{}/{}/{}", run, strategy, shots, seed); }

std::optional<CellChoice> cellFromText(const std::string& text)
{
    const std::size_t colon = text.find(':'), last = text.rfind('/');
    const std::size_t first = last == std::string::npos || last == 0 ? last : text.rfind('/', last - 1);
    if (colon == std::string::npos || first == std::string::npos || first <= colon || first == last)
        return std::nullopt;
    CellChoice cell;
    const auto read = [&text](std::size_t from, std::size_t to, auto& number) {
        const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, number);
        return error == std::errc() && end == text.data() + to;
    };
    cell.strategy = text.substr(colon + 1, first - colon - 1);
    const bool numbers = read(0, colon, cell.run) && read(first + 1, last, cell.shots) && read(last + 1, text.size(), cell.seed);
    return numbers && !cell.strategy.empty() ? std::optional(cell) : std::nullopt;
}

Result<std::vector<CellChoice>> finishedCells(store::Database& database, store::RunId run)
{
    FULCRUM_TRY(const auto cells, store::EvalRepository(database).cells(run));
    std::vector<CellChoice> finished;
    for (const store::EvalCell& cell : cells)
        if (cell.done)
            finished.push_back({run, cell.strategy, cell.shots, cell.seed});
    return finished;
}

Result<CellScores> cellScores(store::Database& database, const CellChoice& wanted)
{
    FULCRUM_TRY(const store::RunRecord run, store::RunRepository(database).get(wanted.run));
    store::EvalRepository repository(database);
    FULCRUM_TRY(const auto cells, repository.cells(wanted.run));
    for (const store::EvalCell& cell : cells) {
        if (!cell.done || CellChoice{cell.run, cell.strategy, cell.shots, cell.seed} != wanted)
            continue;
        FULCRUM_TRY(const auto predictions, repository.predictions(cell.id));
        CellScores scores{wanted, specText(run, "task"), cell.metricName, {}, {}};
        for (const store::Prediction& prediction : predictions) {
            scores.queryIds.push_back(prediction.queryId);
            scores.scores.push_back(prediction.score);
        }
        return scores;
    }
    return fail(ErrorCode::NotFound, "there is no such cell", wanted.text(),
        fmt::format("run {} has not finished a cell of this strategy, number of shots and seed", wanted.run));
}

namespace {

std::string axisOf(const CellScores& scores)
{
    return fmt::format("{}, {} shots (run {}, seed {}): {}", chart::displayName(scores.cell.strategy), scores.cell.shots,
        scores.cell.run, scores.cell.seed, scores.task == "caption" ? "CIDEr x 100" : "accuracy in %");
}

} // namespace

Result<chart::Figure> scatterFigure(const CellScores& a, const CellScores& b)
{
    const auto refuse = [&](const char* why) {
        return fail(ErrorCode::Usage, "these cells cannot be compared", a.cell.text() + " and " + b.cell.text(), why);
    };
    if (a.task != b.task)
        return refuse("they are of different tasks");
    std::map<std::int64_t, double> ofB;
    for (std::size_t i = 0; i < b.queryIds.size(); ++i)
        ofB[b.queryIds[i]] = b.scores[i];
    std::vector<chart::Point> better, worse, equal;
    for (std::size_t i = 0; i < a.queryIds.size(); ++i) {
        const auto other = ofB.find(a.queryIds[i]);
        if (other == ofB.end())
            continue;
        const double mine = a.scores[i], theirs = other->second;
        (mine > theirs ? better : mine < theirs ? worse : equal).push_back({theirs, mine, {}, {}, a.queryIds[i]});
    }
    if (better.empty() && worse.empty() && equal.empty())
        return refuse("they share no query");
    chart::Panel panel;
    panel.yLabel = axisOf(a);
    panel.xLabel = axisOf(b);
    panel.diagonal = true;
    // Three clouds: who is better is told by marker and place too, never by colour alone.
    const auto cloud = [&panel](const char* key, const std::string& wears, std::string name, std::vector<chart::Point> points) {
        chart::Series series{key, fmt::format("{} ({})", name, points.size()), std::move(points)};
        series.mark = chart::Mark::Points;
        series.wears = wears;
        panel.series.push_back(std::move(series));
    };
    const bool same = a.cell.strategy == b.cell.strategy;
    const std::string nameA = chart::displayName(a.cell.strategy), nameB = chart::displayName(b.cell.strategy);
    cloud("a-better", a.cell.strategy, same ? "upper better" : nameA + " better", std::move(better));
    cloud("b-better", same ? "fixed" : b.cell.strategy, same ? "lower better" : nameB + " better", std::move(worse));
    const bool random = a.cell.strategy == "random" || b.cell.strategy == "random";
    cloud("a-equals-b", random ? "extra" : "random", "equal", std::move(equal));
    chart::Figure figure;
    figure.panels.push_back(std::move(panel));
    return figure;
}

std::map<std::string, std::string> figureProvenance(std::span<const store::RunRecord> runs)
{
    std::vector<std::string> ids, hashes;
    for (const store::RunRecord& run : runs) {
        ids.push_back(std::to_string(run.id));
        hashes.push_back(run.specHash);
    }
    return {{"runs", fmt::format("{}", fmt::join(ids, ","))}, {"spec_sha256", fmt::format("{}", fmt::join(hashes, ","))},
        {"program", fmt::format("Fulcrum {} ({})", version(), gitCommit())}};
}

} // namespace fulcrum::icl
