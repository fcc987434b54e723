// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/job_monitor.h"

#include "core/jobs/job_process.h"
#include "widgets/bridge/error_text.h"

#include <QDateTime>
#include <QFile>
#include <map>
#include <unistd.h>

namespace fulcrum::bridge {

namespace {
constexpr int kDrainMilliseconds = 100;
constexpr int kResourceMilliseconds = 1000;
constexpr int kFollowMilliseconds = 1500;
constexpr qsizetype kCurvePoints = 60, kPhases = 12;
constexpr std::int64_t kFailureTexts = 3;
constexpr qint64 kMostAtOnce = 20; // units that the estimate remembers
constexpr qint64 kLogTail = 64 * 1024; // of a log that is followed: no more at once
using store::RunState;

/// Resident bytes of a process; 0 where it is gone.
std::int64_t residentBytes(std::int64_t pid)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(pid));
    if (pid <= 0 || !file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

/// A line of logs/run-N.log: "time level run-N unit message".
std::optional<LogLine> lineFrom(const QString& text, store::RunId run)
{
    const QStringList parts = text.split(u' ');
    if (parts.size() < 5)
        return std::nullopt;
    LogLine line;
    line.wallTime = QDateTime::fromString(parts[0], Qt::ISODateWithMs).toMSecsSinceEpoch();
    line.level = parts[1] == u"error" ? LogLevel::Error : parts[1] == u"warning" ? LogLevel::Warning
        : parts[1] == u"debug"                                                   ? LogLevel::Debug
                                                                                 : LogLevel::Info;
    line.run = run;
    line.unit = parts[3] == u"-" ? QString() : parts[3];
    line.message = parts.mid(4).join(u' ');
    return line;
}

/// How far a run of another program was read, and what was new.
struct Followed
{
    store::RunId run = 0;
    qint64 metrics = 0, log = 0;
    QString metric;
    std::vector<store::MetricPoint> points;
    QVector<LogLine> lines;
};

void readLog(const project::Project& project, Followed& at)
{
    QFile log(fromPath(project.logsFolder() / ("run-" + std::to_string(at.run) + ".log")));
    if (!log.open(QIODevice::ReadOnly) || log.size() <= at.log)
        return;
    const qint64 from = std::max(at.log, log.size() - kLogTail);
    log.seek(from);
    QByteArray bytes = log.read(kLogTail);
    if (from > at.log)
        bytes.remove(0, bytes.indexOf('\n') + 1); // it begins in the middle of a line
    const qsizetype end = bytes.lastIndexOf('\n'); // the last line may still be written
    if (end < 0)
        return;
    at.log = log.pos() - (bytes.size() - end - 1);
    for (const QByteArray& text : bytes.first(end).split('\n'))
        if (const auto line = lineFrom(QString::fromUtf8(text), at.run))
            at.lines.append(*line);
}

void readOn(const project::Project& project, store::RunRepository& runs, Followed& at)
{
    std::int64_t last = at.metrics;
    if (auto points = runs.metrics(at.run, at.metric.toStdString(), at.metrics, &last); points && !at.metric.isEmpty()) {
        at.points = std::move(*points);
        at.metrics = last;
    }
    readLog(project, at);
}

/// Another program's estimate does not come through the database: its units are counted from look to look.
void watchPace(JobInfo& job)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch(), done = job.record.unitsDone;
    if (job.seen > 0 && done > job.seenDone) {
        const double seconds = static_cast<double>(now - job.seen) / 1000 / static_cast<double>(done - job.seenDone);
        for (qint64 unit = job.seenDone; unit < std::min(done, job.seenDone + kMostAtOnce); ++unit)
            job.pace.addUnit(seconds);
    }
    if (job.seen == 0 || done > job.seenDone) {
        job.seen = now;
        job.seenDone = done;
    }
    job.sign = std::max(job.sign, job.seen);
    job.unitSeconds = job.pace.unitSeconds();
    job.eta = job.pace.remaining(job.record.unitsTotal - done);
}

} // namespace

