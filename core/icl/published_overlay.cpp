// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/published_overlay.h"

#include "core/base/resources.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace fulcrum::icl {
namespace {

/// The shots that a column covers (PAPER.md (b)).
std::vector<int> shotsOf(std::string_view column)
{
    if (column == "avg_1_2")
        return {1, 2};
    if (column == "avg_3_8")
        return {3, 4, 6, 8};
    constexpr std::string_view kPrefix = "shots_";
    int shots = 0;
    if (!column.starts_with(kPrefix))
        return {};
    const std::string_view number = column.substr(kPrefix.size());
    const auto read = std::from_chars(number.data(), number.data() + number.size(), shots);
    return read.ec == std::errc() ? std::vector{shots} : std::vector<int>();
}

chart::Series seriesOf(const store::PublishedRow& row)
{
    chart::Series series;
    series.key = fmt::format("published {} {}", row.lvlm, row.method);
    series.name = fmt::format("{}, {} (published)", chart::displayName(row.method), row.lvlm);
    for (const auto& [column, value] : row.values)
        for (const int shots : shotsOf(column))
            series.points.push_back({static_cast<double>(shots), value.value, {}, {}});
    if (series.points.empty())
        if (const auto all = row.values.find("avg_1_8"); all != row.values.end())
            for (const double shots : {1.0, 8.0})
                series.points.push_back({shots, all->second.value, {}, {}});
    std::sort(series.points.begin(), series.points.end(),
        [](const chart::Point& a, const chart::Point& b) { return a.x < b.x; });
    return series;
}

bool isCurve(const store::PublishedRow& row, std::string_view lvlm)
{
    return !row.method.empty() && !row.lvlm.empty() && (lvlm.empty() || row.lvlm == lvlm);
}

std::set<std::string> modelsOf(std::span<const store::PublishedTable> tables)
{
    std::set<std::string> models;
    for (const store::PublishedTable& table : tables)
        for (const store::PublishedRow& row : table.rows)
            if (isCurve(row, {}))
                models.insert(row.lvlm);
    return models;
}

/// Of the tables that have a curve of the model.
std::string sourcesOf(std::span<const store::PublishedTable> tables, std::string_view lvlm)
{
    std::set<std::string> sources;
    for (const store::PublishedTable& table : tables)
        if (std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return isCurve(row, lvlm); }))
            sources.insert(fmt::format("{} ({})", table.sourceTitle, table.sourceReference));
    return fmt::format("{}", fmt::join(sources, "; "));
}

} // namespace

Result<std::vector<store::PublishedTable>> shippedPublishedResults()
{
    std::error_code ignored;
    for (const Path& file : resourcePlaces("published/lever_lm.json"))
        if (std::filesystem::is_regular_file(file, ignored))
            return store::readPublishedResults(file);
    return fail(ErrorCode::NotFound, "cannot read the published numbers", "share/fulcrum/published/lever_lm.json",
        "there is no such file", "install Fulcrum with its resources");
}

std::map<std::string, std::vector<chart::Series>> publishedSeries(
    std::span<const store::PublishedTable> tables, std::string_view lvlm)
{
    std::map<std::string, std::vector<chart::Series>> byTask;
    for (const store::PublishedTable& table : tables)
        for (const store::PublishedRow& row : table.rows) {
            if (!isCurve(row, lvlm))
                continue;
            chart::Series series = seriesOf(row);
            std::vector<chart::Series>& known = byTask[row.task];
            const bool twice = std::any_of(
                known.begin(), known.end(), [&](const chart::Series& one) { return one.key == series.key; });
            if (!series.points.empty() && !twice)
                known.push_back(std::move(series));
        }
    return byTask;
}

Result<void> overlayPublished(chart::Figure& figure, std::span<const std::string> panelTasks,
    std::span<const store::PublishedTable> tables, std::string_view lvlm)
{
    const auto byTask = publishedSeries(tables, lvlm);
    std::size_t added = 0;
    for (std::size_t i = 0; i < std::min(figure.panels.size(), panelTasks.size()); ++i)
        if (const auto found = byTask.find(panelTasks[i]); found != byTask.end()) {
            std::vector<chart::Series>& own = figure.panels[i].series;
            own.insert(own.end(), found->second.begin(), found->second.end());
            added += found->second.size();
        }
    if (added == 0)
        return fail(ErrorCode::NotFound, "there are no published numbers to lay over", std::string(lvlm),
            "none are known of this model for these tasks", fmt::format("known are {}", fmt::join(modelsOf(tables), ", ")));
    figure.metadata["published"] = sourcesOf(tables, lvlm) + "; other data and models than the runs'";
    return {};
}

} // namespace fulcrum::icl
