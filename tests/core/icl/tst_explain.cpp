// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/explain.h"
#include "core/icl/sequence_results.h"
#include "core/icl/workbench.h"
#include "core/demo/pipeline.h"
#include "core/icl/register_jobs.h"
#include "core/jobs/runner.h"
#include "tests/core/icl/fakes.h"
#include "tests/fakes/small_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

using namespace fulcrum;
using namespace fulcrum::icl;

namespace {

/// Items in prompt order with the step in which each was chosen.
IcdSequence sequenceOf(std::int64_t query, const std::vector<std::pair<std::int64_t, int>>& items)
{
    IcdSequence sequence{query, {}};
    for (const auto& [item, step] : items) {
        IcdStep icd;
        icd.index = item;
        icd.step = step;
        sequence.icds.push_back(icd);
    }
    return sequence;
}

constexpr ExplainParts kAll{true, true, true};
constexpr QueryPlace kCaptions{data::Task::Caption, data::Split::Validation};

} // namespace

class TestExplain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void gainsFollowTheSelection();
    void leaveOneOutLeavesOneOut();
    void ordersAreDifferentAndStartWithThePresent_data();
    void ordersAreDifferentAndStartWithThePresent();
    void costIsWhatIsAsked_data();
    void costIsWhatIsAsked();
    void oneForestForAll();
    void editedTextsAreAsked();
    void wrongQuestionsAreErrors();
    void findingsComeBack();
    void findingsOfOthersDoNot_data();
    void findingsOfOthersDoNot();
    void damagedRecordsAreLeftOut_data();
    void damagedRecordsAreLeftOut();
    void whatIfsAreKeptWithTheirParent();
    void workbenchAnswersAndExplains();
    void leverWritesAndLeavesOut();

private:
    double scoreOf(const Prompt& prompt) const
    {
        PromptForestBuilder alone(m_source, m_support, m_queries);
        return test::FakeLvlm::probability(alone.path(alone.addAnswered(prompt)->node));
    }
    Result<Explanation> explained(const IcdSequence& sequence, const ExplainParts& parts)
    {
        return explain(m_lvlm, m_source, m_support, m_queries, sequence, parts, {}, 5, {});
    }
    FindingsScope scope() const
    {
        return {data::Task::Vqa, data::Split::Validation, "a b", "models/x", R"({"beams":3})", "current"};
    }

    std::shared_ptr<const data::Dataset> m_support = test::makeDataset(data::Task::Vqa, data::Split::Train, 9);
    std::shared_ptr<const data::Dataset> m_queries = test::makeDataset(data::Task::Vqa, data::Split::Validation, 4);
    std::shared_ptr<const PromptSource> m_source = std::make_shared<test::FakePrompts>();
    test::FakeLvlm m_lvlm;
    QTemporaryDir m_dir;
    std::shared_ptr<project::Project> m_project;
    jobs::JobRegistry m_registry;
};

void TestExplain::initTestCase()
{
    qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
    m_project = test::makeSmallProject(m_dir.filePath(QStringLiteral("small.fulcrum")).toStdString());
    registerJobs(m_registry);
}

void TestExplain::gainsFollowTheSelection()
{
    // Chosen 4, then 7, then 2; in the prompt 2, 4, 7.
    const auto result = explained(sequenceOf(1, {{2, 2}, {4, 0}, {7, 1}}), {true, false, false});
    QVERIFY2(result, result ? "" : result.error().text().c_str());
    QVERIFY(result->gains && !result->leaveOneOut && !result->orders);
    const std::vector<std::vector<std::int64_t>> prefixes = {{}, {4}, {4, 7}, {2, 4, 7}};
    const std::vector<int> positions = {1, 2, 0};
    QCOMPARE(result->gains->baseProbability, scoreOf({{}, 1}));
    QCOMPARE(result->gains->steps.size(), std::size_t{3});
    for (std::size_t t = 0; t < 3; ++t) {
        const GainStep& step = result->gains->steps[t];
        const double now = scoreOf({prefixes[t + 1], 1}), before = scoreOf({prefixes[t], 1});
        QCOMPARE(step.position, positions[t]);
        QCOMPARE(step.probability, now);
        QCOMPARE(step.gain, now - before);
        QCOMPARE(step.logGain, std::log(now) - std::log(before));
        QCOMPARE(step.cumulative, now - scoreOf({{}, 1}));
    }
    QCOMPARE(result->probability, result->gains->steps.back().probability);
}

