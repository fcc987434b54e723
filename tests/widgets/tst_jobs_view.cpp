// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_advice.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/models/job_list_model.h"
#include "widgets/models/log_model.h"
#include "widgets/views/job_details.h"
#include "widgets/views/jobs_view.h"
#include "widgets/views/log_view.h"

#include <QAbstractItemModelTester>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <atomic>

using namespace fulcrum;
using store::RunState;

namespace {

std::atomic<bool> g_go{true}, g_fail{false}, g_failUnits{false};

/// A job whose units wait for the test.
class GatedJob : public jobs::Job
{
public:
    explicit GatedJob(jobs::JobSpec spec) : m_spec(std::move(spec)) {}
    Result<void> run(jobs::JobContext& context) override
    {
        const std::int64_t units = m_spec.integer("units");
        FULCRUM_CHECK(context.setTotalUnits(units));
        context.phase("counting", 0, units);
        for (std::int64_t unit = 0; unit < units; ++unit) {
            while (!g_go && context.endReason() == jobs::JobContext::End::None && !context.pauseRequested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            FULCRUM_CHECK(context.checkpoint());
            if (g_fail)
                return fail(ErrorCode::OutOfMemory, "the job ran out of memory", "run 1", "std::bad_alloc",
                    "use a smaller batch and resume");
            if (context.isSettled(std::to_string(unit)))
                continue;
            if (g_failUnits && unit % 2 == 1) {
                FULCRUM_CHECK(context.failUnit(std::to_string(unit), {ErrorCode::Malformed, "it cannot be read", "x.png", "zero bytes", {}},
                    1.0));
                continue;
            }
            FULCRUM_CHECK(context.commitUnit(std::to_string(unit),
                [&](store::Database&) { return context.metric("best score", unit, static_cast<double>(unit)); }));
        }
        return {};
    }

private:
    jobs::JobSpec m_spec;
};

QStringList names(const QAbstractItemModel& model)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, 0).data().toString());
    return texts;
}

} // namespace

class TestJobsView : public QObject
{
    Q_OBJECT

    jobs::JobRegistry m_registry;
    std::unique_ptr<test::ProjectFixture> m_fixture;

private Q_SLOTS:
    void initTestCase()
    {
        jobs::JobKind kind;
        kind.name = "dm";
        kind.title = "Count";
        kind.fields = jobs::commonFields();
        kind.fields.push_back(jobs::Field::integer("units", 3, 0, 1000, "how many"));
        kind.fields.push_back(jobs::Field::integer("batch", 64, 1, 1000, "at once"));
        kind.create = [](const jobs::JobSpec& spec) -> Result<std::unique_ptr<jobs::Job>> { return std::make_unique<GatedJob>(spec); };
        m_registry.add(std::move(kind));
    }
    void init()
    {
        g_go = true;
        g_fail = g_failUnits = false;
        m_fixture = std::make_unique<test::ProjectFixture>();
        QVERIFY2(m_fixture->problem().isEmpty(), qPrintable(m_fixture->problem()));
    }

