// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/icl/evaluation_summary.h"
#include "widgets/bridge/project_session.h"

#include <QString>
#include <QVector>

namespace fulcrum::bridge {

/// Evaluation results of a project: for each task those of one evaluation with a finished cell.
struct EvaluationResults
{
    std::vector<icl::StrategySummary> rows;
    chart::Figure figure; ///< the same as curves with bands
    std::vector<std::string> tasks; ///< of each panel
    QVector<store::RunId> runs;     ///< of each panel
    QString provenance; ///< "Captions: run 8, 200 queries, 3 seeds · ... · bands: 95 % ..."
};
/// Of the runs in `preferred` the first of each task, else the newest.
Result<EvaluationResults> readEvaluation(
    const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& preferred, std::stop_token stop);

/// Panel titles and axis labels in the user's language.
void translate(chart::Figure& figure);

} // namespace fulcrum::bridge
