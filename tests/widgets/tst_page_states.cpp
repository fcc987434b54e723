// SPDX-License-Identifier: GPL-3.0-or-later
// Sets, Map, Compare and Runs: constructed, filled, emptied again, put in error and mended.
#include "tests/widgets/map_data.h"
#include "tests/widgets/page_states.h"
#include "widgets/bridge/run_book.h"
#include "widgets/charts/histogram_chart.h"
#include "widgets/charts/scatter_chart.h"
#include "widgets/models/comparison_model.h"
#include "widgets/models/difference_model.h"
#include "widgets/models/run_tree_model.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/config_comparison.h"
#include "widgets/views/map_page.h"
#include "widgets/views/pivot_view.h"
#include "widgets/views/query_comparison.h"
#include "widgets/views/run_comparison.h"
#include "widgets/views/run_details_view.h"
#include "widgets/views/run_tree.h"
#include "widgets/views/runs_page.h"
#include "widgets/views/set_canvas.h"
#include "widgets/views/set_comparison.h"
#include "widgets/views/set_facts_view.h"
#include "widgets/views/sets_page.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QSplitter>
#include <QTableWidget>
#include <QTest>

using namespace fulcrum;
using namespace fulcrum::test;
using ComparePage = views::ComparePage;

namespace {

Result<store::RunId> addSetEvaluation(const ProjectFixture& project)
{
    return test::addCells(project, "evaluation", {{"fixed", 2, 0, {9, 8, 7, 6, 5, 4, 3, 2}, {1, 2}}, {"siir", 2, 0, {1, 2, 3, 4, 5, 6, 7, 8}, {2, 3}}});
}

void addSet(bridge::WorkspaceEdits& edits, const char* name, const std::vector<int>& indices)
{
    bridge::IcdSet set;
    set.name = name;
    set.task = data::Task::Caption;
    for (const int index : indices)
        set.items.push_back(ProjectFixture::idOf(data::Split::Train, index));
    edits.sets()->add(set, {icl::SetOrigin::Kind::Hand, 0, {}});
}

} // namespace

class TestPageStates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<ProjectFixture>();
        QVERIFY2(m_project->problem().isEmpty(), qPrintable(m_project->problem()));
    }

    void setsFilledAndEmptied();
    void setsThatCannotBeRead();
    void setsWithoutSamples();
    void factsThatCannotBeRead();
    void mapFilledAndEmptied();
    void mapOfDamagedEmbeddings();
    void mapWithoutSamples();
    void mapWhoseGroupsCannotBeRead();
    void compareFilledAndEmptied_data();
    void compareFilledAndEmptied();
    void strategiesThatFail();
    void comparedRunsThatCannotBeRead();
    void comparedSetsThatCannotBeRead();
    void runsFilledAndEmptied();
    void runsThatCannotBeRead();
    void resultsThatCannotBeRead();
    void nothingOverlapsInANarrowPage();

private:
    std::unique_ptr<ProjectFixture> m_project;
};

namespace {

struct SetsBench : Parts
{
    views::SetsPage page {{&session, &state, &edits, &monitor, &thumbnails, &actions}};
    SetsBench()
    {
        page.resize(1100, 760);
        page.show();
    }
    bool settled() { return idle() && !page.isBusy(); }
};

} // namespace

void TestPageStates::setsFilledAndEmptied()
{
    QVERIFY(test::addEmbeddings(*m_project));
    QVERIFY(addSetEvaluation(*m_project));
    SetsBench bench;
    QCOMPARE(title(&bench.page), text("No project is open"));
    QVERIFY(button(card(&bench.page), "file.openProject"));
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    QCOMPARE(title(&bench.page), text("No sets for this task yet"));
    QVERIFY(button(card(&bench.page), "Import ICD set"));
    addSet(bench.edits, "two of them", {1, 2});
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    QCOMPARE(bench.page.canvas()->cards().size(), 2);
    QCOMPARE(bench.page.list()->model()->rowCount(), 1);
    QTRY_VERIFY2(bench.page.facts()->scoreText().startsWith(text("5.5")), qPrintable(bench.page.facts()->scoreText()));
    bench.edits.sets()->remove(text("two of them"));
    QTRY_COMPARE(title(&bench.page), text("No sets for this task yet"));
    QVERIFY(bench.page.canvas()->cards().isEmpty());
    QVERIFY(!bench.page.facts()->scoreText().contains(text("5.5")));
    QVERIFY(!bench.page.whyNoExport().isEmpty());
    bench.edits.undoStack()->undo();
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    bench.session.close();
    QCOMPARE(title(&bench.page), text("No project is open"));
    QCOMPARE(bench.page.list()->model()->rowCount(), 0);
    QVERIFY(bench.page.canvas()->cards().isEmpty());
    QVERIFY(!bench.page.facts()->scoreText().contains(text("5.5")));
}

