// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/pivot_source.h"
#include "core/icl/pivot_table.h"

#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using icl::PivotAxis;
using icl::PivotSpec;
using icl::PivotSpread;
using icl::PivotTable;
using icl::PivotValue;

namespace {

PivotValue value(const std::string& strategy, int shots, std::int64_t seed, std::vector<double> perQuery)
{
    PivotValue one;
    one.task = "caption";
    one.model = "tiny";
    one.split = "val";
    one.strategy = strategy;
    one.shots = std::to_string(shots);
    one.seed = seed;
    one.run = 8;
    one.metricName = "CIDEr";
    double sum = 0;
    for (const double score : perQuery)
        sum += score;
    one.metric = sum / static_cast<double>(perQuery.size());
    one.perQuery = std::move(perQuery);
    one.source = "run 8";
    return one;
}

/// Lever-LM and random with three seeds, SIIR with one, zero-shot; shots 1 and 2.
std::vector<PivotValue> sample()
{
    std::vector<PivotValue> all{value("zero-shot", 0, 0, {10, 12})};
    for (const int shots : {1, 2}) {
        for (const int seed : {0, 1, 2}) {
            all.push_back(value("random", shots, seed, {20.0 + seed, 30.0 + shots}));
            all.push_back(value("lever-lm", shots, seed, {40.0 + seed, 50.0}));
        }
        all.push_back(value("siir", shots, 0, {35, 37}));
    }
    return all;
}

QStringList keys(const std::vector<std::vector<std::string>>& list)
{
    QStringList all;
    for (const auto& key : list) {
        QStringList parts;
        for (const std::string& part : key)
            parts.append(QString::fromStdString(part));
        all.append(parts.join(u'/'));
    }
    return all;
}

/// Cell by keys; aborts when there is none.
const icl::PivotCell& at(const PivotTable& table, const QString& row, const QString& column)
{
    const auto r = keys(table.rows).indexOf(row), c = keys(table.columns).indexOf(column);
    if (r < 0 || c < 0)
        qFatal("no cell %s %s", qPrintable(row), qPrintable(column));
    return table.cell(static_cast<std::size_t>(r), static_cast<std::size_t>(c));
}

PivotTable made(const std::vector<PivotValue>& values, const PivotSpec& spec = {})
{
    auto table = icl::pivot(values, spec);
    if (!table)
        qFatal("%s", table.error().text().c_str());
    return *table;
}

} // namespace

class TestPivotTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meansAndErrors()
    {
        const PivotTable table = made(sample());
        QCOMPARE(keys(table.rows), (QStringList{"zero-shot", "random", "siir", "lever-lm"}));
        QCOMPARE(keys(table.columns), (QStringList{"0", "1", "2", "avg_1_2"}));
        QCOMPARE(table.metricName, std::string("CIDEr"));
        const icl::PivotCell& lever = at(table, "lever-lm", "1");
        QCOMPARE(*lever.mean, 45.5); // 45, 45.5, 46
        QCOMPARE(lever.n, std::int64_t(3));
        QVERIFY(std::abs(*lever.error - 0.5 / std::sqrt(3.0)) < 1e-12);
        const icl::PivotCell& siir = at(table, "siir", "1");
        QVERIFY(*siir.mean == 36 && siir.n == 1 && !siir.error);
        QVERIFY(!at(table, "siir", "0").mean);
        // Averages are of seeds' curves: 25.5+s/2 and 26+s/2 for random.
        const icl::PivotCell& average = at(table, "random", "avg_1_2");
        QCOMPARE(*average.mean, 26.25);
        QVERIFY(std::abs(*average.error - 0.5 / std::sqrt(3.0)) < 1e-12);
    }

    void errorOverQueries()
    {
        PivotSpec spec;
        spec.spread = PivotSpread::Queries;
        const PivotTable table = made(sample(), spec);
        const icl::PivotCell& lever = at(table, "lever-lm", "1"); // queries 41 and 50
        QVERIFY(*lever.mean == 45.5 && lever.n == 2);
        QVERIFY(std::abs(*lever.error - 4.5) < 1e-12);
        std::vector<PivotValue> two = sample();
        for (PivotValue& one : two)
            if (one.seed == 1)
                one.run = 9; // other queries, perhaps: no error rather than a wrong one
        QVERIFY(!at(made(two, spec), "lever-lm", "1").error);
    }

    void ranks()
    {
        const PivotTable table = made(sample());
        QCOMPARE(at(table, "lever-lm", "1").rank, 1);
        QCOMPARE(at(table, "siir", "1").rank, 2);
        QCOMPARE(at(table, "random", "1").rank, 0);
        QCOMPARE(at(table, "zero-shot", "0").rank, 0); // a reference
        PivotSpec turned;
        turned.rows = {PivotAxis::Shots};
        turned.columns = {PivotAxis::Strategy};
        QCOMPARE(at(made(sample(), turned), "1", "lever-lm").rank, 1);
        QCOMPARE(at(made(sample(), turned), "2", "siir").rank, 2);
        std::vector<PivotValue> tied = sample();
        for (PivotValue& one : tied)
            if (one.strategy != "zero-shot")
                one.metric = 1;
        QCOMPARE(at(made(tied), "random", "1").rank, 1);
        QCOMPARE(at(made(tied), "siir", "1").rank, 1);
    }

    void tasksAreNeverMixed()
    {
        std::vector<PivotValue> both = sample();
        for (PivotValue one : sample()) {
            one.task = "vqa";
            one.metricName = "accuracy";
            one.metric = 90;
            both.push_back(one);
        }
        const auto mixed = icl::pivot(both, {});
        QVERIFY(!mixed);
        QCOMPARE(mixed.error().code, ErrorCode::Usage);
        QVERIFY2(mixed.error().text().find("caption, vqa") != std::string::npos, mixed.error().text().c_str());
        PivotSpec one;
        one.only[PivotAxis::Task] = "vqa";
        QCOMPARE(*at(made(both, one), "siir", "1").mean, 90.0);
        PivotSpec rows;
        rows.rows = {PivotAxis::Task, PivotAxis::Strategy};
        const PivotTable table = made(both, rows);
        QCOMPARE(*at(table, "caption/siir", "1").mean, 36.0);
        QCOMPARE(at(table, "caption/lever-lm", "1").rank, 1); // 90 is of another contest
        QVERIFY(table.metricName.empty());
    }

    void shotsThatAreAveraged()
    {
        PivotSpec spec;
        spec.rows = {PivotAxis::Strategy};
        spec.columns = {PivotAxis::Task};
        std::vector<PivotValue> values = sample();
        std::erase_if(values, [](const PivotValue& one) { return one.strategy == "siir" && one.shots == "2"; });
        const PivotTable table = made(values, spec);
        QCOMPARE(*at(table, "random", "caption").mean, 26.25);
        QVERIFY(!at(table, "random", "caption").incomplete);
        QVERIFY(at(table, "siir", "caption").incomplete);
        QCOMPARE(at(table, "siir", "caption").rank, 0);
        QVERIFY(!at(table, "zero-shot", "caption").incomplete);
    }

    void averageNeedsAllShots()
    {
        std::vector<PivotValue> values = sample();
        std::erase_if(values, [](const PivotValue& one) { return one.strategy == "siir" && one.shots == "2"; });
        QVERIFY(!at(made(values), "siir", "avg_1_2").mean);
        PivotSpec without;
        without.averages = false;
        QCOMPARE(keys(made(values, without).columns), (QStringList{"0", "1", "2"}));
    }

    void publishedStandBeside()
    {
        store::PublishedTable paper;
        paper.title = "Table 1";
        paper.source = "paper";
        paper.sourceTitle = "Lever-LM";
        paper.rows = {{"caption", "IDEFICS-9B", "RS", "random", {{"avg_1_2", {86.37, store::PublishedMark::Paper}}, {"MSCOCO", {1, {}}}}, {}},
            {"caption", "IDEFICS-9B", "?", "", {{"shots_4", {1, {}}}}, {}}, {"mixed", "x", "RS", "random", {{"shots_4", {1, {}}}}, {}}};
        const std::string tasks[] = {"caption"};
        const auto published = icl::publishedPivotValues({&paper, 1}, tasks);
        QCOMPARE(published.size(), std::size_t(1));
        std::vector<PivotValue> all = sample();
        all.insert(all.end(), published.begin(), published.end());
        const PivotTable table = made(all);
        QCOMPARE(keys(table.rows).last(), QStringLiteral("random (IDEFICS-9B, published: paper)"));
        const icl::PivotCell& cell = at(table, "random (IDEFICS-9B, published: paper)", "avg_1_2");
        QVERIFY(*cell.mean == 86.37 && cell.rank == 0 && cell.n == 0 && !cell.error);
        QCOMPARE(at(table, "lever-lm", "avg_1_2").rank, 1);
        PivotSpec spec;
        spec.rows = {PivotAxis::Shots};
        spec.columns = {PivotAxis::Task};
        spec.only[PivotAxis::Strategy] = "siir";
        QCOMPARE(*at(made(all, spec), "1", "caption").mean, 36.0); // without a place for them they are left out
    }

    void unknownSeeds()
    {
        std::vector<PivotValue> values = sample();
        for (PivotValue& one : values)
            one.seed.reset();
        PivotSpec spec;
        spec.columns = {PivotAxis::Seed};
        spec.only[PivotAxis::Shots] = "1";
        QCOMPARE(keys(made(values, spec).columns), (QStringList{"unknown"}));
    }

    void mistakes_data()
    {
        QTest::addColumn<QList<int>>("rows");
        QTest::addColumn<QList<int>>("columns");
        const int strategy = int(PivotAxis::Strategy), shots = int(PivotAxis::Shots);
        QTest::newRow("twice") << QList{strategy, shots} << QList{strategy};
        QTest::newRow("no rows") << QList<int>{} << QList{shots};
        QTest::newRow("no columns") << QList{strategy} << QList<int>{};
    }

    void mistakes()
    {
        QFETCH(QList<int>, rows);
        QFETCH(QList<int>, columns);
        PivotSpec spec;
        spec.rows.clear();
        spec.columns.clear();
        for (const int axis : rows)
            spec.rows.push_back(PivotAxis(axis));
        for (const int axis : columns)
            spec.columns.push_back(PivotAxis(axis));
        const auto table = icl::pivot(sample(), spec);
        QVERIFY(!table);
        QCOMPARE(table.error().code, ErrorCode::Usage);
    }

    void nothingLeft()
    {
        QCOMPARE(icl::pivot({}, {}).error().code, ErrorCode::NotFound);
        PivotSpec spec;
        spec.only[PivotAxis::Model] = "none";
        QCOMPARE(icl::pivot(sample(), spec).error().code, ErrorCode::NotFound);
        std::vector<PivotValue> nan = sample();
        for (PivotValue& one : nan)
            one.metric = std::nan("");
        QCOMPARE(icl::pivot(nan, {}).error().code, ErrorCode::NotFound);
    }

    void latex()
    {
        std::vector<PivotValue> values = sample();
        for (PivotValue& one : values)
            one.model = "a_b & 50%";
        PivotSpec spec;
        spec.rows = {PivotAxis::Model, PivotAxis::Strategy};
        const std::string text = icl::pivotLatex(made(values, spec));
        const QStringList lines = QString::fromStdString(text).split(u'\n');
        QCOMPARE(lines[1], QStringLiteral("\\begin{tabular}{llrrrr}"));
        QCOMPARE(lines[2], QStringLiteral("\\toprule"));
        QCOMPARE(lines[3], QStringLiteral("model & strategy & 0 & 1 & 2 & Avg:1\\textasciitilde{}2 \\\\"));
        QVERIFY2(text.find("a\\_b \\& 50\\% & Lever-LM & -- & \\textbf{45.50}$\\pm$0.29") != std::string::npos, text.c_str());
        QVERIFY(text.find("\\underline{36.00}") != std::string::npos);
        QVERIFY(text.ends_with("\\bottomrule\n\\end{tabular}\n"));
    }

    void latexHeadersOfTwoLevels()
    {
        std::vector<PivotValue> both = sample();
        for (PivotValue one : sample()) {
            one.task = "vqa";
            both.push_back(one);
        }
        PivotSpec spec;
        spec.columns = {PivotAxis::Task, PivotAxis::Shots};
        const QString text = QString::fromStdString(icl::pivotLatex(made(both, spec)));
        QVERIFY2(text.contains(" & \\multicolumn{4}{c}{caption} & \\multicolumn{4}{c}{vqa} \\\\\n\\cmidrule(lr){2-5}\\cmidrule(lr){6-9}\n"),
            qPrintable(text));
    }

    void csvAndMarkdown()
    {
        const QStringList csv = QString::fromStdString(icl::pivotCsv(made(sample()))).split(u'\n');
        QCOMPARE(csv[0], QStringLiteral("strategy,0,0 se,0 n,1,1 se,1 n,2,2 se,2 n,Avg:1~2,Avg:1~2 se,Avg:1~2 n"));
        QCOMPARE(csv[3], QStringLiteral("siir,,,,36,,1,36,,1,36,,1"));
        const QString markdown = QString::fromStdString(icl::pivotMarkdown(made(sample())));
        QVERIFY(markdown.startsWith(QStringLiteral("| strategy | 0 | 1 | 2 | Avg:1~2 |\n| --- | ---: | ---: | ---: | ---: |\n")));
        QVERIFY2(markdown.contains(QStringLiteral("| SIIR |  | <u>36.00</u> | <u>36.00</u> |")), qPrintable(markdown));
        QVERIFY(markdown.contains(QStringLiteral("**45.50** ± 0.29")));
        std::vector<PivotValue> odd = sample();
        for (PivotValue& one : odd)
            one.model = "a|b,\"c\"";
        PivotSpec spec;
        spec.rows = {PivotAxis::Model};
        spec.only[PivotAxis::Strategy] = "siir";
        QVERIFY(QString::fromStdString(icl::pivotCsv(made(odd, spec))).contains(QStringLiteral("\"a|b,\"\"c\"\"\"")));
        QVERIFY(QString::fromStdString(icl::pivotMarkdown(made(odd, spec))).contains(QStringLiteral("a\\|b")));
    }

    void textLinesUp()
    {
        const QStringList lines = QString::fromStdString(icl::pivotText(made(sample()))).split(u'\n');
        QVERIFY(lines[0].startsWith(QStringLiteral("strategy")));
        QCOMPARE(lines[4].count(QStringLiteral(" *")), 3);
        QVERIFY(lines[4].contains(QStringLiteral("45.50 ± 0.29 (3) *")));
    }

    void json()
    {
        const std::vector<PivotValue> values = sample();
        const auto document = nlohmann::json::parse(icl::pivotJson(made(values), values));
        QCOMPARE(document.at("cells").size(), std::size_t(10));
        const auto& cell = document["cells"].back();
        QVERIFY(cell["row"] == nlohmann::json{"lever-lm"} && cell["column"] == nlohmann::json{"avg_1_2"} && cell["rank"] == 1);
        QVERIFY(cell["runs"] == nlohmann::json{8});
    }

    void axisNames()
    {
        for (const PivotAxis axis : icl::pivotAxes())
            QCOMPARE(icl::pivotAxisFromName(icl::pivotAxisName(axis)), std::optional(axis));
        QVERIFY(!icl::pivotAxisFromName("shot"));
    }
};

QTEST_APPLESS_MAIN(TestPivotTable)
#include "tst_pivot_table.moc"
