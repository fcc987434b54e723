// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/lever_spec.h"
#include "core/lever/training_set.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

using namespace fulcrum;
using namespace fulcrum::lever;

namespace {

const std::vector<std::int64_t> kPool = {5, 7, 9, 30};

std::vector<SourceSequence> sequences()
{
    std::vector<SourceSequence> result;
    for (std::int64_t anchor = 40; anchor > 20; --anchor) // unsorted on purpose
        for (int rank = 0; rank < 3; ++rank)
            result.push_back({anchor, {kPool[static_cast<std::size_t>(rank)], 30}, rank, 1.0 - rank * 0.6});
    return result;
}

} // namespace

class TestTrainingSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitIsBySortedAnchor();
    void thresholdAndLimit();
    void reversedOrder();
    void errors();
    void batchesCoverEverythingOnce();
    void rules();
};

void TestTrainingSet::splitIsBySortedAnchor()
{
    TrainingSetOptions options;
    options.scoreThreshold = -1;
    const auto set = makeTrainingSet(sequences(), kPool, options);
    QVERIFY(set);
    QCOMPARE(set->train.size(), std::size_t{18 * 3});
    QCOMPARE(set->validation.size(), std::size_t{2 * 3});
    QCOMPARE(set->train.front().anchor, 21);
    QCOMPARE(set->validation.front().anchor, 39);
    QCOMPARE(set->train.front().items, (std::vector<int>{0, 3}));
}

void TestTrainingSet::thresholdAndLimit()
{
    const auto set = makeTrainingSet(sequences(), kPool, {});
    QVERIFY(set);
    QCOMPARE(set->dropped, std::size_t{20}); // rank 2 has score -0.2
    QCOMPARE(set->train.size() + set->validation.size(), std::size_t{40});
    TrainingSetOptions options;
    options.sequencesPerAnchor = 1;
    QCOMPARE(makeTrainingSet(sequences(), kPool, options)->train.size(), std::size_t{18});
    std::vector<SourceSequence> bad = {{1, {5}, 0, NAN}};
    QCOMPARE(makeTrainingSet(bad, kPool, options).error().code, ErrorCode::NotFound);
}

void TestTrainingSet::reversedOrder()
{
    TrainingSetOptions options;
    options.reversed = true;
    QCOMPARE(makeTrainingSet(sequences(), kPool, options)->train.front().items, (std::vector<int>{3, 0}));
}

void TestTrainingSet::errors()
{
    const std::vector<SourceSequence> foreign = {{1, {5, 6}, 0, 1}};
    QCOMPARE(makeTrainingSet(foreign, kPool, {}).error().code, ErrorCode::Malformed);
    TrainingSetOptions options;
    options.scoreThreshold = 2;
    QCOMPARE(makeTrainingSet(sequences(), kPool, options).error().code, ErrorCode::NotFound);
}

void TestTrainingSet::batchesCoverEverythingOnce()
{
    std::vector<Record> records;
    for (int i = 0; i < 25; ++i)
        records.push_back({i, std::vector<int>(i % 4 == 0 ? 1 : 2, 0)});
    const auto batches = epochBatches(records, 4, 1, 2);
    QCOMPARE(batches, epochBatches(records, 4, 1, 2));
    QVERIFY(batches != epochBatches(records, 4, 1, 3));
    std::multiset<std::size_t> seen;
    for (const auto& batch : batches) {
        QVERIFY(batch.size() <= 4);
        for (const std::size_t row : batch) {
            seen.insert(row);
            QCOMPARE(records[row].items.size(), records[batch.front()].items.size());
        }
    }
    QCOMPARE(seen.size(), std::size_t{25});
    QCOMPARE(std::set<std::size_t>(seen.begin(), seen.end()).size(), std::size_t{25});
    QCOMPARE(orderedBatches(records, 100).size(), std::size_t{2});
}

void TestTrainingSet::rules()
{
    const auto checked = [](nlohmann::json given) {
        given["dm_runs"] = {1};
        return trainRule(jobs::checkFields(trainFields(), given).value());
    };
    QVERIFY(checked({}));
    QCOMPARE(checked({{"width", 100}, {"heads", 3}}).error().where, std::string("width"));
    QVERIFY(!checked({{"query_image", false}}));
    QVERIFY(checked({{"query_image", false}, {"query_text", true}}));
    QCOMPARE(checked({{"patience", 2}}).error().where, std::string("patience"));
}

QTEST_GUILESS_MAIN(TestTrainingSet)
#include "tst_training_set.moc"
