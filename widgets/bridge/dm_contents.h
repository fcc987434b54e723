// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dm/dm_statistics.h"
#include "core/store/run_repository.h"
#include "widgets/bridge/lane_source.h"

#include <QString>
#include <QVector>
#include <memory>

namespace fulcrum::bridge {

/// Everything that the D_M browser shows of a run, read at one moment; a run that is being built has more later.
struct DmContents
{
    store::RunRecord run;
    data::Task task = data::Task::Caption;
    std::shared_ptr<const data::Dataset> support; ///< the version that the run's indices are rows of
    std::vector<store::DmEntry> entries;          ///< by anchor, then rank
    dm::DmStatistics statistics;
    dm::Histogram histogram;
    dm::ThresholdCounts thresholds;
    bool imported = false;  ///< from an official file, which says nothing of the steps
    bool lastGain = false;  ///< scores are those of the last step, as published
    bool logScore = false;  ///< gains are differences of log P

    std::span<const store::DmEntry> beamsOf(std::int64_t anchor) const;
};

/// NotFound without the run, Usage when it is of another kind or its data set is gone. On a worker.
Result<std::shared_ptr<const DmContents>> readDm(const std::shared_ptr<project::Project>& project, store::RunId run, std::stop_token stop);

/// A beam as cards show it: demonstrations in prompt order, with step, gain and the score's unit.
QVector<IcdView> beamViews(const DmContents& contents, const store::DmEntry& beam);

} // namespace fulcrum::bridge
