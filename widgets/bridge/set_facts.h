// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/set_statistics.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/lane_source.h"

namespace fulcrum::bridge {

/// Everything that the Sets page says about a set.
struct SetFacts
{
    IcdSet set;
    std::vector<std::int64_t> members; ///< sample indices of those that the data set has, in prompt order
    QVector<IcdView> icds;             ///< of all members; one that is not there has index -1
    QVector<std::int64_t> missing;     ///< ids that this version of the data set does not have
    icl::SetTexts texts;
    QString embeddingObstacle;         ///< why redundancy and coverage are not known; empty when they are
    std::optional<double> redundancy;
    std::vector<float> coverage;       ///< of each query of the validation split
    QString evaluationObstacle;        ///< why its evaluations are not known; empty when they are
    std::vector<icl::SetEvaluation> evaluations; ///< newest first
    std::optional<Error> problem;      ///< what is damaged, where one of the obstacles is more than "not made yet"
};

struct SetRequest
{
    std::shared_ptr<project::Project> project;
    std::shared_ptr<const data::Dataset> queries, support;
    IcdSet set;
};
/// Runs on a worker.
Result<SetFacts> readSetFacts(const SetRequest& request, std::stop_token stop);

/// The members as cards show them.
QVector<IcdView> describeSet(const data::Dataset& support, const IcdSet& set);

} // namespace fulcrum::bridge
