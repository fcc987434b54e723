// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/inferencer.h"
#include "tests/core/icl/fakes.h"

#include <QTest>

using namespace fulcrum;
using namespace fulcrum::icl;

class TestPrompts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalPrefixesAreOneNode();
    void scoredSpanIsTheAnswer();
    void withoutOpeningDemonstrationsAreRoots();
    void scoresComeInRequestOrder();
    void samplesOutsideTheSplitAreErrors();
    void answersComePerQuery();

private:
    std::shared_ptr<const data::Dataset> m_support = test::makeDataset(data::Task::Vqa, data::Split::Train, 8);
    std::shared_ptr<const data::Dataset> m_queries = test::makeDataset(data::Task::Vqa, data::Split::Validation, 4);
    std::shared_ptr<test::FakePrompts> m_source = std::make_shared<test::FakePrompts>();
};

void TestPrompts::equalPrefixesAreOneNode()
{
    PromptForestBuilder builder(m_source, m_support, m_queries);
    const auto a = builder.addAnswered({{1, 2}, 0});
    const auto b = builder.addAnswered({{1, 3}, 0});
    const auto c = builder.addAnswered({{1, 2}, 1});
    const auto again = builder.addAnswered({{1, 2}, 0});
    QVERIFY(a && b && c && again);
    QCOMPARE(a->node, again->node);
    // opening, 1, 2, query 0; 3, query 0; query 1
    QCOMPARE(builder.forest().nodes.size(), std::size_t{7});
    QCOMPARE(builder.path(b->node), (std::vector<std::int32_t>{1, 10, 101, 2, 10, 103, 2, 11, 100, 100, 2, 3}));
    // Samples 2 and 3 share image 501; the queries' images are others although their numbers are equal.
    QCOMPARE(builder.forest().images.size(), std::size_t{3});
    QCOMPARE(builder.forest().nodes[static_cast<std::size_t>(b->node)].images.size(), std::size_t{1});
    QVERIFY(builder.forest().images[0].load());
    QCOMPARE(m_source->loads, 1);
}

void TestPrompts::scoredSpanIsTheAnswer()
{
    PromptForestBuilder paper(m_source, m_support, m_queries), head(m_source, m_support, m_queries, MaskVariant::Head);
    QCOMPARE(paper.addAnswered({{1, 2}, 0})->scoreFrom, 1 + 3 + 3 + 2);
    QCOMPARE(head.addAnswered({{1, 2}, 0})->scoreFrom, 1 + 3 + 3 + 2 - 1);
    QCOMPARE(head.addAnswered({{}, 0})->scoreFrom, 1 + 2);
}

void TestPrompts::withoutOpeningDemonstrationsAreRoots()
{
    auto source = std::make_shared<test::FakePrompts>();
    source->hasOpening = false;
    PromptForestBuilder builder(source, m_support, m_queries);
    const auto leaf = builder.addQuestion({{4}, 2});
    QVERIFY(leaf);
    QCOMPARE(builder.path(*leaf), (std::vector<std::int32_t>{10, 104, 2, 11, 102}));
    QCOMPARE(builder.forest().nodes.front().parent, -1);
    QCOMPARE(builder.addAnswered({{}, 2})->scoreFrom, 2);
}

void TestPrompts::scoresComeInRequestOrder()
{
    test::FakeLvlm lvlm;
    const std::vector<Prompt> prompts = {{{3, 4}, 1}, {{}, 0}, {{4, 3}, 1}, {{3, 4}, 1}};
    const auto scores = scorePrompts(lvlm, m_source, m_support, m_queries, prompts, {}, {});
    QVERIFY(scores);
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        PromptForestBuilder alone(m_source, m_support, m_queries);
        const auto request = alone.addAnswered(prompts[i]);
        QCOMPARE((*scores)[i], test::FakeLvlm::probability(alone.path(request->node)));
    }
    QVERIFY((*scores)[0] != (*scores)[2]);
    QCOMPARE(lvlm.calls, 1);
}

void TestPrompts::samplesOutsideTheSplitAreErrors()
{
    PromptForestBuilder builder(m_source, m_support, m_queries);
    QCOMPARE(builder.addQuestion({{8}, 0}).error().code, ErrorCode::OutOfRange);
    QCOMPARE(builder.addQuestion({{-1}, 0}).error().code, ErrorCode::OutOfRange);
    QCOMPARE(builder.addQuestion({{0}, 4}).error().code, ErrorCode::OutOfRange);
}

void TestPrompts::answersComePerQuery()
{
    test::FakeLvlm lvlm;
    std::vector<IcdSequence> sequences;
    for (const std::int64_t query : {3, 0, 1}) {
        IcdSequence sequence{query, {}};
        sequence.icds.emplace_back();
        sequence.icds.back().index = 5;
        sequences.push_back(sequence);
    }
    InferenceOptions options;
    options.queriesPerCall = 2;
    const auto answers = infer(lvlm, m_source, m_support, m_queries, sequences, options, {});
    QVERIFY(answers);
    QCOMPARE(lvlm.calls, 2);
    QCOMPARE((*answers)[0].prediction, std::string("103"));
    QCOMPARE((*answers)[1].rawOutput, std::string("100 7 "));
    QCOMPARE((*answers)[2].prediction, std::string("101"));
    QVERIFY((*answers)[0].promptHash != (*answers)[1].promptHash);
    QCOMPARE((*answers)[0].promptHash.size(), std::size_t{64});
}

QTEST_GUILESS_MAIN(TestPrompts)
#include "tst_prompts.moc"
