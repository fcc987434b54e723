// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/runner.h"

#include <fmt/format.h>

namespace fulcrum::jobs {
namespace {

constexpr auto kLook = std::chrono::milliseconds(300); // how often a waiting run looks at the one it waits for

} // namespace

struct LocalRunner::Lane
{
    // guarded by LocalRunner::m_mutex
    std::deque<Waiting> waiting;
    store::RunId running = 0;
    JobContext* context = nullptr;
    std::optional<JobContext::End> endEarly; ///< asked for before the context existed

    std::thread thread;
};

LocalRunner::LocalRunner(
    std::shared_ptr<project::Project> project, const JobRegistry& registry, JobEventQueue& events)
    : m_project(std::move(project)), m_registry(registry), m_events(events)
{
}

LocalRunner::~LocalRunner()
{
    {
        const std::lock_guard guard(m_mutex);
        m_quit = true;
        for (auto& [name, lane] : m_lanes) {
            if (lane->context)
                lane->context->stop(JobContext::End::Quit);
            else
                lane->endEarly = JobContext::End::Quit;
        }
    }
    m_changed.notify_all();
    for (auto& [name, lane] : m_lanes)
        lane->thread.join();
}

Result<store::RunId> LocalRunner::submit(
    const std::string& kind, const nlohmann::json& given, const SubmitOptions& options)
{
    FULCRUM_TRY(const store::RunId run, createRun(*m_project, m_registry, kind, given, options));
    FULCRUM_TRY(store::Database database, m_project->connect());
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
    announce(run, store::RunState::Queued);
    enqueue(record.lane, {run, options.after});
    return run;
}

void LocalRunner::announce(store::RunId run, store::RunState state, const std::string& error)
{
    JobEvent event;
    event.type = JobEvent::Type::State;
    event.run = run;
    event.state = state;
    event.error = error;
    m_events.push(std::move(event));
}

void LocalRunner::enqueue(const std::string& laneName, Waiting waiting)
{
    const std::lock_guard guard(m_mutex);
    std::unique_ptr<Lane>& lane = m_lanes[laneName];
    const bool fresh = !lane;
    if (fresh)
        lane = std::make_unique<Lane>();
    lane->waiting.push_back(waiting);
    if (fresh)
        lane->thread = std::thread([this, &lane = *lane] { work(lane); });
    m_changed.notify_all();
}

std::optional<store::RunId> LocalRunner::next(Lane& lane)
{
    std::unique_lock lock(m_mutex);
    while (!m_quit) {
        for (auto one = lane.waiting.begin(); one != lane.waiting.end(); ++one) {
            const Turn ready = one->after ? readiness(*one->after) : Turn::Ready;
            if (ready == Turn::NotYet)
                continue;
            const store::RunId run = one->run;
            lane.waiting.erase(one);
            if (ready == Turn::Never) {
                cancelStored(run, "the run it waited for did not succeed");
                break; // the iterators are gone; look again
            }
            lane.running = run;
            lane.endEarly.reset();
            return run;
        }
        m_changed.wait_for(lock, lane.waiting.empty() ? std::chrono::milliseconds(3'600'000) : kLook);
    }
    return std::nullopt;
}

Turn LocalRunner::readiness(store::RunId after) const
{
    Result<store::Database> database = m_project->connect();
    return database ? turnAfter(*database, after).value_or(Turn::NotYet) : Turn::NotYet;
}

void LocalRunner::cancelStored(store::RunId run, const std::string& reason)
{
    if (Result<store::Database> database = m_project->connect())
        if (const auto stored
            = store::RunRepository(*database).setState(run, store::RunState::Cancelled, reason);
            !stored)
            log(LogLevel::Error, "fulcrum.jobs", stored.error().text());
    announce(run, store::RunState::Cancelled, reason);
}

void LocalRunner::work(Lane& lane)
{
    while (const std::optional<store::RunId> run = next(lane)) {
        const auto onContext = [&](JobContext* context) {
            const std::lock_guard guard(m_mutex);
            lane.context = context;
            if (context && (m_quit || lane.endEarly))
                context->stop(m_quit ? JobContext::End::Quit : *lane.endEarly);
        };
        const Result<void> result = runJob(m_project, m_registry, *run, &m_events, onContext);
        if (!result && result.error().code != ErrorCode::Cancelled)
            log(LogLevel::Error, "fulcrum.jobs", result.error().text());
        {
            const std::lock_guard guard(m_mutex);
            lane.running = 0;
        }
        m_changed.notify_all();
    }
}

LocalRunner::Lane* LocalRunner::laneRunning(store::RunId run) const
{
    for (const auto& [name, lane] : m_lanes)
        if (lane->running == run)
            return lane.get();
    return nullptr;
}

Result<void> LocalRunner::resume(store::RunId run)
{
    {
        const std::lock_guard guard(m_mutex);
        if (Lane* lane = laneRunning(run)) {
            if (lane->context)
                lane->context->resume();
            return {};
        }
        for (const auto& [name, lane] : m_lanes)
            for (const Waiting& one : lane->waiting)
                if (one.run == run)
                    return {};
    }
    FULCRUM_TRY(store::Database database, m_project->connect());
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord record, runs.get(run));
    if (!store::isResumable(record.state) && record.state != store::RunState::Queued)
        return fail(ErrorCode::Usage, fmt::format("run {} cannot be resumed", run), record.name,
            fmt::format("it is {}", store::runStateName(record.state)));
    FULCRUM_CHECK(storedSpec(m_registry, record));
    FULCRUM_CHECK(runs.setProcess(run, store::ProcessIdentity::current(), record.device, record.lane));
    FULCRUM_CHECK(runs.setState(run, store::RunState::Queued));
    announce(run, store::RunState::Queued);
    // Whoever resumes a run wants it, also where the one that it waited for has failed meanwhile.
    FULCRUM_TRY(std::optional<store::RunId> after, startsAfter(database, run));
    if (after && turnAfter(database, *after).value_or(Turn::Never) != Turn::NotYet)
        after.reset();
    enqueue(record.lane.empty() ? "cpu" : record.lane, {run, after});
    return {};
}

