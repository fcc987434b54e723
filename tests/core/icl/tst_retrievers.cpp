// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/oracle_retriever.h"
#include "core/icl/lever_retriever.h"
#include "core/icl/retriever_factory.h"
#include "tests/core/icl/fakes.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace fulcrum;
using namespace fulcrum::icl;

namespace {

using Items = std::vector<std::int64_t>;

/// Writes item (row of the query + step) modulo its number of items, skipping what is excluded.
class FakeLever : public model::LeverModel
{
public:
    explicit FakeLever(int items) { m_config.items = items; }
    const model::LeverConfig& config() const override { return m_config; }
    std::int64_t parameters() const override { return 0; }
    Result<void> setItems(const model::LeverFeatures&) override { return {}; }
    Result<std::vector<model::LeverSequence>> generate(
        const model::LeverFeatures& queries, const model::LeverGenerateOptions& options, std::stop_token) override
    {
        std::vector<model::LeverSequence> result;
        for (std::size_t row = 0; row < queries.rows; ++row) {
            model::LeverSequence sequence;
            for (int item = static_cast<int>(queries.image[row]); static_cast<int>(sequence.size()) < options.shots; ++item) {
                const int id = item % m_config.items;
                const auto& no = options.excluded[row];
                if (std::find(no.begin(), no.end(), id) == no.end())
                    sequence.push_back({id, 0.5, 1, 1.0, {{id, 0.5}}});
            }
            result.push_back(sequence);
        }
        return result;
    }
    Result<std::vector<std::vector<double>>> score(const model::LeverBatch&) override { return std::vector<std::vector<double>>{}; }
    Result<model::LeverAttention> attention(const model::LeverFeatures&, std::span<const int>) override { return model::LeverAttention {}; }
    Result<void> beginTraining(const model::LeverTrainOptions&) override { return {}; }
    Result<double> trainStep(const model::LeverBatch&) override { return 0; }
    Result<double> evaluate(const model::LeverBatch&) override { return 0; }
    double learningRate() const override { return 0; }
    Result<void> save(const Path&) override { return {}; }
    Result<void> saveState(const Path&) override { return {}; }
    Result<void> loadState(const Path&) override { return {}; }

private:
    model::LeverConfig m_config;
};

} // namespace

class TestRetrievers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void strategyNamesRoundTrip();
    void randomIsFreshPerQueryAndRepeatable();
    void queryIsNeverItsOwnDemonstration();
    void similarStandsNextToTheQuery();
    void fixedGrowsOnTheLeft();
    void shuffleOnlyReorders();
    void leverSequencesKeepTheirOrder();
    void oracleChoosesTheBest();
    void goldenIsByScore();
    void tooManyShotsAreErrors();

private:
    Pool pool(Items items) const { return {m_support, std::move(items)}; }
    std::shared_ptr<const data::Dataset> m_support = test::makeDataset(data::Task::Caption, data::Split::Train, 30);
    std::shared_ptr<const data::Dataset> m_queries = test::makeDataset(data::Task::Caption, data::Split::Validation, 10);
};

void TestRetrievers::strategyNamesRoundTrip()
{
    for (const std::string& name : strategyNames())
        QCOMPARE(std::string(strategyName(*strategyFromName(name))), name);
    QVERIFY(!strategyFromName("best"));
}

void TestRetrievers::randomIsFreshPerQueryAndRepeatable()
{
    const auto retriever = makeRandomRetriever(Pool::all(m_support));
    const Items queries = {0, 1, 2}, last = {2};
    const auto all = retriever->retrieve({m_queries.get(), queries, 6, 5}, {});
    const auto one = retriever->retrieve({m_queries.get(), last, 6, 5}, {});
    const auto other = retriever->retrieve({m_queries.get(), last, 6, 6}, {});
    QVERIFY(all && one && other);
    QVERIFY((*all)[0].indices() != (*all)[1].indices());
    QCOMPARE((*all)[2].indices(), (*one)[0].indices()); // independent of the other queries
    QVERIFY((*one)[0].indices() != (*other)[0].indices());
    const Items drawn = (*one)[0].indices();
    QCOMPARE(std::set<std::int64_t>(drawn.begin(), drawn.end()).size(), std::size_t{6});
}

