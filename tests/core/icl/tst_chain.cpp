// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/demo/pipeline.h"
#include "core/dm/dm_job.h"
#include "core/icl/register_jobs.h"
#include "core/icl/retriever_factory.h"
#include "core/project/dataset_versions.h"
#include "tests/fakes/small_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>

using namespace fulcrum;

/// The whole chain of jobs on a small project with the fake engine.
class TestChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void chainGivesResultsForBothTasks();
    void secondCallDoesNothing();
    void trainedStrategiesRetrieve();
    void exportedDmCanBeImported();
    void oneFolderIsOneText();
    void ranksAreStored();
    void wrongSpecsAreErrors_data();
    void wrongSpecsAreErrors();
    void templatesArePartOfTheResult();
    void versionsAreNotMixed();

private:
    Result<nlohmann::ordered_json> chain();
    QTemporaryDir m_dir;
    std::shared_ptr<project::Project> m_project;
    jobs::JobRegistry m_registry;
    int m_made = 0;
};

void TestChain::initTestCase()
{
    qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
    m_project = test::makeSmallProject(m_dir.filePath("small.fulcrum").toStdString());
    icl::registerJobs(m_registry);
}

Result<nlohmann::ordered_json> TestChain::chain()
{
    demo::PipelineHooks hooks;
    hooks.run = [this](const std::string& kind, const nlohmann::json& given) -> Result<store::RunId> {
        ++m_made;
        FULCRUM_TRY(const store::RunId run, jobs::createRun(*m_project, m_registry, kind, given));
        FULCRUM_CHECK(jobs::runJob(m_project, m_registry, run, nullptr));
        return run;
    };
    hooks.resume = [this](store::RunId run) { return jobs::runJob(m_project, m_registry, run, nullptr); };
    return demo::runPipeline(m_project, m_registry, demo::quickPipelineSettings(), hooks);
}

void TestChain::chainGivesResultsForBothTasks()
{
    const auto document = chain();
    QVERIFY2(document, document ? "" : document.error().text().c_str());
    QCOMPARE(m_made, 8); // embed, dm, train and eval of two tasks
    QCOMPARE(document->at("results").size(), std::size_t{8});
    for (const auto& row : document->at("results")) {
        QCOMPARE(row.at("queries").get<int>(), 6);
        QCOMPARE(row.at("lvlm").get<std::string>(), std::string("tiny-idefics"));
        const bool zeroShot = row.at("strategy") == "zero-shot";
        QCOMPARE(row.at("shots").size(), zeroShot ? std::size_t{1} : std::size_t{2});
        QVERIFY(row.at("avg_1_2").is_number() != zeroShot);
        QVERIFY(row.at("avg_1_8").is_null()); // the miniature has two numbers of shots
    }
    for (const auto& file : document->at("charts"))
        QVERIFY(std::filesystem::file_size(file.get<std::string>()) > 100);
    for (const char* stage : {"embed", "dm", "train", "eval"})
        QVERIFY(document->at("elapsed_s").at(stage).is_number());
}

void TestChain::secondCallDoesNothing()
{
    const int before = m_made;
    const auto document = chain();
    QVERIFY(document);
    QCOMPARE(m_made, before);
}

