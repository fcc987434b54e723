// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/results_table.h"

#include "core/base/table_text.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>

namespace fulcrum::icl {
namespace {

constexpr const char* kAverages[] = {"1~2", "3~8", "1~8"};

/// What a cell of the table says.
struct Cell
{
    std::optional<double> value, error;
    int rank = 0;
};

bool isRanked(const StrategySummary& row)
{
    return row.strategy != "zero-shot" && row.strategy != "oracle" && row.strategy != "golden";
}

std::string nameOf(const std::string& strategy, const std::map<std::string, std::string>& names)
{
    const auto found = names.find(strategy);
    return found == names.end() ? strategy : found->second;
}

Cell cellOf(std::span<const StrategySummary> rows, std::size_t row, const Measure& measure, bool errors)
{
    return {measure.valueOf(rows[row]), errors ? measure.errorOf(rows[row]) : std::nullopt, rankOf(rows, row, measure)};
}

std::string csv(std::span<const StrategySummary> rows, const std::vector<Measure>& columns, bool errors)
{
    std::string text = "task,lvlm,strategy";
    for (const Measure& column : columns) {
        text += "," + column.name();
        if (errors)
            text += ",se " + column.name();
    }
    text += ",ci95_low,ci95_high,queries,seeds,failed\n";
    for (const StrategySummary& row : rows) {
        text += csvText(row.task) + "," + csvText(row.lvlm) + "," + csvText(row.strategy);
        for (const Measure& column : columns) {
            const auto value = column.valueOf(row), error = column.errorOf(row);
            text += value ? fmt::format(",{}", *value) : ",";
            if (errors)
                text += error ? fmt::format(",{}", *error) : ",";
        }
        text += row.ci95Avg18 ? fmt::format(",{},{}", row.ci95Avg18->low, row.ci95Avg18->high) : ",,";
        text += fmt::format(",{},{},{}\n", row.queries, row.seeds.size(), row.failed);
    }
    return text;
}

std::string markdownCell(const Cell& cell)
{
    if (!cell.value)
        return {};
    std::string number = fmt::format("{:.2f}", *cell.value);
    if (cell.error)
        number += fmt::format(" ± {:.2f}", *cell.error);
    return cell.rank == 1 ? "**" + number + "**" : cell.rank == 2 ? "<u>" + number + "</u>" : number;
}

std::string latexCell(const Cell& cell)
{
    if (!cell.value)
        return "--";
    const std::string mean = fmt::format("{:.2f}", *cell.value);
    const std::string marked
        = cell.rank == 1 ? "\\textbf{" + mean + "}" : cell.rank == 2 ? "\\underline{" + mean + "}" : mean;
    return cell.error ? marked + fmt::format("$\\pm${:.2f}", *cell.error) : marked;
}

std::string markdown(std::span<const StrategySummary> rows, const std::vector<Measure>& columns, bool errors,
    const std::map<std::string, std::string>& names)
{
    std::string text = "| task | strategy |", rule = "| --- | --- |";
    for (const Measure& column : columns) {
        text += " " + column.name() + " |";
        rule += " ---: |";
    }
    text += "\n" + rule + "\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        text += fmt::format("| {} | {} |", rows[r].task, markdownText(nameOf(rows[r].strategy, names)));
        for (const Measure& column : columns)
            text += " " + markdownCell(cellOf(rows, r, column, errors)) + " |";
        text += "\n";
    }
    const std::string failures = failureNotes(rows);
    return failures.empty() ? text : text + "\n" + failures;
}

std::string latex(std::span<const StrategySummary> rows, const std::vector<Measure>& columns, bool errors,
    const std::map<std::string, std::string>& names)
{
    std::string text = "\\begin{tabular}{ll" + std::string(columns.size(), 'r') + "}\n\\toprule\ntask & strategy";
    for (const Measure& column : columns)
        text += " & " + latexText(column.name());
    text += " \\\\\n\\midrule\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (r > 0 && rows[r].task != rows[r - 1].task)
            text += "\\midrule\n";
        text += latexText(rows[r].task) + " & " + latexText(nameOf(rows[r].strategy, names));
        for (const Measure& column : columns)
            text += " & " + latexCell(cellOf(rows, r, column, errors));
        text += " \\\\\n";
    }
    std::string failures = failureNotes(rows);
    if (!failures.empty())
        failures.insert(0, "% ");
    return text + "\\bottomrule\n\\end{tabular}\n" + failures;
}

} // namespace

