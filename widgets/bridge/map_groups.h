// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"
#include "widgets/bridge/map_builder.h"

#include <QString>
#include <QVector>

namespace fulcrum::bridge {

/// What the points of a map are told apart by.
enum class MapColoring { Split, Tag, AnswerType, RunScore, Used };

/// The samples of a map sorted into groups.
struct MapGroups
{
    static constexpr int kMostKinds = 7;  ///< as many as there are colours that everybody can tell apart
    static constexpr int kMostSteps = 5;  ///< of numbers

    struct Group
    {
        QString name;
        qint64 count = 0;
        bool isNone = false; ///< samples that have nothing of the kind
    };
    MapColoring coloring = MapColoring::Split;
    QVector<Group> groups;
    std::vector<std::uint8_t> of; ///< number of its group, one a row of the map
    bool ordered = false;         ///< groups are steps of a number, in ascending order
    QString note;                 ///< what a person should know about them; may be empty
};

/// Reads what is needed; on a worker. `run`: for RunScore, the evaluation's number. Cancelled; NotFound without such a run.
Result<MapGroups> groupSamples(const std::shared_ptr<project::Project>& project, const std::shared_ptr<const SampleMap>& map,
    MapColoring coloring, store::RunId run, std::stop_token stop);

/// Borders of at most `steps` steps with about equally many of the numbers; ascending, each the smallest number of its step. Numbers
/// that are not finite are left out.
std::vector<double> stepBorders(std::vector<double> numbers, int steps);

} // namespace fulcrum::bridge
