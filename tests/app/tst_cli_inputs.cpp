// SPDX-License-Identifier: GPL-3.0-or-later
// The commands conformance, tokenize and preprocess, run as programs.
#include "core/base/safetensors.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

namespace {

const QString kGolden = QStringLiteral(FULCRUM_TEST_DATA) + QStringLiteral("/golden/");

struct Outcome
{
    int status;
    QByteArray out, err;
};

Outcome runCli(const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.start(QStringLiteral(FULCRUM_BIN_DIR) + QStringLiteral("/fulcrum-cli"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000))
        return {-1, {}, "did not finish"};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
        process.readAllStandardError()};
}

} // namespace

class TestCliInputs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conformanceEndsWithItsCount()
    {
        const Outcome all = runCli({QStringLiteral("conformance"), kGolden + QStringLiteral("tokenizers")});
        QCOMPARE(all.status, 0);
        QVERIFY2(all.out.trimmed().endsWith(" cases, 0 failed"), all.out.right(300).constData());
        const Outcome one = runCli({QStringLiteral("--json"), QStringLiteral("conformance"), kGolden + QStringLiteral("tokenizers/llama_small")});
        const QJsonObject document = QJsonDocument::fromJson(one.out).object();
        QCOMPARE(one.status, 0);
        QVERIFY(document[QStringLiteral("count")].toInt() > 10);
        QCOMPARE(document[QStringLiteral("failed")].toInt(-1), 0);
        QCOMPARE(document[QStringLiteral("cases")].toArray().size(), qsizetype{document[QStringLiteral("count")].toInt()});
    }

    void unknownKindsFail()
    {
        QTemporaryDir folder;
        const fulcrum::Path root = folder.path().toStdString();
        QCOMPARE(runCli({QStringLiteral("conformance"), folder.path()}).status, 3); // nothing in it
        QVERIFY(fulcrum::writeFileAtomic(root / "x/golden.json", "{}"));
        QVERIFY(fulcrum::writeFileAtomic(root / "y/strange.bin", "?"));
        const Outcome outcome = runCli({QStringLiteral("conformance"), folder.path()});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.out.endsWith("2 cases, 2 failed\n"), outcome.out.constData());
        QVERIFY(outcome.out.contains("unknown kind"));
        QCOMPARE(runCli({QStringLiteral("conformance"), QStringLiteral("/no/such/folder")}).status, 3);
        QCOMPARE(runCli({QStringLiteral("conformance")}).status, 2);
    }

    void damagedGoldenDataFailsItsCase()
    {
        QTemporaryDir folder;
        const fulcrum::Path root = folder.path().toStdString();
        QVERIFY(fulcrum::writeFileAtomic(root / "golden_x.json", R"({"tokenizer": "missing", "items": []})"));
        const Outcome outcome = runCli({QStringLiteral("conformance"), folder.path()});
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.out.contains("1 cases, 1 failed"));
    }

    void tokenizeWritesOneObjectALine()
    {
        const QString tokenizer = kGolden + QStringLiteral("tokenizers/llama_small");
        const Outcome plain = runCli({QStringLiteral("tokenize"), QStringLiteral("--tokenizer"), tokenizer}, "a dog\n\n\xFF\n");
        QCOMPARE(plain.status, 0);
        const QList<QByteArray> lines = plain.out.trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype{3});
        const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
        QCOMPARE(first[QStringLiteral("ids")].toArray(), (QJsonArray{1, 260, 351, 990}));
        QCOMPARE(first[QStringLiteral("decoded")].toString(), QStringLiteral("a dog"));
        const Outcome json = runCli({QStringLiteral("tokenize"), QStringLiteral("--tokenizer"), tokenizer, QStringLiteral("--json-input"),
                                        QStringLiteral("--no-special")}, "\"a\\ndog\"\n");
        QCOMPARE(QJsonDocument::fromJson(json.out).object()[QStringLiteral("text")].toString(), QStringLiteral("a\ndog"));
        QCOMPARE(runCli({QStringLiteral("tokenize"), QStringLiteral("--tokenizer"), tokenizer, QStringLiteral("--json-input")}, "a\n").status, 3);
        QCOMPARE(runCli({QStringLiteral("tokenize"), QStringLiteral("--tokenizer"), QStringLiteral("/no")}, "a\n").status, 3);
    }

    /// On a terminal nothing more may come.
    void interruptEndsAWait()
    {
        for (const QStringList& command : {QStringList{QStringLiteral("tokenize"), QStringLiteral("--tokenizer"), kGolden + QStringLiteral("tokenizers/llama_small")},
                 QStringList{QStringLiteral("ptb-tokenize")}}) {
            QProcess process;
            process.start(QStringLiteral(FULCRUM_BIN_DIR) + QStringLiteral("/fulcrum-cli"), command);
            process.write("a dog\n");
            QVERIFY(process.waitForReadyRead(60000)); // it waits for the next line now
            ::kill(static_cast<pid_t>(process.processId()), SIGINT);
            QVERIFY2(process.waitForFinished(30000), "still waits for a line");
            QCOMPARE(process.exitStatus(), QProcess::NormalExit);
            QCOMPARE(process.exitCode(), 130);
        }
    }

    void lastLineNeedsNoEnd()
    {
        const Outcome outcome = runCli({QStringLiteral("ptb-tokenize")}, "a dog\n\na cat");
        QCOMPARE(outcome.status, 0);
        QCOMPARE(outcome.out.count('\n'), 3);
        QVERIFY(runCli({QStringLiteral("ptb-tokenize")}).out.isEmpty());
        const Outcome longest = runCli({QStringLiteral("ptb-tokenize")}, "a\n" + QByteArray(2 << 20, 'x'));
        QCOMPARE(longest.status, 3);
        QVERIFY2(longest.err.contains("line 2"), longest.err.constData());
    }

    void preprocessWritesTensors()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("x.safetensors"));
        QVERIFY(fulcrum::writeFileAtomic(folder.path().toStdString() + "/preprocessor_config.json",
            R"({"image_processor_type": "CLIPImageProcessor", "size": 16, "crop_size": 16})"));
        const QString image = kGolden + QStringLiteral("preprocess/images/photo.jpg");
        const QStringList command{QStringLiteral("preprocess"), QStringLiteral("--processor"), folder.path(), QStringLiteral("--out"), out};
        QCOMPARE(runCli(command + QStringList{image, image}).status, 0);
        const auto file = fulcrum::SafetensorsFile::open(out.toStdString());
        QVERIFY(file.has_value());
        QCOMPARE(file->find("pixel_values")->shape, (std::vector<std::int64_t>{2, 3, 16, 16}));
        const Outcome missing = runCli(command + QStringList{QStringLiteral("/no/such.jpg")});
        QCOMPARE(missing.status, 3);
        QVERIFY(missing.err.contains("/no/such.jpg"));
    }
};

QTEST_GUILESS_MAIN(TestCliInputs)
#include "tst_cli_inputs.moc"
