// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/register_jobs.h"
#include "core/runs/run_archive.h"
#include "core/runs/run_trash.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/run_book.h"
#include "widgets/bridge/run_mime.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/import_results_dialog.h"
#include "widgets/dialogs/trash_dialog.h"
#include "widgets/models/pivot_model.h"
#include "widgets/models/run_tree_model.h"
#include "widgets/theme/theme.h"
#include "widgets/views/pivot_view.h"
#include "widgets/views/run_details_view.h"
#include "widgets/views/run_tree.h"
#include "widgets/views/runs_page.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>
#include <QUndoStack>

using namespace fulcrum;
using models::RunTreeModel;
using store::RunId;

namespace {

/// A window's worth of parts around a real project with an embedding, a D_M, a training and an evaluation.
struct Bench
{
    test::ProjectFixture fixture;
    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    std::unique_ptr<bridge::ProjectSession> session;
    std::unique_ptr<bridge::WorkspaceState> state;
    std::unique_ptr<bridge::JobMonitor> monitor;
    QUndoStack undo;
    std::unique_ptr<bridge::RunBook> book;
    std::unique_ptr<views::RunsPage> page;
    RunId dm = 0, train = 0, eval = 0;

    explicit Bench(bool withRuns = true, project::Access access = project::Access::ReadWrite)
    {
        icl::registerJobs(registry);
        if (withRuns)
            addRuns();
        session = std::make_unique<bridge::ProjectSession>(registry);
        state = std::make_unique<bridge::WorkspaceState>();
        monitor = std::make_unique<bridge::JobMonitor>(session.get());
        book = std::make_unique<bridge::RunBook>(session.get(), monitor.get(), &undo);
        for (const char* id : {"job.eval", "file.importResults", "file.reload"})
            actions.add({QString::fromLatin1(id), QStringLiteral("x"), QStringLiteral("x")});
        page = std::make_unique<views::RunsPage>(
            views::RunsPageParts {session.get(), state.get(), monitor.get(), book.get(), &actions});
        page->resize(1200, 700);
        page->show();
        session->open(fixture.folder(), access);
        if (!QTest::qWaitFor([&] { return session->isOpen() && session->worker().idle() && settled(); }, 10'000))
            qFatal("the project does not open");
    }
    ~Bench() { session->close(); }

    bool settled() const
    {
        const bool current = book->error() || book->runs().size() == static_cast<std::size_t>(monitor->jobs().size());
        return !page->isBusy() && session->worker().idle() && current;
    }
    void settle() const
    {
        if (!QTest::qWaitFor([&] { return settled(); }, 10'000))
            qFatal("the page does not settle");
    }
    void addRuns()
    {
        const auto made = fixture.addEvaluation();
        if (!made)
            qFatal("%s", made.error().text().c_str());
        eval = *made;
        const auto project = *project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadWrite);
        auto database = *project->connect();
        store::RunRepository runs(database);
        store::RunRecord record;
        record.kind = "dm";
        record.name = "some D_M";
        record.spec = "{\"task\":\"caption\",\"lvlm\":\"tiny\"}";
        record.specHash = "d";
        record.parity = "{\"ranking\":\"last-gain\"}";
        dm = *runs.add(record);
        record.kind = "train";
        record.name = "a training";
        record.spec = "{}";
        record.specHash = "t";
        record.parity = "{}";
        record.parents = {dm};
        train = *runs.add(record);
        for (const RunId run : {dm, train})
            if (!runs.setState(run, store::RunState::Succeeded))
                qFatal("cannot set a state");
        if (!writeFileAtomic(project->logsFolder() / ("run-" + std::to_string(train) + ".log"), "epoch 1\nepoch 2\n"))
            qFatal("cannot write a log");
    }
    QAction* action(const char* id) const { return actions.action(QString::fromLatin1(id)); }
    /// "name" of every shown row, indented.
    QStringList shown() const
    {
        QStringList rows;
        const auto visit = [&](const auto& self, const QModelIndex& parent, int depth) -> void {
            for (int row = 0; row < page->filtered()->rowCount(parent); ++row) {
                const QModelIndex index = page->filtered()->index(row, 0, parent);
                rows.append(QString(depth, u' ') + index.data().toString());
                self(self, index, depth + 1);
            }
        };
        visit(visit, {}, 0);
        return rows;
    }
    QString cell(RunId run, int column) const { return page->model()->indexOf(run, column).data().toString(); }
};

} // namespace

class TestRunsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tree()
    {
        Bench bench;
        QAbstractItemModelTester tester(bench.page->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QAbstractItemModelTester filterTester(bench.page->filtered(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(bench.shown(), (QStringList {QStringLiteral("a training – Captions"), QStringLiteral(" Lever-LM training"),
            QStringLiteral("  a training"), QStringLiteral(" D_M construction"), QStringLiteral("  some D_M"),
            QStringLiteral("evaluation – Captions"), QStringLiteral(" Evaluation"), QStringLiteral("  evaluation")}));
        QCOMPARE(bench.cell(bench.eval, RunTreeModel::StrategyColumn), QStringLiteral("SIIR"));
        QCOMPARE(bench.cell(bench.eval, RunTreeModel::ShotsColumn), QStringLiteral("1, 2"));
        QCOMPARE(bench.cell(bench.eval, RunTreeModel::CountColumn), QStringLiteral("8"));
        QVERIFY(bench.cell(bench.eval, RunTreeModel::MetricColumn).startsWith(QStringLiteral("CIDEr 55")));
        QCOMPARE(bench.page->tree()->header()->count(), int(RunTreeModel::ColumnCount));
        QVERIFY(!bench.page->model()->indexOf(bench.eval).data(Qt::AccessibleTextRole).toString().isEmpty());
    }

    void parityIsSeen()
    {
        Bench bench;
        const auto badges = [&](RunId run) { return bench.page->model()->indexOf(run).data(RunTreeModel::BadgesRole).toStringList(); };
        QCOMPARE(badges(bench.dm), QStringList {QStringLiteral("parity")});
        QCOMPARE(badges(bench.train), QStringList {QStringLiteral("parity")}); // inherited
        QCOMPARE(badges(bench.eval), QStringList());
        const QString tip = bench.page->model()->indexOf(bench.train).data(RunTreeModel::BadgeTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("last step")), qPrintable(tip));
        bench.page->tree()->selectRun(bench.dm);
        bench.settle();
        QVERIFY(bench.page->detailsView()->shownText().contains(QStringLiteral("last step")));
    }

    void filter()
    {
        Bench bench;
        auto* search = bench.page->findChild<QLineEdit*>();
        search->setText(QStringLiteral("siir done"));
        QCOMPARE(bench.shown(), (QStringList {QStringLiteral("evaluation – Captions"), QStringLiteral(" Evaluation"), QStringLiteral("  evaluation")}));
        search->setText(QStringLiteral("nothing of this kind"));
        QVERIFY(bench.shown().isEmpty());
        bench.action("runs.clearFilter")->trigger();
        QCOMPARE(bench.shown().size(), 8);
        // What is folded stays so.
        const QModelIndex first = bench.page->filtered()->index(0, 0);
        bench.page->tree()->collapse(first);
        search->setText(QStringLiteral("training"));
        search->clear();
        QVERIFY(!bench.page->tree()->isExpanded(bench.page->filtered()->index(0, 0)));
    }

    void experimentsAreRenamed()
    {
        Bench bench;
        views::RunTree* tree = bench.page->tree();
        QSignalSpy failed(bench.book.get(), &bridge::RunBook::failed);
        const auto nameOf = [&](int row) { return bench.page->filtered()->index(row, 0).data().toString(); };
        const auto rename = [&](const QString& name) {
            tree->setFocus();
            QTest::keyClick(tree, Qt::Key_F2);
            auto* editor = tree->viewport()->findChild<QLineEdit*>();
            if (!editor)
                return false;
            const bool bare = !editor->text().contains(QStringLiteral("–")); // without the task
            editor->setText(name);
            QTest::keyClick(editor, Qt::Key_Return);
            bench.settle();
            return QTest::qWaitFor([&] { return !tree->viewport()->findChild<QLineEdit*>(); }) && bare;
        };
        tree->setCurrentIndex(bench.page->filtered()->index(0, 0));
        QVERIFY(tree->currentExperiment() != 0);
        QVERIFY(bench.action("runs.rename")->isEnabled());
        QVERIFY(rename(QStringLiteral("  ablation   one ")));
        QTRY_COMPARE(nameOf(0), QStringLiteral("ablation one – Captions"));
        QVERIFY(tree->currentExperiment() != 0); // the keyboard stays
        // What is no name, or another one's, is refused with the reason.
        for (const QString& bad : {QString(), QStringLiteral("   "), QStringLiteral("EVALUATION")}) {
            const qsizetype before = failed.size();
            QVERIFY(rename(bad));
            QCOMPARE(failed.size(), before + 1);
            QCOMPARE(nameOf(0), QStringLiteral("ablation one – Captions"));
        }
        QCOMPARE(bench.undo.count(), 1);
        QVERIFY(rename(QStringLiteral("ablation one"))); // as it is: nothing to undo
        QCOMPARE(bench.undo.count(), 1);
        bench.undo.undo();
        QTRY_COMPARE(nameOf(0), QStringLiteral("a training – Captions"));
        bench.undo.redo();
        QTRY_COMPARE(nameOf(0), QStringLiteral("ablation one – Captions"));
        bench.settle();
        bench.book->renameExperiment(4711, QStringLiteral("nothing"));
        bench.book->renameExperiment(tree->currentExperiment(), QString(81, u'x'));
        QCOMPARE(failed.size(), 5);
        // A kind of job within an experiment has no name of its own.
        tree->setCurrentIndex(bench.page->filtered()->index(0, 0, bench.page->filtered()->index(0, 0)));
        QCOMPARE(tree->currentExperiment(), RunId(0));
        QVERIFY(!(bench.page->filtered()->flags(tree->currentIndex()) & Qt::ItemIsEditable));
    }

    void runsAreSentToTheChart()
    {
        Bench bench;
        QSignalSpy wanted(bench.page.get(), &views::RunsPage::chartWanted);
        bench.page->tree()->clearSelection();
        QVERIFY(!bench.action("runs.addToChart")->isEnabled() && !bench.action("runs.addToChart")->toolTip().isEmpty());
        bench.page->tree()->selectRun(bench.eval);
        QVERIFY(bench.action("runs.addToChart")->isEnabled());
        bench.action("runs.addToChart")->trigger();
        QCOMPARE(wanted.value(0).value(0).value<QVector<RunId>>(), QVector<RunId> {bench.eval});
        QVERIFY(bench.page->filtered()->flags(bench.page->tree()->currentIndex()) & Qt::ItemIsDragEnabled);
        // A group stands for all of its runs.
        bench.page->tree()->setCurrentIndex(bench.page->filtered()->index(0, 0));
        const std::unique_ptr<QMimeData> content(bridge::runsMime(bench.page->tree()->selectedRuns()));
        QCOMPARE(bridge::runsFrom(content.get()), (QVector<RunId> {bench.train, bench.dm}));
    }

    void renameByKeyboard()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.eval);
        bench.page->tree()->setFocus();
        QTest::keyClick(bench.page->tree(), Qt::Key_F2);
        auto* editor = bench.page->tree()->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("the best one"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(bench.cell(bench.eval, RunTreeModel::NameColumn), QStringLiteral("the best one"));
        bench.settle();
        QCOMPARE(bench.page->tree()->currentRun(), bench.eval);
        bench.undo.undo();
        QTRY_COMPARE(bench.cell(bench.eval, RunTreeModel::NameColumn), QStringLiteral("evaluation"));
        bench.undo.redo();
        QTRY_COMPARE(bench.cell(bench.eval, RunTreeModel::NameColumn), QStringLiteral("the best one"));
    }

    void notesAndTags()
    {
        Bench bench;
        bench.book->setNote(bench.eval, QStringLiteral("looks odd\nsecond line"));
        bench.book->setTag({bench.eval, bench.dm}, QStringLiteral("paper"), true);
        QTRY_COMPARE(bench.cell(bench.dm, RunTreeModel::TagsColumn), QStringLiteral("paper"));
        QCOMPARE(bench.cell(bench.eval, RunTreeModel::NoteColumn), QStringLiteral("looks odd"));
        bench.page->filtered()->setText(QStringLiteral("second"));
        QCOMPARE(bench.page->filtered()->shownRuns(), 1);
        bench.undo.undo();
        QTRY_COMPARE(bench.cell(bench.dm, RunTreeModel::TagsColumn), QString());
        QVERIFY(bench.page->model()->setData(bench.page->model()->indexOf(bench.eval, RunTreeModel::TagsColumn), QStringLiteral(" a, b,a "), Qt::EditRole));
        QTRY_COMPARE(bench.cell(bench.eval, RunTreeModel::TagsColumn), QStringLiteral("a, b"));
    }

    void archive()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.eval);
        QVERIFY(bench.action("runs.archive")->isEnabled() && !bench.action("runs.unarchive")->isEnabled());
        bench.action("runs.archive")->trigger();
        QTRY_COMPARE(bench.page->filtered()->shownRuns(), 2);
        bench.action("runs.showArchived")->setChecked(true);
        QCOMPARE(bench.page->filtered()->shownRuns(), 3);
        bench.undo.undo();
        bench.action("runs.showArchived")->setChecked(false);
        QTRY_COMPARE(bench.page->filtered()->shownRuns(), 3);
    }

