// SPDX-License-Identifier: GPL-3.0-or-later
// The chart on screen: what it draws, and what mouse and keys do to it.
#include "widgets/charts/figure_view.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <ctime>
#include <random>

using namespace fulcrum;
using charts::FigureView;

namespace {

chart::Figure twoPanels()
{
    chart::Figure figure;
    for (const char* title : {"Captions", "VQA"}) {
        chart::Panel panel;
        panel.title = title;
        panel.xLabel = "shots";
        panel.xTicks = {1, 2, 4};
        panel.series = {{"lever-lm", "", {{1, 30, 28.0, 33.0}, {2, 40, 37.0, 42.0}, {4, 41, 39.0, 44.0}}},
            {"siir", "", {{1, 20, {}, {}}, {2, 25, {}, {}}}}, {"zero-shot", "", {{0, 7, {}, {}}}, true}};
        figure.panels.push_back(panel);
    }
    return figure;
}

/// Share of pixels that differ from the most frequent colour: something was drawn.
double inked(QWidget& widget)
{
    const QImage image = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    QHash<QRgb, int> counts;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            ++counts[image.pixel(x, y)];
    int most = 0;
    for (const int count : counts)
        most = std::max(most, count);
    return 1.0 - double(most) / (image.width() * image.height());
}

std::unique_ptr<FigureView> shown(const chart::Figure& figure, QSize size = QSize(800, 400))
{
    auto view = std::make_unique<FigureView>();
    view->resize(size);
    view->setFigure(figure);
    view->show();
    return view;
}

QPoint legendPlace(const FigureView& view, const char* key)
{
    for (const auto& item : view.layoutOf().legend)
        if (item.key == key)
            return QPointF(item.box.left + item.box.width / 2, item.box.top + item.box.height / 2).toPoint();
    return {};
}

void wheel(FigureView& view, const QPointF& at, int notches, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, view.mapToGlobal(at.toPoint()), {}, {0, 120 * notches}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

} // namespace

Q_DECLARE_METATYPE(fulcrum::charts::FigureView::Place)

class TestCharts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsEveryVisibleSeries()
    {
        chart::Figure figure = twoPanels();
        const auto view = shown(figure);
        QCOMPARE(view->panelCount(), 2);
        QCOMPARE(view->curveCount(), 6);
        QVERIFY(inked(*view) > 0.01);
        QVERIFY(view->accessibleDescription().contains(QStringLiteral("Captions")));
        for (chart::Panel& panel : figure.panels)
            panel.series[1].hidden = true;
        view->setFigure(figure);
        QCOMPARE(view->curveCount(), 4);
        QVERIFY(!legendPlace(*view, "siir").isNull()); // still named, so that it can be brought back
        view->setFigure({});
        QCOMPARE(view->panelCount(), 0);
        QVERIFY(!view->grab().isNull());
    }

    void readoutListsValuesBestFirst()
    {
        const auto view = shown(twoPanels());
        const QString text = view->readout(0, 2);
        QVERIFY2(text.contains(QStringLiteral("40")) && text.contains(QStringLiteral("37")), qPrintable(text));
        QVERIFY(text.indexOf(QStringLiteral("Lever-LM")) < text.indexOf(QStringLiteral("SIIR")));
        QVERIFY(text.contains(QStringLiteral("Zero-shot")));
        QVERIFY(!view->readout(0, 4).contains(QStringLiteral("SIIR")));
        QVERIFY(view->readout(5, 1).isEmpty());
    }

    void followsTheThemeWhileOpen()
    {
        theme::apply(*qApp, theme::Choice::Light);
        const auto view = shown(twoPanels());
        const QColor light = view->grab().toImage().pixelColor(4, 4);
        theme::apply(*qApp, theme::Choice::Dark);
        QTRY_VERIFY(view->grab().toImage().pixelColor(4, 4) != light);
        QVERIFY(view->grab().toImage().pixelColor(4, 4).lightness() < 80);
        theme::apply(*qApp, theme::Choice::Light);
    }