void TestChain::trainedStrategiesRetrieve()
{
    auto database = m_project->connect().value();
    const auto data = icl::TaskData::open(*m_project, data::Task::Vqa).value();
    store::RunId train = 0;
    const auto trainRuns = store::RunRepository(database).list("train").value();
    for (const store::RunRecord& record : trainRuns)
        if (const auto parents = icl::specIntegers(record, "dm_runs"); train == 0 && !parents.empty() &&
            icl::specText(store::RunRepository(database).get(parents.front()).value(), "task") == "vqa")
            train = record.id;
    QVERIFY(train != 0);
    icl::LvlmSession session = icl::loadLvlm(m_project->lvlmFolder(), data::Task::Vqa, {}).value();
    auto factory = icl::RetrieverFactory::create(m_project, database, data, train, {}).value();
    factory->setLvlm(&session);
    QCOMPARE(factory->pool().items.size(), std::size_t{12});
    const std::vector<std::int64_t> queries = {0, 5};
    for (const std::string& name : icl::strategyNames()) {
        const icl::Strategy strategy = *icl::strategyFromName(name);
        if (strategy == icl::Strategy::ZeroShot || strategy == icl::Strategy::Oracle)
            continue;
        const auto retriever = factory->get(strategy, train);
        QVERIFY2(retriever, retriever ? "" : retriever.error().text().c_str());
        const auto found = (*retriever)->retrieve({data.queries.get(), queries, 3, 1}, {});
        QVERIFY2(found, found ? name.c_str() : found.error().text().c_str());
        for (const icl::IcdSequence& sequence : *found) {
            QCOMPARE(sequence.icds.size(), std::size_t{3});
            for (const icl::IcdStep& icd : sequence.icds)
                QVERIFY2(icl::isFullSplit(strategy) || std::binary_search(factory->pool().items.begin(),
                             factory->pool().items.end(), icd.index), name.c_str());
        }
    }
    const auto captions = icl::TaskData::open(*m_project, data::Task::Caption).value();
    auto other = icl::RetrieverFactory::create(m_project, database, captions, 0, {}).value();
    QCOMPARE(other->get(icl::Strategy::Sttr).error().code, ErrorCode::Usage);
    QCOMPARE(other->get(icl::Strategy::Iq2iq).error().code, ErrorCode::Usage);
    QCOMPARE(other->get(icl::Strategy::Golden).error().code, ErrorCode::Usage);
    QCOMPARE(other->get(icl::Strategy::LeverLm, train).error().code, ErrorCode::Usage); // trained for another task
}

void TestChain::exportedDmCanBeImported()
{
    auto database = m_project->connect().value();
    store::RunRepository runs(database);
    const store::RunId built = runs.list("dm").value().back().id;
    const auto sequences = dm::runSequences(database, built).value();
    QCOMPARE(sequences.size(), std::size_t{12});
    const Path file = Path(m_dir.path().toStdString()) / "dm.json";
    QVERIFY(writeFileAtomic(file, dm::officialJson(sequences)));
    const auto imported = dm::importOfficial(*m_project, data::Task::Caption, file);
    QVERIFY2(imported, imported ? "" : imported.error().text().c_str());
    const auto again = dm::runSequences(database, *imported).value();
    QCOMPARE(again.size(), sequences.size());
    for (std::size_t i = 0; i < again.size(); ++i) {
        QCOMPARE(again[i].anchor, sequences[i].anchor);
        QCOMPARE(again[i].sequences.front().items, sequences[i].sequences.front().items);
    }
    QCOMPARE(runs.get(*imported)->state, store::RunState::Succeeded);
    QVERIFY(runs.get(*imported)->parity.find("last-gain") != std::string::npos);
    QVERIFY(icl::specText(*runs.get(*imported), "lvlm").empty()); // the file does not say
    QVERIFY(writeSafetensors(m_project->lvlmFolder() / "model.safetensors", {}));
    const auto named = dm::importOfficial(*m_project, data::Task::Caption, file, m_project->lvlmFolder());
    QVERIFY2(named, named ? "" : named.error().text().c_str());
    QCOMPARE(icl::specText(*runs.get(*named), "lvlm"), m_project->config().lvlm);
    QCOMPARE(dm::importOfficial(*m_project, data::Task::Caption, file, "nowhere").error().code, ErrorCode::ModelUnavailable);
}

/// The folder counts, not how a spec or the project writes it.
void TestChain::oneFolderIsOneText()
{
    auto database = m_project->connect().value();
    const std::string own = m_project->config().encoder;
    const auto hash = icl::encoderHashOf(*m_project, database, data::Task::Caption);
    QVERIFY2(hash, hash ? "" : hash.error().text().c_str());
    const std::string clip = Path(own).filename().string();
    for (const std::string& text : {std::string(), own, "./" + own, "models/../models/" + clip, (m_project->folder() / own).string()}) {
        nlohmann::json values{{"encoder", text}, {"lvlm", text}};
        QVERIFY(icl::completeEncoder(*m_project, values));
        QCOMPARE(values["encoder"].get<std::string>(), own);
        if (text.empty())
            continue;
        project::ProjectConfig config = m_project->config();
        config.encoder = text;
        QVERIFY(m_project->setConfig(config));
        QCOMPARE(icl::encoderHashOf(*m_project, database, data::Task::Caption).value_or(""), *hash);
    }
    project::ProjectConfig config = m_project->config();
    config.encoder = "models/another";
    QVERIFY(m_project->setConfig(config));
    QCOMPARE(icl::encoderHashOf(*m_project, database, data::Task::Caption).error().code, ErrorCode::NotFound);
    config.encoder = own;
    QVERIFY(m_project->setConfig(config));
}