void TestPageStates::setsThatCannotBeRead()
{
    {
        SetsBench bench;
        bench.session.open(m_project->folder());
        QTRY_VERIFY(bench.settled());
        addSet(bench.edits, "mine", {1, 2});
        QTRY_VERIFY(bench.settled());
    }
    damage(*m_project, "icd_set", "items");
    SetsBench bench;
    bench.session.open(m_project->folder());
    VERIFY_ERROR(&bench.page, "The sets cannot be read", "items", "file.reload");
    QTRY_VERIFY(bench.settled());
    QVERIFY(!bar(&bench.page)); // the card says it already
    damage(*m_project, "icd_set", "items", true);
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    QCOMPARE(bench.page.current(), text("mine"));
    // While sets are shown they stay, with a bar.
    damage(*m_project, "icd_set", "items");
    bench.actions.action(text("file.reload"))->trigger();
    QTRY_VERIFY(bench.settled() && bar(&bench.page));
    QVERIFY(bar(&bench.page)->text().contains(text("items")) && button(bar(&bench.page), "file.reload"));
    QVERIFY(!card(&bench.page));
    damage(*m_project, "icd_set", "items", true);
    button(bar(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !bar(&bench.page));
    bench.session.close();
    QVERIFY(!bar(&bench.page));
}

void TestPageStates::setsWithoutSamples()
{
    {
        SetsBench bench;
        bench.session.open(m_project->folder());
        QTRY_VERIFY(bench.settled());
        addSet(bench.edits, "mine", {1, 2});
        QTRY_VERIFY(bench.settled());
    }
    loseSamples(*m_project);
    SetsBench bench;
    bench.session.open(m_project->folder());
    VERIFY_ERROR(&bench.page, "The samples of the sets cannot be read", "lost samples", "file.reload");
    QCOMPARE(bench.page.list()->model()->rowCount(), 1); // the sets themselves are there
    QTRY_VERIFY(bench.settled());
    findSamples(*m_project);
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    QCOMPARE(bench.page.canvas()->cards().size(), 2);
}

void TestPageStates::factsThatCannotBeRead()
{
    QVERIFY(test::addEmbeddings(*m_project));
    QVERIFY(addSetEvaluation(*m_project));
    SetsBench bench;
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    addSet(bench.edits, "evaluated", {1, 2});
    QTRY_VERIFY(bench.settled() && bench.page.facts()->scoreText().startsWith(text("5.5")));
    QVERIFY(!bar(&bench.page));
    const auto files = damageFiles(m_project->folder() + text("/embeddings"), "*.safetensors");
    damage(*m_project, "prediction", "sequence");
    addSet(bench.edits, "another", {3, 4});
    QTRY_VERIFY(bench.settled() && bar(&bench.page));
    QVERIFY(!bench.page.facts()->scoreText().contains(text("5.5"))); // not that of the set before
    QVERIFY2(shownText(bench.page.facts()).contains(text("cannot be read")), qPrintable(shownText(bench.page.facts())));
    QVERIFY(!bench.page.facts()->coverage()->isVisibleTo(bench.page.facts()));
    QVERIFY(button(bar(&bench.page), "file.reload") && button(bar(&bench.page), "job.embed"));
    QVERIFY2(bar(&bench.page)->text().contains(text("sequence")), qPrintable(bar(&bench.page)->text()));
    damage(*m_project, "prediction", "sequence", true);
    button(bar(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && bar(&bench.page));
    QVERIFY2(bar(&bench.page)->text().contains(text(".safetensors")), qPrintable(bar(&bench.page)->text()));
    putBack(files);
    button(bar(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !bar(&bench.page));
    QVERIFY(bench.page.facts()->coverage()->isVisibleTo(bench.page.facts()));
    QVERIFY(!bench.page.grab().isNull());
}

namespace {

struct MapBench : Parts
{
    views::MapPage page {{&session, &state, &board, &monitor, &thumbnails, &actions}};
    MapBench()
    {
        page.resize(1100, 760);
        page.show();
    }
    bool settled() { return idle() && !page.isBusy(); }
};

} // namespace

void TestPageStates::mapFilledAndEmptied()
{
    MapBench bench;
    QCOMPARE(title(&bench.page), text("No project is open"));
    QVERIFY(button(card(&bench.page), "file.openProject"));
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    QTRY_COMPARE(title(&bench.page), text("Embeddings not built"));
    QVERIFY(button(card(&bench.page), "job.embed"));
    bench.session.close();
    QVERIFY(test::addEmbeddings(*m_project));
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && bench.page.builder()->map() && !card(&bench.page));
    QCOMPARE(bench.page.chart()->pointCount(), 20);
    QTRY_COMPARE(bench.page.legend()->count(), 2);
    // The texts were not embedded: nothing of the images stays.
    bench.page.setViewText(text("pca text all split"));
    QTRY_COMPARE(title(&bench.page), text("Embeddings not built"));
    QCOMPARE(bench.page.chart()->pointCount(), 0);
    QVERIFY(!bench.page.whyNoExport().isEmpty());
    bench.page.setViewText(text("pca image all split"));
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    QCOMPARE(bench.page.chart()->pointCount(), 20);
    bench.session.close();
    QCOMPARE(title(&bench.page), text("No project is open"));
    QCOMPARE(bench.page.chart()->pointCount(), 0);
    QCOMPARE(bench.page.legend()->count(), 0);
    QVERIFY(bench.page.groups().groups.isEmpty());
}

void TestPageStates::mapOfDamagedEmbeddings()
{
    QVERIFY(test::addEmbeddings(*m_project));
    const auto files = damageFiles(m_project->folder() + text("/embeddings"), "*.safetensors");
    QCOMPARE(files.size(), 2);
    MapBench bench;
    bench.session.open(m_project->folder());
    VERIFY_ERROR(&bench.page, "The map could not be computed", ".safetensors", "Lay out again");
    QVERIFY(button(card(&bench.page), "job.embed"));
    QVERIFY(!bar(&bench.page)); // the card says it already
    QVERIFY(!bench.page.whyNoExport().isEmpty());
    putBack(files);
    button(card(&bench.page), "Lay out again")->click();
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    QCOMPARE(bench.page.chart()->pointCount(), 20);
    // The other layout is not kept yet: what is damaged meanwhile takes the map away.
    damageFiles(m_project->folder() + text("/embeddings"), "*.safetensors");
    bench.page.setMethod(embed::ProjectionMethod::Tsne);
    VERIFY_ERROR(&bench.page, "The map could not be computed", ".safetensors", "Lay out again");
    QCOMPARE(bench.page.chart()->pointCount(), 0);
    bench.session.close();
    QCOMPARE(title(&bench.page), text("No project is open"));
}

void TestPageStates::mapWithoutSamples()
{
    QVERIFY(test::addEmbeddings(*m_project));
    loseSamples(*m_project);
    MapBench bench;
    bench.session.open(m_project->folder());
    VERIFY_ERROR(&bench.page, "The map could not be computed", "lost samples", "file.reload");
    QTRY_VERIFY(bench.settled());
    findSamples(*m_project);
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !card(&bench.page));
    // One split alone is a map; that the other is missing is said.
    bench.session.close();
    loseSamples(*m_project, "'val'");
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && bench.page.builder()->map() && bar(&bench.page));
    QCOMPARE(bench.page.chart()->pointCount(), int {ProjectFixture::kTrain});
    QVERIFY(bar(&bench.page)->text().contains(text("lost samples")) && button(bar(&bench.page), "file.reload"));
}

