// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/dm_job.h"
#include "core/icl/register_jobs.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/charts/dm_charts.h"
#include "widgets/models/anchor_model.h"
#include "widgets/theme/theme.h"
#include "widgets/views/beam_view.h"
#include "widgets/views/common.h"
#include "widgets/views/dm_page.h"
#include "widgets/views/icd_card.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using models::AnchorFilter;
using models::AnchorModel;
using store::DmEntry;

namespace {

QString text(const char* latin) { return QString::fromLatin1(latin); }

DmEntry beam(std::int64_t anchor, int rank, std::vector<std::int64_t> items, std::vector<double> gains)
{
    DmEntry entry;
    entry.anchor = anchor;
    entry.rank = rank;
    entry.items = std::move(items);
    entry.baseProbability = 0.2;
    double probability = 0.2;
    entry.gains = gains;
    entry.probabilities.resize(gains.size());
    for (std::size_t i = gains.size(); i-- > 0;) { // the first in the prompt was chosen last
        entry.probabilities[i] = probability += gains[i];
        entry.score += gains[i];
    }
    for (std::size_t i = 0; i < entry.items.size(); ++i)
        entry.steps.push_back(static_cast<int>(entry.items.size() - 1 - i));
    return entry;
}

std::vector<DmEntry> entries()
{
    return {beam(1, 0, {4, 5}, {0.1, 0.2}), beam(1, 1, {5, 4}, {0.05, 0.1}), beam(3, 0, {6, 7}, {-0.1, -0.1}), beam(6, 0, {4, 8}, {0.05, 0.02})};
}

/// A D_M run of the fixture's captions with these entries.
Result<store::RunId> addDm(const test::ProjectFixture& fixture, const std::vector<DmEntry>& some,
    store::RunState state = store::RunState::Succeeded, const char* spec = R"({"task":"caption","ranking":"probability"})")
{
    FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRecord run;
    run.kind = "dm";
    run.name = "a D_M";
    run.spec = spec;
    run.specHash = "3";
    run.parity = "{}";
    run.unitsTotal = 11;
    store::RunId id = 0;
    const auto write = [&]() -> Result<void> {
        FULCRUM_TRY(id, store::RunRepository(database).add(run));
        FULCRUM_CHECK(store::DmRepository(database).add(id, some));
        return store::RunRepository(database).setState(id, state);
    };
    FULCRUM_CHECK(database.transaction(write));
    return id;
}

std::shared_ptr<const bridge::DmContents> contentsOf(const test::ProjectFixture& fixture, store::RunId run)
{
    const auto project = project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadOnly);
    if (!project)
        return nullptr;
    const auto contents = bridge::readDm(*project, run, {});
    return contents ? *contents : nullptr;
}

struct Bench
{
    explicit Bench(const QString& folder, project::Access access = project::Access::ReadWrite)
    {
        icl::registerJobs(registry);
        page.resize(1200, 760);
        page.show();
        session.open(folder, access);
    }
    ~Bench() { session.close(); }
    bool settled() { return session.isOpen() && !session.datasetsLoading() && session.worker().idle() && !page.isBusy(); }

    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState state;
    bridge::ThumbnailProvider thumbnails;
    bridge::JobMonitor monitor {&session};
    views::DmPage page {{&session, &state, &monitor, &thumbnails, &actions}};
};

} // namespace

class TestDmBrowser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void model();
    void modelGrows();
    void filters_data();
    void filters();
    void histogramHandle();
    void histogramOfNothing();
    void showsAnchorsAndBeams();
    void thresholdIsCounted();
    void trains();
    void officialFile();
    void growsWhileItIsBuilt();
    void refuses();
    void damagedRows();
    void emptyStates();
    void readOnlyCannotTrain();

private:
    std::unique_ptr<test::ProjectFixture> m_project;
};

void TestDmBrowser::init()
{
    m_project = std::make_unique<test::ProjectFixture>();
    QVERIFY2(m_project->problem().isEmpty(), qPrintable(m_project->problem()));
}

