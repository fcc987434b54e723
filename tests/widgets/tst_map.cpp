// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/register_jobs.h"
#include "tests/widgets/map_data.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/charts/scatter_chart.h"
#include "widgets/theme/theme.h"
#include "widgets/views/common.h"
#include "widgets/views/data_page.h"
#include "widgets/views/map_page.h"

#include <QApplication>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <ctime>

using namespace fulcrum;
using bridge::MapColoring;
using charts::ScatterChart;

namespace {

QString text(const char* latin) { return QString::fromLatin1(latin); }

/// A chart with nine points in a square, in two groups.
struct Square
{
    Square()
    {
        chart.resize(400, 400);
        std::vector<float> x, y;
        for (int i = 0; i < 9; ++i) {
            x.push_back(static_cast<float>(i % 3));
            y.push_back(static_cast<float>(i / 3));
        }
        chart.setPoints(x, y, true);
        chart.setGroups({0, 0, 0, 0, 0, 1, 1, 1, 1}, {{text("a"), chart::styleOf("siir", chart::Theme::Light), 1, true},
                                                          {text("b"), chart::styleOf("sttr", chart::Theme::Light), 1, true}});
        chart.show();
        chart.drawNow();
    }
    QWidget* canvas() const { return chart.focusProxy(); }
    QPoint at(int row) const { return canvas()->mapFrom(&chart, chart.placeOf(row).toPoint()); }
    void drag(const QVector<QPoint>& way, Qt::KeyboardModifiers keys, Qt::MouseButton button = Qt::LeftButton)
    {
        send(QEvent::MouseButtonPress, way.first(), button, button, keys);
        for (const QPoint& point : way.mid(1))
            send(QEvent::MouseMove, point, Qt::NoButton, button, keys);
        send(QEvent::MouseButtonRelease, way.last(), button, Qt::NoButton, keys);
    }
    void send(QEvent::Type type, const QPoint& place, Qt::MouseButton button, Qt::MouseButtons buttons, Qt::KeyboardModifiers keys)
    {
        QMouseEvent event(type, place, canvas()->mapToGlobal(place), button, buttons, keys);
        QApplication::sendEvent(canvas(), &event);
    }
    ScatterChart chart;
};

/// A Map page beside a Data page, with everything that they share, without the window.
struct Bench
{
    explicit Bench(const QString& folder, project::Access access = project::Access::ReadWrite)
    {
        icl::registerJobs(registry);
        page.resize(1100, 760);
        page.show();
        session.open(folder, access);
    }
    ~Bench() { session.close(); }
    bool settled() { return session.isOpen() && !session.datasetsLoading() && !page.isBusy() && session.worker().idle() && !browser.isBusy(); }

    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState state;
    bridge::ThumbnailProvider thumbnails;
    bridge::JobMonitor monitor {&session};
    bridge::SampleBrowser browser {&session, &state};
    bridge::WorkspaceEdits edits {&session};
    bridge::EngineService engine {&session};
    bridge::LaneBoard board {{&session, &state, &edits, &engine, &monitor}};
    views::DataPage data {{&session, &state, &browser, &edits, &monitor, &thumbnails, &actions}};
    views::MapPage page {{&session, &state, &board, &monitor, &thumbnails, &actions}};
};

std::vector<std::int32_t> sorted(std::vector<std::int32_t> values)
{
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace

class TestMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void hitsPoints();
    void rectangleAndLasso();
    void wheelAndPan();
    void keys();
    void hostilePoints();
    void densityAboveTheLimit();
    void stepsOfNumbers_data();
    void stepsOfNumbers();
    void showsBothSplits();
    void sharesTheSelection();
    void linesFromTheQuery();
    void groups();
    void tsneFormsAndIsKept();
    void saysWhatIsMissing();
    void saysWhatWasSkipped();
    void writesCoordinates();
    void drawsAFigure();
    void viewTextRoundTrips_data();
    void viewTextRoundTrips();
    void closingWhileLayingOut();

private:
    std::unique_ptr<test::ProjectFixture> m_project;
};

void TestMap::init()
{
    m_project = std::make_unique<test::ProjectFixture>();
    QVERIFY2(m_project->problem().isEmpty(), qPrintable(m_project->problem()));
}

void TestMap::cleanup() { m_project.reset(); }

void TestMap::hitsPoints()
{
    Square s;
    QCOMPARE(s.chart.pointCount(), 9);
    for (int row = 0; row < 9; ++row)
        QCOMPARE(s.chart.pointAt(s.at(row) + QPoint(3, -2)), row);
    QCOMPARE(s.chart.pointAt((s.at(0) + s.at(1)) / 2), -1);
    QSignalSpy picked(&s.chart, &ScatterChart::picked), hovered(&s.chart, &ScatterChart::hovered), activated(&s.chart, &ScatterChart::activated);
    s.drag({s.at(4)}, Qt::NoModifier);
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.takeFirst()[0].value<std::vector<int>>(), std::vector<int> {4});
    s.send(QEvent::MouseMove, s.at(7), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QCOMPARE(hovered.last()[0].toInt(), 7);
    s.send(QEvent::MouseMove, (s.at(0) + s.at(4)) / 2, Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QCOMPARE(hovered.last()[0].toInt(), -1);
    QTest::mouseDClick(s.canvas(), Qt::LeftButton, {}, s.at(2));
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].toInt(), 2);
    s.chart.setGroups(std::vector<std::uint8_t>(9, 0), {{text("hidden"), {}, 1, false}});
    QCOMPARE(s.chart.pointCount(), 0);
    QCOMPARE(s.chart.pointAt(s.at(4)), -1);
}

