// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/image/jpeg_writer.h"
#include "core/image/png_writer.h"
#include "core/project/doctor.h"
#include "core/project/image_check.h"
#include "core/project/missing_images.h"
#include "core/project/model_folder.h"
#include "tests/core/project/project_data.h"

#include <QTest>
#include <sys/stat.h>

using namespace fulcrum;
using namespace fulcrum::project;
using data::Split;
using data::Task;
using test::ProjectData;

namespace {

std::string picture(bool jpeg)
{
    image::Image image;
    image.width = 40;
    image.height = 30;
    image.rgb.assign(40 * 30 * 3, 90);
    return jpeg ? image::encodeJpeg(image, 90).value() : image::encodePng(image).value();
}

/// Captions of images with these names.
std::string captionsOf(const std::vector<std::string>& names)
{
    std::string images, captions;
    for (std::size_t i = 0; i < names.size(); ++i) {
        images += fmt::format(R"({}{{"id":{},"file_name":"{}"}})", i ? "," : "", i + 1, names[i]);
        captions += fmt::format(R"({}{{"id":{},"image_id":{},"caption":"c"}})", i ? "," : "", i + 1, i + 1);
    }
    return R"({"images":[)" + images + R"(],"annotations":[)" + captions + "]}";
}

} // namespace

class TestDoctor : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProjectData> m_data;

    /// A project of the train captions alone.
    std::shared_ptr<Project> captionProject() const
    {
        ProjectConfig config;
        config.train.captions = (m_data->root / "data/captions.json").string();
        config.train.images = (m_data->root / "data/images").string();
        auto project = Project::create(m_data->project, config);
        if (!project || !(*project)->importDatasets())
            qFatal("cannot make the project");
        return *project;
    }
    static std::vector<Finding> findings(const Project& project, bool deep = false)
    {
        return examine(project, {deep, {}, {}}).value();
    }
    /// The finding whose message has this text.
    static Finding finding(const std::vector<Finding>& all, const std::string& text)
    {
        for (const Finding& one : all)
            if (one.message.find(text) != std::string::npos)
                return one;
        return {};
    }

