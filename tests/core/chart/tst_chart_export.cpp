// SPDX-License-Identifier: GPL-3.0-or-later
// Exported files, read back: everything that was drawn is in them, in the size that was asked for.
#include "core/chart/draw_marks.h"
#include "core/chart/sequence_figure.h"
#include "core/chart/series_math.h"
#include "core/image/png_writer.h"
#include "tests/core/chart/parsed_drawing.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::chart;
using test::ParsedPdf;
using test::ParsedSvg;

namespace {

Series named(const char* key, const char* name, Mark mark, std::vector<Point> points, double width = 0)
{
    Series series {key, name, std::move(points)};
    series.mark = mark;
    series.width = width;
    return series;
}

/// One panel of every kind of mark.
Figure everyMark()
{
    Figure figure;
    Panel curves {"Curves & bands", "shots", "CIDEr \xc3\x97 100", {1, 2, 4}, {}};
    curves.series = {named("lever-lm", "", Mark::Line, {{1, 10, 8.0, 12.0}, {2, 20, 18.0, 23.0}, {4, 30, 28.0, 33.0}}),
        named("siir", "", Mark::Line, {{1, 9, {}, {}}, {4, 12, {}, {}}})};
    Panel bars {"Bars", "", "accuracy", {0, 1}, {}};
    bars.startAtZero = true;
    bars.xNames = {"Lever-LM", "SIIR"};
    bars.series = { named("lever-lm", "", Mark::Bars, { { 0, 50, 45.0, 55.0 } }, 0.7),
        named("siir", "", Mark::Bars, { { 1, 40, 35.0, 44.0 } }, 0.7) };
    Panel histogram {"Histogram", "score", "sequences", {}, {}};
    histogram.series = {named("dm", "all beams", Mark::Histogram, {{0.5, 3}, {1.5, 7}, {2.5, 1}}, 1)};
    Panel cloud {"Scatter", "B", "A", {}, {}};
    cloud.diagonal = true;
    cloud.series = {named("a-better", "A better", Mark::Points, {{1, 2, {}, {}, 77}, {0.5, 3, {}, {}, 78}})};
    Panel violins {"Violins", "step", "gain", {1, 2}, {}};
    Series violin = named("gain", "gains", Mark::Violin, {}, 0.8), box = named("box", "boxes", Mark::Box, {}, 0.8);
    for (const double step : {1.0, 2.0}) {
        const std::vector<double> values = {step, step + 1, step + 1.5, step + 2, step + 7};
        for (Series* series : {&violin, &box}) {
            series->spreads.push_back(spreadOf(step, values));
            const Spread& spread = series->spreads.back();
            series->points.push_back({step, spread.median, spread.lowerQuartile, spread.upperQuartile});
        }
    }
    violins.series = {violin, box};
    figure.panels = {curves, bars, histogram, cloud, violins};
    figure.metadata = {{"runs", "3,5"}, {"spec_sha256", "abc"}, {"program", "Fulcrum <test>"}};
    return figure;
}

FigureFormat wide()
{
    FigureFormat format;
    format.widthMm = 400;
    format.heightMm = 90;
    return format;
}

/// What every drawing of everyMark() says in words.
QStringList wordsOf()
{
    return {QStringLiteral("Curves & bands"), QStringLiteral("shots"), QString::fromUtf8("CIDEr \xc3\x97 100"), QStringLiteral("Bars"),
        QStringLiteral("accuracy"), QStringLiteral("Histogram"), QStringLiteral("score"), QStringLiteral("sequences"),
        QStringLiteral("Scatter"), QStringLiteral("Violins"), QStringLiteral("gain"), QStringLiteral("Lever-LM"), QStringLiteral("SIIR"),
        QStringLiteral("all beams"), QStringLiteral("A better"), QStringLiteral("gains"), QStringLiteral("boxes")};
}

std::string drawn(const Figure& figure, const FigureFormat& format, const char* kind)
{
    const auto content = renderFigure(figure, format, kind);
    if (!content)
        qFatal("%s", content.error().text().c_str());
    return *content;
}

} // namespace

class TestChartExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void svgHoldsEveryMark()
    {
        const ParsedSvg svg = test::parseSvg(drawn(everyMark(), wide(), "svg"));
        QCOMPARE(svg.error, QString());
        QCOMPARE(svg.width, QStringLiteral("400.000mm"));
        QCOMPARE(svg.height, QStringLiteral("90.000mm"));
        QCOMPARE(svg.seriesTitles.size(), 8);
        for (const QString& word : wordsOf())
            QVERIFY2(svg.texts.contains(word), qPrintable(word));
        QVERIFY(svg.description.contains(u"runs=3,5") && svg.description.contains(u"Fulcrum <test>"));
    }

    void pdfHoldsEveryMark()
    {
        const ParsedPdf pdf = test::parsePdf(drawn(everyMark(), wide(), "pdf"));
        QVERIFY(std::abs(pdf.widthPt - 400 * kPointsPerMm) < 0.01);
        QVERIFY(std::abs(pdf.heightPt - 90 * kPointsPerMm) < 0.01);
        for (const QString& word : wordsOf())
            QVERIFY2(pdf.texts.contains(word), qPrintable(word + u'\n' + pdf.texts));
        QVERIFY2(pdf.information.contains("runs=3,5"), pdf.information.constData());
    }

    void pngCarriesSizeResolutionAndOrigin()
    {
        FigureFormat format = wide();
        format.widthMm = 100;
        format.heightMm = 50;
        format.dpi = 254;
        const std::string png = drawn(everyMark(), format, "png");
        const auto image = image::decodeSource(png, "png");
        QVERIFY(image && image->width == 1000 && image->height == 500);
        QVERIFY(png.find(std::string("pHYs\0\0\x27\x10\0\0\x27\x10\x01", 13)) != std::string::npos); // 10,000 pixels a metre
        QVERIFY(png.find("iTXtDescription") != std::string::npos && png.find("runs=3,5") != std::string::npos);
        const auto lastAlpha = [](const image::SourceImage& source) { return source.bytes[source.bytes.size() - 1]; };
        QCOMPARE(int(lastAlpha(*image)), 255);
        format.transparent = true;
        const auto clear = image::decodeSource(drawn(everyMark(), format, "png"), "png");
        QVERIFY(clear && clear->mode == image::Mode::Rgba);
        QCOMPARE(int(lastAlpha(*clear)), 0);
    }

    void textCanBecomePaths()
    {
        FigureFormat format = wide();
        format.textAsPaths = true;
        const ParsedSvg svg = test::parseSvg(drawn(everyMark(), format, "svg"));
        QCOMPARE(svg.error, QString());
        QVERIFY(svg.texts.isEmpty());
        for (const QString& word : wordsOf())
            QVERIFY2(svg.pathTitles.contains(word), qPrintable(word)); // what it says is still there for readers
        const ParsedPdf pdf = test::parsePdf(drawn(everyMark(), format, "pdf"));
        QVERIFY2(!pdf.texts.contains(u"Lever"), qPrintable(pdf.texts));
        QVERIFY(pdf.paths > 100);
    }

    void printModeHatches()
    {
        FigureFormat format = wide();
        const int plain = test::parseSvg(drawn(everyMark(), format, "svg")).polylines;
        format.print = true;
        QVERIFY(test::parseSvg(drawn(everyMark(), format, "svg")).polylines > plain + 20);
    }

    void legendStandsWhereItIsAskedFor_data()
    {
        QTest::addColumn<int>("place");
        for (const LegendPlace place : {LegendPlace::Below, LegendPlace::Right, LegendPlace::TopLeft, LegendPlace::TopRight,
                 LegendPlace::BottomLeft, LegendPlace::BottomRight, LegendPlace::Free})
            QTest::newRow(qPrintable(QString::number(static_cast<int>(place)))) << static_cast<int>(place);
    }

    void legendStandsWhereItIsAskedFor()
    {
        QFETCH(int, place);
        Figure figure = everyMark();
        figure.panels.resize(1);
        FigureFormat format;
        format.legend = static_cast<LegendPlace>(place);
        format.legendX = 0.5;
        format.legendY = 0.25;
        const auto canvas = makeSvgCanvas(format, {});
        const FigureLayout layout = drawFigure(*canvas, figure, format);
        const double width = format.widthMm * kPointsPerMm, height = format.heightMm * kPointsPerMm;
        QCOMPARE(layout.legend.size(), std::size_t(2));
        const Box& box = layout.legendBox;
        QVERIFY(box.left >= -0.01 && box.top >= -0.01 && box.left + box.width <= width + 0.01 && box.top + box.height <= height + 0.01);
        const PanelLayout& panel = layout.panels[0];
        const bool inside = panel.contains({box.left + 1, box.top + 1});
        if (format.legend == LegendPlace::Below)
            QVERIFY(box.top >= panel.top + panel.height);
        else if (format.legend == LegendPlace::Right)
            QVERIFY(box.left >= panel.left + panel.width);
        else
            QVERIFY(inside);
        if (format.legend == LegendPlace::Free)
            QVERIFY(std::abs(box.left - 0.5 * width) < 0.01 && std::abs(box.top - 0.25 * height) < 0.01);
        format.legend = LegendPlace::None;
        QVERIFY(drawFigure(*makeSvgCanvas(format, {}), figure, format).legend.empty());
    }

    void rangesAreObeyed()
    {
        Figure figure = everyMark();
        figure.panels.resize(1);
        figure.panels[0].x = {1.5, 3.0};
        figure.panels[0].y = {0.0, 100.0};
        const FigureLayout layout = drawFigure(*makeSvgCanvas({}, {}), figure, {});
        QCOMPARE(layout.panels[0].xLow, 1.5);
        QCOMPARE(layout.panels[0].xHigh, 3.0);
        QCOMPARE(layout.panels[0].yHigh, 100.0);
        const Position at = layout.panels[0].at(2, 50);
        const Position back = layout.panels[0].valueAt(at);
        QVERIFY(std::abs(back.x - 2) < 1e-9 && std::abs(back.y - 50) < 1e-9);
        figure.panels[0].y = {5.0, 5.0}; // no range at all: the chart's own
        QVERIFY(drawFigure(*makeSvgCanvas({}, {}), figure, {}).panels[0].yHigh > 5);
    }

    void axesSayWhenTheyDoNotStartAtZero()
    {
        Figure figure = everyMark();
        figure.panels.resize(1);
        figure.panels[0].y = {5.0, 40.0};
        QVERIFY(drawn(figure, {}, "svg").find("broken-axis") != std::string::npos);
        figure.panels[0].y = {0.0, 40.0};
        QVERIFY(drawn(figure, {}, "svg").find("broken-axis") == std::string::npos);
    }

    void stylesOfTheProjectAreDrawn()
    {
        Figure figure = everyMark();
        StyleChange change;
        change.color = Rgb {0x12, 0x34, 0x56};
        change.label = "Ours";
        figure.styles.set("lever-lm", change);
        const std::string svg = drawn(figure, wide(), "svg");
        QVERIFY(svg.find("#123456") != std::string::npos);
        QVERIFY(test::parseSvg(svg).texts.contains(QStringLiteral("Ours")));
        QVERIFY(drawn(figure, wide(), "tex").find("{HTML}{123456}") != std::string::npos);
        QVERIFY(drawn(figure, wide(), "csv").find(",Ours,") != std::string::npos);
    }

    void hiddenSeriesAreNeverExported()
    {
        Figure figure = everyMark();
        figure.panels[0].series[1].hidden = true;
        QCOMPARE(test::parseSvg(drawn(figure, wide(), "svg")).seriesTitles.count(QStringLiteral("SIIR")), 1); // its bar only
        QVERIFY(drawn(figure, wide(), "csv").find("Curves & bands,SIIR") == std::string::npos);
        for (Panel& panel : figure.panels)
            for (Series& series : panel.series)
                series.hidden = true;
        QVERIFY(!renderFigure(figure, wide(), "svg"));
    }

    void dataHoldEverything()
    {
        const Figure figure = everyMark();
        const QStringList rows = QString::fromStdString(drawn(figure, wide(), "csv")).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(rows.front(), QStringLiteral("panel,series,x,y,low,high,name,id,n,min,max"));
        QCOMPARE(rows.size(), 1 + 5 + 2 + 3 + 2 + 4);
        for (const QString& row : rows)
            QCOMPARE(row.count(u','), 10);
        QVERIFY(rows.contains(QStringLiteral("Bars,SIIR,1,40,35,44,SIIR,,,,")));
        QVERIFY(rows.contains(QStringLiteral("Scatter,A better,1,2,,,,77,,,")));
        QVERIFY(rows.contains(QStringLiteral("Violins,gains,1,2.5,2,3,,,5,1,8")));
        const std::string tex = drawn(figure, wide(), "tex");
        for (const char* part : {"ybar", "error bars/.cd", "only marks", "-- cycle", "xticklabels={{Lever-LM},{SIIR},}", "fill between"})
            QVERIFY2(tex.find(part) != std::string::npos, part);
        QVERIFY(drawn(figure, wide(), "json").find("\"quartiles\"") != std::string::npos);
    }

    void hostileFiguresDoNoHarm()
    {
        Figure figure = everyMark();
        const double huge = 1e300, none = std::nan("");
        figure.panels[0].title = "<script>&\"\x01";
        figure.panels[0].series[0].points = {{none, none}, {1, huge, -huge, huge}, {2, none, 1.0, none}, {-huge, 0}};
        figure.panels[2].series[0].points[0].y = none;
        figure.panels[4].series[0].spreads[0] = Spread();
        figure.metadata["evil"] = "a\n\\input{/etc/passwd}";
        for (const char* kind : {"svg", "pdf", "png", "csv", "tsv", "json", "tex"})
            QVERIFY2(!drawn(figure, wide(), kind).empty(), kind);
        QCOMPARE(test::parseSvg(drawn(figure, wide(), "svg")).error, QString());
        QVERIFY(drawn(figure, wide(), "tex").find("\n\\input") == std::string::npos);
    }

    void longCurvesStayLight()
    {
        std::vector<Position> line;
        for (int i = 0; i < 100000; ++i)
            line.push_back({i / 500.0, std::sin(i * 0.1) * 50 + (i == 40321 ? 500 : 0)});
        const auto kept = thinned(line);
        QVERIFY(kept.size() <= 4 * 201);
        QVERIFY(std::any_of(kept.begin(), kept.end(), [](const Position& p) { return p.y > 400; })); // a spike is never lost
        QCOMPARE(kept.front().x, line.front().x);
        QCOMPARE(kept.back().x, line.back().x);
        QCOMPARE(thinned({{1, 2}, {3, 4}}).size(), std::size_t(2));
    }

    void sequencesEmbedTheirPictures()
    {
        QTemporaryDir folder;
        image::Image red {60, 40, std::vector<std::uint8_t>(60 * 40 * 3, 200)};
        const Path file = Path(folder.path().toStdString()) / "a.png";
        QVERIFY(image::writePng(file, red));
        SequenceFigure figure;
        figure.query = {file, "What is this?", "a red thing", ""};
        figure.lanes
            = { { "lever-lm", "Lever-LM",
                    { { file, "a caption that is long enough to be wrapped into several lines of the card",
                          "", "p 0.31" },
                        { file.parent_path() / "missing.png", "its picture is gone", "", "" } },
                    "a red thing", "CIDEr 112.3" },
                  { "siir", "SIIR", {}, "", "" } };
        figure.metadata = {{"runs", "8"}};
        const SequencePictures pictures = loadPictures(figure, 300);
        QCOMPARE(pictures.size(), std::size_t(2));
        QVERIFY(pictures.at(file) && !pictures.at(file.parent_path() / "missing.png"));
        FigureFormat format;
        const ParsedSvg svg = test::parseSvg(renderSequences(figure, pictures, format, "svg").value());
        QCOMPARE(svg.error, QString());
        QCOMPARE(svg.images, 2); // query and one card
        QVERIFY(svg.texts.contains(QStringLiteral("Lever-LM")) && svg.texts.contains(QStringLiteral("CIDEr 112.3")));
        QVERIFY(svg.texts.contains(QStringLiteral("p 0.31")));
        QVERIFY(svg.texts.join(u' ').contains(u"a caption that is long enough to be wrapped into several lines of the card"));
        QVERIFY(!svg.texts.contains(QStringLiteral("a caption that is long enough to be wrapped into several lines of the card")));
        QVERIFY(svg.description.contains(u"runs=8"));
        const ParsedPdf pdf = test::parsePdf(renderSequences(figure, pictures, format, "pdf").value());
        QVERIFY(std::abs(pdf.widthPt - format.widthMm * kPointsPerMm) < 0.01);
        QVERIFY(std::abs(pdf.heightPt - sequenceHeightMm(figure, pictures, format) * kPointsPerMm) < 0.01);
        QVERIFY2(pdf.jpegs >= 1, "the JPEG is kept as it is");
        QVERIFY(pdf.texts.contains(u"CIDEr 112.3"));
        QVERIFY(image::decodeSource(renderSequences(figure, pictures, format, "png").value(), "png"));
        QVERIFY(!renderSequences(figure, pictures, format, "csv"));
        figure.lanes.clear();
        QVERIFY(!renderSequences(figure, pictures, format, "svg"));
    }

    void wrappingNeverHangs()
    {
        SequenceFigure figure;
        figure.query = { "/nowhere.png", std::string(5000, 'x'),
            "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87 \xff\xfe", "" };
        figure.lanes = {{"siir", "", {{"/nowhere.png", "\n\t  ", "", ""}}, std::string(400, '\xc3'), ""}};
        FigureFormat format;
        format.widthMm = 20;
        format.fontPt = 48;
        QVERIFY(renderSequences(figure, {}, format, "png"));
    }
};

QTEST_GUILESS_MAIN(TestChartExport)
#include "tst_chart_export.moc"
