// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/project/doctor.h"
#include "core/project/folders.h"
#include "core/project/model_folder.h"
#include "core/project/project.h"
#include "core/store/sample_repository.h"

#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::project;
using data::Split;
using data::Task;

class TestProject : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    Path m_root, m_project;

    Path write(const Path& relative, const std::string& content) const
    {
        if (!writeFileAtomic(m_root / relative, content))
            qFatal("cannot write test data");
        return m_root / relative;
    }
    /// Two images with captions and a question each, in exact COCO and VQAv2 layout.
    void writeData() const
    {
        write("data/captions.json",
            R"({"images":[{"id":2,"file_name":"000000000002.jpg","width":8,"height":9},{"id":1,"file_name":"000000000001.jpg"}],
                "annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":2,"caption":"two"}]})");
        write("data/questions.json",
            R"({"data_subtype":"train2014","questions":[{"question_id":11,"image_id":1,"question":"a?"},{"question_id":12,"image_id":2,"question":"b?"}]})");
        std::string answers;
        for (int i = 0; i < 10; ++i)
            answers += fmt::format("{}{{\"answer\":\"x\",\"answer_id\":{}}}", i ? "," : "", i + 1);
        write("data/annotations.json",
            fmt::format(
                R"({{"annotations":[{{"question_id":11,"image_id":1,"multiple_choice_answer":"x","answers":[{0}]}},{{"question_id":12,"image_id":2,"multiple_choice_answer":"x","answers":[{0}]}}]}})",
                answers));
        write("data/images/000000000001.jpg", "x");
        write("data/images/000000000002.jpg", "x");
    }
    ProjectConfig config() const
    {
        ProjectConfig config;
        for (SplitFiles* files : {&config.train, &config.validation})
            *files = {(m_root / "data/captions.json").string(), (m_root / "data/questions.json").string(),
                (m_root / "data/annotations.json").string(), (m_root / "data/images").string(), ""};
        return config;
    }
    std::int64_t rows(const Project& project) const
    {
        auto database = project.connect();
        std::int64_t sum = 0;
        const std::vector<store::DatasetRecord> records = store::SampleRepository(*database).datasets().value();
        for (const store::DatasetRecord& record : records)
            sum += record.samples;
        return sum;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = std::filesystem::canonical(m_folder->path().toStdString());
        m_project = m_root / "p.fulcrum";
        writeData();
    }

    void createOpenReadOnly()
    {
        {
            const auto project = Project::create(m_project, config());
            QVERIFY2(project, project ? "" : project.error().text().c_str());
            QCOMPARE((*project)->config().name, std::string("p"));
            for (const char* folder : {"embeddings", "features", "checkpoints", "exports", "logs"})
                QVERIFY(std::filesystem::is_directory(m_project / folder));
        }
        QCOMPARE(Project::create(m_project, config()).error().code, ErrorCode::Usage);
        const auto project = Project::open(m_project, Access::ReadOnly);
        QVERIFY(project);
        QCOMPARE((*project)->config().train, config().train);
        QVERIFY(!(*project)->importDatasets());
        QVERIFY(!(*project)->setConfig(config()));
    }

    void notAProject()
    {
        QCOMPARE(Project::open(m_root / "none", Access::ReadOnly).error().code, ErrorCode::NotFound);
        QCOMPARE(Project::open(m_root, Access::ReadWrite).error().code, ErrorCode::NotFound);
        QVERIFY(!std::filesystem::exists(m_root / "lock"));
        QCOMPARE(Project::create(m_root / "data", config()).error().code, ErrorCode::Usage);
        QCOMPARE(Project::create(m_root / "data/captions.json", config()).error().code, ErrorCode::Usage);
    }

    void lockNamesTheHolder()
    {
        auto project = Project::create(m_project, config());
        QVERIFY(project);
        const auto second = Project::open(m_project, Access::ReadWrite);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Locked);
        QVERIFY2(second.error().why.find(fmt::format("pid {}", ::getpid())) != std::string::npos,
            second.error().text().c_str());
        QVERIFY(Project::open(m_project, Access::ReadOnly));
        QVERIFY(Project::open(m_project, Access::Control));
        project->reset();
        QVERIFY(Project::open(m_project, Access::ReadWrite));
    }

    /// A killed program leaves its lock file, but not its lock.
    void lockOfAKilledProgramIsFree()
    {
        QVERIFY(Project::create(m_project, config()));
        const pid_t child = ::fork();
        if (child == 0) {
            const auto held = Project::open(m_project, Access::ReadWrite);
            ::kill(::getpid(), held ? SIGKILL : SIGABRT);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(WTERMSIG(status), SIGKILL);
        QVERIFY(Project::open(m_project, Access::ReadWrite));
    }

    void importsEverything()
    {
        const auto project = Project::create(m_project, config());
        double last = -1;
        ImportOptions options;
        options.progress = [&](double share, std::string_view) {
            QVERIFY(share >= last - 1e-9 && share <= 1);
            last = share;
        };
        const auto report = (*project)->importDatasets(options);
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QCOMPARE(report->entries.size(), std::size_t{4});
        QCOMPARE(report->problems.count(), std::size_t{0});
        const auto vqa = (*project)->dataset(Task::Vqa, Split::Train);
        QVERIFY(vqa);
        QCOMPARE((**vqa)[1].imageFile, std::string("000000000002.jpg")); // from the captions of the split
        QCOMPARE((**vqa)[1].width, 8);
        QVERIFY(std::filesystem::exists((*vqa)->imagePath((**vqa)[1])));
        QCOMPARE((*(*project)->dataset(Task::Caption, Split::Train))->id(0), std::int64_t{1});
        QVERIFY(*(*project)->dataset(Task::Vqa, Split::Train) == *vqa); // kept

        const auto again = (*project)->importDatasets();
        QVERIFY(again);
        for (const auto& entry : again->entries)
            QVERIFY(entry.unchanged);
    }

    void vqaAloneUsesTheOfficialNames()
    {
        ProjectConfig only = config();
        only.train.captions.clear();
        only.validation = {};
        {
            const auto project = Project::create(m_root / "a.fulcrum", only);
            QVERIFY((*project)->importDatasets());
            QCOMPARE((**(*project)->dataset(Task::Vqa, Split::Train))[0].imageFile, std::string("000000000001.jpg"));
        }
        std::filesystem::remove_all(m_root / "data/images");
        const auto project = Project::create(m_root / "b.fulcrum", only);
        QVERIFY((*project)->importDatasets());
        QCOMPARE((**(*project)->dataset(Task::Vqa, Split::Train))[0].imageFile,
            std::string("COCO_train2014_000000000001.jpg"));
    }

    void nothingHalfImported_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::newRow("last file missing") << "annotations.json" << QString();
        QTest::newRow("last file truncated") << "annotations.json" << R"({"annotations":[{"question_id":11)";
        QTest::newRow("first file damaged") << "captions.json" << "[]";
        QTest::newRow("hostile subtype") << "questions.json"
            << R"({"data_subtype":"../../2014","questions":[{"question_id":11,"image_id":77,"question":"a?"}]})";
    }
    void nothingHalfImported()
    {
        QFETCH(QString, file);
        QFETCH(QString, content);
        const auto project = Project::create(m_project, config());
        if (content.isNull())
            std::filesystem::remove(m_root / "data" / file.toStdString());
        else
            write(Path("data") / file.toStdString(), content.toStdString());
        if (file == "questions.json") // so that the hostile name is used
            write("data/annotations.json",
                R"({"annotations":[{"question_id":11,"image_id":77,"multiple_choice_answer":"x","answers":[{"answer":"x"}]}]})");
        const auto report = (*project)->importDatasets();
        QVERIFY(!report);
        QVERIFY(report.error().text().find(file.toStdString()) != std::string::npos);
        QCOMPARE(rows(**project), std::int64_t{0});
        writeData();
        QVERIFY((*project)->importDatasets());
        QCOMPARE(rows(**project), std::int64_t{8});
    }

    void cancelledImportLeavesNothing()
    {
        const auto project = Project::create(m_project, config());
        std::stop_source stop;
        ImportOptions options;
        options.stop = stop.get_token();
        options.progress = [&](double share, std::string_view) {
            if (share > 0.6)
                stop.request_stop();
        };
        const auto report = (*project)->importDatasets(options);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        QCOMPARE(rows(**project), std::int64_t{0});
    }

    void changedDataIsRefused()
    {
        const auto project = Project::create(m_project, config());
        QVERIFY((*project)->importDatasets());
        write("data/captions.json",
            R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"new"}]})");
        QCOMPARE((*project)->importDatasets().error().code, ErrorCode::Usage);
        QCOMPARE((*(*project)->dataset(Task::Caption, Split::Train))->size(), std::size_t{2});
    }

    void pathsBelowTheProjectAreRelative()
    {
        const auto project = Project::create(m_project, {});
        QCOMPARE((*project)->stored(m_project / "models/clip"), std::string("models/clip"));
        QCOMPARE((*project)->stored(m_root / "data"), (m_root / "data").string());
        QCOMPARE((*project)->stored(m_project / "../data"), (m_root / "data").string());
        QCOMPARE((*project)->resolve("models/clip"), m_project / "models/clip");
        QCOMPARE((*project)->resolve("/abs"), Path("/abs"));
        QCOMPARE((*project)->resolve(""), Path());
    }

    void configurationIsChecked()
    {
        nlohmann::json good = toJson(config());
        QCOMPARE(*configFromJson(good), config());
        nlohmann::json unknown = good;
        unknown["train"]["captons"] = "x";
        QVERIFY(configFromJson(unknown).error().where == "train.captons");
        QVERIFY(configFromJson(unknown, true));
        nlohmann::json wrong = good;
        wrong["encoder"] = 5;
        QVERIFY(configFromJson(wrong).error().where == "encoder");
        QVERIFY(!configFromJson(nlohmann::json::array()));
        wrong = good;
        wrong["train"] = 1;
        QVERIFY(!configFromJson(wrong));
    }

    void doctorFindsWhatIsMissing()
    {
        ProjectConfig broken = config();
        broken.encoder = "models/none";
        broken.lvlm = (m_root / "lvlm").string();
        write("lvlm/config.json", "{\"a\":");
        const auto project = Project::create(m_project, broken);
        QVERIFY((*project)->importDatasets());
        std::filesystem::remove(m_root / "data/images/000000000002.jpg");
        write("data/questions.json", "changed");
        std::filesystem::remove(m_root / "data/annotations.json");
        const auto findings = examine(**project, true);
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
        write("lvlm/config.json", "{}");
        QCOMPARE(checkModelFolder(m_root / "lvlm", "LVLM").error().code, ErrorCode::ModelUnavailable);
        QVERIFY(writeSafetensors(m_root / "lvlm/model.safetensors", {}));
        QVERIFY(checkModelFolder(m_root / "lvlm", "LVLM"));
    }

    /// What the engine does not load is not called usable.
    void weightsThatNothingReads()
    {
        const Path folder = m_root / "m";
        const auto complaint = [&] {
            const auto checked = checkModelFolder(folder, "encoder");
            return checked ? std::string() : checked.error().why;
        };
        const auto says = [&](const char* text) { return complaint().find(text) != std::string::npos; };
        write("m/config.json", "{}");
        write("m/weights.pt", "x");
        QVERIFY(says("model.safetensors"));
        write("m/pytorch_model.bin", "x");
        QVERIFY(says("zip"));
        write("m/model.safetensors", "");
        QVERIFY(says("header"));
        std::filesystem::remove(folder / "model.safetensors");
        write("m/model.safetensors.index.json", R"({"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})");
        const float number = 1;
        const auto shard = [&](const char* file, const char* tensor) {
            return writeSafetensors(folder / file, {{tensor, DType::F32, {1}, std::as_bytes(std::span(&number, 1))}}).has_value();
        };
        QVERIFY(shard("one.safetensors", "a"));
        QVERIFY(says("two.safetensors"));
        QVERIFY(shard("two.safetensors", "c"));
        QVERIFY(says("'b'")); // promised by the index
        QVERIFY(shard("two.safetensors", "b"));
        QCOMPARE(complaint(), std::string());
        for (const char* index : {"[", "{}", R"({"weight_map":{"a":1}})", R"({"weight_map":{}})", R"({"weight_map":{"a":"../x"}})"}) {
            write("m/model.safetensors.index.json", index);
            QVERIFY2(!complaint().empty(), index);
        }
    }

    void openFlamingoFolder()
    {
        write("f/lang_encoder/config.json", "{}");
        QVERIFY(checkModelFolder(m_root / "f", "LVLM").error().why.find("checkpoint.pt") != std::string::npos);
        for (const char* file : {"f/checkpoint.safetensors", "f/lang_encoder/model.safetensors"})
            QVERIFY(writeSafetensors(m_root / file, {}));
        QVERIFY(checkModelFolder(m_root / "f", "LVLM").error().why.find("open_clip") != std::string::npos);
        QVERIFY(writeSafetensors(m_root / "f/vision_encoder/model.safetensors", {}));
        QVERIFY(checkModelFolder(m_root / "f", "LVLM"));
    }

    void foldersCanBeChanged()
    {
        const auto project = Project::create(m_project, config());
        QVERIFY((*project)->importDatasets());
        const auto before = (*project)->dataset(Task::Caption, Split::Train);
        write("m/config.json", "{}");
        QVERIFY(writeSafetensors(m_root / "m/model.safetensors", {}));
        write("p.fulcrum/models/clip/config.json", "{}");
        QVERIFY(writeSafetensors(m_root / "p.fulcrum/models/clip/model.safetensors", {}));
        std::filesystem::rename(m_root / "data/images", m_root / "moved");
        FolderChange change;
        change.encoder = m_project / "models/../models/clip";
        change.lvlm = m_root / "m";
        change.imagesTrain = change.imagesValidation = m_root / "moved";
        const auto changed = setFolders(**project, change);
        QVERIFY2(changed, changed ? "" : changed.error().text().c_str());
        QCOMPARE((*project)->config().encoder, std::string("models/clip"));
        QCOMPARE((*project)->config().lvlm, (m_root / "m").string());
        for (const Task task : {Task::Caption, Task::Vqa}) {
            const auto now = (*project)->dataset(task, Split::Train);
            QVERIFY(std::filesystem::exists((*now)->imagePath((**now)[0])));
        }
        QVERIFY(*(*project)->dataset(Task::Caption, Split::Train) != *before);
        QCOMPARE((*Project::open(m_project, Access::ReadOnly))->config(), (*project)->config());
        QVERIFY(!setFolders(**Project::open(m_project, Access::Control), change));
    }

    void wrongFoldersChangeNothing_data()
    {
        QTest::addColumn<QString>("encoder");
        QTest::addColumn<QString>("images");
        QTest::newRow("no such model") << "none" << QString();
        QTest::newRow("empty path") << "" << QString();
        QTest::newRow("a file") << "data/captions.json" << QString();
        QTest::newRow("no model") << "data" << QString();
        QTest::newRow("no such images") << "m" << "none";
        QTest::newRow("images of something else") << "m" << "m";
        QTest::newRow("images are a file") << "m" << "m/config.json";
    }
    void wrongFoldersChangeNothing()
    {
        QFETCH(QString, encoder);
        QFETCH(QString, images);
        const auto project = Project::create(m_project, config());
        QVERIFY((*project)->importDatasets());
        write("m/config.json", "{}");
        QVERIFY(writeSafetensors(m_root / "m/model.safetensors", {}));
        FolderChange change;
        change.encoder = encoder.isEmpty() ? Path() : m_root / encoder.toStdString();
        if (!images.isNull())
            change.vqaImagesValidation = m_root / images.toStdString();
        const ProjectConfig before = (*project)->config();
        QVERIFY(!setFolders(**project, change));
        QCOMPARE((*project)->config(), before);
    }

    void damagedProject()
    {
        QVERIFY(Project::create(m_project, config()));
        std::filesystem::resize_file(m_project / "project.sqlite", 5000);
        for (const Access access : {Access::ReadWrite, Access::ReadOnly, Access::Control})
            QCOMPARE(Project::open(m_project, access).error().code, ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "tst_project.moc"
