// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/embed/covariance.h"
#include "core/embed/pair_kernels.h"
#include "core/embed/projection_bench.h"
#include "core/embed/projection_store.h"
#include "core/embed/symmetric_eigen.h"
#include "core/embed/tsne_forces.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace fulcrum;
using namespace fulcrum::embed;

namespace {

/// Rows of length 1 around centres; row i belongs to centre i mod centres.
std::vector<float> clusters(std::size_t rows, std::size_t dimensions, std::size_t centres, double spread)
{
    Rng rng(7);
    std::vector<double> middle(centres * dimensions);
    for (double& value : middle)
        value = rng.normal();
    std::vector<float> values;
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<double> one(dimensions);
        double squares = 0;
        for (std::size_t i = 0; i < dimensions; ++i) {
            one[i] = middle[row % centres * dimensions + i] + spread * rng.normal();
            squares += one[i] * one[i];
        }
        for (const double value : one)
            values.push_back(static_cast<float>(value / std::sqrt(squares)));
    }
    return values;
}

/// All eigenvalues and vectors by Jacobi's rotations: another way than that of the code under test. Columns of the second are vectors.
std::pair<std::vector<double>, std::vector<double>> jacobi(std::vector<double> a, std::size_t n)
{
    std::vector<double> v(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
        v[i * n + i] = 1;
    for (int sweep = 0; sweep < 60; ++sweep)
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) {
                if (std::abs(a[p * n + q]) < 1e-300)
                    continue;
                const double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
                const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
                const double c = 1 / std::sqrt(t * t + 1), s = t * c;
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[k * n + p], y = a[k * n + q];
                    a[k * n + p] = c * x - s * y;
                    a[k * n + q] = s * x + c * y;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[p * n + k], y = a[q * n + k];
                    a[p * n + k] = c * x - s * y;
                    a[q * n + k] = s * x + c * y;
                    const double vx = v[k * n + p], vy = v[k * n + q];
                    v[k * n + p] = c * vx - s * vy;
                    v[k * n + q] = s * vx + c * vy;
                }
            }
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i)
        values[i] = a[i * n + i];
    return {values, v};
}

struct Reference
{
    std::vector<double> x, y;
    double explained[2];
};

/// Principal components in double precision throughout.
Reference reference(const std::vector<float>& values, std::size_t d)
{
    const std::size_t n = values.size() / d;
    std::vector<double> mean(d, 0.0), covariance(d * d, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i)
        mean[i % d] += static_cast<double>(values[i]) / static_cast<double>(n);
    for (std::size_t row = 0; row < n; ++row)
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t j = 0; j < d; ++j)
                covariance[i * d + j] += (static_cast<double>(values[row * d + i]) - mean[i])
                    * (static_cast<double>(values[row * d + j]) - mean[j]) / static_cast<double>(n);
    const auto [eigenvalues, vectors] = jacobi(covariance, d);
    std::vector<std::size_t> order(d);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&e = eigenvalues](std::size_t a, std::size_t b) { return e[a] > e[b]; });
    const double total = std::accumulate(eigenvalues.begin(), eigenvalues.end(), 0.0);
    Reference result;
    for (std::size_t axis = 0; axis < 2; ++axis) {
        result.explained[axis] = eigenvalues[order[axis]] / total;
        std::vector<double> direction(d);
        std::size_t largest = 0;
        for (std::size_t i = 0; i < d; ++i) {
            direction[i] = vectors[i * d + order[axis]];
            if (std::abs(direction[i]) > std::abs(direction[largest]))
                largest = i;
        }
        const double sign = direction[largest] < 0 ? -1 : 1;
        for (std::size_t row = 0; row < n; ++row) {
            double sum = 0;
            for (std::size_t i = 0; i < d; ++i)
                sum += sign * direction[i] * (static_cast<double>(values[row * d + i]) - mean[i]);
            (axis == 0 ? result.x : result.y).push_back(sum);
        }
    }
    return result;
}