void TestExplain::leaveOneOutLeavesOneOut()
{
    const auto result = explained(sequenceOf(0, {{3, 0}, {5, 1}, {8, 2}}), {false, true, false});
    QVERIFY(result && result->leaveOneOut);
    QCOMPARE(*result->leaveOneOut,
        (std::vector<double>{scoreOf({{5, 8}, 0}), scoreOf({{3, 8}, 0}), scoreOf({{3, 5}, 0})}));
    const auto none = explained(sequenceOf(0, {}), kAll);
    QVERIFY(none && none->leaveOneOut->empty() && none->gains->steps.empty());
    QCOMPARE(none->probability, scoreOf({{}, 0}));
}

void TestExplain::ordersAreDifferentAndStartWithThePresent_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("expected");
    QTest::newRow("none") << 0 << 1;
    QTest::newRow("one") << 1 << 1;
    QTest::newRow("three") << 3 << 6;
    QTest::newRow("all of four") << 4 << 24;
    QTest::newRow("some of five") << 5 << 24;
    QTest::newRow("some of eight") << 8 << 24;
}

void TestExplain::ordersAreDifferentAndStartWithThePresent()
{
    QFETCH(int, count);
    QFETCH(int, expected);
    const auto orders = ordersToTry(count, 7, 1003);
    QCOMPARE(static_cast<int>(orders.size()), expected);
    QCOMPARE(static_cast<int>(std::set<std::vector<int>>(orders.begin(), orders.end()).size()), expected);
    QVERIFY(std::is_sorted(orders.front().begin(), orders.front().end()));
    QCOMPARE(ordersToTry(count, 7, 1003), orders);
    if (count > kMostPermuted)
        QVERIFY(ordersToTry(count, 7, 1004) != orders);
    IcdSequence sequence{2, {}};
    for (int i = 0; i < count; ++i)
        sequence.icds.push_back(sequenceOf(2, {{i, i}}).icds.front());
    const auto result = explained(sequence, {false, false, true});
    QVERIFY(result && static_cast<int>(result->orders->size()) == expected);
    for (const ScoredOrder& one : *result->orders) {
        Prompt prompt{{}, 2};
        for (const int position : one.order)
            prompt.items.push_back(position);
        QCOMPARE(one.probability, scoreOf(prompt));
    }
}

void TestExplain::costIsWhatIsAsked_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("gains");
    QTest::addColumn<bool>("leaveOneOut");
    QTest::addColumn<bool>("orders");
    QTest::addColumn<int>("prompts");
    QTest::newRow("gains") << 4 << true << false << false << 5;
    QTest::newRow("leave one out") << 4 << false << true << false << 5;
    QTest::newRow("gains and leave one out share") << 4 << true << true << false << 8; // whole and S_3 are in both
    QTest::newRow("orders") << 3 << false << false << true << 6;
    QTest::newRow("all of two") << 2 << true << true << true << 5; // none, a, b, ab, ba
    QTest::newRow("nothing but the answer") << 3 << false << false << false << 1;
}

