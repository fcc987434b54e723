// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/icl/evaluation_summary.h"
#include "widgets/bridge/project_session.h"

#include <QString>
#include <QVector>

namespace fulcrum::bridge {

/// Evaluation results of a project: for each task those of its newest evaluation with a finished cell.
struct EvaluationResults
{
    std::vector<icl::StrategySummary> rows;
    chart::Figure figure; ///< the same as curves with bands
    std::vector<std::string> tasks; ///< of each panel
    QVector<store::RunId> runs;     ///< of each panel
    QString provenance; ///< "Captions: run 8, 200 queries, 3 seeds · ... · bands: 95 % ..."
};
Result<EvaluationResults> readEvaluation(const std::shared_ptr<project::Project>& project, std::stop_token stop);

/// Metric points of one run, by name.
struct RunCurves
{
    store::RunId run = 0;
    QString name;
    std::vector<store::MetricPoint> points;
};
/// Of the newest run of this kind, or of `run` when it is not 0. An empty result when there is none.
Result<RunCurves> readCurves(const std::shared_ptr<project::Project>& project, store::RunId run);

/// Panel titles and axis labels in the user's language.
void translate(chart::Figure& figure);

} // namespace fulcrum::bridge
