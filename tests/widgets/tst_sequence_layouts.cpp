// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sequences_fixture.h"
#include "widgets/bridge/sample_export.h"
#include "widgets/views/common.h"
#include "widgets/views/sequence_film.h"
#include "widgets/views/sequence_links.h"

#include <QMenu>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace fulcrum;
using bridge::Lane;
using test::Bench, test::dropOn, test::text;
using views::SequencesPage;

namespace {

QVector<bridge::IcdView> icds(std::initializer_list<int> ids)
{
    QVector<bridge::IcdView> list;
    for (const int id : ids) {
        bridge::IcdView icd;
        icd.id = icd.index = id;
        list.append(icd);
    }
    return list;
}

/// "3 1 2": the demonstrations of a lane in prompt order.
QStringList indices(const Lane& lane)
{
    QStringList list;
    for (const bridge::IcdView& icd : lane.icds)
        list.append(QString::number(icd.index));
    return list;
}

QString messageOf(const SequencesPage& page)
{
    for (const views::MessageCard* card : page.findChildren<views::MessageCard*>())
        if (card->isVisible())
            return card->title();
    return {};
}

} // namespace

class TestSequenceLayouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE); }
    void linksAreFound_data();
    void linksAreFound();
    void columnsAlignPositions();
    void arrowsWalkTheColumns();
    void columnsTakeDrops();
    void diffJoinsAndTints();
    void diffFallsBack();
    void filmIsMadeAlike();
    void filmWithoutEvaluation();
    void filmEndsWithItsSet();
    void filmSaysWhatItCannot();
    void filmSelectsAndWalks();
    void placesSayWhyTheyAreEmpty();
    void lanesAreSentToCompare();
    void arrangementComesBack_data();
    void arrangementComesBack();
    void everythingIsNamed();

private:
    QTemporaryDir m_dir;
    QString m_folder;
    std::int64_t m_inside = -1, m_outside = -1;
};

void TestSequenceLayouts::initTestCase()
{
    qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
    m_folder = m_dir.filePath(QStringLiteral("small.fulcrum"));
    const QString problem = test::makeSequencesProject(m_folder, m_inside, m_outside);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestSequenceLayouts::linksAreFound_data()
{
    QTest::addColumn<QVector<bridge::IcdView>>("first");
    QTest::addColumn<QVector<bridge::IcdView>>("second");
    QTest::addColumn<QString>("links");
    QTest::newRow("nothing") << icds({}) << icds({}) << QString();
    QTest::newRow("one side") << icds({1, 2}) << icds({}) << QString();
    QTest::newRow("none shared") << icds({1, 2}) << icds({3, 4}) << QString();
    QTest::newRow("same places") << icds({1, 2}) << icds({1, 2}) << text("0-0 1-1");
    QTest::newRow("moved") << icds({1, 2, 3}) << icds({3, 2, 9}) << text("1-1 2-0 moved");
    QTest::newRow("twice in one") << icds({1, 1}) << icds({1}) << text("0-0 1-0 moved");
}

void TestSequenceLayouts::linksAreFound()
{
    QFETCH(QVector<bridge::IcdView>, first);
    QFETCH(QVector<bridge::IcdView>, second);
    QStringList found;
    for (const views::SequenceLink& link : views::linksBetween(first, second)) {
        found.append(QStringLiteral("%1-%2").arg(link.first).arg(link.second));
        if (link.isMoved())
            found.append(text("moved"));
    }
    QTEST(found.join(u' '), "links");
}

void TestSequenceLayouts::columnsAlignPositions()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")));
    bench.actions.action(text("seq.columns"))->trigger();
    QVERIFY(bench.page.arrangement() == SequencesPage::Arrangement::Columns);
    QVERIFY(bench.actions.action(text("seq.columns"))->isChecked() && !bench.actions.action(text("seq.lanes"))->isChecked());
    QCOMPARE(bench.page.lanes().size(), bench.board.lanes().size());
    QTest::qWait(0); // the layout
    QVector<int> rows;
    for (const views::LaneView* view : bench.page.lanes()) {
        QCOMPARE(view->width(), views::LaneView::kColumnWidth);
        for (int position = 0; position < view->cards().size(); ++position) {
            const int y = view->cardAt(position)->mapTo(&bench.page, QPoint()).y();
            if (rows.size() <= position)
                rows.append(y);
            QCOMPARE(y, rows[position]);
        }
    }
    QCOMPARE(rows.size(), 3);
    QVERIFY(rows[0] < rows[1] && rows[1] < rows[2]);
    bench.actions.action(text("seq.lanes"))->trigger();
    QVERIFY(bench.view(text("siir"))->orientation() == Qt::Horizontal);
    QVERIFY(bench.view(text("siir"))->width() > views::LaneView::kColumnWidth);
}

