// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace fulcrum;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsReadable_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << theme::lightPalette();
        QTest::newRow("dark") << theme::darkPalette();
    }

    void textIsReadable()
    {
        QFETCH(QPalette, palette);
        const auto ratio = [&palette](QPalette::ColorRole ink, QPalette::ColorRole ground) {
            return theme::contrast(palette.color(ink), palette.color(ground));
        };
        for (const auto ground : {QPalette::Base, QPalette::Window, QPalette::AlternateBase}) {
            QVERIFY2(ratio(QPalette::Text, ground) >= 7, qPrintable(QString::number(ratio(QPalette::Text, ground))));
            QVERIFY2(ratio(QPalette::PlaceholderText, ground) >= 4.5,
                qPrintable(QString::number(ratio(QPalette::PlaceholderText, ground))));
        }
        QVERIFY(ratio(QPalette::HighlightedText, QPalette::Highlight) >= 4.5);
        for (const auto tone : {theme::Tone::Accent, theme::Tone::Good, theme::Tone::Warning, theme::Tone::Bad})
            QVERIFY(theme::contrast(theme::toneColor(palette, tone), palette.color(QPalette::Base)) >= 4.5);
    }

    void darkIsDark()
    {
        QVERIFY(theme::isDark(theme::darkPalette()));
        QVERIFY(!theme::isDark(theme::lightPalette()));
    }

    void iconsFollowThePalette()
    {
        const QIcon icon = theme::icon(QStringLiteral("data"));
        theme::apply(*qApp, theme::Choice::Light);
        const QImage light = icon.pixmap(24, 24).toImage();
        theme::apply(*qApp, theme::Choice::Dark);
        const QImage dark = icon.pixmap(24, 24).toImage();
        QVERIFY(!light.isNull());
        QCOMPARE(light.size(), dark.size());
        if (!QFile::exists(QStringLiteral(":/icons/data.svg")))
            QSKIP("icons are a resource of the program");
        QVERIFY(light != dark);
    }

    void namesRoundTrip()
    {
        for (const auto choice : {theme::Choice::System, theme::Choice::Light, theme::Choice::Dark})
            QCOMPARE(theme::choiceFromName(theme::choiceName(choice)), choice);
        QCOMPARE(theme::choiceFromName(QStringLiteral("pink")), theme::Choice::System);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
