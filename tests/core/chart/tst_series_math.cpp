// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers behind curves, histograms and violins, and the styles of a project.
#include "core/chart/series_math.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <numeric>

using namespace fulcrum::chart;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

} // namespace

class TestSeriesMath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smoothingKeepsConstants()
    {
        const std::vector<double> flat(50, 0.1);
        for (const double weight : {0.0, 0.3, 0.6, 0.99})
            QCOMPARE(smoothed(flat, weight), flat);
        QVERIFY(smoothed({}, 0.5).empty());
    }

    void smoothingIsTheDebiasedAverage()
    {
        const std::vector<double> values = {4, 2, 8};
        const std::vector<double> smooth = smoothed(values, 0.5);
        QCOMPARE(smooth[0], 4.0);
        QVERIFY(std::abs(smooth[1] - (0.25 * 4 + 0.5 * 2) / 0.75) < 1e-12);
        QVERIFY(std::abs(smooth[2] - (0.125 * 4 + 0.25 * 2 + 0.5 * 8) / 0.875) < 1e-12);
        QCOMPARE(smoothed(values, 0), values);
        const std::vector<double> gaps = smoothed(std::vector<double> {4, kNan, 2}, 0.5);
        QVERIFY(std::isnan(gaps[1]) && std::isfinite(gaps[2]));
    }

    void spreadsAreQuartilesAndDensity()
    {
        const Spread spread = spreadOf(3, std::vector<double> {1, 2, 3, 4, 5, kNan});
        QCOMPARE(spread.x, 3.0);
        QCOMPARE(spread.count, std::int64_t(5));
        QCOMPARE(spread.minimum, 1.0);
        QCOMPARE(spread.lowerQuartile, 2.0);
        QCOMPARE(spread.median, 3.0);
        QCOMPARE(spread.upperQuartile, 4.0);
        QCOMPARE(spread.maximum, 5.0);
        double most = 0;
        for (const Spread::Density& d : spread.density) {
            QVERIFY(d.share >= 0 && d.share <= 1 && d.y >= 1 && d.y <= 5);
            most = std::max(most, d.share);
        }
        QCOMPARE(most, 1.0);
        // The middle is denser than the ends, the same on both sides.
        QVERIFY(spread.density[31].share > spread.density.front().share);
        QVERIFY(std::abs(spread.density.front().share - spread.density.back().share) < 1e-9);
        QCOMPARE(spreadOf(1, {}).count, std::int64_t(0));
        QVERIFY(spreadOf(1, std::vector<double>(9, 2.0)).density.empty()); // one value has no density
    }

    void histogramsLoseNothing()
    {
        const std::vector<double> values = {-1, 0, 0.1, 0.5, 0.99, 1, 7, kNan};
        const std::vector<Point> bins = histogramOf(values, 0, 1, 4);
        QCOMPARE(bins.size(), std::size_t(4));
        QCOMPARE(bins[0].x, 0.125);
        QCOMPARE(std::accumulate(bins.begin(), bins.end(), 0.0, [](double sum, const Point& p) { return sum + p.y; }), 7.0);
        QCOMPARE(bins[0].y, 3.0);
        QCOMPARE(bins[3].y, 3.0);
        QVERIFY(histogramOf(values, 1, 1, 4).empty());
        QVERIFY(binsFor(values) >= 5 && binsFor(values) <= 60);
        QCOMPARE(binsFor({}), 5);
    }

    void clippingIsFlagged()
    {
        Panel panel;
        Series series {"loss", "loss", {}};
        for (int i = 0; i < 200; ++i)
            series.points.push_back({static_cast<double>(i), 1 + 0.001 * i});
        panel.series = {series};
        clipOutliers(panel);
        QVERIFY(panel.note.empty() && !panel.y.low); // nothing sticks out
        panel.series[0].points[3].y = 1000;
        clipOutliers(panel);
        QCOMPARE(panel.note, std::string("1 of 200 points outside"));
        QVERIFY(panel.y.high && *panel.y.high < 2);
        Panel asked = panel;
        asked.y = {0.0, 5000.0};
        asked.note.clear();
        clipOutliers(asked);
        QVERIFY(asked.note.empty() && *asked.y.high == 5000.0); // what was asked for holds
    }

    void changesOfStylesAreStoredAsJson()
    {
        StyleChange change;
        QCOMPARE(toJson(change), std::string("{}"));
        change.color = Rgb {1, 2, 3};
        change.marker = Marker::Star;
        change.dash = Dash::Dotted;
        change.label = "Ours \"best\"";
        change.group = "methods";
        QVERIFY(styleChangeFromJson(toJson(change)).value() == change);
        StyleBook book = styleBookFrom({ { "siir", toJson(change) }, { "broken", "{" },
            { "wrong", "{\"color\":\"#12345g\",\"marker\":\"moon\"}" } });
        QCOMPARE(book.changes().size(), std::size_t(1));
        QCOMPARE(book.styleOf("siir", Theme::Light).color.hex(), std::string("#010203"));
        QVERIFY(book.styleOf("siir", Theme::Light).marker == Marker::Star);
        QCOMPARE(book.nameOf("siir"), std::string("Ours \"best\""));
        QCOMPARE(book.nameOf("sitr"), std::string("SITR"));
        // A series that wears the look of a strategy follows it, and its own changes win.
        QCOMPARE(book.styleOf("dm-3", "siir", Theme::Light).color.hex(), std::string("#010203"));
        StyleChange own;
        own.color = Rgb {9, 9, 9};
        book.set("dm-3", own);
        QCOMPARE(book.styleOf("dm-3", "siir", Theme::Light).color.hex(), std::string("#090909"));
        book.set("siir", {});
        QVERIFY(book.styleOf("siir", Theme::Light).color == styleOf("siir", Theme::Light).color);
        QVERIFY(!styleChangeFromJson("[]"));
    }

    void chosenColoursStayVisible()
    {
        StyleBook book;
        StyleChange black;
        black.color = Rgb {0, 0, 0};
        book.set("siir", black);
        QVERIFY(book.styleOf("siir", Theme::Light).color == (Rgb {0, 0, 0}));
        QVERIFY(contrastRatio(book.styleOf("siir", Theme::Dark).color, surfaceOf(Theme::Dark).background) >= 3.0);
        StyleChange pale;
        pale.color = Rgb {250, 250, 200};
        book.set("siir", pale);
        QVERIFY(book.styleOf("siir", Theme::Light).outlineMarker);
        QVERIFY(rgbFromHex("#A0b0C0") == (Rgb {0xA0, 0xB0, 0xC0}));
        QVERIFY(!rgbFromHex("A0B0C0") && !rgbFromHex("#A0B0C") && !rgbFromHex("#A0B0CG"));
    }
};

QTEST_GUILESS_MAIN(TestSeriesMath)
#include "tst_series_math.moc"