/// What the database says of the runs.
struct JobMonitor::Stored
{
    std::vector<store::RunRecord> records;
    std::map<store::RunId, store::RunId> afters; ///< what each waiting run waits for
    std::map<store::RunId, std::int64_t> failures;
    std::map<store::RunId, QStringList> failureTexts;
    QVector<Followed> followed;
};

Result<JobMonitor::Stored> JobMonitor::readStored(store::Database& database)
{
    Stored stored;
    store::RunRepository runs(database);
    FULCRUM_TRY(stored.records, runs.list());
    for (const store::RunRecord& record : stored.records)
        if (record.state == RunState::Queued) {
            FULCRUM_TRY(const auto after, jobs::startsAfter(database, record.id));
            if (after)
                stored.afters[record.id] = *after;
        }
    for (const store::RunRecord& record : stored.records) {
        FULCRUM_TRY(const std::int64_t count, runs.failureCount(record.id));
        if (count == 0)
            continue;
        stored.failures[record.id] = count;
        FULCRUM_TRY(const auto failures, runs.failures(record.id, kFailureTexts));
        for (const store::UnitFailure& failure : failures)
            stored.failureTexts[record.id].append(QString::fromStdString(failure.unit + (failure.item.empty() ? ""
                : " " + failure.item) + ": " + failure.reason));
    }
    return stored;
}

JobMonitor::JobMonitor(ProjectSession* session, QObject* parent)
    : QObject(parent), m_session(session), m_reload(&session->worker()), m_following(&session->worker()),
      m_gpu(&session->worker())
{
    m_resources.setInterval(kResourceMilliseconds);
    connect(&m_resources, &QTimer::timeout, this, &JobMonitor::readResources);
    m_resources.start();
    m_follow.setInterval(kFollowMilliseconds);
    connect(&m_follow, &QTimer::timeout, this, &JobMonitor::follow);
    m_follow.start();
    m_timer.setInterval(kDrainMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &JobMonitor::drain);
    m_timer.start();
    connect(session, &ProjectSession::opened, this, &JobMonitor::reload);
    connect(session, &ProjectSession::closed, this, [this] {
        m_reload.cancel();
        m_following.cancel();
        m_gpu.cancel();
        m_jobs.clear();
        Q_EMIT jobsReset();
    });
}

const JobInfo* JobMonitor::find(store::RunId run) const
{
    const int row = rowOf(run);
    return row < 0 ? nullptr : &m_jobs[row];
}

int JobMonitor::rowOf(store::RunId run) const
{
    for (int row = 0; row < m_jobs.size(); ++row)
        if (m_jobs[row].record.id == run)
            return row;
    return -1;
}

int JobMonitor::runningCount() const
{
    return static_cast<int>(std::count_if(
        m_jobs.begin(), m_jobs.end(), [](const JobInfo& job) { return !store::isAtRest(job.record.state); }));
}

double JobMonitor::overallProgress() const
{
    std::int64_t done = 0, total = 0;
    for (const JobInfo& job : m_jobs)
        if (!store::isAtRest(job.record.state)) {
            done += job.record.unitsDone;
            total += job.record.unitsTotal;
        }
    return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : -1;
}

std::vector<store::RunId> JobMonitor::queue() const
{
    return m_session->runner() ? m_session->runner()->active() : std::vector<store::RunId>();
}

bool JobMonitor::isForeign(const JobInfo& job)
{
    static const store::ProcessIdentity here = store::ProcessIdentity::current();
    if (job.record.process.pid == 0 || job.record.process == here)
        return false;
    // A paused one may still sit in its living process, or have been left by one that ended.
    return !store::isAtRest(job.record.state) || (job.record.state == RunState::Paused && job.record.process.isAlive().value_or(false));
}

QString JobMonitor::mainMetric(const std::string& kind)
{
    if (kind == "dm")
        return QStringLiteral("best score");
    return kind == "train" ? QStringLiteral("validation loss") : QString();
}

void JobMonitor::reload()
{
    if (!m_session->isOpen())
        return;
    m_reload.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return withDatabase(project, [](store::Database& database) { return readStored(database); });
        },
        [this](Result<Stored> runs) {
            if (runs)
                accept(std::move(*runs));
            else
                Q_EMIT requestFailed(errorParagraph(runs.error()));
        });
}

