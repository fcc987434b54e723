// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_plan.h"
#include "core/icl/evaluation_summary.h"
#include "core/icl/query_scorer.h"
#include "tests/core/icl/fakes.h"

#include <QTest>
#include <nlohmann/json.hpp>
#include <set>

using namespace fulcrum;
using namespace fulcrum::icl;
using nlohmann::json;

namespace {

jobs::JobSpec specOf(const json& given)
{
    return {"eval", jobs::checkFields(evaluationFields(), given).value()};
}

std::vector<std::string> units(const std::vector<PlannedCell>& cells)
{
    std::vector<std::string> names;
    for (const PlannedCell& cell : cells)
        names.push_back(cell.unit());
    return names;
}

} // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsOfASpec();
    void leverCellsCarryTheirTrainingsSeed();
    void ruleNamesTheField_data();
    void ruleNamesTheField();
    void queriesAreTheSameForAllCells();
    void averagesAreThePapers();
    void leverIsComparedByQuery();
    void missingShotsGiveNull();
    void captionScoresAverageToTheCorpus();
    void failedQueriesAreLeftOutOfEveryRow();
    void vqaScores();
};

void TestEvaluation::cellsOfASpec()
{
    const auto spec = specOf({{"strategies", {"siir", "random"}}, {"shots", {2, 0, 1}}, {"seeds", {4, 5}}});
    const auto cells = planCells(spec, {});
    QVERIFY(cells);
    QCOMPARE(units(*cells), (std::vector<std::string>{"zero-shot/0/0", "siir/1/0", "siir/2/0", "random/1/4", "random/1/5",
                                "random/2/4", "random/2/5"}));
    const auto limited = specOf({{"strategies", {"zero-shot", "oracle"}}, {"shots", {1, 8}}, {"seeds", {0}}, {"oracle_max_shots", 2}});
    QCOMPARE(units(*planCells(limited, {})), (std::vector<std::string>{"zero-shot/0/0", "oracle/1/0"}));
    // A given set is the same whatever the seed, and is left out beyond its size; without one it is drawn.
    const auto given = specOf({{"strategies", {"fixed"}}, {"shots", {1, 2, 3}}, {"seeds", {4, 5}}, {"fixed_set", {1003, 1001}}});
    QCOMPARE(units(*planCells(given, {})), (std::vector<std::string>{"fixed/1/0", "fixed/2/0"}));
    const auto drawn = specOf({{"strategies", {"fixed"}}, {"shots", {1}}, {"seeds", {4, 5}}});
    QCOMPARE(units(*planCells(drawn, {})), (std::vector<std::string>{"fixed/1/4", "fixed/1/5"}));
}

void TestEvaluation::leverCellsCarryTheirTrainingsSeed()
{
    const auto spec = specOf({{"strategies", {"lever-lm"}}, {"shots", {1}}, {"train_runs", {11, 12}}});
    const auto cells = planCells(spec, {{11, 42}, {12, 43}});
    QCOMPARE(units(*cells), (std::vector<std::string>{"lever-lm/1/42", "lever-lm/1/43"}));
    QCOMPARE(cells->back().trainRun, 12);
    QCOMPARE(planCells(spec, {{11, 42}, {12, 42}}).error().where, std::string("train_runs"));
}

void TestEvaluation::ruleNamesTheField_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("no training") << QByteArray(R"({"strategies":["lever-lm"]})") << QByteArray("train_runs");
    QTest::newRow("no dm") << QByteArray(R"({"strategies":["golden"]})") << QByteArray("dm_runs");
    QTest::newRow("no shots") << QByteArray(R"({"strategies":["siir"],"shots":[]})") << QByteArray("shots");
    QTest::newRow("sttr of captions") << QByteArray(R"({"strategies":["sttr"],"task":"caption"})") << QByteArray("strategies");
    QTest::newRow("twice") << QByteArray(R"({"strategies":["siir","siir"]})") << QByteArray("strategies");
    QTest::newRow("a set member twice") << QByteArray(R"({"strategies":["fixed"],"fixed_set":[3,3]})") << QByteArray("fixed_set");
    QTest::newRow("a set too small") << QByteArray(R"({"strategies":["fixed"],"fixed_set":[3],"shots":[2]})") << QByteArray("fixed_set");
}

