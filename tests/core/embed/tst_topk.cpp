// SPDX-License-Identifier: GPL-3.0-or-later
// Exact top-k against the plain way, on every level of processor features that this machine has.
#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/embed/bench.h"
#include "core/embed/pair_kernels.h"

#include <QTest>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

using namespace fulcrum;
using namespace fulcrum::embed;

namespace {

using Found = std::vector<std::vector<Match>>;

/// Random numbers; with `steps` few different ones, so that sums are exact and equal similarities are common.
std::vector<float> randomValues(std::size_t count, std::uint64_t seed, int steps = 0)
{
    Rng rng(seed);
    std::vector<float> values(count);
    for (float& value : values)
        value = steps > 0 ? static_cast<float>(rng.below(static_cast<std::size_t>(steps))) - 1 : static_cast<float>(rng.normal());
    return values;
}

std::vector<std::uint16_t> halvesOf(const std::vector<float>& values)
{
    std::vector<std::uint16_t> halves;
    for (const float value : values)
        halves.push_back(floatToHalf(value));
    return halves;
}

std::vector<float> rounded(const std::vector<float>& values)
{
    std::vector<float> result;
    for (const float value : values)
        result.push_back(halfToFloat(floatToHalf(value)));
    return result;
}

/// The definition: every pair by itself, all of them sorted.
Found naive(const TopKRequest& request)
{
    const std::size_t queries = request.parts.front().queries.rows(), items = request.parts.front().items.rows();
    std::vector<std::int64_t> rows(request.among.begin(), request.among.end());
    if (rows.empty()) {
        rows.resize(items);
        std::iota(rows.begin(), rows.end(), 0);
    }
    Found found(queries);
    for (std::size_t q = 0; q < queries; ++q) {
        for (const std::int64_t row : rows) {
            const std::int64_t id = request.ids.empty() ? row : request.ids[static_cast<std::size_t>(row)];
            if (!request.excluded.empty() && request.excluded[q] != -1 && request.excluded[q] == id)
                continue;
            double sum = 0;
            for (const Part& part : request.parts) {
                std::vector<float> a, b;
                part.queries.appendRow(q, a);
                part.items.appendRow(static_cast<std::size_t>(row), b);
                for (std::size_t d = 0; d < a.size(); ++d)
                    sum += double(a[d]) * double(b[d]);
            }
            found[q].push_back({row, static_cast<float>(sum / double(request.parts.size()))});
        }
        std::sort(found[q].begin(), found[q].end(), [](const Match& a, const Match& b) {
            return a.similarity != b.similarity ? a.similarity > b.similarity : a.item < b.item;
        });
        found[q].resize(std::min(found[q].size(), request.k));
    }
    return found;
}

} // namespace

class TestTopK : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheDefinition_data();
    void equalsTheDefinition();
    void everyPairHasOneValue();
    void levelsAgree();
    void float16IsReadAsWhatItStandsFor();
    void bitsSayWhatReachesTheThreshold();
    void notANumberIsNeverFound();
    void idsLeaveOutAllTheirRows();
    void wrongIdsAreErrors();
    void benchmarkChecksItsOptions();
};

void TestTopK::equalsTheDefinition_data()
{
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 0; seed < 60; ++seed)
        QTest::addRow("%llu", seed) << seed;
}

void TestTopK::equalsTheDefinition()
{
    QFETCH(quint64, seed);
    Rng rng(seed, {77});
    const std::size_t items = 1 + rng.below(seed % 3 == 0 ? 3000 : 60), queries = 1 + rng.below(seed % 4 == 0 ? 1 : 70);
    const std::size_t parts = 1 + rng.below(2), shapes[2] = {1 + rng.below(70), 1 + rng.below(40)};
    // Whole numbers, and a mean of two of them: sums are exact whatever their order, so even the order of ties is compared.
    std::vector<std::vector<float>> values;
    std::vector<std::vector<std::uint16_t>> halves;
    TopKRequest request;
    for (std::size_t p = 0; p < parts; ++p) {
        values.push_back(randomValues(queries * shapes[p], seed * 10 + p, 3));
        values.push_back(randomValues(items * shapes[p], seed * 10 + 5 + p, 3));
    }
    for (const std::vector<float>& some : values)
        halves.push_back(halvesOf(some));
    for (std::size_t p = 0; p < parts; ++p) {
        const auto matrix = [&](std::size_t which) {
            return rng.chance(0.5) ? Matrix{values[which], shapes[p]} : Matrix{{}, shapes[p], halves[which]};
        };
        request.parts.push_back({matrix(2 * p), matrix(2 * p + 1)});
    }
    std::vector<std::int64_t> among, excluded, ids;
    if (rng.chance(0.4))
        for (const std::size_t row : rng.sample(items, 1 + rng.below(items)))
            among.push_back(static_cast<std::int64_t>(row));
    for (std::size_t q = 0; q < queries; ++q)
        excluded.push_back(rng.chance(0.3) ? -1 : static_cast<std::int64_t>(rng.below(items)));
    for (std::size_t i = 0; i < items; ++i)
        ids.push_back(static_cast<std::int64_t>(rng.below(items)));
    request.among = among;
    if (rng.chance(0.6))
        request.excluded = excluded;
    if (rng.chance(0.5))
        request.ids = ids;
    request.k = rng.chance(0.2) ? items + 5 : rng.below(12);
    const Found expected = naive(request);
    for (const PairKernels* kernels : pairKernelLevels())
        for (const int threads : {1, 2, 3, 4}) {
            request.kernels = kernels;
            request.threads = threads;
            const auto found = topK(request, {});
            QVERIFY2(found, found ? "" : found.error().text().c_str());
            QVERIFY2(*found == expected, kernels->level);
        }
}