void TestPageStates::mapWhoseGroupsCannotBeRead()
{
    QVERIFY(test::addEmbeddings(*m_project));
    QVERIFY(m_project->addEvaluation());
    MapBench bench;
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && bench.page.legend()->count() == 2);
    damage(*m_project, "sample_tag", "tag");
    bench.page.setColoring(bridge::MapColoring::Tag);
    QTRY_VERIFY(bench.settled() && bar(&bench.page));
    QVERIFY(bar(&bench.page)->text().contains(text("tag")));
    QVERIFY(bench.page.groups().coloring == bridge::MapColoring::Split); // the points stay, and the legend is true
    QCOMPARE(bench.page.chart()->pointCount(), 20);
    damage(*m_project, "sample_tag", "tag", true);
    QVERIFY(button(bar(&bench.page), "Lay out again"));
    button(bar(&bench.page), "Lay out again")->click();
    QTRY_VERIFY(bench.settled() && !bar(&bench.page));
    QVERIFY(bench.page.groups().coloring == bridge::MapColoring::Tag);
}

namespace {

struct CompareBench : Parts
{
    ComparePage page {{&session, &state, &board, &edits, &monitor, &thumbnails, &actions}};
    explicit CompareBench(ComparePage::Mode mode)
    {
        page.resize(1200, 800);
        page.setMode(mode);
        page.show();
    }
    bool settled() { return idle() && !page.isBusy() && !board.isBusy(); }
};

} // namespace

