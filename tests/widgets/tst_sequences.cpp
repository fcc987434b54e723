// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace_repository.h"
#include "tests/widgets/sequences_fixture.h"
#include "widgets/bridge/sample_export.h"
#include "widgets/charts/step_charts.h"
#include "widgets/dialogs/sample_picker.h"

#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <thread>

using namespace fulcrum;
using bridge::Lane;
using test::Bench, test::dropOn, test::text;

class TestSequences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void editsKeepWhatTheyMust_data();
    void editsKeepWhatTheyMust();
    void editsOutsideChangeNothing();
    void lanesAreStoredOrMadeNow();
    void leverWritesOnTheEngine();
    void answersAreStored();
    void readOnlyProjectsAnswerToo();
    void withoutEngineEverythingSaysWhy();
    void newestQuestionFirst();
    void questionsCanBeTakenBack();
    void inspectorExplains();
    void inspectorShowsAlternatives();
    void editsMakeChildren();
    void editedTextsAreAsked();
    void keptWhatIfsComeBack();
    void excludingMakesAWhatIf();
    void keyboardEdits();
    void dropsInsert();
    void lanesAreDraggedAmongEachOther();
    void dropsOfOthersAreRefused();
    void pickerInserts();
    void demonstrationsCanBeWalkedTo();
    void arrangementIsKept();
    void setsAndSeeds();
    void damagedArrangementIsNone();
    void cardsSayWhatTheyShow();

private:
    QTemporaryDir m_dir;
    QString m_folder;
    std::int64_t m_inside = -1, m_outside = -1; ///< captions: a query that the evaluation has, and one that it has not
};

void TestSequences::initTestCase()
{
    qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
    m_folder = m_dir.filePath(QStringLiteral("small.fulcrum"));
    const QString problem = test::makeSequencesProject(m_folder, m_inside, m_outside);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestSequences::cleanup() { qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE); }

void TestSequences::editsKeepWhatTheyMust_data()
{
    QTest::addColumn<QString>("edit");
    QTest::addColumn<QVector<int>>("items");
    QTest::addColumn<QVector<int>>("steps");
    QTest::newRow("to the right") << text("move 0 2") << QVector<int> {20, 30, 10} << QVector<int> {1, 2, 0};
    QTest::newRow("to the left") << text("move 2 0") << QVector<int> {30, 10, 20} << QVector<int> {2, 0, 1};
    QTest::newRow("neighbours") << text("move 0 1") << QVector<int> {20, 10, 30} << QVector<int> {1, 0, 2};
    QTest::newRow("remove the first") << text("remove 0") << QVector<int> {20, 30} << QVector<int> {0, 1};
    QTest::newRow("remove the last") << text("remove 2") << QVector<int> {10, 20} << QVector<int> {0, 1};
    QTest::newRow("insert in front") << text("insert 0") << QVector<int> {40, 10, 20, 30} << QVector<int> {3, 0, 1, 2};
    QTest::newRow("insert at the end") << text("insert 3") << QVector<int> {10, 20, 30, 40} << QVector<int> {0, 1, 2, 3};
    QTest::newRow("insert far behind") << text("insert 99") << QVector<int> {10, 20, 30, 40} << QVector<int> {0, 1, 2, 3};
}

void TestSequences::editsKeepWhatTheyMust()
{
    QFETCH(QString, edit);
    QFETCH(QVector<int>, items);
    QFETCH(QVector<int>, steps);
    icl::IcdSequence sequence {0, {}};
    for (int i = 0; i < 3; ++i) {
        icl::IcdStep icd;
        icd.index = 10 * (i + 1);
        icd.step = i;
        icd.similarity = 0.5;
        icd.probability = icd.gain = 0.25;
        icd.rank = 1;
        icd.alternatives = {{10, 0.5}};
        sequence.icds.push_back(icd);
    }
    const QStringList words = edit.split(u' ');
    icl::IcdStep added;
    added.index = 40;
    const icl::IcdSequence after = words[0] == u"move" ? bridge::withMoved(sequence, words[1].toInt(), words[2].toInt())
        : words[0] == u"remove"                        ? bridge::withRemoved(sequence, words[1].toInt())
                                                       : bridge::withInserted(sequence, words[1].toInt(), {added});
    QCOMPARE(static_cast<qsizetype>(after.icds.size()), items.size());
    for (qsizetype i = 0; i < items.size(); ++i) {
        const icl::IcdStep& icd = after.icds[static_cast<std::size_t>(i)];
        QCOMPARE(icd.index, std::int64_t(items[i]));
        QCOMPARE(icd.step, steps[i]);
        QVERIFY(std::isnan(icd.probability) && std::isnan(icd.gain) && icd.rank == 0 && icd.alternatives.empty());
        if (icd.index != 40)
            QCOMPARE(icd.similarity, 0.5); // with the query, whatever stands beside it
    }
}