void TestSequenceLayouts::arrowsWalkTheColumns()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.view(text("sitr")));
    bench.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.page));
    const auto press = [](int key) { QTest::keyClick(QApplication::focusWidget(), Qt::Key(key)); };
    const auto where = [&]() -> QString {
        const auto& place = bench.board.selected();
        return place ? QStringLiteral("%1 %2").arg(place->lane).arg(place->position) : QString();
    };
    // In lanes: to the side within the lane, up and down to the other lanes.
    bench.view(text("siir"))->cardAt(0)->setFocus();
    press(Qt::Key_Right);
    QCOMPARE(where(), text("siir 1"));
    press(Qt::Key_Down);
    QCOMPARE(where(), text("sitr 1"));
    press(Qt::Key_Up);
    press(Qt::Key_Left);
    press(Qt::Key_Left); // there is nothing further left
    QCOMPARE(where(), text("siir 0"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_C);
    QVERIFY(bench.page.arrangement() == SequencesPage::Arrangement::Columns);
    QTest::qWait(0);
    QCOMPARE(where(), text("siir 0")); // the keyboard stays with the card
    press(Qt::Key_Down);
    QCOMPARE(where(), text("siir 1"));
    press(Qt::Key_Right);
    QCOMPARE(where(), text("sitr 1"));
    press(Qt::Key_Up);
    QCOMPARE(where(), text("sitr 0"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_BracketLeft);
    QCOMPARE(where(), text("siir 0"));
}

void TestSequenceLayouts::columnsTakeDrops()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")));
    bench.page.setArrangement(SequencesPage::Arrangement::Columns);
    QTest::qWait(0);
    bench.board.setEditing(true);
    const auto before = bench.items(bench.lane("siir"));
    const auto support = bench.session.dataset(data::Task::Caption, data::Split::Train);
    std::unique_ptr<QMimeData> samples(bridge::samplesMime(*support, {7}));
    views::LaneView* view = bench.view(text("siir"));
    dropOn(view, samples.get(), view->cardAt(1)->mapTo(view, QPoint(100, 4)));
    QVERIFY(bench.child("siir"));
    QCOMPARE(bench.items(bench.child("siir")), (std::vector<std::int64_t> {before[0], 7, before[1]}));
    // Lanes go to the left or right of each other.
    QMimeData lane;
    lane.setData(text("application/x-fulcrum-lane"), "random");
    dropOn(bench.view(text("siir")), &lane, QPoint(4, 100));
    QTRY_COMPARE(bench.keys().indexOf(text("random")) + 1, bench.keys().indexOf(text("siir")));
    bench.edits.undoStack()->undo();
    bench.board.move(text("random"), 9);
    QTRY_VERIFY(bench.settled() && bench.session.worker().idle());
}