    void wheelZoomsOneAxis()
    {
        const auto view = shown(twoPanels());
        const chart::PanelLayout before = view->layoutOf().panels[0];
        const QPointF at(before.left + before.width / 2, before.top + before.height / 2);
        QSignalSpy zoomed(view.get(), &FigureView::zoomChanged);
        wheel(*view, at, 1, {});
        chart::PanelLayout after = view->layoutOf().panels[0];
        QVERIFY(after.xHigh - after.xLow < before.xHigh - before.xLow);
        QCOMPARE(after.yHigh - after.yLow, before.yHigh - before.yLow);
        wheel(*view, at, 1, Qt::ControlModifier);
        after = view->layoutOf().panels[0];
        QVERIFY(after.yHigh - after.yLow < before.yHigh - before.yLow);
        QCOMPARE(view->layoutOf().panels[1].xLow, before.xLow); // the other panel is not touched
        QCOMPARE(zoomed.size(), 2);
        QVERIFY(view->isZoomed());
        QVERIFY(view->shownFigure().panels[0].x != chart::AxisRange());
        QTest::mouseDClick(view.get(), Qt::LeftButton, {}, at.toPoint());
        QVERIFY(!view->isZoomed());
        QCOMPARE(view->layoutOf().panels[0].xLow, before.xLow);
        wheel(*view, at, 0, {});
        QVERIFY(!view->isZoomed());
    }