ProjectionOptions tsne(int iterations = 300)
{
    ProjectionOptions options;
    options.method = ProjectionMethod::Tsne;
    options.iterations = iterations;
    options.perplexity = 10;
    options.threads = 1;
    return options;
}

/// Share of points whose nearest point in the plane belongs to the same cluster.
double purity(const Projection& plane, std::size_t centres)
{
    std::size_t good = 0;
    for (std::size_t i = 0; i < plane.rows(); ++i) {
        std::size_t nearest = i;
        float least = std::numeric_limits<float>::infinity();
        for (std::size_t j = 0; j < plane.rows(); ++j) {
            const float distance = std::hypot(plane.x[i] - plane.x[j], plane.y[i] - plane.y[j]);
            if (j != i && distance < least) {
                least = distance;
                nearest = j;
            }
        }
        good += nearest % centres == i % centres;
    }
    return static_cast<double>(good) / static_cast<double>(plane.rows());
}

} // namespace

class TestProjection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eigenpairs_data();
    void eigenpairs();
    void pca_data();
    void pca();
    void pcaOfHalves();
    void pcaSkipsWhatIsNoNumber();
    void pcaOfLittle();
    void threadsChangeNothing();
    void refused_data();
    void refused();
    void cancelled();
    void forces();
    void tsneKeepsClusters();
    void tsneOfEqualRows();
    void tsneByLandmarks();
    void tsneTells();
    void storeKeeps();
    void storeRefuses();
    void bench();
};

void TestProjection::eigenpairs_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<QString>("kind");
    for (const int n : {1, 2, 3, 5, 24})
        for (const char* kind : {"random", "zero", "identity", "twice", "blocks", "huge", "tiny"})
            QTest::addRow("%s %d", kind, n) << n << QString::fromLatin1(kind);
}

void TestProjection::eigenpairs()
{
    QFETCH(int, n);
    QFETCH(QString, kind);
    const auto size = static_cast<std::size_t>(n);
    Rng rng(3);
    std::vector<double> a(size * size, 0.0);
    const double scale = kind == u"huge" ? 1e150 : kind == u"tiny" ? 1e-150 : 1;
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = i; j < size; ++j) {
            double value = scale * rng.normal();
            if (kind == u"zero" || (kind == u"blocks" && i / 2 != j / 2))
                value = 0;
            if (kind == u"identity")
                value = i == j;
            if (kind == u"twice") // the largest eigenvalue three times
                value = i == j ? (i < 3 ? 5 : 1) : 0;
            a[i * size + j] = a[j * size + i] = value;
        }
    const auto pairs = largestEigenpairs(a, size, 3);
    QCOMPARE(pairs.size(), std::min<std::size_t>(3, size));
    std::vector<double> expected = jacobi(a, size).first;
    std::sort(expected.rbegin(), expected.rend());
    double norm = 0;
    for (const double value : expected)
        norm = std::max(norm, std::abs(value));
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        QVERIFY2(std::abs(pairs[k].value - expected[k]) <= 1e-12 * norm + 1e-300, qPrintable(QString::number(pairs[k].value - expected[k])));
        for (std::size_t i = 0; i < size; ++i) {
            double product = 0;
            for (std::size_t j = 0; j < size; ++j)
                product += a[i * size + j] * pairs[k].vector[j];
            QVERIFY(std::abs(product - pairs[k].value * pairs[k].vector[i]) <= 1e-10 * norm);
        }
        for (std::size_t other = 0; other <= k; ++other) {
            const double dot = std::inner_product(pairs[k].vector.begin(), pairs[k].vector.end(), pairs[other].vector.begin(), 0.0);
            QVERIFY(std::abs(dot - (other == k)) < 1e-10);
        }
        QVERIFY(*std::max_element(pairs[k].vector.begin(), pairs[k].vector.end(),
                    [](double x, double y) { return std::abs(x) < std::abs(y) * (1 - 1e-8); })
            > 0);
    }
}

