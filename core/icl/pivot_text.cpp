// SPDX-License-Identifier: GPL-3.0-or-later
// Pivot tables as LaTeX, Markdown, CSV, JSON and plain text.
#include "core/icl/pivot_table.h"

#include "core/base/table_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::icl {

namespace {

std::string labelOf(PivotAxis axis, const std::string& key) { return PivotTable::label(axis, key); }

std::string joined(const std::vector<PivotAxis>& axes, const std::vector<std::string>& key)
{
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < axes.size(); ++i)
        labels.push_back(labelOf(axes[i], key[i]));
    return fmt::format("{}", fmt::join(labels, ", "));
}

/// Header lines of LaTeX, one a column axis: equal neighbours share a cell on every line but the last.
std::string latexHeader(const PivotTable& table)
{
    const std::vector<PivotAxis>& axes = table.spec.columns;
    const std::size_t lead = table.spec.rows.size();
    std::string text;
    for (std::size_t level = 0; level < axes.size(); ++level) {
        const bool last = level + 1 == axes.size();
        std::string rules;
        for (std::size_t i = 0; i < lead; ++i)
            text += (i > 0 ? " & " : "") + (last ? latexText(pivotAxisName(table.spec.rows[i])) : std::string());
        for (std::size_t c = 0; c < table.columns.size();) {
            std::size_t end = c + 1;
            while (!last && end < table.columns.size()
                && std::equal(table.columns[c].begin(), table.columns[c].begin() + static_cast<std::ptrdiff_t>(level) + 1,
                    table.columns[end].begin()))
                ++end;
            const std::string label = latexText(labelOf(axes[level], table.columns[c][level]));
            text += end - c > 1 ? fmt::format(" & \\multicolumn{{{}}}{{c}}{{{}}}", end - c, label) : " & " + label;
            if (!last)
                rules += fmt::format("\\cmidrule(lr){{{}-{}}}", lead + c + 1, lead + end);
            c = end;
        }
        text += " \\\\\n";
        if (!rules.empty())
            text += rules + "\n";
    }
    return text;
}

std::string latexCell(const PivotCell& cell)
{
    if (!cell.mean)
        return "--";
    std::string number = fmt::format("{:.2f}", *cell.mean);
    if (cell.rank == 1)
        number = fmt::format("\\textbf{{{}}}", number);
    else if (cell.rank == 2)
        number = fmt::format("\\underline{{{}}}", number);
    return cell.error ? fmt::format("{}$\\pm${:.2f}", number, *cell.error) : number;
}

std::string markdownCell(const PivotCell& cell)
{
    if (!cell.mean)
        return "";
    std::string number = fmt::format("{:.2f}", *cell.mean);
    if (cell.rank == 1)
        number = fmt::format("**{}**", number);
    else if (cell.rank == 2)
        number = fmt::format("<u>{}</u>", number);
    return cell.error ? fmt::format("{} ± {:.2f}", number, *cell.error) : number;
}

std::string textCell(const PivotCell& cell)
{
    if (!cell.mean)
        return "-";
    std::string text = fmt::format("{:.2f}", *cell.mean);
    if (cell.error)
        text += fmt::format(" ± {:.2f}", *cell.error);
    if (cell.n > 0)
        text += fmt::format(" ({})", cell.n);
    return text + (cell.rank == 1 ? " *" : cell.rank == 2 ? " +" : "  ");
}

/// Characters, not bytes.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool anyIncomplete(const PivotTable& table)
{
    return std::any_of(table.cells.begin(), table.cells.end(), [](const PivotCell& cell) { return cell.incomplete; });
}

} // namespace

