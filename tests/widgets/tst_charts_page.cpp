// SPDX-License-Identifier: GPL-3.0-or-later
// The Charts page with a real project: kinds, styles, points, export.
#include "core/data/filter.h"
#include "core/icl/register_jobs.h"
#include "core/store/workspace_repository.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/chart_styles.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/run_mime.h"
#include "widgets/bridge/sequence_export.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/charts/swatch.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/models/figure_table_model.h"
#include "widgets/models/series_model.h"
#include "widgets/views/chart_options.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace fulcrum;
using Kind = views::ChartsPage::Kind;
using Place = charts::FigureView::Place;

namespace {

QString text(const char* latin) { return QString::fromLatin1(latin); }

/// A second strategy in an evaluation of its own, and a D_M with gains.
Result<void> addMore(const QString& folder)
{
    FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(folder), project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRecord run;
    run.kind = "eval";
    run.name = "second";
    run.spec = "{\"task\":\"caption\",\"lvlm\":\"tiny\"}";
    run.parity = "{}";
    FULCRUM_TRY(const store::RunId id, store::RunRepository(database).add(run));
    store::EvalRepository results(database);
    for (const char* strategy : {"lever-lm", "random"})
        for (const std::int64_t seed : {0, 1}) {
            FULCRUM_TRY(const std::int64_t cell, results.cell(id, strategy, 2, seed));
            std::vector<store::Prediction> predictions;
            std::vector<double> scores;
            for (int query = 0; query < test::ProjectFixture::kValidation; ++query) {
                store::Prediction prediction;
                prediction.query = query;
                prediction.queryId = test::ProjectFixture::idOf(data::Split::Validation, query);
                predictions.push_back(prediction);
                scores.push_back(strategy[0] == 'l' ? 60 + query + double(seed) : 40);
            }
            FULCRUM_CHECK(results.addPredictions(cell, predictions));
            FULCRUM_CHECK(results.finishCell(cell, "CIDEr", strategy[0] == 'l' ? 63.5 + double(seed) : 40, 1, scores));
        }
    store::RunRecord dm = run;
    dm.kind = "dm";
    dm.name = "a D_M";
    FULCRUM_TRY(const store::RunId dmId, store::RunRepository(database).add(dm));
    std::vector<store::DmEntry> entries;
    for (int anchor = 0; anchor < 6; ++anchor)
        for (int rank = 0; rank < 3; ++rank)
            entries.push_back({anchor, rank, 0.3 - 0.05 * rank + 0.01 * anchor, 0.1, {7, 8}, {1, 0}, {0.02 * rank, 0.1}, {0.2, 0.3}});
    return store::DmRepository(database).add(dmId, entries);
}

/// The page and everything that it needs, without the window.
struct Bench
{
    explicit Bench(const QString& folder, project::Access access = project::Access::ReadWrite)
    {
        icl::registerJobs(registry);
        page.resize(1300, 800);
        page.show();
        session.open(folder, access);
    }
    ~Bench() { session.close(); }
    bool settled() const { return session.isOpen() && !page.isBusy(); }
    QAction* action(const char* id) const { return actions.action(text(id)); }
    chart::StyleBook stored() const
    {
        auto database = session.project()->connect();
        return chart::styleBookFrom(*store::WorkspaceRepository(*database).documents("series-style"));
    }

