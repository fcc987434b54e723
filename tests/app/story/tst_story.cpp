// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way through the workbench on Tiny World with its real models, by mouse and keyboard: look, search, D_M, training,
// evaluation, lanes, the step inspector, a what-if, a set, a comparison, the figure; then the program is killed during a job, started
// again, and the job goes on. The steps build on each other.
#include "app/shell/demo.h"
#include "app/shell/main_window.h"
#include "app/shell/paths.h"
#include "core/icl/register_jobs.h"
#include "core/store/workspace_repository.h"
#include "tests/app/story/driver.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/charts/step_charts.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/job_form_dialog.h"
#include "widgets/models/comparison_model.h"
#include "widgets/models/sample_model.h"
#include "widgets/views/common.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/data_page.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/run_comparison.h"
#include "widgets/views/sequences_page.h"
#include "widgets/views/step_inspector.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <csignal>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using story::Driver;

namespace {

constexpr int kSoon = 20'000, kJob = 300'000; // milliseconds
constexpr const char* kRole = "FULCRUM_STORY_ROLE"; ///< "die", "resume": what a child process is to do
constexpr const char* kFolder = "FULCRUM_STORY_FOLDER";

QString text(const char* latin) { return QString::fromLatin1(latin); }

template <class Dialog>
Dialog* openDialog()
{
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* dialog = qobject_cast<Dialog*>(widget); dialog && dialog->isVisible())
            return dialog;
    return nullptr;
}

QAbstractButton* button(QWidget* in, const char* label)
{
    for (auto* one : in->findChildren<QAbstractButton*>())
        if (one->isVisible() && QString(one->text()).remove(u'&') == QString::fromUtf8(label))
            return one;
    return nullptr;
}

/// A window with its session, as the program makes it.
struct Program
{
    Program() : store(shell::sessionFile(), shell::configFile())
    {
        icl::registerJobs(registry);
        theme::apply(*qApp, theme::Choice::Light);
        window = std::make_unique<shell::MainWindow>(registry, &store, shell::demoMaker());
        window->resize(1440, 900);
        crashed = store.begin();
        const shell::SessionState last = store.load();
        window->show();
        if (!last.project.isEmpty())
            window->restore(last, crashed);
    }
    bridge::JobMonitor* monitor() const { return window->monitor(); }
    /// The newest run of a kind.
    const bridge::JobInfo* newest(const char* kind) const
    {
        const bridge::JobInfo* found = nullptr;
        for (const bridge::JobInfo& job : monitor()->jobs())
            if (job.record.kind == kind && (!found || job.record.id > found->record.id))
                found = &job;
        return found;
    }

    jobs::JobRegistry registry;
    shell::SessionStore store;
    std::unique_ptr<shell::MainWindow> window;
    bool crashed = false;
};

} // namespace

class TestStory : public QObject
{
    Q_OBJECT

private:
    shell::MainWindow& window() { return *m_program->window; }
    bridge::LaneBoard& board() { return *window().board(); }
    views::LaneView* lane(const QString& key)
    {
        for (views::LaneView* view : window().sequencesPage()->lanes())
            if (view->lane().key == key)
                return view;
        return nullptr;
    }
    const bridge::Lane* childOf(const QString& key)
    {
        for (const bridge::Lane& one : board().lanes())
            if (one.parent == key)
                return &one;
        return nullptr;
    }
    /// Opens a form by its keys, fills fields in, takes a picture, presses Start and waits for the end.
    bool runJob(const char* kind, Qt::Key letter, const QVector<QPair<const char*, QString>>& values, const char* picture)
    {
        window().activateWindow();
        if (!QTest::qWaitForWindowActive(&window()))
            return false;
        QTest::keyClick(&window(), letter, Qt::ControlModifier | Qt::ShiftModifier);
        dialogs::JobFormDialog* form = nullptr;
        if (!QTest::qWaitFor([&] { return (form = openDialog<dialogs::JobFormDialog>()) != nullptr; }, kSoon)) {
            qWarning("no form of %s", kind);
            return false;
        }
        for (const auto& [field, value] : values) {
            dialogs::FieldEditor* editor = form->editor(field);
            QLineEdit* line = editor ? editor->findChild<QLineEdit*>() : nullptr;
            if (!line) {
                qWarning("no line to type %s into", field);
                return false;
            }
            editor->focusControl();
            Driver::fill(line, value);
        }
        if (!QTest::qWaitFor([&] { return form->canStart() && form->isSettled(); }, kSoon)) {
            qWarning("%s", qPrintable(form->problems().join(u'\n')));
            return false;
        }
        m_driver->shot(picture);
        const bridge::JobInfo* before = m_program->newest(kind);
        const store::RunId last = before ? before->record.id : 0;
        Driver::click(button(form, "Start"));
        const auto ended = [&] {
            const bridge::JobInfo* job = m_program->newest(kind);
            return job && job->record.id > last && store::isAtRest(job->record.state);
        };
        return QTest::qWaitFor(ended, kJob) && m_program->newest(kind)->record.state == store::RunState::Succeeded;
    }

