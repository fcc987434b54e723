// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/dm/dm_statistics.h"
#include "core/lever/training_set.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <set>

using namespace fulcrum;
using namespace fulcrum::dm;
using store::DmEntry;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A beam whose demonstrations were chosen from the last to the first.
DmEntry beam(std::int64_t anchor, int rank, double score, std::vector<std::int64_t> items, std::vector<double> gains = {})
{
    DmEntry entry;
    entry.anchor = anchor;
    entry.rank = rank;
    entry.score = score;
    entry.items = std::move(items);
    entry.gains = std::move(gains);
    if (entry.gains.empty())
        return entry;
    entry.baseProbability = 0.2;
    for (std::size_t i = 0; i < entry.items.size(); ++i)
        entry.steps.push_back(static_cast<int>(entry.items.size() - 1 - i));
    entry.probabilities.assign(entry.items.size(), 0.0);
    double probability = 0.2;
    for (std::size_t i = entry.items.size(); i-- > 0;)
        entry.probabilities[i] = probability += entry.gains[i];
    return entry;
}

std::vector<DmEntry> example()
{
    return {beam(3, 0, 0.3, {10, 11}, {0.1, 0.2}), beam(3, 1, 0.25, {11, 10}, {0.05, 0.2}), beam(3, 2, -0.1, {12, 13}, {-0.2, 0.1}),
        beam(5, 0, 0.0, {10, 14}, {0.0, 0.0}), beam(9, 0, -0.2, {10, 14}, {-0.1, -0.1}), beam(9, 1, -0.3, {14, 15}, {-0.2, -0.1})};
}

} // namespace

class TestDmStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spread_data();
    void spread();
    void ofExample();
    void ofOfficialFile();
    void ofNothing();
    void hostile();
    void duplicates();
    void histogram_data();
    void histogram();
    void thresholdIsTheTrainingRule();
};

void TestDmStatistics::spread_data()
{
    QTest::addColumn<QVector<double>>("values");
    QTest::addColumn<QVector<double>>("expected"); // count, least, lower, median, upper, most, mean
    QTest::newRow("one") << QVector<double> {2} << QVector<double> {1, 2, 2, 2, 2, 2, 2};
    QTest::newRow("two") << QVector<double> {4, 0} << QVector<double> {2, 0, 1, 2, 3, 4, 2};
    QTest::newRow("five") << QVector<double> {5, 1, 4, 2, 3} << QVector<double> {5, 1, 2, 3, 4, 5, 3};
    QTest::newRow("not numbers") << QVector<double> {kNaN, 1, std::numeric_limits<double>::infinity(), 3} << QVector<double> {2, 1, 1.5, 2, 2.5, 3, 2};
}

void TestDmStatistics::spread()
{
    QFETCH(QVector<double>, values);
    QFETCH(QVector<double>, expected);
    const Spread s = spreadOf({values.begin(), values.end()});
    QCOMPARE((QVector<double> {static_cast<double>(s.count), s.least, s.lower, s.median, s.upper, s.most, s.mean}), expected);
}

void TestDmStatistics::ofExample()
{
    const DmStatistics s = statisticsOf(example());
    QCOMPARE(s.anchors.size(), std::size_t {3});
    QCOMPARE(s.sequences, std::size_t {6});
    QCOMPARE(s.shots, std::size_t {2});
    QVERIFY(s.hasSteps);
    QCOMPARE(s.withoutGain, std::size_t {2}); // exactly nothing is no gain
    QCOMPARE(s.duplicateBeams, std::size_t {1});
    QCOMPARE(s.anchors[0].anchor, std::int64_t {3});
    QCOMPARE(s.anchors[0].beams, std::size_t {3});
    QCOMPARE(s.anchors[0].best, 0.3);
    QCOMPARE(s.anchors[0].baseProbability, 0.2);
    QCOMPARE(s.anchors[0].bestProbability, 0.5); // after the last step, which is the first in the prompt
    QVERIFY(s.anchors[0].gains() && !s.anchors[1].gains() && !s.anchors[2].gains());
    QCOMPARE(s.stepGains.size(), std::size_t {2});
    QCOMPARE(s.stepGains[0].most, 0.2); // step 1 chose the demonstration next to the query
    QCOMPARE(s.stepGains[0].least, -0.1);
    QCOMPARE(s.stepGains[1].most, 0.1);
    QCOMPARE(s.bestScores.median, 0.0);
    QCOMPARE(s.scores.count, std::size_t {6});
}

void TestDmStatistics::ofOfficialFile()
{
    const std::vector<DmEntry> entries {beam(1, 0, 0.1, {4, 5}), beam(1, 1, 0.05, {5, 6})};
    const DmStatistics s = statisticsOf(entries);
    QVERIFY(!s.hasSteps);
    QVERIFY(s.stepGains.empty());
    QVERIFY(std::isnan(s.anchors[0].baseProbability) && std::isnan(s.anchors[0].bestProbability));
    QCOMPARE(s.scores.count, std::size_t {2});
}