void TestTopK::everyPairHasOneValue()
{
    constexpr std::size_t kItems = 1500, kQueries = 41, kDims = 83;
    const std::vector<float> items = randomValues(kItems * kDims, 1), queries = randomValues(kQueries * kDims, 2);
    for (const PairKernels* kernels : pairKernelLevels()) {
        TopKRequest all;
        all.parts = {{{queries, kDims}, {items, kDims}}};
        all.k = kItems;
        all.threads = 3;
        all.kernels = kernels;
        const auto together = topK(all, {});
        QVERIFY(together);
        for (const std::size_t q : {std::size_t{0}, std::size_t{7}, kQueries - 1}) {
            TopKRequest alone = all;
            alone.parts = {{{std::span(queries).subspan(q * kDims, kDims), kDims}, {items, kDims}}};
            alone.threads = 1;
            QCOMPARE(topK(alone, {})->front(), (*together)[q]);
        }
        const Match some = (*together)[5][700];
        const std::vector<std::int64_t> among = {some.item};
        all.among = among;
        QCOMPARE((*topK(all, {}))[5].front(), some);
        if (kernels == &pairKernels())
            QCOMPARE(innerProduct(std::span(queries).subspan(5 * kDims, kDims),
                         std::span(items).subspan(static_cast<std::size_t>(some.item) * kDims, kDims)),
                some.similarity);
    }
}

void TestTopK::levelsAgree()
{
    const auto levels = pairKernelLevels();
    QCOMPARE(std::string(levels.back()->level), std::string("plain"));
    for (const std::size_t dims : {1U, 15U, 16U, 17U, 64U, 512U, 771U}) {
        const std::vector<float> a = randomValues(dims, dims), b = randomValues(dims, dims + 1000);
        double exact = 0, size = 0;
        for (std::size_t d = 0; d < dims; ++d) {
            exact += double(a[d]) * double(b[d]);
            size += std::abs(double(a[d]) * double(b[d]));
        }
        std::vector<float> products;
        for (const PairKernels* level : levels) {
            const std::size_t lines = (dims + 15) / 16;
            std::vector<float> queries(level->queries * lines * 16), rows(level->rows * lines * 16), out(PairKernels::kMostPairs);
            for (std::size_t q = 0; q < level->queries; ++q)
                level->pack(a.data(), dims, level->queries, queries.data() + q * 16);
            for (std::size_t r = 0; r < level->rows; ++r)
                level->pack(b.data(), dims, level->rows, rows.data() + r * 16);
            level->tile(queries.data(), rows.data(), lines, out.data());
            out.resize(level->queries * level->rows);
            for (const float product : out) {
                QVERIFY(std::abs(double(product) - exact) <= 1e-6 * size);
                QCOMPARE(product, out.front());
            }
            std::vector<const float*> streamed(PairKernels::kStreamedRows, b.data());
            std::vector<float> stream(PairKernels::kStreamedRows);
            level->stream(a.data(), streamed.data(), dims, stream.data());
            for (const float product : stream)
                QCOMPARE(product, out.front());
            products.push_back(out.front());
        }
        for (std::size_t l = 1; l + 1 < levels.size(); ++l) // all that fuse product and sum
            QCOMPARE(products[l], products[0]);
        std::vector<std::byte> bytes(dims * 4 + 3);
        std::memcpy(bytes.data(), a.data(), dims * 4);
        for (const PairKernels* level : levels)
            QVERIFY(dims < 64 || level->sum(bytes.data(), bytes.size()) != 0);
    }
}

void TestTopK::float16IsReadAsWhatItStandsFor()
{
    std::vector<std::uint16_t> every(65536);
    std::iota(every.begin(), every.end(), std::uint16_t{0});
    for (const PairKernels* level : pairKernelLevels())
        for (const std::size_t count : {std::size_t{65536}, std::size_t{1}, std::size_t{31}}) {
            std::vector<float> wide(count);
            level->widen(every.data(), count, wide.data());
            for (std::size_t i = 0; i < count; ++i)
                QVERIFY(wide[i] == halfToFloat(every[i]) || (std::isnan(wide[i]) && std::isnan(halfToFloat(every[i]))));
        }
    // The similarity is the one of the rounded numbers in float32.
    constexpr std::size_t kItems = 700, kQueries = 9, kDims = 50;
    const std::vector<float> items = randomValues(kItems * kDims, 3), queries = randomValues(kQueries * kDims, 4);
    const std::vector<float> roundedItems = rounded(items), roundedQueries = rounded(queries);
    const std::vector<std::uint16_t> itemHalves = halvesOf(items), queryHalves = halvesOf(queries);
    TopKRequest small, wide;
    small.parts = {{{{}, kDims, queryHalves}, {{}, kDims, itemHalves}}};
    wide.parts = {{{roundedQueries, kDims}, {roundedItems, kDims}}};
    small.k = wide.k = 20;
    QCOMPARE(*topK(small, {}), *topK(wide, {}));
}

