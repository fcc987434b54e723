// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_context.h"

#include <ctime>
#include <fmt/format.h>

namespace fulcrum::jobs {
namespace {

std::int64_t wallClock()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

const char* levelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warning: return "warning";
    case LogLevel::Error: break;
    }
    return "error";
}

std::string timeText(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
        parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000);
}

/// One log entry is one line, whatever a message contains.
std::string oneLine(std::string text)
{
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    return text;
}

} // namespace

JobContext::JobContext(std::shared_ptr<project::Project> project, store::Database database, store::RunId run,
    JobEventQueue* events)
    : m_project(std::move(project))
    , m_run(run)
    , m_events(events)
    , m_logFile(m_project->logsFolder() / fmt::format("run-{}.log", run), std::ios::app)
    , m_database(std::move(database))
    , m_unitStart(std::chrono::steady_clock::now())
{
}

JobContext::~JobContext()
{
    std::error_code ignored;
    if (!m_temporary.empty())
        std::filesystem::remove_all(m_temporary, ignored);
}

Result<void> JobContext::begin()
{
    FULCRUM_TRY(const std::vector<std::string> done, store::RunRepository(m_database).doneUnits(m_run));
    m_done.insert(done.begin(), done.end());
    FULCRUM_TRY(const std::vector<store::UnitFailure> failures, store::RunRepository(m_database).failures(m_run));
    for (const store::UnitFailure& failure : failures)
        if (failure.item.empty())
            m_failed.insert(failure.unit);
    return {};
}

void JobContext::push(JobEvent event)
{
    event.run = m_run;
    event.wallTime = wallClock();
    m_lastSign = event.wallTime;
    if (m_events)
        m_events->push(std::move(event));
}

Result<void> JobContext::changeState(store::RunState state, const std::string& error)
{
    const Result<void> stored = store::RunRepository(m_database).setState(m_run, state, error);
    JobEvent event;
    event.type = JobEvent::Type::State;
    event.state = state;
    event.error = error;
    push(std::move(event));
    return stored;
}

Result<void> JobContext::checkpoint()
{
    m_lastSign = wallClock();
    if (m_pause.load() && m_end.load() == End::None) {
        FULCRUM_CHECK(changeState(store::RunState::Paused));
        log(LogLevel::Info, "paused");
        {
            std::unique_lock lock(m_pauseMutex);
            m_pauseChanged.wait(lock, [&] { return !m_pause.load() || m_end.load() != End::None; });
        }
        m_unitStart = std::chrono::steady_clock::now();
        m_lastSign = wallClock();
        if (m_end.load() == End::None) {
            FULCRUM_CHECK(changeState(store::RunState::Running));
            log(LogLevel::Info, "resumed");
        }
    }
    if (m_end.load() != End::None)
        return fail(ErrorCode::Cancelled, "the job was stopped", fmt::format("run {}", m_run), {},
            "what is done is kept; resume it to do the rest");
    return {};
}

Result<void> JobContext::commitUnit(
    const std::string& unitKey, const std::function<Result<void>(store::Database&)>& write)
{
    if (isDone(unitKey))
        return {};
    m_inUnit = true;
    m_pendingMetrics.clear();
    store::RunRepository runs(m_database);
    m_failed.erase(unitKey); // it did not work before
    const auto done = static_cast<std::int64_t>(m_done.size() + m_failed.size()) + 1;
    const Result<void> written = m_database.transaction([&]() -> Result<void> {
        FULCRUM_CHECK(runs.forgetFailures(m_run, unitKey));
        FULCRUM_CHECK(write(m_database));
        FULCRUM_CHECK(runs.markUnitDone(m_run, unitKey));
        return runs.setProgress(m_run, done, m_total, m_phase);
    });
    m_inUnit = false;
    if (!written) {
        Error error = written.error();
        error.where = fmt::format("run {}, unit {}: {}", m_run, unitKey, error.where);
        return fail(std::move(error));
    }
    m_done.insert(unitKey);
    m_failedInARow = 0;
    const auto now = std::chrono::steady_clock::now();
    m_eta.addUnit(std::chrono::duration<double>(now - m_unitStart).count());
    m_unitStart = now;
    for (const store::MetricPoint& point : m_pendingMetrics)
        pushMetric(point);
    m_pendingMetrics.clear();
    pushProgress(0, 0);
    return {};
}

