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

    void intervalsHoldTheScores()
    {
        const QJsonObject captions = run(captionCommand("nasty300") + QStringList{"--ci", "--resamples", "200"}).json();
        QCOMPARE(captions["ci95"].toObject().keys(), captions["corpus"].toObject().keys());
        for (const QString& name : captions["corpus"].toObject().keys()) {
            const double value = captions["corpus"][name].toDouble();
            QVERIFY(captions["ci95"][name][0].toDouble() < value && value < captions["ci95"][name][1].toDouble());
        }
        QVERIFY(!run(captionCommand("nasty300")).json().contains("ci95"));
        const QStringList command = {"metrics", "vqa", "--questions", golden("vqa/questions.json"), "--annotations",
            golden("vqa/annotations.json"), "--results", golden("vqa/results.json"), "--ci", "--resamples", "200"};
        const QJsonObject vqa = run(QStringList{"--json"} + command).json();
        QVERIFY(vqa["ci95"]["overall"][0].toDouble() < vqa["overall"].toDouble());
        QVERIFY(vqa["ci95"]["overall"][1].toDouble() > vqa["overall"].toDouble());
        for (const char* group : {"per_answer_type", "per_question_type"})
            QCOMPARE(vqa["ci95"][group].toObject().keys(), vqa[group].toObject().keys());
        QVERIFY(run(command).out.contains('['));
    }

    void comparesTwoFiles()
    {
        QTemporaryDir folder;
        const QString base = golden("captions/nasty300"), fewer = folder.filePath("fewer.json");
        QFile all(base + "/results.json"), part(fewer);
        QVERIFY(all.open(QIODevice::ReadOnly) && part.open(QIODevice::WriteOnly));
        QJsonArray list = QJsonDocument::fromJson(all.readAll()).array();
        list.removeLast();
        QJsonObject changed = list[0].toObject();
        changed["caption"] = "zzz";
        list[0] = changed;
        part.write(QJsonDocument(list).toJson());
        part.close();
        const QStringList command = {"metrics", "compare", "--annotations", base + "/annotations.json", "--results",
            base + "/results.json", "--against", fewer, "--resamples", "100"};
        for (const char* metric : {"cider", "bleu4", "rouge"}) {
            const Outcome outcome = run(QStringList{"--json"} + command + QStringList{"--metric", metric});
            QCOMPARE(outcome.status, 0);
            const QJsonObject found = outcome.json();
            QCOMPARE(found["queries"].toInteger(), list.size());
            QCOMPARE(found["only_in_results"].toInteger(), 1);
            QCOMPARE(found["wins"].toInteger() + found["losses"].toInteger() + found["ties"].toInteger(), list.size());
            QVERIFY(found["ties"].toInteger() >= list.size() - 1); // one caption differs
            QVERIFY(std::abs(found["results"]["value"].toDouble() - found["against"]["value"].toDouble()
                - found["difference"]["value"].toDouble()) < 1e-12);
            QVERIFY(outcome.err.contains("both files answer"));
        }
        QCOMPARE(run(command + QStringList{"--metric", "meteor"}).status, 2);
        QCOMPARE(run(command + QStringList{"--metric", "cider", "--parity", "leverlm"}).status, 2);
        QCOMPARE(run(command + QStringList{"--metric", "vqa"}).status, 3);
        QCOMPARE(run(command + QStringList{"--metric", "cider", "--resamples", "0"}).status, 2);
    }

    void exactMatchAndSst2()
    {
        QTemporaryDir folder;
        const auto write = [&](const char* name, const QByteArray& content) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
        };
        const QString query = write("query.json", R"([{"id": 7, "answer": 3}, {"id": 8, "answer": "Stop"}, {"id": 9, "answer": 1}])");
        const QString answers = write("answers.json", R"([{"id": 8, "answer": "STOP."}, {"index": 0, "answer": "3 of them"}])");
        const QJsonObject exact
            = run({"--json", "metrics", "exact-match", "--annotations", query, "--results", answers, "--ci"}).json();
        QCOMPARE(exact["accuracy"].toDouble(), 0.5);
        QCOMPARE(exact["items"].toInteger(), 2);
        QCOMPARE(exact["annotated_items"].toInteger(), 3);
        QCOMPARE(exact["per_item"][0]["id"].toInteger(), 7);
        QCOMPARE(exact["per_item"][0]["match"].toBool(), false);
        QCOMPARE(exact["ci95"]["accuracy"].toArray().size(), 2);
        QCOMPARE(run({"--json", "metrics", "exact-match", "--annotations", query, "--results", answers, "--digits-only"})
                     .json()["accuracy"].toDouble(), 0.5); // 3 is right now, the text is not
        const QString labels = write("val.jsonl", "{\"label\": 1}\n{\"label\": 0}\n");
        const QString guesses = write("guesses.json", R"([{"index": 0, "answer": "positive"}, {"index": 1, "answer": 1}])");
        const QJsonObject sst2 = run({"--json", "metrics", "sst2", "--annotations", labels, "--results", guesses, "--ci"}).json();
        QCOMPARE(sst2["accuracy"].toDouble(), 0.5);
        QVERIFY(std::abs(sst2["macro_f1"].toDouble() - 1.0 / 3) < 1e-12);
        QCOMPARE(sst2["confusion"][1][1].toInteger(), 1);
        QCOMPARE(run({"metrics", "sst2", "--annotations", query, "--results", guesses}).status, 3);
        QCOMPARE(run({"metrics", "exact-match", "--annotations", labels, "--results", answers}).status, 3);
        QCOMPARE(run({"metrics", "compare", "--metric", "sst2", "--annotations", labels, "--results", guesses, "--against", guesses}).status, 0);
    }

    void benchmarksNameTheirLimits()
    {
        const QJsonObject search = run({"bench", "topk", "--rows", "2000", "--dimensions", "64", "--queries", "1,9"}).json();
        QCOMPARE(search["searches"].toArray().size(), 2);
        QVERIFY(search["searches"][1]["ratio"].toDouble() > 0 && search["read_bytes_per_s"].toDouble() > 0);
        QCOMPARE(search["bytes"].toInteger(), 2000 * 64 * 4);
        const QJsonObject half = run({"bench", "topk", "--rows", "2000", "--dimensions", "64", "--queries", "1", "--storage", "float16"}).json();
        QCOMPARE(half["bytes"].toInteger(), 2000 * 64 * 2);
        QCOMPARE(run({"bench", "topk", "--rows", "0"}).status, 2);
        QCOMPARE(run({"bench", "topk", "--queries", "1,x"}).status, 2);
        const QJsonObject metrics = run({"bench", "metrics", "--images", "30", "--questions", "30"}).json();
        for (const char* part : {"caption", "vqa"})
            QVERIFY(metrics[part]["ratio"].toDouble() > 0 && metrics[part]["seconds"].toArray().size() == 3);
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