void TestProjection::pca_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("dimensions");
    QTest::newRow("two rows") << 2 << 5;
    QTest::newRow("fewer rows than dimensions") << 7 << 33;
    QTest::newRow("two dimensions") << 50 << 2;
    QTest::newRow("odd") << 333 << 19;
    QTest::newRow("more than a block, several chunks") << 5001 << 40;
}

void TestProjection::pca()
{
    QFETCH(int, rows);
    QFETCH(int, dimensions);
    const auto d = static_cast<std::size_t>(dimensions);
    const std::vector<float> values = clusters(static_cast<std::size_t>(rows), d, 5, 0.8);
    const auto plane = project({values, d}, {}, {});
    QVERIFY(plane);
    const Reference expected = reference(values, d);
    QCOMPARE(plane->rows(), static_cast<std::size_t>(rows));
    QVERIFY(plane->skipped.empty());
    for (std::size_t axis = 0; axis < 2; ++axis)
        QVERIFY(std::abs(plane->explained[axis] - std::max(0.0, expected.explained[axis])) < 1e-5);
    for (std::size_t i = 0; i < plane->rows(); ++i) {
        QVERIFY2(std::abs(static_cast<double>(plane->x[i]) - expected.x[i]) < 2e-5, qPrintable(QString::number(i)));
        if (rows > 2) // two points leave the second direction open
            QVERIFY2(std::abs(static_cast<double>(plane->y[i]) - expected.y[i]) < 1e-4, qPrintable(QString::number(i)));
    }
}

void TestProjection::pcaOfHalves()
{
    std::vector<float> values = clusters(100, 12, 4, 0.5);
    std::vector<std::uint16_t> halves;
    for (float& value : values) {
        halves.push_back(floatToHalf(value));
        value = halfToFloat(halves.back());
    }
    const auto wide = project({values, 12}, {}, {});
    const auto narrow = project({{}, 12, halves}, {}, {});
    QVERIFY(wide && narrow);
    QCOMPARE(narrow->x, wide->x);
    QCOMPARE(narrow->y, wide->y);
}

void TestProjection::pcaSkipsWhatIsNoNumber()
{
    std::vector<float> values = clusters(100, 12, 4, 0.5);
    const auto clean = project({std::span(values).subspan(3 * 12), 12}, {}, {});
    values[5] = std::numeric_limits<float>::quiet_NaN();
    values[12] = std::numeric_limits<float>::infinity();
    values[35] = -std::numeric_limits<float>::infinity();
    const auto plane = project({values, 12}, {}, {});
    QVERIFY(clean && plane);
    QCOMPARE(plane->skipped, (std::vector<std::int64_t> {0, 1, 2}));
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(std::isnan(plane->x[i]) && std::isnan(plane->y[i]));
    for (std::size_t i = 3; i < 100; ++i)
        QVERIFY(std::abs(plane->x[i] - clean->x[i - 3]) < 1e-5F && std::abs(plane->y[i] - clean->y[i - 3]) < 1e-5F);
}

void TestProjection::pcaOfLittle()
{
    const std::vector<float> same(40 * 6, 0.4F);
    const auto equal = project({same, 6}, {}, {});
    QVERIFY(equal);
    for (std::size_t i = 0; i < 40; ++i)
        QVERIFY(std::abs(equal->x[i]) < 1e-6F && std::abs(equal->y[i]) < 1e-6F);
    const std::vector<float> line {1, 2, 3, 4};
    const auto one = project({line, 1}, {}, {});
    QVERIFY(one);
    QVERIFY(std::abs(one->x[0] + 1.5F) < 1e-6F && std::abs(one->x[3] - 1.5F) < 1e-6F);
    QCOMPARE(one->y, std::vector<float>(4, 0.0F));
    QVERIFY(std::abs(one->explained[0] - 1) < 1e-9);
}

