// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/folder_survey.h"
#include "tests/core/project/project_data.h"

#include <QTest>

using namespace fulcrum;
using namespace fulcrum::project;
using data::Split;

namespace {

using Level = Finding::Level;

std::string captionsOf(const std::vector<int>& ids, const char* pattern = "{:012}.jpg")
{
    std::string images, captions;
    for (const int id : ids) {
        images += fmt::format(R"({}{{"id":{},"file_name":"{}"}})", images.empty() ? "" : ",", id, fmt::format(fmt::runtime(pattern), id));
        captions += fmt::format(R"({}{{"id":{},"image_id":{},"caption":"c"}})", captions.empty() ? "" : ",", id, id);
    }
    return R"({"images":[)" + images + R"(],"annotations":[)" + captions + "]}";
}

/// Questions 10 * id of these images, and their answers, as the two files of VQAv2.
std::pair<std::string, std::string> vqaOf(const std::string& subset, const std::vector<int>& ids)
{
    std::string questions, annotations, answers;
    for (int i = 0; i < 10; ++i)
        answers += fmt::format("{}{{\"answer\":\"x\",\"answer_id\":{}}}", i ? "," : "", i + 1);
    for (const int id : ids) {
        const char* comma = questions.empty() ? "" : ",";
        questions += fmt::format(R"({}{{"question_id":{},"image_id":{},"question":"a?"}})", comma, 10 * id, id);
        annotations += fmt::format(
            R"({}{{"question_id":{},"image_id":{},"multiple_choice_answer":"x","answers":[{}]}})", comma, 10 * id, id, answers);
    }
    return {fmt::format(R"({{"data_subtype":"{}","questions":[{}]}})", subset, questions), fmt::format(R"({{"annotations":[{}]}})", annotations)};
}

std::string karpathyOf(const std::vector<std::pair<int, const char*>>& parts)
{
    std::string images;
    for (const auto& [id, part] : parts)
        images += fmt::format(R"({}{{"filepath":"val2014","filename":"{}.jpg","cocoid":{},"imgid":{},"split":"{}","sentids":[{}],"sentences":[{{"raw":"c","sentid":{},"tokens":["c"],"imgid":{}}}]}})",
            images.empty() ? "" : ",", id, id, id, part, id, id, id);
    return R"({"images":[)" + images + R"(],"dataset":"coco"})";
}

constexpr const char* kNoQuestions = R"({"questions":[]})";
constexpr const char* kCut = R"({"images":[{"id":1,)";
constexpr const char* kTwice
    = R"({"images":[{"id":1,"file_name":"a.jpg"},{"id":1,"file_name":"b.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"c"}]})";
constexpr const char* kClip = R"({"model_type":"clip","architectures":["CLIPModel"]})";

} // namespace

