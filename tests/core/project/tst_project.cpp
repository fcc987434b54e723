// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/project/folders.h"
#include "core/project/model_folder.h"
#include "core/store/sample_repository.h"
#include "tests/core/project/project_data.h"

#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::project;
using data::Split;
using data::Task;
using test::ProjectData;

class TestProject : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProjectData> m_data;

private Q_SLOTS:
    void init() { m_data = std::make_unique<ProjectData>(); }

    void createOpenReadOnly()
    {
        {
            const auto project = Project::create(m_data->project, m_data->config());
            QVERIFY2(project, project ? "" : project.error().text().c_str());
            QCOMPARE((*project)->config().name, std::string("p"));
            for (const char* folder : {"embeddings", "features", "checkpoints", "exports", "logs"})
                QVERIFY(std::filesystem::is_directory(m_data->project / folder));
        }
        QCOMPARE(Project::create(m_data->project, m_data->config()).error().code, ErrorCode::Usage);
        const auto project = Project::open(m_data->project, Access::ReadOnly);
        QVERIFY(project);
        QCOMPARE((*project)->config().train, m_data->config().train);
        QVERIFY(!(*project)->importDatasets());
        QVERIFY(!(*project)->setConfig(m_data->config()));
    }

    void notAProject()
    {
        QCOMPARE(Project::open(m_data->root / "none", Access::ReadOnly).error().code, ErrorCode::NotFound);
        QCOMPARE(Project::open(m_data->root, Access::ReadWrite).error().code, ErrorCode::NotFound);
        QVERIFY(!std::filesystem::exists(m_data->root / "lock"));
        QCOMPARE(Project::create(m_data->root / "data", m_data->config()).error().code, ErrorCode::Usage);
        QCOMPARE(Project::create(m_data->root / "data/captions.json", m_data->config()).error().code, ErrorCode::Usage);
    }

    void lockNamesTheHolder()
    {
        auto project = Project::create(m_data->project, m_data->config());
        QVERIFY(project);
        const auto second = Project::open(m_data->project, Access::ReadWrite);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Locked);
        QVERIFY2(second.error().why.find(fmt::format("pid {}", ::getpid())) != std::string::npos,
            second.error().text().c_str());
        QVERIFY(Project::open(m_data->project, Access::ReadOnly));
        QVERIFY(Project::open(m_data->project, Access::Control));
        project->reset();
        QVERIFY(Project::open(m_data->project, Access::ReadWrite));
    }

    /// A killed program leaves its lock file, but not its lock.
    void lockOfAKilledProgramIsFree()
    {
        QVERIFY(Project::create(m_data->project, m_data->config()));
        const pid_t child = ::fork();
        if (child == 0) {
            const auto held = Project::open(m_data->project, Access::ReadWrite);
            ::kill(::getpid(), held ? SIGKILL : SIGABRT);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(WTERMSIG(status), SIGKILL);
        QVERIFY(Project::open(m_data->project, Access::ReadWrite));
    }

    void oldProjectsAreUpgraded()
    {
        {
            QVERIFY(Project::create(m_data->project, m_data->config()));
            std::filesystem::remove(m_data->project / "project.sqlite");
            QVERIFY(store::Database::open(
                m_data->project / "project.sqlite", store::Database::Mode::Create, {store::builtinMigrations().front()}));
            SQLite::Database raw((m_data->project / "project.sqlite").string(), SQLite::OPEN_READWRITE);
            SQLite::Statement setting(raw, "INSERT INTO setting VALUES ('project.config', ?)");
            setting.bind(1, toJson(m_data->config()).dump());
            setting.exec();
            raw.exec("INSERT INTO dataset VALUES (1, 'caption', 'train', 1, 'fp', 'images', 123000);"
                     "INSERT INTO sample VALUES (1 << 32, 900, 900, 'a.jpg', 1, 2, 'a red circle', '', '', '', '', '')");
        }
        const auto refused = Project::open(m_data->project, Access::ReadOnly);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY2(refused.error().hint.find("project import") != std::string::npos, refused.error().hint.c_str());
        const auto project = Project::open(m_data->project, Access::ReadWrite);
        QVERIFY2(project, project ? "" : project.error().text().c_str());
        QCOMPARE((*project)->schema(), store::Database::Schema::Upgraded);
        QCOMPARE((**(*project)->dataset(Task::Caption, Split::Train))[0].captions.front(), std::string("a red circle"));
        QVERIFY((*project)->importDatasets()->entries.front().replaced); // its file is another one
    }

    void pathsBelowTheProjectAreRelative()
    {
        const auto project = Project::create(m_data->project, {});
        QCOMPARE((*project)->stored(m_data->project / "models/clip"), std::string("models/clip"));
        QCOMPARE((*project)->stored(m_data->root / "data"), (m_data->root / "data").string());
        QCOMPARE((*project)->stored(m_data->project / "../data"), (m_data->root / "data").string());
        QCOMPARE((*project)->resolve("models/clip"), m_data->project / "models/clip");
        QCOMPARE((*project)->resolve("/abs"), Path("/abs"));
        QCOMPARE((*project)->resolve(""), Path());
    }

    void configurationIsChecked()
    {
        nlohmann::json good = toJson(m_data->config());
        QCOMPARE(*configFromJson(good), m_data->config());
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

    /// What the engine does not load is not called usable.
    void weightsThatNothingReads()
    {
        const Path folder = m_data->root / "m";
        const auto complaint = [&] {
            const auto checked = checkModelFolder(folder, "encoder");
            return checked ? std::string() : checked.error().why;
        };
        const auto says = [&](const char* text) { return complaint().find(text) != std::string::npos; };
        m_data->write("m/config.json", "{}");
        m_data->write("m/weights.pt", "x");
        QVERIFY(says("model.safetensors"));
        m_data->write("m/pytorch_model.bin", "x");
        QVERIFY(says("zip"));
        m_data->write("m/model.safetensors", "");
        QVERIFY(says("header"));
        std::filesystem::remove(folder / "model.safetensors");
        m_data->write("m/model.safetensors.index.json", R"({"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})");
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
            m_data->write("m/model.safetensors.index.json", index);
            QVERIFY2(!complaint().empty(), index);
        }
    }

    void openFlamingoFolder()
    {
        m_data->write("f/lang_encoder/config.json", "{}");
        QVERIFY(checkModelFolder(m_data->root / "f", "LVLM").error().why.find("checkpoint.pt") != std::string::npos);
        for (const char* file : {"f/checkpoint.safetensors", "f/lang_encoder/model.safetensors"})
            QVERIFY(writeSafetensors(m_data->root / file, {}));
        QVERIFY(checkModelFolder(m_data->root / "f", "LVLM").error().why.find("open_clip") != std::string::npos);
        QVERIFY(writeSafetensors(m_data->root / "f/vision_encoder/model.safetensors", {}));
        QVERIFY(checkModelFolder(m_data->root / "f", "LVLM"));
    }

    void foldersCanBeChanged()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        const auto before = (*project)->dataset(Task::Caption, Split::Train);
        m_data->write("m/config.json", "{}");
        QVERIFY(writeSafetensors(m_data->root / "m/model.safetensors", {}));
        m_data->write("p.fulcrum/models/clip/config.json", "{}");
        QVERIFY(writeSafetensors(m_data->root / "p.fulcrum/models/clip/model.safetensors", {}));
        std::filesystem::rename(m_data->root / "data/images", m_data->root / "moved");
        FolderChange change;
        change.encoder = m_data->project / "models/../models/clip";
        change.lvlm = m_data->root / "m";
        change.imagesTrain = change.imagesValidation = m_data->root / "moved";
        const auto changed = setFolders(**project, change);
        QVERIFY2(changed, changed ? "" : changed.error().text().c_str());
        QCOMPARE((*project)->config().encoder, std::string("models/clip"));
        QCOMPARE((*project)->config().lvlm, (m_data->root / "m").string());
        for (const Task task : {Task::Caption, Task::Vqa}) {
            const auto now = (*project)->dataset(task, Split::Train);
            QVERIFY(std::filesystem::exists((*now)->imagePath((**now)[0])));
        }
        QVERIFY(*(*project)->dataset(Task::Caption, Split::Train) != *before);
        QCOMPARE((*Project::open(m_data->project, Access::ReadOnly))->config(), (*project)->config());
        QVERIFY(!setFolders(**Project::open(m_data->project, Access::Control), change));
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
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        m_data->write("m/config.json", "{}");
        QVERIFY(writeSafetensors(m_data->root / "m/model.safetensors", {}));
        FolderChange change;
        change.encoder = encoder.isEmpty() ? Path() : m_data->root / encoder.toStdString();
        if (!images.isNull())
            change.vqaImagesValidation = m_data->root / images.toStdString();
        const ProjectConfig before = (*project)->config();
        QVERIFY(!setFolders(**project, change));
        QCOMPARE((*project)->config(), before);
    }

    void damagedProject()
    {
        QVERIFY(Project::create(m_data->project, m_data->config()));
        std::filesystem::resize_file(m_data->project / "project.sqlite", 5000);
        for (const Access access : {Access::ReadWrite, Access::ReadOnly, Access::Control})
            QCOMPARE(Project::open(m_data->project, access).error().code, ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "tst_project.moc"
