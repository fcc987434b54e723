// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/embed/embedding_store.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::embed;

namespace {

std::vector<float> randomRows(std::size_t rows, std::size_t dimensions, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> values(rows * dimensions);
    for (std::size_t r = 0; r < rows; ++r) {
        double norm = 0;
        for (std::size_t d = 0; d < dimensions; ++d) {
            values[r * dimensions + d] = static_cast<float>(rng.normal());
            norm += std::pow(values[r * dimensions + d], 2);
        }
        for (std::size_t d = 0; d < dimensions; ++d)
            values[r * dimensions + d] /= static_cast<float>(std::sqrt(norm));
    }
    return values;
}

EmbeddingKey key()
{
    return {std::string(64, 'a'), std::string(64, 'b'), "image"};
}

} // namespace

class TestEmbed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void topKEqualsFullSort();
    void tiesAreOrderedByRow();
    void subsetAndExclusion();
    void partsAreAveraged();
    void wrongRequestsAreErrors();
    void tableIsJoinedFromBlocksWhateverTheOrder();
    void storageIsHalfOrWhole();
    void damagedTableIsRefused();
    void notANumberIsRefused();
    void aSampleMayHaveNoEmbedding();
};

void TestEmbed::topKEqualsFullSort()
{
    constexpr std::size_t kItems = 1000, kQueries = 150, kDims = 37;
    const std::vector<float> items = randomRows(kItems, kDims, 1), queries = randomRows(kQueries, kDims, 2);
    for (const int threads : {1, 2}) {
        TopKRequest request;
        request.parts = {{{queries, kDims}, {items, kDims}}};
        request.k = 9;
        request.threads = threads;
        const auto found = topK(request, {});
        QVERIFY(found);
        for (std::size_t q = 0; q < kQueries; ++q) {
            std::vector<std::pair<double, std::int64_t>> all;
            for (std::size_t i = 0; i < kItems; ++i) {
                double sum = 0;
                for (std::size_t d = 0; d < kDims; ++d)
                    sum += double(queries[q * kDims + d]) * double(items[i * kDims + d]);
                all.emplace_back(-sum, i);
            }
            std::sort(all.begin(), all.end());
            QCOMPARE((*found)[q].size(), std::size_t{9});
            for (std::size_t k = 0; k < 9; ++k) {
                QCOMPARE((*found)[q][k].item, all[k].second);
                QVERIFY(std::abs(double((*found)[q][k].similarity) + all[k].first) < 1e-6);
            }
        }
    }
}

void TestEmbed::tiesAreOrderedByRow()
{
    const std::vector<float> items = {0, 1, 1, 0, 0, 1, 1, 0, 1, 0}, query = {1, 0};
    TopKRequest request;
    request.parts = {{{query, 2}, {items, 2}}};
    request.k = 4;
    const auto found = topK(request, {});
    QVERIFY(found);
    std::vector<std::int64_t> rows;
    for (const Match& match : found->front())
        rows.push_back(match.item);
    QCOMPARE(rows, (std::vector<std::int64_t>{1, 3, 4, 0}));
}

void TestEmbed::subsetAndExclusion()
{
    const std::vector<float> items = {1, 0, 0.9F, 0, 0.8F, 0, 0.7F, 0}, query = {1, 0, 1, 0};
    const std::vector<std::int64_t> among = {3, 1, 0}, excluded = {0, -1};
    TopKRequest request;
    request.parts = {{{query, 2}, {items, 2}}};
    request.among = among;
    request.excluded = excluded;
    request.k = 5;
    const auto found = topK(request, {});
    QVERIFY(found);
    QCOMPARE((*found)[0].size(), std::size_t{2});
    QCOMPARE((*found)[0][0].item, 1);
    QCOMPARE((*found)[0][1].item, 3);
    QCOMPARE((*found)[1].size(), std::size_t{3});
    QCOMPARE((*found)[1][0].item, 0);
}

