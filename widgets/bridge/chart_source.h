// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_figure.h"
#include "core/lever/training_figure.h"
#include "widgets/bridge/project_session.h"

#include <QString>
#include <QVector>

namespace fulcrum::bridge {

struct RunChoice
{
    store::RunId run = 0;
    QString name;
    bool operator==(const RunChoice&) const = default;
};

struct CellOption
{
    icl::CellChoice cell;
    QString text; ///< "Lever-LM, 4 shots, seed 0 (run 8)"
    std::string task;
    bool operator==(const CellOption&) const = default;
};

/// What charts can be made of, newest first.
struct ChartChoices
{
    QVector<RunChoice> dmRuns, trainings;
    QVector<CellOption> cells; ///< finished ones
    bool operator==(const ChartChoices&) const = default;
};
Result<ChartChoices> readChartChoices(const std::shared_ptr<project::Project>& project, std::stop_token stop);

/// A figure with the note that stands below it.
struct NotedFigure
{
    chart::Figure figure;
    QString note;
};

Result<NotedFigure> readScatter(const std::shared_ptr<project::Project>& project, const icl::CellChoice& a, const icl::CellChoice& b);

struct DmChartRequest
{
    QVector<store::RunId> runs;
    bool gains = false; ///< else scores
    bool boxes = false, bestBeams = false;
    int bins = 0; ///< 0 = chosen
    bool operator==(const DmChartRequest&) const = default;
};
/// An empty figure when no run has what is asked for.
Result<NotedFigure> readDmFigure(const std::shared_ptr<project::Project>& project, const DmChartRequest& request);

/// Metric points of training runs, and what a figure of them carries.
struct TrainingCurves
{
    std::vector<lever::NamedCurves> runs;
    std::map<std::string, std::string> metadata;
};
Result<TrainingCurves> readCurves(const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& runs);

} // namespace fulcrum::bridge