void TestSequences::editsOutsideChangeNothing()
{
    icl::IcdSequence sequence {0, {}};
    sequence.icds.emplace_back();
    sequence.icds[0].probability = 0.5;
    for (const auto& after : {bridge::withMoved(sequence, 0, 1), bridge::withMoved(sequence, -1, 0), bridge::withMoved(sequence, 0, 0),
             bridge::withRemoved(sequence, 1), bridge::withRemoved(sequence, -1), bridge::withInserted(sequence, 0, {}),
             bridge::withText(sequence, 1, "x"), bridge::withText(sequence, 0, "")}) {
        QCOMPARE(after.icds.size(), std::size_t(1));
        QCOMPARE(after.icds[0].probability, 0.5);
    }
    QCOMPARE(bridge::draftId(text("draft:7")), 7);
    for (const char* other : {"", "draft:", "draft:x", "kept:7", "siir"})
        QCOMPARE(bridge::draftId(text(other)), -1);
}

void TestSequences::lanesAreStoredOrMadeNow()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_inside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    QVERIFY(bench.lane("lever-lm")->run != 0);
    QVERIFY(bench.lane("lever-lm")->trainRun != 0);
    QVERIFY(bench.lane("random")->hasPrediction);
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir") && bench.lane("siir")->run == 0);
    QCOMPARE(bench.lane("siir")->icds.size(), 2);
    QVERIFY(!bench.lane("siir")->hasPrediction);
    QVERIFY(std::isfinite(bench.lane("siir")->icds[0].similarity));
    QVERIFY(bench.lane("golden") && bench.lane("golden")->icds.size() == 2); // from D_M
    QVERIFY(bench.lane("sttr")->state == Lane::State::Unavailable);
    QCOMPARE(bench.lane("sttr")->actionId, text("seq.sttrOracle"));
    QVERIFY(bench.actions.action(text("seq.sttrOracle"))->isEnabled());
    bench.actions.action(text("seq.sttrOracle"))->trigger();
    QTRY_VERIFY(bench.settled() && bench.lane("sttr")->state == Lane::State::Ready);
    QVERIFY(bench.lane("sttr")->title.contains(text("oracle")));
    bench.actions.action(text("seq.sttrOracle"))->trigger();
    QTRY_VERIFY(bench.settled() && bench.lane("sttr")->state == Lane::State::Unavailable);
}

void TestSequences::leverWritesOnTheEngine()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.lane("lever-lm") && bench.lane("lever-lm")->state == Lane::State::Ready);
    const Lane& lane = *bench.lane("lever-lm");
    QCOMPARE(lane.icds.size(), 3);
    QVERIFY(lane.run == 0 && lane.trainRun != 0);
    for (const bridge::IcdView& icd : lane.icds)
        QVERIFY(icd.probability > 0 && icd.rank == 1);
    QVERIFY(bench.board.withAlternatives(lane).has_value());
    QVERIFY(bench.board.written(lane)->items > 0);
    bench.state.setShots(0);
    QTRY_VERIFY(bench.settled() && bench.lane("lever-lm")->icds.isEmpty());
    QVERIFY(bench.lane("lever-lm")->state == Lane::State::Ready);
    // Another checkpoint writes anew.
    bench.state.setShots(2);
    bridge::LaneSettings settings = bench.board.arrangement().settings;
    QTRY_VERIFY(bench.settled() && !bench.board.trainings().isEmpty());
    settings.trainRun = bench.board.trainings().first().run;
    settings.checkpoint = text("last");
    bench.board.setSettings(settings);
    QTRY_VERIFY(bench.settled() && bench.lane("lever-lm")->checkpoint == u"last" && bench.lane("lever-lm")->icds.size() == 2);
    bench.board.setSettings({});
    QTRY_VERIFY(bench.settled());
}

void TestSequences::answersAreStored()
{
    QString prediction;
    {
        Bench bench(m_folder);
        QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
        bench.show(m_outside, 2);
        QTRY_VERIFY(bench.settled() && bench.lane("siir"));
        QVERIFY(bench.board.unanswered().contains(text("siir")));
        bench.board.ask({text("siir"), text("siir"), text("nothing")});
        QVERIFY(bench.board.isAsking(*bench.lane("siir")));
        QTRY_VERIFY(bench.settled() && bench.lane("siir")->hasPrediction);
        QVERIFY(std::isfinite(bench.lane("siir")->score));
        QVERIFY(*bench.lane("siir")->findings.probability > 0);
        QVERIFY(bench.engine.secondsForAnswers(1) >= 0);
        prediction = bench.lane("siir")->prediction;
        QVERIFY(!bench.board.unanswered().contains(text("siir")));
        QTRY_VERIFY(bench.session.worker().idle());
    }
    Bench again(m_folder);
    QTRY_VERIFY(again.session.isOpen() && !again.session.datasetsLoading());
    again.show(m_outside, 2);
    QTRY_VERIFY(again.settled() && again.lane("siir"));
    QVERIFY(again.lane("siir")->hasPrediction); // without asking
    QCOMPARE(again.lane("siir")->prediction, prediction);
    again.actions.action(text("seq.askAll"))->trigger();
    QTRY_VERIFY(again.settled() && again.board.unanswered().isEmpty());
    QVERIFY(!again.actions.action(text("seq.askAll"))->isEnabled());
}

