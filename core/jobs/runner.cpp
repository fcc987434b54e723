// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/runner.h"

#include "core/base/version.h"
#include "core/jobs/heartbeat.h"
#include "core/jobs/provenance.h"
#include "core/project/dataset_versions.h"

#include <charconv>
#include <fmt/format.h>

namespace fulcrum::jobs {
namespace {

using store::RunState;

constexpr const char* kAfter = "after"; // run_param

/// Runs named in the spec's RunList fields and in the options; each must exist.
Result<std::vector<store::RunId>> parentsOf(
    store::RunRepository& runs, const JobKind& kind, const nlohmann::json& values, const SubmitOptions& options)
{
    std::vector<store::RunId> parents = options.parents;
    for (const Field& field : kind.fields)
        if (field.type == FieldType::RunList)
            for (const nlohmann::json& id : values.at(field.name))
                parents.push_back(id.get<store::RunId>());
    std::sort(parents.begin(), parents.end());
    parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
    for (const store::RunId parent : parents)
        FULCRUM_CHECK(runs.get(parent));
    return parents;
}

std::string nameOf(const JobKind& kind, const nlohmann::json& values)
{
    std::string name = values.value("name", std::string());
    if (name.empty() && kind.suggestName)
        name = kind.suggestName(values);
    if (name.empty())
        name = kind.title.empty() ? kind.name : kind.title;
    return name.substr(0, 80);
}

/// The job's own work; nothing that it throws leaves this thread.
Result<void> perform(Job& job, JobContext& context)
{
    const std::string where = fmt::format("run {}", context.run());
    try {
        return job.run(context);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "the job ran out of memory", where, {}, "use a smaller batch and resume");
    } catch (const std::exception& exception) {
        return fail(ErrorCode::Internal, "the job failed unexpectedly", where, exception.what());
    }
}

/// Where a run stands after its job returned.
RunState finalState(const Result<void>& result, JobContext::End end)
{
    if (result)
        return RunState::Succeeded;
    if (result.error().code == ErrorCode::Cancelled && end == JobContext::End::Quit)
        return RunState::Paused;
    return result.error().code == ErrorCode::Cancelled ? RunState::Cancelled : RunState::Failed;
}

Result<void> finish(JobContext& context, Result<void> result)
{
    const RunState state = finalState(result, context.endReason());
    const std::string error = state == RunState::Failed ? result.error().text() : std::string();
    const std::int64_t failures = store::RunRepository(context.database()).failureCount(context.run()).value_or(0);
    context.log(state == RunState::Failed ? LogLevel::Error : failures > 0 ? LogLevel::Warning : LogLevel::Info,
        fmt::format("{}{}{}{}", store::runStateName(state), failures > 0 ? fmt::format(" with {} failures", failures) : "",
            error.empty() ? "" : ": ", error));
    const Result<void> stored = context.changeState(state, error);
    return result && !stored ? stored : result;
}

} // namespace

std::string laneOf(const nlohmann::json& values)
{
    const std::string device = values.value("device", std::string("auto"));
    return device.empty() || device == "auto" ? "cpu" : device;
}

Result<store::RunId> createRun(project::Project& project, const JobRegistry& registry, const std::string& kindName,
    const nlohmann::json& given, const SubmitOptions& options)
{
    FULCRUM_TRY(const JobKind* kind, registry.get(kindName));
    FULCRUM_TRY(JobSpec spec, kind->check(given));
    if (kind->complete) {
        FULCRUM_CHECK(kind->complete(project, spec.values));
        FULCRUM_TRY(spec, kind->check(spec.values));
    }
    FULCRUM_TRY(store::Database database, project.connect());
    store::RunRepository runs(database);
    store::RunRecord run;
    FULCRUM_TRY(run.parents, parentsOf(runs, *kind, spec.values, options));
    if (options.after)
        FULCRUM_CHECK(runs.get(*options.after));
    FULCRUM_TRY(run.datasetFingerprint, project::activeFingerprints(database));
    FULCRUM_CHECK(project::checkParents(runs, run));
    run.kind = kind->name;
    run.name = nameOf(*kind, spec.values);
    run.spec = spec.values.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    run.specHash = specHash(spec, kind->fields);
    run.parity = kind->parity ? kind->parity(spec.values).dump() : "{}";
    run.seed = spec.values.value("seed", std::int64_t{0});
    run.lane = laneOf(spec.values);
    run.device = spec.values.value("device", std::string());
    run.appVersion = version();
    run.gitCommit = gitCommit();
    run.libraries = libraryVersions();
    const std::string device = run.device, lane = run.lane;
    FULCRUM_TRY(const store::RunId id, runs.add(std::move(run)));
    if (options.after)
        FULCRUM_CHECK(runs.setParam(id, kAfter, std::to_string(*options.after)));
    // A queue dies with its program: what it leaves behind is then seen as interrupted, not as waiting for ever.
    FULCRUM_CHECK(runs.setProcess(id, store::ProcessIdentity::current(), device, lane));
    return id;
}