std::string pivotLatex(const PivotTable& table)
{
    std::string text = fmt::format("% {}{}\n", table.metricName.empty() ? "" : table.metricName + ": ", table.legend());
    text += fmt::format("\\begin{{tabular}}{{{}{}}}\n\\toprule\n", std::string(table.spec.rows.size(), 'l'),
        std::string(table.columns.size(), 'r'));
    text += latexHeader(table) + "\\midrule\n";
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const bool newGroup = r > 0 && table.spec.rows.size() > 1 && table.rows[r].front() != table.rows[r - 1].front();
        if (newGroup)
            text += "\\midrule\n";
        for (std::size_t i = 0; i < table.rows[r].size(); ++i)
            text += (i > 0 ? " & " : "") + latexText(labelOf(table.spec.rows[i], table.rows[r][i]));
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            text += " & " + latexCell(table.cell(r, c));
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string pivotMarkdown(const PivotTable& table)
{
    std::string text = "|", rule = "|";
    for (const PivotAxis axis : table.spec.rows) {
        text += fmt::format(" {} |", pivotAxisName(axis));
        rule += " --- |";
    }
    for (const auto& key : table.columns) {
        text += fmt::format(" {} |", markdownText(joined(table.spec.columns, key)));
        rule += " ---: |";
    }
    text += "\n" + rule + "\n";
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        text += "|";
        for (std::size_t i = 0; i < table.rows[r].size(); ++i)
            text += fmt::format(" {} |", markdownText(labelOf(table.spec.rows[i], table.rows[r][i])));
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            text += fmt::format(" {} |", markdownCell(table.cell(r, c)));
        text += "\n";
    }
    return text + fmt::format("\n{}{}\n", table.metricName.empty() ? "" : table.metricName + ": ", table.legend());
}

std::string pivotCsv(const PivotTable& table)
{
    std::vector<std::string> fields;
    for (const PivotAxis axis : table.spec.rows)
        fields.emplace_back(pivotAxisName(axis));
    for (const auto& key : table.columns) {
        const std::string name = joined(table.spec.columns, key);
        for (const char* part : {"", " se", " n"})
            fields.push_back(csvText(name + part));
    }
    std::string text = fmt::format("{}\n", fmt::join(fields, ","));
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        fields.clear();
        for (const std::string& key : table.rows[r])
            fields.push_back(csvText(key));
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const PivotCell& cell = table.cell(r, c);
            fields.push_back(cell.mean ? fmt::format("{}", *cell.mean) : "");
            fields.push_back(cell.error ? fmt::format("{}", *cell.error) : "");
            fields.push_back(cell.mean && cell.n > 0 ? std::to_string(cell.n) : "");
        }
        text += fmt::format("{}\n", fmt::join(fields, ","));
    }
    return text;
}

std::string pivotText(const PivotTable& table)
{
    std::vector<std::vector<std::string>> lines(1);
    for (const PivotAxis axis : table.spec.rows)
        lines[0].emplace_back(pivotAxisName(axis));
    for (const auto& key : table.columns)
        lines[0].push_back(joined(table.spec.columns, key) + "  ");
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        auto& line = lines.emplace_back();
        for (std::size_t i = 0; i < table.rows[r].size(); ++i)
            line.push_back(labelOf(table.spec.rows[i], table.rows[r][i]));
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            line.push_back(textCell(table.cell(r, c)));
    }
    std::string text;
    for (const auto& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            std::size_t width = 0;
            for (const auto& other : lines)
                width = std::max(width, widthOf(other[i]));
            const std::string pad(width - widthOf(line[i]), ' ');
            row += (i > 0 ? "  " : "") + (i < table.spec.rows.size() ? line[i] + pad : pad + line[i]);
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + "\n";
    }
    const char* what = table.spec.spread == PivotSpread::Seeds ? "seeds" : "queries";
    text += fmt::format("\n{}mean ± standard error over {} (number of {}); * best, + second\n",
        table.metricName.empty() ? "" : table.metricName + ": ", what, what);
    if (anyIncomplete(table))
        text += "means over different numbers of shots are not ranked\n";
    return text;
}

std::string pivotJson(const PivotTable& table, std::span<const PivotValue> values)
{
    using Json = nlohmann::ordered_json;
    const auto names = [](const std::vector<PivotAxis>& axes) {
        Json list = Json::array();
        for (const PivotAxis axis : axes)
            list.push_back(pivotAxisName(axis));
        return list;
    };
    const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
    Json cells = Json::array();
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const PivotCell& cell = table.cell(r, c);
            if (!cell.mean)
                continue;
            std::set<store::RunId> runs;
            for (const std::size_t i : cell.values)
                if (!values[i].isPublished())
                    runs.insert(values[i].run);
            cells.push_back({{"row", table.rows[r]}, {"column", table.columns[c]}, {"mean", *cell.mean},
                {"se", number(cell.error)}, {"n", cell.n}, {"rank", cell.rank}, {"incomplete", cell.incomplete}, {"runs", runs},
                {"source", values[cell.values.front()].source}});
        }
    const Json document = {{"metric", table.metricName}, {"rows", names(table.spec.rows)}, {"columns", names(table.spec.columns)},
        {"spread", table.spec.spread == PivotSpread::Seeds ? "seeds" : "queries"}, {"cells", std::move(cells)}};
    return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace fulcrum::icl