void TestSequences::readOnlyProjectsAnswerToo()
{
    Bench bench(m_folder, project::Access::ReadOnly);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 1);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    bench.board.ask({text("siir")});
    QTRY_VERIFY(bench.settled() && bench.lane("siir")->hasPrediction);
    bench.show(m_inside, 1);
    QTRY_VERIFY(bench.settled());
    bench.show(m_outside, 1);
    QTRY_VERIFY(bench.settled() && bench.lane("siir")->run == 0);
    QVERIFY(bench.lane("siir")->hasPrediction); // remembered while the program runs
    QVERIFY(!bench.board.editObstacle().isEmpty());
}

void TestSequences::withoutEngineEverythingSaysWhy()
{
    qputenv("FULCRUM_ENGINE", "/nowhere/engine.so");
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    QVERIFY(bench.lane("lever-lm")->state == Lane::State::Unavailable);
    QVERIFY(bench.lane("lever-lm")->reason.contains(text("engine")));
    QVERIFY(!bench.board.askObstacle().isEmpty());
    bench.board.select(bridge::LaneBoard::Place {text("siir"), 0});
    for (const char* id : {"seq.ask", "seq.askAll", "seq.gains", "seq.leaveOneOut", "seq.orders"}) {
        QVERIFY2(!bench.actions.action(text(id))->isEnabled(), id);
        QCOMPARE(bench.actions.action(text(id))->toolTip(), bench.board.askObstacle());
    }
    for (const QPushButton* button : bench.inspector.computeButtons()) {
        QVERIFY(button->isVisible() && !button->isEnabled());
        QVERIFY(!button->toolTip().isEmpty());
    }
    bench.board.ask({text("siir")}); // nothing happens
    bench.board.explain(text("siir"), {true, true, true});
    QVERIFY(bench.engine.idle());
    // Sequences can be edited all the same.
    bench.board.setEditing(true);
    QVERIFY(!bench.board.removeIcd(text("siir"), 0).isEmpty());
    QVERIFY(bench.child("siir"));
    bench.edits.undoStack()->undo();
}

void TestSequences::newestQuestionFirst()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    QStringList order;
    std::atomic<bool> hasBegun = false, mayGoOn = false;
    const auto ask = [&](const char* name, bool waits) {
        bench.engine.ask(
            &bench.board,
            [&hasBegun, &mayGoOn, waits](icl::Workbench&, std::stop_token) -> Result<int> {
                hasBegun = true;
                while (waits && !mayGoOn)
                    std::this_thread::yield();
                return 1;
            },
            [&order, name](const Result<int>& result) { order.append(text(name) + (result ? QString() : text(" failed"))); });
    };
    ask("first", true);
    QTRY_VERIFY(hasBegun);
    ask("second", false);
    ask("third", false);
    mayGoOn = true;
    QTRY_VERIFY(bench.engine.idle());
    QCOMPARE(order, (QStringList {text("first"), text("third"), text("second")}));
}

void TestSequences::questionsCanBeTakenBack()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    std::optional<ErrorCode> code;
    const auto waiting = [](icl::Workbench&, std::stop_token stop) -> Result<int> {
        while (!stop.stop_requested())
            std::this_thread::yield();
        return fail(ErrorCode::Cancelled, "stopped");
    };
    std::stop_source stop = bench.engine.ask(&bench.board, waiting, [&](const Result<int>& result) { code = result.error().code; });
    QVERIFY(!bench.engine.idle());
    stop.request_stop();
    QTRY_VERIFY(bench.engine.idle());
    QVERIFY(code == ErrorCode::Cancelled);
    // Closing the project stops what runs and drops what waits.
    code.reset();
    bool second = false;
    bench.engine.ask(&bench.board, waiting, [&](const Result<int>& result) { code = result.error().code; });
    bench.engine.ask(&bench.board, waiting, [&](const Result<int>& result) { second = !result; });
    bench.session.close();
    QTRY_VERIFY(bench.engine.idle());
    QVERIFY(code == ErrorCode::Cancelled && second);
    // A receiver that is gone gets nothing.
    auto receiver = std::make_unique<QObject>();
    bench.engine.ask(
        receiver.get(), [](icl::Workbench&, std::stop_token) -> Result<int> { return 1; }, [](const Result<int>&) { QFAIL("called"); });
    receiver.reset();
    QTRY_VERIFY(bench.engine.idle());
}

