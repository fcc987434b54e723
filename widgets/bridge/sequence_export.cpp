// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sequence_export.h"

#include "core/base/version.h"
#include "core/icl/stored_sequences.h"

#include <QCoreApplication>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace fulcrum::bridge {

namespace {

struct SequenceTexts
{
    Q_DECLARE_TR_FUNCTIONS(SequenceFigure)
};

std::string badgeOf(const IcdView& icd)
{
    if (!std::isnan(icd.probability))
        return fmt::format("p {:.2f}", icd.probability);
    return std::isnan(icd.similarity) ? std::string() : fmt::format("sim {:.2f}", icd.similarity);
}

chart::SequenceLane laneOf(const Lane& lane, data::Task task)
{
    chart::SequenceLane result {lane.strategy.toStdString(), lane.title.toStdString(), {}, lane.prediction.toStdString(), {}};
    if (lane.hasPrediction && !std::isnan(lane.score))
        result.score = icl::scoreText(task, lane.score);
    for (const IcdView& icd : lane.icds)
        result.cards.push_back({toPath(icd.imagePath), icd.text.toStdString(), icd.answer.toStdString(), badgeOf(icd)});
    return result;
}

} // namespace

chart::SequenceFigure sequenceFigure(const data::Dataset& queries, const data::Sample& query, const QVector<Lane>& lanes, bool withTruth,
    const chart::StyleBook& styles)
{
    chart::SequenceFigure figure;
    figure.query = icl::queryCard(queries, query);
    if (!withTruth)
        figure.query.answer.clear();
    figure.queryTitle = SequenceTexts::tr("Query").toStdString();
    figure.predictionTitle = SequenceTexts::tr("Prediction").toStdString();
    figure.styles = styles;
    std::set<store::RunId> runs;
    for (const Lane& lane : lanes) {
        if (lane.state != Lane::State::Ready)
            continue;
        figure.lanes.push_back(laneOf(lane, queries.task()));
        if (lane.run != 0)
            runs.insert(lane.run);
    }
    figure.metadata = {{"query", std::to_string(query.id)}, {"program", fmt::format("Fulcrum {} ({})", version(), gitCommit())}};
    std::string& list = figure.metadata["runs"];
    for (const store::RunId run : runs)
        list += (list.empty() ? "" : ",") + std::to_string(run);
    return figure;
}

} // namespace fulcrum::bridge