void TestTopK::bitsSayWhatReachesTheThreshold()
{
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    for (const PairKernels* level : pairKernelLevels()) {
        const std::size_t pairs = level->queries * level->rows;
        std::vector<float> values(PairKernels::kMostPairs, 1.0F), thresholds(PairKernels::kMostPairs, 1.0F);
        const std::uint32_t all = (std::uint32_t{1} << pairs) - 1;
        QCOMPARE(level->reaching(values.data(), thresholds.data()), all); // equal is enough, and nothing beyond the tile counts
        for (std::size_t i = 0; i < pairs; ++i) {
            for (const float never : {nan, 0.5F, -inf}) {
                values[i] = never;
                QCOMPARE(level->reaching(values.data(), thresholds.data()), all & ~(std::uint32_t{1} << i));
            }
            values[i] = 1;
            thresholds[i] = nan;
            QCOMPARE(level->reaching(values.data(), thresholds.data()), all & ~(std::uint32_t{1} << i));
            thresholds[i] = -inf;
            QCOMPARE(level->reaching(values.data(), thresholds.data()), all);
        }
    }
}

void TestTopK::notANumberIsNeverFound()
{
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    const std::vector<float> items = {nan, 1, inf, -inf, 2}, query = {1};
    TopKRequest request;
    request.parts = {{{query, 1}, {items, 1}}};
    request.k = 10;
    for (const PairKernels* kernels : pairKernelLevels()) {
        request.kernels = kernels;
        const auto found = topK(request, {});
        std::vector<std::int64_t> rows;
        for (const Match& match : found->front())
            rows.push_back(match.item);
        QCOMPARE(rows, (std::vector<std::int64_t>{2, 4, 1, 3}));
    }
}

void TestTopK::idsLeaveOutAllTheirRows()
{
    // Three questions of image 7 and two of image 9, all with the same embedding: the first hit is not the query itself.
    const std::vector<float> items = {1, 1, 1, 1, 1}, queries = {1, 1, 1};
    const std::vector<std::int64_t> images = {7, 9, 7, 9, 7}, asked = {7, 9, -1};
    TopKRequest request;
    request.parts = {{{queries, 1}, {items, 1}}};
    request.excluded = asked;
    request.ids = images;
    request.k = 5;
    const auto found = topK(request, {});
    const auto rows = [&](std::size_t q) {
        std::vector<std::int64_t> list;
        for (const Match& match : (*found)[q])
            list.push_back(match.item);
        return list;
    };
    QCOMPARE(rows(0), (std::vector<std::int64_t>{1, 3}));
    QCOMPARE(rows(1), (std::vector<std::int64_t>{0, 2, 4}));
    QCOMPARE(rows(2), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
}

void TestTopK::wrongIdsAreErrors()
{
    const std::vector<float> items = {1, 1}, query = {1};
    const std::vector<std::int64_t> three = {1, 2, 3};
    TopKRequest request;
    request.parts = {{{query, 1}, {items, 1}}};
    request.ids = three;
    QCOMPARE(topK(request, {}).error().code, ErrorCode::Usage);
    request.ids = {};
    request.excluded = three;
    QCOMPARE(topK(request, {}).error().code, ErrorCode::Usage);
    request.excluded = {};
    request.k = 0;
    QCOMPARE(topK(request, {})->front().size(), std::size_t{0});
    request.parts = {{{{}, 1}, {items, 1}}};
    QVERIFY(topK(request, {})->empty());
    request.k = 3;
    request.parts = {{{query, 1}, {{}, 1}}};
    QCOMPARE(topK(request, {})->front().size(), std::size_t{0});
}

void TestTopK::benchmarkChecksItsOptions()
{
    const auto code = [](const TopKBenchOptions& options) { return benchTopK(options, {}).error().code; };
    QCOMPARE(code({.rows = 0}), ErrorCode::OutOfRange);
    QCOMPARE(code({.rows = 10, .k = 11}), ErrorCode::OutOfRange);
    QCOMPARE(code({.queries = {}}), ErrorCode::OutOfRange);
    QCOMPARE(code({.queries = {1, 0}}), ErrorCode::OutOfRange);
    QCOMPARE(code({.rows = std::size_t{1} << 62}), ErrorCode::OutOfRange);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(benchTopK({.rows = 100, .dimensions = 8, .queries = {1}}, stop.get_token()).error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestTopK)
#include "tst_topk.moc"
