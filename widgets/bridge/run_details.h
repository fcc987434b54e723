// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/pivot_table.h"
#include "core/runs/run_catalog.h"
#include "widgets/bridge/project_session.h"

#include <QString>

namespace fulcrum::bridge {

/// Everything that a run remembers, for the pane beside the list.
struct RunDetails
{
    struct Link
    {
        store::RunId run = 0;
        std::string kind, name;
    };
    struct Checkpoint
    {
        store::CheckpointRecord record;
        bool isThere = false; ///< the file
    };
    struct Curve
    {
        std::string name;
        std::int64_t points = 0;
        double last = 0, least = 0, most = 0;
    };
    struct Data
    {
        std::string task, split, fingerprint;
        bool active = false, known = false; ///< known: the project has that version
    };

    store::RunRecord record;
    std::vector<Link> parents, children;
    std::vector<Checkpoint> checkpoints;
    std::vector<Curve> curves;
    std::vector<Data> data;
    std::optional<icl::PivotTable> table; ///< strategies over shots, of an evaluation
    std::vector<icl::PivotValue> values;
    std::int64_t dmSequences = 0;
    std::vector<store::UnitFailure> failures; ///< the first of them
    std::int64_t failureCount = 0;
    std::string exported; ///< JSON: where an imported archive comes from; empty = made here
    QString log;          ///< its end
    bool logCut = false;  ///< there is more before
};

Result<RunDetails> readRunDetails(const std::shared_ptr<project::Project>& project, store::RunId run, std::stop_token stop);

/// The end of a run's log file, cut at a line.
QString logTail(const Path& file, bool* cut);

} // namespace fulcrum::bridge