void TestPageStates::compareFilledAndEmptied_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("empty");
    QTest::addColumn<QString>("action");
    QTest::newRow("strategies") << int(ComparePage::Mode::Strategies) << text("Pick a query") << text("page.data");
    QTest::newRow("runs") << int(ComparePage::Mode::Runs) << text("Nothing to compare yet") << text("job.eval");
    QTest::newRow("config") << int(ComparePage::Mode::Config) << text("Fewer than two runs") << text("job.eval");
    QTest::newRow("sets") << int(ComparePage::Mode::Sets) << text("Fewer than two sets") << text("page.sets");
}

void TestPageStates::compareFilledAndEmptied()
{
    QFETCH(int, mode);
    QFETCH(QString, empty);
    QFETCH(QString, action);
    CompareBench bench(static_cast<ComparePage::Mode>(mode));
    QCOMPARE(title(&bench.page), text("No project is open"));
    QVERIFY(button(card(&bench.page), "file.openProject"));
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    QTRY_COMPARE(title(&bench.page), empty);
    QVERIFY(button(card(&bench.page), qPrintable(action)));
    // Filled.
    bench.session.close();
    QVERIFY(addSetEvaluation(*m_project));
    QVERIFY(test::addCells(*m_project, "second", {{"siir", 1, 0, {1, 2, 3, 4}, {1}}}, R"({"task":"caption","beams":1})"));
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    addSet(bench.edits, "one", {1, 2});
    addSet(bench.edits, "two", {2, 3});
    QTRY_VERIFY(bench.idle());
    bench.state.setShots(2);
    bench.state.setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 3});
    bench.actions.action(text("file.reload"))->trigger();
    QTRY_VERIFY2(bench.settled() && bench.page.whyNoExport().isEmpty() && !card(&bench.page), qPrintable(title(&bench.page)));
    // Emptied.
    bench.session.close();
    QTRY_COMPARE(title(&bench.page), text("No project is open"));
    QVERIFY(!bench.page.whyNoExport().isEmpty());
    QVERIFY(!bench.page.strategies()->hasResult() && !bench.page.runs()->hasResult() && !bench.page.config()->hasResult()
        && !bench.page.sets()->hasResult());
    QCOMPARE(bench.page.runs()->chart()->pointCount(), 0);
    QCOMPARE(bench.page.runs()->run(0)->count(), 0);
    QCOMPARE(bench.page.config()->runList()->count(), 0);
    QCOMPARE(bench.page.sets()->choice(0)->count(), 0);
    QCOMPARE(bench.page.runs()->verdict().trimmed(), QString());
}