void TestSequences::inspectorExplains()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    bench.board.select(bridge::LaneBoard::Place {text("siir"), 1});
    const auto buttons = bench.inspector.computeButtons();
    for (QPushButton* button : buttons)
        QVERIFY(button->isVisible() && button->isEnabled());
    for (QPushButton* button : buttons) {
        button->click();
        QTRY_VERIFY(bench.settled());
        QVERIFY(!button->isVisible());
    }
    QCOMPARE(bench.inspector.waterfall()->steps().size(), 4);
    QCOMPARE(bench.inspector.leaveOneOut()->rows().size(), 3);
    QVERIFY(bench.inspector.leaveOneOut()->rows()[1].marked);
    QCOMPARE(bench.inspector.orders()->points().size(), 6);
    QVERIFY(bench.inspector.orders()->points()[0].marked);
    QVERIFY(bench.engine.secondsFor({6, 12}) >= 0);
    const Lane& lane = *bench.lane("siir");
    QVERIFY(std::isfinite(lane.icds[0].gain)); // on the cards too
    const double whole = *lane.findings.probability;
    QCOMPARE(bench.inspector.leaveOneOut()->rows()[0].amount, whole - (*lane.findings.leaveOneOut)[0]);
    // They are stored: another query and back.
    QTRY_VERIFY(bench.session.worker().idle());
    bench.show(m_inside, 3);
    QTRY_VERIFY(bench.settled());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.lane("siir")->findings.orders);
    for (const QWidget* chart : std::initializer_list<const QWidget*> {
             bench.inspector.waterfall(), bench.inspector.leaveOneOut(), bench.inspector.orders()}) {
        QVERIFY(!chart->accessibleName().isEmpty());
        QVERIFY(!chart->accessibleDescription().isEmpty());
    }
}

void TestSequences::inspectorShowsAlternatives()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    QVERIFY(bench.inspector.alternatives()->rows().isEmpty());
    bench.show(m_inside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    for (const char* key : {"siir", "lever-lm"}) {
        QVERIFY(bench.lane(key)->run != 0); // stored without alternatives: found again
        bench.board.select(bridge::LaneBoard::Place {text(key), 1});
        QTRY_VERIFY(bench.settled() && !bench.inspector.alternatives()->rows().isEmpty());
        int marked = 0;
        for (const auto& row : bench.inspector.alternatives()->rows())
            marked += row.marked;
        QCOMPARE(marked, 1);
    }
    // The second step of Lever-LM looks at BOS, the query and the first demonstration.
    QVERIFY(bench.inspector.attention()->isVisible());
    const int step = bench.lane("lever-lm")->icds[1].step;
    QCOMPARE(bench.inspector.attention()->columns().size(), step + 2);
    QCOMPARE(bench.inspector.attention()->rows().size(), 2); // the mean, and the one head of the fake
    for (const double share : bench.inspector.attention()->rows()[0].shares)
        QVERIFY(std::abs(share - 1.0 / (step + 2)) < 1e-6);
    bench.board.select(bridge::LaneBoard::Place {text("random"), 0});
    QVERIFY(!bench.inspector.attention()->isVisible());
    QVERIFY(bench.inspector.alternatives()->rows().isEmpty());
    QVERIFY(!bench.board.alternativesObstacle(*bench.lane("random")).isEmpty());
}

