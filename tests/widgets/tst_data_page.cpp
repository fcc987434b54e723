// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/data_page_fixture.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/sample_export.h"
#include "widgets/views/common.h"
#include "widgets/views/facet_row.h"
#include "widgets/views/filter_chips.h"
#include "widgets/views/filters_view.h"
#include "widgets/views/quick_look.h"
#include "widgets/views/sample_grid.h"
#include "widgets/views/sample_table.h"
#include "widgets/views/search_box.h"
#include "widgets/views/tag_editor.h"
#include "widgets/views/word_histogram.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QMimeData>
#include <QListWidget>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

using namespace fulcrum;
using test::DataPageFixture;
using test::ProjectFixture;

namespace {

QString messageTitle(const QWidget& page)
{
    for (const auto* card : page.findChildren<views::MessageCard*>())
        if (card->isVisible())
            return card->title();
    return {};
}

QString barText(const QWidget& page)
{
    QStringList texts;
    for (const auto* bar : page.findChildren<views::InlineBar*>())
        if (bar->isVisible())
            texts.append(bar->text());
    return texts.join(u'\n');
}

QStringList chipTexts(const DataPageFixture& f)
{
    QStringList texts;
    for (const views::FilterChip* chip : f.page.chips()->chips())
        texts.append(chip->label()->accessibleName());
    return texts;
}

void choose(DataPageFixture& f, const QVector<int>& rows)
{
    QItemSelectionModel* selection = f.page.grid()->selectionModel();
    selection->clear();
    for (const int row : rows)
        selection->setCurrentIndex(f.page.model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

QString ids(const DataPageFixture& f)
{
    QStringList found;
    for (int row = 0; row < f.page.model()->rowCount(); ++row)
        found.append(QString::number(f.page.model()->viewAt(row)->id));
    return found.join(u' ');
}

bool hasTag(DataPageFixture& f, int sample, const char* tag)
{
    const auto& tags = f.browser.facts().tags;
    if (!tags)
        return false;
    const auto has = tags->of(sample);
    return std::find(has.begin(), has.end(), tags->idOf(tag)) != has.end();
}

} // namespace

class TestDataPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAProjectItSaysWhatToDo()
    {
        DataPageFixture f;
        QVERIFY(messageTitle(f.page).contains(QStringLiteral("No project")));
        for (const char* id : {"data.tag", "data.star", "data.copyIds", "data.quickLook", "data.similarImage"})
            QVERIFY2(!f.action(id)->isEnabled(), id);
        QCOMPARE(f.actions.problems(), QStringList());
    }

    void fillsAndEmpties()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.state.setSplit(data::Split::Train);
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kTrain);
        f.session.close();
        QCOMPARE(f.page.model()->rowCount(), 0);
        QVERIFY(messageTitle(f.page).contains(QStringLiteral("No project")));
    }

    void theLastSampleIsReached_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("side");
        for (const QSize size : {QSize(300, 200), QSize(640, 480), QSize(1600, 900)})
            for (const int side : {96, 152, 320})
                QTest::addRow("%dx%d at %d", size.width(), size.height(), side) << size << side;
    }

    void theLastSampleIsReached()
    {
        QFETCH(QSize, size);
        QFETCH(int, side);
        models::SampleModel model;
        model.setDataset(samples(1237));
        views::SampleGrid grid;
        grid.setModel(&model);
        grid.resize(size);
        grid.setCellSize(QSize(side + 24, side + 60));
        grid.show();
        grid.verticalScrollBar()->setValue(grid.verticalScrollBar()->maximum());
        QCOMPARE(grid.visibleRows().second, 1236);
        const QRect last = grid.visualRect(model.index(1236, 0));
        QVERIFY(last.bottom() < grid.viewport()->height()); // all of it
        QCOMPARE(grid.indexAt(last.center()).row(), 1236);
        QTest::keyClick(&grid, Qt::Key_Home);
        QCOMPARE(grid.currentIndex().row(), 0);
        QCOMPARE(grid.verticalScrollBar()->value(), 0);
        QTest::keyClick(&grid, Qt::Key_End);
        QCOMPARE(grid.currentIndex().row(), 1236);
        QVERIFY(grid.viewport()->rect().intersects(grid.visualRect(grid.currentIndex())));
    }

    void arrowsWalkThroughTheGrid()
    {
        models::SampleModel model;
        model.setDataset(samples(10));
        views::SampleGrid grid;
        grid.setModel(&model);
        grid.setCellSize(QSize(100, 100));
        grid.resize(450, 300);
        grid.show();
        QCOMPARE(grid.columns(), 4);
        const auto press = [&grid](Qt::Key key) {
            QTest::keyClick(&grid, key);
            return grid.currentIndex().row();
        };
        QCOMPARE(press(Qt::Key_Right), 0); // the first visible one
        QCOMPARE(press(Qt::Key_Right), 1);
        QCOMPARE(press(Qt::Key_Down), 5);
        QCOMPARE(press(Qt::Key_Down), 9);
        QCOMPARE(press(Qt::Key_Down), 9);
        QCOMPARE(press(Qt::Key_Up), 5);
        QCOMPARE(press(Qt::Key_Right), 6);
        QCOMPARE(press(Qt::Key_Down), 9); // the last line is short
        QCOMPARE(press(Qt::Key_Left), 8);
        QCOMPARE(press(Qt::Key_Home), 0);
        QCOMPARE(press(Qt::Key_Left), 0);
        QTest::keyClick(&grid, Qt::Key_Down, Qt::ShiftModifier); // in reading order, as a text is selected
        QCOMPARE(grid.selectionModel()->selectedRows().size(), 5);
    }

    void everythingIsSelectedInAFewSteps()
    {
        constexpr int kMany = 200'000;
        class CountingModel : public models::SampleModel
        {
        public:
            QVariant data(const QModelIndex& index, int role) const override
            {
                ++reads;
                return SampleModel::data(index, role);
            }
            mutable int reads = 0;
        } model;
        model.setDataset(samples(kMany));
        views::SampleGrid grid;
        grid.setModel(&model);
        grid.resize(800, 600);
        QSignalSpy changed(grid.selectionModel(), &QItemSelectionModel::selectionChanged);
        grid.selectAll();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(grid.selectionModel()->selection().size(), 1);
        grid.resize(400, 300);
        grid.setCellSize(QSize(100, 100));
        grid.verticalScrollBar()->setValue(grid.verticalScrollBar()->maximum());
        QCOMPARE(model.reads, 0); // layout and selection ask for no row
        bridge::WorkspaceState state;
        QSignalSpy moved(&state, &bridge::WorkspaceState::selectionChanged);
        const bridge::SampleSet all(nullptr, {{0, kMany - 1}});
        state.setSelection({all, std::nullopt});
        state.setSelection({bridge::SampleSet(nullptr, {{0, kMany - 1}}), std::nullopt});
        QCOMPARE(moved.size(), 1);
        QCOMPARE(all.size(), kMany);
        QCOMPARE(all.ranges().size(), 1);
    }

    void chipsAndTextAreOneFilter()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.browser.setText(QStringLiteral("words:>4 star"));
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation / 2);
        QCOMPARE(f.page.chips()->chips().size(), 2);
        views::FilterChip* first = f.page.chips()->chips()[0];
        first->eye()->click(); // off
        QVERIFY2(f.text().contains(u'?'), qPrintable(f.text()));
        QTest::keyClick(f.page.chips()->chips()[1]->label(), Qt::Key_Minus); // not
        QVERIFY2(f.text().contains(u'-'), qPrintable(f.text()));
        QCOMPARE(chipTexts(f).size(), 2);
        // What the chips wrote reads back as the same filter.
        const data::Filter shown = f.browser.filter();
        const auto read = data::parseFilter(f.text().toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
        QVERIFY(*read == shown);
        f.page.chips()->chips()[0]->cross()->click();
        QCOMPARE(f.page.chips()->chips().size(), 1);
        QTest::keyClick(f.page.chips()->chips()[0]->label(), Qt::Key_Delete);
        QVERIFY(f.text().isEmpty());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
    }

    void chipsBecomeAlternatives()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.browser.setText(QStringLiteral("id:500 id:501"));
        QTRY_COMPARE(f.page.model()->rowCount(), 0);
        Q_EMIT f.page.chips()->chips()[0]->joined({1, 0});
        QCOMPARE(f.browser.filter().groups.size(), std::size_t(1));
        QTRY_COMPARE(f.page.model()->rowCount(), 2);
        Q_EMIT f.page.chips()->chips()[1]->parted();
        QCOMPARE(f.browser.filter().groups.size(), std::size_t(2));
        QTRY_COMPARE(f.page.model()->rowCount(), 0);
    }

    void emptyResultsOfferAWayBack()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.browser.setText(QStringLiteral("star words:>99 zebra"));
        QTRY_COMPARE(f.page.model()->rowCount(), 0);
        QVERIFY2(messageTitle(f.page).contains(u'2') || messageTitle(f.page).contains(u'3'), qPrintable(messageTitle(f.page)));
        f.action("data.removeLastFilter")->trigger();
        f.action("data.clearSearch")->trigger();
        QVERIFY(f.text().isEmpty());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
    }

    void errorsLeaveTheRowsAlone()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.browser.setText(QStringLiteral("score(nothing):<20"));
        QTRY_VERIFY(f.browser.error().has_value());
        QCOMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        QVERIFY2(barText(f.page).contains(QStringLiteral("nothing")), qPrintable(barText(f.page)));
        f.browser.setText(QStringLiteral("similar:\"a red bus\""));
        QTRY_VERIFY(f.settled());
        QVERIFY(f.browser.error().has_value()); // no embeddings
        f.browser.setText({});
        QVERIFY(barText(f.page).isEmpty());
    }

    void headersSort()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.page.setMode(views::DataPage::Mode::Table);
        QVERIFY(f.page.table()->isVisible() && !f.page.grid()->isVisible());
        QHeaderView* header = f.page.table()->horizontalHeader();
        const auto click = [&] {
            const int x = header->sectionViewportPosition(models::SampleModel::IdColumn) + 8;
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
        };
        const QString official = ids(f);
        click();
        QTRY_VERIFY(f.settled());
        QVERIFY(f.browser.sort().column == store::SortColumn::Id);
        click();
        QTRY_VERIFY(ids(f).startsWith(QStringLiteral("507")));
        QVERIFY(f.page.grid()->selectionModel()->selectedRows().isEmpty()); // a press selects no column
        click();
        QTRY_COMPARE(ids(f), official);
        f.page.setMode(views::DataPage::Mode::Both);
        QVERIFY(f.page.table()->isVisible() && f.page.grid()->isVisible());
    }

    void columnsAreRemembered()
    {
        DataPageFixture f;
        QHeaderView* header = f.page.table()->horizontalHeader();
        header->moveSection(header->visualIndex(models::SampleModel::WordsColumn), 0);
        f.page.table()->setColumnWidth(models::SampleModel::TextColumn, 333);
        const QByteArray state = f.page.columnState();
        DataPageFixture g;
        g.page.setColumnState(state);
        QCOMPARE(g.page.table()->horizontalHeader()->logicalIndex(0), int(models::SampleModel::WordsColumn));
        QCOMPARE(g.page.table()->columnWidth(models::SampleModel::TextColumn), 333);
        for (const char* hostile : {"", "{}", "[1,2,3]", "[{\"column\":\"nothing\"}]", "[{\"column\":\"text\",\"width\":-5,\"hidden\":true}]"})
            g.page.setColumnState(hostile);
        QVERIFY(!g.page.table()->isColumnHidden(models::SampleModel::TextColumn));
        QVERIFY(g.page.table()->columnWidth(models::SampleModel::TextColumn) > 0);
    }

    void tagsAndStarsCanBeUndone()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_VERIFY(f.browser.facts().tags != nullptr);
        choose(f, {1, 2, 5});
        QVERIFY(f.action("data.star")->isEnabled());
        f.action("data.star")->trigger();
        QTRY_VERIFY(hasTag(f, 1, "star") && hasTag(f, 2, "star") && hasTag(f, 5, "star"));
        QVERIFY(!hasTag(f, 0, "star"));
        choose(f, {0, 1}); // some have it: all get it, and undo takes it only from those that had not
        f.action("data.star")->trigger();
        QTRY_VERIFY(hasTag(f, 0, "star"));
        f.edits.undoStack()->undo();
        QTRY_VERIFY(!hasTag(f, 0, "star") && hasTag(f, 1, "star")); // for a moment the tags are being read
        f.edits.undoStack()->undo();
        QTRY_VERIFY(f.browser.facts().tags && !hasTag(f, 1, "star"));
        f.edits.undoStack()->redo();
        QTRY_VERIFY(hasTag(f, 5, "star"));
        f.browser.setText(QStringLiteral("is:starred"));
        QTRY_COMPARE(ids(f), QStringLiteral("501 502 505"));
        choose(f, {0, 1, 2});
        f.action("data.star")->trigger(); // all have it: taken away, and the filter follows
        QTRY_COMPARE(f.page.model()->rowCount(), 0);
    }

    void theTagPopupKnowsTheSelection()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_VERIFY(f.browser.facts().tags != nullptr);
        const auto& set = *f.browser.dataset();
        f.edits.setTag(set, std::vector<std::int32_t> {0, 1}, *f.browser.facts().tags, QStringLiteral("hard"), true);
        QTRY_VERIFY(hasTag(f, 1, "hard"));
        const auto& tags = *f.browser.facts().tags;
        using State = views::TagEditor::State;
        QCOMPARE(views::TagEditor::statesOf(tags, {0, 1}), (QVector<State> {{QStringLiteral("hard"), Qt::Checked}}));
        QCOMPARE(views::TagEditor::statesOf(tags, {1, 2}), (QVector<State> {{QStringLiteral("hard"), Qt::PartiallyChecked}}));
        QCOMPARE(views::TagEditor::statesOf(tags, {2}), (QVector<State> {{QStringLiteral("hard"), Qt::Unchecked}}));

        auto* editor = new views::TagEditor(views::TagEditor::statesOf(tags, {1, 2}), 2, &f.page);
        QSignalSpy set1(editor, &views::TagEditor::tagSet);
        editor->popup(QPoint(10, 10));
        auto* list = editor->findChild<QListWidget*>();
        list->item(0)->setCheckState(Qt::Checked);
        QCOMPARE(set1.size(), 1);
        auto* edit = editor->findChild<QLineEdit*>();
        QTest::keyClicks(edit, QStringLiteral("new  one"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(set1.size(), 2);
        QCOMPARE(set1.last().at(0).toString(), QStringLiteral("new one"));
        QTest::keyClicks(edit, QStringLiteral("zz"));
        QVERIFY(list->item(0)->isHidden());
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!editor->isVisible());
    }

    void aSelectionSurvivesFilterAndOrder()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        choose(f, {2, 3, 4});
        f.browser.setSort({store::SortColumn::Id, true, {}, {}});
        QTRY_VERIFY(ids(f).startsWith(QStringLiteral("507")));
        QVector<std::int32_t> chosen;
        for (const std::int32_t index : f.state.selection().items.indices())
            chosen.append(index);
        std::sort(chosen.begin(), chosen.end());
        QCOMPARE(chosen, (QVector<std::int32_t> {2, 3, 4}));
        QCOMPARE(f.state.selection().primary->index, 4);
        f.browser.setText(QStringLiteral("id:503"));
        QTRY_COMPARE(f.page.model()->rowCount(), 1);
        QCOMPARE(f.state.selection().items.size(), 1);
        f.browser.setText({});
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        choose(f, {});
        f.action("data.selectAll")->trigger();
        QCOMPARE(f.state.selection().items.size(), ProjectFixture::kValidation);
        f.browser.setSort({});
        QTRY_VERIFY(ids(f).startsWith(QStringLiteral("500")));
        QCOMPARE(f.state.selection().items.size(), ProjectFixture::kValidation);
        choose(f, {0, 1, 7});
        f.action("data.invertSelection")->trigger();
        QCOMPARE(f.state.selection().items.size(), ProjectFixture::kValidation - 3);
    }

    void viewsAreSavedRenamedAndDeleted()
    {
        ProjectFixture project;
        {
            DataPageFixture f;
            f.session.open(project.folder());
            QTRY_VERIFY(f.settled() && f.session.isOpen());
            f.edits.saveView({QStringLiteral("stars"), QStringLiteral("star"), {store::SortColumn::Words, true, {}, {}}});
            f.edits.saveView({QStringLiteral("a"), QStringLiteral("words:3"), {}});
            f.edits.renameView(QStringLiteral("a"), QStringLiteral("three"));
            QCOMPARE(f.edits.views().size(), 2);
            f.edits.removeView(QStringLiteral("stars"));
            QCOMPARE(f.edits.views().size(), 1);
            f.edits.undoStack()->undo();
            QTRY_VERIFY(f.settled());
            QCOMPARE(f.edits.views().size(), 2);
        }
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.edits.views().size(), 2);
        QCOMPARE(f.edits.views()[0].name, QStringLiteral("stars"));
        QVERIFY(f.edits.views()[0].sort.column == store::SortColumn::Words && f.edits.views()[0].sort.descending);
        QCOMPARE(f.edits.views()[1].name, QStringLiteral("three"));
    }

    void missingImagesAreToldAndFound()
    {
        ProjectFixture project;
        QDir(project.path(".")).rename(QStringLiteral("val"), QStringLiteral("elsewhere"));
        QDir().mkpath(project.path("val"));
        for (const char* file : {"000000000500.png", "000000000501.png", "000000000502.png"})
            QFile::copy(project.path("elsewhere") + u'/' + QLatin1String(file), project.path("val") + u'/' + QLatin1String(file));
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_VERIFY2(barText(f.page).contains(QStringLiteral("5 of 8")), qPrintable(barText(f.page)));
        f.action("data.showMissing")->trigger();
        QTRY_COMPARE(f.page.model()->rowCount(), 5);
        QVERIFY(f.page.model()->index(0, 0).data(models::SampleModel::MissingRole).toBool());
        f.page.setImageFolder(project.path("nowhere"));
        QTRY_VERIFY2(barText(f.page).contains(QStringLiteral("nowhere")), qPrintable(barText(f.page)));
        f.page.setImageFolder(project.path("elsewhere"));
        QTRY_COMPARE(f.page.model()->rowCount(), 0); // none is missing now
        QTRY_VERIFY(f.settled());
        QVERIFY2(barText(f.page).isEmpty(), qPrintable(barText(f.page)));
    }

    void quickLookWalksAndCloses()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        choose(f, {3});
        f.page.grid()->setFocus();
        views::QuickLook* look = f.page.quickLookView();
        f.action("data.quickLook")->trigger();
        QVERIFY(look->isVisible());
        QCOMPARE(look->geometry(), f.page.rect());
        QTest::keyClick(look, Qt::Key_Right);
        QCOMPARE(f.state.selection().primary->index, 4);
        QVERIFY(look->accessibleName().contains(QStringLiteral("504")));
        for (int i = 0; i < 10; ++i)
            QTest::keyClick(look, Qt::Key_Right);
        QCOMPARE(f.state.selection().primary->index, ProjectFixture::kValidation - 1);
        QTest::keyClick(look, Qt::Key_Escape);
        QVERIFY(!look->isVisible());
        f.action("data.quickLook")->trigger();
        QTest::keyClick(look, Qt::Key_Space);
        QVERIFY(!look->isVisible());
    }

    void samplesAreCopiedAndDragged()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_VERIFY(f.browser.facts().tags != nullptr);
        choose(f, {1, 2});
        f.action("data.copyIds")->trigger();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("501\n502"));
        f.action("data.copyCsv")->trigger();
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("id,image_id,file,caption")));
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 3);
        const std::unique_ptr<QMimeData> mime(bridge::samplesMime(*f.browser.dataset(), {1, 2}));
        QCOMPARE(mime->urls().size(), 2);
        QVERIFY(QFile::exists(mime->urls().first().toLocalFile()));
        QVERIFY(mime->data(QString::fromLatin1(bridge::kSampleMimeType)).contains("[501,502]"));
        data::Sample hostile;
        hostile.captions = {"a \"quoted\", two\nlines"};
        const data::Dataset set(data::Task::Caption, data::Split::Train, "f", Path("/i"), data::SampleTable(std::vector<data::Sample> {hostile}));
        QVERIFY(bridge::samplesCsv(set, {0}, {}, {}).contains(QStringLiteral("\"a \"\"quoted\"\", two\nlines\"")));
    }

    void facetsToggleConditions()
    {
        ProjectFixture project;
        DataPageFixture f;
        views::FiltersView filters(&f.browser);
        filters.show();
        f.session.open(project.folder());
        QTRY_VERIFY(filters.histogram()->isVisible());
        const views::WordHistogram* words = filters.histogram();
        QCOMPARE(words->first(), 5);
        QCOMPARE(words->last(), 8); // "a red circle on wood" and the same with a star
        QTest::keyClick(const_cast<views::WordHistogram*>(words), Qt::Key_Right);
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation / 2);
        QVERIFY2(f.text().contains(QStringLiteral("words:")), qPrintable(f.text()));
        QTest::keyClick(const_cast<views::WordHistogram*>(words), Qt::Key_Escape);
        QVERIFY(f.text().isEmpty());
        f.edits.setTag(*f.browser.dataset(), 3, QStringLiteral("hard"), true);
        const auto row = [&filters](const char* text) -> views::FacetRow* {
            for (views::FacetRow* one : filters.rows())
                if (one->text() == QLatin1String(text))
                    return one;
            return nullptr;
        };
        QTRY_VERIFY(row("hard"));
        row("hard")->click();
        QCOMPARE(f.text(), QStringLiteral("tag:hard"));
        QTRY_COMPARE(f.page.model()->rowCount(), 1);
        QVERIFY(row("hard")->isChecked());
        row("hard")->click();
        QVERIFY(f.text().isEmpty());
        Q_EMIT row("hard")->toggleWanted(true);
        QCOMPARE(f.text(), QStringLiteral("-tag:hard"));
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation - 1);
    }

    void theSearchBoxCompletesAndExplains()
    {
        ProjectFixture project;
        DataPageFixture f;
        views::SearchBox box(&f.browser, &f.monitor);
        box.resize(400, 32);
        box.show();
        box.activateWindow();
        box.setFocus();
        QTRY_VERIFY(box.hasFocus());
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        QTest::keyClicks(&box, QStringLiteral("wor"));
        QVERIFY(box.completions()->isVisible());
        QTest::keyClick(&box, Qt::Key_Down);
        QTest::keyClick(&box, Qt::Key_Return);
        QCOMPARE(box.text(), QStringLiteral("words:"));
        QTest::keyClicks(&box, QStringLiteral(">5 wrods:3"));
        QVERIFY2(box.problemText().contains(QStringLiteral("wrods")), qPrintable(box.problemText()));
        f.browser.setFilter({});
        QVERIFY(box.text().isEmpty());
        QVERIFY(box.problemText().isEmpty());
        f.browser.setText(QStringLiteral("/(/"));
        QVERIFY(!box.problemText().isEmpty());
    }

    void samplesGoIntoSets()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        const auto choose = [&](std::initializer_list<int> rows) {
            auto* selection = f.page.grid()->selectionModel();
            selection->clear();
            for (const int row : rows)
                selection->select(f.page.model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        };
        choose({1});
        QVERIFY(!f.action("data.addToSet")->isEnabled()); // queries are no demonstrations
        QVERIFY(f.action("data.addToSet")->toolTip().contains(QStringLiteral("Demonstrations")));
        f.state.setSplit(data::Split::Train);
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kTrain);
        QTRY_VERIFY(f.settled());
        choose({2, 5});
        QVERIFY(f.action("data.addToSet")->isEnabled());
        const auto take = [&](int entry) {
            f.action("data.addToSet")->trigger();
            const auto menus = f.page.findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly);
            QAction* action = menus.last()->actions()[entry];
            menus.last()->close();
            action->trigger();
        };
        take(0); // a new one
        QCOMPARE(f.edits.sets()->all().size(), 1);
        const auto id = [](int i) { return std::int64_t {ProjectFixture::idOf(data::Split::Train, i)}; };
        QCOMPARE(f.edits.sets()->all().first().items, (std::vector<std::int64_t> {id(2), id(5)}));
        choose({5, 7});
        take(2); // behind the separator; what is in it already stays once
        QCOMPARE(f.edits.sets()->all().first().items, (std::vector<std::int64_t> {id(2), id(5), id(7)}));
        f.edits.undoStack()->undo();
        QCOMPARE(f.edits.sets()->all().first().items.size(), std::size_t {2});
        QTRY_VERIFY(f.settled());
        QCOMPARE(f.actions.problems(), QStringList());
    }

    void whatAFilterFindsIsShown()
    {
        ProjectFixture project;
        DataPageFixture f;
        f.session.open(project.folder());
        QTRY_COMPARE(f.page.model()->rowCount(), ProjectFixture::kValidation);
        f.browser.setText(QStringLiteral("round"));
        QTRY_VERIFY(f.settled());
        // The word stands in the second caption only: that one is shown.
        QVERIFY(f.page.model()->index(0, 0).data(models::SampleModel::MatchTextRole).toString().startsWith(QStringLiteral("something")));
        QVERIFY(f.page.model()->index(0, 0).data(models::SampleModel::PrimaryTextRole).toString().startsWith(QStringLiteral("a red")));
        QVERIFY(!f.page.grab().isNull());
        f.page.setMode(views::DataPage::Mode::Table);
        QVERIFY(!f.page.grab().isNull());
    }

private:
    static std::shared_ptr<const data::Dataset> samples(int count)
    {
        std::vector<data::Sample> samples(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            samples[static_cast<std::size_t>(i)].index = i;
            samples[static_cast<std::size_t>(i)].id = 1000 + i;
        }
        return std::make_shared<data::Dataset>(
            data::Task::Caption, data::Split::Validation, "f", Path("/images"), data::SampleTable(samples));
    }
};

QTEST_MAIN(TestDataPage)
#include "tst_data_page.moc"