void TestMap::rectangleAndLasso()
{
    Square s;
    QSignalSpy picked(&s.chart, &ScatterChart::picked);
    const QPoint room(30, -30);
    s.drag({s.at(0) - room, s.at(4), s.at(4) + room}, Qt::NoModifier);
    QCOMPARE(picked.last()[0].value<std::vector<int>>(), (std::vector<int> {0, 1, 3, 4}));
    QCOMPARE(picked.last()[1].toBool(), false);
    s.drag({s.at(8) + QPoint(-20, -20), s.at(8), s.at(8) + QPoint(20, 20)}, Qt::ControlModifier);
    QCOMPARE(picked.last()[0].value<std::vector<int>>(), std::vector<int> {8});
    QCOMPARE(picked.last()[1].toBool(), true);
    // A triangle around the lower left: 0, 1, 2, 3, 6 lie inside, 4 on the other side of the long edge.
    const QPoint unit = s.at(4) - s.at(0);
    s.drag({s.at(0) - QPoint(unit.x(), unit.y()) / 3, s.at(2) + QPoint(unit.x() / 4, -unit.y() / 4), s.at(1) - QPoint(0, -unit.y()) / 2,
               s.at(3) + QPoint(unit.x(), 0) / 2, s.at(6) + QPoint(-unit.x() / 4, unit.y() / 4)},
        Qt::ShiftModifier);
    const auto inside = picked.last()[0].value<std::vector<int>>();
    QVERIFY(std::find(inside.begin(), inside.end(), 0) != inside.end());
    QVERIFY(std::find(inside.begin(), inside.end(), 8) == inside.end());
    QVERIFY(std::find(inside.begin(), inside.end(), 5) == inside.end());
    s.drag({QPoint(1, 1)}, Qt::NoModifier); // a click on nothing
    QVERIFY(picked.last()[0].value<std::vector<int>>().empty());
}