void TestSequences::editsMakeChildren()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    const auto before = bench.items(bench.lane("siir"));
    bench.board.setEditing(true);
    const QString draft = bench.board.moveIcd(text("siir"), 0, 1);
    QVERIFY(!draft.isEmpty());
    QCOMPARE(bench.items(bench.lane("siir")), before); // what it was made from stays
    const Lane* child = bench.child("siir");
    QVERIFY(child && child->key == draft && child->kind == Lane::Kind::Draft);
    QCOMPARE(bench.items(child), (std::vector<std::int64_t> {before[1], before[0]}));
    QCOMPARE(bench.keys().indexOf(draft), bench.keys().indexOf(text("siir")) + 1);
    QCOMPARE(bench.board.selected()->lane, draft);
    QCOMPARE(bench.board.selected()->position, 1);
    // It is asked by itself, and beside its parent.
    QTRY_VERIFY(bench.settled() && bench.board.find(draft)->delta.known);
    child = bench.board.find(draft);
    QCOMPARE(child->delta.score, child->score - bench.lane("siir")->findings.answer->score);
    QCOMPARE(child->delta.probability, *child->findings.probability - *bench.lane("siir")->findings.probability);
    // Edits of a what-if change it, and can be taken back one by one.
    QCOMPARE(bench.board.removeIcd(draft, 0), draft);
    QCOMPARE(bench.board.find(draft)->icds.size(), 1);
    QUndoStack* stack = bench.edits.undoStack();
    stack->undo();
    QCOMPARE(bench.board.find(draft)->icds.size(), 2);
    stack->undo();
    QVERIFY(!bench.board.find(draft));
    QVERIFY(!bench.board.selected());
    stack->redo();
    stack->redo();
    QCOMPARE(bench.board.find(draft)->icds.size(), 1);
    // From lane to lane a copy comes.
    const auto random = bench.items(bench.lane("random"));
    bench.board.insertIcds(draft, 0, {bench.lane("random")->sequence.icds[0]});
    QCOMPARE(bench.items(bench.board.find(draft)).front(), random[0]);
    QCOMPARE(bench.items(bench.lane("random")), random);
    // All of a query's what-ifs are there when one comes back to it.
    bench.show(m_inside, 2);
    QTRY_VERIFY(bench.settled());
    QVERIFY(!bench.board.find(draft));
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.board.find(draft));
    bench.board.discard(draft);
    QVERIFY(!bench.board.find(draft));
    // Nothing that makes no difference makes a what-if.
    QVERIFY(bench.board.moveIcd(text("siir"), 1, 1).isEmpty());
    QVERIFY(bench.board.removeIcd(text("siir"), 7).isEmpty());
    QVERIFY(bench.board.removeIcd(text("nothing"), 0).isEmpty());
    QVERIFY(bench.board.insertIcds(text("siir"), 0, std::vector<icl::IcdStep>(99)).isEmpty());
    QVERIFY(!bench.child("siir"));
}

void TestSequences::editedTextsAreAsked()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2, data::Task::Vqa);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    const QString own = bench.lane("siir")->icds[1].answer;
    QVERIFY(bench.board.setText(text("siir"), 1, text(" %1 ").arg(own)).isEmpty() || own.isEmpty());
    const QString draft = bench.board.setText(text("siir"), 1, text("forty-two"));
    QCOMPARE(bench.board.find(draft)->icds[1].answer, text("forty-two"));
    QVERIFY(bench.board.find(draft)->icds[1].edited);
    QTRY_VERIFY(bench.settled() && bench.board.find(draft)->delta.known);
    QVERIFY(bench.board.find(draft)->delta.probability != 0); // the model was told something else
    bench.board.setText(draft, 1, own);
    QVERIFY(!bench.board.find(draft)->icds[1].edited);
    QTRY_VERIFY(bench.settled() && bench.board.find(draft)->delta.known);
    QCOMPARE(bench.board.find(draft)->delta.probability, 0.0); // the same prompt again
    const auto support = bench.session.dataset(data::Task::Vqa, data::Split::Train);
    QVERIFY((*support)[static_cast<std::size_t>(bench.lane("siir")->icds[1].index)].answer != "forty-two");
}

void TestSequences::keptWhatIfsComeBack()
{
    {
        Bench bench(m_folder);
        QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
        bench.show(m_outside, 2);
        QTRY_VERIFY(bench.settled() && bench.lane("sitr"));
        const QString draft = bench.board.setText(text("sitr"), 0, text("something else"));
        QTRY_VERIFY(bench.settled() && bench.board.find(draft)->hasPrediction);
        bench.board.keep(draft, text("  mine  "));
        QTRY_VERIFY(bench.settled() && bench.child("sitr") && bench.child("sitr")->kind == Lane::Kind::Kept);
        QVERIFY(!bench.board.find(draft));
        QTRY_VERIFY(bench.session.worker().idle());
    }
    Bench again(m_folder);
    QTRY_VERIFY(again.session.isOpen() && !again.session.datasetsLoading());
    again.show(m_outside, 2);
    QTRY_VERIFY(again.settled() && again.child("sitr"));
    const Lane kept = *again.child("sitr");
    QCOMPARE(kept.title, text("mine"));
    QCOMPARE(kept.icds[0].text, text("something else"));
    QVERIFY(kept.hasPrediction && kept.delta.known);
    // Edits of what is kept make a child of it.
    const QString draft = again.board.removeIcd(kept.key, 1);
    QCOMPARE(again.board.find(draft)->parent, kept.key);
    QCOMPARE(again.board.find(kept.key)->icds.size(), 2);
    again.board.keep(draft, text("smaller"));
    QTRY_VERIFY(again.settled() && again.keys().filter(text("kept:")).size() == 2);
    for (const Lane& lane : again.board.lanes())
        if (lane.title == u"smaller")
            QCOMPARE(lane.parent, kept.key);
    again.board.keep(text("draft:99"), text("nothing"));
    QVERIFY(again.settled());
}