void TestSequenceLayouts::diffJoinsAndTints()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.lane("random"));
    bench.page.setDiff(text("siir"), text("random"));
    bench.actions.action(text("seq.diff"))->trigger();
    QCOMPARE(bench.page.lanes().size(), 2);
    QCOMPARE(bench.page.lanes()[0]->lane().key, text("siir"));
    QCOMPARE(bench.page.lanes()[1]->lane().key, text("random"));
    const auto ofLane = [&](int side) { return bench.page.lanes()[side]->lane().icds; };
    const auto checkTints = [&] {
        const auto links = views::linksBetween(ofLane(0), ofLane(1));
        int tinted = 0;
        for (const views::LaneView* view : bench.page.lanes())
            for (const views::IcdCard* card : view->cards())
                tinted += card->tint().isValid();
        return tinted == ofLane(0).size() + ofLane(1).size() - 2 * links.size();
    };
    QVERIFY(checkTints());
    // A what-if beside what it was made from: all shared, two moved.
    bench.board.setEditing(true);
    const QString draft = bench.board.moveIcd(text("siir"), 0, 1);
    bench.page.setDiff(text("siir"), draft);
    QCOMPARE(bench.page.lanes()[1]->lane().key, draft);
    QCOMPARE(views::linksBetween(ofLane(0), ofLane(1)), (QVector<views::SequenceLink> {{0, 1}, {1, 0}, {2, 2}}));
    QVERIFY(checkTints());
    QVERIFY(!bench.page.lanes()[0]->cardAt(0)->tint().isValid());
    // In the other layouts the tint is gone.
    bench.page.setDiff(text("siir"), text("random"));
    bench.page.setArrangement(SequencesPage::Arrangement::Columns);
    for (const views::LaneView* view : bench.page.lanes())
        for (const views::IcdCard* card : view->cards())
            QVERIFY(!card->tint().isValid());
    bench.edits.undoStack()->undo();
}

void TestSequenceLayouts::diffFallsBack()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    bench.page.setArrangement(SequencesPage::Arrangement::Diff);
    QTRY_VERIFY(bench.settled() && bench.page.lanes().size() == 2);
    for (const auto& [first, second] : {std::pair("", ""), {"nothing", "siir"}, {"siir", "siir"}, {"sttr", "random"}}) {
        bench.page.setDiff(text(first), text(second));
        QCOMPARE(bench.page.lanes().size(), 2);
        QVERIFY(bench.page.lanes()[0]->lane().key != bench.page.lanes()[1]->lane().key);
        for (const views::LaneView* view : bench.page.lanes())
            QVERIFY(view->lane().state == Lane::State::Ready); // STTR has no sequence for captions
    }
    QCOMPARE(bench.page.lanes()[1]->lane().key, text("random"));
}

