// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/run_details.h"

#include "core/icl/pivot_source.h"
#include "core/store/sample_repository.h"

#include <QFile>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

namespace {

constexpr std::int64_t kMostFailures = 50; ///< shown
constexpr qint64 kMostLog = 256 << 10; ///< bytes shown

Result<RunDetails::Link> linkTo(store::RunRepository& runs, store::RunId id)
{
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    return RunDetails::Link {id, run.kind, run.name};
}

Result<void> readLinks(store::RunRepository& runs, RunDetails& details)
{
    for (const store::RunId id : details.record.parents) {
        FULCRUM_TRY(RunDetails::Link link, linkTo(runs, id));
        details.parents.push_back(std::move(link));
    }
    FULCRUM_TRY(const std::vector<store::RunId> children, runs.children(details.record.id));
    for (const store::RunId id : children) {
        FULCRUM_TRY(RunDetails::Link link, linkTo(runs, id));
        details.children.push_back(std::move(link));
    }
    return {};
}

Result<void> readCurves(store::RunRepository& runs, RunDetails& details)
{
    FULCRUM_TRY(const auto points, runs.metrics(details.record.id));
    for (const store::MetricPoint& point : points) {
        if (details.curves.empty() || details.curves.back().name != point.name)
            details.curves.push_back({point.name, 0, point.value, point.value, point.value});
        RunDetails::Curve& curve = details.curves.back();
        ++curve.points;
        curve.last = point.value;
        curve.least = std::min(curve.least, point.value);
        curve.most = std::max(curve.most, point.value);
    }
    return {};
}

Result<void> readData(store::Database& database, RunDetails& details)
{
    const nlohmann::json all = nlohmann::json::parse(details.record.datasetFingerprint, nullptr, false);
    if (!all.is_object())
        return {};
    FULCRUM_TRY(const auto versions, store::SampleRepository(database).datasets());
    for (const auto& [key, fingerprint] : all.items()) {
        if (!fingerprint.is_string())
            continue;
        RunDetails::Data one;
        one.task = key.substr(0, key.find('/'));
        one.split = key.substr(std::min(key.size(), key.find('/') + 1));
        one.fingerprint = fingerprint.get<std::string>();
        for (const store::DatasetRecord& version : versions)
            if (version.fingerprint == one.fingerprint) {
                one.known = true;
                one.active = version.active;
            }
        details.data.push_back(std::move(one));
    }
    return {};
}

Result<void> readTable(store::Database& database, RunDetails& details, std::stop_token stop)
{
    const std::vector<store::RunId> runs {details.record.id};
    FULCRUM_TRY(details.values, icl::pivotValues(database, runs, stop));
    if (details.values.empty())
        return {};
    FULCRUM_TRY(details.table, icl::pivot(details.values, {}));
    return {};
}

} // namespace

QString logTail(const Path& file, bool* cut)
{
    QFile log(fromPath(file));
    if (!log.open(QIODevice::ReadOnly))
        return {};
    *cut = log.size() > kMostLog;
    if (*cut) {
        log.seek(log.size() - kMostLog);
        log.readLine();
    }
    return QString::fromUtf8(log.readAll());
}

Result<RunDetails> readRunDetails(const std::shared_ptr<project::Project>& project, store::RunId run, std::stop_token stop)
{
    return withDatabase(project, [&](store::Database& database) -> Result<RunDetails> {
        store::RunRepository runs(database);
        RunDetails details;
        FULCRUM_TRY(details.record, runs.get(run));
        FULCRUM_CHECK(readLinks(runs, details));
        FULCRUM_CHECK(readCurves(runs, details));
        FULCRUM_CHECK(readData(database, details));
        FULCRUM_TRY(details.failures, runs.failures(run, kMostFailures));
        FULCRUM_TRY(details.failureCount, runs.failureCount(run));
        FULCRUM_TRY(const auto checkpoints, runs.checkpoints(run));
        std::error_code ignored;
        for (const store::CheckpointRecord& one : checkpoints)
            details.checkpoints.push_back({one, std::filesystem::is_regular_file(project->folder() / one.file, ignored)});
        if (details.record.kind == "eval") {
            FULCRUM_CHECK(readTable(database, details, stop));
        }
        if (details.record.kind == "dm") {
            FULCRUM_TRY(details.dmSequences, store::DmRepository(database).count(run));
        }
        FULCRUM_TRY(const auto exported, runs.param(run, "exported"));
        details.exported = exported.value_or("");
        details.log = logTail(project->logsFolder() / fmt::format("run-{}.log", run), &details.logCut);
        return details;
    });
}

} // namespace fulcrum::bridge