void TestPageStates::strategiesThatFail()
{
    QVERIFY(test::addEmbeddings(*m_project));
    const auto files = damageFiles(m_project->folder() + text("/embeddings"), "*.safetensors");
    CompareBench bench(ComparePage::Mode::Strategies);
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    bench.state.setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 3});
    // The retrievers fail: the card says which and why.
    QTRY_COMPARE(title(&bench.page), text("Fewer than two strategies can be shown"));
    QVERIFY2(shownText(card(&bench.page)).contains(text("SIIR")) && shownText(card(&bench.page)).contains(text(".safetensors")),
        qPrintable(shownText(card(&bench.page))));
    QVERIFY(button(card(&bench.page), "file.reload"));
    // Where others can be shown, what was chosen and fails is told.
    addSet(bench.edits, "one", {1, 2});
    QTRY_VERIFY(bench.settled() && bench.page.strategies()->hasResult());
    bench.page.strategies()->setChosen({text("siir"), text("random")});
    QVERIFY2(shownText(bench.page.strategies()).contains(text("SIIR: ")), qPrintable(shownText(bench.page.strategies())));
    putBack(files);
    bench.actions.action(text("file.reload"))->trigger();
    QTRY_VERIFY(bench.settled() && bench.page.strategies()->hasResult());
    QTRY_COMPARE(bench.page.strategies()->columns().first().key, text("siir"));
    // The lanes themselves cannot be read.
    damage(*m_project, "icd_set", "items");
    bench.state.setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 4});
    VERIFY_ERROR(&bench.page, "The sequences cannot be read", "items", "file.reload");
    QVERIFY(!bench.page.whyNoExport().isEmpty());
    damage(*m_project, "icd_set", "items", true);
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && bench.page.strategies()->hasResult());
}

void TestPageStates::comparedRunsThatCannotBeRead()
{
    QVERIFY(addSetEvaluation(*m_project));
    QVERIFY(test::addCells(*m_project, "second", {{"siir", 1, 0, {1, 2, 3, 4}, {1}}}, R"({"task":"caption","beams":1})"));
    CompareBench bench(ComparePage::Mode::Runs);
    views::RunComparison* runs = bench.page.runs();
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && runs->hasResult());
    QVERIFY(!runs->verdict().trimmed().isEmpty());
    damage(*m_project, "prediction", "sequence");
    runs->swapSides();
    VERIFY_ERROR(&bench.page, "These two cannot be compared", "sequence", "file.reload");
    QCOMPARE(runs->verdict().trimmed(), QString());
    QCOMPARE(runs->chart()->pointCount(), 0);
    QVERIFY(!bench.page.whyNoExport().isEmpty());
    damage(*m_project, "prediction", "sequence", true);
    QTRY_VERIFY(bench.settled());
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && runs->hasResult() && !card(&bench.page));
    // Configuration.
    bench.page.setMode(ComparePage::Mode::Config);
    QTRY_VERIFY(bench.settled() && bench.page.config()->hasResult());
    damage(*m_project, "eval_cell", "shots");
    bench.page.config()->runList()->item(0)->setCheckState(Qt::Unchecked);
    QTRY_VERIFY(bench.settled());
    bench.page.config()->runList()->item(0)->setCheckState(Qt::Checked);
    VERIFY_ERROR(&bench.page, "The runs cannot be read", "shots", "file.reload");
    QCOMPARE(bench.page.config()->model()->rowCount(), 0);
    damage(*m_project, "eval_cell", "shots", true);
    QTRY_VERIFY(bench.settled());
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && bench.page.config()->hasResult() && !card(&bench.page));
    // The list of evaluations.
    bench.page.setMode(ComparePage::Mode::Runs);
    damage(*m_project, "eval_cell", "shots");
    bench.actions.action(text("file.reload"))->trigger();
    VERIFY_ERROR(&bench.page, "The evaluations cannot be read", "shots", "file.reload");
    damage(*m_project, "eval_cell", "shots", true);
    QTRY_VERIFY(bench.settled());
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && runs->hasResult() && !card(&bench.page));
}