void TestChain::ranksAreStored()
{
    auto database = m_project->connect().value();
    store::EvalRepository results(database);
    const auto runs = store::RunRepository(database).list("eval").value();
    bool seen = false;
    for (const store::RunRecord& run : runs) {
        const auto cells = results.cells(run.id).value();
        for (const store::EvalCell& cell : cells)
            if (cell.strategy == "siir" || cell.strategy == "iq2iq") {
                const auto predictions = results.predictions(cell.id).value();
                for (const store::Prediction& one : predictions)
                    for (const store::IcdStep& icd : one.sequence) {
                        seen = true;
                        QVERIFY(icd.rank >= 1 && icd.rank <= cell.shots);
                    }
            }
    }
    QVERIFY(seen);
}

void TestChain::wrongSpecsAreErrors_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QByteArray>("given");
    QTest::newRow("beam too wide") << QByteArray("dm") << QByteArray(R"({"candidates":4,"beam":5})");
    QTest::newRow("pool too small") << QByteArray("dm") << QByteArray(R"({"candidates":8,"pool":6,"anchors":2})");
    QTest::newRow("no outside") << QByteArray("dm") << QByteArray(R"({"outside_anchors":true})");
    QTest::newRow("template without image") << QByteArray("dm") << QByteArray("{\"prompt_template\":\"Caption:<A>\"}");
    QTest::newRow("template of the other task") << QByteArray("dm") << QByteArray("{\"task\":\"vqa\",\"prompt_template\":\"<image>Caption:<A>\"}");
    QTest::newRow("unknown field") << QByteArray("dm") << QByteArray(R"({"beams":5})");
    QTest::newRow("too many anchors") << QByteArray("dm") << QByteArray(R"({"anchors":41,"candidates":8})");
    QTest::newRow("no dm") << QByteArray("train") << QByteArray("{}");
    QTest::newRow("not a dm") << QByteArray("train") << QByteArray(R"({"dm_runs":[1]})");
    QTest::newRow("missing run") << QByteArray("train") << QByteArray(R"({"dm_runs":[999]})");
    QTest::newRow("not a training") << QByteArray("eval") << QByteArray(R"({"strategies":["lever-lm"],"train_runs":[1]})");
    QTest::newRow("too many shots") << QByteArray("eval")
                                    << QByteArray(R"({"strategies":["random"],"shots":[64],"queries":2})");
    QTest::newRow("no model") << QByteArray("eval") << QByteArray(R"({"strategies":["random"],"lvlm":"nowhere"})");
}

void TestChain::wrongSpecsAreErrors()
{
    QFETCH(QByteArray, kind);
    QFETCH(QByteArray, given);
    const auto run = jobs::createRun(
        *m_project, m_registry, kind.toStdString(), nlohmann::json::parse(given.toStdString()));
    if (!run) {
        QVERIFY(!run.error().what.empty());
        return;
    }
    const auto done = jobs::runJob(m_project, m_registry, *run, nullptr);
    QVERIFY(!done);
    QVERIFY2(!done.error().what.empty() && done.error().code != ErrorCode::Internal, done.error().text().c_str());
}