    void rectangleZoomsIntoIt()
    {
        const auto view = shown(twoPanels());
        const chart::PanelLayout axes = view->layoutOf().panels[1];
        const QPoint from = QPointF(axes.left + axes.width * 0.25, axes.top + axes.height * 0.25).toPoint();
        const QPoint to = QPointF(axes.left + axes.width * 0.75, axes.top + axes.height * 0.75).toPoint();
        const chart::Position low = axes.valueAt({ double(from.x()), double(to.y()) }),
                              high = axes.valueAt({ double(to.x()), double(from.y()) });
        QTest::mousePress(view.get(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.get(), (from + to) / 2);
        QTest::mouseMove(view.get(), to);
        QTest::mouseRelease(view.get(), Qt::LeftButton, {}, to);
        const chart::PanelLayout after = view->layoutOf().panels[1];
        QVERIFY(std::abs(after.xLow - low.x) < 1e-6 && std::abs(after.xHigh - high.x) < 1e-6);
        QVERIFY(std::abs(after.yLow - low.y) < 1e-6 && std::abs(after.yHigh - high.y) < 1e-6);
        // The zoom stays when new points come, and goes with another chart.
        view->setFigure(twoPanels());
        QVERIFY(view->isZoomed());
        chart::Figure other = twoPanels();
        other.panels.resize(1);
        view->setFigure(other);
        QVERIFY(!view->isZoomed());
    }

    void legendHidesAndSolos()
    {
        const auto view = shown(twoPanels());
        QSignalSpy toggled(view.get(), &FigureView::seriesToggled), soloed(view.get(), &FigureView::seriesSoloed);
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, legendPlace(*view, "siir"));
        QTest::mouseClick(view.get(), Qt::LeftButton, Qt::AltModifier, legendPlace(*view, "lever-lm"));
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled[0][0].toString(), QStringLiteral("siir"));
        QCOMPARE(soloed.size(), 1);
        QCOMPARE(soloed[0][0].toString(), QStringLiteral("lever-lm"));
    }

    void legendCanBeDragged()
    {
        const auto view = shown(twoPanels());
        QSignalSpy moved(view.get(), &FigureView::legendMoved), toggled(view.get(), &FigureView::seriesToggled);
        const QPoint from = legendPlace(*view, "siir"), by(-30, -150);
        const chart::Box before = view->layoutOf().legendBox;
        QTest::mousePress(view.get(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.get(), from + by / 2);
        QTest::mouseMove(view.get(), from + by);
        QTest::mouseRelease(view.get(), Qt::LeftButton, {}, from + by);
        QCOMPARE(moved.size(), 1);
        QVERIFY(toggled.isEmpty());
        QVERIFY(view->layoutOf().legendBox.top < before.top - 100);
        QVERIFY(moved[0][1].toDouble() > 0 && moved[0][1].toDouble() < 1);
    }

    void pointsCanBeAskedFor()
    {
        const auto view = shown(twoPanels());
        QList<FigureView::Place> places;
        connect(view.get(), &FigureView::placeActivated, this, [&](const FigureView::Place& place) { places.append(place); });
        const FigureView::Place wanted {1, 0, 2};
        QVERIFY(view->placeAt(view->positionOf(wanted) + QPointF(3, -2)) == wanted);
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, view->positionOf(wanted).toPoint());
        QCOMPARE(places.size(), 1);
        QVERIFY(places[0] == wanted);
        QVERIFY(!view->placeAt({1, 1}));
    }

    void keysDoWhatTheMouseDoes()
    {
        const auto view = shown(twoPanels());
        QList<FigureView::Place> places;
        connect(view.get(), &FigureView::placeActivated, this, [&](const FigureView::Place& place) { places.append(place); });
        QSignalSpy toggled(view.get(), &FigureView::seriesToggled), soloed(view.get(), &FigureView::seriesSoloed);
        QTest::keyClick(view.get(), Qt::Key_Right); // first tick
        QTest::keyClick(view.get(), Qt::Key_Right); // 2 shots
        QTest::keyClick(view.get(), Qt::Key_Return);
        QCOMPARE(places.size(), 1);
        QVERIFY((places[0] == FigureView::Place {0, 0, 1}));
        QTest::keyClick(view.get(), Qt::Key_Down);
        QTest::keyClick(view.get(), Qt::Key_H);
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled[0][0].toString(), QStringLiteral("siir"));
        QTest::keyClick(view.get(), Qt::Key_H, Qt::AltModifier);
        QCOMPARE(soloed.size(), 1);
        QTest::keyClick(view.get(), Qt::Key_Right);
        QTest::keyClick(view.get(), Qt::Key_Right); // on into the second panel
        QTest::keyClick(view.get(), Qt::Key_Return);
        QCOMPARE(places.last().panel, 1);
        QTest::keyClick(view.get(), Qt::Key_Plus);
        QVERIFY(view->isZoomed());
        QTest::keyClick(view.get(), Qt::Key_Home);
        QVERIFY(!view->isZoomed());
        QTest::keyClick(view.get(), Qt::Key_Up, Qt::ControlModifier);
        QVERIFY(view->shownFigure().panels[1].y != chart::AxisRange());
    }

    void emptyChartsTakeEveryInput()
    {
        const auto view = shown({});
        for (const int key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Plus, Qt::Key_Minus, Qt::Key_Home,
                 Qt::Key_Return, Qt::Key_H})
            QTest::keyClick(view.get(), static_cast<Qt::Key>(key));
        wheel(*view, {50, 50}, 1, {});
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, {50, 50});
        QTest::mouseDClick(view.get(), Qt::LeftButton, {}, {50, 50});
        QVERIFY(!view->isZoomed());
    }

    void swatchesFollowTheProject()
    {
        charts::Swatch swatch(QStringLiteral("siir"));
        const QImage before = swatch.grab().toImage();
        chart::StyleBook book;
        chart::StyleChange change;
        change.color = chart::Rgb {255, 0, 0};
        book.set("siir", change);
        charts::setShownStyles(book);
        QVERIFY(swatch.grab().toImage() != before);
        charts::setShownStyles({});
        QCOMPARE(swatch.grab().toImage(), before);
    }

    /// Long curves are drawn otherwise than short ones: what is seen must be the same.
    void longCurvesLookLikeShortOnes_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<QString>("wears");
        for (const char* style : {"siir", "sitr"}) // solid, dashed
            for (const int points : {60, 100, 290, 4000})
                QTest::addRow("%s %d", style, points) << points << QString::fromLatin1(style);
    }

    void longCurvesLookLikeShortOnes()
    {
        QFETCH(int, points);
        QFETCH(QString, wears);
        chart::Figure figure;
        chart::Panel panel;
        chart::Series series {"curve", "", {}};
        series.wears = wears.toStdString();
        for (int i = 0; i <= points; ++i)
            series.points.push_back({100.0 * i / points, std::sin(0.1 * 100 * i / points)});
        panel.series = {series};
        figure.panels = {panel};
        const auto view = shown(figure);
        const QImage image = view->grab().toImage();
        const QColor color = charts::toColor(chart::styleOf(figure, series, charts::themeFor(view->palette())).color);
        int seen = 0, all = 0;
        for (int i = 0; i <= 200; ++i) { // the curve's colour near its places
            const chart::Position at = view->layoutOf().panels[0].at(0.5 * i, std::sin(0.05 * i));
            bool found = false;
            for (int dy = -3; dy <= 3; ++dy) {
                const QColor pixel = image.pixelColor(QPoint(qRound(at.x), qRound(at.y) + dy) * qRound(view->devicePixelRatioF()));
                found = found || std::abs(pixel.hueF() - color.hueF()) < 0.1F || std::abs(pixel.lightness() - color.lightness()) < 60;
            }
            seen += found;
            ++all;
        }
        QVERIFY2(seen > (wears == u"siir" ? 0.97 : 0.3) * all, qPrintable(QString::number(seen)));
        QVERIFY2(wears == u"siir" || points > 400 || seen < all, qPrintable(QString::number(seen))); // dashes have gaps
        // Far away nothing hangs.
        for (int i = 0; i < 60; ++i)
            wheel(*view, QPointF(400, 150), 1, i % 2 ? Qt::ControlModifier : Qt::NoModifier);
        QVERIFY(!view->grab().isNull());
        // Back and forth, and values that are not finite.
        std::reverse(figure.panels[0].series[0].points.begin(), figure.panels[0].series[0].points.end());
        figure.panels[0].series[0].points[3].y = std::nan("");
        view->resetZoom();
        view->setFigure(figure);
        QVERIFY(inked(*view) > 0.005);
    }

    void manyPointsAreDrawn_data()
    {
        QTest::addColumn<double>("noise"); // of the height of the curves
        QTest::addColumn<bool>("dashed");
        QTest::newRow("smooth") << 0.0 << false;
        QTest::newRow("smooth and dashed") << 0.0 << true;
        QTest::newRow("noisy") << 0.2 << false;
        QTest::newRow("noise alone") << 1.0 << false;
        QTest::newRow("noisy and dashed") << 0.2 << true;
    }

    /// 20 series of 2,000 points. The result is the processor time of the whole program for a draw and its painting (UX.md: 16 ms).
    void manyPointsAreDrawn()
    {
        QFETCH(double, noise);
        QFETCH(bool, dashed);
        chart::Figure figure;
        chart::Panel panel;
        std::minstd_rand random(7);
        std::uniform_real_distribution<double> uniform(-1, 1);
        for (int s = 0; s < 20; ++s) {
            chart::Series series {"series " + std::to_string(s), "", {}};
            for (int i = 0; i < 2000; ++i)
                series.points.push_back({double(i), (1 - noise) * std::sin(i * 0.01 + s) + noise * uniform(random)});
            series.wears = !dashed ? "siir" : s % 2 ? "sitr" : "sttr"; // dash, and dash and dot
            panel.series.push_back(series);
        }
        figure.panels = {panel};
        const auto view = shown(figure, QSize(1100, 640));
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
        QCOMPARE(view->curveCount(), 20);
        constexpr int kDraws = 10;
        const std::clock_t start = std::clock();
        for (int draw = 0; draw < kDraws; ++draw) {
            view->setFigure(figure);
            view->repaint();
        }
        QTest::setBenchmarkResult(1000.0 * double(std::clock() - start) / CLOCKS_PER_SEC / kDraws, QTest::WalltimeMilliseconds);
        QVERIFY(inked(*view) > 0.02);
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
