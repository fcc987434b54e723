// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_window.h"
#include "app/shell/screenshot.h"
#include "app/shell/session_store.h"
#include "app/shell/single_instance.h"
#include "core/icl/register_jobs.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/settings.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/job_form_dialog.h"
#include "widgets/dialogs/settings_dialog.h"
#include "widgets/dialogs/text_dialog.h"
#include "widgets/models/sample_model.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/data_page.h"
#include "widgets/views/getting_started.h"
#include "widgets/views/inspector_view.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/query_comparison.h"
#include "widgets/views/sequences_page.h"

#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QLocalSocket>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <thread>

using namespace fulcrum;

namespace {

const bridge::Lane* laneOf(const views::SequencesPage& page, const char* strategy)
{
    for (const views::LaneView* view : page.lanes())
        if (view->lane().strategy == QString::fromLatin1(strategy))
            return &view->lane();
    return nullptr;
}

/// Titles of the messages that are visible now.
QStringList messages(const QWidget& window)
{
    QStringList titles;
    for (const auto* card : window.findChildren<views::MessageCard*>())
        if (card->isVisible())
            titles.append(card->title());
    return titles;
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<shell::MainWindow> open(shell::SessionStore& store)
    {
        auto window = std::make_unique<shell::MainWindow>(m_registry, &store, [](const Path&, std::stop_token) -> Result<void> {
            return fail(ErrorCode::Io, "cannot make the demo project", "here", "the disk is full");
        });
        window->resize(1280, 800);
        window->show();
        return window;
    }

    jobs::JobRegistry m_registry;
    std::unique_ptr<test::ProjectFixture> m_fixture;
    store::RunId m_evaluation = 0;

private Q_SLOTS:
    void initTestCase()
    {
        icl::registerJobs(m_registry);
        theme::apply(*qApp, theme::Choice::Light);
        m_fixture = std::make_unique<test::ProjectFixture>();
        QVERIFY2(m_fixture->problem().isEmpty(), qPrintable(m_fixture->problem()));
        const auto run = m_fixture->addEvaluation();
        QVERIFY2(run.has_value(), run ? "" : run.error().text().c_str());
        m_evaluation = *run;
    }

    void everyActionIsWellFormed()
    {
        shell::SessionStore store(m_fixture->path("s0.ini"), m_fixture->path("c0.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        QCOMPARE(window->actions()->problems(), QStringList());
        QVERIFY(window->actions()->all().size() > 40);
        // Menus are made from the registry and nothing else.
        for (const QAction* menu : window->menuBar()->actions())
            for (const QAction* entry : menu->menu()->actions())
                QVERIFY(entry->isSeparator() || window->actions()->all().contains(entry));
    }

    void emptyWindowSaysWhatToDo()
    {
        shell::SessionStore store(m_fixture->path("s1.ini"), m_fixture->path("c1.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        QCOMPARE(window->page(), QStringLiteral("welcome"));
        for (const char* page : {"data", "sequences", "charts"}) {
            window->showPage(QString::fromLatin1(page));
            QVERIFY2(!messages(*window).isEmpty(), page);
            QVERIFY(!window->actions()->action(QStringLiteral("page.") + QString::fromLatin1(page))->isEnabled());
        }
        for (const char* job : {"job.embed", "job.dm", "job.train", "job.eval"})
            QVERIFY(!window->actions()->action(QString::fromLatin1(job))->isEnabled());
    }

    void errorsOfOpeningAreShown()
    {
        shell::SessionStore store(m_fixture->path("s2.ini"), m_fixture->path("c2.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        QSignalSpy failed(window->session(), &bridge::ProjectSession::failed);
        window->openProject(m_fixture->path("nothing.fulcrum"));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(window->page(), QStringLiteral("welcome"));
        QStringList shown;
        for (const auto* bar : window->findChildren<views::InlineBar*>())
            if (bar->isVisible())
                shown.append(bar->text());
        QVERIFY2(shown.join(u' ').contains(QStringLiteral("nothing.fulcrum")), qPrintable(shown.join(u' ')));
        window->session()->openOrCreate(m_fixture->path("demo.fulcrum"), [](const Path&, std::stop_token) -> Result<void> {
            return fail(ErrorCode::Io, "x", "y", "the disk is full");
        });
        QTRY_COMPARE(failed.size(), 2);
        QVERIFY(!window->session()->isOpen());
    }

    void dataPageFillsSearchesAndEmpties()
    {
        shell::SessionStore store(m_fixture->path("s3.ini"), m_fixture->path("c3.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->openProject(m_fixture->folder());
        models::SampleModel* model = window->dataPage()->model();
        QTRY_COMPARE(model->rowCount(), test::ProjectFixture::kValidation);
        QCOMPARE(window->page(), QStringLiteral("data"));
        window->browser()->setText(QStringLiteral("star"));
        QTRY_COMPARE(model->rowCount(), test::ProjectFixture::kValidation / 2);
        window->browser()->setText(QStringLiteral("id:503"));
        QTRY_COMPARE(model->rowCount(), 1);
        QCOMPARE(model->sampleAt(0)->id, 503);
        window->browser()->setText(QStringLiteral("/on (wood|sand) with/"));
        QTRY_COMPARE(model->rowCount(), test::ProjectFixture::kValidation / 2);
        window->browser()->setText(QStringLiteral("zebra"));
        QTRY_COMPARE(model->rowCount(), 0);
        QVERIFY(messages(*window).join(u' ').contains(QStringLiteral("No sample")));
        window->actions()->action(QStringLiteral("data.clearSearch"))->trigger();
        QTRY_COMPARE(model->rowCount(), test::ProjectFixture::kValidation);
        window->state()->setSplit(data::Split::Train);
        QTRY_COMPARE(model->rowCount(), test::ProjectFixture::kTrain);
        // Reading again keeps the lock and whatever runs.
        const QSignalSpy failed(window->session(), &bridge::ProjectSession::failed);
        const QSignalSpy loaded(window->session(), &bridge::ProjectSession::datasetsLoaded);
        const jobs::LocalRunner* runner = window->session()->runner();
        window->actions()->action(QStringLiteral("file.reload"))->trigger();
        QTRY_COMPARE(loaded.count(), 1);
        QTRY_COMPARE(model->rowCount(), test::ProjectFixture::kTrain);
        QCOMPARE(failed.count(), 0);
        QVERIFY(runner && window->session()->runner() == runner);
        window->actions()->action(QStringLiteral("file.closeProject"))->trigger();
        QCOMPARE(model->rowCount(), 0);
        QCOMPARE(window->page(), QStringLiteral("welcome"));
    }

    void lanesShowStoredPredictionsAndReasons()
    {
        shell::SessionStore store(m_fixture->path("s4.ini"), m_fixture->path("c4.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->state()->setShots(2);
        shell::ShowRequest request;
        request.page = QStringLiteral("sequences");
        request.publishedQuery = 502;
        window->request(request);
        window->openProject(m_fixture->folder());
        const views::SequencesPage& page = *window->sequencesPage();
        QTRY_VERIFY(laneOf(page, "siir"));
        const bridge::Lane siir = *laneOf(page, "siir");
        QVERIFY(siir.state == bridge::Lane::State::Ready);
        QCOMPARE(siir.run, m_evaluation);
        QCOMPARE(siir.icds.size(), 2);
        QCOMPARE(siir.icds[1].similarity, 0.6);
        QCOMPARE(siir.icds[1].rank, 2);
        QCOMPARE(siir.prediction, QStringLiteral("a red circle"));
        QCOMPARE(siir.score, 52.0);
        QVERIFY(laneOf(page, "random")->state == bridge::Lane::State::Ready);
        QCOMPARE(laneOf(page, "random")->icds.size(), 2);
        for (const char* missing : {"lever-lm", "sitr", "sttr"}) {
            QVERIFY(laneOf(page, missing)->state == bridge::Lane::State::Unavailable);
            QVERIFY(!laneOf(page, missing)->reason.isEmpty());
        }
        QCOMPARE(laneOf(page, "lever-lm")->actionId, QStringLiteral("job.train"));
        window->state()->setShots(3); // not evaluated, no embeddings: says so
        QTRY_VERIFY(laneOf(page, "siir") && laneOf(page, "siir")->state == bridge::Lane::State::Unavailable);
        QCOMPARE(laneOf(page, "siir")->actionId, QStringLiteral("job.embed"));
    }

    void lanesAreComparedOnTheComparePage()
    {
        shell::SessionStore store(m_fixture->path("s30.ini"), m_fixture->path("c30.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->state()->setShots(2);
        shell::ShowRequest request;
        request.page = QStringLiteral("sequences");
        request.view = QStringLiteral("columns");
        request.publishedQuery = 502;
        window->request(request);
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(window->isSettled() && laneOf(*window->sequencesPage(), "random"));
        QVERIFY(window->sequencesPage()->arrangement() == views::SequencesPage::Arrangement::Columns);
        window->comparePage()->setMode(views::ComparePage::Mode::Config);
        Q_EMIT window->sequencesPage()->compareWanted(QStringLiteral("random"));
        QCOMPARE(window->page(), QStringLiteral("compare"));
        QVERIFY(window->comparePage()->mode() == views::ComparePage::Mode::Strategies);
        const auto& columns = window->comparePage()->strategies()->columns();
        QVERIFY(columns.size() >= 2);
        QCOMPARE(columns[0].key, QStringLiteral("random"));
        window->comparePage()->strategies()->putFirst(QStringLiteral("siir")); // the others stay
        QCOMPARE(columns[0].key, QStringLiteral("siir"));
        QCOMPARE(columns[1].key, QStringLiteral("random"));
    }

    void theTruthIsHiddenEverywhereUntilRevealed()
    {
        shell::SessionStore store(m_fixture->path("s6.ini"), m_fixture->path("c6.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        shell::ShowRequest request;
        request.page = QStringLiteral("sequences");
        request.publishedQuery = 502;
        window->request(request);
        window->openProject(m_fixture->folder());
        const auto* inspector = window->findChild<views::InspectorView*>();
        QTRY_VERIFY(inspector->shown());
        const auto dataset = window->session()->dataset(data::Task::Caption, data::Split::Validation);
        const QString caption = QString::fromStdString((*dataset)[2].captions.front());
        const auto captionShown = [&] {
            const auto labels = window->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                [&](const QLabel* label) { return label->isVisible() && label->text().contains(caption); });
        };
        QTRY_VERIFY(!captionShown());
        window->actions()->action(QStringLiteral("seq.reveal"))->trigger();
        QTRY_VERIFY(captionShown());
        window->actions()->action(QStringLiteral("seq.reveal"))->trigger();
        QTRY_VERIFY(!captionShown());
        window->showPage(QStringLiteral("data")); // where every text may be read
        QTRY_VERIFY(captionShown());
    }

    void trainingExportsItsCurves()
    {
        shell::SessionStore store(m_fixture->path("s7.ini"), m_fixture->path("c7.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->openProject(m_fixture->folder());
        QTRY_COMPARE(window->chartsPage()->view()->curveCount(), 1);
        window->showPage(QStringLiteral("charts"));
        window->chartsPage()->setKind(views::ChartsPage::Kind::Training);
        QVERIFY(!window->actions()->action(QStringLiteral("file.export"))->isEnabled()); // no training yet
        window->session()->close();
        QTRY_VERIFY(m_fixture->addTraining()); // reads on their way hold the project a moment longer
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(window->session()->isOpen());
        window->showPage(QStringLiteral("charts"));
        QTRY_VERIFY(window->actions()->action(QStringLiteral("file.export"))->isEnabled());
        const chart::Figure figure = window->chartsPage()->visibleFigure();
        QCOMPARE(figure.panels.size(), std::size_t(1));
        QCOMPARE(figure.panels[0].series.size(), std::size_t(2)); // the losses come first
        QCOMPARE(figure.panels[0].series[1].key, std::string("validation loss"));
        QVERIFY(figure.panels[0].series[0].wears != figure.panels[0].series[1].wears);
        QVERIFY(chart::renderFigure(figure, {}, "svg")->find("validation loss") != std::string::npos);
    }

    void chartsShowTheEvaluation()
    {
        shell::SessionStore store(m_fixture->path("s5.ini"), m_fixture->path("c5.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->openProject(m_fixture->folder());
        QTRY_COMPARE(window->chartsPage()->view()->curveCount(), 1);
        const chart::Figure figure = window->chartsPage()->visibleFigure();
        QCOMPARE(figure.panels.size(), std::size_t(1));
        QCOMPARE(figure.panels[0].series[0].key, std::string("siir"));
        QCOMPARE(figure.panels[0].series[0].points.size(), std::size_t(2));
        window->showPage(QStringLiteral("charts")); // Ctrl+E writes what the current page shows
        QVERIFY(window->actions()->action(QStringLiteral("file.export"))->isEnabled());
        window->session()->close();
        QCOMPARE(window->chartsPage()->view()->curveCount(), 0);
        QVERIFY(!window->actions()->action(QStringLiteral("file.export"))->isEnabled());
    }

    void doctorLooksAtTheProject()
    {
        shell::SessionStore store(m_fixture->path("s21.ini"), m_fixture->path("c21.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        QAction* doctor = window->actions()->action(QStringLiteral("data.doctor"));
        QVERIFY(!doctor->isEnabled());
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(window->session()->isOpen() && doctor->isEnabled());
        doctor->trigger();
        QTRY_VERIFY(window->findChild<dialogs::TextDialog*>());
        const auto* text = window->findChild<dialogs::TextDialog*>()->findChild<QPlainTextEdit*>();
        QVERIFY(text && text->toPlainText().contains(QStringLiteral("captions")));
    }

    void sessionComesBack()
    {
        const QString file = m_fixture->path("s6.ini"), config = m_fixture->path("c6.ini");
        shell::SessionState saved;
        {
            shell::SessionStore store(file, config);
            QVERIFY(!store.begin());
            const auto window = open(store);
            window->openProject(m_fixture->folder());
            QTRY_COMPARE(window->dataPage()->model()->rowCount(), test::ProjectFixture::kValidation);
            window->state()->setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 3});
            window->state()->setShots(6);
            window->sequencesPage()->setViewState({QStringLiteral("diff"), QStringLiteral("set:a, b"), QStringLiteral("siir"), QString()});
            window->dataPage()->setThumbnailSide(200);
            window->dataPage()->setMode(views::DataPage::Mode::Table);
            window->findChild<QDockWidget*>(QStringLiteral("dock.jobs"))->hide();
            window->showPage(QStringLiteral("charts"));
            saved = window->capture();
            store.end();
        }
        shell::SessionStore store(file, config);
        QVERIFY(!store.begin()); // ended well
        const auto window = open(store);
        window->restore(store.load(), false);
        QTRY_COMPARE(window->page(), QStringLiteral("charts"));
        QVERIFY(window->state()->currentQuery().has_value());
        QCOMPARE(window->state()->currentQuery()->index, 3);
        QCOMPARE(window->state()->shots(), 6);
        QVERIFY(window->sequencesPage()->arrangement() == views::SequencesPage::Arrangement::Diff);
        QCOMPARE(window->sequencesPage()->viewState().value(1), QStringLiteral("set:a, b"));
        QCOMPARE(window->dataPage()->thumbnailSide(), 200);
        QVERIFY(window->dataPage()->mode() == views::DataPage::Mode::Table);
        QVERIFY(window->findChild<QDockWidget*>(QStringLiteral("dock.jobs"))->isHidden());
        QCOMPARE(window->session()->folder(), saved.project);
        QCOMPARE(store.recent().size(), 1);
        shell::SessionStore afterKill(file, config);
        QVERIFY(afterKill.begin()); // the second one has not ended: as after a crash
    }

    void docksHaveNames()
    {
        shell::SessionStore store(m_fixture->path("s7.ini"), m_fixture->path("c7.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        QCOMPARE(window->dockNames(),
            (QStringList {QStringLiteral("dock.inspector"), QStringLiteral("dock.step"), QStringLiteral("dock.filters"),
                QStringLiteral("dock.jobs"), QStringLiteral("dock.log"), QStringLiteral("dock.history"), QStringLiteral("dock.started"),
                QStringLiteral("dock.help")}));
        window->findChild<QDockWidget*>(QStringLiteral("dock.log"))->show();
        const QByteArray layout = window->saveState(1);
        window->findChild<QDockWidget*>(QStringLiteral("dock.log"))->hide();
        QVERIFY(window->restoreState(layout, 1));
        QVERIFY(!window->findChild<QDockWidget*>(QStringLiteral("dock.log"))->isHidden());
    }

    void themeChangesEveryPageLive()
    {
        shell::SessionStore store(m_fixture->path("s8.ini"), m_fixture->path("c8.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->setTheme(theme::Choice::Light);
        const QImage light = window->grab().toImage();
        window->setTheme(theme::Choice::Dark);
        QTest::qWait(0);
        const QImage dark = window->grab().toImage();
        QVERIFY(dark.pixelColor(dark.width() / 2, 4).lightness() < light.pixelColor(light.width() / 2, 4).lightness() - 80);
        window->setTheme(theme::Choice::Light);
    }

    void sizesAreParsed()
    {
        QCOMPARE(shell::Screenshot::parseSize(QStringLiteral("1440x900")), QSize(1440, 900));
        for (const char* bad : {"", "0x0", "12x99999", "-5x10", "1440", "1440x900x2"})
            QVERIFY(!shell::Screenshot::parseSize(QString::fromLatin1(bad)).isValid());
    }

    void perspectivesShowTheirDocks()
    {
        shell::SessionStore store(m_fixture->path("s20.ini"), m_fixture->path("c20.ini"));
        const auto window = open(store);
        const auto action = [&](const char* id) { return window->actions()->action(QString::fromLatin1(id)); };
        const auto hidden = [&](const char* dock) { return window->findChild<QDockWidget*>(QString::fromLatin1(dock))->isHidden(); };
        QVERIFY(!action("perspective.explore")->isEnabled());
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(action("perspective.explore")->isEnabled());
        action("perspective.explain")->trigger();
        QCOMPARE(window->page(), QStringLiteral("sequences"));
        QVERIFY(!hidden("dock.step") && hidden("dock.filters") && hidden("dock.jobs"));
        action("perspective.figure")->trigger();
        QCOMPARE(window->page(), QStringLiteral("charts"));
        for (const QString& dock : window->dockNames())
            QVERIFY2(hidden(qPrintable(dock)), qPrintable(dock));
        action("perspective.run")->trigger();
        QVERIFY(!hidden("dock.jobs") && !hidden("dock.log") && hidden("dock.inspector"));
        // A layout of one's own comes back, also at the next start.
        QVERIFY(!action("perspective.saved")->isEnabled());
        window->saveLayout(QStringLiteral("mine"));
        QVERIFY(action("perspective.saved")->isEnabled());
        action("perspective.explore")->trigger();
        QVERIFY(hidden("dock.jobs"));
        window->showPerspective(QStringLiteral("mine"));
        QVERIFY(!hidden("dock.jobs") && hidden("dock.inspector"));
        QCOMPARE(shell::SessionStore(m_fixture->path("s20.ini"), {}).layouts().keys(), QStringList {QStringLiteral("mine")});
        window->showPerspective(QStringLiteral("no such"));
        QVERIFY(!hidden("dock.jobs"));
        window->removeLayout(QStringLiteral("mine"));
        QVERIFY(!action("perspective.saved")->isEnabled());
        action("view.resetLayout")->trigger();
        QVERIFY(!hidden("dock.inspector") && !hidden("dock.jobs") && hidden("dock.help") && hidden("dock.started"));
    }

    void aBottomDockAloneHasATitle()
    {
        shell::SessionStore store(m_fixture->path("s21.ini"), m_fixture->path("c21.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->openProject(m_fixture->folder());
        auto* jobs = window->findChild<QDockWidget*>(QStringLiteral("dock.jobs"));
        auto* log = window->findChild<QDockWidget*>(QStringLiteral("dock.log"));
        QTRY_VERIFY(!jobs->isHidden() && !log->isHidden()); // the docks come with the project
        QTRY_VERIFY(jobs->titleBarWidget() && log->titleBarWidget()); // two tabs say their names
        log->hide();
        QTRY_VERIFY(!jobs->titleBarWidget());
        log->show();
        QTRY_VERIFY(jobs->titleBarWidget());
        log->setFloating(true);
        QTRY_VERIFY(!jobs->titleBarWidget() && !log->titleBarWidget());
    }

    void editedKeysHoldAtTheNextStart()
    {
        const QString config = m_fixture->path("c22.ini");
        {
            shell::SessionStore store(m_fixture->path("s22.ini"), config);
            const auto window = open(store);
            window->settings()->setShortcut(QStringLiteral("page.charts"), QKeySequence(QStringLiteral("Ctrl+Alt+C")));
            window->settings()->setShortcut(QStringLiteral("help.about"), QKeySequence(QStringLiteral("Ctrl+Alt+A")));
            QCOMPARE(window->actions()->action(QStringLiteral("help.about"))->shortcut(), QKeySequence(QStringLiteral("Ctrl+Alt+A")));
        }
        shell::SessionStore store(m_fixture->path("s22.ini"), config);
        const auto window = open(store);
        QCOMPARE(window->actions()->action(QStringLiteral("help.about"))->shortcut(), QKeySequence(QStringLiteral("Ctrl+Alt+A")));
        window->settings()->resetShortcut(QStringLiteral("help.about"));
        QVERIFY(window->actions()->action(QStringLiteral("help.about"))->shortcut().isEmpty());
    }

    void aSecondStartRaisesTheWindow()
    {
        shell::SessionStore store(m_fixture->path("s23.ini"), m_fixture->path("c23.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->setSingle(true);
        const QString folder = m_fixture->folder();
        const auto second = [&] { // as another process would, which waits for the answer
            std::atomic<int> passed{-1};
            const QStringList arguments {QStringLiteral("fulcrum"), QStringLiteral("--page"), QStringLiteral("charts")};
            std::thread other([&] { passed = shell::SingleInstance::pass(folder, arguments); });
            static_cast<void>(QTest::qWaitFor([&] { return passed >= 0; }, 10'000));
            other.join();
            return passed == 1;
        };
        QVERIFY(!second()); // nothing is open yet
        window->openProject(folder);
        QTRY_VERIFY(window->session()->isOpen());
        const QSignalSpy again(window.get(), &shell::MainWindow::startedAgain);
        QVERIFY(second());
        QCOMPARE(again.size(), 1);
        QCOMPARE(again[0][0].toStringList().last(), QStringLiteral("charts"));
        // What is not a request is not heard.
        QLocalSocket stranger;
        stranger.connectToServer(shell::SingleInstance::serverName(folder));
        QVERIFY(stranger.waitForConnected());
        stranger.write("{{{nonsense\n");
        stranger.flush();
        QTRY_COMPARE(stranger.state(), QLocalSocket::UnconnectedState);
        QCOMPARE(again.size(), 1);
        window->session()->close();
        QVERIFY(!second());
    }

    void aLockedProjectSaysWhoHoldsIt()
    {
        const auto holder = project::Project::open(bridge::toPath(m_fixture->folder()), project::Access::ReadWrite);
        QVERIFY(holder);
        shell::SessionStore store(m_fixture->path("s24.ini"), m_fixture->path("c24.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        QVERIFY(!window->actions()->action(QStringLiteral("file.openReadOnly"))->isEnabled());
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(window->actions()->action(QStringLiteral("file.openReadOnly"))->isEnabled());
        QStringList shown;
        for (const auto* bar : window->findChildren<views::InlineBar*>())
            if (bar->isVisible())
                shown.append(bar->text());
        QVERIFY2(shown.join(u' ').contains(QString::number(QCoreApplication::applicationPid())), qPrintable(shown.join(u' ')));
        window->actions()->action(QStringLiteral("file.openReadOnly"))->trigger();
        QTRY_VERIFY(window->session()->isOpen());
        QVERIFY(window->session()->project()->readOnly());
        QVERIFY(!window->actions()->action(QStringLiteral("file.openReadOnly"))->isEnabled());
    }

    void helpSettingsAndReportOpen()
    {
        shell::SessionStore store(m_fixture->path("s25.ini"), m_fixture->path("c25.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(window->session()->isOpen());
        window->actions()->action(QStringLiteral("help.contents"))->trigger();
        QVERIFY(!window->findChild<QDockWidget*>(QStringLiteral("dock.help"))->isHidden());
        window->actions()->action(QStringLiteral("edit.settings"))->trigger();
        QVERIFY(window->findChild<dialogs::SettingsDialog*>()->isVisible());
        QVERIFY(window->reportText().contains(QStringLiteral("Fulcrum")) && window->reportText().contains(QString::fromLatin1(qVersion())));
        // Looking at a query ticks the first step.
        window->showPage(QStringLiteral("data"));
        QVERIFY(!window->gettingStarted()->isDone(views::GettingStarted::Step::LookAtQuery));
        window->state()->setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 1});
        QVERIFY(window->gettingStarted()->isDone(views::GettingStarted::Step::LookAtQuery));
    }

    void theFormTakesTheSettings()
    {
        shell::SessionStore store(m_fixture->path("s26.ini"), m_fixture->path("c26.ini"));
        store.setEnabled(false);
        const auto window = open(store);
        window->openProject(m_fixture->folder());
        QTRY_VERIFY(window->session()->isOpen());
        window->settings()->setParity(QStringLiteral("gate"), "4.32");
        window->settings()->setDevice(QStringLiteral("cpu"));
        window->openJobForm(QStringLiteral("dm"), {{"anchors", 40}});
        const auto* form = window->findChild<dialogs::JobFormDialog*>();
        QVERIFY(form && form->isVisible() && !form->isModal());
        QVERIFY(form->values().at("gate") == "4.32" && form->values().at("device") == "cpu" && form->values().at("anchors") == 40);
        window->openJobForm(QStringLiteral("no such"));
        QCOMPARE(window->findChildren<dialogs::JobFormDialog*>().size(), 1);
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
