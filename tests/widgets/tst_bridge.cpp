// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sample_facts.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/filter_completion.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/similarity_source.h"
#include "widgets/bridge/sort_text.h"
#include "widgets/bridge/worker.h"
#include "widgets/bridge/workspace_state.h"

#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <cmath>
#include <thread>

using namespace fulcrum;
using bridge::SampleRef;

class TestBridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workerAnswersOnTheGuiThread()
    {
        bridge::Worker worker;
        QObject receiver;
        std::thread::id where;
        int answer = 0;
        worker.run(
            &receiver, [](std::stop_token) { return std::pair(42, std::this_thread::get_id()); },
            [&](const std::pair<int, std::thread::id>& result) {
                answer = result.first;
                where = result.second;
            });
        QTRY_COMPARE(answer, 42);
        QVERIFY(where != std::this_thread::get_id());
        QTRY_VERIFY(worker.idle());
    }

    void workerDropsAnswersForTheDead()
    {
        bridge::Worker worker;
        auto receiver = std::make_unique<QObject>();
        bool called = false;
        worker.run(receiver.get(), [](std::stop_token) { return 1; }, [&](int) { called = true; });
        receiver.reset();
        QTRY_VERIFY(worker.idle());
        QVERIFY(!called);
    }

    void latestKeepsOnlyTheNewest()
    {
        bridge::Worker worker;
        bridge::Latest latest(&worker);
        QObject receiver;
        QVector<int> answers;
        for (int i = 0; i < 5; ++i)
            latest.run(&receiver, [i](std::stop_token) { return i; }, [&](int value) { answers.append(value); });
        QTRY_VERIFY(worker.idle());
        QCOMPARE(answers, QVector<int> {4});
    }

    void workerStopsAtItsEnd()
    {
        std::atomic<bool> stopped = false;
        {
            bridge::Worker worker;
            QObject receiver;
            std::atomic<bool> started = false;
            worker.run(
                &receiver,
                [&](std::stop_token stop) {
                    started = true;
                    while (!stop.stop_requested())
                        std::this_thread::yield();
                    stopped = true;
                    return 0;
                },
                [](int) {});
            while (!started)
                std::this_thread::yield();
        }
        QVERIFY(stopped);
    }

    void stateRemembersVisitedQueries()
    {
        bridge::WorkspaceState state;
        QSignalSpy changed(&state, &bridge::WorkspaceState::currentQueryChanged);
        const SampleRef a {data::Task::Caption, data::Split::Validation, 1}, b {data::Task::Caption, data::Split::Validation, 2},
            c {data::Task::Caption, data::Split::Validation, 3};
        state.setCurrentQuery(a);
        state.setCurrentQuery(b);
        QCOMPARE(changed.size(), 2);
        QVERIFY(state.canGoBack() && !state.canGoForward());
        state.goBack();
        QVERIFY(state.currentQuery() == a);
        state.setCurrentQuery(c); // a new way: b is forgotten
        QVERIFY(!state.canGoForward());
        state.goBack();
        QVERIFY(state.currentQuery() == a);
    }

    void changingTheTaskClearsWhatBelongsToIt()
    {
        bridge::WorkspaceState state;
        state.setCurrentQuery(SampleRef {data::Task::Caption, data::Split::Validation, 1});
        state.setSelection({bridge::SampleSet(1), SampleRef {data::Task::Caption, data::Split::Train, 1}});
        state.setTask(data::Task::Vqa);
        QVERIFY(!state.currentQuery());
        QVERIFY(state.selection().items.isEmpty());
        QVERIFY(!state.canGoBack());
        state.setShots(99);
        QCOMPARE(state.shots(), bridge::WorkspaceState::kMaxShots);
    }

    void ordersAreStoredAsText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("official");
        for (const char* good : {"[\"words\",true]", "[\"used\",false,\"siir\",4]", "[\"score\",true,\"#12\",\"\",0]", "[\"relevance\",false]"})
            QTest::newRow(good) << QString::fromLatin1(good) << false;
        for (const char* bad : {"", "x", "{}", "[]", "[1,2]", "[\"nothing\",false]", "[\"used\"]", "[[[["})
            QTest::newRow(bad) << QString::fromLatin1(bad) << !QString::fromLatin1(bad).contains(QStringLiteral("used"));
    }

    void ordersAreStoredAsText()
    {
        QFETCH(QString, text);
        QFETCH(bool, official);
        const store::SortKey key = bridge::sortFromText(text);
        QCOMPARE(key.column == store::SortColumn::Official, official);
        QVERIFY(bridge::sortFromText(bridge::sortText(key)) == key);
        QVERIFY(!bridge::sortTitle(key).isEmpty());
    }

    void similarTextIsUnderstood_data()
    {
        using Kind = bridge::SimilarText::Kind;
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<qlonglong>("id");
        QTest::newRow("image") << "#391895" << int(Kind::Image) << 391895LL;
        QTest::newRow("text") << "text of #7" << int(Kind::Text) << 7LL;
        QTest::newRow("words") << "a red bus" << int(Kind::Words) << 0LL;
        QTest::newRow("not a number") << "#12a" << int(Kind::Words) << 0LL;
        QTest::newRow("too large") << "#99999999999999999999" << int(Kind::Words) << 0LL;
        QTest::newRow("sign only") << "#" << int(Kind::Words) << 0LL;
        QTest::newRow("empty") << "" << int(Kind::Words) << 0LL;
    }

    void similarTextIsUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(qlonglong, id);
        const bridge::SimilarText what = bridge::parseSimilar(text.toStdString());
        QCOMPARE(int(what.kind), kind);
        if (what.kind != bridge::SimilarText::Kind::Words)
            QCOMPARE(what.id, id);
    }

    void filtersAreCompleted_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("first");
        QTest::newRow("a field") << "wor" << "words:";
        QTest::newRow("behind words") << "red bus answer_t" << "answer_type:";
        QTest::newRow("negated") << "-tag:h" << "tag:hard";
        QTest::newRow("in a group") << "(words:3 |ta" << "tag:";
        QTest::newRow("split") << "split:v" << "split:val";
        QTest::newRow("a plain word") << "zebra" << "";
        QTest::newRow("one letter") << "w" << "";
        QTest::newRow("in quotes") << "\"red ta" << "";
        QTest::newRow("empty") << "" << "";
    }

    void filtersAreCompleted()
    {
        QFETCH(QString, text);
        QFETCH(QString, first);
        store::TagFacts tags;
        tags.names = {"hard", "two words"};
        bridge::CompletionWords words;
        words.vqa = true;
        words.tags = &tags;
        const bridge::Completion found = bridge::completionsFor(text, static_cast<int>(text.size()), words);
        QCOMPARE(found.texts.value(0), first);
        QVERIFY(found.begin >= 0 && found.begin + found.length == text.size());
    }

    void sampleSetsAreRanges()
    {
        const bridge::SampleSet none, one(7);
        QVERIFY(none.isEmpty() && none.indices().empty());
        QCOMPARE(one.indices(), std::vector<std::int32_t> {7});
        const auto order = std::make_shared<const std::vector<std::int32_t>>(std::vector<std::int32_t> {5, 3, 9, 1});
        const bridge::SampleSet some(order, {{0, 1}, {3, 3}});
        QCOMPARE(some.size(), 3);
        QCOMPARE(some.indices(), (std::vector<std::int32_t> {5, 3, 1}));
        QVERIFY(some == bridge::SampleSet(order, {{0, 1}, {3, 3}}));
        QVERIFY(!(some == bridge::SampleSet(nullptr, {{0, 1}, {3, 3}})));
    }

    void registryFindsProblems()
    {
        bridge::ActionRegistry actions;
        actions.add({QStringLiteral("a"), QStringLiteral("A"), QStringLiteral("tip"), QKeySequence(QStringLiteral("Ctrl+A"))});
        QVERIFY(actions.problems().isEmpty());
        actions.add({QStringLiteral("b"), QStringLiteral("B"), {}, QKeySequence(QStringLiteral("Ctrl+A"))});
        QCOMPARE(actions.problems().size(), 2);
        actions.setUnavailable(QStringLiteral("a"), QStringLiteral("because"));
        QVERIFY(!actions.action(QStringLiteral("a"))->isEnabled());
        QCOMPARE(actions.action(QStringLiteral("a"))->toolTip(), QStringLiteral("because"));
        actions.setUnavailable(QStringLiteral("a"), {});
        QVERIFY(actions.action(QStringLiteral("a"))->isEnabled());
        QVERIFY(actions.action(QStringLiteral("a"))->toolTip().startsWith(u"tip"));
    }

    void errorsHaveWordsForPeople()
    {
        for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
            const bridge::ErrorText text = bridge::errorText({ErrorCode(code), "what", "where", "why", "hint"});
            QVERIFY(!text.title.isEmpty());
            QCOMPARE(text.detail, QStringLiteral("what: where: why"));
            QCOMPARE(text.hint, QStringLiteral("hint"));
        }
    }

    void numbersAreShort()
    {
        QLocale::setDefault(QLocale::c());
        QCOMPARE(bridge::share(0.314), QStringLiteral(".31"));
        QCOMPARE(bridge::gain(0.0412), QStringLiteral("+.041"));
        QCOMPARE(bridge::gain(-0.008), QStringLiteral("−.008"));
        QVERIFY(bridge::share(std::nan("")).isEmpty());
        QCOMPARE(bridge::duration(8.2), QStringLiteral("8 s"));
        QCOMPARE(bridge::duration(1500), QStringLiteral("25 min"));
        QCOMPARE(bridge::duration(6 * 3600 + 120), QStringLiteral("6 h 2 min"));
    }
};

QTEST_MAIN(TestBridge)
#include "tst_bridge.moc"