    void trash()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.dm);
        QVERIFY(!bench.action("runs.delete")->isEnabled());
        QVERIFY2(bench.action("runs.delete")->toolTip().contains(QStringLiteral("a training")), qPrintable(bench.action("runs.delete")->toolTip()));
        bench.page->tree()->selectRun(bench.eval);
        QVERIFY(bench.action("runs.delete")->isEnabled());
        bench.page->trashSelected();
        QTRY_COMPARE(bench.book->runs().size(), std::size_t(2));
        bench.settle();
        dialogs::TrashDialog dialog(bench.session.get(), bench.book.get());
        QTRY_COMPARE(dialog.list()->topLevelItemCount(), 1);
        QCOMPARE(dialog.list()->topLevelItem(0)->text(3).toLongLong(), runs::kTrashDays);
        dialog.list()->topLevelItem(0)->setSelected(true);
        dialog.restoreSelected();
        QTRY_COMPARE(bench.book->runs().size(), std::size_t(3));
        QTRY_COMPARE(dialog.list()->topLevelItemCount(), 0);
        bench.undo.undo(); // of the restoring
        QTRY_COMPARE(bench.book->runs().size(), std::size_t(2));
        dialog.emptyNow();
        QTRY_COMPARE(dialog.list()->topLevelItemCount(), 0);
        bench.settle();
        QCOMPARE(bench.book->runs().size(), std::size_t(2));
    }

    void details()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.train);
        bench.settle();
        views::RunDetailsView* view = bench.page->detailsView();
        QCOMPARE(view->run(), bench.train);
        QVERIFY2(view->shownText().contains(QStringLiteral("some D_M")), qPrintable(view->shownText()));
        view->setPart(views::RunDetailsView::Part::Log);
        QVERIFY(view->shownText().contains(QStringLiteral("epoch 2")));
        view->setPart(views::RunDetailsView::Part::Spec);
        QCOMPARE(view->shownText(), QStringLiteral("{}"));
        Q_EMIT view->runWanted(bench.dm);
        bench.settle();
        QCOMPARE(bench.page->tree()->currentRun(), bench.dm);
        bench.page->tree()->selectRun(bench.eval);
        bench.settle();
        view->setPart(views::RunDetailsView::Part::Results);
        QVERIFY2(view->shownText().contains(QStringLiteral("SIIR")) && view->shownText().contains(QStringLiteral("55.50")), qPrintable(view->shownText()));
    }

    void activeRuns()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.dm);
        QVERIFY(!bench.action("runs.active")->isEnabled());
        bench.page->tree()->selectRun(bench.eval);
        bench.action("runs.active")->trigger();
        QCOMPARE(bench.state->activeRuns(), QVector<RunId> {bench.eval});
        QVERIFY(bench.page->model()->indexOf(bench.eval).data(RunTreeModel::BadgesRole).toStringList().contains(QStringLiteral("active")));
        bench.action("runs.noActive")->trigger();
        QVERIFY(bench.state->activeRuns().isEmpty());
    }

    void pivot()
    {
        Bench bench;
        bench.page->setMode(views::RunsPage::Mode::Table);
        bench.settle();
        views::PivotView* pivot = bench.page->pivotView();
        QAbstractItemModelTester tester(pivot->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(pivot->model()->rowCount(), 1);
        QCOMPARE(pivot->model()->headerData(0, Qt::Vertical).toString(), QStringLiteral("SIIR"));
        QVERIFY(pivot->model()->headerData(0, Qt::Horizontal).toString().startsWith(QStringLiteral("1 shot")));
        QCOMPARE(pivot->model()->index(0, 0).data().toString(), QStringLiteral("54.50 (1)"));
        QVERIFY(pivot->textAs(QStringLiteral("latex")).contains(QStringLiteral("SIIR & 54.50 & 55.50")));
        QVERIFY(pivot->commandLine().contains(QStringLiteral("runs table --runs 1 --rows strategy --columns shots")));
        icl::PivotSpec spec;
        spec.rows = {icl::PivotAxis::Shots};
        spec.columns = {icl::PivotAxis::Task};
        spec.spread = icl::PivotSpread::Queries;
        pivot->setSpec(spec);
        QCOMPARE(pivot->model()->rowCount(), 3); // with Avg:1~2
        QVERIFY(pivot->model()->index(0, 0).data().toString().contains(QStringLiteral("±")));
        const QString text = pivot->specText();
        pivot->setSpec({});
        pivot->setSpecText(text);
        QVERIFY(pivot->spec().rows == spec.rows && pivot->spec().spread == spec.spread);
        pivot->setSpecText(QStringLiteral("{\"rows\": [\"shots\"], \"columns\": [\"shots\"]}")); // damaged: as it was
        QVERIFY(pivot->spec().rows == spec.rows);
    }

    void aNumberOpensItsQueries()
    {
        Bench bench;
        bench.page->setMode(views::RunsPage::Mode::Table);
        bench.settle();
        QString filter;
        connect(bench.page.get(), &views::RunsPage::queriesWanted, this,
            [&](data::Task task, const QString& text, const store::SortKey& sort) {
                filter = text;
                QVERIFY(task == data::Task::Caption && sort.score.shots == 2 && sort.score.strategy == "siir");
            });
        QTableView* table = bench.page->pivotView()->table();
        Q_EMIT table->activated(bench.page->pivotView()->model()->index(0, 1));
        QCOMPARE(filter, QStringLiteral("score(#1,siir,2):>=0"));
    }

    void publishedNumbers()
    {
        Bench bench;
        bench.page->setMode(views::RunsPage::Mode::Table);
        bench.action("runs.published")->setChecked(true);
        bench.settle();
        views::PivotView* pivot = bench.page->pivotView();
        QVERIFY(pivot->model()->rowCount() > 1);
        QVERIFY(pivot->model()->headerData(pivot->model()->rowCount() - 1, Qt::Vertical).toString().contains(QStringLiteral("published")));
        bench.action("runs.published")->setChecked(false);
        bench.settle();
        QCOMPARE(pivot->model()->rowCount(), 1);
    }

    void exportAndImport()
    {
        Bench bench;
        QCOMPARE(bench.page->selectedRuns(), QVector<RunId> {bench.train}); // the newest, from the start
        bench.page->tree()->clearSelection();
        QVERIFY(!bench.page->whyNoExport().isEmpty());
        bench.page->tree()->selectRun(bench.eval);
        QVERIFY(bench.page->whyNoExport().isEmpty());
        const QString file = bench.fixture.path("run.zip");
        bench.page->exportTo(bench.eval, file);
        bench.settle();
        QVERIFY(QFile::exists(file));
        dialogs::ImportResultsDialog dialog(bench.session.get(), {file});
        QSignalSpy imported(&dialog, &dialogs::ImportResultsDialog::imported);
        dialog.start();
        QTRY_COMPARE(imported.size(), 1);
        QVERIFY2(dialog.reportText().contains(QStringLiteral("before")), qPrintable(dialog.reportText()));
        QFile broken(bench.fixture.path("metrics.json"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{\"shot_num=\": ") > 0);
        broken.close();
        dialog.addFiles({broken.fileName()});
        dialog.start();
        QTRY_VERIFY(!dialog.isBusy());
        QVERIFY2(dialog.reportText().contains(QStringLiteral("Nothing was imported")), qPrintable(dialog.reportText()));
        QCOMPARE(imported.size(), 1);
    }

    void tableExport()
    {
        Bench bench;
        bench.page->setMode(views::RunsPage::Mode::Table);
        bench.settle();
        QVERIFY(bench.page->whyNoExport().isEmpty());
        QSignalSpy saved(bench.page->pivotView(), &views::PivotView::saved);
        bench.page->pivotView()->saveTo(bench.fixture.path("t.csv"));
        QTRY_COMPARE(saved.size(), 1);
        QFile file(bench.fixture.path("t.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly) && file.readLine().startsWith("strategy,1,1 se,1 n"));
        bench.page->pivotView()->saveTo(bench.fixture.path("no/such/\1") + QString(300, u'x'));
        QTRY_VERIFY(bench.session->worker().idle());
        QCOMPARE(saved.size(), 1);
    }

    void equivalentCommand()
    {
        Bench bench;
        const QString command = bench.page->commandOf(bench.dm);
        QVERIFY2(command.contains(QStringLiteral(" dm build ")) && command.contains(QStringLiteral("--lvlm tiny")), qPrintable(command));
        QVERIFY(bench.page->commandOf(12345).isEmpty());
    }

    void emptyProject()
    {
        Bench bench(false);
        QVERIFY(bench.shown().isEmpty());
        for (const char* id : {"runs.rename", "runs.delete", "runs.export", "runs.active", "runs.archive", "runs.copyLatex"}) {
            QVERIFY2(!bench.action(id)->isEnabled(), id);
            QVERIFY2(!bench.action(id)->toolTip().isEmpty(), id);
        }
        bench.page->setMode(views::RunsPage::Mode::Table);
        QVERIFY(!bench.page->whyNoExport().isEmpty());
    }

    void readOnlyProject()
    {
        Bench bench(true, project::Access::ReadOnly);
        bench.page->tree()->selectRun(bench.eval);
        QVERIFY(!bench.action("runs.rename")->isEnabled() && !bench.action("runs.delete")->isEnabled());
        QVERIFY(bench.action("runs.active")->isEnabled());
        QVERIFY(!(bench.page->model()->indexOf(bench.eval).flags() & Qt::ItemIsEditable));
        bench.book->rename(bench.eval, QStringLiteral("x"));
        QCOMPARE(bench.undo.count(), 0);
    }

    void closing()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.eval);
        bench.session->close();
        QVERIFY(bench.shown().isEmpty());
        QCOMPARE(bench.page->detailsView()->run(), RunId(0));
        QVERIFY(bench.page->pivotView()->isEmpty());
    }

    void darkAndLarge()
    {
        Bench bench;
        bench.page->tree()->selectRun(bench.dm);
        bench.settle();
        for (const QPalette& palette : {theme::darkPalette(), theme::lightPalette()}) {
            bench.page->setPalette(palette);
            const QImage image = bench.page->grab().toImage();
            QVERIFY(!image.isNull());
        }
        QFont large = bench.page->font();
        large.setPointSizeF(large.pointSizeF() * 2);
        bench.page->setFont(large);
        QVERIFY(!bench.page->grab().isNull());
    }

    void actionsAreWhole()
    {
        Bench bench;
        QVERIFY2(bench.actions.problems().isEmpty(), qPrintable(bench.actions.problems().join(u'\n')));
    }
};

QTEST_MAIN(TestRunsPage)
#include "tst_runs_page.moc"