void TestExplain::costIsWhatIsAsked()
{
    QFETCH(int, count);
    QFETCH(int, prompts);
    QFETCH(bool, gains);
    QFETCH(bool, leaveOneOut);
    QFETCH(bool, orders);
    IcdSequence sequence{0, {}};
    for (int i = 0; i < count; ++i)
        sequence.icds.push_back(sequenceOf(0, {{i + 2, i}}).icds.front());
    const ExplainCost cost = explainCost(sequence, {gains, leaveOneOut, orders});
    QCOMPARE(static_cast<int>(cost.prompts), prompts);
    QVERIFY(cost.segments >= cost.prompts);
    // Every segment is one node of the forest, save the opening.
    QVERIFY(explained(sequence, {gains, leaveOneOut, orders}));
    QCOMPARE(cost.segments + 1, m_lvlm.lastNodes);
}

void TestExplain::oneForestForAll()
{
    m_lvlm.calls = 0;
    QVERIFY(explained(sequenceOf(0, {{3, 0}, {5, 1}, {8, 2}}), kAll));
    QCOMPARE(m_lvlm.calls, 1);
}

void TestExplain::editedTextsAreAsked()
{
    IcdSequence sequence = sequenceOf(1, {{2, 0}, {2, 1}});
    const double plain = explained(sequence, {})->probability;
    sequence.icds[1].text = "twelve";
    const auto edited = explained(sequence, kAll);
    QVERIFY(edited);
    QVERIFY(edited->probability != plain);
    QCOMPARE(edited->probability, scoreOf({{2, 2}, 1, {"", "twelve"}}));
    QCOMPARE(edited->gains->steps[0].probability, scoreOf({{2}, 1}));
    QCOMPARE((*edited->leaveOneOut)[0], scoreOf({{2}, 1, {"twelve"}}));
    // Equal samples that say different things are different segments, the data set is untouched.
    PromptForestBuilder builder(m_source, m_support, m_queries);
    const auto leaf = builder.addQuestion(promptOf(sequence));
    QVERIFY(leaf);
    QCOMPARE(builder.path(*leaf), (std::vector<std::int32_t>{1, 10, 102, 2, 10, 102, 56, 2, 11, 101}));
    QCOMPARE((*m_support)[2].answer, std::string("2"));
    sequence.icds[1].text.clear();
    QCOMPARE(explained(sequence, {})->probability, plain);
    QVERIFY(promptOf(sequence).texts.empty());
}

void TestExplain::wrongQuestionsAreErrors()
{
    QCOMPARE(explained(sequenceOf(4, {{0, 0}}), kAll).error().code, ErrorCode::OutOfRange);
    QCOMPARE(explained(sequenceOf(-1, {{0, 0}}), kAll).error().code, ErrorCode::OutOfRange);
    QCOMPARE(explained(sequenceOf(0, {{9, 0}}), kAll).error().code, ErrorCode::OutOfRange);
    data::Sample mute;
    mute.question = "how many";
    const auto queries = std::make_shared<data::Dataset>(
        data::Task::Vqa, data::Split::Validation, "f", Path(), data::SampleTable(std::vector<data::Sample>{mute}));
    QCOMPARE(explain(m_lvlm, m_source, m_support, queries, sequenceOf(0, {{1, 0}}), kAll, {}, 0, {}).error().code,
        ErrorCode::Usage);
}

void TestExplain::findingsComeBack()
{
    auto database = m_project->connect().value();
    IcdSequence sequence = sequenceOf(3, {{2, 1}, {4, 0}});
    sequence.icds[0].text = "zwölf";
    SequenceFindings first;
    first.add(*explained(sequence, kAll));
    QVERIFY(storeFindings(database, scope(), sequence, first, {"hash", "cpu", 7}));
    SequenceFindings second;
    second.answer = Answer{"two", "two cats", "ph", 30, 0.5};
    second.probability = 0.25;
    QVERIFY(storeFindings(database, scope(), sequence, second, {}));
    QVERIFY(storeFindings(database, scope(), sequenceOf(3, {{2, 0}}), second, {}));
    const auto found = readFindings(database, scope(), 3);
    QVERIFY2(found, found ? "" : found.error().text().c_str());
    QCOMPARE(found->size(), std::size_t{2});
    const SequenceFindings& both = found->at(promptOf(sequence));
    QCOMPARE(both.answer->prediction, std::string("two"));
    QCOMPARE(both.answer->score, 30.0);
    QCOMPARE(*both.probability, 0.25); // the newest counts
    QCOMPARE(both.gains->steps[1].gain, first.gains->steps[1].gain);
    QCOMPARE(both.gains->steps[0].position, 1);
    QCOMPARE(*both.leaveOneOut, *first.leaveOneOut);
    QCOMPARE(both.orders->size(), std::size_t{2});
    QCOMPARE((*both.orders)[1].order, (std::vector<int>{1, 0}));
    QVERIFY(!found->at(promptOf(sequenceOf(3, {{2, 0}}))).gains);
    QVERIFY(readFindings(database, scope(), 2)->empty());
}