void TestPageStates::comparedSetsThatCannotBeRead()
{
    QVERIFY(test::addEmbeddings(*m_project));
    CompareBench bench(ComparePage::Mode::Sets);
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    addSet(bench.edits, "one", {1, 2});
    addSet(bench.edits, "two", {2, 3});
    QTRY_VERIFY(bench.settled() && bench.page.sets()->hasResult() && !bar(&bench.page));
    const auto files = damageFiles(m_project->folder() + text("/embeddings"), "*.safetensors");
    bench.page.sets()->setSets(text("two"), text("one"));
    QTRY_VERIFY(bench.settled() && bar(&bench.page));
    QVERIFY(bar(&bench.page)->text().contains(text(".safetensors")) && button(bar(&bench.page), "file.reload"));
    QVERIFY(bench.page.sets()->hasResult()); // what is in them is known all the same
    putBack(files);
    button(bar(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !bar(&bench.page));
    bench.session.close();
    loseSamples(*m_project);
    bench.session.open(m_project->folder());
    VERIFY_ERROR(&bench.page, "The sets cannot be read", "lost samples", "file.reload");
    QTRY_VERIFY(bench.settled());
    findSamples(*m_project);
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && bench.page.sets()->hasResult());
}

namespace {

struct RunsBench : Parts
{
    bridge::RunBook book {&session, &monitor, edits.undoStack()};
    views::RunsPage page {views::RunsPageParts {&session, &state, &monitor, &book, &actions}};
    RunsBench()
    {
        page.resize(1200, 700);
        page.show();
    }
    bool settled() { return idle() && !page.isBusy(); }
    int shown() { return page.filtered()->shownRuns(); }
};

} // namespace

void TestPageStates::runsFilledAndEmptied()
{
    RunsBench bench;
    QCOMPARE(title(&bench.page), text("No project is open"));
    QVERIFY(button(card(&bench.page), "file.openProject"));
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled());
    QTRY_COMPARE(title(&bench.page), text("No runs yet"));
    QVERIFY(button(card(&bench.page), "job.eval") && button(card(&bench.page), "file.importResults"));
    bench.session.close();
    const auto run = m_project->addEvaluation();
    QVERIFY(run);
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && bench.shown() == 1);
    QTRY_COMPARE(bench.page.detailsView()->run(), *run);
    // Filtered away, and back.
    auto* filter = bench.page.findChild<QLineEdit*>();
    QVERIFY(filter);
    filter->setText(text("no such run"));
    QCOMPARE(title(&bench.page), text("No run matches"));
    QVERIFY(button(card(&bench.page), "Clear the filter"));
    button(card(&bench.page), "Clear the filter")->click();
    QVERIFY(filter->text().isEmpty());
    QCOMPARE(bench.shown(), 1);
    // Its last run goes.
    bench.page.tree()->selectRun(*run);
    bench.page.trashSelected();
    QTRY_COMPARE(title(&bench.page), text("No runs yet"));
    QCOMPARE(bench.page.detailsView()->run(), store::RunId {0});
    bench.edits.undoStack()->undo();
    QTRY_VERIFY(bench.settled() && bench.shown() == 1);
    bench.session.close();
    QCOMPARE(title(&bench.page), text("No project is open"));
    QCOMPARE(bench.shown(), 0);
    QCOMPARE(bench.page.detailsView()->run(), store::RunId {0});
    QVERIFY(bench.page.pivotView()->isEmpty());
}

void TestPageStates::runsThatCannotBeRead()
{
    QVERIFY(m_project->addEvaluation());
    RunsBench bench;
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && bench.shown() == 1);
    damage(*m_project, "eval_cell", "shots");
    bench.actions.action(text("file.reload"))->trigger();
    for (const views::RunsPage::Mode mode : {views::RunsPage::Mode::List, views::RunsPage::Mode::Table}) {
        bench.page.setMode(mode);
        VERIFY_ERROR(&bench.page, "The runs cannot be read", "shots", "file.reload");
        QVERIFY(!bench.page.whyNoExport().isEmpty());
    }
    bench.page.setMode(views::RunsPage::Mode::List);
    QCOMPARE(bench.shown(), 0); // nothing of before, and nothing that could be done to it
    QVERIFY(!shownText(&bench.page).contains(text("1 run")));
    QVERIFY(bench.page.selectedRuns().isEmpty());
    QVERIFY(!bench.actions.action(text("runs.delete"))->isEnabled());
    damage(*m_project, "eval_cell", "shots", true);
    QTRY_VERIFY(bench.settled());
    button(card(&bench.page), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && bench.shown() == 1 && title(&bench.page).isEmpty());
}

