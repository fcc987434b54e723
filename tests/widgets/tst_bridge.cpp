// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
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