/// All rows from the same evaluation and seed; what it has not predicted is made as it would have been.
void TestSequenceLayouts::filmIsMadeAlike()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_inside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    for (const char* key : {"siir", "random", "lever-lm"}) {
        bench.page.setFilm(text(key));
        bench.page.setArrangement(SequencesPage::Arrangement::Film);
        QTRY_VERIFY(bench.settled() && !bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
        const auto& rows = bench.page.filmView()->rows();
        bool stored = false;
        for (int row = 0; row < 8; ++row)
            QCOMPARE(rows[row].size(), row + 1);
        for (const int shots : {1, 2, 3}) {
            bench.state.setShots(shots);
            QTRY_VERIFY(bench.settled() && bench.lane(key)->shots == shots);
            if (bench.lane(key)->run == 0)
                continue; // the lane is made now from the whole split: the film stays with the evaluation
            stored = true;
            QStringList shown;
            for (const views::IcdCard* card : bench.page.filmView()->rows()[shots - 1])
                shown.append(QString::number(card->icd().index));
            QCOMPARE(shown, indices(*bench.lane(key)));
        }
        QVERIFY(stored);
    }
    // Similarity: the most similar stands last, so every row ends as the one above.
    bench.page.setFilm(text("siir"));
    QTRY_VERIFY(!bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    const auto& rows = bench.page.filmView()->rows();
    for (int row = 1; row < 8; ++row)
        for (int position = 0; position < row; ++position)
            QCOMPARE(rows[row][position + 1]->icd().index, rows[row - 1][position]->icd().index);
    QVERIFY(bench.page.filmView()->summary().startsWith(text("Growing")));
    for (int row = 1; row < 8; ++row) { // the one that is new, and no other
        QVERIFY(rows[row][0]->tint().isValid());
        QVERIFY(!rows[row][1]->tint().isValid());
    }
}

void TestSequenceLayouts::filmWithoutEvaluation()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 3);
    QTRY_VERIFY(bench.settled() && bench.lane("random") && bench.lane("lever-lm")->icds.size() == 3);
    bench.page.setArrangement(SequencesPage::Arrangement::Film);
    for (const char* key : {"random", "siir", "golden", "lever-lm"}) {
        bench.page.setFilm(text(key));
        QTRY_VERIFY(bench.settled() && !bench.page.isBusy() && bench.page.filmView()->rows().size() >= 3);
        QStringList shown;
        for (const views::IcdCard* card : bench.page.filmView()->rows()[2])
            shown.append(QString::number(card->icd().index));
        QCOMPARE(shown, indices(*bench.lane(key)));
    }
    QVERIFY(!bench.page.filmView()->summary().isEmpty());
    // Another draw is another film.
    bench.page.setFilm(text("random"));
    QTRY_VERIFY(!bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    const std::int64_t first = bench.page.filmView()->rows()[7][0]->icd().index, last = bench.page.filmView()->rows()[7][7]->icd().index;
    bridge::LaneSettings settings;
    settings.randomSeed = 7;
    bench.board.setSettings(settings);
    QTRY_VERIFY(bench.settled() && !bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    const auto& again = bench.page.filmView()->rows()[7];
    QVERIFY(again[0]->icd().index != first || again[7]->icd().index != last);
    bench.board.setSettings({});
    QTRY_VERIFY(bench.settled() && bench.session.worker().idle());
}

void TestSequenceLayouts::filmEndsWithItsSet()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    const auto items = bench.items(bench.lane("siir"));
    bench.board.saveAsSet(text("siir"), text("a pair"));
    bench.page.setFilm(text("set:a pair"));
    bench.page.setArrangement(SequencesPage::Arrangement::Film);
    QTRY_VERIFY(bench.settled() && bench.lane("set:a pair") && !bench.page.isBusy());
    QTRY_COMPARE(bench.page.filmView()->rows().size(), 2);
    QCOMPARE(bench.page.filmView()->rows()[0][0]->icd().index, items[1]); // a shorter prompt is its end
    // A film of what is not there any more is that of the first lane.
    bench.page.setFilm(text("set:nothing"));
    QTRY_VERIFY(!bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    QCOMPARE(bench.page.viewState().value(3), text("set:nothing")); // it may come back
}

void TestSequenceLayouts::filmSaysWhatItCannot()
{
    Lane lane;
    lane.state = Lane::State::Ready;
    lane.strategy = text("siir");
    QVERIFY(bridge::LaneFilm::obstacle(lane).isEmpty());
    lane.kind = Lane::Kind::Draft;
    QVERIFY(!bridge::LaneFilm::obstacle(lane).isEmpty());
    lane.kind = Lane::Kind::Strategy;
    lane.strategy = text("zero-shot");
    QVERIFY(!bridge::LaneFilm::obstacle(lane).isEmpty());
    lane.strategy = text("sttr");
    lane.state = Lane::State::Unavailable;
    lane.reason = text("because");
    QCOMPARE(bridge::LaneFilm::obstacle(lane), text("because"));
    // Without the engine the rows that Lever-LM has yet to write say so; the stored ones are there.
    qputenv("FULCRUM_ENGINE", "/nowhere/engine.so");
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_inside, 2);
    bench.page.setFilm(text("lever-lm"));
    bench.page.setArrangement(SequencesPage::Arrangement::Film);
    QTRY_VERIFY(bench.settled() && !bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    QVERIFY(!bench.page.filmView()->rows()[1].isEmpty());
    QVERIFY(bench.page.filmView()->rows()[7].isEmpty());
}

void TestSequenceLayouts::filmSelectsAndWalks()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    bench.page.setFilm(text("siir"));
    bench.page.setArrangement(SequencesPage::Arrangement::Film);
    QTRY_VERIFY(bench.settled() && !bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    bench.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.page));
    const auto rows = [&]() -> const auto& { return bench.page.filmView()->rows(); };
    rows()[1][0]->setFocus(); // the present number of shots
    QVERIFY(bench.board.selected() && bench.board.selected()->lane == text("siir"));
    QVERIFY(rows()[1][0]->isSelected());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QVERIFY(rows()[2][0]->hasFocus());
    QVERIFY(!bench.board.selected()); // another number of shots: the inspector alone
    QCOMPARE(bench.state.selection().primary->index, rows()[2][0]->icd().index);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QVERIFY(rows()[2][1]->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_BracketRight);
    QVERIFY(rows()[3][0]->hasFocus());
    // A row's name chooses its number of shots; the film is the same.
    QList<QToolButton*> heads = bench.page.filmView()->findChildren<QToolButton*>();
    heads.removeIf([](const QToolButton* head) { return head->isHidden(); });
    QCOMPARE(heads.size(), 8);
    heads[4]->click();
    QCOMPARE(bench.state.shots(), 5);
    QTRY_VERIFY(bench.settled() && rows().size() == 8 && rows()[3][0]->hasFocus());
    const std::int64_t index = rows()[3][0]->icd().index;
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(bench.state.currentQuery()->index, index);
    QVERIFY(bench.state.currentQuery()->split == data::Split::Train);
    QTRY_VERIFY(bench.settled() && !bench.page.isBusy() && rows().size() == 8);
    for (const views::IcdCard* card : rows()[7])
        QVERIFY(card->icd().index != index); // never its own demonstration
    // Nothing can be edited here.
    QVERIFY(!bench.actions.action(text("seq.whatif"))->isEnabled());
    QVERIFY(!bench.actions.action(text("seq.whatif"))->toolTip().isEmpty());
}