void TestMap::wheelAndPan()
{
    Square s;
    const QPoint before = s.at(4);
    QWheelEvent wheel(before, s.canvas()->mapToGlobal(before), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    const int width = s.at(1).x() - s.at(0).x();
    QApplication::sendEvent(s.canvas(), &wheel);
    QVERIFY((s.at(4) - before).manhattanLength() <= 2); // what is under the mouse stays there
    QVERIFY(s.at(1).x() - s.at(0).x() > width);
    const QPoint moved = s.at(0);
    s.drag({QPoint(100, 100), QPoint(130, 90)}, Qt::NoModifier, Qt::MiddleButton);
    QVERIFY((s.at(0) - moved - QPoint(30, -10)).manhattanLength() <= 2);
    s.chart.fit();
    s.chart.drawNow();
    QVERIFY((s.at(4) - before).manhattanLength() <= 2);
    QCOMPARE(s.at(1).x() - s.at(0).x(), width);
}

void TestMap::keys()
{
    Square s;
    QSignalSpy picked(&s.chart, &ScatterChart::picked), activated(&s.chart, &ScatterChart::activated);
    connect(&s.chart, &ScatterChart::picked, &s.chart, [&](const std::vector<int>& rows) { s.chart.setChosen(rows, rows.empty() ? -1 : rows.front()); });
    QTest::keyClick(s.canvas(), Qt::Key_Right); // from nowhere: what is in the middle
    QCOMPARE(s.chart.primary(), 4);
    for (const auto& [key, row] : {std::pair(Qt::Key_Right, 5), std::pair(Qt::Key_Up, 8), std::pair(Qt::Key_Left, 7), std::pair(Qt::Key_Down, 4)}) {
        QTest::keyClick(s.canvas(), key);
        QCOMPARE(s.chart.primary(), row);
    }
    QTest::keyClick(s.canvas(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QTest::keyClick(s.canvas(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(picked.last()[1].toBool());
    QTest::keyClick(s.canvas(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(picked.last()[0].value<std::vector<int>>().size(), std::size_t {9});
    QTest::keyClick(s.canvas(), Qt::Key_Escape);
    QVERIFY(s.chart.chosen().empty());
    const int width = s.at(1).x() - s.at(0).x();
    QTest::keyClick(s.canvas(), Qt::Key_Plus);
    QVERIFY(s.at(1).x() - s.at(0).x() > width);
    QTest::keyClick(s.canvas(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(s.canvas(), Qt::Key_Home);
    s.chart.drawNow();
    QCOMPARE(s.at(1).x() - s.at(0).x(), width);
}

void TestMap::hostilePoints()
{
    ScatterChart chart;
    chart.resize(300, 200);
    chart.show();
    const float nan = std::nanf(""), inf = std::numeric_limits<float>::infinity();
    chart.setPoints({nan, inf, 1, 1e30F}, {0, 0, nan, 1e30F}, true);
    chart.setGroups({0, 9, 200, 0}, {{text("only"), {}, 1, true}});
    chart.setChosen({-1, 0, 3, 77}, 99);
    chart.setLinks(55, {{77, text("siir"), text("1")}, {2, text("siir"), text("2")}});
    chart.drawNow();
    QCOMPARE(chart.pointCount(), 1);
    QCOMPARE(chart.chosen(), (std::vector<int> {0, 3}));
    QCOMPARE(chart.primary(), -1);
    QVERIFY(chart.links().isEmpty());
    chart.setPoints({}, {}, true);
    chart.drawNow();
    QCOMPARE(chart.pointCount(), 0);
    QCOMPARE(chart.next(-1, Qt::Key_Left), -1);
    QVERIFY(!chart.grab().isNull());
}

void TestMap::densityAboveTheLimit()
{
    Rng rng(1);
    std::vector<float> x, y;
    for (int i = 0; i < ScatterChart::kMostDrawn + 1; ++i) {
        x.push_back(static_cast<float>(rng.normal()));
        y.push_back(static_cast<float>(rng.normal()));
    }
    ScatterChart chart;
    chart.resize(900, 700);
    chart.setPoints(x, y, true);
    chart.setGroups(std::vector<std::uint8_t>(x.size(), 0), {{text("all"), chart::styleOf("siir", chart::Theme::Light), 1, true}});
    chart.show();
    chart.drawNow();
    QVERIFY(chart.isDensity());
    const QImage dense = chart.grab().toImage();
    x.pop_back();
    y.pop_back();
    chart.setPoints(x, y, true);
    chart.setGroups(std::vector<std::uint8_t>(x.size(), 0), {{text("all"), chart::styleOf("siir", chart::Theme::Light), 1, true}});
    chart.drawNow();
    QVERIFY(!chart.isDensity());
    for (const QImage& image : {dense, chart.grab().toImage()}) {
        const QColor middle = image.pixelColor(image.width() / 2, image.height() / 2), corner = image.pixelColor(3, 3);
        QVERIFY(middle != corner);
    }
    const std::clock_t start = std::clock(); // of the processor: other programs run too
    constexpr int kTimes = 20;
    for (int i = 0; i < kTimes; ++i)
        chart.drawNow();
    qInfo("50,000 points: %.1f ms a picture", 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / kTimes);
    chart.zoom(0.2); // fewer in view
    chart.drawNow();
    QVERIFY(!chart.isDensity());
}

void TestMap::stepsOfNumbers_data()
{
    QTest::addColumn<QVector<double>>("numbers");
    QTest::addColumn<QVector<double>>("borders");
    QTest::newRow("none") << QVector<double>() << QVector<double>();
    QTest::newRow("not a number") << QVector<double> {std::nan("")} << QVector<double>();
    QTest::newRow("one") << QVector<double> {3} << QVector<double> {3};
    QTest::newRow("equal ones") << QVector<double> {2, 2, 2, 2} << QVector<double> {2};
    QTest::newRow("two kinds") << QVector<double> {0, 100, 0, 100} << QVector<double> {0, 100};
    QTest::newRow("many") << QVector<double> {9, 8, 7, 6, 5, 4, 3, 2, 1, 0} << QVector<double> {0, 2, 5, 7};
}

void TestMap::stepsOfNumbers()
{
    QFETCH(QVector<double>, numbers);
    QFETCH(QVector<double>, borders);
    const auto found = bridge::stepBorders({numbers.begin(), numbers.end()}, 4);
    QCOMPARE(QVector<double>(found.begin(), found.end()), borders);
}

void TestMap::showsBothSplits()
{
    QVERIFY(test::addEmbeddings(*m_project));
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.builder()->map());
    const auto& map = b.page.builder()->map();
    QCOMPARE(map->rows(), std::size_t {test::ProjectFixture::kTrain + test::ProjectFixture::kValidation});
    QCOMPARE(b.page.chart()->pointCount(), 20);
    QCOMPARE(map->sampleAt(0).split, data::Split::Train);
    QCOMPARE(map->sampleAt(12).split, data::Split::Validation);
    QCOMPARE(map->sampleAt(12).index, std::int64_t {0});
    QCOMPARE(map->rowOf({data::Task::Caption, data::Split::Validation, 3}), 15);
    QCOMPARE(map->rowOf({data::Task::Caption, data::Split::Validation, 8}), -1);
    QCOMPARE(map->rowOf({data::Task::Vqa, data::Split::Train, 0}), -1);
    QVERIFY(b.page.note().contains(text("20")));
    QCOMPARE(b.page.legend()->count(), 2);
    b.page.legend()->item(0)->setCheckState(Qt::Unchecked);
    QTRY_COMPARE(b.page.chart()->pointCount(), 8);
}

void TestMap::sharesTheSelection()
{
    QVERIFY(test::addEmbeddings(*m_project));
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.builder()->map());
    Q_EMIT b.page.chart()->picked({13, 12}, false);
    QCOMPARE(b.state.split(), data::Split::Validation);
    QCOMPARE(sorted(b.state.selection().items.indices()), (std::vector<std::int32_t> {0, 1}));
    QCOMPARE(b.page.chart()->chosen(), (std::vector<int> {12, 13}));
    Q_EMIT b.page.chart()->picked({15}, true);
    QCOMPARE(sorted(b.state.selection().items.indices()), (std::vector<std::int32_t> {0, 1, 3}));
    QVERIFY(b.state.selection().primary && b.state.selection().primary->index == 3);
    // Only training samples: the split changes with them, and what was chosen stays chosen when the rows arrive.
    Q_EMIT b.page.chart()->picked({2, 5}, false);
    QCOMPARE(b.state.split(), data::Split::Train);
    QTRY_VERIFY(b.settled());
    QCOMPARE(sorted(b.state.selection().items.indices()), (std::vector<std::int32_t> {2, 5}));
    QCOMPARE(b.page.chart()->chosen(), (std::vector<int> {2, 5}));
    // Both: those of the split that is shown, and an offer for the others.
    Q_EMIT b.page.chart()->picked({1, 12, 14}, false);
    QCOMPARE(b.state.selection().items.indices(), std::vector<std::int32_t> {1});
    QVERIFY(b.page.note().contains(text("href")));
    // The other way round: chosen elsewhere.
    b.state.setSelection({bridge::SampleSet(std::int64_t {7}), bridge::SampleRef {data::Task::Caption, data::Split::Train, 7}});
    QCOMPARE(b.page.chart()->chosen(), std::vector<int> {7});
    QCOMPARE(b.page.chart()->primary(), 7);
    Q_EMIT b.page.chart()->picked({}, false);
    QVERIFY(b.state.selection().items.isEmpty());
}

void TestMap::linesFromTheQuery()
{
    QVERIFY(test::addEmbeddings(*m_project));
    QVERIFY(m_project->addEvaluation());
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.builder()->map());
    QVERIFY(b.page.chart()->links().isEmpty());
    b.state.setShots(2);
    Q_EMIT b.page.chart()->activated(14);
    QVERIFY(b.state.currentQuery() && b.state.currentQuery()->index == 2);
    QTRY_VERIFY(!b.board.isBusy() && !b.board.lanes().isEmpty());
    QTRY_VERIFY(!b.page.chart()->links().isEmpty());
    int siir = 0;
    for (const charts::PointLink& link : b.page.chart()->links())
        if (link.styleKey == u"siir") {
            QCOMPARE(link.to, siir); // the fixture's demonstrations are samples 0 and 1
            QCOMPARE(link.label, QString::number(++siir));
        }
    QCOMPARE(siir, 2);
}

void TestMap::groups()
{
    QVERIFY(test::addEmbeddings(*m_project));
    const auto run = m_project->addEvaluation();
    QVERIFY(run);
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.builder()->map());
    for (const MapColoring coloring : {MapColoring::Split, MapColoring::Tag, MapColoring::AnswerType, MapColoring::RunScore, MapColoring::Used}) {
        b.page.setColoring(coloring);
        QTRY_VERIFY(b.settled());
        QCOMPARE(b.page.groups().coloring, coloring);
        qint64 sum = 0;
        for (const auto& group : b.page.groups().groups)
            sum += group.count;
        QCOMPARE(sum, qint64 {20});
        QCOMPARE(b.page.legend()->count(), static_cast<int>(b.page.groups().groups.size()));
    }
    // Samples 0 and 1 were used; the last colouring is by use.
    const auto& used = b.page.groups();
    QVERIFY(used.ordered);
    QVERIFY(used.groups[used.of[5]].isNone);
    QVERIFY(!used.groups[used.of[0]].isNone && !used.groups[used.of[1]].isNone);
    QVERIFY(used.of[0] > used.of[1]); // in both cells, and in one
    b.page.setColoring(MapColoring::RunScore);
    QTRY_VERIFY(b.settled());
    QVERIFY(b.page.groups().groups[b.page.groups().of[0]].isNone); // demonstrations have no score
    QVERIFY(b.page.groups().of[12] < b.page.groups().of[19]);      // scores grow with the number
    theme::apply(*qApp, theme::Choice::Dark);
    QVERIFY(!b.page.grab().isNull());
    theme::apply(*qApp, theme::Choice::Light);
}

void TestMap::tsneFormsAndIsKept()
{
    QVERIFY(test::addEmbeddings(*m_project));
    std::vector<float> first;
    {
        Bench b(m_project->folder());
        QTRY_VERIFY(b.settled() && b.page.builder()->map());
        b.page.setMethod(embed::ProjectionMethod::Tsne);
        QTRY_VERIFY(b.settled() && b.page.builder()->map()->finished
            && b.page.builder()->map()->request.options.method == embed::ProjectionMethod::Tsne);
        first = b.page.builder()->map()->points.x;
        QCOMPARE(b.page.chart()->pointCount(), 20);
    }
    const QStringList files = QDir(m_project->folder() + text("/projections")).entryList({text("tsne-*.safetensors")}, QDir::Files);
    QCOMPARE(files.size(), 1);
    Bench again(m_project->folder(), project::Access::ReadOnly);
    again.page.setViewText(text("tsne image all split"));
    QTRY_VERIFY(again.settled() && again.page.builder()->map() && again.page.builder()->map()->finished);
    QCOMPARE(again.page.builder()->map()->points.x, first);
}

void TestMap::saysWhatIsMissing()
{
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled());
    const auto* card = b.page.findChild<views::MessageCard*>();
    QVERIFY(card);
    QTRY_COMPARE(card->title(), text("Embeddings not built"));
    QVERIFY(!b.page.whyNoExport().isEmpty());
    QVERIFY(!b.actions.action(text("map.fit"))->isEnabled());
    b.session.close();
    QTRY_COMPARE(card->title(), text("No project is open"));
}

void TestMap::saysWhatWasSkipped()
{
    QVERIFY(test::addEmbeddings(*m_project, 4));
    Bench b(m_project->folder());
    QSignalSpy wanted(&b.page, &views::MapPage::pageWanted);
    QTRY_VERIFY(b.settled() && b.page.builder()->map());
    QCOMPARE(b.page.chart()->pointCount(), 19);
    const auto* bar = b.page.findChild<views::InlineBar*>();
    QVERIFY(bar && bar->isVisible());
    QVERIFY(bar->text().contains(text("NaN")));
    QVERIFY(b.actions.action(text("map.showSkipped"))->isEnabled());
    b.actions.action(text("map.showSkipped"))->trigger();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(b.state.split(), data::Split::Train);
    QCOMPARE(b.state.selection().items.indices(), std::vector<std::int32_t> {4});
}

void TestMap::writesCoordinates()
{
    QVERIFY(test::addEmbeddings(*m_project, 4));
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.builder()->map());
    QVERIFY(b.page.whyNoExport().isEmpty());
    const auto& map = b.page.builder()->map();
    const QStringList lines = QString::fromStdString(icl::mapCsv(map->datasets, map->points)).split(u'\n');
    QCOMPARE(lines.size(), 22); // a header, and nothing behind the last
    QCOMPARE(lines[0], text("split,index,id,image_id,x,y"));
    QCOMPARE(lines[5], text("train,4,104,104,,"));
    QVERIFY(lines[13].startsWith(text("val,0,500,500,")));
    QCOMPARE(lines[13].section(u',', 4, 4).toFloat(), map->points.x[12]);
}

void TestMap::drawsAFigure()
{
    QVERIFY(test::addEmbeddings(*m_project, 4));
    QVERIFY(m_project->addEvaluation());
    Bench b(m_project->folder());
    QTRY_VERIFY(b.settled() && b.page.builder()->map() && b.page.legend()->count() == 2);
    b.state.setShots(2);
    Q_EMIT b.page.chart()->activated(12);
    QTRY_VERIFY(!b.board.isBusy() && !b.page.chart()->links().isEmpty());
    const chart::Figure figure = b.page.figure();
    QCOMPARE(figure.panels.size(), std::size_t {1});
    const auto& series = figure.panels[0].series;
    QCOMPARE(series[0].points.size(), std::size_t {11}); // one of the twelve is no number
    QCOMPARE(series[1].points.size(), std::size_t {8});
    QVERIFY(std::any_of(series.begin(), series.end(), [](const chart::Series& one) { return one.key == "siir" && one.points.size() == 4; }));
    const auto svg = chart::renderFigure(figure, {}, "svg");
    QVERIFY2(svg, svg ? "" : svg.error().text().c_str());
    b.page.setViewText(text("pca image val split"));
    QTRY_VERIFY(b.settled());
    QCOMPARE(b.page.figure().panels[0].series[0].points.size(), std::size_t {8});
}

void TestMap::viewTextRoundTrips_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("kept");
    QTest::newRow("all") << text("tsne text val used 12 400 2000 7") << text("tsne text val used 12 400 2000 7");
    QTest::newRow("part") << text("tsne image train tag") << text("tsne image train tag 30 750 10000 42");
    QTest::newRow("empty") << QString() << text("pca image all split 30 750 10000 42");
    QTest::newRow("nonsense") << text("umap smell -1 ? x y z w") << text("pca image all split 2 50 500 0");
}

void TestMap::viewTextRoundTrips()
{
    QFETCH(QString, given);
    QFETCH(QString, kept);
    Bench b(m_project->folder());
    b.page.setViewText(given);
    QCOMPARE(b.page.viewText(), kept);
}

void TestMap::closingWhileLayingOut()
{
    QVERIFY(test::addEmbeddings(*m_project));
    auto b = std::make_unique<Bench>(m_project->folder());
    QTRY_VERIFY(b->settled() && b->page.builder()->map());
    b->page.setViewText(text("tsne image all split 5 10000 10000 1"));
    QVERIFY(b->page.builder()->isBusy());
    b->session.close();
    QVERIFY(!b->page.builder()->isBusy() && !b->page.builder()->map());
    b->session.open(m_project->folder());
    QTRY_VERIFY(b->session.isOpen() && !b->session.datasetsLoading());
    QTRY_VERIFY(b->page.builder()->isBusy() || b->page.builder()->map());
    b.reset(); // in the middle of it
}

QTEST_MAIN(TestMap)
#include "tst_map.moc"
