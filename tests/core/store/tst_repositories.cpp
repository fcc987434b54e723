// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/result_repository.h"
#include "core/store/sample_repository.h"
#include "core/store/workspace_repository.h"

#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <cmath>
#include <sys/wait.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::store;
using data::Split;
using data::Task;

class TestRepositories : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;

    RunId addRun(const std::string& kind, const std::vector<RunId>& parents = {})
    {
        RunRecord run;
        run.kind = kind;
        run.name = kind;
        run.spec = "{}";
        run.specHash = "h";
        run.seed = 42;
        run.parents = parents;
        const auto id = RunRepository(*m_database).add(run);
        if (!id)
            qFatal("%s", id.error().text().c_str());
        return *id;
    }
    static std::vector<data::Sample> captionSamples()
    {
        std::vector<data::Sample> samples(3);
        const char* texts[3][2] = {{"a red circle on wood", "circle"}, {"two blue stars", "a caf\xC3\xA9 by night"},
            {"red stars beside a circle", "stars and a red circle, red"}};
        for (std::size_t i = 0; i < 3; ++i) {
            samples[i].index = static_cast<std::int64_t>(i);
            samples[i].id = samples[i].imageId = 100 - static_cast<std::int64_t>(i);
            samples[i].imageFile = "x.jpg";
            samples[i].captions = {texts[i][0], texts[i][1]};
        }
        return samples;
    }
    static DatasetRecord captions(const char* fingerprint)
    {
        DatasetRecord record;
        record.task = Task::Caption;
        record.split = Split::Train;
        record.samples = 3;
        record.fingerprint = fingerprint;
        record.imageFolder = "images";
        record.files = {{"captions", "c.json", "c.json", 5, 6, "ab", 7}};
        return record;
    }
    Result<void> add(const DatasetRecord& record, const std::vector<data::Sample>& samples, const data::ProblemList& problems = {})
    {
        return m_database->transaction(
            [&] { return SampleRepository(*m_database).add(record, data::SampleTable(samples), problems, {}); });
    }
    void addCaptions() { QVERIFY(add(captions("fp"), captionSamples())); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto database
            = Database::open(Path(m_folder->path().toStdString()) / "project.sqlite", Database::Mode::Create);
        QVERIFY(database);
        m_database = std::make_unique<Database>(std::move(*database));
    }
    void cleanup() { m_database.reset(); }

    void samplesComeBack()
    {
        addCaptions();
        SampleRepository repository(*m_database);
        const auto all = repository.load(Task::Caption, Split::Train);
        QVERIFY(all);
        QCOMPARE(all->size(), std::size_t{3});
        QCOMPARE((*all)[2].captions, captionSamples()[2].captions);
        QCOMPARE((*all)[2].index, std::int64_t{2});
        const auto middle = repository.range(Task::Caption, Split::Train, 1, 1);
        QVERIFY(middle);
        QCOMPARE(middle->size(), std::size_t{1});
        QCOMPARE((*middle)[0].id, std::int64_t{99});
        QCOMPARE((*repository.byId(Task::Caption, Split::Train, 98))->index, std::int64_t{2});
        QVERIFY(!*repository.byId(Task::Caption, Split::Train, 5));
        QCOMPARE(repository.load(Task::Vqa, Split::Train).error().code, ErrorCode::NotFound);
        QVERIFY(repository.range(Task::Caption, Split::Train, -5, -1));
        const auto record = repository.dataset(Task::Caption, Split::Train);
        QVERIFY(record && *record);
        QCOMPARE((*record)->files[0].sha256, std::string("ab"));
    }

    void vqaSamplesComeBack()
    {
        data::Sample sample;
        sample.id = 5;
        sample.imageId = 6;
        sample.question = "what?";
        sample.answer = "red";
        sample.answers = {"red", "", "ruby"};
        sample.answerType = "other";
        sample.questionType = "what";
        DatasetRecord record;
        record.task = Task::Vqa;
        record.split = Split::Validation;
        QVERIFY(add(record, {sample}));
        const auto all = SampleRepository(*m_database).load(Task::Vqa, Split::Validation);
        QVERIFY(all);
        QCOMPARE((*all)[0].answers, sample.answers);
        QCOMPARE((*all)[0].questionType, sample.questionType);
    }

    void versionsStandSideBySide()
    {
        addCaptions();
        std::vector<data::Sample> changed = captionSamples();
        changed.pop_back();
        changed[0].captions = {"a green square"};
        QVERIFY(add(captions("second"), changed));
        SampleRepository repository(*m_database);
        const auto versions = repository.versions();
        QCOMPARE(versions->size(), std::size_t{2});
        QVERIFY((*versions)[0].version == 1 && !(*versions)[0].active && (*versions)[0].fingerprint == "fp");
        QVERIFY((*versions)[1].version == 2 && (*versions)[1].active);
        QCOMPARE(repository.datasets()->size(), std::size_t{1});
        QCOMPARE((*repository.dataset(Task::Caption, Split::Train))->fingerprint, std::string("second"));
        QVERIFY(!*repository.dataset(Task::Caption, Split::Train, "third"));

        // Rows and search of each are its own.
        QCOMPARE(repository.load(Task::Caption, Split::Train)->size(), std::size_t{2});
        QCOMPARE(repository.load(Task::Caption, Split::Train, "fp")->size(), std::size_t{3});
        QCOMPARE(repository.load(Task::Caption, Split::Train, "third").error().code, ErrorCode::NotFound);
        QCOMPARE(*repository.searchIndices(Task::Caption, Split::Train, data::parseWords("red ")), (std::vector<std::int64_t>{}));
        QCOMPARE(*repository.searchIndices(Task::Caption, Split::Train, data::parseWords("red "), "fp"), (std::vector<std::int64_t>{0, 2}));
        QCOMPARE(repository.search(Task::Caption, Split::Train, "red ", 10, "fp")->size(), std::size_t{2});
        QCOMPARE((*repository.byId(Task::Caption, Split::Train, 100))->captions.front(), std::string("a green square"));

        QVERIFY(m_database->transaction([&] { return repository.activate(versions->front()); }));
        QCOMPARE((*repository.dataset(Task::Caption, Split::Train))->version, 1);
        QCOMPARE(repository.load(Task::Caption, Split::Train)->size(), std::size_t{3});
    }

    void aSecondVersionOfTheSameFilesIsRefused()
    {
        addCaptions();
        QCOMPARE(add(captions("fp"), captionSamples()).error().code, ErrorCode::Usage);
        QCOMPARE(SampleRepository(*m_database).load(Task::Caption, Split::Train)->size(), std::size_t{3});
    }

    void problemsComeBack()
    {
        data::ProblemList problems;
        for (int i = 0; i < 300; ++i)
            problems.add({"c.json", "image " + std::to_string(i), "no caption", data::ProblemKind::NoCaption,
                static_cast<std::uint64_t>(i)});
        problems.add({"c.json", "annotation 1", "twice", data::ProblemKind::DuplicateId, std::nullopt});
        QVERIFY(add(captions("fp"), captionSamples(), problems));
        SampleRepository repository(*m_database);
        const auto back = repository.problems(**repository.dataset(Task::Caption, Split::Train));
        QVERIFY(back && *back);
        QCOMPARE((*back)->count(), std::size_t{301});
        QCOMPARE((*back)->count(data::ProblemKind::NoCaption), std::size_t{300});
        QVERIFY((*back)->kept() == problems.kept());
        QCOMPARE((*back)->kept().back().kind, data::ProblemKind::DuplicateId); // one of each kind is kept
    }

    void filesCanMove()
    {
        addCaptions();
        SampleRepository repository(*m_database);
        DatasetRecord record = **repository.dataset(Task::Caption, Split::Train);
        record.files[0].path = "elsewhere/c.json";
        record.files[0].checked = 99;
        record.imageFolder = "other";
        QVERIFY(m_database->transaction([&] { return repository.update(record); }));
        const auto now = repository.dataset(Task::Caption, Split::Train);
        QCOMPARE((*now)->files.size(), std::size_t{1});
        QCOMPARE((*now)->files[0].path, std::string("elsewhere/c.json"));
        QCOMPARE((*now)->files[0].sha256, std::string("ab"));
        QCOMPARE((*now)->imageFolder, std::string("other"));
    }

    /// A project of before data sets had versions: its rows are version 1, tags and sets keep their samples.
    void oldDatabaseIsUpgraded()
    {
        const Path file = Path(m_folder->path().toStdString()) / "old.sqlite";
        {
            QVERIFY(Database::open(file, Database::Mode::Create, {builtinMigrations().front()}));
            SQLite::Database raw(file.string(), SQLite::OPEN_READWRITE);
            raw.exec("INSERT INTO dataset VALUES (3, 'caption', 'train', 2, 'fp', 'images', 123000);"
                     "INSERT INTO dataset_file VALUES (3, 'captions', 'c.json', 'c.json', 5, 6, 'ab');"
                     "INSERT INTO sample VALUES (3 << 32, 900, 900, 'a.jpg', 1, 2, 'a red circle', '', '', '', '', '');"
                     "INSERT INTO sample VALUES ((3 << 32) + 1, 700, 700, 'b.jpg', 1, 2, 'a star', '', '', '', '', '');"
                     "INSERT INTO sample_fts (rowid, captions, question, answer) SELECT id, captions, '', '' FROM sample;"
                     "INSERT INTO sample_tag VALUES ('caption', 'train', 1, 'odd'), ('caption', 'train', 50, 'lost');"
                     "INSERT INTO icd_set VALUES ('s', 'caption', '[1,0]', 'n'), ('damaged', 'caption', '[1,', '');");
        }
        QCOMPARE(Database::open(file, Database::Mode::ReadOnly).error().code, ErrorCode::Unsupported);
        auto database = Database::open(file, Database::Mode::ReadWrite);
        QVERIFY2(database, database ? "" : database.error().text().c_str());
        QCOMPARE(database->schema(), Database::Schema::Upgraded);
        SampleRepository repository(*database);
        const auto record = repository.dataset(Task::Caption, Split::Train);
        QVERIFY(record && *record);
        QVERIFY((*record)->version == 1 && (*record)->active && (*record)->fingerprint == "fp");
        QCOMPARE((*record)->files.size(), std::size_t{1});
        QCOMPARE((*record)->files[0].checked, std::int64_t{123000});
        QVERIFY(!*repository.problems(**record)); // nobody kept them then
        QCOMPARE((*repository.load(Task::Caption, Split::Train))[1].id, std::int64_t{700});
        QCOMPARE(*repository.searchIndices(Task::Caption, Split::Train, data::parseWords("circle ")), (std::vector<std::int64_t>{0}));
        WorkspaceRepository workspace(*database);
        QCOMPARE(*workspace.tags(Task::Caption, Split::Train, 700), std::vector<std::string>{"odd"});
        QCOMPARE(workspace.tags(Task::Caption, Split::Train)->size(), std::size_t{1});
        QVERIFY(workspace.removeIcdSet("damaged")); // did not stand in the way
        QCOMPARE(workspace.icdSets()->front().items, (std::vector<std::int64_t>{700, 900}));
        QVERIFY(database->checkIntegrity());
        QCOMPARE(database->handle().execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt(), 0);
    }

    void searchRanksAndHighlights()
    {
        addCaptions();
        SampleRepository repository(*m_database);
        const auto hits = repository.search(Task::Caption, Split::Train, "red circ");
        QVERIFY(hits);
        QCOMPARE(hits->size(), std::size_t{2});
        QVERIFY((*hits)[0].rank <= (*hits)[1].rank);
        QCOMPARE((*hits)[0].index, std::int64_t{2}); // more matches
        QCOMPARE((*hits)[0].text, std::string("stars and a red circle, red"));
        std::vector<std::string> words;
        for (const data::TextRange& range : (*hits)[0].highlights)
            words.push_back((*hits)[0].text.substr(range.begin, range.end - range.begin));
        QCOMPARE(words, (std::vector<std::string>{"red", "circle", "red"}));
        const auto indices = [&](const char* query) {
            return *repository.searchIndices(Task::Caption, Split::Train, data::parseWords(query));
        };
        using Indices = std::vector<std::int64_t>;
        QCOMPARE(indices("circle -stars"), (Indices{0}));
        QCOMPARE(indices("\"red circle\""), (Indices{0, 2}));
        QCOMPARE(indices("cafe"), (Indices{1}));
        QCOMPARE(indices("star"), Indices());
        QCOMPARE(indices("sta*"), (Indices{1, 2}));
        QCOMPARE(indices("-star"), Indices());
        const auto ranks = repository.searchRanks(Task::Caption, Split::Train, data::parseWords("red circle"));
        QVERIFY(ranks);
        QCOMPARE(ranks->size(), std::size_t{2});
        QCOMPARE((*ranks)[0].first, std::int64_t{2});
        QVERIFY((*ranks)[0].second <= (*ranks)[1].second);
    }

    void noSearchTextIsASyntaxError_data()
    {
        QTest::addColumn<QByteArray>("typed");
        for (const char* typed : {"", " ", "\"", "\"\"", "-", "*", "AND", "NOT", "a AND", "NEAR(a b)", "(", "a:b", "^", "{}",
                 "-a", "\"a", "a\"b", "\x01\x02", "\xFF\xFE", "; DROP TABLE sample", "- - -", "''"})
            QTest::newRow(typed) << QByteArray(typed);
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
        QTest::newRow("long") << QByteArray(100'000, 'a');
        QTest::newRow("many words") << QByteArray("ab ").repeated(20'000);
    }
    void noSearchTextIsASyntaxError()
    {
        QFETCH(QByteArray, typed);
        addCaptions();
        const auto hits = SampleRepository(*m_database).search(Task::Caption, Split::Train, typed.toStdString());
        QVERIFY2(hits, hits ? "" : hits.error().text().c_str());
    }

    void runsRememberEverything()
    {
        RunRepository runs(*m_database);
        RunRecord run;
        run.kind = "dm";
        run.name = "D_M";
        run.note = "n";
        run.tags = {"a", "b"};
        run.spec = R"({"beam":5})";
        run.specHash = "abc";
        run.parity = R"({"p":true})";
        run.seed = 7;
        run.appVersion = "1";
        run.gitCommit = "c";
        run.libraries = "l";
        run.device = "cpu";
        run.lane = "cpu";
        run.datasetFingerprint = "f";
        const RunId id = *runs.add(run);
        const RunId second = *runs.add(run);
        const RunRecord back = *runs.get(id);
        QCOMPARE(back.tags, run.tags);
        QCOMPARE(back.parity, run.parity);
        QCOMPARE(back.seed, run.seed);
        QCOMPARE(back.state, RunState::Queued);
        QVERIFY(back.created > 0);
        QCOMPARE(runs.get(second)->name, std::string("D_M (2)"));
        QVERIFY(runs.setNameAndNote(second, "other", "note"));
        QVERIFY(!runs.setNameAndNote(second, std::string(81, 'x'), ""));
        QCOMPARE(runs.list("dm")->front().name, std::string("other"));
        QCOMPARE(runs.list("train")->size(), std::size_t{0});
        QCOMPARE(runs.get(99).error().code, ErrorCode::NotFound);
        QCOMPARE(runs.setState(99, RunState::Running).error().code, ErrorCode::NotFound);
    }

    void parentsProtect()
    {
        RunRepository runs(*m_database);
        const RunId dm = addRun("dm"), train = addRun("train", {dm});
        QCOMPARE(runs.get(train)->parents, std::vector<RunId>{dm});
        QCOMPARE(*runs.children(dm), std::vector<RunId>{train});
        QCOMPARE(runs.remove(dm).error().code, ErrorCode::Usage);
        QVERIFY(runs.remove(train));
        QVERIFY(runs.remove(dm));
        RunRecord orphan;
        orphan.kind = "train";
        orphan.parents = {12345};
        QVERIFY(!runs.add(orphan));
    }

    void interruptedIsComputed()
    {
        RunRepository runs(*m_database);
        const RunId id = addRun("dm");
        ProcessIdentity self = ProcessIdentity::current();
        QCOMPARE(self.isAlive(), std::optional<bool>(true));
        QVERIFY(runs.setProcess(id, self, "cpu", "cpu"));
        QVERIFY(runs.setState(id, RunState::Running));
        QCOMPARE(runs.get(id)->state, RunState::Running);
        QVERIFY(!runs.remove(id)); // it is at work

        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        ProcessIdentity dead = self;
        dead.pid = child;
        ::waitpid(child, nullptr, 0);
        QVERIFY(runs.setProcess(id, dead, "cpu", "cpu"));
        QCOMPARE(runs.get(id)->state, RunState::Interrupted);

        ProcessIdentity reused = self; // our pid, but another process had it
        reused.startTicks += 1;
        QVERIFY(runs.setProcess(id, reused, "cpu", "cpu"));
        QCOMPARE(runs.get(id)->state, RunState::Interrupted);

        ProcessIdentity earlierBoot = self;
        earlierBoot.bootId = "another";
        QVERIFY(runs.setProcess(id, earlierBoot, "cpu", "cpu"));
        QCOMPARE(runs.get(id)->state, RunState::Interrupted);

        ProcessIdentity elsewhere = self; // cannot be asked: the heartbeat decides, and it is fresh
        elsewhere.host = "elsewhere";
        QVERIFY(runs.setProcess(id, elsewhere, "cpu", "cpu"));
        QCOMPARE(runs.get(id)->state, RunState::Running);
        QVERIFY(!runs.setState(id, RunState::Interrupted));
    }

    void unitsMetricsRequests()
    {
        RunRepository runs(*m_database);
        const RunId id = addRun("train");
        QVERIFY(!*runs.isUnitDone(id, "u1"));
        QVERIFY(runs.markUnitDone(id, "u1"));
        QVERIFY(*runs.isUnitDone(id, "u1"));
        QVERIFY(!runs.markUnitDone(id, "u1"));
        QVERIFY(!runs.markUnitDone(77, "u1")); // no such run

        std::int64_t last = 0;
        QVERIFY(runs.addMetric(id, {"loss", 1, 0, 2.5}));
        QVERIFY(runs.addMetric(id, {"loss", 2, 0, std::nan("")}));
        auto points = runs.metrics(id, "loss", 0, &last);
        QCOMPARE(points->size(), std::size_t{2});
        QVERIFY(std::isnan((*points)[1].value));
        QVERIFY(runs.addMetric(id, {"loss", 2, 0, 1.5})); // a repeated unit repeats its points
        points = runs.metrics(id, "loss", last, &last);
        QCOMPARE(points->size(), std::size_t{1});
        QCOMPARE((*points)[0].value, 1.5);
        QCOMPARE(runs.metrics(id)->size(), std::size_t{2});
        QCOMPARE(runs.metrics(id, {}, last)->size(), std::size_t{0});

        QCOMPARE(*runs.takeRequest(id), RunRequest::None);
        QVERIFY(runs.request(id, RunRequest::Cancel));
        QCOMPARE(*runs.takeRequest(id), RunRequest::Cancel);
        QCOMPARE(*runs.takeRequest(id), RunRequest::None);

        QVERIFY(runs.addCheckpoint(id, {1, "last", "a", "s", "loss", 1}));
        QVERIFY(runs.addCheckpoint(id, {1, "last", "b", "s", "loss", 1}));
        QCOMPARE(runs.checkpoints(id)->size(), std::size_t{1});
        QCOMPARE(runs.checkpoints(id)->front().file, std::string("b"));
        QVERIFY(runs.setParam(id, "pool", "[1,2]"));
        QCOMPARE(*runs.param(id, "pool"), std::optional<std::string>("[1,2]"));
        QVERIFY(!runs.param(id, "none")->has_value());
        QVERIFY(runs.remove(id));
        QCOMPARE(runs.metrics(id)->size(), std::size_t{0});
    }

    void dmEntriesRoundTrip()
    {
        const RunId id = addRun("dm");
        DmRepository dm(*m_database);
        const DmEntry entry{9, 0, 0.1 + 0.2, 1e-300, {5, 3}, {1, 0}, {0.25, -0.1}, {0.5, 0.30000000000000004}};
        DmEntry second = entry;
        second.rank = 1;
        const std::vector<DmEntry> entries = {second, entry};
        QVERIFY(dm.add(id, entries));
        const auto back = dm.entries(id);
        QCOMPARE(back->size(), std::size_t{2});
        QVERIFY((*back)[0] == entry); // every bit of the doubles
        QCOMPARE(dm.entries(id, 9)->size(), std::size_t{2});
        QCOMPARE(*dm.count(id), std::int64_t{2});
        QVERIFY(!dm.add(id, std::vector<DmEntry>{entry})); // written once
        DmEntry ragged = entry;
        ragged.anchor = 10;
        ragged.gains.pop_back();
        QVERIFY(!dm.add(id, std::vector<DmEntry>{ragged}));
    }

    void evaluationCells()
    {
        const RunId id = addRun("eval");
        EvalRepository eval(*m_database);
        const std::int64_t cell = *eval.cell(id, "siir", 2, 0);
        QCOMPARE(*eval.cell(id, "siir", 2, 0), cell);
        QVERIFY(*eval.cell(id, "siir", 4, 0) != cell);
        Prediction one;
        one.query = 7;
        one.queryId = 70;
        one.sequence = {{3, 1, 0.5, std::nullopt, -1.0, 7}, {4, 0, std::nullopt, 0.9, std::nullopt}};
        one.rawOutput = std::string("a\0b", 3);
        one.prediction = "a";
        one.latencyMs = 2;
        Prediction two = one;
        two.query = 3;
        QVERIFY(eval.addPredictions(cell, std::vector<Prediction>{one, two}));
        QVERIFY(eval.addPredictions(cell, std::vector<Prediction>{one}));
        QVERIFY(!eval.finishCell(cell, "CIDEr", 1, 1, std::vector<double>{1}));
        QVERIFY(eval.finishCell(cell, "CIDEr", 101.5, 3, std::vector<double>{10, 20}));
        const auto stored = eval.predictions(cell);
        QCOMPARE(stored->size(), std::size_t{2});
        QCOMPARE((*stored)[0].query, std::int64_t{3});
        QCOMPARE((*stored)[0].score, 10.0);
        QVERIFY((*stored)[1].sequence == one.sequence);
        QCOMPARE((*stored)[1].rawOutput, one.rawOutput);
        QCOMPARE((*eval.prediction(cell, 7))->score, 20.0);
        QVERIFY(!*eval.prediction(cell, 8));
        const auto cells = eval.cells(id);
        QCOMPARE(cells->size(), std::size_t{2});
        QVERIFY((*cells)[0].done && !(*cells)[1].done);
        QCOMPARE((*cells)[0].metric, 101.5);
        QCOMPARE((*cells)[0].predictions, std::int64_t{2});
    }

    void sequencesHaveParents()
    {
        SequenceRepository sequences(*m_database);
        IcdSequenceRecord record;
        record.kind = "whatif";
        record.name = "s";
        record.query = 4;
        record.steps = {{8, 0, 0.5, std::nullopt, std::nullopt}, {9, 1, std::nullopt, 0.25, 0.125}};
        const std::int64_t first = *sequences.add(record);
        record.parent = first;
        const std::int64_t child = *sequences.add(record);
        QCOMPARE(sequences.get(child)->parent, first);
        QVERIFY(sequences.get(child)->steps == record.steps);
        QCOMPARE(sequences.list(Task::Caption, 4)->size(), std::size_t{2});
        QCOMPARE(sequences.list(Task::Caption, 5)->size(), std::size_t{0});
        record.parent = 999;
        QVERIFY(!sequences.add(record));
        QCOMPARE(sequences.get(999).error().code, ErrorCode::NotFound);
    }

    void workspace()
    {
        WorkspaceRepository workspace(*m_database);
        QVERIFY(workspace.setTag(Task::Vqa, Split::Train, 3, "odd", true));
        QVERIFY(workspace.setTag(Task::Vqa, Split::Train, 3, "odd", true));
        QCOMPARE(*workspace.tags(Task::Vqa, Split::Train, 3), std::vector<std::string>{"odd"});
        QCOMPARE(*workspace.tagged(Task::Vqa, Split::Train, "odd"), std::vector<std::int64_t>{3});
        QCOMPARE(workspace.tags(Task::Vqa, Split::Train)->size(), std::size_t{1});
        QVERIFY(workspace.setTag(Task::Vqa, Split::Train, 3, "odd", false));
        QVERIFY(workspace.tags(Task::Vqa, Split::Train, 3)->empty());
        QVERIFY(workspace.setTag(Task::Vqa, Split::Train, 9'000'000'001, "b", true)); // an id, not an index
        QVERIFY(workspace.setTag(Task::Vqa, Split::Train, 5, "a", true));
        QVERIFY(*workspace.tags(Task::Vqa, Split::Train)
            == (std::vector<std::pair<std::int64_t, std::string>>{{5, "a"}, {9'000'000'001, "b"}}));
        QVERIFY(workspace.tags(Task::Vqa, Split::Validation)->empty());
        QVERIFY(!workspace.setTag(Task::Vqa, Split::Train, 3, "", true));
        QVERIFY(workspace.saveIcdSet({"set", Task::Vqa, {3, 1, 2}, "n"}));
        QCOMPARE(workspace.icdSets()->front().items, (std::vector<std::int64_t>{3, 1, 2}));
        QVERIFY(workspace.removeIcdSet("set"));
        QVERIFY(workspace.icdSets()->empty());
        for (const char* kind : {"view", "series-style"}) {
            QVERIFY(workspace.saveDocument(kind, "a", "{}"));
            QVERIFY(workspace.saveDocument(kind, "a", "[]"));
            QCOMPARE(workspace.documents(kind)->size(), std::size_t{1});
            QCOMPARE(workspace.documents(kind)->front().second, std::string("[]"));
            QVERIFY(workspace.removeDocument(kind, "a"));
            QVERIFY(workspace.documents(kind)->empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestRepositories)
#include "tst_repositories.moc"