Result<void> JobContext::failUnit(const std::string& unitKey, const Error& why, double allowedShare)
{
    constexpr std::size_t kMostInARow = 32;
    store::RunRepository runs(m_database);
    m_failed.insert(unitKey);
    const std::size_t settled = m_done.size() + m_failed.size();
    const Result<void> stored = m_database.transaction([&]() -> Result<void> {
        FULCRUM_CHECK(runs.addFailure(m_run, {unitKey, {}, errorCodeName(why.code), why.text(), 0}));
        return runs.setProgress(m_run, static_cast<std::int64_t>(settled), m_total, m_phase);
    });
    if (!stored)
        return stored;
    log(LogLevel::Warning, why.text(), unitKey);
    pushProgress(0, 0);
    const bool tooMany = static_cast<double>(m_failed.size()) > allowedShare * static_cast<double>(m_total);
    if (++m_failedInARow < kMostInARow && !tooMany)
        return {};
    return fail(why.code, "too many units failed", fmt::format("run {}", m_run),
        fmt::format("{} of {} failed, the last one, {}: {}", m_failed.size(), m_total, unitKey, why.text()),
        "mend what is wrong and resume with --retry-failed, or allow more with --failed-share");
}

Result<void> JobContext::failItem(const std::string& unitKey, const std::string& item, const Error& why)
{
    log(LogLevel::Warning, why.text(), unitKey + " " + item);
    return store::RunRepository(m_database).addFailure(m_run, {unitKey, item, errorCodeName(why.code), why.text(), 0});
}

Result<void> JobContext::setTotalUnits(std::int64_t total)
{
    m_total = total;
    m_unitStart = std::chrono::steady_clock::now();
    FULCRUM_CHECK(store::RunRepository(m_database)
                      .setProgress(m_run, static_cast<std::int64_t>(m_done.size() + m_failed.size()), m_total, m_phase));
    pushProgress(0, 0);
    return {};
}

void JobContext::phase(const std::string& name, std::int64_t done, std::int64_t total)
{
    if (name != m_phase) {
        m_phase = name;
        log(LogLevel::Info, name);
        // What it is called now is of interest to a window that follows through the database; it may be late, never wrong.
        if (const auto stored = store::RunRepository(m_database)
                                    .setProgress(m_run, static_cast<std::int64_t>(m_done.size() + m_failed.size()), m_total, m_phase);
            !stored)
            log(LogLevel::Warning, stored.error().text());
    }
    pushProgress(done, total);
}

Result<void> JobContext::metric(const std::string& name, std::int64_t step, double value)
{
    const store::MetricPoint point{name, step, wallClock(), value};
    FULCRUM_CHECK(store::RunRepository(m_database).addMetric(m_run, point));
    if (m_inUnit)
        m_pendingMetrics.push_back(point);
    else
        pushMetric(point);
    return {};
}

void JobContext::pushMetric(const store::MetricPoint& point)
{
    JobEvent event;
    event.type = JobEvent::Type::Metric;
    event.metric = point;
    push(std::move(event));
}

void JobContext::pushProgress(std::int64_t phaseDone, std::int64_t phaseTotal)
{
    JobEvent event;
    event.type = JobEvent::Type::Progress;
    event.unitsDone = static_cast<std::int64_t>(m_done.size() + m_failed.size());
    event.unitsTotal = m_total;
    event.phase = m_phase;
    event.phaseDone = phaseDone;
    event.phaseTotal = phaseTotal;
    event.unitSeconds = m_eta.unitSeconds();
    event.eta = m_eta.remaining(m_total - event.unitsDone);
    push(std::move(event));
}

void JobContext::log(LogLevel level, const std::string& message, const std::string& unit)
{
    const std::string line = oneLine(message);
    m_logFile << fmt::format("{} {} run-{} {} {}\n", timeText(wallClock()), levelName(level), m_run,
        unit.empty() ? "-" : oneLine(unit), line)
              << std::flush;
    JobEvent event;
    event.type = JobEvent::Type::Log;
    event.level = level;
    event.message = line;
    event.unit = unit;
    push(std::move(event));
}

Result<Path> JobContext::checkpointFolder()
{
    const Path folder = m_project->checkpointsFolder() / fmt::format("run-{}", m_run);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::Io, "cannot make the checkpoint folder", folder.string(), error.message());
    return folder;
}

Result<Path> JobContext::temporaryFolder()
{
    if (!m_temporary.empty())
        return m_temporary;
    const Path folder = m_project->checkpointsFolder() / fmt::format("run-{}.tmp", m_run);
    std::error_code error;
    std::filesystem::remove_all(folder, error); // what an earlier, killed attempt left
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::Io, "cannot make a temporary folder", folder.string(), error.message());
    m_temporary = folder;
    return m_temporary;
}

void JobContext::pause()
{
    if (m_pause.exchange(true))
        return;
    JobEvent event;
    event.type = JobEvent::Type::State;
    event.state = store::RunState::Pausing;
    push(std::move(event));
}

void JobContext::resume()
{
    {
        const std::lock_guard guard(m_pauseMutex);
        m_pause = false;
    }
    m_pauseChanged.notify_all();
}

void JobContext::stop(End reason)
{
    {
        const std::lock_guard guard(m_pauseMutex);
        m_end = reason;
    }
    m_pauseChanged.notify_all();
    m_stop.request_stop();
}

} // namespace fulcrum::jobs
