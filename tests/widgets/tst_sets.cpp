// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/icd_set_file.h"
#include "tests/widgets/compare_fixture.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/set_facts.h"
#include "widgets/charts/histogram_chart.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/job_form_dialog.h"
#include "widgets/dialogs/set_source_dialog.h"
#include "widgets/models/set_list_model.h"
#include "widgets/views/common.h"
#include "widgets/views/set_canvas.h"
#include "widgets/views/set_facts_view.h"
#include "widgets/views/sets_page.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDropEvent>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using fulcrum::test::ProjectFixture;

namespace {

QString text(const char* latin) { return QString::fromLatin1(latin); }

int idOf(int index) { return ProjectFixture::idOf(data::Split::Train, index); }

struct Bench : test::SharedParts
{
    views::SetsPage page {{&session, &state, &edits, &monitor, &thumbnails, &actions}};

    explicit Bench(const ProjectFixture& project, project::Access access = project::Access::ReadWrite)
    {
        page.resize(1200, 800);
        page.show();
        session.open(project.folder(), access);
    }
    bool settled() { return session.isOpen() && !session.datasetsLoading() && session.worker().idle() && !page.isBusy(); }
    bridge::IcdSets* sets() { return edits.sets(); }
    QString add(const char* name, const std::vector<int>& indices)
    {
        bridge::IcdSet set;
        set.name = name;
        set.task = data::Task::Caption;
        for (const int index : indices)
            set.items.push_back(idOf(index));
        return sets()->add(set, {icl::SetOrigin::Kind::Hand, 0, {}});
    }
    std::vector<std::int64_t> items(const char* name) { return sets()->find(text(name))->items; }
    QAction* action(const char* id) { return actions.action(text(id)); }
};

std::vector<std::int64_t> idsOf(const std::vector<int>& indices)
{
    std::vector<std::int64_t> ids;
    for (const int index : indices)
        ids.push_back(idOf(index));
    return ids;
}

} // namespace