void TestSequenceLayouts::placesSayWhyTheyAreEmpty()
{
    Bench bench(m_folder);
    for (const char* id : {"seq.lanes", "seq.columns", "seq.diff", "seq.film"})
        QVERIFY2(!bench.actions.action(text(id))->isEnabled() && !bench.actions.action(text(id))->toolTip().isEmpty(), id);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    const QStringList keys = bench.keys();
    for (const QString& key : keys)
        if (key != u"siir")
            bench.board.setHidden(key, true);
    bench.page.setArrangement(SequencesPage::Arrangement::Diff);
    QVERIFY(messageOf(bench.page).startsWith(text("Fewer than two")));
    bench.page.setArrangement(SequencesPage::Arrangement::Columns);
    QCOMPARE(messageOf(bench.page), QString());
    bench.board.setHidden(text("siir"), true);
    bench.page.setArrangement(SequencesPage::Arrangement::Film);
    QTRY_VERIFY(!bench.page.isBusy());
    QVERIFY(messageOf(bench.page).startsWith(text("No strategy")));
    bench.board.showHidden();
    QTRY_VERIFY(!bench.page.isBusy() && bench.page.filmView()->rows().size() == 8);
    QCOMPARE(messageOf(bench.page), QString());
    bench.session.close();
    QTRY_VERIFY(bench.page.filmView()->rows().isEmpty());
}

void TestSequenceLayouts::lanesAreSentToCompare()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_outside, 2);
    QTRY_VERIFY(bench.settled() && bench.view(text("siir")) && bench.view(text("sttr")));
    QSignalSpy wanted(&bench.page, &SequencesPage::compareWanted);
    QAction* action = bench.actions.action(text("seq.compare"));
    QVERIFY(!action->isEnabled() && !action->toolTip().isEmpty()); // no card is selected
    bench.board.select(bridge::LaneBoard::Place {text("siir"), 1});
    QVERIFY(action->isEnabled());
    action->trigger();
    QCOMPARE(wanted.value(0).value(0).toString(), text("siir"));
    const auto entryOf = [&](const char* key, const std::function<void(QAction*)>& check) {
        const std::unique_ptr<QMenu> menu(bench.view(text(key))->makeMenu());
        for (QAction* one : menu->actions())
            if (one->text() == action->text())
                return check(one);
        QFAIL("no such entry");
    };
    entryOf("random", [](QAction* entry) { entry->trigger(); });
    QCOMPARE(wanted.value(1).value(0).toString(), text("random"));
    entryOf("sttr", [](QAction* entry) { QVERIFY(!entry->isEnabled() && !entry->toolTip().isEmpty()); }); // it has no sequence
    for (const QString& key : bench.keys())
        if (key != u"siir" && key != u"sttr")
            bench.board.setHidden(key, true);
    QVERIFY(!action->isEnabled()); // there is nothing to compare it with
    entryOf("siir", [](QAction* entry) { QVERIFY(!entry->isEnabled() && !entry->toolTip().isEmpty()); });
    bench.board.showHidden();
    QVERIFY(action->isEnabled());
    QTRY_VERIFY(bench.settled() && bench.session.worker().idle());
}

