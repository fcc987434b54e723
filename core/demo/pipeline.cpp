// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/pipeline.h"

#include "core/icl/evaluation_figure.h"
#include "core/icl/evaluation_job.h"

#include <chrono>
#include <fmt/format.h>
#include <future>

namespace fulcrum::demo {

namespace {

using nlohmann::json;

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The chain of one task; one thread.
class TaskChain
{
public:
    TaskChain(const std::shared_ptr<project::Project>& project, const jobs::JobRegistry& registry,
        const std::vector<std::int64_t>& seeds, const PipelineHooks& hooks, store::Database database)
        : m_project(project), m_registry(registry), m_seeds(seeds), m_hooks(hooks), m_database(std::move(database))
    {
    }

    struct Stage
    {
        std::string kind;
        store::RunId run = 0;
        double seconds = 0;
    };
    const std::vector<Stage>& stages() const { return m_stages; }

    /// The cells of the evaluation.
    Result<std::vector<icl::CellResult>> run(const TaskSettings& task)
    {
        FULCRUM_CHECK(ensure("embed", task.embed));
        FULCRUM_TRY(const store::RunId dm, ensure("dm", task.dm));
        json trainRuns = json::array();
        for (const std::int64_t seed : m_seeds) {
            json train = task.train;
            train.update({{"dm_runs", {dm}}, {"seed", seed},
                {"name", fmt::format("Tiny World Lever-LM, {}, seed {}", data::taskName(task.task), seed)}});
            FULCRUM_TRY(const store::RunId run, ensure("train", train));
            trainRuns.push_back(run);
        }
        json evaluate = task.evaluate;
        evaluate.update({{"train_runs", trainRuns}, {"seeds", m_seeds}});
        FULCRUM_TRY(const store::RunId run, ensure("eval", evaluate));
        return icl::cellResults(m_database, run);
    }

private:
    /// A finished run of this spec: found, resumed or made.
    Result<store::RunId> ensure(const std::string& kind, const json& given)
    {
        const Clock::time_point start = Clock::now();
        FULCRUM_TRY(const store::RunId run, findOrRun(kind, given));
        m_stages.push_back({kind, run, secondsSince(start)});
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

    std::shared_ptr<project::Project> m_project;
    const jobs::JobRegistry& m_registry;
    const std::vector<std::int64_t>& m_seeds;
    const PipelineHooks& m_hooks;
    store::Database m_database;
    std::vector<Stage> m_stages;
};

using TaskCells = Result<std::vector<icl::CellResult>>;

/// All chains, each to its end even when another fails: what it did is kept for the next call.
std::vector<TaskCells> runChains(std::vector<TaskChain>& chains, const PipelineSettings& settings, bool sideBySide)
{
    std::vector<std::future<TaskCells>> started;
    for (std::size_t i = 0; i < chains.size(); ++i)
        started.push_back(std::async(sideBySide ? std::launch::async : std::launch::deferred,
            [&chain = chains[i], &task = settings.tasks[i]] { return chain.run(task); }));
    std::vector<TaskCells> cells;
    for (std::future<TaskCells>& one : started) {
        cells.push_back(one.get());
        if (!sideBySide && !cells.back())
            break;
    }
    return cells;
}

Result<std::vector<std::string>> draw(const project::Project& project, const std::vector<icl::StrategySummary>& rows)
{
    chart::Figure figure = icl::evaluationFigure(rows);
    figure.metadata["title"] = "Tiny World: metric over shots";
    std::vector<std::string> files;
    for (const char* extension : {"svg", "pdf", "png", "csv"}) {
        const Path file = project.exportsFolder() / fmt::format("tiny-world.{}", extension);
        FULCRUM_CHECK(chart::exportFigure(figure, {}, file));
        files.push_back(file.string());
    }
    return files;
}

} // namespace

Result<nlohmann::ordered_json> runPipeline(const std::shared_ptr<project::Project>& project,
    const jobs::JobRegistry& registry, const PipelineSettings& settings, const PipelineHooks& hooks,
    std::vector<icl::StrategySummary>* rows)
{
    const Clock::time_point start = Clock::now();
    std::vector<TaskChain> chains;
    for (std::size_t i = 0; i < settings.tasks.size(); ++i) {
        FULCRUM_TRY(store::Database database, project->connect());
        chains.emplace_back(project, registry, settings.seeds, hooks, std::move(database));
    }
    std::vector<icl::CellResult> cells;
    for (TaskCells& one : runChains(chains, settings, hooks.sideBySide)) {
        if (!one)
            return fail(one.error());
        cells.insert(cells.end(), std::make_move_iterator(one->begin()), std::make_move_iterator(one->end()));
    }
    FULCRUM_TRY(const auto summary, icl::summarize(cells));
    FULCRUM_TRY(const std::vector<std::string> charts, draw(*project, summary));
    nlohmann::ordered_json document;
    document["project"] = project->folder().string();
    document["results"] = icl::toJson(summary);
    document["charts"] = charts;
    for (const TaskChain& chain : chains)
        for (const TaskChain::Stage& stage : chain.stages()) {
            nlohmann::ordered_json& seconds = document["elapsed_s"][stage.kind];
            seconds = (seconds.is_number() ? seconds.get<double>() : 0.0) + stage.seconds;
            document["runs"][stage.kind].push_back(stage.run);
        }
    document["elapsed_s"]["wall"] = secondsSince(start);
    if (rows != nullptr)
        *rows = summary;
    return document;
}

} // namespace fulcrum::demo
