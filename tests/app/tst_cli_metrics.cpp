// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

namespace {

struct Outcome
{
    int status = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome run(const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.start(QStringLiteral(FULCRUM_BIN_DIR "/fulcrum-cli"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
        process.readAllStandardError()};
}

QString golden(const char* path) { return QStringLiteral(FULCRUM_TEST_DATA "/golden/metrics/") + QLatin1String(path); }

QJsonObject goldenJson(const char* path)
{
    QFile file(golden(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

QStringList captionCommand(const char* folder)
{
    const QString base = golden("captions/") + QLatin1String(folder);
    return {"--json", "metrics", "caption", "--annotations", base + "/annotations.json", "--results",
        base + "/results.json"};
}

} // namespace

class TestCliMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void captionScoresEqualTheOfficialOnes()
    {
        const Outcome outcome = run(captionCommand("nasty300") + QStringList{"--parity", "official"});
        QCOMPARE(outcome.status, 0);
        const QJsonObject expected = goldenJson("captions/nasty300/golden.json");
        const QJsonObject corpus = outcome.json()["corpus"].toObject();
        QCOMPARE(corpus.size(), 6);
        for (const QString& name : corpus.keys())
            QVERIFY(std::abs(corpus[name].toDouble() - expected["corpus"][name].toDouble(-1)) < 1e-9);
        const QJsonArray perImage = outcome.json()["per_image"].toArray(), expectedImages = expected["per_image"].toArray();
        QCOMPARE(perImage.size(), expectedImages.size());
        for (qsizetype i = 0; i < perImage.size(); ++i) {
            QCOMPARE(perImage[i]["image_id"].toInteger(), expectedImages[i]["image_id"].toInteger());
            QVERIFY(std::abs(perImage[i]["CIDEr"].toDouble() - expectedImages[i]["CIDEr"].toDouble(-1)) < 1e-9);
        }
        const QJsonObject alone = run(captionCommand("nasty300")).json();
        QVERIFY(std::abs(alone["corpus"]["CIDEr"].toDouble() - expected["CIDEr_if_tokenised_alone"].toDouble(-1)) < 1e-9);
    }

    void vqaBothParities()
    {
        QStringList command = {"--json", "metrics", "vqa", "--questions", golden("vqa/questions.json"), "--annotations",
            golden("vqa/annotations.json"), "--results", golden("vqa/results.json")};
        const QJsonObject expected = goldenJson("vqa/golden.json");
        const QJsonObject official = run(command).json();
        QVERIFY(std::abs(100 * official["overall"].toDouble() - expected["official"]["accuracy"]["overall"].toDouble()) < 0.00501);
        QCOMPARE(official["per_question"].toArray().size(), qsizetype{620});
        QCOMPARE(official["per_answer_type"].toObject().size(), qsizetype{3});
        const QJsonObject leverLm = run(command + QStringList{"--parity", "leverlm"}).json();
        QVERIFY(std::abs(100 * leverLm["overall"].toDouble() - expected["leverlm"]["accuracy"]["overall"].toDouble()) < 0.00501);
    }

    void ptbTokenizeAnswersLineByLine()
    {
        const Outcome outcome = run({"ptb-tokenize"}, "A man can't.\n\n\xff(\"x\")");
        QCOMPARE(outcome.status, 0);
        const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype{3});
        const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
        QCOMPARE(first["tokens"].toArray(), (QJsonArray{"a", "man", "ca", "n't", "."}));
        QCOMPARE(first["caption"].toString(), QStringLiteral("a man ca n't"));
        QVERIFY(QJsonDocument::fromJson(lines[1])["tokens"].toArray().isEmpty());
        QVERIFY(QJsonDocument::fromJson(lines[2]).isObject());
    }

    void badInputHasStatusThreeAndSaysWhere()
    {
        QTemporaryDir folder;
        const QString results = folder.filePath("r.json");
        const auto score = [&](const QByteArray& content) {
            QFile file(results);
            if (!file.open(QIODevice::WriteOnly))
                return Outcome();
            file.write(content);
            file.close();
            return run({"metrics", "caption", "--annotations", golden("captions/subset/annotations.json"), "--results", results});
        };
        for (const char* content : {"", "[", "{}", "[]", "[{\"image_id\": NaN}]", "[{\"image_id\": 1}]",
                 "[{\"image_id\": -5, \"caption\": \"x\"}]"}) {
            const Outcome outcome = score(content);
            QCOMPARE(outcome.status, 3);
            QVERIFY(outcome.out.isEmpty());
            QVERIFY(!outcome.err.isEmpty());
        }
        QVERIFY(score("[{\"image_id\": -5, \"caption\": \"x\"}]").err.contains("-5"));
        QCOMPARE(run({"metrics", "caption", "--annotations", folder.filePath("none.json"), "--results", results}).status, 3);
        QCOMPARE(run({"metrics", "caption"}).status, 2);
        QCOMPARE(run({"metrics", "vqa", "--parity", "other"}).status, 2);
    }

    void unpredictedQuestionsAreAnErrorOfTheOfficialParityOnly()
    {
        QTemporaryDir folder;
        const QString results = folder.filePath("r.json");
        QFile all(golden("vqa/results.json"));
        QVERIFY(all.open(QIODevice::ReadOnly));
        QJsonArray list = QJsonDocument::fromJson(all.readAll()).array();
        list.removeLast();
        QFile file(results);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(list).toJson());
        file.close();
        const QStringList command = {"metrics", "vqa", "--questions", golden("vqa/questions.json"), "--annotations",
            golden("vqa/annotations.json"), "--results", results};
        const Outcome official = run(command);
        QCOMPARE(official.status, 3);
        QVERIFY(official.err.contains("has no prediction"));
        QCOMPARE(run(command + QStringList{"--parity", "leverlm"}).status, 0);
    }
};

QTEST_GUILESS_MAIN(TestCliMetrics)
#include "tst_cli_metrics.moc"
