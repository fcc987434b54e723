// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/project/folders.h"
#include "core/store/sample_repository.h"
#include "core/store/workspace_repository.h"
#include "tests/core/project/project_data.h"

#include <QTest>
#include <sys/stat.h>

using namespace fulcrum;
using namespace fulcrum::project;
using data::Split;
using data::Task;
using test::ProjectData;

class TestImport : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProjectData> m_data;

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
    void init() { m_data = std::make_unique<ProjectData>(); }

    void importsEverything()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        double last = -1;
        ImportOptions options;
        options.progress = [&](const ImportProgress& now) {
            QVERIFY(now.share >= last - 1e-9 && now.share <= 1 && !now.phase.empty());
            QVERIFY(now.bytes <= now.bytesTotal && now.records <= now.recordsTotal);
            last = now.share;
        };
        std::vector<std::shared_ptr<const data::Dataset>> readable;
        options.readable = [&](std::shared_ptr<const data::Dataset> dataset) {
            QCOMPARE(rows(**project), std::int64_t{0}); // before anything is stored
            QCOMPARE(dataset->view(1).imageFile, std::string_view("000000000002.jpg"));
            readable.push_back(std::move(dataset));
        };
        const auto report = (*project)->importDatasets(options);
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QCOMPARE(report->entries.size(), std::size_t{4});
        QCOMPARE(report->problems.count(), std::size_t{0});
        QCOMPARE(last, 1.0);
        QCOMPARE(readable.size(), std::size_t{4});
        QCOMPARE(readable.front()->fingerprint(), report->entries.front().fingerprint);
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
            QVERIFY(entry.unchanged && !entry.restored && !entry.replaced && entry.version == 1);
    }

    void vqaAloneUsesTheOfficialNames()
    {
        ProjectConfig only = m_data->config();
        only.train.captions.clear();
        only.validation = {};
        {
            const auto project = Project::create(m_data->root / "a.fulcrum", only);
            QVERIFY((*project)->importDatasets());
            QCOMPARE((**(*project)->dataset(Task::Vqa, Split::Train))[0].imageFile, std::string("000000000001.jpg"));
        }
        std::filesystem::remove_all(m_data->root / "data/images");
        const auto project = Project::create(m_data->root / "b.fulcrum", only);
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
        const auto project = Project::create(m_data->project, m_data->config());
        if (content.isNull())
            std::filesystem::remove(m_data->root / "data" / file.toStdString());
        else
            m_data->write(Path("data") / file.toStdString(), content.toStdString());
        if (file == "questions.json") // so that the hostile name is used
            m_data->write("data/annotations.json",
                R"({"annotations":[{"question_id":11,"image_id":77,"multiple_choice_answer":"x","answers":[{"answer":"x"}]}]})");
        const auto report = (*project)->importDatasets();
        QVERIFY(!report);
        QVERIFY(report.error().text().find(file.toStdString()) != std::string::npos);
        QCOMPARE(rows(**project), std::int64_t{0});
        QVERIFY(std::filesystem::is_empty(m_data->project / "index"));
        m_data->writeData();
        QVERIFY((*project)->importDatasets());
        QCOMPARE(rows(**project), std::int64_t{8});
    }

    void cancelledImportLeavesNothing()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        std::stop_source stop;
        ImportOptions options;
        options.stop = stop.get_token();
        options.progress = [&](const ImportProgress& now) {
            if (now.share > 0.6)
                stop.request_stop();
        };
        options.config = m_data->config();
        options.config->name = "not kept either";
        std::shared_ptr<const data::Dataset> seen;
        options.readable = [&](std::shared_ptr<const data::Dataset> dataset) { seen = std::move(dataset); };
        const auto report = (*project)->importDatasets(options);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        QCOMPARE(rows(**project), std::int64_t{0});
        QVERIFY(std::filesystem::is_empty(m_data->project / "index"));
        QCOMPARE((*project)->config().name, std::string("p"));
        QCOMPARE((*Project::open(m_data->project, Access::ReadOnly))->config().name, std::string("p"));
        QCOMPARE((*seen)[0].id, std::int64_t{11}); // who looks at it keeps it
    }

    void changedFilesMakeAVersion()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        const auto before = *(*project)->dataset(Task::Caption, Split::Train);
        auto database = (*project)->connect();
        store::WorkspaceRepository tags(*database);
        for (const std::int64_t id : {1, 2})
            QVERIFY(tags.setTag(Task::Caption, Split::Train, id, "seen", true));
        const store::RunId run = ProjectData::addRun(*database, R"({"task":"caption"})");
        ProjectData::addRun(*database, R"({"task":"vqa"})");
        QVERIFY(writeSafetensors((*project)->embeddingsFolder() / "t.safetensors", {}, {{"dataset", before->fingerprint()}}));
        const std::string original = *readFile(m_data->root / "data/captions.json");
        m_data->changeCaptions();

        const auto report = (*project)->importDatasets();
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        const ImportReport::Entry& entry = report->entries.front();
        QVERIFY(!entry.unchanged && !entry.restored && entry.version == 2 && entry.samples == 1);
        QVERIFY(entry.replaced);
        QCOMPARE(entry.replaced->fingerprint, before->fingerprint());
        QCOMPARE(entry.replaced->samples, std::int64_t{2});
        QCOMPARE(entry.replaced->file, std::string("captions.json"));
        QCOMPARE(entry.replaced->runs, std::size_t{1});
        QCOMPARE(entry.replaced->embeddings, std::size_t{1});
        QCOMPARE(entry.replaced->tags, std::size_t{2});
        QCOMPARE(entry.replaced->lostTags, std::size_t{1});
        QVERIFY(report->entries[1].unchanged && !report->entries[1].replaced); // VQA train

        const auto now = *(*project)->dataset(Task::Caption, Split::Train);
        QCOMPARE(now->size(), std::size_t{1});
        QCOMPARE(now->fingerprint(), entry.fingerprint);
        const auto old = (*project)->dataset(Task::Caption, Split::Train, before->fingerprint());
        QVERIFY2(old, old ? "" : old.error().text().c_str());
        QCOMPARE((**old)[1].captions.front(), std::string("two"));
        QVERIFY((*project)->dataset(Task::Caption, Split::Train, before->fingerprint()) == *old); // kept
        QCOMPARE((*project)->dataset(Task::Caption, Split::Train, "0").error().code, ErrorCode::NotFound);
        QCOMPARE((*project)->dataset(Task::Vqa, Split::Train, before->fingerprint()).error().code, ErrorCode::NotFound);

        // A run keeps its rows: those of version 1.
        const auto record = store::RunRepository(*database).get(run);
        QVERIFY(refersTo(*record, *before) && !refersTo(*record, *now));
        QCOMPARE(checkRefersTo(*record, *now).error().code, ErrorCode::Usage);

        // The old files again: the old version again, nothing is read twice.
        m_data->write("data/captions.json", original);
        const auto back = (*project)->importDatasets();
        QVERIFY(back->entries.front().restored && back->entries.front().version == 1);
        QCOMPARE(back->entries.front().replaced->version, 2);
        QCOMPARE((*(*project)->dataset(Task::Caption, Split::Train))->fingerprint(), before->fingerprint());
        QVERIFY((*project)->importDatasets()->entries.front().unchanged);
    }

    /// Touched or moved files are no new version.
    void sameContentIsTheSameVersion()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        std::filesystem::last_write_time(
            m_data->root / "data/captions.json", std::filesystem::file_time_type::clock::now() - std::chrono::hours(5));
        std::filesystem::rename(m_data->root / "data/questions.json", m_data->root / "q.json");
        ImportOptions options;
        options.config = m_data->config();
        options.config->train.vqaQuestions = options.config->validation.vqaQuestions = (m_data->root / "q.json").string();
        for (int i = 0; i < 2; ++i) {
            std::string phases;
            options.progress = [&](const ImportProgress& now) { phases += now.phase; };
            const auto report = (*project)->importDatasets(options);
            QVERIFY2(report, report ? "" : report.error().text().c_str());
            for (const auto& entry : report->entries)
                QVERIFY(entry.unchanged);
            QCOMPARE(phases.find("comparing captions.json") == std::string::npos, i == 1); // once is enough
            options.config.reset();
        }
        QCOMPARE((*project)->config().train.vqaQuestions, (m_data->root / "q.json").string());
    }

    /// Files that were given before and are not now, or the other way round, are a change.
    void anotherFileIsAChange()
    {
        m_data->write("data/questions.json",
            R"({"data_subtype":"test2015","questions":[{"question_id":11,"image_id":1,"question":"a?"},{"question_id":12,"image_id":2,"question":"b?"}]})");
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        ImportOptions options;
        options.config = m_data->config();
        options.config->train.vqaAnnotations.clear();
        const auto report = (*project)->importDatasets(options);
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QVERIFY(report->entries[1].replaced);
        QVERIFY((**(*project)->dataset(Task::Vqa, Split::Train))[0].answers.empty());
    }

    void runsOfOtherVersionsAreNoParents()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        auto database = (*project)->connect();
        store::RunRepository runs(*database);
        const store::RunId dm = ProjectData::addRun(*database, R"({"task":"caption"})");
        const store::RunId training = ProjectData::addRun(*database, R"({"dm_runs":[1]})", {dm});
        QCOMPARE(*taskOf(runs, *runs.get(training)), std::optional(Task::Caption));
        store::RunRecord next;
        next.parents = {training};
        next.datasetFingerprint = *activeFingerprints(*database);
        QVERIFY(checkParents(runs, next));
        m_data->changeCaptions();
        QVERIFY((*project)->importDatasets());
        next.datasetFingerprint = *activeFingerprints(*database);
        const auto refused = checkParents(runs, next);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Usage);
        QVERIFY2(refused.error().text().find("another version") != std::string::npos, refused.error().text().c_str());
        next.parents = {ProjectData::addRun(*database, R"({"task":"vqa"})")}; // made before or after: its data did not change
        QVERIFY(checkParents(runs, next));
        store::RunRecord early; // an imported D_M of before: the train split's fingerprint alone
        early.datasetFingerprint = "abc";
        QCOMPARE(fingerprintOf(early, Task::Caption, Split::Train), std::string("abc"));
        QCOMPARE(fingerprintOf(early, Task::Caption, Split::Validation), std::string());
    }

    /// An old version shows the images that it had.
    void versionsKeepTheirImages()
    {
        const auto project = Project::create(m_data->project, m_data->config());
        QVERIFY((*project)->importDatasets());
        const std::string first = (*(*project)->dataset(Task::Caption, Split::Train))->fingerprint();
        std::filesystem::rename(m_data->root / "data/images", m_data->root / "moved");
        FolderChange change;
        change.imagesTrain = change.imagesValidation = m_data->root / "moved";
        QVERIFY(setFolders(**project, change));
        m_data->changeCaptions();
        ImportOptions options;
        options.config = (*project)->config();
        options.config->train.images = (m_data->root / "new").string();
        QVERIFY((*project)->importDatasets(options));
        QCOMPARE((*(*project)->dataset(Task::Caption, Split::Train))->imageFolder(), m_data->root / "new");
        QCOMPARE((*(*project)->dataset(Task::Caption, Split::Train, first))->imageFolder(), m_data->root / "moved");
    }

    void problemsAreKept()
    {
        m_data->write("data/captions.json",
            R"({"images":[{"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"../b.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"one"}]})");
        const auto project = Project::create(m_data->project, m_data->config());
        const auto report = (*project)->importDatasets();
        QCOMPARE(report->problems.count(), std::size_t{2}); // train and validation are of one file
        auto database = (*project)->connect();
        store::SampleRepository repository(*database);
        const auto kept = repository.problems(**repository.dataset(Task::Caption, Split::Validation));
        QVERIFY(kept && *kept);
        QCOMPARE((*kept)->count(data::ProblemKind::UnsafeName), std::size_t{1});
        QCOMPARE((*kept)->kept().front().byte, std::optional<std::uint64_t>(40));
        QVERIFY((*kept)->kept().front() == report->problems.kept().front());
    }

    /// VL-ICL's support and query files are question sets whose images they name themselves.
    void vlIcl()
    {
        m_data->write("data/support.json",
            R"([{"id":5,"image":["clevr/support/a.png"],"question":"size: small","answer":3},{"id":4,"image":["clevr/support/b.png"],"question":"shape: cube","answer":"1"}])");
        m_data->write("data/query.json", R"([{"id":5,"image":["clevr/query/a.png"],"question":"size: large","answer":0}])");
        ProjectConfig config;
        config.train = {"", (m_data->root / "data/support.json").string(), "", m_data->root.string(), ""};
        config.validation = {"", (m_data->root / "data/query.json").string(), "", m_data->root.string(), ""};
        const auto project = Project::create(m_data->project, config);
        const auto report = (*project)->importDatasets();
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        const auto train = *(*project)->dataset(Task::Vqa, Split::Train);
        QCOMPARE(train->size(), std::size_t{2});
        QCOMPARE((*train)[0].id, std::int64_t{5}); // the file's order
        QCOMPARE((*train)[0].imageFile, std::string("clevr/support/a.png"));
        QCOMPARE((*train)[0].answer, std::string("3"));
        QCOMPARE((*train)[0].answers, std::vector<std::string>(10, "3"));
        QCOMPARE((*(*project)->dataset(Task::Vqa, Split::Validation))->indexOfId(5), std::int64_t{0});

        ImportOptions options;
        options.config = config;
        options.config->train.vqaAnnotations = (m_data->root / "data/annotations.json").string();
        QCOMPARE((*project)->importDatasets(options).error().code, ErrorCode::Usage); // its answers are in it
    }

    void dataFilesThatAreNone_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"folder", "pipe", "link to a folder", "dangling link", "device", "changed into a pipe"})
            QTest::newRow(kind) << kind;
    }
    void dataFilesThatAreNone()
    {
        QFETCH(QString, kind);
        const Path file = m_data->root / "data/captions.json";
        const auto project = Project::create(m_data->project, m_data->config());
        if (kind == "changed into a pipe")
            QVERIFY((*project)->importDatasets());
        std::filesystem::remove(file);
        if (kind == "folder")
            std::filesystem::create_directory(file);
        else if (kind.contains("pipe"))
            ::mkfifo(file.c_str(), 0600); // nobody writes: waiting would be for ever
        else if (kind == "link to a folder")
            std::filesystem::create_directory_symlink(m_data->root, file);
        else
            std::filesystem::create_symlink(kind == "device" ? "/dev/zero" : "nothing", file);
        const auto report = (*project)->importDatasets();
        QVERIFY(!report);
        QCOMPARE(report.error().code, kind == "dangling link" ? ErrorCode::NotFound : ErrorCode::Malformed);
        QVERIFY2(report.error().where.find("captions.json") != std::string::npos, report.error().text().c_str());
        QCOMPARE(rows(**project), std::int64_t{kind == "changed into a pipe" ? 8 : 0});
    }

    void progressText()
    {
        ImportProgress progress;
        progress.share = 0.4249;
        progress.phase = "reading vqa train";
        QCOMPARE(importText(progress), std::string(" 42% reading vqa train"));
        progress.bytesPerSecond = 2.1e8;
        progress.eta = 4.2;
        QCOMPARE(importText(progress), std::string(" 42% reading vqa train, 210 MB/s, 5 s left"));
        progress.bytesPerSecond = 0;
        progress.records = 1200;
        progress.recordsTotal = 5000;
        progress.recordsPerSecond = 99999.6;
        QCOMPARE(importText(progress), std::string(" 42% reading vqa train, 1200 of 5000 records, 100000/s, 5 s left"));
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