class TestSets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesCanBeUndone()
    {
        ProjectFixture project;
        Bench bench(project);
        QTRY_VERIFY(bench.settled());
        models::SetListModel model(bench.sets());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(bench.add("a", {1, 2, 3}), text("a"));
        QCOMPARE(bench.add("a", {4}), text("a (2)")); // nothing is overwritten
        QVERIFY(bench.add("none", {}).isEmpty());
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.setData(model.index(0, 0), text("  b  ")));
        QVERIFY(bench.sets()->find(text("b")) && !bench.sets()->find(text("a")));
        QVERIFY(!model.setData(model.index(model.rowOf(text("b")), 0), text("a (2)"))); // taken
        QVERIFY(!model.setData(model.index(0, 0), QString()));
        QVERIFY(!model.setData(QModelIndex(), text("x")));
        QCOMPARE(bench.sets()->of(data::Task::Vqa).size(), 0);
        bench.sets()->remove(text("b"));
        QCOMPARE(model.rowCount(), 1);
        for (int i = 0; i < 2; ++i)
            bench.edits.undoStack()->undo();
        QTRY_VERIFY(bench.settled());
        QCOMPARE(bench.items("a"), idsOf({1, 2, 3}));
        // What is shown is what is stored.
        auto database = bench.session.project()->connect().value();
        const auto stored = store::WorkspaceRepository(database).icdSets().value();
        QCOMPARE(stored.size(), std::size_t {2});
        QCOMPARE(stored[0].name, std::string("a"));
        QCOMPARE(bridge::IcdSets::originOf(stored[0]).kind, icl::SetOrigin::Kind::Hand);
        QVERIFY(stored[0].created > 0);
        while (bench.edits.undoStack()->canUndo())
            bench.edits.undoStack()->undo();
        QTRY_VERIFY(bench.settled());
        QVERIFY(store::WorkspaceRepository(database).icdSets()->empty());
    }

    void membersMoveByKeyboard()
    {
        ProjectFixture project;
        Bench bench(project);
        QTRY_VERIFY(bench.settled());
        bench.add("a", {1, 2, 3});
        QTRY_VERIFY(bench.settled());
        bench.page.setCurrent(text("a"));
        views::SetCanvas* canvas = bench.page.canvas();
        QCOMPARE(canvas->cards().size(), 3);
        canvas->setCurrent(0);
        QTest::keyClick(canvas, Qt::Key_Right);
        QCOMPARE(canvas->current(), 1);
        QCOMPARE(bench.state.selection().primary->index, std::int64_t {2});
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(bench.items("a"), idsOf({1, 3, 2}));
        QCOMPARE(canvas->current(), 2);
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ControlModifier); // it is the last
        QCOMPARE(bench.items("a"), idsOf({1, 3, 2}));
        QTest::keyClick(canvas, Qt::Key_Home);
        QTest::keyClick(canvas, Qt::Key_Delete);
        QCOMPARE(bench.items("a"), idsOf({3, 2}));
        QTest::keyClick(canvas, Qt::Key_Delete);
        QTest::keyClick(canvas, Qt::Key_Delete); // the last one stays: a set has members
        QCOMPARE(bench.items("a").size(), std::size_t {1});
        for (int i = 0; i < 3; ++i)
            bench.edits.undoStack()->undo();
        QCOMPARE(bench.items("a"), idsOf({1, 2, 3}));
        for (const views::SetCard* card : canvas->cards())
            QVERIFY(card->accessibleName().contains(card->icd().text));
        QVERIFY(!bench.page.grab().isNull());
    }

    void factsAreThoseOfTheSet()
    {
        ProjectFixture project;
        QVERIFY(test::addCells(project, "run", {{"fixed", 2, 0, {1, 2, 3, 4, 5, 6, 7, 8}, {2, 3}}}));
        Bench bench(project);
        QTRY_VERIFY(bench.settled());
        bench.add("a", {1, 2, 3});
        bench.add("other order", {3, 2});
        bench.page.setCurrent(text("a"));
        QTRY_VERIFY(bench.settled());
        QVERIFY2(bench.page.facts()->scoreText().startsWith(bridge::number(4.5, 1)), qPrintable(bench.page.facts()->scoreText()));
        int counted = 0;
        for (const auto& bin : bench.page.facts()->scores()->bins())
            counted += bin.count;
        QCOMPARE(counted, ProjectFixture::kValidation);
        QVERIFY(bench.page.facts()->coverage()->bins().isEmpty()); // no embeddings
        bench.page.setCurrent(text("other order"));
        QTRY_VERIFY(bench.settled());
        QCOMPARE(bench.page.facts()->scoreText(), QStringLiteral("–"));
        // Members that another data set had.
        bridge::IcdSet set {"foreign", data::Task::Caption, {idOf(1), 4711}, ""};
        bench.sets()->add(set, {});
        bench.page.setCurrent(text("foreign"));
        QTRY_VERIFY(bench.settled());
        QVERIFY(bench.page.canvas()->cards()[1]->icd().text.contains(text("4711")));
        QVERIFY(!bench.page.grab().isNull());
    }

    void histogramsCountEveryValue_data()
    {
        QTest::addColumn<QVector<double>>("values");
        QTest::addColumn<int>("counted");
        const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
        QTest::newRow("none") << QVector<double> {} << 0;
        QTest::newRow("one") << QVector<double> {3} << 1;
        QTest::newRow("all the same") << QVector<double> {2, 2, 2} << 3;
        QTest::newRow("not finite") << QVector<double> {nan, 1, infinite, 2} << 2;
        QTest::newRow("nothing finite") << QVector<double> {nan} << 0;
        QTest::newRow("close together") << QVector<double> {1, std::nextafter(1.0, 2.0)} << 2;
        QTest::newRow("the ends") << QVector<double> {0, 0.5, 1} << 3;
    }

    void histogramsCountEveryValue()
    {
        QFETCH(const QVector<double>, values);
        QFETCH(const int, counted);
        int sum = 0;
        for (const auto& bin : charts::HistogramChart::binsOf(values))
            sum += bin.count;
        QCOMPARE(sum, counted);
        charts::HistogramChart chart;
        chart.setValues(values, text("queries"), 1);
        QVERIFY(!chart.grab().isNull());
    }

    void filesAreReadAndWritten()
    {
        ProjectFixture project;
        Bench bench(project);
        QTRY_VERIFY(bench.settled());
        const QString good = project.path("my set.json"), bad = project.path("bad.json"), vqa = project.path("vqa.json");
        QVERIFY(writeFileAtomic(bridge::toPath(good), nlohmann::json(idsOf({5, 6})).dump()));
        QVERIFY(writeFileAtomic(bridge::toPath(bad), "[1, \"two\"]"));
        QVERIFY(writeFileAtomic(bridge::toPath(vqa), R"({"name": "questions", "task": "vqa", "ids": [1]})"));
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(good), QUrl::fromLocalFile(bad), QUrl::fromLocalFile(vqa)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QVERIFY(QApplication::sendEvent(&bench.page, &enter) && enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&bench.page, &drop);
        QTRY_VERIFY(bench.settled() && bench.sets()->find(text("my set")));
        QCOMPARE(bench.items("my set"), idsOf({5, 6}));
        QCOMPARE(bench.page.current(), text("my set"));
        QVERIFY(bench.page.bar()->isVisible());
        QVERIFY2(bench.page.bar()->text().contains(text("bad.json")), qPrintable(bench.page.bar()->text()));
        QVERIFY(bench.page.bar()->text().contains(text("questions")));
        QVERIFY(bench.sets()->find(text("questions")));
        QMimeData other;
        other.setUrls({QUrl::fromLocalFile(text("/tmp/picture.png"))});
        QDragEnterEvent refused(QPoint(5, 5), Qt::CopyAction, &other, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&bench.page, &refused);
        QVERIFY(!refused.isAccepted());
    }

    void evaluatingFillsTheForm()
    {
        ProjectFixture project;
        Bench bench(project);
        QTRY_VERIFY(bench.settled());
        bench.add("a", {1, 2, 3});
        bench.page.setCurrent(text("a"));
        QTRY_VERIFY(bench.settled());
        QSignalSpy wanted(&bench.page, &views::SetsPage::jobWanted);
        nlohmann::json values;
        connect(&bench.page, &views::SetsPage::jobWanted, this, [&](const QString&, const nlohmann::json& given) { values = given; });
        QVERIFY(bench.action("sets.evaluate")->isEnabled());
        bench.action("sets.evaluate")->trigger();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(values["shots"], nlohmann::json({1, 2, 3}));
        dialogs::JobFormDialog form(*bench.registry.find("eval"), &bench.session, &bench.monitor, data::Task::Vqa);
        form.setValues(values);
        QCOMPARE(form.values()["fixed_set"], nlohmann::json(idsOf({1, 2, 3})));
        QCOMPARE(form.values()["strategies"], nlohmann::json({"fixed"}));
        QCOMPARE(form.values()["task"], nlohmann::json("caption"));
        QCOMPARE(form.values()["shots"], nlohmann::json({1, 2, 3}));
        form.setValues({{"moon", 3}}); // a field that it does not have
    }

    void setsFromRuns()
    {
        ProjectFixture project;
        QVERIFY(test::addCells(project, "run", {{"lever-lm", 2, 7, {1, 2, 3}, {4, 5}}}));
        Bench bench(project);
        QTRY_VERIFY(bench.settled() && !bench.monitor.jobs().isEmpty());
        dialogs::SetSourceDialog dialog(dialogs::SetSourceDialog::Source::LeverLm, &bench.session, &bench.monitor, data::Task::Caption);
        connect(&dialog, &dialogs::SetSourceDialog::chosen, &bench.page,
            [&](const bridge::IcdSet& set, const icl::SetOrigin& origin) { bench.sets()->add(set, origin); });
        QCOMPARE(dialog.runs()->count(), 1);
        dialog.shots()->setValue(3);
        QTRY_VERIFY(!dialog.isBusy());
        QCOMPARE(dialog.found()->count(), 0);
        dialog.take(); // nothing to take
        dialog.shots()->setValue(2);
        QTRY_COMPARE(dialog.found()->count(), 1);
        QVERIFY(dialog.found()->item(0)->text().contains(text("3 of 3")));
        dialog.take();
        QCOMPARE(bench.sets()->all().size(), 1);
        QCOMPARE(bench.sets()->all().first().items, idsOf({4, 5}));
        QCOMPARE(bridge::IcdSets::originOf(bench.sets()->all().first()).kind, icl::SetOrigin::Kind::LeverLm);
        dialogs::SetSourceDialog none(dialogs::SetSourceDialog::Source::Dm, &bench.session, &bench.monitor, data::Task::Caption);
        QCOMPARE(none.runs()->count(), 0);
        none.take();
    }

    void readOnlyProjectsSayWhy()
    {
        ProjectFixture project;
        {
            Bench bench(project);
            QTRY_VERIFY(bench.settled());
            bench.add("a", {1, 2});
            QTRY_VERIFY(bench.settled());
        }
        Bench bench(project, project::Access::ReadOnly);
        QTRY_VERIFY(bench.settled() && bench.page.canvas()->cards().size() == 2);
        QVERIFY(bench.add("b", {1}).isEmpty());
        for (const char* id : {"sets.rename", "sets.delete", "sets.duplicate", "sets.insertIcd", "sets.import", "sets.fromSelection"}) {
            QVERIFY2(!bench.action(id)->isEnabled(), id);
            QVERIFY2(bench.action(id)->toolTip().contains(text("reading")), id);
        }
        QVERIFY(bench.action("sets.export")->isEnabled());
        bench.page.canvas()->setCurrent(0);
        QTest::keyClick(bench.page.canvas(), Qt::Key_Delete);
        QCOMPARE(bench.page.canvas()->cards().size(), 2);
        QVERIFY(bench.page.whyNoExport().isEmpty());
        QCOMPARE(bench.actions.problems(), QStringList());
    }

    void aSelectionBecomesASet()
    {
        ProjectFixture project;
        Bench bench(project);
        QTRY_VERIFY(bench.settled());
        QVERIFY(!bench.action("sets.fromSelection")->isEnabled());
        bench.state.setSplit(data::Split::Validation);
        bench.state.setSelection({bridge::SampleSet(1), bridge::SampleRef {data::Task::Caption, data::Split::Validation, 1}});
        QVERIFY(bench.action("sets.fromSelection")->toolTip().contains(text("train split")));
        bench.state.setSplit(data::Split::Train);
        bridge::Selection selection;
        selection.items = bridge::SampleSet(std::make_shared<const std::vector<std::int32_t>>(std::vector<std::int32_t> {7, 2}), {{0, 1}});
        selection.primary = bridge::SampleRef {data::Task::Caption, data::Split::Train, 7};
        bench.state.setSelection(selection);
        QVERIFY(bench.action("sets.fromSelection")->isEnabled());
        bench.action("sets.fromSelection")->trigger();
        QTRY_VERIFY(bench.settled());
        QCOMPARE(bench.sets()->all().size(), 1);
        QCOMPARE(bench.sets()->all().first().items, idsOf({7, 2}));
        // Closing shows nothing of it.
        bench.session.close();
        QCOMPARE(bench.page.canvas()->cards().size(), 0);
        QVERIFY(!bench.page.whyNoExport().isEmpty());
    }
};

QTEST_MAIN(TestSets)
#include "tst_sets.moc"