/// Another template gives other scores, the same one the same ones, also where a run goes on after it was left.
void TestChain::templatesArePartOfTheResult()
{
    const auto run = [this](const std::string& form, bool interrupted) {
        const nlohmann::json given {{"task", "caption"}, {"anchors", 6}, {"candidates", 6}, {"beam", 2}, {"anchors_per_call", 2}, {"prompt_template", form}};
        const store::RunId id = jobs::createRun(*m_project, m_registry, "dm", given).value();
        if (interrupted) {
            const auto left = jobs::runJob(m_project, m_registry, id, nullptr, [](jobs::JobContext* context) {
                if (context)
                    context->stop(jobs::JobContext::End::Quit);
            });
            if (left || left.error().code != ErrorCode::Cancelled)
                qFatal("it was not left");
        }
        if (const auto done = jobs::runJob(m_project, m_registry, id, nullptr); !done)
            qFatal("%s", done.error().text().c_str());
        return id;
    };
    const char* other = "Look.\n<image>Text:<A>";
    const store::RunId published = run("", false), named = run("<image>Caption:<A>", false), one = run(other, false), again = run(other, true);
    auto database = m_project->connect().value();
    const auto scores = [&](store::RunId id) {
        std::vector<double> all;
        for (const store::DmEntry& entry : store::DmRepository(database).entries(id).value())
            all.push_back(entry.score);
        return all;
    };
    QCOMPARE(scores(published).size(), std::size_t{12});
    QCOMPARE(scores(named), scores(published)); // the same text, given or not
    QVERIFY(scores(one) != scores(published));
    QCOMPARE(scores(again), scores(one));
    store::RunRepository runs(database);
    QVERIFY(runs.get(one)->specHash != runs.get(published)->specHash);
    QCOMPARE(runs.get(one)->specHash, runs.get(again)->specHash);
    // Runs of before the field had come keep their hash.
    const jobs::JobKind& kind = **m_registry.get("dm");
    nlohmann::json before = kind.check(nlohmann::json::object())->values;
    const std::string now = jobs::specHash({"dm", before}, kind.fields);
    before.erase("prompt_template");
    QCOMPARE(jobs::specHash({"dm", before}, kind.fields), now);
}

/// When files change, runs keep the rows that they were made with, and nothing of before is used with the new rows.
void TestChain::versionsAreNotMixed()
{
    auto database = m_project->connect().value();
    store::RunRepository runs(database);
    const icl::TaskData before = icl::TaskData::open(*m_project, data::Task::Caption).value();
    store::RunId train = 0;
    const auto trainRuns = runs.list("train").value();
    for (const store::RunRecord& run : trainRuns)
        if (project::taskOf(runs, run).value() == data::Task::Caption)
            train = run.id;
    QVERIFY(train != 0);
    const nlohmann::json evaluation{{"task", "caption"}, {"strategies", {"random"}}, {"shots", {1}}, {"queries", 2}};
    const auto waiting = jobs::createRun(*m_project, m_registry, "eval", evaluation);
    QVERIFY2(waiting, waiting ? "" : waiting.error().text().c_str());

    for (const char* name : {"data/captions_train.json", "data/captions_val.json"}) { // the first sample goes
        const Path file = m_project->folder() / name;
        nlohmann::json captions = nlohmann::json::parse(*readFile(file));
        captions["images"].erase(0);
        QVERIFY(writeFileAtomic(file, captions.dump()));
    }
    QVERIFY(m_project->importDatasets());
    const icl::TaskData now = icl::TaskData::open(*m_project, data::Task::Caption).value();
    QCOMPARE(now.queries->size() + 1, before.queries->size());
    QVERIFY(now.queries->id(0) != before.queries->id(0));

    const auto done = jobs::runJob(m_project, m_registry, *waiting, nullptr); // as a resumed one
    QVERIFY2(done, done ? "" : done.error().text().c_str());
    store::EvalRepository results(database);
    const auto predictions = results.predictions(results.cells(*waiting)->front().id).value();
    for (const store::Prediction& one : predictions)
        QCOMPARE(one.queryId, before.queries->id(static_cast<std::size_t>(one.query)));

    nlohmann::json lever = evaluation;
    lever["strategies"] = {"lever-lm"};
    lever["train_runs"] = {train};
    const auto refused = jobs::createRun(*m_project, m_registry, "eval", lever);
    QCOMPARE(refused.error().code, ErrorCode::Usage);
    QVERIFY2(refused.error().text().find("another version") != std::string::npos, refused.error().text().c_str());
    QCOMPARE(icl::RetrieverFactory::create(m_project, database, now, train, {}).error().code, ErrorCode::Usage);
    auto factory = icl::RetrieverFactory::create(m_project, database, now, 0, {}).value();
    QCOMPARE(factory->get(icl::Strategy::LeverLm, train).error().code, ErrorCode::Usage);
    auto old = icl::RetrieverFactory::create(m_project, database, before, train, {}).value();
    QVERIFY(old->get(icl::Strategy::LeverLm, train));
    QVERIFY(jobs::createRun(*m_project, m_registry, "eval", evaluation)); // without parents
}

QTEST_GUILESS_MAIN(TestChain)
#include "tst_chain.moc"