/// Takes the stored records; what events have said of the runs stays.
void JobMonitor::accept(Stored stored)
{
    QVector<JobInfo> fresh;
    for (store::RunRecord& record : stored.records) {
        JobInfo info;
        if (const JobInfo* known = find(record.id))
            info = *known;
        info.record = std::move(record);
        info.stopping = info.stopping && !store::isAtRest(info.record.state);
        info.failures = stored.failures[info.record.id];
        info.failureTexts = stored.failureTexts[info.record.id];
        if (isForeign(info))
            watchPace(info);
        const auto after = stored.afters.find(info.record.id);
        info.after = after != stored.afters.end() ? std::optional(after->second) : std::nullopt;
        fresh.append(std::move(info));
    }
    m_jobs = std::move(fresh);
    Q_EMIT jobsReset();
}

/// A job of another program says what it does through the database and its log only.
void JobMonitor::follow()
{
    const bool any = std::any_of(m_jobs.begin(), m_jobs.end(), &JobMonitor::isForeign);
    if (!m_session->isOpen() || m_session->isImporting() || (!any && !m_session->project()->readOnly()))
        return;
    QVector<Followed> wanted;
    for (const JobInfo& job : m_jobs)
        if (isForeign(job))
            wanted.append({job.record.id, job.readMetrics, job.readLog, mainMetric(job.record.kind), {}, {}});
    m_following.run(
        this,
        [project = m_session->project(), wanted](std::stop_token) {
            return withDatabase(project, [&](store::Database& database) -> Result<Stored> {
                FULCRUM_TRY(Stored result, readStored(database));
                store::RunRepository runs(database);
                result.followed = wanted;
                for (Followed& one : result.followed)
                    readOn(*project, runs, one);
                return result;
            });
        },
        [this](Result<Stored> result) {
            if (!result) // the next look may succeed; a project that went away is closed by others
                return;
            std::map<store::RunId, std::pair<RunState, std::int64_t>> before;
            for (const JobInfo& job : m_jobs)
                before[job.record.id] = {job.record.state, job.record.unitsDone};
            const auto changed = [&before](const store::RunRecord& record) {
                const auto known = before.find(record.id);
                return known == before.end() || known->second != std::pair(record.state, record.unitsDone);
            };
            const bool news = std::any_of(result->records.begin(), result->records.end(), changed)
                || result->records.size() != before.size();
            const QVector<Followed> followed = std::move(result->followed);
            accept(std::move(*result));
            for (const Followed& one : followed) {
                const int row = rowOf(one.run);
                if (row < 0)
                    continue;
                m_jobs[row].readMetrics = one.metrics;
                m_jobs[row].readLog = one.log;
                for (const store::MetricPoint& point : one.points)
                    addPoint(one.run, point);
                if (!one.lines.isEmpty()) {
                    m_jobs[row].lastLine = one.lines.back().message;
                    m_jobs[row].sign = std::max<qint64>(m_jobs[row].sign, one.lines.back().wallTime);
                    m_newLines += one.lines;
                }
            }
            if (news)
                Q_EMIT resultsGrew();
        });
}

void JobMonitor::addPoint(const store::RunId run, const store::MetricPoint& point)
{
    if (const int row = rowOf(run); row >= 0 && QString::fromStdString(point.name) == mainMetric(m_jobs[row].record.kind)) {
        JobInfo& job = m_jobs[row];
        job.metric = QString::fromStdString(point.name);
        job.curve.append(point.value);
        if (job.curve.size() > kCurvePoints)
            job.curve.removeFirst();
    }
    Q_EMIT metricAdded(run, point);
}

void JobMonitor::readResources()
{
    for (int row = 0; row < m_jobs.size(); ++row) {
        JobInfo& job = m_jobs[row];
        const bool works = !store::isAtRest(job.record.state) && job.record.state != RunState::Queued;
        const std::int64_t memory = works ? residentBytes(job.record.process.pid) : 0;
        if (works && !isForeign(job) && m_session->runner())
            job.sign = m_session->runner()->lastSign(job.record.id);
        if (!works)
            job.gpuMemory = 0;
        if (!works && memory == job.memory)
            continue;
        job.memory = memory;
        Q_EMIT jobChanged(row); // while it works, how long ago it reacted changes too
    }
    readGpuMemory();
}

