// SPDX-License-Identifier: GPL-3.0-or-later
// Exact match, SST-2 and the comparison of two results files.
#include "core/metrics/comparison.h"
#include "core/metrics/metric_files.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::metrics;

namespace {

bool near(double a, double b) { return std::abs(a - b) < 1e-12; }

/// Files of one test.
class Folder
{
public:
    Path write(const char* name, const std::string& content) const
    {
        const Path path = Path(m_folder.path().toStdString()) / name;
        return writeFileAtomic(path, content) ? path : Path();
    }

private:
    QTemporaryDir m_folder;
};

const Path kCaptions = Path(FULCRUM_TEST_DATA) / "golden" / "metrics" / "captions" / "nasty300";

} // namespace

class TestAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exactMatchTexts_data()
    {
        QTest::addColumn<QString>("generated");
        QTest::addColumn<bool>("digits");
        QTest::addColumn<QString>("expected");
        // As evals/eval.py of VL-ICL (commit 2b77eee) cuts them.
        QTest::newRow("plain") << "STOP" << false << "stop";
        QTest::newRow("spaces") << " \n\t Stop \n " << false << "stop";
        QTest::newRow("newline first") << "one. two\nthree" << false << "one. two";
        QTest::newRow("full stop") << "4. The objects" << false << "4";
        QTest::newRow("stop in front") << ".com is it. yes" << false << ".com is it. yes";
        QTest::newRow("inner space stays") << "two  words" << false << "two  words";
        QTest::newRow("space before the cut stays") << "two \nx" << false << "two ";
        QTest::newRow("empty") << "" << false << "";
        QTest::newRow("capital sigma") << QString::fromUtf8("ΟΔΟΣ") << false << QString::fromUtf8("οδος");
        QTest::newRow("digits") << "The answer is 42, not 7" << true << "42";
        QTest::newRow("digits behind the cut") << "The answer.\n42" << true << "";
        QTest::newRow("no digits") << "none" << true << "";
        QTest::newRow("arabic digits") << QString::fromUtf8("x٣٤y") << true << QString::fromUtf8("٣٤");
    }
    void exactMatchTexts()
    {
        QFETCH(QString, generated);
        QFETCH(bool, digits);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(exactMatchText(generated.toStdString(), digits)), expected);
    }

    void exactMatchScores()
    {
        const std::vector<Answer> truths = {{"5", -1, "3"}, {"\"a\"", -1, "Stop"}, {"7", -1, "EXIT"}};
        const std::vector<Answer> predictions = {{"\"a\"", -1, "stop.\n"}, {"5", -1, " 3\nobjects"}, {"", 2, "exits"}};
        const auto scores = scoreExactMatch(truths, predictions, false);
        QVERIFY(scores.has_value());
        QVERIFY(near(scores->accuracy, 2.0 / 3));
        QCOMPARE(scores->perItem[0].id, std::string("5")); // order of the annotations
        QCOMPARE(scores->perItem[2].score, 0.0);
        using Answers = std::vector<Answer>;
        QVERIFY(!scoreExactMatch(truths, Answers{}, false));
        QVERIFY(!scoreExactMatch(truths, Answers{{"6", -1, ""}}, false));
        QVERIFY(!scoreExactMatch(truths, Answers{{"\"5\"", -1, ""}}, false)); // a text is not that number
        QVERIFY(!scoreExactMatch(truths, Answers{{"", 3, ""}}, false));
        QVERIFY(!scoreExactMatch(truths, Answers{{"", -1, ""}}, false));
        QVERIFY(!scoreExactMatch(truths, Answers{{"5", -1, ""}, {"", 0, ""}}, false)); // the same item twice
        QVERIFY(!scoreExactMatch(Answers{{"1", -1, ""}, {"1", -1, ""}}, Answers{{"1", -1, ""}}, false));
    }

    void macroScoresAreThoseOfScikitLearn()
    {
        // precision_recall_fscore_support([0,0,0,1,1], [0,1,1,1,1], average="macro"): 0.75, 2/3, 7/12
        const MacroScores some = macroScores({{{1, 2}, {0, 2}}});
        QVERIFY(near(some.precision, 0.75) && near(some.recall, 2.0 / 3) && near(some.f1, 7.0 / 12));
        // One label only, true and predicted: the other is no label of the sample.
        const MacroScores one = macroScores({{{4, 0}, {0, 0}}});
        QVERIFY(near(one.precision, 1) && near(one.recall, 1) && near(one.f1, 1));
        // A label that is never predicted has precision 0/0.
        const MacroScores never = macroScores({{{2, 0}, {2, 0}}});
        QVERIFY(near(never.precision, 0.25) && near(never.recall, 0.5) && near(never.f1, 1.0 / 3));
        QCOMPARE(macroScores({}).f1, 0.0);
    }

    void sst2Scores()
    {
        const std::vector<Answer> truths = {{"0", -1, "0"}, {"1", -1, "1"}, {"2", -1, "1"}};
        const std::vector<Answer> predictions = {{"0", -1, "Negative "}, {"", 1, "0"}, {"2", -1, "positive"}};
        const auto scores = scoreSst2(truths, predictions);
        QVERIFY(scores.has_value());
        QVERIFY(near(scores->accuracy, 2.0 / 3));
        QCOMPARE(scores->confusion, (Confusion{{{1, 0}, {1, 1}}}));
        const auto wrong = scoreSst2(truths, std::vector<Answer>{{"1", -1, "neutral"}});
        QVERIFY(!wrong && wrong.error().why.find("neutral") != std::string::npos);
    }

    void answerFiles()
    {
        const Folder folder;
        const auto task = readVlIclAnswers(folder.write("query.json",
            R"([{"id": 7, "image": ["a.jpg"], "question": "q", "answer": 3}, {"id": "x", "answer": "Stop"}, {"answer": -1}])"));
        QVERIFY(task.has_value());
        QCOMPARE((*task)[0].id + (*task)[1].id + (*task)[2].id, std::string("7\"x\"2"));
        QCOMPARE((*task)[0].text, std::string("3"));
        const auto labels = readSst2Labels(folder.write("val.jsonl", "{\"text\": \"a\", \"label\": 1}\r\n\n{\"label\": 0}"));
        QVERIFY(labels.has_value());
        QCOMPARE(labels->size(), std::size_t{2});
        QCOMPARE((*labels)[0].text, std::string("1"));
        const auto results = readAnswerResults(folder.write("results.json",
            R"([{"id": "x", "answer": "true answer", "prediction": "stop"}, {"index": 0, "answer": 4}])"));
        QVERIFY(results.has_value());
        QCOMPARE((*results)[0].text, std::string("stop"));
        QCOMPARE((*results)[1].index, std::int64_t{0});
    }

    void brokenAnswerFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        int row = 0;
        for (const char* content : {"", "[", "{}", "[1]", "[null]", "[[]]", "[{\"id\": 1}]", "[{\"id\": 1.5, \"answer\": \"x\"}]",
                 "[{\"id\": null, \"answer\": \"x\"}]", "[{\"id\": 1, \"answer\": 1.5}]", "[{\"id\": 1, \"answer\": null}]",
                 "[{\"id\": 99999999999999999999, \"answer\": \"x\"}]", "[{\"id\": 1, \"answer\": \"\xff\"}]", "{\"label\": 2}", "{\"label\": -1}",
                 "{\"label\": \"1\"}", "{\"label\": 1}\n{\"label\"", "[[[[[[[["})
            QTest::addRow("%d", row++) << QByteArray(content);
        QTest::newRow("deep") << QByteArray(100000, '[');
        QTest::newRow("zeros") << QByteArray(64, '\0');
        QTest::newRow("blank") << QByteArray("\n\n  \n");
    }
    void brokenAnswerFiles()
    {
        QFETCH(QByteArray, content);
        const Folder folder;
        const Path path = folder.write("file.json", content.toStdString());
        const auto refused = [](const auto& read) {
            return !read && !read.error().why.empty() && read.error().where.find("file.json") != std::string::npos;
        };
        QVERIFY(refused(readVlIclAnswers(path)));
        QVERIFY(refused(readAnswerResults(path)));
        QVERIFY(refused(readSst2Labels(path)));
    }

    void duplicateAndNegativeIdsAreErrors()
    {
        const Folder folder;
        QVERIFY(!readVlIclAnswers(folder.write("a", R"([{"id": 1, "answer": "x"}, {"id": 1, "answer": "y"}])")));
        QVERIFY(!readVlIclAnswers(folder.write("b", R"([{"id": 1, "answer": "x"}, {"answer": "y"}])"))); // place 1
        QVERIFY(!readAnswerResults(folder.write("c", R"([{"index": -1, "answer": "x"}])")));
        QVERIFY(!readAnswerResults(folder.write("d", R"([{"answer": "x"}])")));
    }

    void comparesAccuracies()
    {
        const Folder folder;
        std::string truths = "[", good = "[", bad = "[";
        for (int i = 0; i < 200; ++i) {
            const std::string head = std::string(i ? "," : "") + "{\"id\": " + std::to_string(i) + ", \"answer\": ";
            truths += head + "\"x\"}";
            good += head + (i % 10 == 0 ? "\"y\"}" : "\"X.\"}");
            if (i < 150)
                bad += head + (i % 2 == 0 ? "\"y\"}" : "\"x\"}");
        }
        const ComparedFiles files{folder.write("t.json", truths + "]"), {}, folder.write("g.json", good + "]"), folder.write("b.json", bad + "]")};
        CompareOptions options;
        options.metric = ComparedMetric::ExactMatch;
        const auto found = compareResults(files, options);
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        QCOMPARE(found->queries, std::size_t{150});
        QCOMPARE(found->onlyResults, std::size_t{50});
        QCOMPARE(found->onlyAgainst, std::size_t{0});
        QVERIFY(near(found->results.value, 0.9) && near(found->against.value, 0.5));
        QVERIFY(near(found->paired.difference.value, 0.4));
        QCOMPARE(found->wins, std::size_t{60});
        QCOMPARE(found->losses, std::size_t{0});
        QCOMPARE(found->ties, std::size_t{90});
        // Differences are 1 in 40 % of the queries and 0 otherwise.
        const double half = 1.96 * std::sqrt(0.4 * 0.6 / 150);
        QVERIFY(std::abs((found->paired.difference.high - found->paired.difference.low) / 2 / half - 1) < 0.15);
        QVERIFY(found->paired.pValue < 0.003);
        const auto opposite = compareResults({files.annotations, {}, files.against, files.results}, options);
        QCOMPARE(opposite->losses, found->wins);
        QVERIFY(near(opposite->paired.difference.value, -0.4));
    }

    void captionScoresOfTheCommonImagesAlone_data()
    {
        QTest::addColumn<int>("metric");
        for (const ComparedMetric metric : {ComparedMetric::Cider, ComparedMetric::Bleu4, ComparedMetric::RougeL})
            QTest::newRow(comparedMetricName(metric)) << static_cast<int>(metric);
    }
    void captionScoresOfTheCommonImagesAlone()
    {
        QFETCH(int, metric);
        CompareOptions options;
        options.metric = static_cast<ComparedMetric>(metric);
        const auto references = readCaptionAnnotations(kCaptions / "annotations.json");
        auto captions = readCaptionResults(kCaptions / "results.json");
        QVERIFY(references && captions);
        captions->resize(captions->size() / 2);
        std::string half = "[", worse = "[";
        for (std::size_t i = 0; i < captions->size(); ++i) {
            const nlohmann::json one = {{"image_id", (*captions)[i].imageId}, {"caption", (*captions)[i].caption}};
            half += (i ? "," : "") + one.dump();
            nlohmann::json other = one;
            if (i % 3 == 0)
                other["caption"] = "a photo";
            worse += (i ? "," : "") + other.dump();
        }
        const Folder folder;
        const Path halfFile = folder.write("half.json", half + "]"), worseFile = folder.write("worse.json", worse + "]");
        const Path annotations = kCaptions / "annotations.json";
        // The whole file against its own half: equal answers, equal scores, although document frequencies differ outside.
        const auto same = compareResults({annotations, {}, kCaptions / "results.json", halfFile}, options);
        QVERIFY2(same, same ? "" : same.error().text().c_str());
        QCOMPARE(same->queries, captions->size());
        QCOMPARE(same->ties, captions->size());
        QCOMPARE(same->paired.difference.value, 0.0);
        QCOMPARE(same->paired.pValue, 1.0);
        QVERIFY(same->results.low < same->results.value && same->results.value < same->results.high);
        // The score is the corpus value of that half.
        std::vector<CaptionReferenceSet> kept;
        for (const CaptionReferenceSet& set : *references)
            if (std::ranges::any_of(*captions, [&](const CaptionHypothesis& one) { return one.imageId == set.imageId; }))
                kept.push_back(set);
        const CaptionScore corpus = CaptionReferences::build(kept)->score(*captions)->corpus;
        const double value = options.metric == ComparedMetric::Cider ? corpus.cider
            : options.metric == ComparedMetric::RougeL               ? corpus.rougeL
                                                                     : corpus.bleu[3];
        QVERIFY(std::abs(same->results.value - value) < 1e-12);
        const auto better = compareResults({annotations, {}, halfFile, worseFile}, options);
        QVERIFY(better->paired.difference.low > 0 && better->paired.pValue < 0.01);
        QVERIFY(better->wins > better->losses);
    }

    void captionIntervalsHoldTheCorpusValues()
    {
        const auto references = CaptionReferences::build(*readCaptionAnnotations(kCaptions / "annotations.json"));
        const auto scores = references->score(*readCaptionResults(kCaptions / "results.json"));
        const auto intervals = captionIntervals(scores->perImage, {.resamples = 200});
        QVERIFY(intervals.has_value());
        for (std::size_t order = 0; order < 4; ++order) {
            QVERIFY(near(intervals->bleu[order].value, scores->corpus.bleu[order]));
            QVERIFY(intervals->bleu[order].low < intervals->bleu[order].value);
            QVERIFY(intervals->bleu[order].high > intervals->bleu[order].value);
        }
        QVERIFY(near(intervals->cider.value, scores->corpus.cider));
        QVERIFY(near(intervals->rougeL.value, scores->corpus.rougeL));
        QVERIFY(!captionIntervals({}));
    }

    void unlikeFilesAreErrors()
    {
        const Folder folder;
        const Path truths = folder.write("t.jsonl", "{\"label\": 1}\n{\"label\": 0}\n");
        const Path first = folder.write("a.json", R"([{"index": 0, "answer": 1}])");
        const Path second = folder.write("b.json", R"([{"index": 1, "answer": 1}])");
        CompareOptions options;
        options.metric = ComparedMetric::Sst2;
        const auto disjoint = compareResults({truths, {}, first, second}, options);
        QVERIFY(!disjoint && disjoint.error().why.find("no query in common") != std::string::npos);
        QVERIFY(compareResults({truths, {}, first, first}, options).has_value());
        options.metric = ComparedMetric::Cider;
        QVERIFY(!compareResults({truths, {}, first, first}, options));
        const Path unknown = folder.write("c.json", R"([{"image_id": -4, "caption": "x"}])");
        const auto stray = compareResults({kCaptions / "annotations.json", {}, kCaptions / "results.json", unknown}, options);
        QVERIFY(!stray && stray.error().why.find("-4") != std::string::npos);
        QVERIFY(!comparedMetricFromName("meteor"));
    }
};

QTEST_GUILESS_MAIN(TestAnswers)
#include "tst_answers.moc"
