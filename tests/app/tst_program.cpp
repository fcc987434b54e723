// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the real program with its own XDG folders.
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

class TestProgram : public QObject
{
    Q_OBJECT

private:
    struct Run
    {
        int status = -1;
        QString out, err;
    };
    Run run(const QStringList& arguments, bool display = true)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"CONFIG", "DATA", "CACHE", "STATE"})
            environment.insert(QStringLiteral("XDG_%1_HOME").arg(QString::fromLatin1(name)), m_home.path());
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        if (!display)
            for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
                environment.remove(QString::fromLatin1(name));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(FULCRUM_BIN_DIR "/fulcrum"), arguments);
        process.waitForFinished(60'000);
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    }
    QTemporaryDir m_home;

private Q_SLOTS:
    void helpAndVersionNeedNoDisplay()
    {
        const Run help = run({QStringLiteral("--help")}, false);
        QCOMPARE(help.status, 0);
        QVERIFY(help.out.contains(QStringLiteral("--screenshot")));
        const Run version = run({QStringLiteral("--version")}, false);
        QCOMPARE(version.status, 0);
        QVERIFY(version.out.startsWith(u"fulcrum "));
    }

    void screenshots_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::newRow("light") << QStringLiteral("light");
        QTest::newRow("dark") << QStringLiteral("dark");
    }

    void screenshots()
    {
        QFETCH(QString, theme);
        const QString file = m_home.filePath(theme + QStringLiteral(".png"));
        const Run shot = run({QStringLiteral("--clean"), QStringLiteral("--screenshot"), file, QStringLiteral("--size"),
                                 QStringLiteral("1100x700"), QStringLiteral("--theme"), theme}, false);
        QVERIFY2(shot.status == 0, qPrintable(shot.err));
        const QImage image(file);
        QCOMPARE(image.size(), QSize(1100, 700));
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3)
                colors.insert(image.pixel(x, y));
        QVERIFY(colors.size() > 50); // text, icons, cards: not an empty page
        QCOMPARE(image.pixelColor(image.width() / 2, 4).lightness() < 128, theme == u"dark");
    }

    void nonsenseIsRefused()
    {
        QVERIFY(run({QStringLiteral("--no-such-option")}).status != 0);
        for (const char* wrong : {"--page=nope", "--task=x", "--shots=9", "--shots=-1", "--query=-3", "--query=one", "--chart=y", "--theme=z"}) {
            const Run refused = run({QString::fromLatin1(wrong)}, false);
            QVERIFY2(refused.status == 2, wrong);
            QVERIFY2(refused.err.startsWith(QString::fromLatin1(wrong).section(u'=', 0, 0)), qPrintable(refused.err));
        }
        QCOMPARE(run({QStringLiteral("--screenshot"), m_home.filePath(QStringLiteral("x.png")), QStringLiteral("--size"), QStringLiteral("huge")}).status, 2);
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