Result<std::optional<store::RunId>> startsAfter(store::Database& database, store::RunId run)
{
    FULCRUM_TRY(const std::optional<std::string> text, store::RunRepository(database).param(run, kAfter));
    store::RunId after = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), after).ec != std::errc() || after <= 0)
        return std::optional<store::RunId>();
    return std::optional(after);
}

Result<Turn> turnAfter(store::Database& database, store::RunId other)
{
    const Result<store::RunRecord> run = store::RunRepository(database).get(other);
    if (!run)
        return run.error().code == ErrorCode::NotFound ? Result<Turn>(Turn::Never) : fail(run.error());
    if (run->state == RunState::Succeeded)
        return Turn::Ready;
    return store::isAtRest(run->state) && run->state != RunState::Paused ? Turn::Never : Turn::NotYet;
}

Result<bool> requestCancel(store::Database& database, store::RunId id)
{
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    if (run.state == RunState::Succeeded || run.state == RunState::Cancelled)
        return fail(ErrorCode::Usage, fmt::format("run {} cannot be cancelled", id), run.name,
            fmt::format("it is {} already", store::runStateName(run.state)));
    // A paused run may still sit in a living process, which must hear of it.
    const bool lives = run.process.isAlive().value_or(!store::isAtRest(run.state)) && run.state != RunState::Queued
        && run.state != RunState::Failed && run.state != RunState::Interrupted;
    if (lives)
        FULCRUM_CHECK(runs.request(id, store::RunRequest::Cancel));
    else
        FULCRUM_CHECK(runs.setState(id, RunState::Cancelled));
    return lives;
}

Result<std::int64_t> retryFailed(store::Database& database, store::RunId id)
{
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    const auto refuse = [&](std::string why, std::string hint = {}) {
        return fail(ErrorCode::Usage, fmt::format("the failures of run {} cannot be tried again", id), run.name, std::move(why), std::move(hint));
    };
    if (run.state != RunState::Succeeded && !store::isResumable(run.state))
        return refuse(fmt::format("it is {}", store::runStateName(run.state)));
    FULCRUM_TRY(const std::vector<store::RunId> children, runs.children(id));
    if (!children.empty())
        return refuse(fmt::format("run {} was made from it", children.front()), "make a new run with the same settings");
    FULCRUM_TRY(const std::int64_t units, runs.resetFailedUnits(id));
    if (units > 0 && run.state == RunState::Succeeded)
        FULCRUM_CHECK(runs.setState(id, RunState::Paused)); // it can be resumed now
    return units;
}

Result<JobSpec> storedSpec(const JobRegistry& registry, const store::RunRecord& run)
{
    FULCRUM_TRY(const JobKind* kind, registry.get(run.kind));
    const nlohmann::json values = nlohmann::json::parse(run.spec, nullptr, false);
    Result<JobSpec> spec = kind->check(values);
    if (!spec)
        return fail(spec.error().within(fmt::format("run {} cannot be run by this version", run.id)));
    return spec;
}

Result<void> runJob(const std::shared_ptr<project::Project>& project, const JobRegistry& registry, store::RunId id,
    JobEventQueue* events, const std::function<void(JobContext*)>& onContext)
{
    if (project->access() != project::Access::ReadWrite)
        return fail(ErrorCode::Usage, "cannot run a job", project->folder().string(), "the project is open read-only");
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    if (run.state != RunState::Queued && !store::isResumable(run.state))
        return fail(ErrorCode::Usage, fmt::format("run {} cannot be started", id), run.name,
            fmt::format("it is {}", store::runStateName(run.state)));
    FULCRUM_CHECK(runs.setProcess(id, store::ProcessIdentity::current(), run.device, run.lane));
    FULCRUM_TRY(store::Database own, project->connect());
    FULCRUM_TRY(store::Database beats, project->connect());
    JobContext context(project, std::move(own), id, events);
    FULCRUM_CHECK(context.changeState(RunState::Starting));
    if (onContext)
        onContext(&context);
    Result<void> result = [&]() -> Result<void> {
        const Heartbeat heartbeat(context, std::move(beats));
        FULCRUM_TRY(const JobSpec spec, storedSpec(registry, run));
        FULCRUM_CHECK(context.begin());
        FULCRUM_TRY(const std::unique_ptr<Job> job, registry.find(run.kind)->create(spec));
        FULCRUM_CHECK(context.changeState(RunState::Running));
        context.log(LogLevel::Info,
            fmt::format("{} '{}' started by Fulcrum {} ({}); {} units are done", run.kind, run.name, version(),
                gitCommit(), context.doneCount()));
        FULCRUM_CHECK(perform(*job, context));
        return context.changeState(RunState::Finishing);
    }();
    if (onContext)
        onContext(nullptr);
    return finish(context, std::move(result));
}

} // namespace fulcrum::jobs