void TestEmbed::partsAreAveraged()
{
    const std::vector<float> image = {1, 0, 0.5F, 0}, text = {0, 1, 1, 0}, query = {1, 0};
    TopKRequest request;
    request.parts = {{{query, 2}, {image, 2}}, {{query, 2}, {text, 2}}};
    request.k = 1;
    const auto found = topK(request, {});
    QVERIFY(found);
    QCOMPARE(found->front().front().item, 1);
    QCOMPARE(found->front().front().similarity, 0.75F);
}

void TestEmbed::wrongRequestsAreErrors()
{
    const std::vector<float> items = {1, 0, 0, 1}, query = {1, 0, 0};
    TopKRequest request;
    QCOMPARE(topK(request, {}).error().code, ErrorCode::Usage);
    request.parts = {{{query, 3}, {items, 2}}};
    QCOMPARE(topK(request, {}).error().code, ErrorCode::Usage);
    const std::vector<std::int64_t> among = {2};
    request.parts = {{{std::span(query).first(2), 2}, {items, 2}}};
    request.among = among;
    QCOMPARE(topK(request, {}).error().code, ErrorCode::OutOfRange);
    request.among = {};
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(topK(request, stop.get_token()).error().code, ErrorCode::Cancelled);
}

void TestEmbed::tableIsJoinedFromBlocksWhateverTheOrder()
{
    const std::vector<float> values = randomRows(10, 4, 3);
    const auto build = [&](const Path& folder, const std::vector<std::size_t>& order) {
        const EmbeddingStore store(folder);
        const EmbeddingStore::Build plan{key(), 10, 4, 4};
        for (const std::size_t block : order) {
            const std::size_t rows = std::min<std::size_t>(4, 10 - block * 4);
            if (!store.writeBlock(plan, block, std::span(values).subspan(block * 16, rows * 4)))
                return std::string("block");
        }
        if (const auto finished = store.finish(plan); !finished)
            return finished.error().text();
        return readFile(store.file(key())).value_or(std::string());
    };
    QTemporaryDir a, b;
    const Path first(a.path().toStdString()), second(b.path().toStdString());
    QCOMPARE(build(first, {0, 1, 2}), build(second, {2, 0, 1}));
    const auto table = EmbeddingStore(first).open(key());
    QVERIFY(table);
    QVERIFY(std::ranges::equal(table->matrix().values, values));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(first), {}), 1);
    EmbeddingKey other = key();
    other.part = "text";
    QCOMPARE(EmbeddingStore(first).open(other).error().code, ErrorCode::NotFound);
}

void TestEmbed::storageIsHalfOrWhole()
{
    QTemporaryDir dir;
    const EmbeddingStore store(Path(dir.path().toStdString()));
    const std::vector<float> values = randomRows(10, 7, 3);
    EmbeddingStore::Build half{key(), 10, 7, 4, Storage::Float16}, whole{key(), 10, 7, 4};
    const auto write = [&] {
        for (std::size_t block = 0; block < 3; ++block)
            QVERIFY(store.writeBlock(half, block, std::span(values).subspan(block * 28, std::min<std::size_t>(4, 10 - block * 4) * 7)));
    };
    write();
    QVERIFY(!store.isFinished(half));
    QVERIFY(store.finish(half));
    QVERIFY(store.isFinished(half));
    QVERIFY(!store.isFinished(whole));
    const auto small = store.open(key());
    QVERIFY(small);
    QCOMPARE(small->storage(), Storage::Float16);
    QCOMPARE(small->rows(), std::size_t{10});
    QCOMPARE(small->dimensions(), std::size_t{7});
    std::vector<float> row;
    small->matrix().appendRow(9, row);
    for (std::size_t d = 0; d < 7; ++d)
        QCOMPARE(row[d], halfToFloat(floatToHalf(values[63 + d])));
    // The other storage replaces the table; who has it open keeps what was there.
    QVERIFY(!store.finish(whole)); // no blocks any more
    write();
    QVERIFY(store.finish(whole));
    const auto large = store.open(key());
    QCOMPARE(large->storage(), Storage::Float32);
    QVERIFY(std::ranges::equal(large->matrix().values, values));
    QCOMPARE(small->matrix().halves[69], floatToHalf(values[69]));
    QCOMPARE(storageFromName(storageName(Storage::Float16)), std::optional(Storage::Float16));
    QVERIFY(!storageFromName("bfloat16"));
    // What float16 cannot hold is refused, not stored as infinity.
    QVERIFY(store.writeBlock({key(), 1, 1, 1, Storage::Float16}, 0, std::vector<float>{70000.0F}));
    QCOMPARE(store.finish({key(), 1, 1, 1, Storage::Float16}).error().code, ErrorCode::Numeric);
}

