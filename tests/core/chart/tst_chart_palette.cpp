// SPDX-License-Identifier: GPL-3.0-or-later
// The measured distances of UX.md 5.6, so that later changes cannot quietly break them.
#include "core/chart/palette.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>

using namespace fulcrum::chart;

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

// Machado, Oliveira, Fernandes 2009, severity 1.0.
constexpr Matrix kProtan = {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan = {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritan = {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
constexpr Matrix kNormal = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

Vector times(const Matrix& m, const Vector& v)
{
    Vector out{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            out[i] += m[i][j] * v[j];
    return out;
}

Vector linearOf(Rgb c)
{
    const auto one = [](std::uint8_t channel) {
        const double v = channel / 255.0;
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return {one(c.r), one(c.g), one(c.b)};
}

Vector labOf(const Vector& linear)
{
    constexpr Matrix toXyz = {{{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
    Vector clipped = linear;
    for (double& c : clipped)
        c = std::clamp(c, 0.0, 1.0);
    const Vector xyz = times(toXyz, clipped);
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f(xyz[0] / 0.95047), y = f(xyz[1]), z = f(xyz[2] / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(Rgb a, Rgb b, const Matrix& vision)
{
    const Vector la = labOf(times(vision, linearOf(a))), lb = labOf(times(vision, linearOf(b)));
    return std::hypot(la[0] - lb[0], la[1] - lb[1], la[2] - lb[2]);
}

} // namespace

class TestChartPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seriesStayApart_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<double>("least");
        QTest::newRow("light") << static_cast<int>(Theme::Light) << 15.5;
        QTest::newRow("high contrast") << static_cast<int>(Theme::HighContrast) << 12.5;
        QTest::newRow("dark") << static_cast<int>(Theme::Dark) << 13.5;
    }

    /// Normal vision and the three dichromacies: smallest CIE76 distance between any two strategies.
    void seriesStayApart()
    {
        QFETCH(int, theme);
        QFETCH(double, least);
        const auto keys = paletteKeys().first(6); // "extra" is told apart by marker and dash
        double smallest = 1e9;
        QString pair;
        for (const Matrix& vision : {kNormal, kProtan, kDeutan, kTritan})
            for (std::size_t i = 0; i < keys.size(); ++i)
                for (std::size_t j = i + 1; j < keys.size(); ++j) {
                    const double d = distance(styleOf(keys[i], static_cast<Theme>(theme)).color,
                        styleOf(keys[j], static_cast<Theme>(theme)).color, vision);
                    if (d < smallest) {
                        smallest = d;
                        pair = QString::fromLatin1(keys[i].data()) + u'/' + QString::fromLatin1(keys[j].data());
                    }
                }
        QVERIFY2(smallest >= least, qPrintable(QStringLiteral("%1 at %2").arg(pair).arg(smallest)));
    }

    /// UX.md 5.6 names the nearest pairs; another one would mean that the measurement has changed.
    void nearestPairsAreTheMeasuredOnes_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QByteArray>("vision");
        QTest::addColumn<QByteArray>("one");
        QTest::addColumn<QByteArray>("other");
        QTest::addColumn<double>("measured");
        const auto row = [](Theme theme, const char* vision, const char* one, const char* other, double measured) {
            QTest::newRow(vision + QByteArray(" ") + QByteArray::number(static_cast<int>(theme)))
                << static_cast<int>(theme) << QByteArray(vision) << QByteArray(one) << QByteArray(other) << measured;
        };
        row(Theme::Light, "tritan", "sitr", "sttr", 16);
        row(Theme::HighContrast, "deutan", "lever-lm", "fixed", 13);
        row(Theme::Dark, "tritan", "siir", "sttr", 14);
    }

    void nearestPairsAreTheMeasuredOnes()
    {
        QFETCH(int, theme);
        QFETCH(QByteArray, vision);
        QFETCH(QByteArray, one);
        QFETCH(QByteArray, other);
        QFETCH(double, measured);
        const Matrix& seen = vision == "tritan" ? kTritan : kDeutan;
        const auto color = [theme](const QByteArray& key) { return styleOf(key.constData(), static_cast<Theme>(theme)).color; };
        QCOMPARE(std::round(distance(color(one), color(other), seen)), measured);
    }

    void contrastsAreTheMeasuredOnes()
    {
        const Rgb white = surfaceOf(Theme::Light).background;
        for (const char* pale : {"sitr", "fixed"}) // outlined and never thin
            QCOMPARE(std::round(contrastRatio(styleOf(pale, Theme::Light).color, white) * 10), 23.0);
        for (const std::string_view key : paletteKeys().first(6)) {
            if (key != "sitr" && key != "fixed")
                QVERIFY(contrastRatio(styleOf(key, Theme::Light).color, white) >= 3.0);
            QVERIFY(contrastRatio(styleOf(key, Theme::HighContrast).color, white) >= 3.05); // 3.1 when rounded
        }
        QCOMPARE(contrastRatio({0, 0, 0}, {255, 255, 255}), 21.0);
    }

    void colorsStandOutOnTheirBackground()
    {
        for (const std::string_view key : paletteKeys()) {
            const SeriesStyle light = styleOf(key, Theme::Light);
            const double ratio = contrastRatio(light.color, surfaceOf(Theme::Light).background);
            QCOMPARE(light.outlineMarker, ratio < 3.0);
            QVERIFY(ratio > 2.2 && light.width >= 2.0);
            QVERIFY(contrastRatio(styleOf(key, Theme::HighContrast).color, surfaceOf(Theme::HighContrast).background) >= 3.0);
            QVERIFY(contrastRatio(styleOf(key, Theme::Dark).color, surfaceOf(Theme::Dark).background) >= 4.49);
        }
    }

    void neverByColorAlone()
    {
        const auto keys = paletteKeys();
        for (std::size_t i = 0; i < keys.size(); ++i)
            for (std::size_t j = i + 1; j < keys.size(); ++j)
                QVERIFY(styleOf(keys[i], Theme::Light).marker != styleOf(keys[j], Theme::Light).marker);
        QVERIFY(styleOf("siir-full", Theme::Light).dash != styleOf("siir", Theme::Light).dash);
        QCOMPARE(styleOf("siir-full", Theme::Light).color.hex(), styleOf("siir", Theme::Light).color.hex());
    }
};

QTEST_GUILESS_MAIN(TestChartPalette)
#include "tst_chart_palette.moc"
