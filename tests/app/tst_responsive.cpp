// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing blocks (UX.md D3): the event loop is never away for longer than 50 ms, while a project of COCO's size is filtered and
// while a job runs. Not a benchmark: what is measured is the window's own time, not the machine's.
#include "app/shell/main_window.h"
#include "core/icl/register_jobs.h"
#include "core/jobs/runner.h"
#include "tests/app/event_loop_watch.h"
#include "tests/fakes/small_project.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/sample_model.h"
#include "widgets/views/data_page.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace fulcrum;

namespace {

constexpr int kRows = 118'287; // images of COCO's train2017
constexpr double kLongestMs = 50;

test::WatchedApplication* watched() { return static_cast<test::WatchedApplication*>(qApp); }

/// captions_train2017.json in small: every image with one caption.
bool writeCaptions(const QString& name, int rows, int firstId)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    static const char* const things[] = {"a cat", "two dogs", "a red bus", "an old man", "a plate of food", "three zebras"};
    static const char* const places[] = {"on a street", "in a kitchen", "near the sea", "under a tree", "beside a window"};
    QByteArray images, annotations;
    for (int i = 0; i < rows; ++i) {
        const QByteArray id = QByteArray::number(firstId + i), comma = i == 0 ? "" : ",";
        images += comma + R"({"id":)" + id + R"(,"file_name":")" + id + R"(.jpg","width":640,"height":480})";
        annotations += comma + R"({"id":)" + id + R"(,"image_id":)" + id + R"(,"caption":")" + things[i % 6] + ' ' + places[i % 5]
            + " number " + QByteArray::number(i % 977) + R"("})";
    }
    return file.write("{\"images\":[" + images + "],\"annotations\":[" + annotations + "]}") > 0;
}

} // namespace

class TestResponsive : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<shell::MainWindow> open(shell::SessionStore& store, const QString& folder)
    {
        auto window = std::make_unique<shell::MainWindow>(m_registry, &store, shell::DemoMaker());
        window->resize(1440, 900);
        window->show();
        window->openProject(folder);
        return window;
    }
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    /// The loop's longest absence since restart(); says what it was.
    static bool wasThere(const char* during)
    {
        qInfo("%s: the event loop was away for at most %.1f ms (%s)", during, watched()->longestMs(), watched()->what().constData());
        return watched()->longestMs() <= kLongestMs;
    }

    QTemporaryDir m_folder;
    jobs::JobRegistry m_registry;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
        icl::registerJobs(m_registry);
        theme::apply(*qApp, theme::Choice::Light);
    }

    void filteringAllOfCoco()
    {
        QVERIFY(writeCaptions(path("train.json"), kRows, 1));
        QVERIFY(writeCaptions(path("val.json"), 500, 500'000));
        project::ProjectConfig config;
        config.name = "large";
        config.train.captions = path("train.json").toStdString();
        config.validation.captions = path("val.json").toStdString();
        config.train.images = config.validation.images = m_folder.path().toStdString();
        {
            const auto made = project::Project::create(bridge::toPath(path("large.fulcrum")), config);
            QVERIFY2(made.has_value(), made ? "" : made.error().text().c_str());
            QVERIFY((*made)->importDatasets().has_value());
        }
        shell::SessionStore store(path("s.ini"), path("c.ini"));
        store.setEnabled(false);
        watched()->restart();
        const auto window = open(store, path("large.fulcrum"));
        QTRY_VERIFY_WITH_TIMEOUT(window->session()->isOpen() && !window->session()->datasetsLoading(), 60000);
        window->state()->setSplit(data::Split::Train);
        QTRY_COMPARE_WITH_TIMEOUT(window->dataPage()->model()->rowCount(), kRows, 60000);
        QVERIFY(wasThere("opening"));
        for (const char* filter : {"red bus", "words:5..7", "caption~/zebras.*sea/", "-caption~/cat/", "id:77", ""}) {
            watched()->restart();
            window->browser()->setText(QString::fromLatin1(filter));
            QTRY_VERIFY_WITH_TIMEOUT(!window->browser()->isBusy(), 60000);
            QVERIFY2(window->dataPage()->model()->rowCount() > 0, filter);
            QVERIFY(wasThere(*filter ? filter : "all 118,287 rows again"));
        }
    }

    void workingWhileAJobRuns()
    {
        test::makeSmallProject(bridge::toPath(path("small.fulcrum")));
        shell::SessionStore store(path("s.ini"), path("c.ini"));
        store.setEnabled(false);
        const auto window = open(store, path("small.fulcrum"));
        QTRY_VERIFY(window->session()->isOpen() && !window->session()->datasetsLoading());
        watched()->restart();
        const auto run = window->session()->runner()->submit(
            "dm", {{"task", "caption"}, {"anchors", 30}, {"candidates", 8}, {"beam", 2}, {"shots", 2}});
        QVERIFY2(run.has_value(), run ? "" : run.error().text().c_str());
        const char* const pages[] = {"data", "sequences", "charts"};
        for (int i = 0; i < 30; ++i) {
            window->showPage(QString::fromLatin1(pages[i % 3]));
            window->browser()->setText(i % 2 == 0 ? QStringLiteral("red") : QString());
            QTest::qWait(20);
        }
        QTRY_VERIFY_WITH_TIMEOUT(window->monitor()->runningCount() == 0, 60000);
        QVERIFY(wasThere("using the window while D_M is built"));
    }
};

int main(int argc, char** argv)
{
    test::WatchedApplication app(argc, argv);
    TestResponsive test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_responsive.moc"