void TestEvaluation::ruleNamesTheField()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, field);
    const auto checked = evaluationRule(specOf(json::parse(given.toStdString())).values);
    QVERIFY(!checked);
    QCOMPARE(checked.error().where, field.toStdString());
}

void TestEvaluation::queriesAreTheSameForAllCells()
{
    const auto some = planQueries(specOf({{"queries", 5}, {"seed", 3}}), 40);
    QCOMPARE(some, planQueries(specOf({{"queries", 5}, {"seed", 3}}), 40));
    QVERIFY(some != planQueries(specOf({{"queries", 5}, {"seed", 4}}), 40));
    QVERIFY(std::is_sorted(some.begin(), some.end()));
    QCOMPARE(std::set<std::int64_t>(some.begin(), some.end()).size(), std::size_t{5});
    QCOMPARE(planQueries(specOf({{"queries", 0}}), 40).size(), std::size_t{40});
    QCOMPARE(planQueries(specOf({{"queries", 3}, {"query_selection", "first"}}), 40), (std::vector<std::int64_t>{0, 1, 2}));
}

void TestEvaluation::averagesAreThePapers()
{
    std::vector<CellResult> cells;
    const std::map<int, double> curve = {{1, 10}, {2, 20}, {3, 30}, {4, 40}, {6, 60}, {8, 80}};
    for (const auto& [shots, value] : curve)
        for (const int seed : {0, 1})
            cells.push_back({"caption", "tiny", "lever-lm", shots, seed, value + 2 * seed,
                {value + 2 * seed - 1, value + 2 * seed + 1}});
    const auto rows = summarize(cells);
    QVERIFY2(rows, rows ? "" : rows.error().text().c_str());
    QCOMPARE(rows->size(), std::size_t{1});
    const StrategySummary& row = rows->front();
    QCOMPARE(row.shots.at(3), 31.0);
    QCOMPARE(*row.avg12, 16.0);
    QCOMPARE(*row.avg38, 53.5);
    QVERIFY(std::abs(*row.avg18 - (2 * *row.avg12 + 4 * *row.avg38) / 6) < 1e-12);
    QVERIFY(row.ci95Avg18->low <= *row.avg18 && *row.avg18 <= row.ci95Avg18->high);
    QVERIFY(row.ci95Avg18->low >= 39.0 && row.ci95Avg18->high <= 43.0);
    QCOMPARE(row.seeds, (std::vector<std::int64_t>{0, 1}));
    const auto document = toJson(*rows);
    QCOMPARE(document[0]["shots"]["8"].get<double>(), 81.0);
    QCOMPARE(document[0]["queries"].get<int>(), 2);
    QCOMPARE(document[0]["ci95_avg_1_8"].size(), std::size_t{2});
}

void TestEvaluation::leverIsComparedByQuery()
{
    std::vector<CellResult> cells;
    for (const int shots : {1, 2, 3, 4, 6, 8}) {
        // Queries differ much, strategies little: only the pairing shows that the difference is sure.
        std::vector<double> ours, theirs;
        for (int q = 0; q < 40; ++q) {
            ours.push_back(10 * q + 3 + q % 2);
            theirs.push_back(10 * q + 1);
        }
        cells.push_back({"vqa", "tiny", "sttr", shots, 0, 196, theirs});
        cells.push_back({"vqa", "tiny", "lever-lm", shots, 0, 198.5, ours});
        cells.push_back({"caption", "tiny", "siir", shots, 0, 196, theirs});
    }
    const auto rows = summarize(cells);
    QVERIFY2(rows, rows ? "" : rows.error().text().c_str());
    const auto& paired = rows->at(0).leverMinusThis;
    QVERIFY(paired.has_value());
    QVERIFY(std::abs(paired->difference.value - 2.5) < 1e-9);
    QVERIFY(paired->difference.low > 2.2 && paired->difference.high < 2.8 && paired->pValue < 0.01);
    QVERIFY(rows->at(0).ci95Avg18->high - rows->at(0).ci95Avg18->low > 20);
    QVERIFY(!rows->at(1).leverMinusThis); // Lever-LM itself
    QVERIFY(!rows->at(2).leverMinusThis); // no Lever-LM of this task
    QCOMPARE(toJson(*rows)[0]["lever_minus_this"]["value"].get<double>(), paired->difference.value);
    QVERIFY(toJson(*rows)[1]["lever_minus_this"].is_null());
}