void TestDmBrowser::model()
{
    const auto run = addDm(*m_project, entries());
    QVERIFY(run);
    const auto contents = contentsOf(*m_project, *run);
    QVERIFY(contents);
    AnchorModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setContents(contents);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, AnchorModel::IdColumn).data().toString(), text("101"));
    QVERIFY(model.index(0, AnchorModel::TextColumn).data().toString().contains(text("circle")));
    QCOMPARE(model.index(0, AnchorModel::ScoreColumn).data(AnchorModel::SortRole).toDouble(), contents->entries[0].score);
    QCOMPARE(model.index(0, AnchorModel::DuplicatesColumn).data().toString(), text("1"));
    QVERIFY(model.index(1, AnchorModel::ScoreColumn).data(Qt::AccessibleTextRole).toString().contains(text("no gain")));
    QVERIFY(model.index(1, AnchorModel::ScoreColumn).data(Qt::DecorationRole).isValid());
    QVERIFY(!model.index(0, AnchorModel::ScoreColumn).data(Qt::DecorationRole).isValid());
    for (int column = 0; column < AnchorModel::ColumnCount; ++column) {
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
    }
    model.setContents(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestDmBrowser::modelGrows()
{
    const auto all = entries();
    const auto small = addDm(*m_project, {all[2]}), large = addDm(*m_project, all);
    QVERIFY(small && large);
    const auto before = contentsOf(*m_project, *small);
    const auto after = contentsOf(*m_project, *large);
    QVERIFY(before && after);
    auto grown = std::make_shared<bridge::DmContents>(*after);
    grown->run.id = before->run.id; // the same run, later
    AnchorModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setContents(before);
    const QPersistentModelIndex kept = model.index(0, 0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset), inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setContents(grown);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(inserted.size(), 2); // before and after the one that was there
    QCOMPARE(kept.row(), 1);
    model.setContents(before); // another state altogether
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.rowCount(), 1);
}

void TestDmBrowser::filters_data()
{
    QTest::addColumn<AnchorFilter::Kind>("kind");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QVector<qint64>>("anchors"); // best score first
    using Kind = AnchorFilter::Kind;
    QTest::newRow("all") << Kind::All << QString() << QVector<qint64> {1, 6, 3};
    QTest::newRow("gain") << Kind::Gain << QString() << QVector<qint64> {1, 6};
    QTest::newRow("no gain") << Kind::NoGain << QString() << QVector<qint64> {3};
    QTest::newRow("duplicates") << Kind::Duplicates << QString() << QVector<qint64> {1};
    QTest::newRow("dropped") << Kind::Dropped << QString() << QVector<qint64> {6, 3};
    QTest::newRow("id") << Kind::All << text("106") << QVector<qint64> {6};
    QTest::newRow("text") << Kind::All << text(" WITH a star ") << QVector<qint64> {6};
    QTest::newRow("pattern is text") << Kind::All << text(".*") << QVector<qint64>();
}

void TestDmBrowser::filters()
{
    QFETCH(AnchorFilter::Kind, kind);
    QFETCH(QString, words);
    QFETCH(QVector<qint64>, anchors);
    const auto run = addDm(*m_project, entries());
    QVERIFY(run);
    AnchorModel model;
    model.setContents(contentsOf(*m_project, *run));
    AnchorFilter filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.sort(AnchorModel::ScoreColumn, Qt::DescendingOrder);
    filter.setKind(kind);
    filter.setThreshold(0.2);
    filter.setText(words);
    QVector<qint64> found;
    for (int row = 0; row < filter.rowCount(); ++row)
        found.append(filter.index(row, 0).data(AnchorModel::AnchorRole).toLongLong());
    QCOMPARE(found, anchors);
}

void TestDmBrowser::histogramHandle()
{
    charts::ScoreHistogram chart;
    chart.resize(300, 150);
    chart.setHistogram({-1, 1, {1, 5, 2, 8}});
    chart.show();
    QSignalSpy moved(&chart, &charts::ScoreHistogram::thresholdMoved);
    chart.setThreshold(0.25);
    QCOMPARE(moved.size(), 0); // not by a person
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(chart.threshold(), 0.75);
    QTest::keyClick(&chart, Qt::Key_Left);
    QVERIFY(std::abs(chart.threshold() - 0.7) < 1e-12);
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.threshold(), -1.0);
    QTest::keyClick(&chart, Qt::Key_Left); // no further
    QTest::keyClick(&chart, Qt::Key_End);
    QCOMPARE(chart.threshold(), 1.0);
    QCOMPARE(moved.size(), 4);
    QTest::mousePress(&chart, Qt::LeftButton, {}, QPoint(150, 60));
    QVERIFY(std::abs(chart.threshold()) < 0.02);
    QMouseEvent drag(QEvent::MouseMove, QPointF(2, 60), chart.mapToGlobal(QPointF(2, 60)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&chart, &drag);
    QCOMPARE(chart.threshold(), -1.0);
    chart.setThreshold(0.9); // what comes from elsewhere does not pull the handle away
    QCOMPARE(chart.threshold(), -1.0);
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, QPoint(2, 60));
    chart.setThreshold(7); // outside: at the border
    QVERIFY(!chart.grab().isNull());
    QVERIFY(chart.accessibleDescription().contains(QLocale().toString(7.0, 'f', 4)));
}