    jobs::JobRegistry registry;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState state;
    bridge::WorkspaceEdits edits {&session};
    bridge::JobMonitor monitor {&session};
    bridge::ActionRegistry actions;
    views::ChartsPage page {{&session, &state, &edits, &monitor, &actions}};
};

/// As a mouse does it: what did not take the drag in gets no drop. Returns whether it was taken in.
bool dropOn(QWidget& widget, const QMimeData& content)
{
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(&widget, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent drop(QPoint(400, 300), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &drop);
    return true;
}

QString barOf(const views::ChartsPage& page)
{
    const auto* bar = page.findChild<views::InlineBar*>();
    return bar->isVisible() ? bar->text() : QString();
}

/// A series of what is shown.
std::optional<Place> placeOf(const chart::Figure& figure, const char* key)
{
    for (std::size_t p = 0; p < figure.panels.size(); ++p)
        for (std::size_t s = 0; s < figure.panels[p].series.size(); ++s)
            if (figure.panels[p].series[s].key == key && !figure.panels[p].series[s].points.empty())
                return Place {static_cast<int>(p), static_cast<int>(s), 0};
    return std::nullopt;
}

} // namespace

class TestChartsPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::ProjectFixture> m_fixture;

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ProjectFixture>();
        QVERIFY2(m_fixture->problem().isEmpty(), qPrintable(m_fixture->problem()));
    }
    void cleanup()
    {
        dialogs::ExportDialog::setSettingsFile({});
        charts::setShownStyles({});
    }

    void everyKindDrawsWhatIsStored()
    {
        QVERIFY(m_fixture->addEvaluation());
        QVERIFY(m_fixture->addTraining());
        QVERIFY(addMore(m_fixture->folder()));
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 2); // the newer evaluation
        for (const Kind kind : {Kind::Bars, Kind::Scatter, Kind::DmScores, Kind::DmGains, Kind::Training, Kind::Metric}) {
            bench.page.setKind(kind);
            QTRY_VERIFY2(bench.settled() && bench.page.view()->curveCount() > 0, qPrintable(views::ChartsPage::kindName(kind)));
            QVERIFY(bench.page.whyNoExport().isEmpty());
            QVERIFY(chart::renderFigure(bench.page.visibleFigure(), {}, "svg"));
            QVERIFY(views::ChartsPage::kindFromName(views::ChartsPage::kindName(kind)) == kind);
        }
        bench.page.setKind(Kind::DmScores);
        QTRY_VERIFY(bench.settled() && bench.page.view()->curveCount() == 2); // all beams, and the best of each anchor
        double counted = 0;
        const chart::Figure scores = bench.page.visibleFigure();
        for (const chart::Point& point : scores.panels[0].series[1].points)
            counted += point.y;
        QCOMPARE(counted, 18.0);
        bench.page.setKind(Kind::DmGains);
        QTRY_VERIFY(bench.settled() && bench.page.visibleFigure().panels[0].series[0].spreads.size() == 2);
        QCOMPARE(bench.page.visibleFigure().panels[0].series[0].spreads[0].median, 0.1); // of step 1, wherever it stands in the prompt
        QCOMPARE(bench.page.visibleFigure().panels[0].series[0].spreads[1].count, std::int64_t(18));
    }

    void runsAreDroppedOntoTheChart()
    {
        const auto first = m_fixture->addEvaluation();
        QVERIFY(first && m_fixture->addTraining() && addMore(m_fixture->folder()));
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 2); // the newer evaluation
        QTRY_VERIFY(bench.settled() && bench.session.worker().idle());
        QVERIFY(!bench.action("charts.removeRuns")->isEnabled() && !bench.action("charts.removeRuns")->toolTip().isEmpty());
        const auto drop = [&](const QVector<store::RunId>& runs) {
            const std::unique_ptr<QMimeData> content(bridge::runsMime(runs));
            return dropOn(bench.page, *content);
        };
        QVERIFY(drop({*first}));
        QTRY_COMPARE(bench.page.view()->curveCount(), 3);
        const std::string key = bridge::addedKey("siir", *first);
        const chart::Figure figure = bench.page.visibleFigure();
        const auto place = placeOf(figure, key.c_str());
        QVERIFY(place);
        const chart::Series& series = figure.panels[0].series[static_cast<std::size_t>(place->series)];
        QCOMPARE(series.wears, std::string("siir"));
        QCOMPARE(chart::legendName(figure, series), std::string("SIIR, evaluation"));
        QVERIFY(chart::styleOf(figure, series, chart::Theme::Light).dash != chart::styleOf("siir", chart::Theme::Light).dash);
        QVERIFY(chart::styleOf(figure, series, chart::Theme::Light).color == chart::styleOf("siir", chart::Theme::Light).color);
        QVERIFY(figure.metadata.at("runs").find(std::to_string(*first)) != std::string::npos);
        QVERIFY(chart::renderFigure(figure, {}, "svg"));
        const views::PointCard::Content card = bench.page.describe(*place);
        QVERIFY2(card.lines.value(0).contains(QString::number(*first)), qPrintable(card.lines.join(u'|')));
        QSignalSpy queries(&bench.page, &views::ChartsPage::queriesWanted);
        card.run();
        QVERIFY(queries.value(0).value(1).toString().startsWith(QStringLiteral("score(#%1,siir,").arg(*first)));
        // Again, and what the page shows by itself: nothing is added.
        QVERIFY(drop({*first}));
        QVERIFY(barOf(bench.page).contains(text("already")));
        QCOMPARE(bench.page.addedRuns().size(), 1);
        bench.page.setKind(Kind::Bars);
        QTRY_COMPARE(bench.page.view()->curveCount(), 3);
        // A training belongs to another kind of chart.
        auto database = bench.session.project()->connect().value();
        const store::RunId training = store::RunRepository(database).list("train").value().front().id;
        QVERIFY(drop({training}));
        QVERIFY(bench.page.kind() == Kind::Training);
        QTRY_VERIFY(bench.settled() && bench.page.view()->curveCount() > 0);
        QVERIFY(bench.page.options()->trainings().contains(training));
        QVERIFY(drop({training, *first})); // it stays with the kind that is shown
        QVERIFY(bench.page.kind() == Kind::Training);
        bench.page.setKind(Kind::Metric);
        QVERIFY(bench.action("charts.removeRuns")->isEnabled());
        bench.action("charts.removeRuns")->trigger();
        QCOMPARE(bench.page.view()->curveCount(), 2);
        QVERIFY(bench.page.addedRuns().isEmpty());
        bench.session.close();
        QVERIFY(!drop({*first})); // no project
    }

    void dropsOfOthersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("taken");
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("no JSON") << QByteArray("8, 12") << false;
        QTest::newRow("a list") << QByteArray("[8]") << false;
        QTest::newRow("no list") << QByteArray("{\"runs\":8}") << false;
        QTest::newRow("no runs") << QByteArray("{\"runs\":[-1,0,\"8\",null,1.5e300,{}]}") << false;
        QTest::newRow("unknown") << QByteArray("{\"runs\":[987654,987654]}") << true;
    }

    void dropsOfOthersAreRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, taken);
        QVERIFY(m_fixture->addEvaluation());
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 1);
        QMimeData mime;
        mime.setData(QString::fromLatin1(bridge::kRunMimeType), content);
        QCOMPARE(dropOn(bench.page, mime), taken);
        QMimeData other;
        other.setText(text("8"));
        QVERIFY(!dropOn(bench.page, other));
        QCOMPARE(bench.page.view()->curveCount(), 1);
        QVERIFY(!taken || barOf(bench.page).startsWith(text("Nothing")));
    }

    void keysOfAddedSeries_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<qint64>("run");
        QTest::newRow("of the page") << text("siir") << text("siir") << qint64(0);
        QTest::newRow("added") << text("siir @12") << text("siir") << qint64(12);
        QTest::newRow("twice") << text("a @3 @4") << text("a @3") << qint64(4);
        for (const char* other : {"siir @", "siir @0", "siir @-3", "siir @x", "siir @3x", "siir @99999999999999999999", ""})
            QTest::newRow(other) << text(other) << text(other) << qint64(0);
    }

    void keysOfAddedSeries()
    {
        QFETCH(QString, key);
        const auto [strategy, run] = bridge::partsOfKey(key.toStdString());
        QTEST(QString::fromStdString(strategy), "strategy");
        QTEST(qint64(run), "run");
    }

    void emptyProjectsSayWhatToDo()
    {
        Bench bench(m_fixture->folder());
        QTRY_VERIFY(bench.settled());
        for (const Kind kind : {Kind::Metric, Kind::Bars, Kind::Scatter, Kind::DmScores, Kind::DmGains, Kind::Training, Kind::Table}) {
            bench.page.setKind(kind);
            QTRY_VERIFY(bench.settled());
            QVERIFY2(!bench.page.whyNoExport().isEmpty(), qPrintable(views::ChartsPage::kindName(kind)));
        }
        QVERIFY(!bench.action("charts.copyImage")->isEnabled());
    }

    void stylesBelongToTheProject()
    {
        QVERIFY(m_fixture->addEvaluation());
        chart::StyleChange red;
        red.color = chart::Rgb {200, 0, 0};
        {
            Bench bench(m_fixture->folder());
            QTRY_COMPARE(bench.page.view()->curveCount(), 1);
            bench.page.styles()->setStyle(text("siir"), red, text("Colour"));
            QVERIFY(charts::shownStyles().styleOf("siir", chart::Theme::Light).color == red.color); // every view
            QVERIFY(chart::renderFigure(bench.page.visibleFigure(), {}, "svg")->find("#C80000") != std::string::npos);
            chart::StyleChange named = red;
            named.label = "Ours";
            bench.page.styles()->setStyle(text("siir"), named, text("Name"));
            QCOMPARE(bench.page.series()->index(0).data().toString(), text("Ours"));
            bench.edits.undoStack()->undo();
            QCOMPARE(bench.page.series()->index(0).data().toString(), text("SIIR"));
            bench.edits.undoStack()->undo();
            QVERIFY(charts::shownStyles() == chart::StyleBook());
            QTRY_VERIFY(bench.session.worker().idle());
            QVERIFY(bench.stored() == chart::StyleBook());
            bench.edits.undoStack()->redo();
            QTRY_VERIFY(bench.session.worker().idle());
            QVERIFY(bench.stored().change("siir") == red);
        }
        Bench again(m_fixture->folder());
        QTRY_VERIFY(again.page.styles()->book().change("siir") == red);
        again.session.close();
        QTRY_VERIFY(charts::shownStyles() == chart::StyleBook());
    }

    void renamingInTheListIsAChangeOfStyle()
    {
        QVERIFY(m_fixture->addEvaluation());
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 1);
        QAbstractItemModelTester tester(bench.page.series(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(bench.page.series()->setData(bench.page.series()->index(0), text(" New name "), Qt::EditRole));
        QCOMPARE(bench.page.styles()->book().change("siir").label, std::string("New name"));
        QVERIFY(bench.edits.undoStack()->canUndo());
    }

    void readOnlyProjectsKeepTheirStyles()
    {
        QVERIFY(m_fixture->addEvaluation());
        Bench bench(m_fixture->folder(), project::Access::ReadOnly);
        QTRY_COMPARE(bench.page.view()->curveCount(), 1);
        chart::StyleChange red;
        red.color = chart::Rgb {200, 0, 0};
        bench.page.styles()->setStyle(text("siir"), red, text("Colour"));
        QVERIFY(bench.page.styles()->book() == chart::StyleBook());
        bridge::ChartSettings settings;
        settings.print = true;
        bench.page.styles()->setSettings(text("shots"), settings, text("Print"));
        QVERIFY(bench.page.styles()->settings(text("shots")).print); // one may look at it in any way
        QVERIFY(!bench.edits.undoStack()->canUndo());
    }

    void settingsAreKeptByKindAndUndone()
    {
        QVERIFY(m_fixture->addEvaluation());
        bridge::ChartSettings settings;
        settings.widthMm = 68.6;
        settings.yLabel = text("My label");
        settings.y = {0.0, 100.0};
        settings.legend = chart::LegendPlace::TopLeft;
        {
            Bench bench(m_fixture->folder());
            QTRY_COMPARE(bench.page.view()->curveCount(), 1);
            bench.page.styles()->setSettings(text("shots"), settings, text("Look"));
            chart::Figure figure = bench.page.visibleFigure();
            QCOMPARE(figure.panels[0].yLabel, std::string("My label"));
            QVERIFY(figure.panels[0].y == settings.y);
            QCOMPARE(bench.page.view()->layoutOf().panels[0].yHigh, 100.0);
            bench.page.setKind(Kind::Bars);
            QVERIFY(bench.page.visibleFigure().panels[0].yLabel != "My label"); // of another kind
            // A slider gives many values: one step of undo.
            for (int i = 1; i <= 5; ++i) {
                bridge::ChartSettings one = settings;
                one.heightMm = 60 + i;
                bench.page.styles()->setSettings(text("shots"), one, text("Height"));
            }
            QCOMPARE(bench.edits.undoStack()->count(), 2);
            bench.edits.undoStack()->undo();
            QVERIFY(bench.page.styles()->settings(text("shots")) == settings);
            QTRY_VERIFY(bench.session.worker().idle());
        }
        Bench again(m_fixture->folder());
        QTRY_VERIFY(again.page.styles()->settings(text("shots")) == settings);
    }

    void damagedSettingsAreDefaults()
    {
        {
            const auto project = project::Project::open(bridge::toPath(m_fixture->folder()), project::Access::ReadWrite);
            auto database = (*project)->connect();
            store::WorkspaceRepository workspace(*database);
            QVERIFY(workspace.saveDocument("chart", "shots", "{\"width_mm\":-5,\"font_pt\":\"x\",\"legend\":99,\"smoothing\":2}"));
            QVERIFY(workspace.saveDocument("chart", "bars", "]["));
            QVERIFY(workspace.saveDocument("series-style", "siir", "not json"));
        }
        Bench bench(m_fixture->folder());
        QTRY_VERIFY(bench.settled() && bench.session.worker().idle());
        QVERIFY(bench.page.styles()->settings(text("shots")) == bridge::ChartSettings());
        QVERIFY(bench.page.styles()->settings(text("bars")) == bridge::ChartSettings());
        QVERIFY(bench.page.styles()->book() == chart::StyleBook());
    }

    void pointsLeadToTheirQueries()
    {
        QVERIFY(addMore(m_fixture->folder()));
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 2);
        const auto place = placeOf(bench.page.view()->shownFigure(), "lever-lm");
        QVERIFY(place);
        const views::PointCard::Content content = bench.page.describe(*place);
        QVERIFY2(content.title.contains(text("Lever-LM")) && content.title.contains(text("2 shots")), qPrintable(content.title));
        const QString lines = content.lines.join(u'\n');
        QVERIFY2(lines.contains(text("Run 1")) && lines.contains(text("8 queries")) && lines.contains(text("0, 1")), qPrintable(lines));
        QVERIFY2(lines.contains(text("bootstrap over 2 seeds")), qPrintable(lines));
        QString filter;
        connect(&bench.page, &views::ChartsPage::queriesWanted, this, [&](data::Task, const QString& wanted) { filter = wanted; });
        content.run();
        QCOMPARE(filter, text("score(#1,lever-lm,2):>=0"));
        QVERIFY(data::parseFilter(filter.toStdString()));

        bench.page.setKind(Kind::Scatter);
        QTRY_VERIFY(bench.settled() && bench.page.view()->curveCount() > 0);
        const auto cells = bench.page.options()->cells();
        QVERIFY(cells);
        bench.page.options()->setCells({1, "lever-lm", 2, 0}, {1, "random", 2, 0});
        Q_EMIT bench.page.options()->changed();
        QTRY_VERIFY(placeOf(bench.page.view()->shownFigure(), "a-better"));
        qint64 wanted = -1;
        connect(&bench.page, &views::ChartsPage::queryWanted, this, [&](data::Task, qint64 id) { wanted = id; });
        const auto point = placeOf(bench.page.view()->shownFigure(), "a-better");
        bench.page.describe(*point).run();
        QVERIFY(wanted >= 500 && wanted < 508);
    }

    void hiddenSeriesStayOut()
    {
        QVERIFY(addMore(m_fixture->folder()));
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 2);
        Q_EMIT bench.page.view()->seriesToggled(text("random"));
        QCOMPARE(bench.page.view()->curveCount(), 1);
        QCOMPARE(bench.page.visibleFigure().panels[0].series.size(), std::size_t(1));
        Q_EMIT bench.page.view()->seriesSoloed(text("random"));
        QCOMPARE(bench.page.visibleFigure().panels[0].series[0].key, std::string("random"));
        Q_EMIT bench.page.view()->seriesSoloed(text("random"));
        QCOMPARE(bench.page.view()->curveCount(), 2);
    }

    void smoothingKeepsTheRawCurve()
    {
        QVERIFY(m_fixture->addTraining());
        Bench bench(m_fixture->folder());
        QTRY_VERIFY(bench.settled());
        bench.page.setKind(Kind::Training);
        QTRY_COMPARE(bench.page.view()->curveCount(), 2);
        bridge::ChartSettings settings;
        settings.smoothing = 0.6;
        bench.page.styles()->setSettings(text("training"), settings, text("Smoothing"));
        const chart::Figure figure = bench.page.visibleFigure();
        QCOMPARE(figure.panels[0].series.size(), std::size_t(4));
        QCOMPARE(figure.panels[0].series[1].alpha, 0.25);
        QCOMPARE(bench.page.series()->rowCount(), 2); // the raw one is no series of its own
        bench.page.series()->toggle(QString::fromStdString(figure.panels[0].series[0].key));
        QCOMPARE(bench.page.visibleFigure().panels[0].series.size(), std::size_t(2)); // it goes with its raw curve
        bench.page.setKind(Kind::Metric);
        QCOMPARE(bench.page.styles()->settings(text("shots")).smoothing, 0.0); // never over shots
    }

    void tablesAreCopied()
    {
        QVERIFY(addMore(m_fixture->folder()));
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 2);
        bench.action("charts.copyLatex")->trigger();
        const QString latex = QApplication::clipboard()->text();
        QVERIFY2(latex.contains(text("\\textbf{64.00}$\\pm$")) && latex.contains(text("\\underline{40.00}")), qPrintable(latex));
        bench.action("charts.copyMarkdown")->trigger();
        QVERIFY(QApplication::clipboard()->text().contains(text("**64.00")));
        bench.action("charts.copyCsv")->trigger();
        QVERIFY(QApplication::clipboard()->text().startsWith(text("task,lvlm,strategy,2,se 2,")));
        bench.action("charts.copyImage")->trigger();
        QTRY_VERIFY(QApplication::clipboard()->mimeData()->hasFormat(text("image/svg+xml")));
        QVERIFY(QApplication::clipboard()->mimeData()->hasImage());
    }

    void numbersAreShownAsATable()
    {
        QVERIFY(addMore(m_fixture->folder()));
        Bench bench(m_fixture->folder());
        QTRY_COMPARE(bench.page.view()->curveCount(), 2);
        models::FigureTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setFigure(bench.page.view()->shownFigure());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 1).data().toString(), text("Lever-LM"));
        model.setFigure({});
        QCOMPARE(model.rowCount(), 0);
        bench.action("charts.numbers")->setChecked(true);
        QVERIFY(!bench.page.view()->isVisible());
        bench.action("charts.numbers")->setChecked(false);
        QVERIFY(bench.page.view()->isVisible());
    }

    void exportRemembersByKind()
    {
        const QString file = m_fixture->path("fulcrum.conf");
        dialogs::ExportDialog::setSettingsFile(file);
        chart::Figure figure;
        chart::Panel panel {"P", "x", "y", {}, {}};
        panel.series = {{"siir", "", {{1, 1}, {2, 3}}}};
        figure.panels = {panel};
        bridge::Worker worker;
        {
            dialogs::ExportDialog dialog(dialogs::exportSource(figure, text("bars"), {}), &worker);
            dialog.setExtension(text("svg"));
            QSignalSpy written(&dialog, &dialogs::ExportDialog::written), used(&dialog, &dialogs::ExportDialog::formatUsed);
            dialog.exportTo(m_fixture->path("a.svg"));
            QTRY_COMPARE(written.size(), 1);
            QCOMPARE(used.size(), 1);
        }
        QCOMPARE(dialogs::ExportDialog(dialogs::exportSource(figure, text("bars"), {}), &worker).extension(), text("svg"));
        QCOMPARE(dialogs::ExportDialog(dialogs::exportSource(figure, text("shots"), {}), &worker).extension(), text("pdf"));
        QCOMPARE(QSettings(file, QSettings::IniFormat).value(text("charts/export/bars/format")).toString(), text("svg"));
        QTRY_VERIFY(worker.idle());
    }

    void sequenceFiguresGiveNothingAway()
    {
        Bench bench(m_fixture->folder());
        QTRY_VERIFY(bench.session.dataset(data::Task::Caption, data::Split::Train));
        const auto queries = bench.session.dataset(data::Task::Caption, data::Split::Validation);
        const auto support = bench.session.dataset(data::Task::Caption, data::Split::Train);
        bridge::Lane ready, waiting;
        ready.strategy = ready.key = text("siir");
        ready.title = text("SIIR");
        ready.state = bridge::Lane::State::Ready;
        icl::IcdStep step;
        step.index = 3;
        step.similarity = 0.5;
        ready.setSequence({0, {step}}, *support);
        ready.hasPrediction = true;
        ready.prediction = text("a red circle");
        ready.score = 12.34;
        ready.run = 7;
        const data::Sample query = (*queries)[0];
        chart::SequenceFigure figure = bridge::sequenceFigure(*queries, query, {ready, waiting}, false, {});
        QCOMPARE(figure.lanes.size(), std::size_t(1));
        QVERIFY(figure.query.answer.empty());
        QCOMPARE(figure.lanes[0].score, std::string("CIDEr 12.3"));
        QCOMPARE(figure.lanes[0].cards[0].badge, std::string("sim 0.50"));
        QCOMPARE(figure.metadata["runs"], std::string("7"));
        QVERIFY(!bridge::sequenceFigure(*queries, query, {ready}, true, {}).query.answer.empty());
        QVERIFY(chart::renderSequences(figure, chart::loadPictures(figure, 200), {}, "pdf"));
    }
};

QTEST_MAIN(TestChartsPage)
#include "tst_charts_page.moc"