    /// Ctrl and a key, given to the window once it has the keyboard again (a dialog may just have gone).
    void toWindow(Qt::Key key)
    {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        QTest::keyClick(&window(), key, Qt::ControlModifier);
    }

    /// Goes to an entry of a list box with the arrow keys.
    static void chooseByKeys(QComboBox* box, int index)
    {
        box->setFocus();
        for (int tries = 0; tries < 64 && box->currentIndex() != index; ++tries)
            QTest::keyClick(box, box->currentIndex() < index ? Qt::Key_Down : Qt::Key_Up);
    }

    std::unique_ptr<Program> m_program;
    std::unique_ptr<Driver> m_driver;
    bool m_failed = false;

private Q_SLOTS:
    void initTestCase()
    {
        m_program = std::make_unique<Program>();
        m_driver = std::make_unique<Driver>(&window());
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }

    /// Each step stands on those before it.
    void init()
    {
        if (m_failed)
            QSKIP("an earlier step has failed");
        if (!m_program || !m_program->window->isVisible())
            return;
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }
    void cleanup() { m_failed = m_failed || QTest::currentTestFailed(); }

    void opensTheDemo()
    {
        QTRY_COMPARE(window().page(), text("welcome"));
        m_driver->shot("01-start");
        Driver::key(Qt::Key_Return); // the card of the demo has the focus
        QTRY_VERIFY_WITH_TIMEOUT(window().session()->isOpen() && !window().session()->datasetsLoading(), kJob);
        QTRY_COMPARE(window().page(), text("data"));
        QTRY_VERIFY_WITH_TIMEOUT(window().dataPage()->model()->rowCount() > 0 && window().isSettled(), kSoon);
        m_driver->shot("02-data");
    }

    void browsesAndSearches()
    {
        window().dataPage()->setFocus();
        Driver::key(Qt::Key_Home);
        for (int i = 0; i < 3; ++i)
            Driver::key(Qt::Key_Right);
        Driver::key(Qt::Key_Down);
        QTRY_VERIFY(window().state()->selection().primary.has_value());
        const std::int64_t walkedTo = window().state()->selection().primary->index;
        QVERIFY(walkedTo > 3);
        Driver::key(Qt::Key_Space);
        m_driver->shot("03-quick-look");
        Driver::key(Qt::Key_Escape);
        const int all = window().dataPage()->model()->rowCount();
        Driver::key(Qt::Key_F, Qt::ControlModifier);
        Driver::type(text("circle"));
        QTRY_VERIFY_WITH_TIMEOUT(!window().browser()->isBusy() && window().dataPage()->model()->rowCount() < all, kSoon);
        QVERIFY(window().dataPage()->model()->rowCount() > 0);
        m_driver->shot("04-search");
    }

    void buildsEmbeddingsDmTrainsAndEvaluates()
    {
        QVERIFY(runJob("embed", Qt::Key_E, {}, "05-embed-form"));
        QVERIFY(runJob("dm", Qt::Key_D, {{"anchors", text("12")}, {"candidates", text("12")}, {"beam", text("3")}}, "06-dm-form"));
        QVERIFY(runJob("train", Qt::Key_M, {{"epochs", text("4")}}, "07-train-form"));
        QVERIFY(runJob("eval", Qt::Key_V, {{"queries", text("12")}}, "08-eval-form"));
        QVERIFY(runJob("eval", Qt::Key_V, {{"queries", text("12")}, {"name", text("once more")}}, "08-eval-form-again"));
        m_driver->shot("09-jobs-done");
    }