void TestDmStatistics::ofNothing()
{
    const DmStatistics s = statisticsOf({});
    QVERIFY(s.anchors.empty() && !s.hasSteps);
    QVERIFY(std::isnan(s.scores.median));
    QVERIFY(scoreHistogram({}, 10).counts.empty());
    const ThresholdCounts::Counts counts = ThresholdCounts(std::span<const DmEntry>()).at(0);
    QCOMPARE(counts.keptSequences + counts.droppedSequences + counts.keptAnchors + counts.droppedAnchors, std::size_t {0});
}

void TestDmStatistics::hostile()
{
    std::vector<DmEntry> entries {beam(1, 0, kNaN, {4, 5}), beam(1, 1, std::numeric_limits<double>::infinity(), {}), beam(2, 0, kNaN, {})};
    entries.push_back(beam(7, 0, 0.5, {4, 5}, {0.1, 0.2}));
    entries.back().steps = {-7, 900}; // a damaged row
    entries.push_back(beam(8, 0, 0.5, {4, 5}, {0.1, 0.2}));
    entries.back().gains.pop_back();
    const DmStatistics s = statisticsOf(entries);
    QCOMPARE(s.anchors.size(), std::size_t {4});
    QVERIFY(!s.anchors[1].gains());
    QVERIFY(std::isnan(s.anchors[3].bestProbability));
    QCOMPARE(s.scores.count, std::size_t {2});
    QCOMPARE(scoreHistogram(entries, 4).counts.size(), std::size_t {4});
    const auto counts = ThresholdCounts(entries).at(kNaN);
    QCOMPARE(counts.keptSequences, std::size_t {0});
    QCOMPARE(counts.droppedAnchors, std::size_t {4});
}

void TestDmStatistics::duplicates()
{
    const std::vector<DmEntry> beams {beam(1, 0, 3, {4, 5}), beam(1, 1, 2, {5, 4}), beam(1, 2, 1, {4, 6}), beam(1, 3, 1, {4, 5, 5}), beam(1, 4, 0, {4, 5})};
    QCOMPARE(duplicatesOf(beams), (std::vector<int> {-1, 0, -1, -1, 0}));
}

void TestDmStatistics::histogram_data()
{
    QTest::addColumn<QVector<double>>("scores");
    QTest::addColumn<QVector<qint64>>("counts");
    QTest::newRow("ends") << QVector<double> {0, 1, 2, 4} << QVector<qint64> {1, 1, 1, 1};
    QTest::newRow("all the same") << QVector<double> {0.5, 0.5, 0.5} << QVector<qint64> {0, 0, 3, 0};
    QTest::newRow("zeros") << QVector<double> {0, 0} << QVector<qint64> {0, 0, 2, 0};
    QTest::newRow("with NaN") << QVector<double> {kNaN, -1, 1} << QVector<qint64> {1, 0, 0, 1};
    QTest::newRow("only NaN") << QVector<double> {kNaN} << QVector<qint64> {};
}

void TestDmStatistics::histogram()
{
    QFETCH(QVector<double>, scores);
    QFETCH(QVector<qint64>, counts);
    std::vector<DmEntry> entries;
    for (const double score : scores)
        entries.push_back(beam(1, 0, score, {2}));
    const Histogram h = scoreHistogram(entries, 4);
    QCOMPARE(QVector<qint64>(h.counts.begin(), h.counts.end()), counts);
}

void TestDmStatistics::thresholdIsTheTrainingRule()
{
    Rng rng(5);
    std::vector<DmEntry> entries;
    std::vector<lever::SourceSequence> sources;
    for (std::int64_t anchor = 0; anchor < 60; ++anchor)
        for (int rank = 0; rank < 4; ++rank) {
            const double score = rng.chance(0.05) ? kNaN : static_cast<double>(rng.below(9)) / 4 - 1;
            entries.push_back(beam(anchor, rank, score, {static_cast<std::int64_t>(rng.below(8)), 8}));
            sources.push_back({anchor, entries.back().items, rank, score});
        }
    std::vector<std::int64_t> pool(9);
    for (std::size_t i = 0; i < pool.size(); ++i)
        pool[i] = static_cast<std::int64_t>(i);
    const ThresholdCounts counts(entries);
    for (const double threshold : {-2.0, -1.0, -0.1, 0.0, 0.25, 0.3, 1.0}) {
        lever::TrainingSetOptions options;
        options.scoreThreshold = threshold;
        const auto set = lever::makeTrainingSet(sources, pool, options);
        QVERIFY(set);
        std::set<std::int64_t> anchors;
        for (const auto* records : {&set->train, &set->validation})
            for (const lever::Record& record : *records)
                anchors.insert(record.anchor);
        const auto at = counts.at(threshold);
        QCOMPARE(at.keptSequences, set->train.size() + set->validation.size());
        QCOMPARE(at.droppedSequences, set->dropped);
        QCOMPARE(at.keptAnchors, anchors.size());
        QCOMPARE(at.keptAnchors + at.droppedAnchors, std::size_t {60});
    }
    QCOMPARE(counts.at(1.5).keptSequences, std::size_t {0});
}

QTEST_GUILESS_MAIN(TestDmStatistics)
#include "tst_dm_statistics.moc"
