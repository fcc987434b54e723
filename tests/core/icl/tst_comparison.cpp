// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/cell_comparison.h"
#include "core/icl/sequence_agreement.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::icl;

class TestComparison : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<store::Database> m_database;
    store::RunId m_run = 0;

    /// Score by query id.
    std::int64_t addCell(std::int64_t seed, const std::vector<std::pair<std::int64_t, double>>& scored, const char* metric = "CIDEr")
    {
        store::EvalRepository results(*m_database);
        const std::int64_t cell = results.cell(m_run, "random", 1, seed).value();
        std::vector<store::Prediction> predictions;
        std::vector<double> scores;
        for (const auto& [id, score] : scored) {
            store::Prediction one;
            one.query = std::ssize(predictions);
            one.queryId = id;
            one.sequence.push_back({7, 0, {}, {}, {}, 0});
            one.prediction = "says " + std::to_string(id);
            predictions.push_back(one);
            scores.push_back(score);
        }
        if (!results.addPredictions(cell, predictions) || (metric && !results.finishCell(cell, metric, 1, 1, scores)))
            qFatal("cannot write a cell");
        return cell;
    }

private Q_SLOTS:
    void init()
    {
        static int number = 0;
        auto made = store::Database::open(
            Path(m_folder.filePath(QString::number(number++)).toStdString()), store::Database::Mode::Create);
        QVERIFY2(made, made ? "" : made.error().text().c_str());
        m_database = std::make_unique<store::Database>(std::move(*made));
        store::RunRecord run;
        run.kind = run.name = "eval";
        run.spec = run.parity = "{}";
        run.specHash = "h";
        m_run = store::RunRepository(*m_database).add(run).value();
    }

    void agreement_data()
    {
        using Items = QVector<qint64>;
        QTest::addColumn<Items>("a");
        QTest::addColumn<Items>("b");
        QTest::addColumn<double>("jaccard");
        QTest::addColumn<double>("order"); // NaN = not known
        const double unknown = std::nan("");
        QTest::newRow("the same") << Items {1, 2, 3} << Items {1, 2, 3} << 1.0 << 1.0;
        QTest::newRow("reversed") << Items {1, 2, 3} << Items {3, 2, 1} << 1.0 << -1.0;
        QTest::newRow("one pair turned") << Items {1, 2, 3} << Items {1, 3, 2} << 1.0 << 1.0 / 3;
        QTest::newRow("others between") << Items {1, 9, 2} << Items {8, 1, 2} << 0.5 << 1.0;
        QTest::newRow("one shared") << Items {1, 2} << Items {2, 3} << 1.0 / 3 << unknown;
        QTest::newRow("nothing shared") << Items {1} << Items {2} << 0.0 << unknown;
        QTest::newRow("one empty") << Items {} << Items {2} << 0.0 << unknown;
        QTest::newRow("both empty") << Items {} << Items {} << 1.0 << unknown;
        QTest::newRow("twice counts once") << Items {1, 1, 2} << Items {1, 2, 2} << 1.0 << 1.0;
    }

    void agreement()
    {
        QFETCH(const QVector<qint64>, a);
        QFETCH(const QVector<qint64>, b);
        QFETCH(const double, jaccard);
        QFETCH(const double, order);
        const std::vector<std::int64_t> first(a.begin(), a.end()), second(b.begin(), b.end());
        const SequenceAgreement found = sequenceAgreement(first, second);
        QCOMPARE(found.jaccard, jaccard);
        QCOMPARE(found.order.has_value(), !std::isnan(order));
        if (found.order)
            QCOMPARE(*found.order, order);
        const SequenceAgreement other = sequenceAgreement(second, first);
        QVERIFY(other.jaccard == found.jaccard && other.order == found.order && other.shared == found.shared);
    }

    void queriesAreJoinedById()
    {
        const auto a = addCell(0, {{10, 50}, {20, 80}, {30, 40}, {40, 0}});
        const auto b = addCell(1, {{40, 0}, {30, 60}, {20, 20}, {99, 1}});
        const CellComparison found = compareCells(*m_database, a, b, {}).value();
        QCOMPARE(found.queries.size(), std::size_t {3});
        QCOMPARE(found.onlyA, std::size_t {1});
        QCOMPARE(found.onlyB, std::size_t {1});
        QCOMPARE(found.queries[0].queryId, std::int64_t {20});
        QCOMPARE(found.queries[0].predictionB, std::string("says 20"));
        QCOMPARE(found.a.value, 40.0);
        QCOMPARE(found.paired.difference.value, 40.0 / 3);
        QVERIFY(found.paired.pValue > 0 && found.paired.pValue <= 1);
        const std::pair<Outcome, std::size_t> counts[]
            = {{Outcome::AWins, 1}, {Outcome::BWins, 1}, {Outcome::Equal, 1}, {Outcome::BothBad, 1}, {Outcome::BothGood, 1}};
        for (const auto& [outcome, count] : counts)
            QCOMPARE(found.count(outcome, 40), count);
        QCOMPARE(found.count(Outcome::BothGood, 0), std::size_t {3});
        QCOMPARE(found.count(Outcome::BothBad, 1000), std::size_t {3});
    }

    void theLevelIsThatOfTheMetric()
    {
        const auto a = addCell(0, {{10, 5}, {20, 7}}), b = addCell(1, {{10, 6}, {20, 100}});
        QCOMPARE(suggestedLevel(compareCells(*m_database, a, b, {}).value()), 7.0); // upper median of 5 6 7 100
        const auto c = addCell(2, {{10, 100}}, "accuracy"), d = addCell(3, {{10, 0}}, "accuracy");
        QCOMPARE(suggestedLevel(compareCells(*m_database, c, d, {}).value()), 50.0);
    }

    void whatCannotBeComparedSaysWhy()
    {
        const auto a = addCell(0, {{10, 5}}), elsewhere = addCell(1, {{11, 5}}), open = addCell(2, {{10, 5}}, nullptr),
                   accuracy = addCell(3, {{10, 5}}, "accuracy");
        QCOMPARE(compareCells(*m_database, a, 4711, {}).error().code, ErrorCode::NotFound);
        QVERIFY(compareCells(*m_database, a, elsewhere, {}).error().why.find("no query in common") != std::string::npos);
        QVERIFY(compareCells(*m_database, open, a, {}).error().why.find("not finished") != std::string::npos);
        QVERIFY(compareCells(*m_database, a, accuracy, {}).error().why.find("accuracy") != std::string::npos);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(compareCells(*m_database, a, a, stop.get_token()).error().code, ErrorCode::Cancelled);
        const CellComparison same = compareCells(*m_database, a, a, {}).value();
        QCOMPARE(same.count(Outcome::Equal, 0), std::size_t {1});
    }
};

QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
