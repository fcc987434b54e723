// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/register_jobs.h"
#include "core/metrics/statistics.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/engine_service.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"

namespace fulcrum::test {

/// What the pages of a window share, over a project of a fixture.
struct SharedParts
{
    SharedParts() { icl::registerJobs(registry); }
    ~SharedParts() { session.close(); }

    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState state;
    bridge::ThumbnailProvider thumbnails;
    bridge::JobMonitor monitor {&session};
    bridge::WorkspaceEdits edits {&session};
    bridge::EngineService engine {&session};
    bridge::LaneBoard board {{&session, &state, &edits, &engine, &monitor}};
};

/// An evaluation of the fixture's captions: one cell for each entry, with the scores of its queries in their order and the same
/// prompt for all of them.
struct CellSpec
{
    const char* strategy;
    int shots;
    std::int64_t seed;
    std::vector<double> scores;
    std::vector<std::int64_t> prompt;
};

inline Result<store::RunId> addCells(const ProjectFixture& fixture, const char* name, const std::vector<CellSpec>& cells,
    const char* spec = R"({"task":"caption","lvlm":"tiny","beams":3})")
{
    FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRecord run;
    run.kind = "eval";
    run.name = name;
    run.spec = spec;
    run.specHash = "0";
    run.parity = "{}";
    store::RunId id = 0;
    if (auto written = database.transaction([&]() -> Result<void> {
            FULCRUM_TRY(id, store::RunRepository(database).add(run));
            store::EvalRepository results(database);
            for (const CellSpec& cell : cells) {
                FULCRUM_TRY(const std::int64_t cellId, results.cell(id, cell.strategy, cell.shots, cell.seed));
                std::vector<store::Prediction> predictions;
                for (int query = 0; query < static_cast<int>(cell.scores.size()); ++query) {
                    store::Prediction one;
                    one.query = query;
                    one.queryId = ProjectFixture::idOf(data::Split::Validation, query);
                    for (const std::int64_t item : cell.prompt)
                        one.sequence.push_back({item, static_cast<int>(one.sequence.size()), {}, {}, {}, 0});
                    one.prediction = std::string(cell.strategy) + " says " + std::to_string(query);
                    one.latencyMs = 12.5;
                    predictions.push_back(one);
                }
                FULCRUM_CHECK(results.addPredictions(cellId, predictions));
                FULCRUM_CHECK(results.finishCell(cellId, "CIDEr", metrics::mean(cell.scores), 1.0, cell.scores));
            }
            return store::RunRepository(database).setState(id, store::RunState::Succeeded);
        });
        !written)
        return fail(written.error());
    return id;
}

} // namespace fulcrum::test