void TestExplain::findingsOfOthersDoNot_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<bool>("answer");
    QTest::addColumn<bool>("likelihood");
    QTest::newRow("same") << QByteArray() << true << true;
    QTest::newRow("generation") << QByteArray("generation") << false << true;
    QTest::newRow("gate") << QByteArray("gate") << true << false;
    QTest::newRow("model") << QByteArray("lvlm") << false << false;
    QTest::newRow("data") << QByteArray("data") << false << false;
    QTest::newRow("split") << QByteArray("split") << false << false;
    QTest::newRow("task") << QByteArray("task") << false << false;
}

void TestExplain::findingsOfOthersDoNot()
{
    QFETCH(QByteArray, what);
    QFETCH(bool, answer);
    QFETCH(bool, likelihood);
    auto database = m_project->connect().value();
    const IcdSequence sequence = sequenceOf(5, {{1, 0}});
    SequenceFindings one;
    one.answer = Answer{"a", "a", "", kUnknown, 0};
    one.probability = 0.5;
    if (readFindings(database, scope(), 5)->empty())
        QVERIFY(storeFindings(database, scope(), sequence, one, {}));
    FindingsScope other = scope();
    if (what == "generation")
        other.generation = "{}";
    if (what == "gate")
        other.gate = "4.32";
    if (what == "lvlm")
        other.lvlm = "models/y";
    if (what == "data")
        other.data = "c d";
    if (what == "split")
        other.split = data::Split::Train;
    if (what == "task")
        other.task = data::Task::Caption;
    const auto found = readFindings(database, other, 5);
    QVERIFY(found);
    const auto at = found->find(promptOf(sequence));
    QCOMPARE(at != found->end() && at->second.answer.has_value(), answer);
    QCOMPARE(at != found->end() && at->second.probability.has_value(), likelihood);
    if (answer)
        QVERIFY(std::isnan(at->second.answer->score));
}

void TestExplain::damagedRecordsAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("{");
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("wrong type") << QByteArray(R"({"split":3})");
    const QByteArray head = R"({"split":"val","data":"a b","lvlm":"models/x","gate":"current","generation":"{\"beams\":3}",)";
    QTest::newRow("answer is a number") << head + R"("answer":3})";
    QTest::newRow("probability is null") << head + R"("probability":null})";
    QTest::newRow("gains without steps") << head + R"("gains":{"base":1}})";
    QTest::newRow("position outside") << head + R"("gains":{"base":1,"steps":[[7,0.5],[0,0.5]]}})";
    QTest::newRow("position twice") << head + R"("gains":{"base":1,"steps":[[0,0.5],[0,0.5]]}})";
    QTest::newRow("too few left out") << head + R"("leave_one_out":[0.5]})";
    QTest::newRow("order too long") << head + R"("orders":[[[0,1,2],0.5]]})";
    QTest::newRow("order of texts") << head + R"("orders":[["x",0.5]]})";
    QTest::newRow("texts are numbers") << head + R"("texts":[1,2]})";
}