void TestPageStates::resultsThatCannotBeRead()
{
    const auto run = m_project->addEvaluation();
    QVERIFY(run);
    RunsBench bench;
    bench.session.open(m_project->folder());
    QTRY_VERIFY(bench.settled() && bench.shown() == 1);
    damage(*m_project, "checkpoint", "file");
    bench.page.tree()->clearSelection();
    bench.page.detailsView()->setRun(0);
    bench.page.tree()->selectRun(*run);
    VERIFY_ERROR(bench.page.detailsView(), "The run cannot be read", "file", "file.reload");
    damage(*m_project, "checkpoint", "file", true);
    QTRY_VERIFY(bench.settled());
    button(card(bench.page.detailsView()), "file.reload")->click();
    QTRY_VERIFY(bench.settled() && !card(bench.page.detailsView()));
    QCOMPARE(bench.page.detailsView()->run(), *run);
}

namespace {

/// Pairs of visible widgets of one parent that lie upon each other.
QStringList overlaps(const QWidget* parent)
{
    QStringList found;
    QList<QWidget*> shown;
    for (auto* child : parent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
        if (child->isVisible() && !child->isWindow())
            shown.append(child);
    const bool stacks = qobject_cast<const QAbstractScrollArea*>(parent) || qobject_cast<const QAbstractSpinBox*>(parent)
        || qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QSplitter*>(parent); // parts of a control lie where it wants them
    for (qsizetype i = 0; i < shown.size(); ++i) {
        for (qsizetype j = i + 1; j < shown.size() && !stacks; ++j)
            if (shown[i]->geometry().intersects(shown[j]->geometry()))
                found.append(QStringLiteral("%1 %2 on %3 %4").arg(QString::fromLatin1(shown[i]->metaObject()->className()), shown[i]->accessibleName(),
                    QString::fromLatin1(shown[j]->metaObject()->className()), shown[j]->accessibleName()));
        found += overlaps(shown[i]);
    }
    return found;
}

} // namespace

/// A window of 1024 x 640 leaves a page about this much beside its docks.
void TestPageStates::nothingOverlapsInANarrowPage()
{
    constexpr QSize kNarrow(690, 330);
    QVERIFY(test::addEmbeddings(*m_project));
    QVERIFY(addSetEvaluation(*m_project));
    const auto settle = [kNarrow](auto& bench, QWidget& page) {
        page.resize(kNarrow);
        QTRY_VERIFY(bench.settled());
        QTest::qWait(0);
        QCOMPARE(overlaps(&page), QStringList());
        QTRY_VERIFY2(page.minimumSizeHint().width() <= kNarrow.width(), qPrintable(QString::number(page.minimumSizeHint().width())));
    };
    RunsBench runs;
    runs.session.open(m_project->folder());
    QTRY_VERIFY(runs.settled() && runs.shown() == 2);
    settle(runs, runs.page);
    runs.session.close();
    MapBench map;
    map.session.open(m_project->folder());
    QTRY_VERIFY(map.settled() && map.page.builder()->map());
    settle(map, map.page);
    map.session.close();
    SetsBench sets;
    sets.session.open(m_project->folder());
    QTRY_VERIFY(sets.settled());
    settle(sets, sets.page); // the message with its three buttons
    addSet(sets.edits, "one", {1, 2});
    addSet(sets.edits, "two", {2, 3});
    settle(sets, sets.page);
    sets.session.close();
    CompareBench compare(ComparePage::Mode::Strategies);
    compare.session.open(m_project->folder());
    QTRY_VERIFY(compare.settled());
    compare.state.setShots(2);
    compare.state.setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 3});
    for (const ComparePage::Mode mode : {ComparePage::Mode::Strategies, ComparePage::Mode::Runs, ComparePage::Mode::Config, ComparePage::Mode::Sets}) {
        compare.page.setMode(mode);
        settle(compare, compare.page);
    }
}

QTEST_MAIN(TestPageStates)
#include "tst_page_states.moc"
