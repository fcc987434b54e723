// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/dm_contents.h"

#include "core/icl/model_access.h"
#include "core/project/dataset_versions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

namespace {

constexpr std::size_t kBars = 40;

Result<void> readRun(store::Database& database, store::RunId run, DmContents& contents)
{
    FULCRUM_TRY(contents.run, store::RunRepository(database).get(run));
    if (contents.run.kind != "dm")
        return fail(ErrorCode::Usage, "cannot show D_M", "run " + std::to_string(run), "it is not a D_M run");
    const auto task = data::taskFromName(icl::specText(contents.run, "task"));
    if (!task)
        return fail(ErrorCode::Malformed, "cannot show D_M", "run " + std::to_string(run), "its specification names no task");
    contents.task = *task;
    contents.imported = !icl::specText(contents.run, "imported_from").empty();
    contents.lastGain = contents.imported || icl::specText(contents.run, "ranking") == "last-gain";
    contents.logScore = icl::specText(contents.run, "scorer") == "infoscore-log";
    FULCRUM_TRY(contents.entries, store::DmRepository(database).entries(run));
    return {};
}

} // namespace

std::span<const store::DmEntry> DmContents::beamsOf(std::int64_t anchor) const
{
    const auto byAnchor = [](const store::DmEntry& a, const store::DmEntry& b) { return a.anchor < b.anchor; };
    store::DmEntry wanted;
    wanted.anchor = anchor;
    const auto [begin, end] = std::equal_range(entries.begin(), entries.end(), wanted, byAnchor);
    return {begin, end};
}

Result<std::shared_ptr<const DmContents>> readDm(const std::shared_ptr<project::Project>& project, store::RunId run, std::stop_token stop)
{
    auto contents = std::make_shared<DmContents>();
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_CHECK(readRun(database, run, *contents));
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "D_M");
    const std::string fingerprint = project::fingerprintOf(contents->run, contents->task, data::Split::Train);
    if (fingerprint.empty()) {
        FULCRUM_TRY(contents->support, project->dataset(contents->task, data::Split::Train));
    } else {
        FULCRUM_TRY(contents->support, project->dataset(contents->task, data::Split::Train, fingerprint));
    }
    contents->statistics = dm::statisticsOf(contents->entries);
    contents->histogram = dm::scoreHistogram(contents->entries, kBars);
    contents->thresholds = dm::ThresholdCounts(contents->entries);
    return std::shared_ptr<const DmContents>(std::move(contents));
}

QVector<IcdView> beamViews(const DmContents& contents, const store::DmEntry& beam)
{
    QVector<IcdView> views;
    for (std::size_t i = 0; i < beam.items.size(); ++i) {
        icl::IcdStep step;
        step.index = beam.items[i];
        step.step = i < beam.steps.size() ? beam.steps[i] : -1;
        IcdView view = describeIcd(*contents.support, step);
        view.probability = view.similarity = view.entropyBits = kUnknownNumber;
        view.gain = i < beam.gains.size() ? beam.gains[i] : kUnknownNumber;
        views.append(view);
    }
    return views;
}

} // namespace fulcrum::bridge