    void rowsFollowAJobAndTheQueue()
    {
        bridge::ProjectSession session(m_registry);
        bridge::JobMonitor monitor(&session);
        bridge::ActionRegistry actions;
        views::JobsView view(&session, &monitor, &actions);
        view.resize(1200, 300);
        const QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(m_fixture->folder());
        QVERIFY(opened.wait());
        g_go = false;
        QVector<store::RunId> runs;
        for (const char* name : {"a", "b", "c"})
            runs.append(*session.runner()->submit("dm", {{"name", name}, {"units", 3}}));
        monitor.reload();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        QTRY_COMPARE(monitor.find(runs[0])->record.state, RunState::Running);
        QTRY_COMPARE(names(*view.model()), (QStringList {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
        QCOMPARE(view.model()->waiting(), (QVector<store::RunId> {runs[1], runs[2]}));
        // Only what waits can be dragged; "c" is dropped on "b" and takes its place.
        QVERIFY(!(view.model()->index(0).flags() & Qt::ItemIsDragEnabled));
        QVERIFY(view.model()->index(2).flags() & Qt::ItemIsDragEnabled);
        const std::unique_ptr<QMimeData> mime(view.model()->mimeData({view.model()->index(2)}));
        view.model()->dropMimeData(mime.get(), Qt::MoveAction, -1, 0, view.model()->index(1));
        QCOMPARE(names(*view.model()), (QStringList {QStringLiteral("a"), QStringLiteral("c"), QStringLiteral("b")}));
        QMimeData nonsense;
        nonsense.setData(view.model()->mimeTypes().first(), "99999999999999999999");
        QVERIFY(!view.model()->dropMimeData(&nonsense, Qt::MoveAction, 0, 0, {}));
        // The same by keyboard, and what is not possible says why.
        view.list()->setCurrentIndex(view.model()->index(2));
        QVERIFY(actions.action(QStringLiteral("job.earlier"))->isEnabled());
        QVERIFY(!actions.action(QStringLiteral("job.later"))->isEnabled());
        actions.action(QStringLiteral("job.earlier"))->trigger();
        QCOMPARE(names(*view.model()), (QStringList {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
        QCOMPARE(view.list()->currentIndex().row(), 1); // the selection goes with its row
        view.list()->setCurrentIndex(view.model()->index(0));
        QVERIFY(!actions.action(QStringLiteral("job.earlier"))->isEnabled());
        QVERIFY(!actions.action(QStringLiteral("job.earlier"))->toolTip().isEmpty());
        g_go = true;
        QTRY_COMPARE(monitor.find(runs[2])->record.state, RunState::Succeeded);
        QTRY_COMPARE(monitor.find(runs[0])->curve.size(), 3);
        QVERIFY(!monitor.find(runs[0])->lastLine.isEmpty());
        QCOMPARE(monitor.find(runs[0])->phases.size(), 1);
    }

    void aRunThatWaitsSaysForWhat()
    {
        bridge::ProjectSession session(m_registry);
        bridge::JobMonitor monitor(&session);
        const models::JobListModel model(&monitor);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(m_fixture->folder());
        QVERIFY(opened.wait());
        g_go = false;
        const store::RunId first = *session.runner()->submit("dm", {{"name", "first"}});
        jobs::SubmitOptions options;
        options.after = first;
        const store::RunId second = *session.runner()->submit("dm", {{"name", "second"}}, options);
        monitor.reload();
        QTRY_VERIFY(monitor.find(second));
        QCOMPARE(monitor.find(second)->after, std::optional(first));
        QVERIFY(model.index(model.rowOf(second)).data(models::JobListModel::DetailRole).toString().contains(QString::number(first)));
        session.runner()->cancel(first);
        QTRY_COMPARE(monitor.find(second)->record.state, RunState::Cancelled);
    }

    void failuresSayWhatToDo()
    {
        bridge::ProjectSession session(m_registry);
        bridge::JobMonitor monitor(&session);
        bridge::ActionRegistry actions;
        views::JobsView view(&session, &monitor, &actions);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(m_fixture->folder());
        QVERIFY(opened.wait());
        g_fail = true;
        const store::RunId run = *session.runner()->submit("dm", {{"name", "too large"}});
        monitor.reload();
        QTRY_VERIFY(monitor.find(run) && monitor.find(run)->record.state == RunState::Failed);
        view.list()->setCurrentIndex(view.model()->index(0));
        QCOMPARE(view.details()->advised(), bridge::JobAdvice::Action::OpenForm);
        QSignalSpy wanted(&view, &views::JobsView::formWanted);
        for (QPushButton* button : view.details()->findChildren<QPushButton*>())
            if (button->text().contains(QStringLiteral("Halve")))
                button->click();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][1].value<nlohmann::json>().at("batch").get<int>(), 32);
        QVERIFY(!wanted[0][1].value<nlohmann::json>().contains("name"));
    }

    void advice_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<int>("action");
        QTest::addColumn<QString>("why");
        using Action = bridge::JobAdvice::Action;
        const auto row = [](const char* name, const char* error, const char* spec, Action action, const char* why) {
            QTest::newRow(name) << QByteArray(error) << QByteArray(spec) << static_cast<int>(action) << QString::fromLatin1(why);
        };
        row("memory", "the job ran out of memory: run 3: no room (use a smaller batch and resume)", "{\"batch\":8}", Action::OpenForm,
            "no room");
        row("memory, nothing to halve", "out of memory", "{\"batch\":1}", Action::Resume, "");
        row("embeddings", "no embeddings: task vqa: they were not computed (run embed)", "{}", Action::Embed, "they were not computed");
        row("disk", "cannot write: /p: No space left on device", "{}", Action::ClearCache, "No space left on device");
        row("other", "it broke", "{}", Action::Resume, "");
        row("nonsense", "", "[[[", Action::Resume, "");
    }
    void advice()
    {
        QFETCH(QByteArray, error);
        QFETCH(QByteArray, spec);
        QFETCH(int, action);
        QFETCH(QString, why);
        store::RunRecord run;
        run.error = error.toStdString();
        run.spec = spec.toStdString();
        const bridge::JobAdvice found = bridge::adviceFor(run);
        QCOMPARE(static_cast<int>(found.action), action);
        QCOMPARE(found.why, why);
        QVERIFY(!found.button.isEmpty());
    }

    void failedUnitsAreCountedAndTriedAgain()
    {
        bridge::ProjectSession session(m_registry);
        bridge::JobMonitor monitor(&session);
        bridge::ActionRegistry actions;
        views::JobsView view(&session, &monitor, &actions);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(m_fixture->folder());
        QVERIFY(opened.wait());
        g_failUnits = true; // odd units cannot be done
        const store::RunId run = *session.runner()->submit("dm", {{"name", "with gaps"}, {"units", 4}});
        monitor.reload();
        QTRY_VERIFY(monitor.find(run) && monitor.find(run)->record.state == RunState::Succeeded);
        QTRY_COMPARE(monitor.find(run)->failures, std::int64_t{2});
        QCOMPARE(monitor.find(run)->failureTexts.size(), 2);
        QVERIFY(view.model()->index(0).data(models::JobListModel::UnitsRole).toString().contains(QStringLiteral("2")));
        view.list()->setCurrentIndex(view.model()->index(0));
        g_failUnits = false;
        monitor.retryFailed(run);
        QTRY_COMPARE(monitor.find(run)->failures, std::int64_t{0});
        QTRY_COMPARE(monitor.find(run)->record.state, RunState::Succeeded);
    }

    /// A window that may only read follows what another program does, and its wishes reach that program.
    void aJobOfAnotherProgramIsFollowed()
    {
        store::RunId run = 0;
        auto project = project::Project::open(bridge::toPath(m_fixture->folder()), project::Access::ReadWrite);
        QVERIFY(project);
        auto database = (*project)->connect();
        store::RunRepository runs(*database);
        store::RunRecord record;
        record.kind = "dm";
        record.name = "elsewhere";
        record.spec = record.parity = "{}";
        record.specHash = "0";
        run = *runs.add(record);
        store::ProcessIdentity other = store::ProcessIdentity::current();
        other.pid = ::getppid(); // some process that lives and is not this one
        other.startTicks = 0;
        QVERIFY(runs.setProcess(run, other, "cpu", "cpu"));
        QVERIFY(runs.setState(run, RunState::Running));

        bridge::ProjectSession session(m_registry);
        bridge::JobMonitor monitor(&session);
        const models::JobListModel model(&monitor);
        models::LogModel log;
        connect(&monitor, &bridge::JobMonitor::logged, &log, &models::LogModel::append);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(m_fixture->folder(), project::Access::ReadOnly);
        QVERIFY(opened.wait());
        QTRY_VERIFY(monitor.find(run) && bridge::JobMonitor::isForeign(*monitor.find(run)));
        QVERIFY(runs.setProgress(run, 2, 5, "searching"));
        for (int step = 0; step < 3; ++step)
            QVERIFY(runs.addMetric(run, {"best score", step, 1, 0.5 + step}));
        QFile file(bridge::fromPath((*project)->logsFolder() / ("run-" + std::to_string(run) + ".log")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("2026-11-26T10:00:00.000Z warning run-1 unit-7 something odd\nnonsense\n2026-11-26T10:00:01.000Z info run-1 - half a li");
        file.flush();
        QTRY_COMPARE(monitor.find(run)->record.unitsDone, 2);
        QTRY_COMPARE(monitor.find(run)->curve.size(), 3);
        QTRY_COMPARE(log.rowCount(), 1); // whole lines only
        QVERIFY(log.hasLinesOf(run));
        file.write("ne\n");
        file.close();
        QTRY_COMPARE(log.rowCount(), 2);
        QCOMPARE(log.index(1, models::LogModel::MessageColumn).data().toString(), QStringLiteral("half a line"));
        monitor.pause(run);
        QTRY_VERIFY(monitor.find(run)->stopping);
        QVERIFY(*runs.takeRequest(run) == store::RunRequest::Pause);
    }

    void aJobThatDoesNotReactIsKilled()
    {
        QTemporaryDir folder;
        const QString program = folder.filePath(QStringLiteral("fulcrum-cli"));
        QVERIFY(QFile::copy(QStringLiteral("/bin/sleep"), program));
        QProcess process;
        process.start(program, {QStringLiteral("600")});
        QVERIFY(process.waitForStarted());
        auto project = project::Project::open(bridge::toPath(m_fixture->folder()), project::Access::ReadWrite);
        QVERIFY(project);
        auto database = (*project)->connect();
        store::RunRepository runs(*database);
        store::RunRecord record;
        record.kind = "dm";
        record.name = "stuck";
        record.spec = record.parity = "{}";
        record.specHash = "0";
        const store::RunId run = *runs.add(record);
        store::ProcessIdentity worker = store::ProcessIdentity::current();
        worker.pid = process.processId();
        worker.startTicks = 0;
        QVERIFY(runs.setProcess(run, worker, "cpu", "cpu"));
        QVERIFY(runs.setState(run, RunState::Running));
        QVERIFY(runs.setProgress(run, 2, 5, "searching"));

        bridge::ProjectSession session(m_registry);
        bridge::JobMonitor monitor(&session);
        bridge::ActionRegistry actions;
        views::JobsView view(&session, &monitor, &actions);
        view.resize(1000, 300);
        view.show();
        QAction* kill = actions.action(QStringLiteral("job.kill"));
        QVERIFY(!kill->isEnabled());
        session.open(m_fixture->folder(), project::Access::ReadOnly);
        QTRY_VERIFY(monitor.find(run));
        view.list()->setCurrentIndex(view.model()->index(view.model()->rowOf(run)));
        QVERIFY2(!kill->isEnabled() && kill->toolTip().contains(QStringLiteral("Stop it first")), qPrintable(kill->toolTip()));
        monitor.cancel(run); // it does not hear
        QTRY_VERIFY(monitor.find(run)->stopping && kill->isEnabled());
        kill->trigger();
        auto* box = view.findChild<QMessageBox*>();
        QVERIFY(box && box->isVisible());
        QVERIFY2(box->informativeText().contains(QStringLiteral("2 of 5 units")), qPrintable(box->informativeText()));
        QCOMPARE(process.state(), QProcess::Running);
        for (QAbstractButton* button : box->buttons())
            if (box->buttonRole(button) == QMessageBox::DestructiveRole)
                button->click();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QTRY_COMPARE(monitor.find(run)->record.state, RunState::Interrupted);
        QTRY_VERIFY(!kill->isEnabled());
        QCOMPARE(monitor.find(run)->record.unitsDone, 2);
        session.close();
    }

    void aJobOfThisWindowCannotBeKilled()
    {
        bridge::JobInfo job;
        job.record.state = RunState::Running;
        job.record.process = store::ProcessIdentity::current();
        job.stopping = true;
        QVERIFY(views::JobsView::whyNoKill(job).contains(QStringLiteral("inside this window")));
        QVERIFY(views::JobDetails::silence(job).isEmpty()); // not known
        job.sign = QDateTime::currentMSecsSinceEpoch() - 90'000;
        QVERIFY(!views::JobDetails::silence(job).isEmpty());
        QVERIFY(views::JobsView::whyNoKill(job).contains(views::JobDetails::silence(job)));
        job.record.state = RunState::Succeeded;
        QVERIFY(views::JobDetails::silence(job).isEmpty());
    }

    void theLogShowsOneRun()
    {
        models::LogModel model;
        views::LogView view(&model);
        model.append({{1, LogLevel::Info, 3, {}, QStringLiteral("of three")}, {2, LogLevel::Error, 4, {}, QStringLiteral("of four")},
            {3, LogLevel::Info, 0, {}, QStringLiteral("of nobody")}});
        QCOMPARE(view.filtered()->rowCount(), 3);
        view.showRun(4);
        QCOMPARE(view.filtered()->rowCount(), 1);
        view.showRun(0);
        QCOMPARE(view.filtered()->rowCount(), 3);
    }
};

QTEST_MAIN(TestJobsView)
#include "tst_jobs_view.moc"