void TestProjection::threadsChangeNothing()
{
    const std::vector<float> values = clusters(3000, 24, 6, 0.6);
    ProjectionOptions options;
    options.threads = 1;
    const auto one = project({values, 24}, options, {});
    options.threads = 3;
    const auto three = project({values, 24}, options, {});
    QVERIFY(one && three);
    QCOMPARE(three->x, one->x);
    QCOMPARE(three->y, one->y);
    options = tsne(20);
    const auto slow = project({std::span(values).first(1200 * 24), 24}, options, {});
    options.threads = 3;
    const auto fast = project({std::span(values).first(1200 * 24), 24}, options, {});
    QVERIFY(slow && fast);
    QCOMPARE(fast->x, slow->x);
    QCOMPARE(fast->y, slow->y);
}

void TestProjection::refused_data()
{
    QTest::addColumn<double>("perplexity");
    QTest::addColumn<int>("iterations");
    QTest::addColumn<int>("landmarks");
    QTest::addColumn<int>("dimensions");
    QTest::newRow("perplexity") << 0.5 << 10 << 1000 << 8;
    QTest::newRow("perplexity is no number") << std::nan("") << 10 << 1000 << 8;
    QTest::newRow("iterations") << 30.0 << 0 << 1000 << 8;
    QTest::newRow("landmarks") << 30.0 << 10 << 5 << 8;
    QTest::newRow("dimensions") << 30.0 << 10 << 1000 << 5000;
}

void TestProjection::refused()
{
    QFETCH(double, perplexity);
    QFETCH(int, iterations);
    QFETCH(int, landmarks);
    QFETCH(int, dimensions);
    ProjectionOptions options;
    options.perplexity = perplexity;
    options.iterations = iterations;
    options.landmarks = static_cast<std::size_t>(landmarks);
    const std::vector<float> values(20000, 0.5F);
    const auto plane = project({values, static_cast<std::size_t>(dimensions)}, options, {});
    QVERIFY(!plane);
    QCOMPARE(plane.error().code, ErrorCode::OutOfRange);
    const std::vector<float> none(80, std::numeric_limits<float>::quiet_NaN());
    const auto empty = project({none, 8}, {}, {});
    QVERIFY(!empty);
    QCOMPARE(empty.error().code, ErrorCode::NotFound);
    QVERIFY(!project({{}, 8}, {}, {}));
    const std::vector<float> mixed = [] {
        std::vector<float> both(80, 3e38F);
        for (std::size_t i = 0; i < 40; ++i)
            both[i] = -3e38F;
        return both;
    }();
    QVERIFY(!project({mixed, 8}, {}, {}));
}

void TestProjection::cancelled()
{
    const std::vector<float> values = clusters(600, 16, 4, 0.5);
    std::stop_source stop;
    stop.request_stop();
    const auto before = project({values, 16}, {}, stop.get_token());
    QVERIFY(!before);
    QCOMPARE(before.error().code, ErrorCode::Cancelled);
    std::stop_source later;
    int layouts = 0;
    const auto during = project({values, 16}, tsne(), later.get_token(), [&](double, const Projection* layout) {
        if (layout && ++layouts == 5)
            later.request_stop();
    });
    QVERIFY(!during);
    QCOMPARE(during.error().code, ErrorCode::Cancelled);
    QCOMPARE(layouts, 5);
}

void TestProjection::forces()
{
    Rng rng(1);
    std::vector<float> x, y;
    for (int i = 0; i < 64; ++i) {
        x.push_back(static_cast<float>(rng.normal()));
        y.push_back(static_cast<float>(rng.normal()));
    }
    double weights = 0, along = 0, across = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
        const double dx = static_cast<double>(x[7] - x[j]), dy = static_cast<double>(y[7] - y[j]);
        const double weight = 1 / (1 + dx * dx + dy * dy);
        weights += weight;
        along += weight * weight * dx;
        across += weight * weight * dy;
    }
    const Repulsion sums = repulsionLoop()(x[7], y[7], x.data(), y.data(), x.size());
    QVERIFY(std::abs(static_cast<double>(sums.weights) - weights) < 1e-4);
    QVERIFY(std::abs(static_cast<double>(sums.x) - along) < 1e-4);
    QVERIFY(std::abs(static_cast<double>(sums.y) - across) < 1e-4);
}