Result<void> LocalRunner::pause(store::RunId run)
{
    const std::lock_guard guard(m_mutex);
    Lane* lane = laneRunning(run);
    if (!lane || !lane->context)
        return fail(ErrorCode::Usage, fmt::format("run {} cannot be paused", run), {}, "it is not running here");
    lane->context->pause();
    return {};
}

Result<void> LocalRunner::cancel(store::RunId run)
{
    const std::lock_guard guard(m_mutex);
    if (Lane* lane = laneRunning(run)) {
        if (lane->context)
            lane->context->stop(JobContext::End::Cancel);
        else
            lane->endEarly = JobContext::End::Cancel;
        return {};
    }
    for (const auto& [name, lane] : m_lanes) {
        const auto found = std::find_if(
            lane->waiting.begin(), lane->waiting.end(), [&](const Waiting& one) { return one.run == run; });
        if (found == lane->waiting.end())
            continue;
        lane->waiting.erase(found);
        cancelStored(run, {});
        return {};
    }
    FULCRUM_TRY(store::Database database, m_project->connect());
    FULCRUM_TRY(const bool asked, requestCancel(database, run));
    if (!asked)
        announce(run, store::RunState::Cancelled);
    return {};
}

void LocalRunner::pauseAll()
{
    const std::lock_guard guard(m_mutex);
    for (const auto& [name, lane] : m_lanes)
        if (lane->context)
            lane->context->pause();
}

Result<void> LocalRunner::move(store::RunId run, store::RunId before)
{
    const std::lock_guard guard(m_mutex);
    for (const auto& [name, lane] : m_lanes) {
        const auto placeOf = [&lane](store::RunId id) {
            return std::find_if(
                lane->waiting.begin(), lane->waiting.end(), [id](const Waiting& one) { return one.run == id; });
        };
        const auto found = placeOf(run);
        if (found == lane->waiting.end())
            continue;
        if (before != 0 && (before == run || placeOf(before) == lane->waiting.end()))
            break;
        const Waiting moved = *found;
        lane->waiting.erase(found);
        lane->waiting.insert(before == 0 ? lane->waiting.end() : placeOf(before), moved);
        return {};
    }
    return fail(ErrorCode::Usage, fmt::format("run {} cannot be moved in the queue", run), {},
        "only runs that wait for the same lane can change places");
}

std::int64_t LocalRunner::lastSign(store::RunId run) const
{
    const std::lock_guard guard(m_mutex);
    const Lane* lane = laneRunning(run);
    return lane && lane->context ? lane->context->lastSign() : 0;
}

bool LocalRunner::idle() const { return active().empty(); }

std::vector<store::RunId> LocalRunner::active() const
{
    const std::lock_guard guard(m_mutex);
    std::vector<store::RunId> runs;
    for (const auto& [name, lane] : m_lanes) {
        if (lane->running != 0)
            runs.push_back(lane->running);
        for (const Waiting& one : lane->waiting)
            runs.push_back(one.run);
    }
    return runs;
}

} // namespace fulcrum::jobs