    void comparesFiveLanes()
    {
        toWindow(Qt::Key_1);
        window().dataPage()->setFocus();
        Driver::key(Qt::Key_Home);
        Driver::key(Qt::Key_Return);
        QTRY_COMPARE(window().page(), text("sequences"));
        const auto ready = [this] {
            int count = 0;
            for (const bridge::Lane& one : board().lanes())
                count += one.state == bridge::Lane::State::Ready;
            return count;
        };
        QTRY_VERIFY_WITH_TIMEOUT(!board().isBusy() && ready() >= 5, kSoon);
        QTRY_VERIFY(lane(text("lever-lm")) && lane(text("siir")));
        QTRY_VERIFY_WITH_TIMEOUT(window().isSettled(), kSoon);
        m_driver->shot("10-lanes");
    }

    void explainsAStep()
    {
        views::IcdCard* card = lane(text("lever-lm"))->cardAt(0);
        QVERIFY(card);
        Driver::click(card);
        auto* inspector = window().findChild<views::StepInspector*>();
        QVERIFY(inspector);
        if (!inspector->isVisible())
            Driver::key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(!inspector->alternatives()->rows().isEmpty(), kSoon);
        for (QPushButton* compute : inspector->computeButtons()) {
            QTRY_VERIFY_WITH_TIMEOUT(compute->isEnabled() || !compute->isVisible(), kSoon);
            if (compute->isVisible())
                Driver::click(compute);
            QTRY_VERIFY_WITH_TIMEOUT(!board().isBusy(), kJob);
        }
        QTRY_VERIFY(!inspector->waterfall()->steps().isEmpty() && !inspector->leaveOneOut()->rows().isEmpty());
        QVERIFY(inspector->orders()->points().size() > 1);
        m_driver->shot("11-step-inspector");
    }