/// Asked of the driver only while something works on a GPU.
void JobMonitor::readGpuMemory()
{
    const auto onGpu = [](const JobInfo& job) {
        return !store::isAtRest(job.record.state) && job.record.state != RunState::Queued && job.record.lane.starts_with("cuda");
    };
    if (!m_session->isOpen() || std::none_of(m_jobs.begin(), m_jobs.end(), onGpu) || !m_session->worker().idle())
        return;
    m_gpu.run(
        this, [](std::stop_token) { return jobs::gpuMemory(); },
        [this, onGpu](const std::map<std::int64_t, std::int64_t>& memory) {
            for (JobInfo& job : m_jobs)
                if (const auto found = memory.find(job.record.process.pid); onGpu(job))
                    job.gpuMemory = found == memory.end() ? 0 : found->second;
        });
}

void JobMonitor::drain()
{
    bool reloadNeeded = false, grew = false;
    for (const jobs::JobEvent& event : m_session->events().drain()) {
        // What has ended may have left failures, which come by no event.
        if (!apply(event) || (event.type == jobs::JobEvent::Type::State && store::isAtRest(event.state)))
            reloadNeeded = true;
        grew |= event.type == jobs::JobEvent::Type::Progress || event.type == jobs::JobEvent::Type::State;
    }
    if (!m_newLines.isEmpty()) {
        Q_EMIT logged(m_newLines);
        m_newLines.clear();
    }
    if (reloadNeeded)
        reload();
    if (grew)
        Q_EMIT resultsGrew();
}

/// False when the event belongs to a run that the list does not know yet.
bool JobMonitor::apply(const jobs::JobEvent& event)
{
    if (event.type == jobs::JobEvent::Type::Log) {
        m_newLines.append({event.wallTime, event.level, event.run, QString::fromStdString(event.unit),
            QString::fromStdString(event.message)});
        if (const int row = rowOf(event.run); row >= 0)
            m_jobs[row].lastLine = m_newLines.back().message;
        return true;
    }
    if (event.type == jobs::JobEvent::Type::Metric) {
        addPoint(event.run, event.metric);
        return true;
    }
    const int row = rowOf(event.run);
    if (row < 0)
        return false;
    JobInfo& job = m_jobs[row];
    if (event.type == jobs::JobEvent::Type::State) {
        job.record.state = event.state;
        job.record.error = event.error;
        if (store::isAtRest(event.state)) {
            job.stopping = false;
            job.eta.reset();
            job.record.ended = event.wallTime;
        } else if (event.state == RunState::Running && job.record.started == 0) {
            job.record.started = event.wallTime;
        }
        if (event.state == RunState::Starting) {
            job.record.process = store::ProcessIdentity::current();
            job.phases.clear();
            job.after.reset();
        }
        Q_EMIT queueChanged();
        Q_EMIT stateChanged(event.run, event.state);
    } else {
        applyProgress(job, event);
    }
    Q_EMIT jobChanged(row);
    return true;
}

void JobMonitor::applyProgress(JobInfo& job, const jobs::JobEvent& event)
{
    job.record.unitsDone = event.unitsDone;
    job.record.unitsTotal = event.unitsTotal;
    job.record.phase = event.phase;
    job.phaseDone = event.phaseDone;
    job.phaseTotal = event.phaseTotal;
    job.unitSeconds = event.unitSeconds;
    job.eta = event.eta;
    const QString name = QString::fromStdString(event.phase);
    if (name.isEmpty())
        return;
    if (job.phases.isEmpty() || job.phases.back().name != name) {
        job.phases.removeIf([&name](const JobPhase& phase) { return phase.name == name; }); // it came round again
        job.phases.append({name, 0, 0});
        if (job.phases.size() > kPhases)
            job.phases.removeFirst();
    }
    job.phases.back().done = event.phaseDone;
    job.phases.back().total = event.phaseTotal;
}