void TestProjection::tsneKeepsClusters()
{
    constexpr std::size_t kCentres = 8;
    const std::vector<float> values = clusters(400, 32, kCentres, 0.15);
    const auto plane = project({values, 32}, tsne(), {});
    QVERIFY(plane);
    QVERIFY2(purity(*plane, kCentres) > 0.99, qPrintable(QString::number(purity(*plane, kCentres))));
    // Every cluster is tighter than its distance to the next.
    double widest = 0, nearest = 1e30;
    std::vector<std::pair<double, double>> middles(kCentres);
    for (std::size_t i = 0; i < 400; ++i) {
        middles[i % kCentres].first += static_cast<double>(plane->x[i]) * kCentres / 400;
        middles[i % kCentres].second += static_cast<double>(plane->y[i]) * kCentres / 400;
    }
    for (std::size_t i = 0; i < 400; ++i)
        widest = std::max(widest, std::hypot(static_cast<double>(plane->x[i]) - middles[i % kCentres].first,
                                      static_cast<double>(plane->y[i]) - middles[i % kCentres].second));
    for (std::size_t a = 0; a < kCentres; ++a)
        for (std::size_t b = 0; b < a; ++b)
            nearest = std::min(nearest, std::hypot(middles[a].first - middles[b].first, middles[a].second - middles[b].second));
    QVERIFY2(nearest > widest, qPrintable(QStringLiteral("%1 %2").arg(nearest).arg(widest)));
    const auto again = project({values, 32}, tsne(), {});
    QVERIFY(again);
    QCOMPARE(again->x, plane->x);
    QCOMPARE(again->y, plane->y);
    ProjectionOptions other = tsne();
    other.seed = 43;
    const auto different = project({values, 32}, other, {});
    QVERIFY(different && different->x != plane->x);
}

void TestProjection::tsneOfEqualRows()
{
    std::vector<float> values(60 * 4, 0.5F);
    values[3] = std::numeric_limits<float>::quiet_NaN();
    const auto plane = project({values, 4}, tsne(50), {});
    QVERIFY(plane);
    QVERIFY(std::isnan(plane->x[0]));
    for (std::size_t i = 1; i < plane->rows(); ++i)
        QVERIFY(std::isfinite(plane->x[i]) && std::isfinite(plane->y[i]));
    const std::vector<float> few = clusters(5, 4, 2, 0.1); // too few for neighbours: principal components
    const auto small = project({few, 4}, tsne(), {});
    const auto components = project({few, 4}, {}, {});
    QVERIFY(small && components);
    QCOMPARE(small->x, components->x);
}

void TestProjection::tsneByLandmarks()
{
    constexpr std::size_t kCentres = 5;
    std::vector<float> values = clusters(1000, 24, kCentres, 0.15);
    values[24 * 17] = std::numeric_limits<float>::quiet_NaN();
    ProjectionOptions options = tsne();
    options.landmarks = 250;
    const auto plane = project({values, 24}, options, {});
    QVERIFY(plane);
    QCOMPARE(plane->landmarks, std::size_t {250});
    QCOMPARE(plane->skipped, std::vector<std::int64_t> {17});
    for (std::size_t i = 0; i < plane->rows(); ++i)
        QCOMPARE(std::isnan(plane->x[i]), i == 17);
    QVERIFY(purity(*plane, kCentres) > 0.98);
    const auto again = project({values, 24}, options, {});
    QVERIFY(again);
    for (std::size_t i = 0; i < plane->rows(); ++i)
        QVERIFY(i == 17 || (again->x[i] == plane->x[i] && again->y[i] == plane->y[i]));
}

