// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/jobs/job_process.h"
#include "core/jobs/runner.h"
#include "core/store/result_repository.h"

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <cmath>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::jobs;
using store::RunId;
using store::RunState;

namespace {

/// What a real job looks like: every unit draws from (seed, unit), writes rows and a metric. `onUnit` is the test's hand in it.
class CountingJob : public Job
{
public:
    CountingJob(JobSpec spec, std::function<Result<void>(JobContext&, std::int64_t)> onUnit)
        : m_spec(std::move(spec)), m_onUnit(std::move(onUnit))
    {
    }
    Result<void> run(JobContext& context) override
    {
        const std::int64_t units = m_spec.integer("units");
        FULCRUM_CHECK(context.setTotalUnits(units));
        context.phase("counting");
        for (std::int64_t unit = 0; unit < units; ++unit) {
            FULCRUM_CHECK(context.checkpoint());
            const std::string key = fmt::format("unit-{:04}", unit);
            if (context.isDone(key))
                continue;
            Rng rng(static_cast<std::uint64_t>(m_spec.integer("seed")), {static_cast<std::uint64_t>(unit)});
            const double value = rng.uniform();
            const auto written = context.commitUnit(key, [&](store::Database& database) -> Result<void> {
                const store::DmEntry entry{unit, 0, value, 0, {unit}, {0}, {value}, {value}};
                FULCRUM_CHECK(store::DmRepository(database).add(context.run(), {&entry, 1}));
                FULCRUM_CHECK(context.metric("value", unit, value));
                return m_onUnit ? m_onUnit(context, unit) : Result<void>{};
            });
            if (!written)
                return written;
        }
        return {};
    }

private:
    JobSpec m_spec;
    std::function<Result<void>(JobContext&, std::int64_t)> m_onUnit;
};

} // namespace