private Q_SLOTS:
    void init() { m_data = std::make_unique<ProjectData>(); }

    void doctorFindsWhatIsMissing()
    {
        ProjectConfig broken = m_data->config();
        broken.encoder = "models/none";
        broken.lvlm = (m_data->root / "lvlm").string();
        m_data->write("lvlm/config.json", "{\"a\":");
        const auto project = Project::create(m_data->project, broken);
        QVERIFY((*project)->importDatasets());
        std::filesystem::remove(m_data->root / "data/images/000000000002.jpg");
        m_data->write("data/questions.json", "changed");
        std::filesystem::remove(m_data->root / "data/annotations.json");
        const auto findings = examine(**project);
        QVERIFY(findings);
        const auto level = [&](std::string_view subject) {
            for (const Finding& one : *findings)
                if (one.subject == subject)
                    return one.level;
            return Finding::Level::Ok;
        };
        QCOMPARE(level("images (caption train)"), Finding::Level::Warning);
        QCOMPARE(level("questions file (vqa train)"), Finding::Level::Warning);
        QCOMPARE(level("annotations file (vqa val)"), Finding::Level::Warning);
        QCOMPARE(level("captions file (caption train)"), Finding::Level::Ok);
        QCOMPARE(level("model folder (encoder)"), Finding::Level::Error);
        QCOMPARE(level("model folder (LVLM)"), Finding::Level::Error);
        m_data->write("lvlm/config.json", "{}");
        QCOMPARE(checkModelFolder(m_data->root / "lvlm", "LVLM").error().code, ErrorCode::ModelUnavailable);
        QVERIFY(writeSafetensors(m_data->root / "lvlm/model.safetensors", {}));
        QVERIFY(checkModelFolder(m_data->root / "lvlm", "LVLM"));
    }

    void nothingToComplainOf()
    {
        for (const char* name : {"data/images/000000000001.jpg", "data/images/000000000002.jpg"})
            m_data->write(name, picture(true));
        const auto project = captionProject();
        for (const bool deep : {false, true})
            for (const Finding& one : findings(*project, deep))
                QVERIFY2(one.level == Finding::Level::Ok || one.subject.starts_with("model folder"),
                    (one.subject + ": " + one.message).c_str());
    }

    void recordsOfTheImport()
    {
        const std::string text = R"({"images":[{"id":1,"file_name":"000000000001.jpg"},{"id":1,"file_name":"b.jpg"},{"id":3,"file_name":"c.jpg"}],)"
                                 R"("annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":9,"caption":"lost"}]})";
        m_data->write("data/captions.json", text);
        m_data->write("data/questions.json",
            R"({"questions":[{"question_id":11,"image_id":1,"question":"a?"},{"question_id":12,"image_id":2,"question":"b?"},{"question_id":13,"image_id":2,"question":"c?"}]})");
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        const std::vector<Finding> all = findings(**project);
        for (const auto& [message, record] : {std::pair{"annotations of images", "\"image_id\":9"}, {"without caption", "\"id\":3"},
                 {"ids that are there twice", "b.jpg"}}) {
            const Finding found = finding(all, message);
            QVERIFY2(found.level == Finding::Level::Warning && found.count == 1 && found.examples.size() == 1, message);
            QCOMPARE(found.subject, std::string("records (caption train)"));
            const std::size_t byte = text.rfind('{', text.find(record));
            QVERIFY2(found.examples[0].starts_with(fmt::format("captions.json, byte {}: ", byte)), found.examples[0].c_str());
        }
        const Finding answerless = finding(all, "questions without answers");
        QCOMPARE(answerless.count, std::size_t{1});
        QVERIFY2(answerless.examples[0].starts_with("questions.json, byte "), answerless.examples[0].c_str());
    }

    void imagesThatAreNotAsTheyShouldBe()
    {
        const Path images = m_data->root / "data/images";
        m_data->write("data/captions.json",
            captionsOf({"good.jpg", "gone.jpg", "sub/gone.jpg", "empty.jpg", "good.jpg", "out.jpg", "in.jpg", "dangling.jpg", "folder.jpg",
                "pipe.jpg", "sub/good.png", "away/good.jpg", "cut.jpg", "text.jpg"}));
        m_data->write("data/images/good.jpg", picture(true));
        m_data->write("data/images/sub/good.png", picture(false));
        m_data->write("data/images/cut.jpg", picture(true).substr(0, 400));
        m_data->write("data/images/text.jpg", "no image");
        m_data->write("data/images/empty.jpg", "");
        m_data->write("elsewhere/good.jpg", picture(true));
        std::filesystem::create_symlink("../../elsewhere/good.jpg", images / "out.jpg");
        std::filesystem::create_symlink("good.jpg", images / "in.jpg");
        std::filesystem::create_symlink("nothing.jpg", images / "dangling.jpg");
        std::filesystem::create_directory_symlink(m_data->root / "elsewhere", images / "away");
        std::filesystem::create_directory(images / "folder.jpg");
        ::mkfifo((images / "pipe.jpg").c_str(), 0600);
        const auto project = captionProject();
        for (const bool deep : {false, true}) {
            const std::vector<Finding> all = findings(*project, deep);
            const Finding missing = finding(all, "image files not found");
            QVERIFY2(missing.message.starts_with("5 of 13 "), missing.message.c_str());
            QCOMPARE(missing.examples, (std::vector<std::string>{"gone.jpg", "sub/gone.jpg", "dangling.jpg", "folder.jpg", "pipe.jpg"}));
            QCOMPARE(missing.level, Finding::Level::Warning);
            QCOMPARE(finding(all, "are empty").examples, std::vector<std::string>{"empty.jpg"});
            QCOMPARE(finding(all, "links that leave").examples, (std::vector<std::string>{"out.jpg", "away/good.jpg"}));
            QCOMPARE(finding(all, "used by more than one image").examples, std::vector<std::string>{"good.jpg: images 1 and 5"});
            const Finding broken = finding(all, "cannot be decoded");
            QCOMPARE(broken.count, std::size_t{deep ? 2U : 0U});
            QVERIFY(!deep || (broken.examples[0].starts_with("cut.jpg: ") && broken.examples[1].starts_with("text.jpg: ")));
        }
    }

    void aWrongFolderIsAnError()
    {
        std::filesystem::rename(m_data->root / "data/images", m_data->root / "moved");
        const Finding missing = finding(findings(*captionProject()), "image files not found");
        QCOMPARE(missing.level, Finding::Level::Error);
        QCOMPARE(missing.count, std::size_t{2});
        QVERIFY(missing.hint.find("project set --images-train") != std::string::npos);
    }

    void imageHeaders()
    {
        const Path file = m_data->root / "image";
        const auto refused = [&](const std::string& bytes) {
            m_data->write("image", bytes);
            return !checkImageFile(file);
        };
        for (const bool jpeg : {false, true}) {
            const std::string whole = picture(jpeg);
            QVERIFY(!refused(whole));
            QVERIFY(!refused(whole + std::string(100, 'x'))); // decoders do not mind
            for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{20}, whole.size() / 2, whole.size() - 20})
                QVERIFY2(refused(whole.substr(0, length)), std::to_string(length).c_str());
        }
        std::string huge = picture(false);
        huge.replace(16, 4, "\x7F\xFF\xFF\xFF");
        QVERIFY(refused(huge));
        QVERIFY(!checkImageFile(m_data->root));
        QVERIFY(!checkImageFile(m_data->root / "none"));
    }

    void sampleTables()
    {
        const auto project = captionProject();
        const Path table = project->sampleTableFile((*project->dataset(Task::Caption, Split::Train))->fingerprint());
        m_data->write("p.fulcrum/index/0123.samples", "left over");
        std::string bytes = *readFile(table);
        QCOMPARE(finding(findings(*project), "belong to no data set").examples, std::vector<std::string>{"0123.samples"});
        QCOMPARE(finding(findings(*project, true), "are damaged").count, std::size_t{0});
        bytes.replace(bytes.find("two"), 3, "TWO"); // a flipped bit: only comparing finds it
        QVERIFY(writeFileAtomic(table, bytes));
        QCOMPARE(finding(findings(*project), "are damaged").count, std::size_t{0});
        QCOMPARE(finding(findings(*project, true), "are damaged").count, std::size_t{1});
        QVERIFY(writeFileAtomic(table, bytes.substr(0, 100)));
        QCOMPARE(finding(findings(*project), "are damaged").count, std::size_t{1});
    }

    void embeddings()
    {
        const auto project = captionProject();
        const std::string fingerprint = (*project->dataset(Task::Caption, Split::Train))->fingerprint();
        const auto write = [&](const char* name, std::vector<float> values, const std::string& dataset) {
            const TensorToWrite tensor{"embeddings", DType::F32, {static_cast<std::int64_t>(values.size()) / 2, 2},
                std::as_bytes(std::span(values))};
            QVERIFY(writeSafetensors(project->embeddingsFolder() / name, {tensor}, {{"dataset", dataset}}));
        };
        write("good.safetensors", {1, 2, 3, 4}, fingerprint);
        write("nan.safetensors", {1, 2, 3, NAN}, fingerprint);
        QCOMPARE(finding(findings(*project), "2 tables").level, Finding::Level::Ok);
        QCOMPARE(finding(findings(*project, true), "tables are damaged").count, std::size_t{1});
        write("holes.safetensors", {NAN, NAN, 3, 4}, fingerprint);
        QCOMPARE(finding(findings(*project, true), "samples without embedding").count, std::size_t{1});
        write("short.safetensors", {1, 2}, fingerprint);
        write("strange.safetensors", {1, 2, 3, 4}, "of another project");
        m_data->write("p.fulcrum/embeddings/cut.safetensors", "x");
        const std::vector<Finding> all = findings(*project);
        QCOMPARE(finding(all, "tables are damaged").count, std::size_t{2});
        QCOMPARE(finding(all, "belong to no data set of this project").examples, std::vector<std::string>{"strange.safetensors"});
    }

    void stopsWhenAsked()
    {
        const auto project = captionProject();
        std::stop_source stop;
        double last = -1;
        ExamineOptions options{true, stop.get_token(), [&](double share, std::string_view) {
                                   last = share;
                                   stop.request_stop();
                               }};
        QCOMPARE(examine(*project, options).error().code, ErrorCode::Cancelled);
        QVERIFY(last >= 0);
        QCOMPARE(findMissingImages(**project->dataset(Task::Caption, Split::Train), stop.get_token()).error().code,
            ErrorCode::Cancelled);
    }

    void missingImages()
    {
        std::filesystem::remove(m_data->root / "data/images/000000000002.jpg");
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        for (const Task task : {Task::Caption, Task::Vqa}) {
            const auto missing = findMissingImages(**(*project)->dataset(task, Split::Train));
            QVERIFY(missing);
            QCOMPARE(missing->total, std::size_t{2});
            QCOMPARE(missing->count, std::size_t{1});
            QCOMPARE(missing->first, std::vector<std::string>{"000000000002.jpg"});
            QCOMPARE(missing->samples, std::vector<std::int64_t>{1});
            QCOMPARE(missing->folder, m_data->root / "data/images");
        }
        std::filesystem::remove_all(m_data->root / "data/images");
        QCOMPARE(findMissingImages(**(*project)->dataset(Task::Vqa, Split::Train))->samples, (std::vector<std::int64_t>{0, 1}));
    }
};

QTEST_GUILESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