void TestDmBrowser::histogramOfNothing()
{
    charts::ScoreHistogram chart;
    chart.resize(300, 150);
    chart.show();
    QSignalSpy moved(&chart, &charts::ScoreHistogram::thresholdMoved);
    QTest::keyClick(&chart, Qt::Key_End);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, QPoint(50, 50));
    chart.setThreshold(std::nan(""));
    QCOMPARE(chart.threshold(), 0.0);
    QCOMPARE(moved.size(), 0);
    charts::SpreadRows rows;
    rows.setRows({{text("nothing"), dm::spreadOf({})}, {text("one"), dm::spreadOf({0.5})}});
    QVERIFY(!rows.grab().isNull());
    QVERIFY(rows.accessibleDescription().contains(text("nothing")));
}

void TestDmBrowser::showsAnchorsAndBeams()
{
    const auto run = addDm(*m_project, entries());
    QVERIFY(run);
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.contents());
    QCOMPARE(b.page.run(), *run);
    QCOMPARE(b.page.anchors()->rowCount(), 3);
    QTRY_COMPARE(b.page.beams().size(), 2); // the anchor with the best score
    const views::BeamView* first = b.page.beams()[0];
    QCOMPARE(first->cards().size(), 2);
    QCOMPARE(first->cards()[0]->icd().index, std::int64_t {4});
    QCOMPARE(first->cards()[0]->icd().step, 1); // first in the prompt, chosen second
    QCOMPARE(first->cards()[1]->icd().step, 0);
    QCOMPARE(first->cards()[0]->icd().gain, 0.1);
    QVERIFY(first->factsText().contains(QLocale().toString(0.5, 'f', 3))); // P with both
    QVERIFY(b.page.beams()[1]->factsText().contains(text("Duplicate of beam 1")));
    QVERIFY(b.page.summaryText().contains(text("Anchors without gain: 1")));
    QVERIFY(b.page.summaryText().contains(text("Duplicate beams: 1")));
    QVERIFY(b.state.selection().primary && b.state.selection().primary->index == 1); // the inspector follows
    b.page.beams()[0]->cards()[1]->setFocus();
    Q_EMIT b.page.beams()[0]->cards()[1]->entered(1);
    QCOMPARE(b.state.selection().primary->index, std::int64_t {5});
    b.page.selectAnchor(2);
    QCOMPARE(b.page.beams().size(), 1);
    QVERIFY(b.page.whyNoExport().isEmpty());
    theme::apply(*qApp, theme::Choice::Dark);
    QVERIFY(!b.page.grab().isNull());
    theme::apply(*qApp, theme::Choice::Light);
}

void TestDmBrowser::thresholdIsCounted()
{
    QVERIFY(addDm(*m_project, entries()));
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.contents());
    QVERIFY(b.page.thresholdText().contains(text("3 sequences (75")));
    QVERIFY(b.page.thresholdText().contains(text("2 anchors")));
    QVERIFY(!b.page.beams()[1]->factsText().contains(text("Dropped")));
    b.page.setThreshold(0.2);
    QVERIFY(b.page.thresholdText().contains(text("1 sequences (25")));
    QVERIFY(b.page.beams()[1]->factsText().contains(text("Dropped")));
    QVERIFY(!b.page.beams()[0]->factsText().contains(text("Dropped")));
    QCOMPARE(b.page.histogram()->threshold(), 0.2);
    b.page.histogram()->setFocus();
    QTest::keyClick(b.page.histogram(), Qt::Key_End);
    QVERIFY(std::abs(b.page.threshold() - 0.3) < 1e-9);
    b.page.setThreshold(5);
    QVERIFY(!b.actions.action(text("dm.train"))->isEnabled());
    b.page.setThreshold(std::nan(""));
    QCOMPARE(b.page.threshold(), 5.0);
}

void TestDmBrowser::trains()
{
    const auto run = addDm(*m_project, entries());
    QVERIFY(run);
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.contents());
    b.page.setThreshold(0.05);
    QSignalSpy wanted(&b.page, &views::DmPage::trainingWanted);
    QVERIFY(b.actions.action(text("dm.train"))->isEnabled());
    b.actions.action(text("dm.train"))->trigger();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toLongLong(), *run);
    QCOMPARE(wanted[0][1].toDouble(), 0.05);
}

