// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/run_difference.h"

#include "core/store/result_repository.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::jobs {

namespace {

using nlohmann::ordered_json;

/// What differs between any two runs and explains nothing.
constexpr std::array kIgnored = {"name", "note", "tags", "run", "created", "started", "ended", "duration_s", "host", "spec_hash"};

std::string textOf(const ordered_json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// A number as it is stored: the shortest text that reads back as the same.
std::string numberText(double value) { return fmt::format("{}", value); }

class Rows
{
public:
    explicit Rows(std::size_t runs) : m_runs(runs) {}

    void set(std::size_t run, RunSection section, const std::string& key, std::string value)
    {
        auto row = std::find_if(m_rows.begin(), m_rows.end(),
            [&](const RunDifferenceRow& one) { return one.section == section && one.key == key; });
        if (row == m_rows.end()) {
            const bool ignored = section != RunSection::Metrics && std::find(kIgnored.begin(), kIgnored.end(), key) != kIgnored.end();
            m_rows.push_back({section, key, std::vector<std::optional<std::string>>(m_runs), false, ignored});
            row = m_rows.end() - 1;
        }
        row->values[run] = std::move(value);
    }

    /// Depth is bounded: a stored document may be anything.
    void addTree(std::size_t run, const std::string& prefix, const ordered_json& value, int depth = 0)
    {
        constexpr int kDeepest = 8;
        if (!value.is_object() || depth == kDeepest || (value.empty() && !prefix.empty())) {
            set(run, RunSection::Config, prefix.empty() ? "spec" : prefix, textOf(value));
            return;
        }
        for (const auto& [key, child] : value.items())
            addTree(run, prefix.empty() ? key : prefix + "." + key, child, depth + 1);
    }

    std::vector<RunDifferenceRow> take()
    {
        for (RunDifferenceRow& row : m_rows)
            row.differs = std::any_of(row.values.begin(), row.values.end(), [&](const auto& value) { return value != row.values.front(); });
        std::stable_sort(m_rows.begin(), m_rows.end(), [](const auto& a, const auto& b) { return a.section < b.section; });
        return std::move(m_rows);
    }

private:
    std::size_t m_runs;
    std::vector<RunDifferenceRow> m_rows;
};

void addConfig(Rows& rows, std::size_t run, const store::RunRecord& record)
{
    rows.set(run, RunSection::Config, "kind", record.kind);
    ordered_json spec = ordered_json::parse(record.spec, nullptr, false);
    if (spec.is_discarded())
        rows.set(run, RunSection::Config, "spec", record.spec);
    else
        rows.addTree(run, {}, spec);
    rows.set(run, RunSection::Config, "parity", record.parity.empty() ? "{}" : record.parity);
    rows.set(run, RunSection::Config, "parents", ordered_json(record.parents).dump());
}

void addEnvironment(Rows& rows, std::size_t run, const store::RunRecord& record)
{
    const auto add = [&](const char* key, std::string value) { rows.set(run, RunSection::Environment, key, std::move(value)); };
    add("run", std::to_string(record.id));
    add("note", record.note);
    add("tags", ordered_json(record.tags).dump(-1, ' ', false, ordered_json::error_handler_t::replace));
    add("state", store::runStateName(record.state));
    for (const auto& [key, time] : {std::pair{"created", record.created}, {"started", record.started}, {"ended", record.ended}})
        add(key, std::to_string(time));
    add("duration_s", record.started == 0 || record.ended < record.started
            ? std::string()
            : numberText(static_cast<double>(record.ended - record.started) / 1000));
    add("app_version", record.appVersion);
    add("git_commit", record.gitCommit);
    add("libraries", record.libraries);
    add("device_used", record.device);
    add("lane", record.lane);
    add("host", record.process.host);
    add("dataset_fingerprint", record.datasetFingerprint);
    add("spec_hash", record.specHash);
}

} // namespace

Result<ComparedRun> readComparedRun(store::Database& database, store::RunId run)
{
    store::RunRepository repository(database);
    ComparedRun compared;
    FULCRUM_TRY(compared.record, repository.get(run));
    FULCRUM_TRY(const auto names, repository.metricNames(run));
    for (const std::string& name : names) {
        FULCRUM_TRY(const auto points, repository.metrics(run, name));
        if (!points.empty())
            compared.metrics.emplace_back(name + " (last)", points.back().value);
    }
    FULCRUM_TRY(const auto cells, store::EvalRepository(database).cells(run));
    for (const store::EvalCell& cell : cells)
        if (cell.done)
            compared.metrics.emplace_back(
                fmt::format("{}/{}/{} {}", cell.strategy, cell.shots, cell.seed, cell.metricName), cell.metric);
    return compared;
}

std::vector<RunDifferenceRow> runDifference(std::span<const ComparedRun> runs)
{
    Rows rows(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        addConfig(rows, i, runs[i].record);
        for (const auto& [name, value] : runs[i].metrics)
            rows.set(i, RunSection::Metrics, name, numberText(value));
        addEnvironment(rows, i, runs[i].record);
    }
    return rows.take();
}

} // namespace fulcrum::jobs
