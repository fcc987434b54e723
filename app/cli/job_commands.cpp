// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/spec_flags.h"
#include "core/jobs/runner.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
constexpr std::uint64_t kLogLimit = 256ULL << 20;

json jobJson(const store::RunRecord& run, std::int64_t failed)
{
    return {{"id", run.id}, {"kind", run.kind}, {"name", run.name}, {"state", store::runStateName(run.state)},
        {"done", run.unitsDone}, {"total", run.unitsTotal}, {"phase", run.phase}, {"lane", run.lane},
        {"pid", run.process.pid}, {"host", run.process.host}, {"error", run.error},
        {"resumable", store::isResumable(run.state)}, {"failed", failed}};
}

Result<void> list(CliContext& context, bool all)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list());
    json jobs = json::array();
    std::string text;
    for (const store::RunRecord& run : runs) {
        const bool ended = run.state == store::RunState::Succeeded || run.state == store::RunState::Cancelled;
        if (ended && !all)
            continue;
        FULCRUM_TRY(const std::int64_t failed, store::RunRepository(database).failureCount(run.id));
        jobs.push_back(jobJson(run, failed));
        text += fmt::format("{:>5}  {:6} {:12} {:>6}/{:<6} {}  {}{}\n", run.id, run.kind,
            store::runStateName(run.state), run.unitsDone, run.unitsTotal, run.name,
            run.error.empty() ? run.phase : run.error, failed > 0 ? fmt::format("  {} failed", failed) : "");
    }
    context.result({{"jobs", jobs}}, [&] { return text.empty() ? "no unfinished job" : text; });
    return {};
}

Result<void> showLog(CliContext& context, store::RunId id)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_CHECK(store::RunRepository(database).get(id));
    FULCRUM_TRY(const std::string log, readFile(project->logsFolder() / fmt::format("run-{}.log", id), kLogLimit));
    context.result({{"run", id}, {"log", log}}, [&] { return log; });
    return {};
}

/// True when a living process holds the run in pause and was asked to go on; nobody else could take the project's lock.
Result<bool> askToGoOn(CliContext& context, store::RunId id)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::Control));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    FULCRUM_TRY(const jobs::JobKind* kind, context.registry.get(run.kind));
    FULCRUM_CHECK(refuseContradictions(*project, run, *kind, globalSettings(*kind, context)));
    const bool waits = run.state == store::RunState::Paused || run.state == store::RunState::Pausing;
    if (!waits || !run.process.isAlive().value_or(false))
        return false;
    FULCRUM_CHECK(runs.request(id, store::RunRequest::Resume));
    FULCRUM_TRY(const std::int64_t failed, runs.failureCount(id));
    context.result(jobJson(run, failed), [&] { return fmt::format("run {} was asked to go on", id); });
    return true;
}

Result<void> resume(CliContext& context, store::RunId id, bool retryFailed)
{
    FULCRUM_TRY(const bool asked, askToGoOn(context, id));
    if (asked)
        return {};
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    if (retryFailed) {
        FULCRUM_TRY(const std::int64_t units, jobs::retryFailed(database, id));
        FULCRUM_TRY(const store::RunRecord run, runs.get(id));
        if (units == 0 && run.state == store::RunState::Succeeded) {
            context.result(jobJson(run, 0), [&] { return fmt::format("run {} has no failures", id); });
            return {};
        }
    }
    FULCRUM_CHECK(resumeJobCommand(context, project, id));
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    FULCRUM_TRY(const std::int64_t failed, runs.failureCount(id));
    context.result(jobJson(run, failed), [&] {
        return fmt::format(
            "run {} {}{}", id, store::runStateName(run.state), failed > 0 ? fmt::format(" with {} failures", failed) : "");
    });
    return {};
}

/// One that fails does not keep the others from going on; the first error is returned.
Result<void> resumeAll(CliContext& context, const std::vector<store::RunId>& ids, bool retryFailed)
{
    Result<void> first;
    for (const store::RunId id : ids) {
        const Result<void> done = resume(context, id, retryFailed);
        if (!done && (done.error().code == ErrorCode::Cancelled || ids.size() == 1))
            return done;
        if (!done) {
            context.progress().say(done.error().text());
            if (first)
                first = fail(done.error());
        }
    }
    return first;
}

/// The job that works on it holds still after its present unit; its process keeps the project.
Result<void> pause(CliContext& context, store::RunId id)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::Control));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    const bool works = run.state == store::RunState::Starting || run.state == store::RunState::Running;
    if (!works || !run.process.isAlive().value_or(true))
        return fail(ErrorCode::Usage, fmt::format("run {} cannot be paused", id), run.name,
            fmt::format("it is {}", store::runStateName(run.state)), "only a running job can");
    FULCRUM_CHECK(runs.request(id, store::RunRequest::Pause));
    context.result({{"run", id}, {"requested", true}}, [&] {
        return fmt::format(
            "run {} was asked to pause; it holds still after its present unit (go on with: job resume {})", id, id);
    });
    return {};
}

/// A running job is asked to stop; one at rest or waiting is marked as cancelled.
Result<void> cancel(CliContext& context, store::RunId id)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::Control));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const bool lives, jobs::requestCancel(database, id));
    context.result({{"run", id}, {"requested", lives}}, [&] {
        return fmt::format("run {} {}", id, lives ? "was asked to stop; it ends after its present unit" : "cancelled");
    });
    return {};
}

void addRunCommand(CLI::App& parent, CliContext& context, const char* name, const char* help,
    Result<void> (*action)(CliContext&, store::RunId))
{
    CLI::App* command = parent.add_subcommand(name, help);
    const auto id = std::make_shared<store::RunId>(0);
    command->add_option("run", *id, "id of the run")->required()->check(CLI::PositiveNumber);
    command->callback(
        [&context, id, action] { context.setAction([&context, id, action] { return action(context, *id); }); });
}

} // namespace

void addJobCommands(CLI::App& app, CliContext& context)
{
    CLI::App* parent = app.add_subcommand("job", "look at, pause, resume and stop jobs");
    parent->require_subcommand(1);
    CLI::App* listing = parent->add_subcommand("list", "jobs that are not finished");
    const auto all = std::make_shared<bool>(false);
    listing->add_flag("--all", *all, "the finished ones, too");
    listing->callback([&context, all] { context.setAction([&context, all] { return list(context, *all); }); });
    addRunCommand(*parent, context, "log", "the log of a run", showLog);
    addRunCommand(*parent, context, "pause", "hold a running job still after its present unit", pause);
    CLI::App* resuming = parent->add_subcommand("resume", "do what is missing of unfinished runs, one after the other");
    const auto wanted = std::make_shared<std::pair<std::vector<store::RunId>, bool>>();
    resuming->add_option("runs", wanted->first, "ids of the runs")->required()->check(CLI::PositiveNumber);
    resuming->add_flag("--retry-failed", wanted->second, "units that failed, too; also of a run that succeeded without them");
    resuming->callback([&context, wanted] {
        context.setAction([&context, wanted] { return resumeAll(context, wanted->first, wanted->second); });
    });
    addRunCommand(*parent, context, "cancel", "stop a run at its next unit", cancel);
}

} // namespace fulcrum::cli