void JobMonitor::control(
    store::RunId run, Result<void> (jobs::LocalRunner::*action)(store::RunId), store::RunRequest request, bool marksStopping)
{
    const int row = rowOf(run);
    if (row >= 0 && isForeign(m_jobs[row]) && m_jobs[row].record.process.isAlive().value_or(true)) {
        askOther(run, request);
        return;
    }
    jobs::LocalRunner* runner = m_session->runner();
    if (!runner) {
        Q_EMIT requestFailed(tr("The project is open for reading only."));
        return;
    }
    const Result<void> done = (runner->*action)(run);
    if (!done) {
        Q_EMIT requestFailed(errorParagraph(done.error()));
        return;
    }
    if (row < 0)
        return;
    m_jobs[row].stopping = marksStopping && !store::isAtRest(m_jobs[row].record.state);
    Q_EMIT jobChanged(row);
}

/// A wish for the program that works on the run, which sees it within a second. Needs no lock (project::Access::Control).
void JobMonitor::askOther(store::RunId run, store::RunRequest request)
{
    m_session->worker().run(
        this,
        [folder = m_session->project()->folder(), run, request](std::stop_token) -> Result<void> {
            FULCRUM_TRY(const auto project, project::Project::open(folder, project::Access::Control));
            FULCRUM_TRY(store::Database database, project->connect());
            return store::RunRepository(database).request(run, request);
        },
        [this, run, request](const Result<void>& asked) {
            if (!asked) {
                Q_EMIT requestFailed(errorParagraph(asked.error()));
                return;
            }
            if (const int row = rowOf(run); row >= 0) {
                m_jobs[row].stopping = request != store::RunRequest::Resume;
                Q_EMIT jobChanged(row);
            }
        });
}

void JobMonitor::moveInQueue(store::RunId run, store::RunId before)
{
    if (!m_session->runner())
        return;
    if (const Result<void> moved = m_session->runner()->move(run, before); !moved)
        Q_EMIT requestFailed(errorParagraph(moved.error()));
    Q_EMIT queueChanged();
}

void JobMonitor::pause(store::RunId run) { control(run, &jobs::LocalRunner::pause, store::RunRequest::Pause, true); }
void JobMonitor::resume(store::RunId run) { control(run, &jobs::LocalRunner::resume, store::RunRequest::Resume, false); }
void JobMonitor::cancel(store::RunId run) { control(run, &jobs::LocalRunner::cancel, store::RunRequest::Cancel, true); }

void JobMonitor::kill(store::RunId run)
{
    const JobInfo* job = find(run);
    if (!job)
        return;
    m_session->worker().run(
        this, [record = job->record](std::stop_token) { return jobs::killProcess(record); },
        [this](const Result<void>& killed) {
            if (!killed)
                Q_EMIT requestFailed(errorParagraph(killed.error()));
            reload(); // that it is interrupted shows in the record
        });
}

void JobMonitor::retryFailed(store::RunId run)
{
    if (!m_session->runner())
        return;
    m_session->worker().run(
        this,
        [project = m_session->project(), run](std::stop_token) {
            return withDatabase(project, [run](store::Database& database) { return jobs::retryFailed(database, run); });
        },
        [this, run](const Result<std::int64_t>& units) {
            if (!units)
                Q_EMIT requestFailed(errorParagraph(units.error()));
            else if (*units > 0)
                resume(run);
        });
}

void JobMonitor::pauseAll()
{
    if (m_session->runner())
        m_session->runner()->pauseAll();
}

void JobMonitor::resumeInterrupted()
{
    const QVector<JobInfo> jobs = m_jobs;
    for (const JobInfo& job : jobs)
        if (job.record.state == RunState::Interrupted || job.record.state == RunState::Paused)
            resume(job.record.id);
}

void JobMonitor::loadLog(store::RunId run)
{
    if (!m_session->isOpen())
        return;
    m_session->worker().run(
        this,
        [project = m_session->project(), run](std::stop_token) {
            Followed at;
            at.run = run;
            readLog(*project, at);
            return at.lines;
        },
        [this](const QVector<LogLine>& lines) { Q_EMIT logged(lines); });
}

void JobMonitor::addLogLine(LogLine line) { m_newLines.append(std::move(line)); }

} // namespace fulcrum::bridge
