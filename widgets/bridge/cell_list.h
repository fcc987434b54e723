// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/cell_comparison.h"
#include "widgets/bridge/project_session.h"

#include <QString>
#include <QVector>

namespace fulcrum::bridge {

/// The finished cells of one evaluation.
struct RunCells
{
    store::RunId run = 0;
    QString name;
    data::Task task{};
    std::vector<store::EvalCell> cells; ///< by strategy, shots, seed; only finished ones with predictions

    const store::EvalCell* find(std::int64_t cell) const;
};
/// Evaluations with a finished cell, newest first. Runs on a worker.
Result<QVector<RunCells>> readRunCells(const std::shared_ptr<project::Project>& project);

/// Two cells worth comparing, for a start: Lever-LM against the best other strategy of the same run that is not an oracle, with the
/// most shots that both have; {0, 0} when no run has two cells.
std::pair<std::int64_t, std::int64_t> suggestedCells(const QVector<RunCells>& runs, data::Task task);

/// "Lever-LM, 4 shots, seed 0 · 158.2"
QString cellText(const store::EvalCell& cell);
/// "Lever-LM, 4 shots, seed 0"
QString cellName(const store::EvalCell& cell);

} // namespace fulcrum::bridge