class TestFolderSurvey : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    FolderSurvey m_survey;

    Path root() const { return std::filesystem::canonical(m_folder->path().toStdString()); }
    void write(const Path& file, const std::string& content) const
    {
        std::filesystem::create_directories((root() / file).parent_path());
        if (!writeFileAtomic(root() / file, content))
            qFatal("cannot write test data");
    }
    void writeVqa(const std::string& subset, const std::vector<int>& ids) const
    {
        const auto [questions, annotations] = vqaOf(subset, ids);
        write("vqa/v2_OpenEnded_mscoco_" + subset + "_questions.json", questions);
        write("vqa/v2_mscoco_" + subset + "_annotations.json", annotations);
    }
    const Finding* find(const std::string& subject, Level level) const
    {
        for (const Finding& one : m_survey.findings)
            if (one.subject == subject && one.level == level)
                return &one;
        return nullptr;
    }
    bool survey(const Path& folder)
    {
        auto found = surveyFolder(folder);
        if (!found)
            qWarning("%s", found.error().text().c_str());
        m_survey = found ? std::move(*found) : FolderSurvey();
        return found.has_value();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_survey = {};
    }

    /// Everything under its published name, nested as the archives nest it: a project can be made of it at once.
    void whatIsWholeMakesAProject()
    {
        write("coco/annotations/captions_train2014.json", captionsOf({9})); // older: not taken
        write("coco/annotations/captions_train2017.json", captionsOf({1, 2}));
        write("coco/annotations/captions_val2017.json", captionsOf({3}));
        write("coco/annotations/instances_val2017.json", "{}");
        writeVqa("train2014", {1, 2});
        writeVqa("val2014", {3});
        for (const int id : {1, 2, 3}) {
            const char* split = id == 3 ? "val" : "train";
            write(fmt::format("coco/images/{}2017/{:012}.jpg", split, id), "x");
            write(fmt::format("old/{0}2014/COCO_{0}2014_{1:012}.jpg", split, id), "x");
        }
        const Path clip = Path(FULCRUM_TEST_DATA) / "golden/clip/tiny_a";
        std::filesystem::create_directories(root() / "models");
        std::filesystem::copy(clip, root() / "models/clip");
        QVERIFY(survey(root()));
        ProjectConfig& config = m_survey.config;
        QCOMPARE(config.train.captions, (root() / "coco/annotations/captions_train2017.json").string());
        QCOMPARE(config.train.images, (root() / "coco/images/train2017").string());
        QCOMPARE(config.validation.images, (root() / "coco/images/val2017").string());
        QCOMPARE(config.validation.vqaQuestions, (root() / "vqa/v2_OpenEnded_mscoco_val2014_questions.json").string());
        QCOMPARE(config.validation.vqaAnnotations, (root() / "vqa/v2_mscoco_val2014_annotations.json").string());
        QCOMPARE(config.train.vqaImages, (root() / "old/train2014").string());
        QCOMPARE(config.encoder, (root() / "models/clip").string());
        QCOMPARE(config.tasks().size(), std::size_t{2});
        for (const char* subject : {"captions (train)", "captions (val)", "VQAv2 (train)", "VQAv2 (val)", "images (caption train)", "images (vqa val)",
                 "model folder (encoder)"})
            QVERIFY2(find(subject, Level::Ok), subject);
        QVERIFY(find("model folder (LVLM)", Level::Warning)); // missing, and says what works without it
        QVERIFY(!find("model folder (LVLM)", Level::Warning)->hint.empty());
        QVERIFY(!find("data", Level::Error));
        const auto made = Project::create(root() / "p.fulcrum", config);
        QVERIFY2(made, made ? "" : made.error().text().c_str());
        const auto imported = (*made)->importDatasets();
        QVERIFY2(imported, imported ? "" : imported.error().text().c_str());
        const auto findings = examine(**made);
        QVERIFY(findings);
        for (const Finding& one : *findings) // nothing that the survey had not said
            QVERIFY2(one.level == Level::Ok || one.subject == "model folder (LVLM)", (one.subject + ": " + one.message).c_str());
        QVERIFY(survey(root())); // the project that lies in the folder now does not confuse it
        QCOMPARE(m_survey.config, config);
    }

    void karpathysSplitServesBothSplits()
    {
        write("dataset_coco.json", karpathyOf({{1, "train"}, {2, "test"}, {3, "val"}}));
        for (const int id : {1, 2, 3})
            write(fmt::format("val2014/{}.jpg", id), "x");
        QVERIFY(survey(root()));
        QCOMPARE(m_survey.config.train.captions, (root() / "dataset_coco.json").string());
        QCOMPARE(m_survey.config.validation.captions, m_survey.config.train.captions);
        QVERIFY(find("captions (train)", Level::Ok) && find("images (caption val)", Level::Ok));
        QVERIFY(!m_survey.config.train.images.empty());
    }

    void whatIsMissingIsSaid()
    {
        write("captions_train2017.json", captionsOf({1, 2, 3, 4}));
        write("train2017/000000000001.jpg", "x");
        write("v2_OpenEnded_mscoco_val2014_questions.json", kNoQuestions);
        QVERIFY(survey(root()));
        QVERIFY(find("captions (val)", Level::Warning));
        QVERIFY(find("captions (val)", Level::Warning)->hint.find("cocodataset.org") != std::string::npos);
        const Finding* images = find("images (caption train)", Level::Warning);
        QVERIFY(images);
        QCOMPARE(images->count, std::size_t{3});
        QCOMPARE(images->examples.front(), std::string("000000000002.jpg"));
        const Finding* answers = find("VQAv2 (val)", Level::Warning);
        QVERIFY(answers && answers->message.find("answers are not") != std::string::npos);
        QVERIFY(find("VQAv2 (train)", Level::Warning));
        QVERIFY(find("data", Level::Error)); // no task has both splits
        QVERIFY(m_survey.config.encoder.empty());
    }

    void whatIsDamagedIsNotTaken()
    {
        write("captions_train2017.json", kCut);
        write("captions_val2017.json", kTwice);
        write("clip/config.json", kClip);
        write("broken/config.json", "{");
        QVERIFY(survey(root()));
        const Finding* damaged = find("captions (train)", Level::Error);
        QVERIFY(damaged);
        QVERIFY2(damaged->message.find("captions_train2017.json") != std::string::npos && damaged->message.find("byte") != std::string::npos,
            damaged->message.c_str());
        QVERIFY(m_survey.config.train.captions.empty());
        const Finding* twice = find("captions (val)", Level::Warning);
        QVERIFY(twice && twice->message.find("twice") != std::string::npos);
        QVERIFY(find("images (caption val)", Level::Error)); // there are none
        QVERIFY(m_survey.config.validation.images.empty());
        QVERIFY(find("model folder (encoder)", Level::Error)); // it has no weights
        QVERIFY(m_survey.config.encoder.empty());
    }

    void oddFolders()
    {
        for (const Path& folder : {root() / "nothing", root() / "file"}) {
            write("file", "x");
            const auto found = surveyFolder(folder);
            QVERIFY(!found);
            QCOMPARE(found.error().code, ErrorCode::NotFound);
        }
        write("a/b/c/d/e/f/captions_train2017.json", captionsOf({1})); // too deep
        std::filesystem::create_directory_symlink(root(), root() / "a/again");
        write("a/captions_train2017.json/x", "a folder with the name of a file");
        QVERIFY(survey(root()));
        QVERIFY(m_survey.config.train.captions.empty());
        std::stop_source stop;
        stop.request_stop();
        const auto cancelled = surveyFolder(root(), {false, stop.get_token(), {}});
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        stop = {};
        write("captions_train2017.json", captionsOf({1}));
        const auto late = surveyFolder(root(), {false, stop.get_token(), [&](double, std::string_view what) {
            if (what.starts_with("reading"))
                stop.request_stop();
        }});
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestFolderSurvey)
#include "tst_folder_survey.moc"
