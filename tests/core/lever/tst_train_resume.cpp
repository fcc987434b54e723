// SPDX-License-Identifier: GPL-3.0-or-later
// A training that ends in the middle of an epoch goes on there, with the trajectory of an undisturbed one.
#include "core/icl/register_jobs.h"
#include "core/jobs/runner.h"
#include "core/lever/lever_spec.h"
#include "core/lever/train_job.h"
#include "tests/fakes/small_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using nlohmann::json;

class TestTrainResume : public QObject
{
    Q_OBJECT

private:
    store::RunId make(const std::string& kind, const json& given)
    {
        return jobs::createRun(*m_project, m_registry, kind, given).value();
    }
    Result<void> work(store::RunId run) { return jobs::runJob(m_project, m_registry, run, nullptr); }
    json spec(double minutes) const
    {
        return {{"dm_runs", {m_dm}}, {"epochs", 3}, {"batch", 4}, {"select_by", "loss"}, {"checkpoint_minutes", minutes},
            {"score_threshold", -100}};
    }
    Path folder(store::RunId run) const { return m_project->checkpointsFolder() / fmt::format("run-{}", run); }
    std::string weights(store::RunId run) const { return readFile(folder(run) / "last.safetensors").value(); }
    /// Every point but its time.
    std::vector<std::tuple<std::string, std::int64_t, double>> points(store::RunId run)
    {
        std::vector<std::tuple<std::string, std::int64_t, double>> all;
        for (const char* name : {"train loss", "learning rate", "validation loss"}) {
            const auto stored = store::RunRepository(*m_database).metrics(run, name).value();
            for (const store::MetricPoint& point : stored)
                all.emplace_back(point.name, point.step, point.value);
        }
        return all;
    }

