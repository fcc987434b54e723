// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/icl/icd_set_file.h"
#include "core/icl/set_sources.h"
#include "core/icl/set_statistics.h"
#include "tests/core/icl/fakes.h"

#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::icl;
using IcdSet = store::WorkspaceRepository::IcdSet;

namespace {

/// A database with runs over data sets that call themselves `fingerprints`.
struct Store
{
    Store()
    {
        auto made = store::Database::open(Path(folder.filePath("p.sqlite").toStdString()), store::Database::Mode::Create);
        if (!made)
            qFatal("%s", made.error().text().c_str());
        database = std::make_unique<store::Database>(std::move(*made));
    }
    store::RunId addRun(const char* kind, const char* data = R"({"caption/train":"train","caption/val":"val"})")
    {
        store::RunRecord run;
        run.kind = kind;
        run.name = kind;
        run.spec = R"({"task":"caption"})";
        run.specHash = "h";
        run.parity = "{}";
        run.datasetFingerprint = data;
        return store::RunRepository(*database).add(run).value();
    }
    /// A cell of these prompts, one a query; the query's number is its score.
    std::int64_t addCell(store::RunId run, const char* strategy, int shots, std::int64_t seed,
        const std::vector<std::vector<std::int64_t>>& prompts, bool done = true)
    {
        store::EvalRepository results(*database);
        const std::int64_t cell = results.cell(run, strategy, shots, seed).value();
        std::vector<store::Prediction> predictions;
        std::vector<double> scores;
        for (const auto& prompt : prompts) {
            store::Prediction one;
            one.query = std::ssize(predictions);
            one.queryId = 1000 + one.query;
            for (const std::int64_t item : prompt)
                one.sequence.push_back({item, static_cast<int>(one.sequence.size()), {}, {}, {}, 0});
            scores.push_back(static_cast<double>(one.query));
            predictions.push_back(one);
        }
        if (!results.addPredictions(cell, predictions) || (done && !results.finishCell(cell, "CIDEr", 1, 1, scores)))
            qFatal("cannot write a cell");
        return cell;
    }
    QTemporaryDir folder;
    std::unique_ptr<store::Database> database;
};

/// Unit vectors at these angles in degrees.
std::vector<float> circle(const std::vector<double>& degrees)
{
    std::vector<float> values;
    for (const double angle : degrees) {
        values.push_back(static_cast<float>(std::cos(angle * M_PI / 180)));
        values.push_back(static_cast<float>(std::sin(angle * M_PI / 180)));
    }
    return values;
}

} // namespace

class TestSetStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsAreCounted()
    {
        const auto captions = test::makeDataset(data::Task::Caption, data::Split::Train, 4);
        const std::vector<std::int64_t> members {0, 2};
        const SetTexts texts = setTexts(*captions, members);
        QCOMPARE(texts.meanWords, 3.0); // "a red circle"
        QCOMPARE(texts.fewestWords, std::size_t {3});
        QCOMPARE(texts.mostWords, std::size_t {3});
        QVERIFY(texts.answerTypes.empty());
        const auto questions = test::makeDataset(data::Task::Vqa, data::Split::Train, 4);
        const SetTexts asked = setTexts(*questions, members);
        QCOMPARE(asked.meanWords, 3.0); // "how many 2"
        QCOMPARE(asked.answerTypes, (std::vector<std::pair<std::string, std::size_t>> {{"number", 2}}));
        QCOMPARE(setTexts(*captions, {}), SetTexts());
    }

    void idsBecomeIndices()
    {
        const auto support = test::makeDataset(data::Task::Caption, data::Split::Train, 4);
        const std::vector<std::int64_t> ids {1003, 1000};
        QCOMPARE(indicesOfIds(*support, ids).value(), (std::vector<std::int64_t> {3, 0}));
        const std::vector<std::int64_t> unknown {1003, 4711};
        const auto failed = indicesOfIds(*support, unknown);
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::NotFound);
        QVERIFY(failed.error().where.find("4711") != std::string::npos);
    }

    void redundancyIsTheMeanOverPairs()
    {
        const std::vector<float> values = circle({0, 60, 90});
        const embed::Matrix items {values, 2};
        const std::vector<std::int64_t> all {0, 1, 2}, one {1}, outside {0, 3};
        const double expected = (0.5 + 0.0 + std::cos(M_PI / 6)) / 3;
        QVERIFY(std::abs(setRedundancy(items, all).value().value() - expected) < 1e-6);
        QVERIFY(!setRedundancy(items, one).value());
        QVERIFY(!setRedundancy(items, {}).value());
        QCOMPARE(setRedundancy(items, outside).error().code, ErrorCode::OutOfRange);
    }

    void coverageIsTheDistanceToTheNearest()
    {
        const std::vector<float> items = circle({0, 90, 180}), queries = circle({0, 60, 120});
        const std::vector<std::int64_t> members {0, 1};
        const auto distances = setCoverage({queries, 2}, {items, 2}, members, {}).value();
        QCOMPARE(distances.size(), std::size_t {3});
        const double expected[] = {0, 1 - std::cos(M_PI / 6), 1 - std::cos(M_PI / 6)};
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(std::abs(static_cast<double>(distances[i]) - expected[i]) < 1e-6);
        QCOMPARE(setCoverage({queries, 2}, {items, 2}, {}, {}).error().code, ErrorCode::Usage);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!setCoverage({queries, 2}, {items, 2}, members, stop.get_token()));
    }

    void evaluationsAreFoundByTheirPrompts()
    {
        const auto support = test::makeDataset(data::Task::Caption, data::Split::Train, 8);
        const auto queries = test::makeDataset(data::Task::Caption, data::Split::Validation, 8);
        Store store;
        const store::RunId run = store.addRun("eval"), other = store.addRun("eval", R"({"caption/train":"changed","caption/val":"val"})");
        store.addCell(run, "fixed", 2, 0, {{3, 5}, {3, 5}, {3, 5}});
        store.addCell(run, "golden", 1, 0, {{5}, {5}, {5}});
        store.addCell(run, "fixed", 3, 0, {{1, 3, 5}, {1, 3, 5}, {1, 3, 4}}); // not the same for all queries
        store.addCell(run, "fixed", 2, 1, {{5, 3}, {5, 3}, {5, 3}});          // another order
        store.addCell(run, "siir", 2, 0, {{3, 5}, {3, 5}, {3, 5}});           // by chance: it is chosen by query
        store.addCell(run, "fixed", 2, 2, {{3, 5}, {3, 5}, {3, 5}}, false);   // not finished
        store.addCell(other, "fixed", 2, 0, {{3, 5}, {3, 5}, {3, 5}});        // other data: 3 and 5 are other samples
        const std::vector<std::int64_t> members {1, 3, 5};
        const auto found = setEvaluations(*store.database, *queries, *support, members, {}).value();
        QCOMPARE(found.size(), std::size_t {2});
        QCOMPARE(found[0].cell.shots, 2);
        QCOMPARE(found[1].cell.strategy, std::string("golden"));
        QCOMPARE(found[0].mean.value, 1.0);
        QVERIFY(found[0].mean.low <= 1.0 && found[0].mean.high >= 1.0);
        QCOMPARE(found[0].queries, (std::vector<std::int64_t> {0, 1, 2}));
        const std::vector<std::int64_t> reversed {5, 3, 1};
        QVERIFY(setEvaluations(*store.database, *queries, *support, reversed, {})->empty());
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(setEvaluations(*store.database, *queries, *support, members, stop.get_token()).error().code, ErrorCode::Cancelled);
    }

    void leverWritesOneMostOften()
    {
        Store store;
        const store::RunId run = store.addRun("eval");
        store.addCell(run, "lever-lm", 2, 0, {{1, 2}, {3, 4}, {3, 4}, {2, 1}});
        store.addCell(run, "lever-lm", 2, 1, {{7, 8}, {1, 2}}); // as often: the first
        store.addCell(run, "siir", 2, 0, {{5, 5}});
        const auto found = frequentSequences(*store.database, run, 2).value();
        QCOMPARE(found.size(), std::size_t {2});
        QCOMPARE(found[0].items, (std::vector<std::int64_t> {3, 4}));
        QVERIFY(found[0].times == 2 && found[0].queries == 4 && found[0].cell.seed == 0);
        QCOMPARE(found[1].items, (std::vector<std::int64_t> {7, 8}));
        QCOMPARE(frequentSequences(*store.database, run, 3).error().code, ErrorCode::Usage);
    }

    void bestOfADm()
    {
        Store store;
        const store::RunId run = store.addRun("dm");
        QCOMPARE(bestOfDm(*store.database, run, 2).error().code, ErrorCode::NotFound);
        std::vector<store::DmEntry> entries(2);
        entries[0].items = {4, 6};
        entries[0].score = 1;
        entries[1].anchor = 1;
        entries[1].items = {6, 2};
        entries[1].score = 0.5;
        QVERIFY(store::DmRepository(*store.database).add(run, entries));
        QCOMPARE(bestOfDm(*store.database, run, 2).value(), (std::vector<std::int64_t> {4, 6}));
        QCOMPARE(bestOfDm(*store.database, run, 9).value(), (std::vector<std::int64_t> {2, 4, 6}));
    }

    void originsAreKept()
    {
        const SetOrigin origin {SetOrigin::Kind::LeverLm, 8, "seed 1, \"57\" of 200"};
        QCOMPARE(SetOrigin::fromText(origin.text()), origin);
        QVERIFY(SetOrigin().text().empty());
        for (const char* damaged : {"", "{", "[]", "null", "{\"kind\":3}", "{\"kind\":\"moon\"}"})
            QCOMPARE(SetOrigin::fromText(damaged).kind, SetOrigin::Kind::Unknown);
        QCOMPARE(SetOrigin::fromText(R"({"kind":"dm","run":"x","detail":1})"), (SetOrigin {SetOrigin::Kind::Dm, 0, {}}));
    }

    void filesGoThereAndBack()
    {
        const IcdSet set {"golden \"4\"", data::Task::Vqa, {5, 3, 9'000'000'001}, "a note"};
        QCOMPARE(parseIcdSet(icdSetText(set), "there", data::Task::Caption).value(), set);
        QTemporaryDir folder;
        const Path file(folder.filePath("list of ids.json").toStdString());
        QVERIFY(writeFileAtomic(file, "[7, 8]"));
        const IcdSet read = readIcdSet(file, data::Task::Caption).value();
        QCOMPARE(read.name, std::string("list of ids"));
        QCOMPARE(read.task, data::Task::Caption);
        QCOMPARE(read.items, (std::vector<std::int64_t> {7, 8}));
        QVERIFY(!readIcdSet(folder.filePath("none.json").toStdString(), data::Task::Caption));
    }

    void damagedFilesSayWhy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("nothing") << QByteArray() << "JSON";
        QTest::newRow("no JSON") << QByteArray("[1, 2") << "JSON";
        QTest::newRow("a number") << QByteArray("3") << "no ids";
        QTest::newRow("empty list") << QByteArray("[]") << "no ids";
        QTest::newRow("no list") << QByteArray("{\"ids\": 3}") << "no ids";
        QTest::newRow("a text") << QByteArray("[1, \"2\"]") << "id 2 of 2";
        QTest::newRow("a fraction") << QByteArray("[1.5]") << "id 1 of 1";
        QTest::newRow("too large") << QByteArray("[18446744073709551615]") << "id 1 of 1";
        QTest::newRow("twice") << QByteArray("[4, 4]") << "twice";
        QTest::newRow("unknown task") << QByteArray("{\"task\": \"moon\", \"ids\": [1]}") << "moon";
        QTest::newRow("task no text") << QByteArray("{\"task\": 3, \"ids\": [1]}") << "task";
        QTest::newRow("newer") << QByteArray("{\"fulcrum_icd_set\": 2, \"ids\": [1]}") << "newer";
        QByteArray many("[0");
        for (int i = 1; i < 70; ++i)
            many += ',' + QByteArray::number(i);
        QTest::newRow("too many") << many + ']' << "70 ids";
        QTest::newRow("deep") << QByteArray(100000, '[') << "JSON";
    }

    void damagedFilesSayWhy()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, why);
        const auto read = parseIcdSet(text.toStdString(), "file.json", data::Task::Caption);
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(read.error().why).contains(why), read.error().text().c_str());
        QCOMPARE(read.error().where, std::string("file.json"));
    }

    void setsAreStoredWithTheirOrigin()
    {
        Store store;
        store::WorkspaceRepository workspace(*store.database);
        IcdSet set {"a", data::Task::Vqa, {3, 1}, "note", R"({"kind":"dm","run":4})", 1234};
        QVERIFY(workspace.saveIcdSet(set));
        QCOMPARE(workspace.icdSets().value(), std::vector<IcdSet> {set});
        // A damaged one does not hide the others.
        for (const char* items : {"", "{}", "[1", "[\"x\", 2.5]"}) {
            store.database->handle().exec(std::string("INSERT OR REPLACE INTO icd_set (name, task, items) VALUES ('b', 'caption', '") + items + "')");
            const auto sets = workspace.icdSets();
            QVERIFY2(sets, sets ? "" : sets.error().text().c_str());
            QCOMPARE(sets->size(), std::size_t {2});
            QVERIFY((*sets)[1].items.empty());
        }
    }
};

QTEST_APPLESS_MAIN(TestSetStatistics)
#include "tst_set_statistics.moc"