void TestExplain::damagedRecordsAreLeftOut()
{
    QFETCH(QByteArray, result);
    auto database = m_project->connect().value();
    store::IcdSequenceRecord record;
    record.kind = "findings";
    record.task = data::Task::Vqa;
    record.query = 6;
    record.steps = {{1, 0, {}, {}, {}, 0}, {2, 1, {}, {}, {}, 0}};
    record.result = result.toStdString();
    QVERIFY(store::SequenceRepository(database).add(record));
    const auto found = readFindings(database, scope(), 6);
    QVERIFY(found);
    for (const auto& [prompt, one] : *found)
        QVERIFY(!one.answer && !one.probability && !one.gains && !one.leaveOneOut && !one.orders);
}

void TestExplain::whatIfsAreKeptWithTheirParent()
{
    auto database = m_project->connect().value();
    const IcdSequence parent = sequenceOf(2, {{5, 0}, {6, 1}});
    IcdSequence child = sequenceOf(2, {{6, 1}, {5, 0}});
    child.icds[1].text = "forty";
    const auto id = keepWhatIf(database, scope(), "turned round", child, "siir", parent, 0);
    QVERIFY2(id, id ? "" : id.error().text().c_str());
    const auto grandchild = keepWhatIf(database, scope(), "alone", sequenceOf(2, {{6, 0}}), "siir", child, *id);
    QVERIFY(grandchild);
    QCOMPARE(keepWhatIf(database, scope(), "", child, "siir", parent, 0).error().code, ErrorCode::Usage);
    QVERIFY(!keepWhatIf(database, scope(), "orphan", child, "siir", parent, 4711)); // no such parent
    const auto kept = readWhatIfs(database, scope(), 2);
    QVERIFY(kept);
    QCOMPARE(kept->size(), std::size_t{2});
    QCOMPARE((*kept)[0].name, std::string("turned round"));
    QCOMPARE((*kept)[0].strategy, std::string("siir"));
    QCOMPARE(promptOf((*kept)[0].sequence), promptOf(child));
    QCOMPARE((*kept)[0].sequence.icds[0].step, 1);
    QCOMPARE((*kept)[1].parent, *id);
    const auto stored = store::SequenceRepository(database).get((*kept)[0].parent);
    QVERIFY(stored);
    QCOMPARE(stored->kind, std::string("siir"));
    QCOMPARE(stored->steps.front().item, std::int64_t{5});
    QVERIFY(readWhatIfs(database, scope(), 3)->empty());
}

void TestExplain::workbenchAnswersAndExplains()
{
    QVector<Phase> phases;
    auto bench = Workbench::create(m_project, [&](Phase phase, const std::string& name) {
        QVERIFY(!name.empty());
        phases.append(phase);
    });
    QVERIFY2(bench, bench ? "" : bench.error().text().c_str());
    const std::vector<IcdSequence> sequences = {sequenceOf(3, {{2, 0}, {4, 1}}), sequenceOf(0, {})};
    const auto answers = (*bench)->answer(kCaptions, sequences, {});
    QVERIFY2(answers, answers ? "" : answers.error().text().c_str());
    QCOMPARE(phases, (QVector{Phase::LoadingModel, Phase::ReadingReferences, Phase::Asking}));
    QCOMPARE(answers->found.size(), std::size_t{2});
    for (const SequenceFindings& one : answers->found) {
        QVERIFY(one.answer && std::isfinite(one.answer->score));
        QVERIFY(*one.probability > 0 && *one.probability < 1);
    }
    QCOMPARE(answers->scope.lvlm, m_project->config().lvlm);
    QVERIFY(!answers->origin.lvlmHash.empty());
    QCOMPARE(answers->work.answers, std::size_t{2});
    const qsizetype before = phases.size();
    const auto again = (*bench)->answer(kCaptions, sequences, {});
    QVERIFY(again);
    QCOMPARE(phases.mid(before), QVector{Phase::Asking}); // the model is there
    QVERIFY(std::abs(*again->found[0].probability - *answers->found[0].probability) < 1e-6);
    const auto whole = (*bench)->explain(kCaptions, sequences[0], kAll, {});
    QVERIFY(whole && whole->found.front().gains);
    QVERIFY(whole->work.segments > 0);
    QCOMPARE((*bench)->answer(kCaptions, std::vector{sequenceOf(999, {})}, {}).error().code, ErrorCode::OutOfRange);
    // A demonstration can be asked about as a query too.
    QVERIFY((*bench)->answer({data::Task::Caption, data::Split::Train}, sequences, {}));
    // The other task has the same model; an accuracy has the references of its own question only, so each reads its own.
    const qsizetype captions = phases.size();
    QVERIFY((*bench)->answer({data::Task::Vqa, data::Split::Validation}, sequences, {}));
    QCOMPARE(phases.mid(captions),
        (QVector{Phase::LoadingModel, Phase::ReadingReferences, Phase::ReadingReferences, Phase::Asking}));
    std::stop_source stopped;
    stopped.request_stop();
    QCOMPARE((*bench)->explain(kCaptions, sequences[0], kAll, stopped.get_token()).error().code, ErrorCode::Cancelled);
}