    QTemporaryDir m_dir;
    std::shared_ptr<project::Project> m_project;
    std::optional<store::Database> m_database;
    jobs::JobRegistry m_registry;
    store::RunId m_dm = 0, m_whole = 0;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
        m_project = test::makeSmallProject(m_dir.filePath("small.fulcrum").toStdString());
        m_database = m_project->connect().value();
        icl::registerJobs(m_registry);
        QVERIFY(work(make("embed", {{"task", "caption"}})));
        m_dm = make("dm", {{"anchors", 20}, {"candidates", 6}, {"beam", 2}, {"shots", 2}});
        QVERIFY(work(m_dm));
        m_whole = make("train", spec(0));
        const auto done = work(m_whole);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
    }
    void cleanup() { qunsetenv("FULCRUM_FAKE_FAIL_STEP"); }

    void goesOnInTheMiddleOfAnEpoch_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<double>("minutes");
        for (const int step : {0, 1, 5, 8, 9, 13, 20})
            for (const double minutes : {0.0, 1e-9})
                QTest::newRow(qPrintable(QString("step %1, %2").arg(step).arg(minutes))) << step << minutes;
    }

    void goesOnInTheMiddleOfAnEpoch()
    {
        QFETCH(int, step);
        QFETCH(double, minutes);
        const store::RunId run = make("train", spec(minutes));
        qputenv("FULCRUM_FAKE_FAIL_STEP", QByteArray::number(step));
        QVERIFY(!work(run));
        qunsetenv("FULCRUM_FAKE_FAIL_STEP");
        const auto done = work(run);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        QVERIFY(weights(run) == weights(m_whole));
        QVERIFY(points(run) == points(m_whole));
        const auto log = readFile(m_project->logsFolder() / fmt::format("run-{}.log", run)).value();
        const auto batches = static_cast<int>(points(m_whole).size() - 6) / 3; // losses of an epoch
        const bool inside = step % batches > 0;
        QCOMPARE(log.find("going on after") != std::string::npos, inside && minutes > 0);
        for (const auto& entry : std::filesystem::directory_iterator(folder(run)))
            QVERIFY2(!entry.path().filename().string().starts_with("partial-"), entry.path().c_str());
    }

    /// A state that is gone or damaged: the epoch begins again, or the damage is named.
    void lostOrDamagedStates()
    {
        for (const bool lost : {true, false}) {
            const store::RunId run = make("train", spec(1e-9));
            qputenv("FULCRUM_FAKE_FAIL_STEP", "3");
            QVERIFY(!work(run));
            qunsetenv("FULCRUM_FAKE_FAIL_STEP");
            Path partial;
            for (const auto& entry : std::filesystem::directory_iterator(folder(run)))
                if (entry.path().filename().string().starts_with("partial-"))
                    partial = entry.path();
            QVERIFY(!partial.empty());
            if (!lost) {
                QVERIFY(writeFileAtomic(partial, "x"));
                const auto done = work(run);
                QVERIFY(!done && done.error().text().find("partial-") != std::string::npos);
            }
            std::filesystem::remove(partial);
            QVERIFY(work(run));
            QVERIFY(weights(run) == weights(m_whole));
        }
    }

    /// The encoder trained along: its folders stand beside the checkpoints, and what is written with them asks for their embeddings.
    void encoderIsTrainedAlong()
    {
        json given = spec(1e-9);
        given["train_encoder"] = true;
        const store::RunId whole = make("train", given), run = make("train", given);
        const auto done = work(whole);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        qputenv("FULCRUM_FAKE_FAIL_STEP", "7");
        QVERIFY(!work(run));
        qunsetenv("FULCRUM_FAKE_FAIL_STEP");
        QVERIFY(work(run));
        QVERIFY(weights(run) == weights(whole));
        QVERIFY(points(run) == points(whole));
        store::RunRepository runs(*m_database);
        for (const char* label : {"last", "best"}) {
            const Path encoder = folder(run) / fmt::format("encoder-{}", label);
            QVERIFY(std::filesystem::exists(encoder / "model.safetensors"));
            const Path base = m_project->resolve(m_project->config().encoder);
            for (const char* file : {"config.json", "preprocessor_config.json", "tokenizer.json"})
                QCOMPARE(std::filesystem::exists(encoder / file), std::filesystem::exists(base / file));
            QCOMPARE(runs.param(run, fmt::format("encoder_hash/{}", label)).value().value(), sha256File(encoder / "model.safetensors").value());
        }
        const auto data = icl::TaskData::open(*m_project, data::Task::Caption).value();
        const auto missing = lever::loadTrained(*m_project, *m_database, run, "best", {}, data);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        const std::string command = fmt::format("fulcrum-cli embed --task caption --encoder '{}'", (folder(run) / "encoder-best").string());
        QVERIFY2(missing.error().text().find(command) != std::string::npos, missing.error().text().c_str());
        const auto log = readFile(m_project->logsFolder() / fmt::format("run-{}.log", run)).value();
        QVERIFY(log.find(command) != std::string::npos);
    }

    /// The official code's embeddings: as CLIP projects them. A table from before lengths were kept gets them by another embed run.
    void embeddingsAsProjected()
    {
        const auto data = icl::TaskData::open(*m_project, data::Task::Caption).value();
        const std::string hash = icl::encoderHashOf(*m_project, *m_database, data::Task::Caption).value();
        const auto length = [&](bool asProjected, bool image) {
            const auto tables = icl::openFeatures(*m_project, *data.support, hash, true, true, asProjected);
            if (!tables)
                return -1.0;
            const std::vector<std::int64_t> some = {3};
            const icl::GatheredFeatures rows = icl::gather(*tables, some).value();
            double sum = 0;
            for (const float value : image ? rows.image : rows.text)
                sum += static_cast<double>(value) * static_cast<double>(value);
            return std::sqrt(sum);
        };
        for (const bool image : {true, false}) {
            QVERIFY(std::abs(length(false, image) - 1) < 1e-6);
            QVERIFY(std::abs(length(true, image) - (image ? 2 : 3)) < 1e-5); // what the fake encoder says
        }
        json given = spec(0);
        given["embeddings"] = "projected";
        const auto done = work(make("train", given));
        QVERIFY2(done, done ? "" : done.error().text().c_str());

        std::map<Path, std::string> before;
        for (const auto& entry : std::filesystem::directory_iterator(m_project->embeddingsFolder())) {
            if (entry.path().filename().string().find("-length") == std::string::npos)
                before[entry.path()] = readFile(entry.path()).value();
            else
                std::filesystem::remove(entry.path());
        }
        QCOMPARE(length(true, true), -1.0);
        const auto refused = work(make("train", given));
        QVERIFY(!refused && refused.error().hint.find("fulcrum-cli embed") != std::string::npos);
        QVERIFY(work(make("embed", {{"task", "caption"}})));
        QVERIFY(std::abs(length(true, true) - 2) < 1e-5);
        for (const auto& [file, bytes] : before)
            QVERIFY(readFile(file).value() == bytes);
        for (const auto& entry : std::filesystem::directory_iterator(m_project->embeddingsFolder()))
            QVERIFY2(entry.is_regular_file(), entry.path().c_str()); // no block is left
    }

    void lstmIsAnArchitecture()
    {
        const auto kind = m_registry.get("train").value();
        const json lstm = {{"dm_runs", {m_dm}}, {"architecture", "lstm"}, {"width", 100}};
        const auto checked = kind->check(lstm);
        QVERIFY2(checked, checked ? "" : checked.error().text().c_str());
        QVERIFY(lever::leverConfig(*checked, 5, 8).architecture == model::LeverConfig::Architecture::Lstm);
        json gpt2 = lstm;
        gpt2["architecture"] = "gpt2";
        QCOMPARE(kind->check(gpt2).error().code, ErrorCode::OutOfRange); // 8 heads do not divide 100
        gpt2["width"] = 96;
        QVERIFY(lever::leverConfig(kind->check(gpt2).value(), 5, 8).architecture == model::LeverConfig::Architecture::Gpt2);
        // By index alone.
        gpt2["icd_image"] = gpt2["icd_text"] = false;
        QVERIFY(kind->check(gpt2));
    }
};

QTEST_GUILESS_MAIN(TestTrainResume)
#include "tst_train_resume.moc"