void TestEvaluation::missingShotsGiveNull()
{
    const std::vector<CellResult> cells = {{"vqa", "tiny", "oracle", 1, 0, 50, {0, 100}}, {"vqa", "tiny", "oracle", 2, 0, 75, {50, 100}}};
    const auto rows = summarize(cells);
    QVERIFY(rows);
    QCOMPARE(*rows->front().avg12, 62.5);
    QVERIFY(!rows->front().avg18);
    QVERIFY(toJson(*rows)[0]["avg_1_8"].is_null());
    QVERIFY(toJson(*rows)[0]["ci95_avg_1_8"].is_null());
}

void TestEvaluation::captionScoresAverageToTheCorpus()
{
    const auto dataset = test::makeDataset(data::Task::Caption, data::Split::Validation, 6);
    const auto scorer = QueryScorer::create(dataset, {4, 0, 5}, 1);
    QVERIFY2(scorer, scorer ? "" : scorer.error().text().c_str());
    std::vector<std::optional<std::string>> predictions = {"a red circle", "nothing alike", "one circle"};
    const auto scores = scorer->score(predictions);
    QVERIFY2(scores, scores ? "" : scores.error().text().c_str());
    QCOMPARE(scores->perQuery.size(), std::size_t{3});
    double sum = 0;
    for (const double one : scores->perQuery)
        sum += one;
    QVERIFY(std::abs(sum / 3 - scores->corpus) < 1e-9);
    QCOMPARE(std::string(scorer->metricName()), std::string("CIDEr"));
    QVERIFY(!scorer->score(std::span(predictions).first(2)));
    // A query without a prediction is left out and changes nothing about the others.
    predictions[1].reset();
    const auto some = scorer->score(predictions);
    QVERIFY(some && std::isnan(some->perQuery[1]));
    for (const std::size_t i : {std::size_t{0}, std::size_t{2}})
        QVERIFY(std::abs(some->perQuery[i] - scores->perQuery[i]) < 1e-9);
    QVERIFY(std::abs(some->corpus - (some->perQuery[0] + some->perQuery[2]) / 2) < 1e-9);
    QVERIFY(!scorer->score(std::vector<std::optional<std::string>>(3)));
}

void TestEvaluation::failedQueriesAreLeftOutOfEveryRow()
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<CellResult> cells = {{"vqa", "tiny", "siir", 1, 0, 0, {0, none, 100, 50}}, {"vqa", "tiny", "random", 1, 0, 0, {10, 20, 30, 80}},
        {"vqa", "tiny", "random", 1, 1, 0, {10, 20, none, 40}}, {"vqa", "other", "siir", 1, 0, 15, {10, 20}}};
    const auto rows = summarize(cells);
    QVERIFY2(rows, rows ? "" : rows.error().text().c_str());
    QCOMPARE(rows->size(), std::size_t{3});
    QCOMPARE((*rows)[0].shots.at(1), 25.0);
    QCOMPARE((*rows)[1].shots.at(1), 35.0); // means of (10, 80) and (10, 40)
    for (const int i : {0, 1}) {
        QCOMPARE((*rows)[static_cast<std::size_t>(i)].queries, std::int64_t{2});
        QCOMPARE((*rows)[static_cast<std::size_t>(i)].failed, std::int64_t{2});
    }
    QCOMPARE((*rows)[2].failed, std::int64_t{0});
    QCOMPARE((*rows)[2].shots.at(1), 15.0);
    QCOMPARE(toJson(*rows)[0]["failed"].get<int>(), 2);
    QVERIFY(summarize(std::vector<CellResult>{{"vqa", "tiny", "siir", 1, 0, 0, {none}}})->empty());
}

void TestEvaluation::vqaScores()
{
    const auto dataset = test::makeDataset(data::Task::Vqa, data::Split::Validation, 6);
    const auto scorer = QueryScorer::create(dataset, {1, 2}, 1);
    QVERIFY(scorer);
    const std::vector<std::optional<std::string>> predictions = {" two", "3"};
    const auto scores = scorer->score(predictions);
    QVERIFY(scores);
    QCOMPARE(scores->perQuery, (std::vector<double>{100, 0}));
    QCOMPARE(scores->corpus, 50.0);
}

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
