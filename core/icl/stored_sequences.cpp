// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/stored_sequences.h"

#include "core/icl/evaluation_figure.h"
#include "core/icl/model_access.h"
#include "core/project/dataset_versions.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::icl {
namespace {

std::string badgeOf(const store::IcdStep& step)
{
    if (step.probability)
        return fmt::format("p {:.2f}", *step.probability);
    return step.similarity ? fmt::format("sim {:.2f}", *step.similarity) : std::string();
}

/// Reads the lanes of one query.
class SequenceReader
{
public:
    SequenceReader(store::Database& database, const StoredSequencesRequest& request, std::shared_ptr<const data::Dataset> queries,
        std::shared_ptr<const data::Dataset> support, std::int64_t index)
        : m_database(database), m_request(request), m_queries(std::move(queries)), m_support(std::move(support)), m_index(index)
    {
    }

    Result<chart::SequenceFigure> read()
    {
        FULCRUM_CHECK(readRuns());
        chart::SequenceFigure figure;
        figure.query = queryCard(*m_queries, (*m_queries)[static_cast<std::size_t>(m_index)]);
        std::vector<std::string> strategies = m_request.strategies;
        if (strategies.empty())
            strategies = everyStrategy();
        std::vector<store::RunRecord> used;
        for (const std::string& strategy : strategies) {
            FULCRUM_TRY(const bool found, addLane(figure, strategy, used));
            if (!found && !m_request.strategies.empty())
                return missing(strategy);
        }
        if (figure.lanes.empty())
            return missing("any strategy");
        figure.metadata = figureProvenance(used);
        figure.metadata["query"] = std::to_string(m_request.queryId);
        return figure;
    }

private:
    Result<void> readRuns()
    {
        FULCRUM_TRY(m_runs, store::RunRepository(m_database).list("eval"));
        std::erase_if(m_runs, [this](const store::RunRecord& run) {
            return specText(run, "task") != data::taskName(m_request.task) || !project::refersTo(run, *m_queries)
                || !project::refersTo(run, *m_support);
        });
        for (const store::RunRecord& run : m_runs) {
            FULCRUM_TRY(auto cells, store::EvalRepository(m_database).cells(run.id));
            m_cells.push_back(std::move(cells));
        }
        return {};
    }

    std::vector<std::string> everyStrategy() const
    {
        std::vector<std::string> names;
        for (const auto& cells : m_cells)
            for (const store::EvalCell& cell : cells)
                if (std::find(names.begin(), names.end(), cell.strategy) == names.end())
                    names.push_back(cell.strategy);
        return names;
    }

    tl::unexpected<Error> missing(const std::string& strategy) const
    {
        return fail(ErrorCode::NotFound, "there is no stored sequence", fmt::format("query {}", m_request.queryId),
            fmt::format("no evaluation has a prediction of {} with {} shots for it", strategy, m_request.shots),
            "choose another query or number of shots, or evaluate");
    }

    Result<bool> addLane(chart::SequenceFigure& figure, const std::string& strategy, std::vector<store::RunRecord>& used)
    {
        const int shots = strategy == "zero-shot" ? 0 : m_request.shots;
        for (std::size_t r = 0; r < m_runs.size(); ++r)
            for (const store::EvalCell& cell : m_cells[r]) {
                if (cell.strategy != strategy || cell.shots != shots || cell.predictions == 0)
                    continue;
                FULCRUM_TRY(const auto prediction, store::EvalRepository(m_database).prediction(cell.id, m_index));
                if (!prediction)
                    continue;
                figure.lanes.push_back(laneOf(strategy, cell, *prediction));
                if (std::none_of(used.begin(), used.end(), [&](const auto& run) { return run.id == m_runs[r].id; }))
                    used.push_back(m_runs[r]);
                return true;
            }
        return false;
    }

    chart::SequenceLane laneOf(const std::string& strategy, const store::EvalCell& cell, const store::Prediction& prediction) const
    {
        chart::SequenceLane lane{strategy, chart::displayName(strategy), {}, prediction.prediction, {}};
        if (cell.done)
            lane.score = scoreText(m_request.task, prediction.score);
        for (const store::IcdStep& step : prediction.sequence) {
            if (step.item < 0 || static_cast<std::size_t>(step.item) >= m_support->size())
                continue;
            lane.cards.push_back(sequenceCard(*m_support, (*m_support)[static_cast<std::size_t>(step.item)]));
            lane.cards.back().badge = badgeOf(step);
        }
        return lane;
    }

    store::Database& m_database;
    const StoredSequencesRequest& m_request;
    std::shared_ptr<const data::Dataset> m_queries, m_support;
    const std::int64_t m_index;
    std::vector<store::RunRecord> m_runs; ///< newest first
    std::vector<std::vector<store::EvalCell>> m_cells;
};

} // namespace

chart::SequenceCard sequenceCard(const data::Dataset& dataset, const data::Sample& sample)
{
    const std::string shown = data::shownAnswer(sample, dataset.task());
    if (dataset.task() == data::Task::Vqa)
        return {dataset.imagePath(sample), sample.question, shown, {}};
    return {dataset.imagePath(sample), shown, {}, {}};
}

chart::SequenceCard queryCard(const data::Dataset& dataset, const data::Sample& sample)
{
    if (dataset.task() == data::Task::Vqa)
        return sequenceCard(dataset, sample);
    return {dataset.imagePath(sample), {}, data::shownAnswer(sample, dataset.task()), {}};
}

std::string scoreText(data::Task task, double score)
{
    return fmt::format("{} {:.1f}", task == data::Task::Vqa ? "accuracy" : "CIDEr", score);
}

Result<chart::SequenceFigure> storedSequenceFigure(
    const project::Project& project, store::Database& database, const StoredSequencesRequest& request)
{
    FULCRUM_TRY(auto queries, project.dataset(request.task, data::Split::Validation));
    FULCRUM_TRY(auto support, project.dataset(request.task, data::Split::Train));
    const std::int64_t index = queries->indexOfId(request.queryId);
    if (index < 0)
        return fail(ErrorCode::NotFound, "no such query", std::to_string(request.queryId), "the val split has no sample with this id");
    return SequenceReader(database, request, std::move(queries), std::move(support), index).read();
}

} // namespace fulcrum::icl