void TestSequences::excludingMakesAWhatIf()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("lever-lm") && bench.lane("lever-lm")->icds.size() == 2);
    const std::int64_t excluded = bench.lane("lever-lm")->icds[0].index;
    bench.board.regenerateWithout(text("lever-lm"), 0);
    QTRY_VERIFY(bench.settled() && bench.child("lever-lm"));
    for (const bridge::IcdView& icd : bench.child("lever-lm")->icds)
        QVERIFY(icd.index != excluded);
    QCOMPARE(bench.edits.undoStack()->count(), 1);
    bench.board.regenerateWithout(text("siir"), 0); // nobody wrote it
    QVERIFY(bench.settled());
}

void TestSequences::keyboardEdits()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")));
    bench.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.page));
    bench.view(text("siir"))->cardAt(0)->setFocus();
    QCOMPARE(bench.board.selected()->lane, text("siir"));
    QVERIFY(!bench.actions.action(text("seq.moveRight"))->isEnabled()); // says: turn what-if mode on first
    QVERIFY(!bench.actions.action(text("seq.moveRight"))->toolTip().isEmpty());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_W);
    QVERIFY(bench.board.isEditing());
    const auto before = bench.items(bench.lane("siir"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right, Qt::ControlModifier);
    const Lane* draft = bench.child("siir");
    QVERIFY(draft);
    const QString key = draft->key;
    QCOMPARE(bench.items(draft), (std::vector<std::int64_t> {before[1], before[0], before[2]}));
    const auto* card = qobject_cast<views::IcdCard*>(QApplication::focusWidget());
    QVERIFY(card && card->position() == 1 && card->icd().index == before[0]); // the keyboard went with it
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QCOMPARE(bench.items(bench.board.find(key)), (std::vector<std::int64_t> {before[1], before[2]}));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F2);
    auto* dialog = bench.page.findChild<QInputDialog*>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    dialog->setTextValue(text("a blue square"));
    dialog->accept();
    QTRY_COMPARE(bench.board.find(key)->icds[1].text, text("a blue square"));
    QTest::keyClick(&bench.page, Qt::Key_K);
    QTRY_VERIFY(bench.page.findChildren<QInputDialog*>().size() >= 1);
    for (auto* one : bench.page.findChildren<QInputDialog*>())
        one->reject();
    QTRY_VERIFY(bench.settled());
}

void TestSequences::dropsInsert()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")));
    const auto support = bench.session.dataset(data::Task::Caption, data::Split::Train);
    const auto before = bench.items(bench.lane("siir"));
    std::unique_ptr<QMimeData> samples(bridge::samplesMime(*support, {7, 9}));
    views::LaneView* view = bench.view(text("siir"));
    const auto drop = [&](QMimeData* content, const QPoint& at) {
        dropOn(view, content, at);
    };
    const auto at = [&](int position) {
        const views::IcdCard* card = view->cardAt(position);
        return card->mapTo(view, QPoint(2, 20));
    };
    drop(samples.get(), at(1));
    QVERIFY(!bench.child("siir")); // not in what-if mode
    bench.board.setEditing(true);
    drop(samples.get(), at(1));
    const Lane* draft = bench.child("siir");
    QVERIFY(draft);
    QCOMPARE(bench.items(draft), (std::vector<std::int64_t> {before[0], 7, 9, before[1]}));
    // A card of another lane.
    QMimeData card;
    card.setData(text("application/x-fulcrum-icd"), R"({"lane":"random","position":0})");
    view = bench.view(draft->key);
    QVERIFY(view);
    drop(&card, at(0));
    QCOMPARE(bench.items(bench.child("siir")).front(), bench.items(bench.lane("random")).front());
    QCOMPARE(bench.child("siir")->icds.size(), 5);
}

void TestSequences::lanesAreDraggedAmongEachOther()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("random")));
    QMimeData lane;
    lane.setData(text("application/x-fulcrum-lane"), "random");
    const auto placeOf = [&](const char* key) { return bench.keys().indexOf(text(key)); };
    QVERIFY(placeOf("random") > placeOf("siir"));
    views::LaneView* siir = bench.view(text("siir"));
    dropOn(siir, &lane, QPoint(40, 2)); // its upper half
    QTRY_COMPARE(placeOf("random") + 1, placeOf("siir"));
    dropOn(bench.view(text("siir")), &lane, QPoint(40, siir->height() - 2));
    QTRY_COMPARE(placeOf("siir") + 1, placeOf("random"));
    QMimeData unknown;
    unknown.setData(text("application/x-fulcrum-lane"), "no such lane");
    const auto before = bench.keys();
    dropOn(bench.view(text("siir")), &unknown, QPoint(40, 2));
    QCoreApplication::processEvents();
    QCOMPARE(bench.keys(), before);
}

