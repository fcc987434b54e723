// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the house (ARCHITECTURE.md section 2) that a compiler does not check.
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Source
{
    QString path; // relative to the repository
    QString text;
};

QList<Source> sources(const QStringList& folders)
{
    const QDir root(QStringLiteral(FULCRUM_SOURCE_DIR));
    QList<Source> found;
    for (const QString& folder : folders) {
        QDirIterator files(root.filePath(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
            QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                found.append({root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    }
    return found;
}

QStringList includesOf(const QString& text)
{
    static const QRegularExpression include(
        QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"), QRegularExpression::MultilineOption);
    QStringList names;
    for (auto match = include.globalMatch(text); match.hasNext();)
        names.append(match.next().captured(1));
    return names;
}

bool isQt(const QString& header)
{
    static const QRegularExpression qt(QStringLiteral("^(Qt?[A-Z]|qcustomplot)"));
    return qt.match(header).hasMatch();
}

bool isTorch(const QString& header)
{
    return header.startsWith(u"torch/") || header.startsWith(u"ATen/") || header.startsWith(u"c10/")
        || header.startsWith(u"caffe2/");
}

/// Every include of `folders` for which `forbidden` holds, as "file: header".
template <class Forbidden>
QStringList offences(const QStringList& folders, Forbidden forbidden)
{
    QStringList list;
    for (const Source& source : sources(folders))
        for (const QString& header : includesOf(source.text))
            if (forbidden(source.path, header))
                list.append(source.path + QStringLiteral(": ") + header);
    return list;
}

} // namespace

class TestRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereIsSomethingToCheck() { QVERIFY(sources({QStringLiteral("core")}).size() > 10); }

    void coreHasNoQt()
    {
        QCOMPARE(offences({QStringLiteral("core"), QStringLiteral("app/cli")},
                     [](const QString&, const QString& header) { return isQt(header); }),
            QStringList());
    }

    void onlyTheEngineSeesTorch()
    {
        QCOMPARE(offences({QStringLiteral("core"), QStringLiteral("widgets"), QStringLiteral("app")},
                     [](const QString& path, const QString& header) {
                         return isTorch(header) && !path.startsWith(u"core/engine/");
                     }),
            QStringList());
    }

    void arrowsPointDownwards()
    {
        QCOMPARE(offences({QStringLiteral("core")},
                     [](const QString& path, const QString& header) {
                         return header.startsWith(u"widgets/") || header.startsWith(u"app/")
                             || (header.startsWith(u"core/engine/") && !path.startsWith(u"core/engine/"));
                     }),
            QStringList());
        QCOMPARE(offences({QStringLiteral("widgets")},
                     [](const QString&, const QString& header) {
                         return header.startsWith(u"app/") || header.startsWith(u"core/engine/");
                     }),
            QStringList());
    }

    void qcustomplotStaysInCharts()
    {
        QCOMPARE(offences({QStringLiteral("app"), QStringLiteral("widgets")},
                     [](const QString& path, const QString& header) {
                         return header == u"qcustomplot.h" && !path.startsWith(u"widgets/charts/");
                     }),
            QStringList());
    }

    void librariesDoNotPrint()
    {
        static const QRegularExpression printing(
            QStringLiteral("std::c(out|err)\\b|\\bqDebug\\(|\\bprintf\\(|\\bfprintf\\(|\\bputs\\("));
        QStringList offenders;
        for (const Source& source : sources({QStringLiteral("core"), QStringLiteral("widgets")}))
            if (const auto match = printing.match(source.text); match.hasMatch())
                offenders.append(source.path + QStringLiteral(": ") + match.captured());
        QCOMPARE(offenders, QStringList());
    }

    void everyFileNamesItsLicence()
    {
        QStringList offenders;
        for (const Source& source : sources({QStringLiteral("core"), QStringLiteral("widgets"), QStringLiteral("app"),
                 QStringLiteral("tests")}))
            if (!source.text.startsWith(u"// SPDX-License-Identifier: GPL-3.0-or-later"))
                offenders.append(source.path);
        QCOMPARE(offenders, QStringList());
    }

    void programsDoNotLoadQt5OrTorchAtStart_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("fulcrum-cli") << QStringLiteral("fulcrum-cli");
        QTest::newRow("fulcrum") << QStringLiteral("fulcrum");
    }

    void programsDoNotLoadQt5OrTorchAtStart()
    {
        QFETCH(QString, program);
        const QString path = QDir(QStringLiteral(FULCRUM_BIN_DIR)).filePath(program);
        if (!QFile::exists(path))
            QSKIP("not part of this build");
        QProcess ldd;
        ldd.start(QStringLiteral("ldd"), {path});
        QVERIFY(ldd.waitForFinished());
        const QString libraries = QString::fromLocal8Bit(ldd.readAllStandardOutput());
        QVERIFY(libraries.contains(u"libfulcrum-core"));
        QVERIFY2(!libraries.contains(u"libQt5"), qPrintable(libraries));
        QVERIFY2(!libraries.contains(u"libtorch"), qPrintable(libraries));
        if (program == u"fulcrum-cli")
            QVERIFY2(!libraries.contains(u"libQt6"), qPrintable(libraries));
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
