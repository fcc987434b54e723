// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/figure.h"
#include "tests/core/chart/parsed_drawing.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <set>

using namespace fulcrum;
using namespace fulcrum::chart;
using test::parseSvg;
using test::ParsedSvg;

namespace {

Figure sampleFigure()
{
    Figure figure;
    for (const char* title : {"Captions", "VQA"}) {
        Panel panel{title, "Shots", title == std::string("VQA") ? "Accuracy (%)" : "CIDEr \xc3\x97 100", {1, 2, 3, 4, 6, 8}, {}};
        double level = 300;
        for (const char* key : {"lever-lm", "lever-lm-random-order", "siir", "sitr", "sttr", "random", "fixed", "oracle"}) {
            Series series{key, "", {}};
            for (double x : panel.xTicks)
                series.points.push_back({x, level + 10 * x, level + 10 * x - 8, level + 10 * x + 8});
            panel.series.push_back(series);
            level -= 30;
        }
        panel.series.push_back({"zero-shot", "", {{0, 60, {}, {}}}, true});
        figure.panels.push_back(panel);
    }
    figure.metadata = {{"runs", "3,5"}, {"version", "test <&>"}};
    return figure;
}

} // namespace

class TestChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void svgHoldsEverythingAsText()
    {
        const auto svg = renderFigure(sampleFigure(), {}, "svg");
        QVERIFY(svg.has_value());
        const ParsedSvg parsed = parseSvg(*svg);
        QCOMPARE(parsed.width, QStringLiteral("139.700mm"));
        QCOMPARE(parsed.height, QStringLiteral("70.000mm"));
        QCOMPARE(parsed.seriesTitles.size(), 18);
        for (const char* text : {"Captions", "VQA", "Shots", "Accuracy (%)", "CIDEr \xc3\x97 100", "Lever-LM", "SIIR",
                 "Lever-LM, random order", "SITR", "STTR", "Random", "Fixed set", "Oracle", "Zero-shot"})
            QVERIFY2(parsed.texts.contains(QString::fromUtf8(text)), text);
        QCOMPARE(parsed.texts.count(QStringLiteral("Lever-LM")), 1); // one legend for both panels
    }

    void legendFollowsTheEndsOfTheLines()
    {
        const ParsedSvg parsed = parseSvg(renderFigure(sampleFigure(), {}, "svg").value());
        QVERIFY(parsed.texts.indexOf(QStringLiteral("Lever-LM")) < parsed.texts.indexOf(QStringLiteral("SIIR")));
        QVERIFY(parsed.texts.indexOf(QStringLiteral("Oracle")) < parsed.texts.indexOf(QStringLiteral("Zero-shot")));
    }

    void pdfAndPngHaveTheAskedSize()
    {
        QTemporaryDir folder;
        const Path base(folder.path().toStdString());
        FigureFormat format;
        format.widthMm = 100;
        format.heightMm = 50;
        format.dpi = 254;
        QVERIFY(exportFigure(sampleFigure(), format, base / "f.pdf"));
        QVERIFY(exportFigure(sampleFigure(), format, base / "f.png"));
        const std::string pdf = readFile(base / "f.pdf").value();
        QVERIFY(pdf.starts_with("%PDF-"));
        const auto box = pdf.find("/MediaBox [ 0 0 283.46");
        QVERIFY(box != std::string::npos);
        const std::string png = readFile(base / "f.png").value();
        QVERIFY(png.starts_with("\x89PNG"));
        const auto bigEndian = [&](std::size_t at) {
            return (static_cast<unsigned char>(png[at + 2]) << 8) | static_cast<unsigned char>(png[at + 3]);
        };
        QCOMPARE(bigEndian(16), 1000);
        QCOMPARE(bigEndian(20), 500);
    }

    void dataExportsCarryEveryPoint()
    {
        const Figure figure = sampleFigure();
        const QString csv = QString::fromStdString(toDelimited(figure, ','));
        QCOMPARE(csv.count(u'\n'), 1 + 2 * (8 * 6 + 1));
        QVERIFY(csv.contains(u"\"Lever-LM, random order\""));
        const auto json = nlohmann::json::parse(toJson(figure));
        QCOMPARE(json["panels"][0]["series"][0]["points"][5]["y"].get<double>(), 380.0);
        const QString tex = QString::fromStdString(toPgfplots(figure, {}));
        QCOMPARE(tex.count(QStringLiteral("\\addlegendentry")), 18);
        QVERIFY(tex.contains(u"Accuracy (\\%)"));
        QVERIFY(tex.contains(u"D55E00"));
    }

    void impossibleRequestsAreRefused()
    {
        QTemporaryDir folder;
        const Path base(folder.path().toStdString());
        FigureFormat tiny;
        tiny.widthMm = 1;
        QCOMPARE(renderFigure(sampleFigure(), tiny, "svg").error().code, ErrorCode::OutOfRange);
        QCOMPARE(renderFigure({}, {}, "svg").error().code, ErrorCode::OutOfRange);
        QCOMPARE(exportFigure(sampleFigure(), {}, base / "f.docx").error().code, ErrorCode::Unsupported);
        QVERIFY(!exportFigure(sampleFigure(), {}, "/proc/nowhere/f.svg"));
        Figure broken = sampleFigure();
        broken.panels[0].series[0].points[0].y = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(renderFigure(broken, {}, "svg").value().find("nan") == std::string::npos);
    }

    void ticksAreRound()
    {
        QCOMPARE(niceTicks(0, 100, 5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
        QCOMPARE(niceTicks(5, 5, 5).size() > 1, true);
        const auto ticks = niceTicks(103.2, 377.9, 5);
        QVERIFY(ticks.front() <= 103.2 && ticks.back() >= 377.9);
    }
};

QTEST_GUILESS_MAIN(TestChart)
#include "tst_chart.moc"
