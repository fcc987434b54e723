// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/run_difference.h"
#include "core/store/result_repository.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;
using namespace fulcrum::jobs;

namespace {

ComparedRun runOf(const std::string& spec, std::vector<std::pair<std::string, double>> metrics = {})
{
    ComparedRun run;
    run.record.kind = "eval";
    run.record.spec = spec;
    run.record.parity = "{}";
    run.metrics = std::move(metrics);
    return run;
}

const RunDifferenceRow* rowOf(const std::vector<RunDifferenceRow>& rows, const std::string& key)
{
    for (const RunDifferenceRow& row : rows)
        if (row.key == key)
            return &row;
    return nullptr;
}

} // namespace

class TestRunDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesStandVerbatim()
    {
        const std::vector<ComparedRun> runs {
            runOf(R"({"flag":false,"zero":0,"empty":"","none":null,"list":[1,"a"],"deep":{"beams":3},"rate":1e-4,"name":"x"})"),
            runOf(R"({"flag":true,"zero":0,"list":[1,"a"],"deep":{"beams":1},"rate":1e-4,"name":"y"})")};
        const auto rows = runDifference(runs);
        const auto value = [&](const char* key, std::size_t run) { return rowOf(rows, key)->values[run].value_or("(no key)"); };
        QCOMPARE(value("flag", 0), std::string("false"));
        QCOMPARE(value("zero", 0), std::string("0"));
        QCOMPARE(value("empty", 0), std::string());
        QCOMPARE(value("empty", 1), std::string("(no key)"));
        QCOMPARE(value("none", 0), std::string("null"));
        QCOMPARE(value("list", 0), std::string("[1,\"a\"]"));
        QCOMPARE(value("deep.beams", 1), std::string("1"));
        QCOMPARE(value("rate", 0), std::string("0.0001"));
        QVERIFY(rowOf(rows, "flag")->differs && rowOf(rows, "empty")->differs && rowOf(rows, "deep.beams")->differs);
        QVERIFY(!rowOf(rows, "zero")->differs && !rowOf(rows, "list")->differs && !rowOf(rows, "rate")->differs);
        QVERIFY(rowOf(rows, "name")->ignored && !rowOf(rows, "flag")->ignored);
    }

    void sectionsFollowEachOther()
    {
        const std::vector<ComparedRun> runs {runOf("{}", {{"loss (last)", 0.5}}), runOf("{}", {{"loss (last)", 0.25}, {"other", 1}})};
        const auto rows = runDifference(runs);
        QVERIFY(std::is_sorted(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.section < b.section; }));
        QCOMPARE(rowOf(rows, "loss (last)")->section, RunSection::Metrics);
        QCOMPARE(*rowOf(rows, "loss (last)")->values[1], std::string("0.25"));
        QVERIFY(!rowOf(rows, "other")->values[0]);
        QCOMPARE(rowOf(rows, "git_commit")->section, RunSection::Environment);
        QVERIFY(runDifference({}).empty());
    }

    void damagedSpecsAreValues_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("cut off") << QByteArray("{\"a\":1");
        QTest::newRow("a list") << QByteArray("[1,2]");
        QTest::newRow("no UTF-8") << QByteArray("{\"a\":\"\xff\"}");
        QByteArray deep;
        for (int i = 0; i < 2000; ++i)
            deep += "{\"a\":";
        QTest::newRow("deep") << deep + '1' + QByteArray(2000, '}');
    }

    void damagedSpecsAreValues()
    {
        QFETCH(const QByteArray, spec);
        const std::vector<ComparedRun> runs {runOf(spec.toStdString()), runOf("{\"a\":1}")};
        const auto rows = runDifference(runs);
        QVERIFY(rowOf(rows, "a"));
        QVERIFY(std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.section == RunSection::Config && row.differs; }) > 0);
    }

    void storedRunsAreRead()
    {
        QTemporaryDir folder;
        auto database = store::Database::open(Path(folder.filePath("p").toStdString()), store::Database::Mode::Create).value();
        store::RunRecord record;
        record.kind = record.name = "eval";
        record.spec = record.parity = "{}";
        record.specHash = "h";
        const auto run = store::RunRepository(database).add(record).value();
        QVERIFY(store::RunRepository(database).addMetric(run, {"loss", 1, 1, 0.5}));
        QVERIFY(store::RunRepository(database).addMetric(run, {"loss", 2, 1, 0.25}));
        store::EvalRepository cells(database);
        const auto cell = cells.cell(run, "siir", 4, 0).value();
        QVERIFY(cells.finishCell(cell, "CIDEr", 98.5, 1, {}));
        QVERIFY(cells.cell(run, "siir", 8, 0)); // not finished: no metric
        const ComparedRun read = readComparedRun(database, run).value();
        QCOMPARE(read.metrics, (std::vector<std::pair<std::string, double>> {{"loss (last)", 0.25}, {"siir/4/0 CIDEr", 98.5}}));
        QCOMPARE(readComparedRun(database, 4711).error().code, ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestRunDifference)
#include "tst_run_difference.moc"