void TestRetrievers::queryIsNeverItsOwnDemonstration()
{
    std::vector<float> eye(30 * 30, 0.1F);
    for (std::size_t i = 0; i < 30; ++i)
        eye[i * 31] = 1;
    const embed::Matrix matrix{eye, 30};
    const Items items = {2, 5, 7, 9}, queries = {5, 6};
    std::vector<std::unique_ptr<Retriever>> retrievers;
    retrievers.push_back(makeRandomRetriever(pool(items)));
    retrievers.push_back(makeSimilarityRetriever(pool(items), {{matrix, matrix}}, SimilarityOrder::MostSimilarLast, {}));
    retrievers.push_back(makeFixedRetriever(pool(items), items));
    retrievers.push_back(makeFixedRandomRetriever(pool(items)));
    for (const auto& retriever : retrievers)
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const auto found = retriever->retrieve({m_support.get(), queries, 3, seed}, {});
            QVERIFY2(found, found ? "" : found.error().text().c_str());
            Items chosen = (*found)[0].indices();
            std::sort(chosen.begin(), chosen.end());
            QCOMPARE(chosen, (Items{2, 7, 9}));
        }
}

void TestRetrievers::similarStandsNextToTheQuery()
{
    std::vector<float> items(30 * 2, 0.0F);
    for (std::size_t i = 0; i < 30; ++i)
        items[i * 2] = 1.0F - 0.01F * static_cast<float>(i);
    std::vector<float> queries(10 * 2, 1.0F);
    const Items which = {4};
    for (const SimilarityOrder order : {SimilarityOrder::MostSimilarLast, SimilarityOrder::MostSimilarFirst}) {
        const auto retriever =
            makeSimilarityRetriever(pool({3, 8, 20, 21}), {{{queries, 2}, {items, 2}}}, order, {});
        const auto found = retriever->retrieve({m_queries.get(), which, 3, 0}, {});
        QVERIFY(found);
        Items expected = {20, 8, 3};
        if (order == SimilarityOrder::MostSimilarFirst)
            std::reverse(expected.begin(), expected.end());
        QCOMPARE(found->front().indices(), expected);
        for (const IcdStep& icd : found->front().icds)
            QCOMPARE(icd.rank, icd.step + 1);
        const IcdStep& best = order == SimilarityOrder::MostSimilarLast ? found->front().icds.back() : found->front().icds.front();
        QCOMPARE(best.step, 0);
        QCOMPARE(best.id, 1003);
        QVERIFY(std::abs(best.similarity - 0.97) < 1e-6);
        QCOMPARE(best.alternatives.size(), std::size_t{4});
    }
}

void TestRetrievers::fixedGrowsOnTheLeft()
{
    const auto fixed = makeFixedRetriever(pool({1, 2, 3, 4}), {4, 1, 3});
    const auto random = makeFixedRandomRetriever(Pool::all(m_support));
    const Items queries = {0, 1};
    QCOMPARE(fixed->retrieve({m_queries.get(), queries, 2, 0}, {})->at(1).indices(), (Items{1, 3}));
    const auto two = random->retrieve({m_queries.get(), queries, 2, 9}, {}), four = random->retrieve({m_queries.get(), queries, 4, 9}, {});
    QCOMPARE((*two)[0].indices(), (*two)[1].indices());
    const Items longer = (*four)[0].indices();
    QCOMPARE((*two)[0].indices(), Items(longer.end() - 2, longer.end()));
}

void TestRetrievers::shuffleOnlyReorders()
{
    const Items items = {1, 2, 3, 4, 5, 6, 7, 8}, queries = {0, 1, 2, 3};
    const auto shuffled = makeShuffledRetriever(makeFixedRetriever(pool(items), items));
    const auto found = shuffled->retrieve({m_queries.get(), queries, 8, 1}, {});
    QVERIFY(found);
    std::set<Items> orders;
    for (const IcdSequence& sequence : *found) {
        Items sorted = sequence.indices();
        orders.insert(sorted);
        std::sort(sorted.begin(), sorted.end());
        QCOMPARE(sorted, items);
    }
    QVERIFY(orders.size() > 1);
}