void TestSequences::dropsOfOthersAreRefused()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")));
    bench.board.setEditing(true);
    views::LaneView* view = bench.view(text("siir"));
    QSignalSpy refused(view, &views::LaneView::dropRefused);
    const auto drop = [&](const QString& type, const QByteArray& content) {
        QMimeData mime;
        mime.setData(type, content);
        dropOn(view, &mime, QPoint(400, 40));
    };
    const QString samples = QString::fromLatin1(bridge::kSampleMimeType), card = text("application/x-fulcrum-icd");
    drop(samples, R"({"task":"caption","split":"val","ids":[200]})");
    drop(samples, R"({"task":"vqa","split":"train","ids":[1000]})");
    drop(samples, "not JSON");
    QCOMPARE(refused.size(), 3);
    drop(samples, R"({"task":"caption","split":"train","ids":[-5,"x",99999999]})"); // no such samples
    drop(card, R"({"lane":"random","position":99})");
    drop(card, R"({"lane":"nothing","position":0})");
    drop(card, "[]");
    drop(text("text/plain"), "100");
    QVERIFY(!bench.child("siir"));
    QByteArray many = R"({"task":"caption","split":"train","ids":[100)";
    for (int i = 1; i < 20; ++i)
        many += "," + QByteArray::number(100 + i);
    drop(samples, many + "]}");
    QCOMPARE(refused.size(), 4);
}

void TestSequences::pickerInserts()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    dialogs::SamplePicker picker(&bench.session, data::Task::Caption, &bench.thumbnails);
    QSignalSpy chosen(&picker, &dialogs::SamplePicker::chosen);
    std::vector<std::int64_t> samples;
    connect(&picker, &dialogs::SamplePicker::chosen, this, [&](const std::vector<std::int64_t>& which) { samples = which; });
    picker.show();
    QTRY_COMPARE(picker.list()->model()->rowCount(), 40);
    picker.searchBox()->setText(text("id:105"));
    QTRY_COMPARE(picker.list()->model()->rowCount(), 1);
    QTest::keyClick(picker.searchBox(), Qt::Key_Return);
    QCOMPARE(samples, std::vector<std::int64_t> {5});
    picker.show();
    picker.searchBox()->setText(text("zebra"));
    QTRY_COMPARE(picker.list()->model()->rowCount(), 0);
    QTest::keyClick(picker.searchBox(), Qt::Key_Return); // nothing to take
    QVERIFY(picker.isVisible());
    // Insert on the page opens one.
    bench.board.setEditing(true);
    bench.board.select(bridge::LaneBoard::Place {text("siir"), 0});
    bench.actions.action(text("seq.insertIcd"))->trigger();
    auto* own = bench.page.findChild<dialogs::SamplePicker*>();
    QVERIFY(own && own->isVisible());
    QTRY_COMPARE(own->list()->model()->rowCount(), 40);
    Q_EMIT own->chosen({3});
    QVERIFY(bench.child("siir"));
    QCOMPARE(bench.items(bench.child("siir")).front(), std::int64_t(3));
    own->reject();
}

void TestSequences::demonstrationsCanBeWalkedTo()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")));
    views::IcdCard* card = bench.view(text("siir"))->cardAt(0);
    const std::int64_t index = card->icd().index;
    QTest::mouseDClick(card, Qt::LeftButton);
    QVERIFY(bench.state.currentQuery()->split == data::Split::Train);
    QCOMPARE(bench.state.currentQuery()->index, index);
    QTRY_VERIFY(bench.settled() && bench.lane("siir") && bench.lane("siir")->sequence.query == index);
    for (const bridge::IcdView& icd : bench.lane("siir")->icds)
        QVERIFY(icd.index != index); // never its own demonstration
    QVERIFY(bench.lane("siir")->run == 0); // an evaluation has validation queries only
    bench.board.ask({text("siir")});
    QTRY_VERIFY(bench.settled() && bench.lane("siir")->hasPrediction);
    QTRY_VERIFY(bench.lane("lever-lm")->state == Lane::State::Ready);
    bench.state.goBack();
    QTRY_VERIFY(bench.settled() && bench.lane("siir")->sequence.query == m_outside);
    QVERIFY(bench.state.currentQuery()->split == data::Split::Validation);
}