void TestDmBrowser::officialFile()
{
    const QString file = m_project->path("official.json");
    QFile written(file);
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.write("{\"2\": {\"id_list\": [[5, 6, 2], [7, 8, 2]], \"score_list\": [0.25, -0.5]}}");
    written.close();
    const auto project = project::Project::open(bridge::toPath(m_project->folder()), project::Access::ReadWrite);
    QVERIFY(project);
    QVERIFY(dm::importOfficial(**project, data::Task::Caption, bridge::toPath(file)));
    Bench b(m_project->folder(), project::Access::ReadOnly);
    QTRY_VERIFY(b.settled() && b.page.contents());
    QVERIFY(b.page.contents()->imported);
    QVERIFY(b.page.summaryText().contains(text("official file holds neither")));
    QCOMPARE(b.page.beams().size(), 2);
    QCOMPARE(b.page.beams()[0]->cards()[0]->icd().step, -1);
    QVERIFY(!b.page.beams()[0]->factsText().contains(text("Step")));
    QVERIFY(!b.page.beams()[0]->cards()[0]->accessibleName().contains(text("step")));
}

void TestDmBrowser::growsWhileItIsBuilt()
{
    const auto all = entries();
    const auto run = addDm(*m_project, {all[2]}, store::RunState::Running);
    QVERIFY(run);
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.contents());
    QCOMPARE(b.page.anchors()->rowCount(), 1);
    QVERIFY(!b.actions.action(text("dm.train"))->isEnabled());
    {
        auto database = b.session.project()->connect();
        QVERIFY(database);
        const auto more = [&] { return store::DmRepository(*database).add(*run, std::vector<DmEntry> {all[0], all[1]}); };
        QVERIFY(database->transaction(more));
    }
    Q_EMIT b.monitor.metricAdded(*run, {});
    QTRY_COMPARE(b.page.anchors()->rowCount(), 2);
    QCOMPARE(b.page.contents()->beamsOf(1).size(), std::size_t {2});
    QCOMPARE(b.page.beams().size(), 1); // still the one that was looked at
}

void TestDmBrowser::refuses()
{
    const auto evaluation = m_project->addEvaluation();
    const auto nowhere = addDm(*m_project, entries(), store::RunState::Succeeded, "no json");
    QVERIFY(evaluation && nowhere);
    const auto project = project::Project::open(bridge::toPath(m_project->folder()), project::Access::ReadOnly);
    QVERIFY(project);
    for (const auto& [run, code] : {std::pair(store::RunId {99}, ErrorCode::NotFound), std::pair(*evaluation, ErrorCode::Usage),
             std::pair(*nowhere, ErrorCode::Malformed)}) {
        const auto contents = bridge::readDm(*project, run, {});
        QVERIFY(!contents);
        QCOMPARE(contents.error().code, code);
    }
}

void TestDmBrowser::damagedRows()
{
    auto some = entries();
    some.push_back(beam(900, 0, {4, -3}, {0.1, 0.2})); // no such samples
    some.push_back(beam(901, 0, {}, {}));
    some.push_back(beam(902, 0, {4, 5}, {0.1, 0.2}));
    some.back().steps = {-5, 700}; // of no search
    const auto run = addDm(*m_project, some, store::RunState::Succeeded, R"({"task":"caption","ranking":7})");
    QVERIFY2(run, run ? "" : run.error().text().c_str());
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.contents());
    for (int row = 0; row < b.page.anchors()->rowCount(); ++row)
        b.page.selectAnchor(row);
    QVERIFY(!b.page.grab().isNull());
}

void TestDmBrowser::emptyStates()
{
    Bench b(m_project->folder());
    const auto* card = b.page.findChild<views::MessageCard*>();
    QVERIFY(card);
    QTRY_COMPARE(card->title(), text("No D_M of this task yet"));
    QVERIFY(!b.page.whyNoExport().isEmpty());
    QVERIFY(!b.actions.action(text("dm.train"))->isEnabled());
    b.session.close();
    QTRY_COMPARE(card->title(), text("No project is open"));
}

void TestDmBrowser::readOnlyCannotTrain()
{
    QVERIFY(addDm(*m_project, entries()));
    Bench b(m_project->folder(), project::Access::ReadOnly);
    QTRY_VERIFY(b.settled() && b.page.contents());
    QVERIFY(!b.actions.action(text("dm.train"))->isEnabled());
    QVERIFY(b.actions.action(text("dm.train"))->toolTip().contains(text("reading only")));
}

QTEST_MAIN(TestDmBrowser)
#include "tst_dm_browser.moc"
