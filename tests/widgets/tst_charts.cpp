// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curve_chart.h"
#include "widgets/charts/metric_chart.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QTest>
#include <cmath>

using namespace fulcrum;

namespace {

chart::Figure twoPanels()
{
    chart::Figure figure;
    for (const char* title : {"Captions", "VQA"}) {
        chart::Panel panel;
        panel.title = title;
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

} // namespace

class TestCharts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsEveryVisibleSeries()
    {
        charts::MetricChart chart;
        chart.resize(800, 400);
        chart.setFigure(twoPanels());
        QCOMPARE(chart.panelCount(), 2);
        QCOMPARE(chart.curveCount(), 6);
        chart.setHidden({QStringLiteral("siir")});
        QCOMPARE(chart.curveCount(), 4);
        QVERIFY(inked(chart) > 0.01);
        chart.setFigure({});
        QCOMPARE(chart.panelCount(), 0);
    }

    void readoutListsValuesBestFirst()
    {
        charts::MetricChart chart;
        chart.setFigure(twoPanels());
        const QString text = chart.readout(0, 2);
        QVERIFY(text.contains(QLocale().toString(40.0, 'f', 1)));
        QVERIFY(text.contains(QLocale().toString(37.0, 'f', 1)));
        QVERIFY(text.indexOf(QStringLiteral("Lever-LM")) < text.indexOf(QStringLiteral("SIIR")));
        QVERIFY(!chart.readout(0, 4).contains(QStringLiteral("SIIR")));
        QVERIFY(chart.readout(5, 1).isEmpty());
    }

    void followsTheThemeWhileOpen()
    {
        charts::MetricChart chart;
        chart.resize(400, 300);
        theme::apply(*qApp, theme::Choice::Light);
        chart.setFigure(twoPanels());
        chart.show();
        const QColor light = chart.grab().toImage().pixelColor(2, 2);
        theme::apply(*qApp, theme::Choice::Dark);
        QTRY_VERIFY(chart.grab().toImage().pixelColor(2, 2) != light);
        QVERIFY(chart.grab().toImage().pixelColor(2, 2).lightness() < 80);
        theme::apply(*qApp, theme::Choice::Light);
    }

    void smoothingKeepsConstants()
    {
        const QVector<double> flat(50, 0.1);
        for (const double weight : {0.0, 0.3, 0.6, 0.99})
            QCOMPARE(charts::CurveChart::smoothed(flat, weight), flat);
    }

    void smoothingIsTheDebiasedAverage()
    {
        const QVector<double> values {4, 2, 8};
        const QVector<double> smooth = charts::CurveChart::smoothed(values, 0.5);
        QCOMPARE(smooth[0], 4.0);
        QVERIFY(std::abs(smooth[1] - (0.25 * 4 + 0.5 * 2) / 0.75) < 1e-12);
        QVERIFY(std::abs(smooth[2] - (0.125 * 4 + 0.25 * 2 + 0.5 * 8) / 0.875) < 1e-12);
        QCOMPARE(charts::CurveChart::smoothed(values, 0), values);
    }

    void curvesAreReplaced()
    {
        charts::CurveChart chart;
        chart.setCurves({{QStringLiteral("loss"), {1, 2}, {0.9, 0.4}}, {QStringLiteral("other"), {1}, {0.1}}});
        QCOMPARE(chart.curveCount(), 2);
        chart.setCurves({{QStringLiteral("loss"), {1}, {0.9}}});
        QCOMPARE(chart.curveCount(), 1);
        QCOMPARE(chart.curves().front().values, (QVector<double> {0.9}));
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