    void changesASequenceAndSeesTheAnswerChange()
    {
        Driver::click(lane(text("lever-lm"))->cardAt(0));
        Driver::key(Qt::Key_W);
        QVERIFY(board().isEditing());
        const auto before = lane(text("lever-lm"))->lane().sequence.indices();
        views::IcdCard* last = lane(text("lever-lm"))->cardAt(static_cast<int>(before.size()) - 1);
        QVERIFY(last);
        if (QGuiApplication::platformName() == u"xcb") {
            m_driver->drag(lane(text("lever-lm"))->cardAt(0), last->mapTo(&window(), QPoint(last->width() - 6, 60)));
        } else { // a platform without drags: the keys do the same
            for (std::size_t i = 1; i < before.size(); ++i)
                Driver::key(Qt::Key_Right, Qt::ControlModifier);
        }
        QTRY_VERIFY_WITH_TIMEOUT(childOf(text("lever-lm")), kSoon);
        QVERIFY(childOf(text("lever-lm"))->sequence.indices() != before);
        QTRY_VERIFY_WITH_TIMEOUT(childOf(text("lever-lm"))->delta.known, kJob);
        QVERIFY(std::isfinite(childOf(text("lever-lm"))->score) && std::isfinite(childOf(text("lever-lm"))->delta.score));
        // Without its last demonstration the likelihood is another one.
        const double moved = *childOf(text("lever-lm"))->findings.probability;
        Driver::click(lane(childOf(text("lever-lm"))->key)->cardAt(static_cast<int>(before.size()) - 1));
        Driver::key(Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(childOf(text("lever-lm")) && childOf(text("lever-lm"))->icds.size() == static_cast<qsizetype>(before.size()) - 1, kSoon);
        QTRY_VERIFY_WITH_TIMEOUT(!board().isBusy() && childOf(text("lever-lm"))->findings.probability, kJob);
        QVERIFY(*childOf(text("lever-lm"))->findings.probability != moved);
        // And with fewer still the model says something else, which scores otherwise.
        const QString said = lane(text("lever-lm"))->lane().prediction;
        while (childOf(text("lever-lm"))->prediction == said && childOf(text("lever-lm"))->icds.size() > 1) {
            const qsizetype left = childOf(text("lever-lm"))->icds.size() - 1;
            Driver::click(lane(childOf(text("lever-lm"))->key)->cardAt(static_cast<int>(left)));
            Driver::key(Qt::Key_Delete);
            QTRY_VERIFY_WITH_TIMEOUT(childOf(text("lever-lm")) && childOf(text("lever-lm"))->icds.size() == left, kSoon);
            QTRY_VERIFY_WITH_TIMEOUT(!board().isBusy() && childOf(text("lever-lm"))->findings.probability, kJob);
        }
        QVERIFY2(childOf(text("lever-lm"))->prediction != said, qPrintable(said));
        QVERIFY(childOf(text("lever-lm"))->delta.score != 0);
        m_driver->shot("12-what-if");
    }

    void savesASet()
    {
        Driver::click(lane(text("lever-lm"))->cardAt(0));
        m_driver->command(text("save as fixed set"));
        QTRY_VERIFY_WITH_TIMEOUT(openDialog<QInputDialog>(), kSoon);
        Driver::key(Qt::Key_A, Qt::ControlModifier);
        Driver::type(text("story set"));
        Driver::key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(board().find(text("set:story set")), kSoon);
        m_driver->shot("13-set-saved");
        toWindow(Qt::Key_4);
        QTRY_COMPARE(window().page(), text("sets"));
        QTRY_VERIFY_WITH_TIMEOUT(window().isSettled(), kSoon);
        m_driver->shot("14-sets");
    }

    void comparesTwoRuns()
    {
        toWindow(Qt::Key_3);
        QTRY_COMPARE(window().page(), text("compare"));
        auto* modes = window().comparePage()->findChild<views::SegmentedControl*>();
        QVERIFY(modes);
        Driver::click(button(modes, "Two runs, all queries"));
        views::RunComparison* runs = window().comparePage()->runs();
        QTRY_VERIFY_WITH_TIMEOUT(runs->isVisible() && runs->run(0)->count() >= 2, kSoon);
        // The first evaluation's Lever-LM against the second one's SIIR.
        chooseByKeys(runs->run(0), 1);
        chooseByKeys(runs->run(1), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!runs->isBusy() && runs->cell(0)->count() > 1 && runs->cell(1)->count() > 1, kSoon);
        chooseByKeys(runs->cell(1), runs->cell(1)->count() - 1);
        QTRY_VERIFY_WITH_TIMEOUT(runs->hasResult() && !runs->isBusy(), kSoon);
        QCOMPARE(runs->model()->rowCount(), 12);
        QVERIFY(!runs->verdict().isEmpty());
        m_driver->shot("15-two-runs");
    }

    void exportsTheFigureAndTheTable()
    {
        toWindow(Qt::Key_7);
        QTRY_COMPARE(window().page(), text("charts"));
        QTRY_VERIFY_WITH_TIMEOUT(window().isSettled(), kSoon);
        m_driver->shot("16-chart");
        for (const char* kind : {"svg", "pdf"}) {
            const QString file = QStringLiteral("%1/figure.%2").arg(qEnvironmentVariable(kFolder), text(kind));
            toWindow(Qt::Key_E);
            QTRY_VERIFY_WITH_TIMEOUT(openDialog<dialogs::ExportDialog>(), kSoon);
            dialogs::ExportDialog* dialog = openDialog<dialogs::ExportDialog>();
            auto* format = dialog->findChild<QComboBox*>();
            QVERIFY(format);
            chooseByKeys(format, format->findData(text(kind)));
            QCOMPARE(dialog->extension(), text(kind));
            QTest::qWait(300);
            m_driver->shot(kind == text("svg") ? "17-export-svg" : "18-export-pdf");
            m_driver->during([&] { Driver::click(button(dialog, "Export…")); },
                [file] {
                    Driver::key(Qt::Key_A, Qt::ControlModifier);
                    Driver::type(file);
                    Driver::key(Qt::Key_Return);
                });
            QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file) && !openDialog<dialogs::ExportDialog>(), kSoon);
            QFile written(file);
            QVERIFY(written.open(QIODevice::ReadOnly));
            const QByteArray content = written.readAll();
            QVERIFY(kind == text("svg") ? content.contains("Lever-LM") && content.contains("</svg>") : content.startsWith("%PDF"));
        }
        QGuiApplication::clipboard()->clear();
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        m_driver->command(text("copy the results as latex"));
        QTRY_VERIFY_WITH_TIMEOUT(QGuiApplication::clipboard()->text().contains(text("\\toprule")), kSoon);
        toWindow(Qt::Key_6);
        QTRY_VERIFY_WITH_TIMEOUT(window().page() == text("runs") && window().isSettled(), kSoon);
        m_driver->shot("19-runs");
    }

    void isKilledAndResumes()
    {
        window().close(); // one window, one project
        m_driver.reset();
        m_program.reset();
        QProcess dying;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(text(kRole), text("die"));
        dying.setProcessEnvironment(environment);
        dying.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        dying.start(QCoreApplication::applicationFilePath(), {});
        QByteArray said;
        const auto running = [&] { said += dying.readAllStandardOutput(); return said.contains("running") || dying.state() == QProcess::NotRunning; };
        QVERIFY(QTest::qWaitFor(running, kJob));
        QVERIFY2(said.contains("running"), qPrintable(QString::number(dying.exitCode())));
        ::kill(static_cast<pid_t>(dying.processId()), SIGKILL);
        QVERIFY(dying.waitForFinished());
        QCOMPARE(dying.exitStatus(), QProcess::CrashExit);
        QProcess resumed;
        environment.insert(text(kRole), text("resume"));
        resumed.setProcessEnvironment(environment);
        resumed.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        resumed.start(QCoreApplication::applicationFilePath(), {});
        QVERIFY(QTest::qWaitFor([&] { return resumed.state() == QProcess::NotRunning; }, kJob));
        QCOMPARE(resumed.exitCode(), 0);
    }
};