void TestSequenceLayouts::arrangementComesBack_data()
{
    QTest::addColumn<QStringList>("state");
    QTest::addColumn<int>("arrangement");
    QTest::newRow("columns") << QStringList {text("columns"), {}, {}, {}} << 1;
    QTest::newRow("diff") << QStringList {text("diff"), text("set:a b"), text("siir"), {}} << 2;
    QTest::newRow("film") << QStringList {text("film"), {}, {}, text("random")} << 3;
    QTest::newRow("the name alone") << QStringList {text("film")} << 3;
    QTest::newRow("nothing") << QStringList() << 0;
    QTest::newRow("nonsense") << QStringList {text("carousel"), text("x")} << 0;
    QTest::newRow("too much") << QStringList(9, text("lanes")) << 0;
}

void TestSequenceLayouts::arrangementComesBack()
{
    QFETCH(QStringList, state);
    QFETCH(int, arrangement);
    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState workspace;
    bridge::ThumbnailProvider thumbnails;
    bridge::JobMonitor monitor {&session};
    bridge::WorkspaceEdits edits {&session};
    bridge::EngineService engine {&session};
    bridge::LaneBoard board {{&session, &workspace, &edits, &engine, &monitor}};
    SequencesPage page {{&session, &workspace, &board, &thumbnails, &actions}};
    QSignalSpy remembered(&page, &views::Page::viewChanged);
    page.setViewState(state);
    QCOMPARE(static_cast<int>(page.arrangement()), arrangement);
    QVERIFY(arrangement == 0 || !remembered.isEmpty());
    if (state.size() == 4)
        QCOMPARE(page.viewState(), state);
    SequencesPage* again = &page;
    again->setViewState(page.viewState());
    QCOMPARE(static_cast<int>(page.arrangement()), arrangement);
}

void TestSequenceLayouts::everythingIsNamed()
{
    Bench bench(m_folder);
    QTRY_VERIFY(bench.session.isOpen() && !bench.session.datasetsLoading());
    bench.show(m_inside, 3);
    QTRY_VERIFY(bench.settled() && bench.lane("siir"));
    QPalette dark;
    dark.setColor(QPalette::Base, QColor(30, 30, 36));
    dark.setColor(QPalette::Text, Qt::white);
    for (const char* name : {"lanes", "columns", "diff", "film"}) {
        bench.page.setViewState({text(name)});
        QTRY_VERIFY(bench.settled() && !bench.page.isBusy());
        QVERIFY(bench.page.findChild<views::SegmentedControl*>()->isVisible() && bench.page.findChild<QSlider*>()->isVisible());
        for (const views::IcdCard* card : bench.page.findChildren<views::IcdCard*>()) {
            QVERIFY(card->accessibleName().contains(card->icd().text));
            QVERIFY(card->focusPolicy() == Qt::StrongFocus && !card->toolTip().isEmpty());
        }
        for (const QAbstractButton* button : bench.page.findChildren<QAbstractButton*>())
            QVERIFY2(!button->isVisible() || !button->accessibleName().isEmpty() || !button->text().isEmpty(), name);
        bench.page.setPalette(dark); // tints and lines follow
        QVERIFY(!bench.page.grab().isNull());
        bench.page.setPalette({});
    }
    for (auto* button : bench.page.findChildren<views::MenuButton*>()) {
        Q_EMIT button->menu()->aboutToShow();
        QVERIFY(!button->menu()->isEmpty());
        for (const QAction* action : button->menu()->actions())
            QVERIFY(action->isEnabled() || !action->toolTip().isEmpty());
    }
    QCOMPARE(bench.actions.problems(), QStringList());
}

QTEST_MAIN(TestSequenceLayouts)
#include "tst_sequence_layouts.moc"