void TestProjection::tsneTells()
{
    const std::vector<float> values = clusters(300, 16, 4, 0.3);
    ProjectionOptions options = tsne(40);
    options.landmarks = 120;
    double before = 0;
    int layouts = 0;
    const auto plane = project({values, 16}, options, {}, [&](double share, const Projection* layout) {
        QVERIFY(share >= before && share <= 1);
        before = share;
        if (!layout)
            return;
        ++layouts;
        std::size_t placed = 0;
        for (std::size_t i = 0; i < layout->rows(); ++i)
            placed += std::isfinite(layout->x[i]);
        QVERIFY(placed == 120 || placed == 300);
    });
    QVERIFY(plane);
    QCOMPARE(layouts, 41);
    QVERIFY(std::abs(before - 1) < 1e-9);
}

void TestProjection::storeKeeps()
{
    const QTemporaryDir folder;
    const ProjectionStore store(Path(folder.path().toStdString()) / "projections");
    const EmbeddingKey key {"weights", "data", "image"};
    const std::vector<float> values = clusters(50, 8, 3, 0.3);
    const auto plane = project({values, 8}, {}, {});
    QVERIFY(plane);
    const auto missing = store.open(key, {}, 50);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(store.save(key, {}, *plane));
    const auto opened = store.open(key, {}, 50);
    QVERIFY(opened);
    QCOMPARE(opened->x, plane->x);
    QCOMPARE(opened->y, plane->y);
    QCOMPARE(opened->explained, plane->explained);
    ProjectionOptions other = tsne();
    QVERIFY(store.file(key, other) != store.file(key, {}));
    ProjectionOptions seed = other;
    seed.seed = 1;
    QVERIFY(store.file(key, seed) != store.file(key, other));
    seed = other;
    seed.threads = 7; // does not change the result
    QCOMPARE(store.file(key, seed), store.file(key, other));
    QVERIFY(store.file({"weights", "data", "text"}, {}) != store.file(key, {}));
}

void TestProjection::storeRefuses()
{
    const QTemporaryDir folder;
    const ProjectionStore store(Path(folder.path().toStdString()));
    const EmbeddingKey key {"weights", "data", "image"};
    Projection plane;
    plane.x = {1, 2, std::numeric_limits<float>::quiet_NaN()};
    plane.y = {3, 4, std::numeric_limits<float>::quiet_NaN()};
    QVERIFY(store.save(key, {}, plane));
    QCOMPARE(store.open(key, {}, 3)->skipped, std::vector<std::int64_t> {2});
    const auto rows = store.open(key, {}, 4);
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Malformed);
    const Path file = store.file(key, {});
    QVERIFY(store.save({"other", "data", "image"}, {}, plane));
    std::filesystem::copy_file(store.file({"other", "data", "image"}, {}), file, std::filesystem::copy_options::overwrite_existing);
    QVERIFY(!store.open(key, {}, 3));
    for (const std::size_t size : {0U, 7U, 100U}) {
        std::filesystem::resize_file(file, size);
        QVERIFY(!store.open(key, {}, 3));
    }
}

void TestProjection::bench()
{
    MapBenchOptions options;
    options.rows = 600;
    options.dimensions = 32;
    options.tsneRows = 120;
    options.iterations = 10;
    const auto document = benchMap(options, {});
    QVERIFY(document);
    QCOMPARE((*document)["pca"]["seconds"].size(), std::size_t {3});
    QVERIFY((*document)["pca"]["limit_s"].get<double>() > 0);
    QVERIFY((*document)["tsne"]["seconds"].get<double>() > 0);
    options.tsneRows = 601;
    QVERIFY(!benchMap(options, {}));
}

QTEST_GUILESS_MAIN(TestProjection)
#include "tst_projection.moc"
