// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/compare_fixture.h"
#include "widgets/charts/scatter_chart.h"
#include "widgets/models/comparison_model.h"
#include "widgets/models/difference_model.h"
#include "widgets/views/common.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/config_comparison.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/query_comparison.h"
#include "widgets/views/run_comparison.h"
#include "widgets/views/sequence_diff.h"
#include "widgets/views/set_comparison.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

using namespace fulcrum;
using fulcrum::test::ProjectFixture;
using models::ComparisonModel;
using views::ComparePage;

namespace {

QString text(const char* latin) { return QString::fromLatin1(latin); }

/// The page over a project with two evaluations.
struct Bench : test::SharedParts
{
    ComparePage page {{&session, &state, &board, &edits, &monitor, &thumbnails, &actions}};

    explicit Bench(const ProjectFixture& project, bool read = true)
    {
        page.resize(1200, 800);
        page.show();
        if (read)
            session.open(project.folder());
    }
    bool settled() { return session.isOpen() && !session.datasetsLoading() && session.worker().idle() && !page.isBusy(); }
};

std::shared_ptr<icl::CellComparison> comparisonOf(const std::vector<std::pair<double, double>>& scores)
{
    auto comparison = std::make_shared<icl::CellComparison>();
    comparison->cellA.metricName = comparison->cellB.metricName = "CIDEr";
    for (const auto& [a, b] : scores) {
        icl::PairedQuery query;
        query.query = std::ssize(comparison->queries);
        query.queryId = 500 + query.query;
        query.a = a;
        query.b = b;
        query.predictionA = "a" + std::to_string(query.query);
        query.predictionB = "b";
        comparison->queries.push_back(query);
    }
    return comparison;
}

QList<int> queriesOf(const ComparisonModel& model)
{
    QList<int> queries;
    for (int row = 0; row < model.rowCount(); ++row)
        queries.append(model.index(row, 0).data(ComparisonModel::QueryRole).toInt());
    return queries;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_project.problem().isEmpty(), qPrintable(m_project.problem()));
        const auto first = test::addCells(m_project, "first",
            {{"siir", 2, 0, {10, 20, 30, 40, 50, 60, 70, 80}, {1, 2}}, {"random", 2, 0, {20, 10, 30, 20, 20, 20, 20, 20}, {2, 3}},
                {"fixed", 2, 0, {5, 5, 5, 5, 5, 5, 5, 5}, {4, 5}}, {"golden", 2, 0, {9, 9, 9, 9, 9, 9, 9, 9}, {6, 7}}});
        const auto second = test::addCells(m_project, "second", {{"siir", 1, 0, {1, 2, 3, 4}, {1}}}, R"({"task":"caption","beams":1,"stop":false})");
        QVERIFY2(first && second, "cannot write evaluations");
    }

    void modelFiltersAndSorts()
    {
        ComparisonModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.nextRow(-1, icl::Outcome::AWins), -1);
        model.setComparison(comparisonOf({{10, 20}, {90, 10}, {30, 30}, {60, 70}}), nullptr);
        model.setFilter({}, 50);
        QCOMPARE(queriesOf(model), (QList<int> {1, 2, 0, 3})); // by difference; the sort is stable
        const std::pair<icl::Outcome, QList<int>> expected[] = {{icl::Outcome::AWins, {1}}, {icl::Outcome::BWins, {0, 3}},
            {icl::Outcome::Equal, {2}}, {icl::Outcome::BothBad, {2, 0}}, {icl::Outcome::BothGood, {3}}};
        for (const auto& [outcome, queries] : expected) {
            model.setFilter(outcome, 50);
            QCOMPARE(queriesOf(model), queries);
        }
        model.setFilter({}, 50);
        model.sort(ComparisonModel::PredictionA, Qt::AscendingOrder);
        QCOMPARE(queriesOf(model), (QList<int> {0, 1, 2, 3}));
        model.sort(ComparisonModel::ScoreB, Qt::DescendingOrder);
        QCOMPARE(queriesOf(model), (QList<int> {3, 2, 0, 1}));
        model.sort(99);
        QCOMPARE(model.nextRow(-1, icl::Outcome::BWins), 0);
        QCOMPARE(model.nextRow(0, icl::Outcome::BWins), 2);
        QCOMPARE(model.nextRow(2, icl::Outcome::BWins), 0); // goes round
        QCOMPARE(model.nextRow(3, icl::Outcome::AWins), 3); // the only one
        QVERIFY(model.toText().contains(QStringLiteral("503\t\t60.00\t70.00\t-10.00\ta3\tb")));
        QVERIFY(!model.index(0, ComparisonModel::Difference).data().toString().isEmpty());
        QCOMPARE(model.rowOf(7), -1);
    }

    void nothingIsOpen()
    {
        Bench bench(m_project, false);
        for (const ComparePage::Mode mode : {ComparePage::Mode::Strategies, ComparePage::Mode::Runs, ComparePage::Mode::Config, ComparePage::Mode::Sets}) {
            bench.page.setMode(mode);
            QVERIFY(!bench.page.whyNoExport().isEmpty());
            QVERIFY(!bench.page.grab().isNull());
        }
        bench.page.setModeName(text("runs"));
        QCOMPARE(bench.page.modeName(), text("runs"));
        bench.page.setModeName(text("moon"));
        QCOMPARE(bench.page.modeName(), text("runs"));
        QVERIFY(!bench.actions.action(text("compare.nextWin"))->isEnabled());
        QCOMPARE(bench.actions.problems(), QStringList());
    }

    void twoRunsOverAllQueries()
    {
        Bench bench(m_project);
        bench.page.setMode(ComparePage::Mode::Runs);
        views::RunComparison* runs = bench.page.runs();
        QTRY_VERIFY(bench.settled() && runs->hasResult());
        QCOMPARE(runs->run(0)->count(), 2);
        // Two cells of the first evaluation.
        runs->run(0)->setCurrentIndex(runs->run(0)->findText(text("first"), Qt::MatchStartsWith));
        Q_EMIT runs->run(0)->activated(runs->run(0)->currentIndex());
        const auto pick = [&](int side, const char* name) {
            QComboBox* combo = runs->cell(side);
            combo->setCurrentIndex(combo->findText(text(name), Qt::MatchStartsWith));
            Q_EMIT combo->activated(combo->currentIndex());
        };
        runs->run(1)->setCurrentIndex(runs->run(1)->findText(text("first"), Qt::MatchStartsWith));
        Q_EMIT runs->run(1)->activated(runs->run(1)->currentIndex());
        pick(0, "SIIR");
        pick(1, "Random");
        QTRY_VERIFY(bench.settled());
        QCOMPARE(runs->model()->rowCount(), ProjectFixture::kValidation);
        QCOMPARE(runs->chart()->pointCount(), ProjectFixture::kValidation);
        QVERIFY2(runs->verdict().contains(text("A is better")), qPrintable(runs->verdict()));
        QVERIFY(runs->verdict().contains(text("p ")));
        QVERIFY(bench.page.whyNoExport().isEmpty());
        // What is picked in the plot is selected in the table and everywhere.
        Q_EMIT runs->chart()->picked({1, 4}, false);
        QCOMPARE(runs->table()->selectionModel()->selectedRows().size(), 2);
        QCOMPARE(bench.state.selection().items.size(), qint64 {2});
        Q_EMIT runs->chart()->picked({6}, true);
        QCOMPARE(runs->chart()->chosen(), (std::vector<int> {1, 4, 6}));
        Q_EMIT runs->chart()->picked({}, false);
        QVERIFY(runs->table()->selectionModel()->selectedRows().isEmpty());
        runs->chart()->setFocus();
        // Wins and losses.
        bench.page.setFocus();
        QTest::keyClick(&bench.page, Qt::Key_N);
        QCOMPARE(runs->table()->currentIndex().row(), 0);
        QVERIFY(bench.state.selection().primary.has_value());
        QCOMPARE(bench.state.selection().primary->split, data::Split::Validation);
        QTest::keyClick(&bench.page, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(runs->table()->currentIndex().data(ComparisonModel::OutcomeRole).toInt(), -1);
        const int lost = runs->table()->currentIndex().data(ComparisonModel::QueryRole).toInt();
        QCOMPARE(lost, 0); // 10 against 20
        runs->setFilter(icl::Outcome::BWins);
        QCOMPARE(runs->model()->rowCount(), 1);
        // Opening a query.
        QSignalSpy opened(&bench.page, &ComparePage::queryActivated);
        Q_EMIT runs->table()->activated(runs->model()->index(0, 0));
        QCOMPARE(opened.size(), 1);
        QCOMPARE(bench.state.currentQuery()->index, std::int64_t {0});
        QCOMPARE(bench.state.shots(), 2);
        runs->setFilter({});
        // Exchange: the same the other way round.
        runs->swapSides();
        QTRY_VERIFY(bench.settled());
        QVERIFY2(runs->verdict().contains(text("B is better")), qPrintable(runs->verdict()));
        QVERIFY(!bench.page.grab().isNull());
    }

    void queriesThatOnlyOneAnsweredAreTold()
    {
        Bench bench(m_project);
        bench.page.setMode(ComparePage::Mode::Runs);
        views::RunComparison* runs = bench.page.runs();
        QTRY_VERIFY(bench.settled() && runs->hasResult());
        runs->run(1)->setCurrentIndex(runs->run(1)->findText(text("second"), Qt::MatchStartsWith));
        Q_EMIT runs->run(1)->activated(runs->run(1)->currentIndex());
        QTRY_VERIFY(bench.settled());
        runs->run(0)->setCurrentIndex(runs->run(0)->findText(text("first"), Qt::MatchStartsWith));
        Q_EMIT runs->run(0)->activated(runs->run(0)->currentIndex());
        QTRY_VERIFY(bench.settled());
        QCOMPARE(runs->model()->rowCount(), 4);
        QVERIFY2(runs->verdict().contains(text("4 queries that only A answered")), qPrintable(runs->verdict()));
        QVERIFY(runs->verdict().contains(text("with care")));
    }

    void configurationKeyByKey()
    {
        Bench bench(m_project);
        bench.page.setMode(ComparePage::Mode::Config);
        views::ConfigComparison* config = bench.page.config();
        QAbstractItemModelTester tester(config->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QTRY_VERIFY(bench.settled() && config->hasResult()); // the newest two of a kind
        const auto value = [&](const char* key, int column) {
            for (int row = 0; row < config->model()->rowCount(); ++row)
                if (config->model()->index(row, 0).data().toString() == text(key))
                    return config->model()->index(row, column).data().toString();
            return text("(hidden)");
        };
        QCOMPARE(config->model()->runCount(), 2);
        QCOMPARE(value("beams", 1), text("1"));
        QCOMPARE(value("beams", 2), text("3"));
        QCOMPARE(value("stop", 1), text("false"));
        QCOMPARE(value("stop", 2), QStringLiteral("–"));
        QCOMPARE(value("task", 1), text("(hidden)")); // the same
        config->model()->setOnlyDifferent(false);
        QCOMPARE(value("task", 1), text("caption"));
        QCOMPARE(value("note", 1), text("(hidden)")); // ignored
        config->model()->setHideIgnored(false);
        QCOMPARE(value("note", 1), text("(empty)"));
        config->pattern()->setText(text("^bea"));
        QCOMPARE(value("beams", 2), text("3"));
        QCOMPARE(value("task", 1), text("(hidden)"));
        const int shown = config->model()->rowCount();
        config->pattern()->setText(text("("));
        QCOMPARE(config->model()->rowCount(), shown); // what was there stays while the expression is being typed
        config->pattern()->clear();
        QVERIFY(config->text().contains(text("\t")));
        // One run is not enough.
        config->runList()->item(0)->setCheckState(Qt::Unchecked);
        QTRY_VERIFY(bench.settled());
        QVERIFY(!config->hasResult());
        QCOMPARE(bench.state.activeRuns().size(), 1);
        config->runList()->item(0)->setCheckState(Qt::Checked);
        QTRY_VERIFY(bench.settled() && config->hasResult());
        QCOMPARE(bench.state.activeRuns().size(), 2);
        QVERIFY(!bench.page.grab().isNull());
    }

    void strategiesForOneQuery()
    {
        Bench bench(m_project);
        QTRY_VERIFY(bench.settled());
        views::QueryComparison* strategies = bench.page.strategies();
        QVERIFY(!strategies->hasResult());
        bench.state.setShots(2);
        bench.state.setCurrentQuery(bridge::SampleRef {data::Task::Caption, data::Split::Validation, 3});
        QTRY_VERIFY(bench.settled() && strategies->hasResult());
        const auto keys = [&] {
            QStringList list;
            for (const bridge::Lane& lane : strategies->columns())
                list.append(lane.key);
            return list;
        };
        strategies->setChosen({text("siir"), text("random"), text("fixed")});
        QCOMPARE(keys(), QStringList({text("siir"), text("random"), text("fixed")}));
        QTableWidget* table = strategies->table();
        QCOMPARE(table->rowCount(), 2 + 3);
        QVERIFY(table->horizontalHeaderItem(0)->text().startsWith(text("SIIR")));
        QVERIFY2(table->horizontalHeaderItem(1)->text().contains(text("Jaccard 0.33")), qPrintable(table->horizontalHeaderItem(1)->text()));
        QVERIFY(table->horizontalHeaderItem(2)->text().contains(text("Jaccard 0.00")));
        QCOMPARE(table->item(2, 0)->text(), text("siir says 3"));
        QVERIFY(table->item(3, 1)->text().contains(QStringLiteral("(")));
        QVERIFY2(table->item(4, 0)->text().startsWith(text("12.5")), qPrintable(table->item(4, 0)->text()));
        // The same sample in two columns has the same identity; cards have names.
        for (int column = 0; column < 3; ++column)
            for (const auto* card : table->cellWidget(0, column)->findChildren<views::IcdCard*>())
                QVERIFY(!card->accessibleName().isEmpty());
        Q_EMIT table->horizontalHeader()->sectionClicked(2);
        QCOMPARE(keys(), QStringList({text("fixed"), text("siir"), text("random")}));
        strategies->setChosen({text("moon")}); // not there: the first that are
        QVERIFY(strategies->hasResult());
        QVERIFY(strategies->text().contains(text("Prediction\t")));
        bench.state.setShots(0);
        QTRY_VERIFY(bench.settled());
        QVERIFY(!bench.page.grab().isNull());
    }

    void setsBesideEachOther()
    {
        ProjectFixture project;
        QVERIFY(test::addCells(project, "sets", {{"fixed", 2, 0, {9, 8, 7, 6, 5, 4, 3, 2}, {1, 2}}, {"golden", 2, 0, {1, 1, 1, 1, 1, 1, 1, 1}, {2, 3}}}));
        Bench bench(project);
        bench.page.setMode(ComparePage::Mode::Sets);
        views::SetComparison* sets = bench.page.sets();
        QTRY_VERIFY(bench.settled());
        QVERIFY(!sets->hasResult());
        const auto add = [&](const char* name, std::vector<std::int64_t> indices) {
            bridge::IcdSet set;
            set.name = name;
            set.task = data::Task::Caption;
            for (const std::int64_t index : indices)
                set.items.push_back(ProjectFixture::idOf(data::Split::Train, static_cast<int>(index)));
            bench.edits.sets()->add(set, {icl::SetOrigin::Kind::Hand, 0, {}});
        };
        add("one", {1, 2});
        add("two", {2, 3});
        QTRY_VERIFY(bench.settled() && sets->hasResult());
        sets->setSets(text("one"), text("two"));
        QTRY_VERIFY(bench.settled());
        QCOMPARE(sets->diff()->links(), (QVector<views::SequenceLink> {{1, 0}}));
        QVERIFY2(sets->text().contains(text("Score, 2 shots")), qPrintable(sets->text()));
        QVERIFY2(sets->text().contains(text("+4.5")), qPrintable(sets->text())); // 5.5 against 1
        QVERIFY(!bench.page.grab().isNull());
        bench.edits.undoStack()->undo();
        QTRY_VERIFY(bench.settled() && !sets->hasResult());
    }

private:
    ProjectFixture m_project;
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