void TestRetrievers::leverSequencesKeepTheirOrder()
{
    FakeLever model(4);
    std::vector<float> features = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    FeatureTables tables;
    tables.image = {features, 1};
    const Items queries = {2};
    for (const bool reversed : {false, true}) {
        LeverRetrieverOptions options;
        options.reversed = reversed;
        const auto retriever = makeLeverRetriever(pool({10, 11, 12, 13}), model, tables, options);
        const auto found = retriever->retrieve({m_queries.get(), queries, 3, 0}, {});
        QVERIFY(found);
        QCOMPARE(found->front().indices(), reversed ? (Items{10, 13, 12}) : (Items{12, 13, 10}));
        QCOMPARE(found->front().icds[reversed ? 2 : 0].step, 0);
        QCOMPARE(found->front().icds[0].probability, 0.5);
        QCOMPARE(found->front().icds[0].alternatives[0].first, found->front().icds[0].index);
    }
    // A query that is itself an item of the pool.
    std::vector<float> train(30, 0.0F);
    tables.image = {train, 1};
    const Items own = {10};
    const auto retriever = makeLeverRetriever(pool({10, 11, 12, 13}), model, tables, {});
    QCOMPARE(retriever->retrieve({m_support.get(), own, 3, 0}, {})->front().indices(), (Items{11, 12, 13}));
    // A checkpoint for another pool.
    const auto wrong = makeLeverRetriever(pool({10, 11}), model, tables, {});
    QCOMPARE(wrong->retrieve({m_support.get(), own, 1, 0}, {}).error().code, ErrorCode::Malformed);
}

void TestRetrievers::oracleChoosesTheBest()
{
    test::FakeLvlm lvlm;
    const auto source = std::make_shared<test::FakePrompts>();
    OracleOptions options;
    options.candidates = 6;
    options.queriesPerCall = 2;
    const auto oracle = makeOracleRetriever(pool({1, 2, 3, 4, 5, 6}), lvlm, source, m_queries, options);
    const Items queries = {0, 3, 7};
    const auto found = oracle->retrieve({m_queries.get(), queries, 2, 0}, {});
    QVERIFY2(found, found ? "" : found.error().text().c_str());
    QCOMPARE(lvlm.calls, 4); // two groups, two steps
    for (std::size_t q = 0; q < queries.size(); ++q) {
        std::vector<Prompt> singles;
        for (std::int64_t item = 1; item <= 6; ++item)
            singles.push_back({{item}, queries[q]});
        const auto scores = scorePrompts(lvlm, source, m_support, m_queries, singles, {}, {});
        const auto best = std::max_element(scores->begin(), scores->end()) - scores->begin();
        QCOMPARE((*found)[q].icds.back().index, best + 1); // the first choice stands next to the query
        QCOMPARE((*found)[q].icds.back().step, 0);
        QVERIFY(!std::isnan((*found)[q].icds.front().gain));
    }
    // Fewer shots are the end of what was found, without another look at the model.
    const int calls = lvlm.calls;
    const auto shorter = oracle->retrieve({m_queries.get(), queries, 1, 0}, {});
    QCOMPARE(lvlm.calls, calls);
    const auto fresh = makeOracleRetriever(pool({1, 2, 3, 4, 5, 6}), lvlm, source, m_queries, options);
    const auto expected = fresh->retrieve({m_queries.get(), queries, 1, 0}, {});
    for (std::size_t q = 0; q < queries.size(); ++q)
        QCOMPARE((*shorter)[q].indices(), (*expected)[q].indices());
    // Another seed and more shots are searched for.
    QVERIFY(oracle->retrieve({m_queries.get(), queries, 1, 5}, {}));
    QVERIFY(lvlm.calls > calls);
    QCOMPARE(oracle->retrieve({m_queries.get(), queries, 3, 0}, {})->front().icds.size(), std::size_t{3});
}

void TestRetrievers::goldenIsByScore()
{
    const std::vector<store::DmEntry> entries = {
        {1, 0, 0.5, 0, {7, 8}, {}, {}, {}}, {2, 0, 0.25, 0, {8, 9}, {}, {}, {}}, {3, 0, -4, 0, {9, 7}, {}, {}, {}}};
    QCOMPARE(goldenItems(entries), (Items{9, 7, 8}));
}

void TestRetrievers::tooManyShotsAreErrors()
{
    const Items queries = {0}, own = {1}, outside = {10};
    const auto retriever = makeRandomRetriever(pool({1, 2, 3}));
    QCOMPARE(retriever->retrieve({m_queries.get(), queries, 4, 0}, {}).error().code, ErrorCode::OutOfRange);
    QCOMPARE(retriever->retrieve({m_support.get(), own, 3, 0}, {}).error().code, ErrorCode::OutOfRange);
    QVERIFY(retriever->retrieve({m_queries.get(), queries, 3, 0}, {}));
    QCOMPARE(retriever->retrieve({m_queries.get(), outside, 1, 0}, {}).error().code, ErrorCode::OutOfRange);
}

QTEST_GUILESS_MAIN(TestRetrievers)
#include "tst_retrievers.moc"
