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

/// An evaluation whose curves are laid beside those of another one. The strategies of its rows are keys (addedKey), so that both can stand
/// in one figure.
struct AddedEvaluation
{
    store::RunId run = 0;
    QString name;
    std::vector<icl::StrategySummary> rows;
    std::map<std::string, std::string> metadata;
};
/// Of runs that have no finished cell the rows are empty. On a worker.
Result<QVector<AddedEvaluation>> readAdded(
    const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& runs, std::stop_token stop);
/// "siir @12": a strategy of an added run.
std::string addedKey(const std::string& strategy, store::RunId run);
/// The strategy and the run of such a key; the key itself and 0 for any other.
std::pair<std::string, store::RunId> partsOfKey(const std::string& key);

/// Panel titles and axis labels in the user's language.
void translate(chart::Figure& figure);

} // namespace fulcrum::bridge
