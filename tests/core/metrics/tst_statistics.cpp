// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/metrics/statistics.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace fulcrum;
using namespace fulcrum::metrics;

namespace {

std::vector<double> normals(std::size_t count, double center, double deviation, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(center + deviation * rng.normal());
    return values;
}

} // namespace

class TestStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void studentQuantilesMatchTheTables()
    {
        // Closed forms for 1 and 2 degrees of freedom, tables for the others.
        QVERIFY(std::abs(studentQuantile(0.975, 1) - 12.706204736432095) < 1e-9);
        QVERIFY(std::abs(studentQuantile(0.975, 2) - 4.302652729749462) < 1e-10);
        QVERIFY(std::abs(studentQuantile(0.975, 4) - 2.7764451051977987) < 1e-10);
        QVERIFY(std::abs(studentQuantile(0.95, 9) - 1.8331129326536335) < 1e-10);
        QVERIFY(std::abs(studentQuantile(0.975, 1000) - 1.9623390808264078) < 1e-9);
        QVERIFY(std::abs(studentQuantile(0.025, 2) + 4.302652729749462) < 1e-10);
    }

    void seedIntervalNeedsThreeSeeds()
    {
        QVERIFY(!seedInterval(std::vector<double>{1, 2}));
        const auto interval = seedInterval(std::vector<double>{1, 2, 3});
        QVERIFY(interval.has_value());
        QCOMPARE(interval->value, 2.0);
        QVERIFY(std::abs(interval->high - (2 + 4.302652729749462 / std::sqrt(3.0))) < 1e-9);
    }

    void bootstrapMatchesTheNormalTheory()
    {
        const std::vector<double> values = normals(2000, 5, 2, 1);
        const auto interval = bootstrapMean(values);
        QVERIFY(interval.has_value());
        QVERIFY(std::abs(interval->value - mean(values)) < 1e-12);
        const double half = 1.96 * sampleDeviation(values) / std::sqrt(2000.0);
        QVERIFY(std::abs((interval->high - interval->low) / 2 / half - 1) < 0.15);
        const auto again = bootstrapMean(values);
        QCOMPARE(again->low, interval->low); // fixed seed
    }

    void seedsWidenTheInterval()
    {
        std::vector<std::vector<double>> equal(3, normals(500, 0, 1, 3)), apart = equal;
        for (std::size_t s = 0; s < apart.size(); ++s)
            for (double& value : apart[s])
                value += static_cast<double>(s);
        const auto narrow = bootstrapSeedsAndQueries(equal), wide = bootstrapSeedsAndQueries(apart);
        QVERIFY(narrow.has_value() && wide.has_value());
        QVERIFY(wide->high - wide->low > 2 * (narrow->high - narrow->low));
        QVERIFY(std::abs(wide->value - narrow->value - 1) < 1e-9);
        QCOMPARE(bootstrapMean(equal[0])->low, narrow->low); // equal seeds add nothing
    }

    void averagedCurve()
    {
        const auto averaged = averageCurves({{1, 2, 3}, {3, 4, 8}});
        QCOMPARE(*averaged, (std::vector<double>{2, 3, 5.5}));
        QVERIFY(!averageCurves({{1, 2}, {1}}));
        QVERIFY(!averageCurves({}));
    }

    void pairedTestSeesARealDifferenceAndNoOther()
    {
        const std::vector<double> a = normals(400, 0, 1, 7);
        std::vector<double> better = a;
        const std::vector<double> noise = normals(400, 0.1, 0.3, 8);
        for (std::size_t i = 0; i < better.size(); ++i)
            better[i] += noise[i];
        const auto real = pairedBootstrap(better, a);
        QVERIFY(real->pValue < 0.01);
        QVERIFY(real->difference.low > 0);
        const auto none = pairedBootstrap(a, a);
        QCOMPARE(none->pValue, 1.0);
        QCOMPARE(none->difference.value, 0.0);
        const auto opposite = pairedBootstrap(a, better);
        QVERIFY(std::abs(opposite->difference.value + real->difference.value) < 1e-12);
    }

    void pairedBootstrapMatchesTheNormalTheory()
    {
        // Differences of known mean and deviation: interval mean +- 1.96 s / sqrt n, p about that of the z test.
        const std::vector<double> b = normals(1500, 0, 5, 21), noise = normals(1500, 0, 1, 22);
        for (const double shift : {0.0, 0.03, 0.06}) {
            std::vector<double> a = b, difference;
            for (std::size_t i = 0; i < a.size(); ++i)
                a[i] += noise[i] - mean(noise) + shift;
            for (std::size_t i = 0; i < a.size(); ++i)
                difference.push_back(a[i] - b[i]);
            const auto paired = pairedBootstrap(a, b, {.resamples = 4000});
            QVERIFY(paired.has_value());
            const double error = sampleDeviation(difference) / std::sqrt(1500.0);
            QVERIFY(std::abs(paired->difference.value - shift) < 1e-9);
            QVERIFY(std::abs((paired->difference.high - paired->difference.low) / (2 * 1.96 * error) - 1) < 0.1);
            const double p = std::erfc(shift / error / std::sqrt(2.0));
            QVERIFY2(std::abs(paired->pValue - p) < 0.06, qPrintable(QString("p %1, z test %2").arg(paired->pValue).arg(p)));
        }
    }

    void statisticsOfDrawsAreBootstrapsToo()
    {
        const std::vector<double> a = normals(300, 1, 2, 31), b = normals(300, 1.2, 2, 32);
        const auto meanOf = [](const std::vector<double>& values) {
            return [&values](std::span<const std::uint32_t> drawn) {
                double sum = 0;
                for (const std::uint32_t one : drawn)
                    sum += values[one];
                return sum / static_cast<double>(drawn.size());
            };
        };
        const auto paired = pairedBootstrapStatistic(300, meanOf(a), meanOf(b)), same = pairedBootstrap(a, b);
        QVERIFY(std::abs(paired->difference.low - same->difference.low) < 1e-9); // the same draws
        QCOMPARE(paired->pValue, same->pValue);
        const auto one = bootstrapStatistic(300, meanOf(a));
        QVERIFY(std::abs(one->value - mean(a)) < 1e-12);
        const double half = 1.96 * sampleDeviation(a) / std::sqrt(300.0);
        QVERIFY(std::abs((one->high - one->low) / 2 / half - 1) < 0.2);
        QVERIFY(!bootstrapStatistic(0, meanOf(a)));
        QVERIFY(!bootstrapStatistic(3, [](auto) { return std::numeric_limits<double>::infinity(); }));
        QVERIFY(!pairedBootstrapStatistic(3, meanOf(a), meanOf(b), {.resamples = 0}));
    }

    void threadsDoNotChangeANumber()
    {
        const std::vector<double> a = normals(200, 0, 1, 41), b = normals(200, 0.1, 1, 42);
        const auto one = pairedBootstrap(a, b, {.threads = 1}), four = pairedBootstrap(a, b, {.threads = 4});
        QCOMPARE(one->difference.low, four->difference.low);
        QCOMPARE(one->pValue, four->pValue);
        QCOMPARE(bootstrapMean(a, {.threads = 1})->high, bootstrapMean(a, {.threads = 3})->high);
    }

    void badInput()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!bootstrapMean({}));
        QVERIFY(!bootstrapMean(std::vector<double>{1, nan}));
        QVERIFY(!bootstrapSeedsAndQueries({{1, 2}, {1}}));
        QVERIFY(!bootstrapSeedsAndQueries({{}}));
        QVERIFY(!pairedBootstrap(std::vector<double>{1}, std::vector<double>{1, 2}));
        QVERIFY(!bootstrapMean(std::vector<double>{1}, {.resamples = 0}));
        QVERIFY(!bootstrapMean(std::vector<double>{1}, {.confidence = 1}));
        QVERIFY(std::isnan(mean({})));
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
