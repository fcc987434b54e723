// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/conformance.h"
#include "core/metrics/metric_files.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::metrics;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden" / "metrics";

std::vector<CaptionReferenceSet> twoImages()
{
    return {{1, {"A dog runs on the beach.", "The dog is running."}}, {2, {"Two cats sleep.", "A pair of cats."}}};
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenData()
    {
        const auto report = runMetricConformance(kGolden, "metrics");
        QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
        QVERIFY(report->cases.size() >= 55);
        for (const ConformanceCase& one : report->cases)
            QVERIFY2(one.passed, (one.name + ": " + one.note).c_str());
    }

    void goldenCheckSeesAChangedScore()
    {
        QTemporaryDir folder;
        const Path copy = Path(folder.path().toStdString()) / "edge_short";
        std::filesystem::copy(kGolden / "captions" / "edge_short", copy, std::filesystem::copy_options::recursive);
        std::string results = readFile(copy / "results.json").value();
        const std::size_t at = results.find("\"dog\"");
        QVERIFY(at != std::string::npos);
        results.replace(at, 5, "\"cat\"");
        QVERIFY(writeFileAtomic(copy / "results.json", results).has_value());
        const auto report = runMetricConformance(copy, "changed");
        QVERIFY(report.has_value());
        QVERIFY(std::any_of(report->cases.begin(), report->cases.end(), [](const auto& one) { return !one.passed; }));
    }

    void subsetsUseTheirOwnDocumentFrequencies()
    {
        const auto references = CaptionReferences::build(twoImages()).value();
        const std::vector<CaptionHypothesis> one = {{2, "Two cats sleep."}};
        QCOMPARE(references.score(one)->corpus.cider, 0.0); // one image: ln 1 = 0
        const std::vector<CaptionHypothesis> both = {{2, "Two cats sleep."}, {1, "A dog runs on the beach."}};
        const auto all = references.score(both);
        QVERIFY(all->corpus.cider > 1);
        QCOMPARE(all->perImage[0].imageId, std::int64_t{1}); // order of the references
        const auto alone = CaptionReferences::build(std::vector<CaptionReferenceSet>{twoImages()[1]}).value();
        QCOMPARE(alone.score(one)->corpus.bleu[3], references.score(one)->corpus.bleu[3]);
    }

    void oneCaptionScoresAsInTheFullEvaluation()
    {
        const auto references = CaptionReferences::build(twoImages()).value();
        const std::vector<CaptionHypothesis> both = {{1, "A dog runs."}, {2, "Two cats."}};
        const auto all = references.score(both);
        for (std::size_t i = 0; i < both.size(); ++i) {
            const auto one = references.scoreOne(both[i]);
            QVERIFY(one.has_value());
            QCOMPARE(one->cider, all->perImage[i].score.cider);
            QCOMPARE(one->rougeL, all->perImage[i].score.rougeL);
            QCOMPARE(one->bleu, all->perImage[i].score.bleu);
        }
        QVERIFY(!references.scoreOne({3, "x"}));
    }

    void captionErrors()
    {
        const auto references = CaptionReferences::build(twoImages()).value();
        using Hypotheses = std::vector<CaptionHypothesis>;
        QVERIFY(!references.score(Hypotheses{}));
        QVERIFY(!references.score(Hypotheses{{3, "x"}}));
        QVERIFY(!references.score(Hypotheses{{1, "x"}, {1, "y"}}));
        QVERIFY(!references.score(Hypotheses{{1, std::string(1 << 17, 'x')}}));
        QVERIFY(!CaptionReferences::build(std::vector<CaptionReferenceSet>{{1, {"x"}}, {1, {"y"}}}));
        const auto withoutCaption = CaptionReferences::build(std::vector<CaptionReferenceSet>{{1, {}}, {2, {"a"}}});
        QVERIFY(withoutCaption.has_value());
        QVERIFY(!withoutCaption->score(Hypotheses{{1, "x"}}));
        QVERIFY(withoutCaption->score(Hypotheses{{2, "x"}}).has_value());
    }

    void longCaptionsStayFast()
    {
        std::string longText;
        while (longText.size() < 60000)
            longText += "dog cat ";
        const auto references = CaptionReferences::build(std::vector<CaptionReferenceSet>{{1, {longText, "a dog"}}});
        const auto scores = references->score(std::vector<CaptionHypothesis>{{1, longText}});
        QVERIFY(scores.has_value());
        QCOMPARE(scores->corpus.rougeL, 1.0);
    }

    void vqaAccuracyByMatches()
    {
        std::vector<VqaGroundTruth> truths;
        for (int matches = 0; matches <= 5; ++matches) {
            std::vector<std::string> answers;
            for (int k = 0; k < 10; ++k)
                answers.push_back(k < matches ? "red" : "word" + std::to_string(k));
            truths.push_back({matches, "what", "other", distinctHumanAnswers(answers)});
        }
        const auto references = VqaReferences::build(truths, VqaParity::Official).value();
        std::vector<VqaPrediction> predictions;
        for (int matches = 0; matches <= 5; ++matches)
            predictions.push_back({matches, "The Red."});
        const auto scores = references.score(predictions);
        const double expected[] = {0, 0.3, 0.6, 0.9, 1, 1};
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY(std::abs(scores->perQuestion[i].accuracy - expected[i]) < 1e-12);
        QVERIFY(std::abs(scores->overall - 3.8 / 6) < 1e-12);
    }

    void unanimousQuestionsDependOnTheParity()
    {
        const std::vector<VqaGroundTruth> truths
            = {{1, "is", "yes/no", distinctHumanAnswers(std::vector<std::string>(10, "yes"))}};
        const std::vector<VqaPrediction> predictions = {{1, "Yes."}};
        QCOMPARE(VqaReferences::build(truths, VqaParity::Official)->score(predictions)->overall, 0.0);
        QCOMPARE(VqaReferences::build(truths, VqaParity::LeverLm)->score(predictions)->overall, 1.0);
    }

    void vqaErrors()
    {
        const std::vector<VqaGroundTruth> truths
            = {{1, "is", "yes/no", distinctHumanAnswers({"yes", "no"})}, {2, "is", "", distinctHumanAnswers({"a", "b"})}};
        QVERIFY(!VqaReferences::build(truths, VqaParity::Official)); // no answer type
        const auto references = VqaReferences::build(truths, VqaParity::LeverLm).value();
        using Predictions = std::vector<VqaPrediction>;
        QVERIFY(!references.score(Predictions{}));
        QVERIFY(!references.score(Predictions{{3, "x"}}));
        QVERIFY(!references.score(Predictions{{1, "x"}, {1, "x"}}));
        QCOMPARE(references.score(Predictions{{2, "x"}})->perAnswerType.begin()->first, std::string("other"));
        const auto strict = VqaReferences::build(std::vector<VqaGroundTruth>{truths[0], {3, "is", "other", {{"a", 0}}}},
            VqaParity::Official);
        const auto missing = strict->score(Predictions{{1, "yes"}});
        QVERIFY(!missing);
        QVERIFY(missing.error().where.find("question 3") != std::string::npos);
    }

    void brokenFilesAreClearErrors_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("truncated") << QByteArray("[{\"image_id\": 1, \"capt");
        QTest::newRow("object") << QByteArray("{}");
        QTest::newRow("NaN") << QByteArray("[{\"image_id\": NaN, \"caption\": \"x\"}]");
        QTest::newRow("text id") << QByteArray("[{\"image_id\": \"1\", \"caption\": \"x\"}]");
        QTest::newRow("number caption") << QByteArray("[{\"image_id\": 1, \"caption\": 3}]");
        QTest::newRow("no caption") << QByteArray("[{\"image_id\": 1}]");
        QTest::newRow("twice") << QByteArray("[{\"image_id\": 1, \"caption\": \"x\"}, {\"image_id\": 1, \"caption\": \"y\"}]");
        QTest::newRow("huge id") << QByteArray("[{\"image_id\": 99999999999999999999, \"caption\": \"x\"}]");
        QTest::newRow("deep") << QByteArray(100000, '[');
        QTest::newRow("bad utf-8") << QByteArray("[{\"image_id\": 1, \"caption\": \"\xff\xfe\"}]");
        QTest::newRow("zeros") << QByteArray(64, '\0');
    }
    void brokenFilesAreClearErrors()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "results.json";
        QVERIFY(writeFileAtomic(path, content.toStdString()).has_value());
        const auto captions = readCaptionResults(path);
        QVERIFY(!captions);
        QVERIFY(captions.error().where.find("results.json") != std::string::npos);
        QVERIFY(!captions.error().why.empty());
        QVERIFY(!readCaptionAnnotations(path));
        QVERIFY(!readVqaAnnotations(path));
        QVERIFY(!readVqaQuestions(path));
        QVERIFY(!readVqaResults(path));
    }

    void everyTruncationIsAnError()
    {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "annotations.json";
        const std::string whole = readFile(kGolden / "captions" / "edge_one_image" / "annotations.json").value();
        for (std::size_t length = 0; length + 2 < whole.size(); length += 7) {
            QVERIFY(writeFileAtomic(path, whole.substr(0, length)).has_value());
            QVERIFY(!readCaptionAnnotations(path));
        }
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