std::string failureNotes(std::span<const StrategySummary> rows)
{
    std::string text;
    std::set<std::pair<std::string, std::string>> told;
    for (const StrategySummary& row : rows)
        if (row.failed > 0 && told.emplace(row.task, row.lvlm).second)
            text += fmt::format("{}, {}: {} queries failed somewhere and are left out of every row ({} remain)\n", row.task, row.lvlm,
                row.failed, row.queries);
    return text;
}

std::string Measure::name() const { return shots >= 0 ? std::to_string(shots) : "Avg:" + average; }

std::optional<double> Measure::valueOf(const StrategySummary& row) const
{
    if (shots < 0)
        return average == "1~2" ? row.avg12 : average == "3~8" ? row.avg38 : row.avg18;
    const auto found = row.shots.find(shots);
    return found == row.shots.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> Measure::errorOf(const StrategySummary& row) const
{
    if (shots < 0)
        return average == "1~2" ? row.se12 : average == "3~8" ? row.se38 : row.se18;
    const auto found = row.standardErrors.find(shots);
    return found == row.standardErrors.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Interval> Measure::intervalOf(const StrategySummary& row) const
{
    if (shots < 0)
        return average == "1~2" ? row.ci95Avg12 : average == "3~8" ? row.ci95Avg38 : row.ci95Avg18;
    const auto found = row.ci95.find(shots);
    return found == row.ci95.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Measure> measureFromName(const std::string& name)
{
    int shots = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), shots);
    if (error == std::errc() && end == name.data() + name.size() && shots >= 0)
        return Measure{shots, {}};
    std::string plain = name;
    std::replace(plain.begin(), plain.end(), '-', '~');
    std::transform(plain.begin(), plain.end(), plain.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (plain.starts_with("avg:"))
        plain.erase(0, 4);
    for (const char* average : kAverages)
        if (plain == average)
            return Measure{-1, average};
    return std::nullopt;
}

std::vector<Measure> measuresOf(std::span<const StrategySummary> rows)
{
    std::set<int> shots;
    for (const StrategySummary& row : rows)
        for (const auto& [k, value] : row.shots)
            shots.insert(k);
    std::vector<Measure> measures;
    for (const int k : shots)
        measures.push_back({k, {}});
    for (const char* average : kAverages)
        measures.push_back({-1, average});
    return measures;
}

int rankOf(std::span<const StrategySummary> rows, std::size_t row, const Measure& measure)
{
    const std::optional<double> own = measure.valueOf(rows[row]);
    if (!own || !isRanked(rows[row]))
        return 0;
    const auto better = std::count_if(rows.begin(), rows.end(), [&](const StrategySummary& other) {
        const auto value = measure.valueOf(other);
        return other.task == rows[row].task && other.lvlm == rows[row].lvlm && isRanked(other) && value && *value > *own;
    });
    return better < 2 ? static_cast<int>(better) + 1 : 0;
}

std::string resultsTable(std::span<const StrategySummary> rows, const std::string& format, bool errors,
    const std::map<std::string, std::string>& names)
{
    const std::vector<Measure> columns = measuresOf(rows);
    if (format == "csv")
        return csv(rows, columns, errors);
    return format == "latex" ? latex(rows, columns, errors, names) : markdown(rows, columns, errors, names);
}

} // namespace fulcrum::icl