void TestSequences::arrangementIsKept()
{
    QStringList natural;
    {
        Bench bench(m_folder);
        QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
        bench.show(m_outside, 2);
        QTRY_VERIFY(bench.settled() && bench.lane("siir"));
        natural = bench.keys();
        bench.board.setHidden(text("sitr"), true);
        QVERIFY(!bench.keys().contains(text("sitr")));
        QVERIFY(bench.lane("sitr")); // still known
        bench.board.setPinned(text("random"), true);
        QCOMPARE(bench.keys().first(), text("random"));
        bench.board.move(text("siir"), -1);
        QVERIFY(bench.keys().indexOf(text("siir")) < bench.keys().indexOf(text("lever-lm")));
        bench.board.move(text("random"), 1); // pinned ones stay on top
        QCOMPARE(bench.keys().first(), text("random"));
        bench.board.move(text("nothing"), 1);
        QVERIFY(bench.actions.action(text("seq.showHidden"))->isEnabled());
        QTRY_VERIFY(bench.session.worker().idle());
    }
    Bench again(m_folder);
    QTRY_VERIFY(again.session.isOpen() && !again.session.datasetsLoading());
    again.show(m_outside, 2);
    QTRY_VERIFY(again.settled() && again.lane("siir"));
    QCOMPARE(again.keys().first(), text("random"));
    QVERIFY(!again.keys().contains(text("sitr")));
    again.actions.action(text("seq.showHidden"))->trigger();
    QVERIFY(again.keys().contains(text("sitr")));
    again.board.setPinned(text("random"), false);
    QTRY_VERIFY(again.session.worker().idle());
    // Everything in the menu of a lane works or says why not.
    const std::unique_ptr<QMenu> menu(again.view(text("lever-lm"))->makeMenu());
    QVERIFY(menu->actions().size() > 6);
    for (const QAction* action : menu->actions())
        QVERIFY(action->isSeparator() || action->isEnabled() || !action->toolTip().isEmpty());
}

void TestSequences::setsAndSeeds()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    const auto items = bench.items(bench.lane("siir"));
    bench.board.saveAsSet(text("siir"), text("golden pair"));
    QTRY_VERIFY(bench.settled() && bench.lane("set:golden pair"));
    QCOMPARE(bench.items(bench.lane("set:golden pair")), items);
    bench.state.setShots(8); // it has only two
    QTRY_VERIFY(bench.settled() && bench.lane("set:golden pair")->icds.size() == 2);
    bench.state.setShots(2);
    QTRY_VERIFY(bench.settled());
    const auto drawn = bench.items(bench.lane("random"));
    bridge::LaneSettings settings;
    settings.randomSeed = 7;
    bench.board.setSettings(settings);
    QTRY_VERIFY(bench.settled() && bench.lane("random")->seed == 7);
    QVERIFY(bench.items(bench.lane("random")) != drawn);
    bench.board.setSettings({});
    QTRY_VERIFY(bench.settled() && bench.items(bench.lane("random")) == drawn);
    // A set of another data set says so.
    const auto project = bench.session.project();
    auto database = project->connect().value();
    QVERIFY(store::WorkspaceRepository(database).saveIcdSet({"far away", data::Task::Caption, {bench.board.support()->id(1), 4711}, ""}));
    bench.board.reload();
    QTRY_VERIFY(bench.settled() && bench.lane("set:far away"));
    QVERIFY(bench.lane("set:far away")->state == Lane::State::Unavailable);
    QVERIFY(bench.lane("set:far away")->reason.contains(text("4711")));
    QVERIFY(store::WorkspaceRepository(database).removeIcdSet("far away"));
}

void TestSequences::damagedArrangementIsNone()
{
    for (const char* document : {"", "[]", R"({"order":3,"hidden":[1,null],"randomSeed":"x","checkpoint":7,"trainRun":"y"})"}) {
        Bench bench(m_folder);
        QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
        auto database = bench.session.project()->connect().value();
        QVERIFY(store::WorkspaceRepository(database).saveDocument("lanes", "caption", document));
        bench.show(m_outside, 2);
        QTRY_VERIFY(bench.settled() && bench.lane("siir"));
        QCOMPARE(bench.board.arrangement().settings, bridge::LaneSettings());
        QVERIFY(bench.keys().contains(text("lever-lm")));
    }
}

void TestSequences::cardsSayWhatTheyShow()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("lever-lm")) && !bench.view(text("lever-lm"))->cards().isEmpty());
    for (const views::LaneView* view : bench.page.lanes()) {
        QVERIFY(!view->accessibleName().isEmpty());
        for (const views::IcdCard* card : view->cards()) {
            QVERIFY(card->accessibleName().contains(card->icd().text));
            QVERIFY(!card->toolTip().isEmpty());
            QVERIFY(card->focusPolicy() == Qt::StrongFocus);
        }
        for (const QAbstractButton* button : view->findChildren<QAbstractButton*>())
            QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), qPrintable(view->lane().key));
    }
    QCOMPARE(bench.actions.problems(), QStringList());
}

QTEST_MAIN(TestSequences)
#include "tst_sequences.moc"
