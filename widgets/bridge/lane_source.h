// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_session.h"
#include "widgets/bridge/workspace_state.h"

#include <QString>
#include <QVector>
#include <limits>

namespace fulcrum::bridge {

inline constexpr double kUnknownNumber = std::numeric_limits<double>::quiet_NaN();

/// One demonstration as a card shows it. Unknown numbers are NaN.
struct IcdView
{
    std::int64_t index = 0; ///< train sample
    std::int64_t id = 0;
    QString imagePath;
    QString text;   ///< caption, or question
    QString answer; ///< VQA only
    int step = 0;   ///< 0-based selection step; the place in the vector is the prompt position
    double probability = kUnknownNumber, similarity = kUnknownNumber, gain = kUnknownNumber;
    int rank = 0; ///< 0 = not known
};

/// What one strategy gives one query.
struct Lane
{
    enum class State { Ready, Unavailable };
    QString strategy; ///< "siir"
    QString title, subtitle;
    State state = State::Unavailable;
    QString reason;   ///< why it is unavailable
    QString actionId; ///< action that helps; may be empty
    QVector<IcdView> icds; ///< prompt order
    std::int64_t run = 0;  ///< 0 = computed now, not stored
    bool hasPrediction = false;
    QString prediction, metricName;
    double score = kUnknownNumber;
    double overall = kUnknownNumber; ///< the cell's metric over all of its queries
};

struct LaneRequest
{
    std::shared_ptr<project::Project> project;
    std::shared_ptr<const data::Dataset> queries, support;
    std::int64_t query = 0;
    int shots = 4;
};

/// All lanes of a query: stored predictions of the newest evaluation that has them; otherwise similarity and random
/// retrieval computed now. Strategies that cannot be shown say why. Runs on a worker.
Result<QVector<Lane>> readLanes(const LaneRequest& request, std::stop_token stop);

/// The strategies that always have a lane, in their order.
QStringList laneStrategies();

} // namespace fulcrum::bridge