void TestEmbed::damagedTableIsRefused()
{
    QTemporaryDir dir;
    const EmbeddingStore store(Path(dir.path().toStdString()));
    const EmbeddingStore::Build plan{key(), 2, 2, 2};
    const std::vector<float> values = {1, 0, 0, 1};
    QVERIFY(store.writeBlock(plan, 0, values));
    QVERIFY(store.finish(plan));
    EmbeddingKey other = key(); // same name, different hash
    other.encoderHash.back() = 'c';
    QCOMPARE(store.open(other).error().code, ErrorCode::Malformed);
    const std::string bytes = readFile(store.file(key())).value();
    for (std::size_t cut = 0; cut < bytes.size(); cut += 7) {
        QVERIFY(writeFileAtomic(store.file(key()), bytes.substr(0, cut)));
        QVERIFY(!store.open(key()));
    }
}

void TestEmbed::notANumberIsRefused()
{
    QTemporaryDir dir;
    const EmbeddingStore store(Path(dir.path().toStdString()));
    const std::vector<float> values = {1, 0, NAN, 1};
    QCOMPARE(store.writeBlock({key(), 2, 2, 2}, 0, values).error().code, ErrorCode::Numeric);
    QCOMPARE(store.writeBlock({key(), 2, 2, 2}, 0, std::span(values).first(2)).error().code, ErrorCode::Internal);
}

/// A row of NaN is a sample without embedding: kept in both storages, never found, and filled later.
void TestEmbed::aSampleMayHaveNoEmbedding()
{
    for (const Storage storage : {Storage::Float32, Storage::Float16}) {
        QTemporaryDir dir;
        const EmbeddingStore store(Path(dir.path().toStdString()));
        const EmbeddingStore::Build plan{key(), 5, 2, 3, storage};
        const std::vector<float> values = {1, 0, NAN, NAN, 0, 1, 1, 0, NAN, NAN};
        QVERIFY(store.writeBlock(plan, 0, std::span(values).first(6)));
        QVERIFY(store.writeBlock(plan, 1, std::span(values).last(4)));
        QCOMPARE(store.missingRows(plan, 0).value(), std::vector<std::size_t>{1});
        QCOMPARE(store.missingRows(plan, 1).value(), std::vector<std::size_t>{4});
        QVERIFY(store.finish(plan));
        QCOMPARE(store.missingRows(plan, 0).value(), std::vector<std::size_t>{1});
        QCOMPARE(store.missingRows(plan, 1).value(), std::vector<std::size_t>{4});
        const auto kept = store.open(key());
        QVERIFY(kept);
        const Matrix matrix = kept->matrix();
        QVERIFY(matrix.has(0) && !matrix.has(1) && matrix.has(3) && !matrix.has(4));
        const std::vector<float> query = {1, 0};
        TopKRequest request;
        request.parts = {{{query, 2}, matrix}};
        request.k = 5;
        const auto found = topK(request, {});
        QCOMPARE(found->front().size(), std::size_t{3});

        QVERIFY(store.replaceRows(plan, {{1, {0.5F, 0.5F}}}));
        QVERIFY(store.isFinished(plan));
        QVERIFY(store.missingRows(plan, 0)->empty());
        QCOMPARE(store.missingRows(plan, 1).value(), std::vector<std::size_t>{4});
        QCOMPARE(store.replaceRows(plan, {{1, {0.5F}}}).error().code, ErrorCode::Internal);
        std::vector<float> all;
        const auto table = store.open(key());
        for (std::size_t row = 0; row < 4; ++row)
            table->matrix().appendRow(row, all);
        QCOMPARE(all, (std::vector<float>{1, 0, 0.5F, 0.5F, 0, 1, 1, 0}));
    }
}

QTEST_GUILESS_MAIN(TestEmbed)
#include "tst_embed.moc"
