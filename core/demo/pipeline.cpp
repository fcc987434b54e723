// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/pipeline.h"

#include "core/icl/evaluation_figure.h"
#include "core/icl/evaluation_job.h"

#include <chrono>
#include <fmt/format.h>

namespace fulcrum::demo {

namespace {

using nlohmann::json;

class Pipeline
{
public:
    Pipeline(const std::shared_ptr<project::Project>& project, const jobs::JobRegistry& registry,
        const PipelineSettings& settings, const PipelineHooks& hooks, store::Database& database)
        : m_project(project), m_registry(registry), m_settings(settings), m_hooks(hooks), m_database(database)
    {
    }

    Result<nlohmann::ordered_json> run(std::vector<icl::StrategySummary>* result)
    {
        for (const TaskSettings& task : m_settings.tasks)
            FULCRUM_CHECK(runTask(task));
        FULCRUM_TRY(const auto rows, icl::summarize(m_cells));
        FULCRUM_TRY(const std::vector<std::string> charts, draw(rows));
        nlohmann::ordered_json document;
        document["project"] = m_project->folder().string();
        document["results"] = icl::toJson(rows);
        document["charts"] = charts;
        document["elapsed_s"] = m_elapsed;
        document["runs"] = m_runs;
        if (result != nullptr)
            *result = rows;
        return document;
    }

private:
    Result<void> runTask(const TaskSettings& task)
    {
        FULCRUM_CHECK(ensure("embed", task.embed));
        FULCRUM_TRY(const store::RunId dm, ensure("dm", task.dm));
        json trainRuns = json::array();
        for (const std::int64_t seed : m_settings.seeds) {
            json train = task.train;
            train.update({{"dm_runs", {dm}}, {"seed", seed},
                {"name", fmt::format("Tiny World Lever-LM, {}, seed {}", data::taskName(task.task), seed)}});
            FULCRUM_TRY(const store::RunId run, ensure("train", train));
            trainRuns.push_back(run);
        }
        json evaluate = task.evaluate;
        evaluate.update({{"train_runs", trainRuns}, {"seeds", m_settings.seeds}});
        FULCRUM_TRY(const store::RunId run, ensure("eval", evaluate));
        FULCRUM_TRY(std::vector<icl::CellResult> cells, icl::cellResults(m_database, run));
        m_cells.insert(m_cells.end(), std::make_move_iterator(cells.begin()), std::make_move_iterator(cells.end()));
        return {};
    }

    /// A finished run of this spec: found, resumed or made.
    Result<store::RunId> ensure(const std::string& kind, const json& given)
    {
        const auto start = std::chrono::steady_clock::now();
        FULCRUM_TRY(const store::RunId run, findOrRun(kind, given));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        m_elapsed[kind] = m_elapsed.value(kind, 0.0) + took.count();
        m_runs[kind].push_back(run);
        return run;
    }

    Result<store::RunId> findOrRun(const std::string& kind, const json& given)
    {
        FULCRUM_TRY(const jobs::JobKind* const row, m_registry.get(kind));
        FULCRUM_TRY(jobs::JobSpec spec, row->check(given));
        if (row->complete)
            FULCRUM_CHECK(row->complete(*m_project, spec.values));
        const std::string hash = jobs::specHash(spec, row->fields);
        FULCRUM_TRY(const auto records, store::RunRepository(m_database).list(kind));
        for (const store::RunRecord& record : records) {
            if (record.specHash != hash)
                continue;
            if (record.state == store::RunState::Succeeded)
                return record.id;
            if (store::isResumable(record.state) || record.state == store::RunState::Queued) {
                FULCRUM_CHECK(m_hooks.resume(record.id));
                return record.id;
            }
        }
        return m_hooks.run(kind, given);
    }

    Result<std::vector<std::string>> draw(const std::vector<icl::StrategySummary>& rows) const
    {
        chart::Figure figure = icl::evaluationFigure(rows);
        figure.metadata["title"] = "Tiny World: metric over shots";
        std::vector<std::string> files;
        for (const char* extension : {"svg", "pdf", "png", "csv"}) {
            const Path file = m_project->exportsFolder() / fmt::format("tiny-world.{}", extension);
            FULCRUM_CHECK(chart::exportFigure(figure, {}, file));
            files.push_back(file.string());
        }
        return files;
    }

    std::shared_ptr<project::Project> m_project;
    const jobs::JobRegistry& m_registry;
    const PipelineSettings& m_settings;
    const PipelineHooks& m_hooks;
    store::Database& m_database;
    std::vector<icl::CellResult> m_cells;
    nlohmann::ordered_json m_elapsed = nlohmann::ordered_json::object();
    nlohmann::ordered_json m_runs = nlohmann::ordered_json::object();
};

} // namespace

Result<nlohmann::ordered_json> runPipeline(const std::shared_ptr<project::Project>& project,
    const jobs::JobRegistry& registry, const PipelineSettings& settings, const PipelineHooks& hooks,
    std::vector<icl::StrategySummary>* rows)
{
    FULCRUM_TRY(store::Database database, project->connect());
    return Pipeline(project, registry, settings, hooks, database).run(rows);
}

} // namespace fulcrum::demo