class TestJobs : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<project::Project> m_project;
    JobRegistry m_registry;
    std::function<Result<void>(JobContext&, std::int64_t)> m_onUnit; ///< inside the unit's transaction

    Path folder() const { return Path(m_folder->path().toStdString()) / "p.fulcrum"; }
    store::RunRecord run(RunId id)
    {
        auto database = m_project->connect();
        return *store::RunRepository(*database).get(id);
    }
    /// Everything that the job has produced, as text.
    std::string rows(RunId id)
    {
        auto database = m_project->connect();
        const std::vector<store::DmEntry> entries = store::DmRepository(*database).entries(id).value();
        const std::vector<store::MetricPoint> points = store::RunRepository(*database).metrics(id).value();
        const std::vector<std::string> units = store::RunRepository(*database).doneUnits(id).value();
        std::string text;
        for (const store::DmEntry& entry : entries)
            text += fmt::format("{} {}\n", entry.anchor, entry.score);
        for (const store::MetricPoint& point : points)
            text += fmt::format("{} {} {}\n", point.name, point.step, point.value);
        for (const std::string& unit : units)
            text += unit + "\n";
        return text;
    }
    RunId create(int units, int seed = 42, const SubmitOptions& options = {})
    {
        const auto id = createRun(*m_project, m_registry, "count", {{"units", units}, {"seed", seed}}, options);
        if (!id)
            qFatal("%s", id.error().text().c_str());
        return *id;
    }
    bool waitFor(const std::function<bool()>& condition)
    {
        return QTest::qWaitFor(condition, 20'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        JobKind kind;
        kind.name = "count";
        kind.title = "Count";
        kind.fields = commonFields();
        kind.fields.push_back(Field::integer("units", 5, 0, 100'000, "how many"));
        Field parents = Field::runs("parents", "runs it is made from");
        parents.defaultValue = nlohmann::json::array();
        kind.fields.push_back(std::move(parents));
        kind.create = [this](const JobSpec& spec) -> Result<std::unique_ptr<Job>> {
            return std::make_unique<CountingJob>(spec, m_onUnit);
        };
        m_registry.add(std::move(kind));
    }
    void init()
    {
        m_onUnit = nullptr;
        m_folder = std::make_unique<QTemporaryDir>();
        auto project = project::Project::create(folder(), {});
        QVERIFY(project);
        m_project = *project;
    }
    void cleanup() { m_project.reset(); }

    void runsToTheEnd()
    {
        const RunId id = create(5);
        QCOMPARE(run(id).state, RunState::Queued);
        QCOMPARE(run(id).lane, std::string("cpu"));
        QVERIFY(!run(id).appVersion.empty() && !run(id).libraries.empty());
        JobEventQueue events;
        const auto result = runJob(m_project, m_registry, id, &events);
        QVERIFY2(result, result ? "" : result.error().text().c_str());
        const store::RunRecord after = run(id);
        QCOMPARE(after.state, RunState::Succeeded);
        QCOMPARE(after.unitsDone, std::int64_t{5});
        QCOMPARE(after.unitsTotal, std::int64_t{5});
        QVERIFY(after.started >= after.created && after.ended >= after.started);
        QVERIFY(runJob(m_project, m_registry, id, nullptr).error().code == ErrorCode::Usage);

        std::vector<RunState> states;
        std::uint64_t sequence = 0;
        std::int64_t done = 0;
        int metrics = 0;
        for (const JobEvent& event : events.drain()) {
            QCOMPARE(event.sequence, sequence + 1);
            sequence = event.sequence;
            QCOMPARE(event.run, id);
            if (event.type == JobEvent::Type::State)
                states.push_back(event.state);
            if (event.type == JobEvent::Type::Progress)
                done = event.unitsDone;
            metrics += event.type == JobEvent::Type::Metric ? 1 : 0;
        }
        QVERIFY((states
            == std::vector<RunState>{RunState::Starting, RunState::Running, RunState::Finishing, RunState::Succeeded}));
        QCOMPARE(done, std::int64_t{5});
        QCOMPARE(metrics, 5);
        const auto log = readFile(m_project->logsFolder() / fmt::format("run-{}.log", id));
        QVERIFY(log && log->find("counting") != std::string::npos && log->find("succeeded") != std::string::npos);
    }

    /// ARCHITECTURE.md rule 4: kill it anywhere, resume, and the rows are those of an undisturbed run.
    void killedAnywhereThenResumed_data()
    {
        QTest::addColumn<int>("unit");
        for (const int unit : {0, 1, 7, 19})
            QTest::addRow("inside unit %d", unit) << unit;
    }
    void killedAnywhereThenResumed()
    {
        QFETCH(int, unit);
        constexpr int kUnits = 20;
        const RunId whole = create(kUnits);
        QVERIFY(runJob(m_project, m_registry, whole, nullptr));
        const RunId id = create(kUnits);
        m_project.reset();
        const pid_t child = ::fork();
        if (child == 0) {
            m_onUnit = [&](JobContext&, std::int64_t now) -> Result<void> {
                if (now == unit)
                    ::kill(::getpid(), SIGKILL);
                return {};
            };
            const auto project = project::Project::open(folder(), project::Access::ReadWrite);
            if (project)
                (void)runJob(*project, m_registry, id, nullptr);
            ::_exit(1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        auto project = project::Project::open(folder(), project::Access::ReadWrite);
        QVERIFY2(project, project ? "" : project.error().text().c_str());
        m_project = *project;
        QCOMPARE(run(id).state, RunState::Interrupted);
        QCOMPARE(run(id).unitsDone, std::int64_t{unit});
        m_onUnit = nullptr;
        const auto result = runJob(m_project, m_registry, id, nullptr);
        QVERIFY2(result, result ? "" : result.error().text().c_str());
        QCOMPARE(run(id).state, RunState::Succeeded);
        QCOMPARE(rows(id), rows(whole));
    }

    void failureKeepsWhatIsDone()
    {
        const RunId id = create(6);
        m_onUnit = [](JobContext&, std::int64_t unit) -> Result<void> {
            return unit == 3 ? fail(ErrorCode::Numeric, "a NaN", "somewhere") : Result<void>{};
        };
        const auto result = runJob(m_project, m_registry, id, nullptr);
        QCOMPARE(result.error().code, ErrorCode::Numeric);
        QVERIFY(result.error().where.find("unit-0003") != std::string::npos);
        QCOMPARE(run(id).state, RunState::Failed);
        QVERIFY(run(id).error.find("a NaN") != std::string::npos);
        QCOMPARE(run(id).unitsDone, std::int64_t{3});
        m_onUnit = nullptr;
        QVERIFY(runJob(m_project, m_registry, id, nullptr));
        QVERIFY(run(id).error.empty());
        const RunId whole = create(6);
        QVERIFY(runJob(m_project, m_registry, whole, nullptr));
        QCOMPARE(rows(id), rows(whole));
    }

    void exceptionsDoNotLeaveTheJob()
    {
        const RunId id = create(2);
        m_onUnit = [](JobContext&, std::int64_t) -> Result<void> { throw std::runtime_error("boom"); };
        const auto result = runJob(m_project, m_registry, id, nullptr);
        QVERIFY(!result);
        QVERIFY(result.error().text().find("boom") != std::string::npos);
        QCOMPARE(run(id).state, RunState::Failed);
    }

    void stopEndsAtAUnit_data()
    {
        QTest::addColumn<bool>("quit");
        QTest::newRow("cancel") << false;
        QTest::newRow("quit") << true;
    }
    void stopEndsAtAUnit()
    {
        QFETCH(bool, quit);
        const RunId id = create(10);
        m_onUnit = [&](JobContext& context, std::int64_t unit) -> Result<void> {
            if (unit == 4)
                context.stop(quit ? JobContext::End::Quit : JobContext::End::Cancel);
            return {};
        };
        const auto result = runJob(m_project, m_registry, id, nullptr);
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QCOMPARE(run(id).state, quit ? RunState::Paused : RunState::Cancelled);
        QCOMPARE(run(id).unitsDone, std::int64_t{5});
        m_onUnit = nullptr;
        QVERIFY(runJob(m_project, m_registry, id, nullptr));
        QCOMPARE(run(id).state, RunState::Succeeded);
    }

    void pauseAndResumeThroughTheDatabase()
    {
        LocalRunnerFixture fixture(*this);
        m_onUnit = [](JobContext&, std::int64_t) -> Result<void> {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return {};
        };
        const RunId id = *fixture.runner.submit("count", {{"units", 100'000}});
        QVERIFY(waitFor([&] { return run(id).unitsDone > 3; }));
        QVERIFY(fixture.runner.pause(id));
        QVERIFY(waitFor([&] { return run(id).state == RunState::Paused; }));
        const std::int64_t done = run(id).unitsDone;
        QVERIFY(fixture.runner.resume(id));
        QVERIFY(waitFor([&] { return run(id).unitsDone > done; }));
        // Another process asks through the database.
        {
            auto control = project::Project::open(folder(), project::Access::Control);
            auto database = (*control)->connect();
            const auto asked = store::RunRepository(*database).request(id, store::RunRequest::Cancel);
            QVERIFY2(asked, asked ? "" : asked.error().text().c_str());
        }
        QVERIFY(waitFor([&] { return run(id).state == RunState::Cancelled; }));
    }

    void onlyTheProcessOfAWorkerIsKilled()
    {
        const Path worker = Path(m_folder->path().toStdString()) / "fulcrum-cli";
        std::filesystem::copy_file("/bin/sleep", worker);
        const auto started = [](const Path& program) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                ::execl(program.c_str(), program.c_str(), "600", nullptr);
                ::_exit(1);
            }
            return pid;
        };
        const auto runs = [this](pid_t pid, const Path& program) {
            return waitFor([&] { return std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid)).filename() == program.filename(); });
        };
        const pid_t ours = started(worker), foreign = started("/bin/sleep");
        QVERIFY(runs(ours, worker) && runs(foreign, "sleep"));
        store::RunRecord run;
        run.id = 7;
        run.state = RunState::Running;
        run.process = store::ProcessIdentity::current();
        QVERIFY(killObstacle(run) == KillObstacle::Own);
        run.process.startTicks = 0;
        run.process.pid = foreign;
        QVERIFY(killObstacle(run) == KillObstacle::OtherWork);
        QCOMPARE(killProcess(run).error().code, ErrorCode::Usage);
        QCOMPARE(::waitpid(foreign, nullptr, WNOHANG), 0); // it lives
        run.process.pid = ours;
        run.process.startTicks = 1; // the number of a process that has ended, used again
        QVERIFY(killObstacle(run) == KillObstacle::Gone);
        QCOMPARE(killProcess(run).error().code, ErrorCode::Usage);
        run.process.startTicks = 0;
        run.process.host = "elsewhere";
        QVERIFY(killObstacle(run) == KillObstacle::OtherComputer);
        run.process.host = store::ProcessIdentity::current().host;
        for (const RunState state : {RunState::Succeeded, RunState::Failed, RunState::Cancelled, RunState::Queued}) {
            run.state = state;
            QVERIFY(killObstacle(run) == KillObstacle::AtRest);
        }
        run.state = RunState::Running;
        QVERIFY(killObstacle(run) == KillObstacle::None);
        const auto killed = killProcess(run);
        QVERIFY2(killed, killed ? "" : killed.error().text().c_str());
        int status = 0;
        QCOMPARE(::waitpid(ours, &status, 0), ours);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        QVERIFY(killObstacle(run) == KillObstacle::Gone);
        QVERIFY(!killProcess(run));
        ::kill(foreign, SIGKILL);
        ::waitpid(foreign, nullptr, 0);
    }

    void aJobThatHangsGivesNoSign()
    {
        LocalRunnerFixture fixture(*this);
        std::atomic<bool> hangs{false}, go{false};
        m_onUnit = [&](JobContext&, std::int64_t unit) -> Result<void> {
            while (unit == 2 && !go) {
                hangs = true;
                std::this_thread::yield();
            }
            return {};
        };
        const RunId id = *fixture.runner.submit("count", {{"units", 4}});
        QVERIFY(waitFor([&] { return hangs.load(); }));
        const std::int64_t sign = fixture.runner.lastSign(id);
        QVERIFY(sign > 0);
        QVERIFY(fixture.runner.cancel(id)); // asking is no sign of it
        QCOMPARE(fixture.runner.lastSign(id), sign);
        QCOMPARE(fixture.runner.lastSign(id + 1), std::int64_t{0});
        go = true;
        QVERIFY(waitFor([&] { return fixture.runner.idle(); }));
        QCOMPARE(fixture.runner.lastSign(id), std::int64_t{0});
    }

    void gpuMemoryIsThatOfItsProcess()
    {
        const auto memory = gpuMemory(FULCRUM_FAKE_NVML);
        QCOMPARE(memory, (std::map<std::int64_t, std::int64_t>{{71, 4'000'000'000}, {73, 5}}));
        QVERIFY(gpuMemory("no such library").empty());
        QVERIFY(gpuMemory("libc.so.6").empty()); // it is there, and is something else
    }

    void whatAnEarlierProgramLeftCanBeCancelledAndResumed()
    {
        const RunId queued = *createRun(*m_project, m_registry, "count", {{"units", 3}}, {});
        const RunId paused = *createRun(*m_project, m_registry, "count", {{"units", 3}}, {});
        {
            auto database = m_project->connect();
            store::RunRepository runs(*database);
            store::ProcessIdentity gone = store::ProcessIdentity::current();
            gone.bootId = "another boot";
            QVERIFY(runs.setProcess(queued, gone, {}, "cpu"));
            QVERIFY(runs.setProcess(paused, gone, {}, "cpu"));
            QVERIFY(runs.setState(paused, RunState::Paused));
        }
        QCOMPARE(run(queued).state, RunState::Interrupted); // nobody will ever start it by itself
        LocalRunnerFixture fixture(*this);
        QVERIFY(fixture.runner.cancel(paused));
        QCOMPARE(run(paused).state, RunState::Cancelled);
        QCOMPARE(fixture.runner.cancel(paused).error().code, ErrorCode::Usage);
        QVERIFY(fixture.runner.resume(queued));
        QVERIFY(waitFor([&] { return run(queued).state == RunState::Succeeded; }));
    }

    void lanesAreExclusiveAndFirstComeFirstServed()
    {
        std::atomic<int> running = 0, most = 0;
        std::mutex mutex;
        std::vector<RunId> order;
        m_onUnit = [&](JobContext& context, std::int64_t) -> Result<void> {
            most = std::max(most.load(), ++running);
            {
                const std::lock_guard guard(mutex);
                order.push_back(context.run());
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            --running;
            return {};
        };
        LocalRunnerFixture fixture(*this);
        std::vector<RunId> submitted;
        for (int i = 0; i < 3; ++i)
            submitted.push_back(*fixture.runner.submit("count", {{"units", 1}}));
        QVERIFY(waitFor([&] { return fixture.runner.idle(); }));
        QCOMPARE(most.load(), 1);
        QCOMPARE(order, submitted);
    }

    void runAfterAnother()
    {
        LocalRunnerFixture fixture(*this);
        m_onUnit = [](JobContext&, std::int64_t unit) -> Result<void> {
            return unit == 99 ? fail(ErrorCode::Failed, "on purpose") : Result<void>{};
        };
        const RunId good = *fixture.runner.submit("count", {{"units", 3}});
        const RunId next = *fixture.runner.submit("count", {{"units", 3}}, {{good}, good});
        QVERIFY(waitFor([&] { return run(next).state == RunState::Succeeded; }));
        QCOMPARE(run(next).parents, std::vector<RunId>{good});
        const RunId bad = *fixture.runner.submit("count", {{"units", 100}});
        const RunId never = *fixture.runner.submit("count", {{"units", 3}}, {{}, bad});
        QVERIFY(waitFor([&] { return run(never).state == RunState::Cancelled; }));
        QCOMPARE(run(bad).state, RunState::Failed);
    }

    void quittingPausesAndKeepsTheQueue()
    {
        m_onUnit = [](JobContext&, std::int64_t) -> Result<void> {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return {};
        };
        RunId first = 0, second = 0, third = 0;
        {
            LocalRunnerFixture fixture(*this);
            first = *fixture.runner.submit("count", {{"units", 100'000}});
            second = *fixture.runner.submit("count", {{"units", 2}});
            third = *fixture.runner.submit("count", {{"units", 2}});
            QVERIFY(waitFor([&] { return run(first).unitsDone > 0; }));
            QVERIFY(fixture.runner.cancel(third));
            QVERIFY(!fixture.runner.pause(second));
        }
        QCOMPARE(run(first).state, RunState::Paused);
        QCOMPARE(run(second).state, RunState::Queued);
        QCOMPARE(run(third).state, RunState::Cancelled);
        LocalRunnerFixture fixture(*this);
        QVERIFY(fixture.runner.resume(second));
        QVERIFY(waitFor([&] { return run(second).state == RunState::Succeeded; }));
        QVERIFY(!fixture.runner.resume(second));
    }

    void wrongSpecsMakeNoRun()
    {
        QVERIFY(!createRun(*m_project, m_registry, "count", {{"units", -1}}));
        QVERIFY(!createRun(*m_project, m_registry, "none", nlohmann::json::object()));
        QVERIFY(!createRun(*m_project, m_registry, "count", {{"parents", {77}}}));
        auto database = m_project->connect();
        QVERIFY(store::RunRepository(*database).list()->empty());
    }

    void checkpointAndTemporaryFolders()
    {
        Path temporary, kept;
        m_onUnit = [&](JobContext& context, std::int64_t) -> Result<void> {
            temporary = *context.temporaryFolder();
            kept = *context.checkpointFolder();
            return writeFileAtomic(temporary / "x", "x");
        };
        QVERIFY(runJob(m_project, m_registry, create(1), nullptr));
        QVERIFY(!std::filesystem::exists(temporary));
        QVERIFY(std::filesystem::is_directory(kept));
    }

    void etaIsTheMedianOfTheLastTwenty()
    {
        EtaEstimator eta;
        for (int i = 0; i < 4; ++i)
            eta.addUnit(1);
        QVERIFY(!eta.remaining(10));
        QCOMPARE(etaText(eta.remaining(10)), std::string("estimating"));
        for (int i = 0; i < 20; ++i)
            eta.addUnit(i % 2 ? 2 : 4); // the first four are forgotten
        QCOMPARE(eta.unitSeconds(), 3.0);
        QCOMPARE(eta.remaining(10)->low, 20.0);
        QCOMPARE(eta.remaining(10)->high, 40.0);
        QCOMPARE(etaText(eta.remaining(10)), std::string("20-40 s"));
        QCOMPARE(etaText(eta.remaining(600)), std::string("20-40 min"));
        QCOMPARE(eta.remaining(-5)->high, 0.0);
        eta.addUnit(std::nan(""));
        QCOMPARE(eta.unitSeconds(), 3.0);
    }

    void etaOfUnitsThatAreMarkedTogether()
    {
        EtaEstimator eta; // anchors of one forest: a minute of scoring, then 60 marks at once
        for (int group = 0; group < 2; ++group) {
            eta.addUnit(60);
            for (int i = 1; i < 60; ++i)
                eta.addUnit(0.001);
        }
        QVERIFY(std::abs(eta.remaining(60)->low - 60) < 1);
        eta.addUnit(60); // the first mark of a third group says nothing yet
        QVERIFY(std::abs(eta.remaining(60)->high - 60) < 1);
        EtaEstimator slowDisk; // the first mark after a group takes long, the others longer than usual
        slowDisk.addUnit(60);
        slowDisk.addUnit(0.5);
        for (int i = 2; i < 60; ++i)
            slowDisk.addUnit(0.05);
        QVERIFY(std::abs(slowDisk.remaining(60)->high - 63.5) < 1);
        EtaEstimator fast; // units that really are that fast
        for (int i = 0; i < 5000; ++i)
            fast.addUnit(0.002);
        QVERIFY(std::abs(fast.unitSeconds() - 0.002) < 1e-6);
    }

    void eventQueueKeepsOrderAndBounds()
    {
        JobEventQueue queue;
        const auto push = [&](JobEvent::Type type, RunId id) {
            JobEvent event;
            event.type = type;
            event.run = id;
            event.unitsDone = id;
            queue.push(std::move(event));
        };
        push(JobEvent::Type::Progress, 1);
        push(JobEvent::Type::Progress, 1);
        push(JobEvent::Type::Progress, 2);
        push(JobEvent::Type::Log, 1);
        push(JobEvent::Type::Progress, 1);
        const auto events = queue.drain();
        QCOMPARE(events.size(), std::size_t{4});
        for (std::size_t i = 0; i < events.size(); ++i)
            QCOMPARE(events[i].sequence, std::uint64_t{i + 1});
        QVERIFY(queue.drain().empty());
        push(JobEvent::Type::State, 9);
        for (std::size_t i = 0; i < JobEventQueue::kMost + 10; ++i)
            push(JobEvent::Type::Metric, 1);
        const auto rest = queue.drain();
        QVERIFY(rest.size() <= JobEventQueue::kMost);
        QVERIFY(rest.front().type == JobEvent::Type::State);
        QCOMPARE(rest.size() + queue.dropped(), JobEventQueue::kMost + 11);
        QVERIFY(std::is_sorted(
            rest.begin(), rest.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; }));
    }

    void eventsOfManyThreadsAreAllThere()
    {
        JobEventQueue queue;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&queue, t] {
                    for (int i = 0; i < 1000; ++i) {
                        JobEvent event;
                        event.type = JobEvent::Type::Log;
                        event.run = t;
                        event.wallTime = i;
                        queue.push(std::move(event));
                    }
                });
        }
        std::map<RunId, std::int64_t> last;
        std::uint64_t sequence = 0;
        for (const JobEvent& event : queue.drain()) {
            QCOMPARE(event.sequence, ++sequence);
            QVERIFY(!last.contains(event.run) || last[event.run] + 1 == event.wallTime);
            last[event.run] = event.wallTime;
        }
        QCOMPARE(sequence, std::uint64_t{4000});
    }

private:
    struct LocalRunnerFixture
    {
        explicit LocalRunnerFixture(TestJobs& test) : runner(test.m_project, test.m_registry, events) {}
        JobEventQueue events;
        LocalRunner runner;
    };

    void aDependencyIsStoredWithItsRun()
    {
        const RunId first = create(1);
        SubmitOptions options;
        options.after = first;
        const RunId second = create(1, 42, options);
        auto database = m_project->connect();
        QCOMPARE(startsAfter(*database, second).value(), std::optional<RunId>(first));
        QCOMPARE(startsAfter(*database, first).value(), std::optional<RunId>());
        QCOMPARE(turnAfter(*database, first).value(), Turn::NotYet);
        options.after = 4711;
        QVERIFY(createRun(*m_project, m_registry, "count", {{"units", 1}}, options).error().code == ErrorCode::NotFound);
        store::RunRepository runs(*database);
        QVERIFY(runs.setParam(second, "after", "nonsense")); // a project is outside input
        QCOMPARE(startsAfter(*database, second).value(), std::optional<RunId>());
        for (const auto& [state, turn] : {std::pair(RunState::Succeeded, Turn::Ready), {RunState::Paused, Turn::NotYet},
                 {RunState::Failed, Turn::Never}, {RunState::Cancelled, Turn::Never}}) {
            QVERIFY(runs.setState(first, state));
            QCOMPARE(turnAfter(*database, first).value(), turn);
        }
        QCOMPARE(turnAfter(*database, 4711).value(), Turn::Never);
    }

    void aResumedRunStillWaits()
    {
        std::atomic<bool> go{false};
        m_onUnit = [&](JobContext&, std::int64_t) -> Result<void> {
            while (!go)
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return {};
        };
        JobEventQueue events;
        RunId first = 0, second = 0;
        {
            LocalRunner runner(m_project, m_registry, events);
            first = runner.submit("count", {{"units", 1}}).value();
            SubmitOptions options;
            options.after = first;
            second = runner.submit("count", {{"units", 1}}, options).value();
            QVERIFY(waitFor([&] { return run(first).state == RunState::Running; }));
            go = true;
        } // the program ends: what waits is left behind
        LocalRunner runner(m_project, m_registry, events);
        if (run(first).state != RunState::Succeeded)
            QVERIFY(runner.resume(first));
        QVERIFY(runner.resume(second));
        QVERIFY(waitFor([&] { return run(second).state == RunState::Succeeded; }));
        QCOMPARE(run(first).state, RunState::Succeeded);
    }

    void waitingRunsChangePlaces()
    {
        std::atomic<bool> go{false};
        m_onUnit = [&](JobContext&, std::int64_t) -> Result<void> {
            while (!go)
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return {};
        };
        JobEventQueue events;
        LocalRunner runner(m_project, m_registry, events);
        std::vector<RunId> ids;
        for (int i = 0; i < 4; ++i)
            ids.push_back(runner.submit("count", {{"units", 1}}).value());
        QVERIFY(waitFor([&] { return run(ids[0]).state == RunState::Running; }));
        QVERIFY(runner.move(ids[3], ids[1]));
        QCOMPARE(runner.active(), (std::vector<RunId>{ids[0], ids[3], ids[1], ids[2]}));
        QVERIFY(runner.move(ids[3], 0));
        QCOMPARE(runner.active(), (std::vector<RunId>{ids[0], ids[1], ids[2], ids[3]}));
        QVERIFY(!runner.move(ids[0], ids[1])); // it runs already
        QVERIFY(!runner.move(ids[1], ids[0]));
        QVERIFY(!runner.move(ids[1], ids[1]));
        QVERIFY(!runner.move(4711, 0));
        QCOMPARE(runner.active().size(), std::size_t{4}); // a refusal loses nothing
        go = true;
        QVERIFY(waitFor([&] { return run(ids[3]).state == RunState::Succeeded; }));
    }

    void unitTimesAscend()
    {
        const RunId id = create(4);
        QVERIFY(runJob(m_project, m_registry, id, nullptr));
        auto database = m_project->connect();
        const auto times = store::RunRepository(*database).unitTimes(id).value();
        QCOMPARE(times.size(), std::size_t{4});
        QVERIFY(std::is_sorted(times.begin(), times.end()));
        QCOMPARE(store::RunRepository(*database).unitTimes(id, 2).value().size(), std::size_t{2});
        // Entries of the job: scores in 0..1, one beam each.
        const std::array<RunId, 1> runs {id};
        store::DmRepository entries(*database);
        QCOMPARE(entries.countKept(runs, -1, 0).value(), std::int64_t{4});
        QCOMPARE(entries.countKept(runs, 2, 0).value(), std::int64_t{0});
        QCOMPARE(entries.countKept({}, -1, 0).value(), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestJobs)
#include "tst_jobs.moc"