void TestExplain::leverWritesAndLeavesOut()
{
    demo::PipelineHooks hooks;
    hooks.run = [this](const std::string& kind, const nlohmann::json& given) -> Result<store::RunId> {
        FULCRUM_TRY(const store::RunId run, jobs::createRun(*m_project, m_registry, kind, given));
        FULCRUM_CHECK(jobs::runJob(m_project, m_registry, run, nullptr));
        return run;
    };
    hooks.resume = [this](store::RunId run) { return jobs::runJob(m_project, m_registry, run, nullptr); };
    const auto chain = demo::runPipeline(m_project, m_registry, demo::quickPipelineSettings(), hooks);
    QVERIFY2(chain, chain ? "" : chain.error().text().c_str());
    auto database = m_project->connect().value();
    auto bench = Workbench::create(m_project).value();
    store::RunId train = 0, other = 0;
    const auto trainings = store::RunRepository(database).list("train").value();
    for (const store::RunRecord& run : trainings)
        (specText(store::RunRepository(database).get(run.parents.front()).value(), "task") == "caption" ? train : other) = run.id;
    WriteRequest request{train, "best", kCaptions, 3, 3, {}};
    const auto written = bench->write(request, {});
    QVERIFY2(written, written ? "" : written.error().text().c_str());
    QCOMPARE(written->sequence.icds.size(), std::size_t{3});
    QVERIFY(written->items > 0);
    for (const IcdStep& icd : written->sequence.icds)
        QVERIFY(icd.probability > 0 && !icd.alternatives.empty());
    QCOMPARE(written->attention.positions, 5); // BOS, query, three demonstrations
    request.excluded = {written->sequence.icds[0].index};
    const auto without = bench->write(request, {});
    QVERIFY(without);
    for (const IcdStep& icd : without->sequence.icds)
        QVERIFY(icd.index != request.excluded.front());
    request.place.split = data::Split::Train;
    request.excluded.clear();
    QVERIFY(bench->write(request, {}));
    request.trainRun = other; // of the other task
    QCOMPARE(bench->write(request, {}).error().code, ErrorCode::Usage);
    request.trainRun = 4711;
    QVERIFY(!bench->write(request, {}));
    // The newest evaluation says how to ask.
    const auto settings = askSettings(*m_project, database, data::Task::Caption);
    QVERIFY(settings && settings->run != 0);
    QVERIFY(!settings->references.empty());
    const auto queries = m_project->dataset(data::Task::Caption, data::Split::Validation).value();
    QCOMPARE(referencesFor(*settings, *queries, settings->references.front()), settings->references);
    std::int64_t outside = 0;
    while (std::find(settings->references.begin(), settings->references.end(), outside) != settings->references.end())
        ++outside;
    QCOMPARE(referencesFor(*settings, *queries, outside).size(), queries->size());
}

QTEST_GUILESS_MAIN(TestExplain)
#include "tst_explain.moc"