namespace {

/// Starts a long D_M by the form, says when it has done some anchors, and waits to be killed.
int dieDuringAJob()
{
    Program program;
    if (!QTest::qWaitFor([&] { return program.window->session()->isOpen() && !program.window->session()->datasetsLoading(); }, kSoon))
        return 3;
    program.window->activateWindow();
    if (!QTest::qWaitForWindowActive(program.window.get()))
        return 13;
    QTest::keyClick(program.window.get(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    dialogs::JobFormDialog* form = nullptr;
    if (!QTest::qWaitFor([&] { return (form = openDialog<dialogs::JobFormDialog>()) != nullptr; }, kSoon))
        return 4;
    for (const auto& [field, value] : {std::pair("anchors", "40"), {"candidates", "24"}, {"name", "killed"}}) {
        form->editor(field)->focusControl();
        Driver::fill(form->editor(field)->findChild<QLineEdit*>(), text(value));
    }
    if (!QTest::qWaitFor([&] { return form->canStart(); }, kSoon))
        return 5;
    Driver::click(button(form, "Start"));
    if (!QTest::qWaitFor([&] { const auto* job = program.newest("dm"); return job && job->record.name == "killed" && job->record.unitsDone >= 3; }, kJob))
        return 6;
    Driver(program.window.get()).shot("20-before-the-kill");
    program.store.save();
    std::puts("running");
    std::fflush(stdout);
    QTest::qWait(kJob);
    return 7;
}

/// Started again: the session is back, and the interrupted job is resumed and finished.
int resumeTheJob()
{
    Program program;
    const Driver driver(program.window.get());
    if (!program.crashed)
        return 8;
    if (!QTest::qWaitFor([&] { return program.window->session()->isOpen() && !program.window->session()->datasetsLoading(); }, kSoon))
        return 9;
    if (!QTest::qWaitFor([&] { const auto* job = program.newest("dm"); return job && job->record.state == store::RunState::Interrupted; }, 90'000))
        return 10;
    const auto* job = program.newest("dm");
    const std::int64_t done = job->record.unitsDone;
    driver.shot("21-restored");
    program.window->activateWindow();
    if (!QTest::qWaitForWindowActive(program.window.get()))
        return 13;
    driver.command(text("resume interrupted"));
    if (!QTest::qWaitFor([&] { return program.newest("dm")->record.state == store::RunState::Succeeded; }, kJob))
        return 11;
    driver.shot("22-resumed");
    program.store.end();
    return done >= 3 && program.newest("dm")->record.unitsDone == program.newest("dm")->record.unitsTotal ? 0 : 12;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setOrganizationName(QStringLiteral("fulcrum"));
    QCoreApplication::setApplicationName(QStringLiteral("fulcrum"));
    QTemporaryDir own;
    const QString folder = qEnvironmentVariableIsSet(kFolder) ? qEnvironmentVariable(kFolder) : own.path();
    qputenv(kFolder, folder.toLocal8Bit());
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
        qputenv(name, (folder + u'/' + QString::fromLatin1(name).toLower()).toLocal8Bit());
    QApplication app(argc, argv);
    const QByteArray role = qgetenv(kRole);
    if (role == "die")
        return dieDuringAJob();
    if (role == "resume")
        return resumeTheJob();
    TestStory test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_story.moc"
