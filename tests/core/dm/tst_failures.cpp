// SPDX-License-Identifier: GPL-3.0-or-later
// Samples that fail in the middle of a job: recorded with their reason, left out, and done later on request.
#include "core/dm/dm_job.h"
#include "core/icl/evaluation_job.h"
#include "core/icl/isolate.h"
#include "core/icl/model_access.h"
#include "core/icl/register_jobs.h"
#include "core/jobs/runner.h"
#include "tests/fakes/small_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace fulcrum;
using nlohmann::json;

class TestFailures : public QObject
{
    Q_OBJECT

private:
    Path imageFile(int id) const { return m_project->folder() / "data/images" / fmt::format("{:012}.jpg", id); }
    /// Makes an image unreadable, or as it was.
    void damage(int id)
    {
        m_kept = *readFile(imageFile(id));
        QVERIFY(writeFileAtomic(imageFile(id), m_kept.substr(0, 20)));
    }
    void mend(int id) { QVERIFY(writeFileAtomic(imageFile(id), m_kept)); }

    store::RunId make(const std::string& kind, const json& given)
    {
        return jobs::createRun(*m_project, m_registry, kind, given).value();
    }
    Result<void> work(store::RunId run) { return jobs::runJob(m_project, m_registry, run, nullptr); }
    store::RunRepository runs() { return store::RunRepository(*m_opened); }

    /// What a D_M run holds, by anchor.
    std::map<std::int64_t, std::vector<store::DmEntry>> entries(store::RunId run)
    {
        std::map<std::int64_t, std::vector<store::DmEntry>> byAnchor;
        const auto stored = store::DmRepository(*m_opened).entries(run).value();
        for (const store::DmEntry& entry : stored)
            byAnchor[entry.anchor].push_back(entry);
        return byAnchor;
    }
    /// Bytes of the stored embeddings by file name.
    std::map<std::string, std::string> tables() const
    {
        std::map<std::string, std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(m_project->embeddingsFolder()))
            if (entry.is_regular_file())
                found[entry.path().filename().string()] = readFile(entry.path()).value();
        return found;
    }
    store::RunId newestEvaluation() { return runs().list("eval").value().front().id; }
    static json dmSpec(double share = 0.9)
    {
        return {{"anchors", 20}, {"candidates", 6}, {"beam", 2}, {"shots", 2}, {"anchors_per_call", 8}, {"failed_share", share}};
    }
    static json evalSpec()
    {
        return {
            {"strategies", {"random", "siir"}}, {"shots", {1, 2}}, {"seeds", {0}}, {"queries", 8}, {"failed_share", 0.3}};
    }

    QTemporaryDir m_dir;
    std::shared_ptr<project::Project> m_project;
    std::optional<store::Database> m_opened;
    jobs::JobRegistry m_registry;
    std::string m_kept;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
        m_project = test::makeSmallProject(m_dir.filePath("small.fulcrum").toStdString());
        m_opened = m_project->connect().value();
        icl::registerJobs(m_registry);
    }
    void cleanup() { qunsetenv("FULCRUM_FAKE_NAN"); }

    void failuresAreIsolated()
    {
        const std::set<std::size_t> bad = {3, 4, 11};
        std::set<std::size_t> done, failed;
        const auto work = [&](std::size_t begin, std::size_t end) -> Result<void> {
            for (std::size_t i = begin; i < end; ++i)
                if (bad.contains(i))
                    return fail(ErrorCode::Malformed, "bad");
            for (std::size_t i = begin; i < end; ++i)
                done.insert(i);
            return {};
        };
        QVERIFY(icl::isolateFailures(0, 13, work, [&](std::size_t i, const Error&) -> Result<void> {
            failed.insert(i);
            return {};
        }));
        QCOMPARE(failed, bad);
        QCOMPARE(done.size(), std::size_t{10});
        // What is no sample's fault ends it, and so does the one who hears of failures.
        int calls = 0;
        const auto broken = [&](std::size_t, std::size_t) -> Result<void> {
            ++calls;
            return fail(ErrorCode::OutOfMemory, "memory");
        };
        QCOMPARE(icl::isolateFailures(0, 8, broken, {}).error().code, ErrorCode::OutOfMemory);
        QCOMPARE(calls, 1);
        QCOMPARE(icl::isolateFailures(0, 13, work,
                     [](std::size_t, const Error&) -> Result<void> { return fail(ErrorCode::Failed, "enough"); })
                     .error()
                     .code,
            ErrorCode::Failed);
    }

    void unreadableImageFailsItsAnchorsOnly()
    {
        const store::RunId whole = make("dm", dmSpec());
        QVERIFY(work(whole));
        const auto expected = entries(whole);
        QCOMPARE(expected.size(), std::size_t{20});

        damage(107);
        const store::RunId run = make("dm", dmSpec());
        const auto done = work(run);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        QCOMPARE(runs().get(run)->state, store::RunState::Succeeded);
        const auto failures = runs().failures(run).value();
        QVERIFY(!failures.empty() && failures.size() < 15);
        std::set<std::int64_t> failed;
        for (const store::UnitFailure& one : failures) {
            QVERIFY2(one.reason.find("000000000107.jpg") != std::string::npos, one.reason.c_str());
            QVERIFY(one.item.empty() && !one.code.empty() && one.time > 0);
            failed.insert(std::stoll(one.unit.substr(7)));
        }
        const auto found = entries(run);
        for (const auto& [anchor, beams] : expected) {
            QCOMPARE(found.contains(anchor), !failed.contains(anchor));
            if (found.contains(anchor))
                QVERIFY(found.at(anchor) == beams); // the others are what they would have been
        }
        const store::RunRecord record = *runs().get(run);
        QCOMPARE(record.unitsDone, record.unitsTotal); // settled: done or failed
        const auto log = readFile(m_project->logsFolder() / fmt::format("run-{}.log", run)).value();
        QVERIFY(log.find(fmt::format("succeeded with {} failures", failures.size())) != std::string::npos);

        // On request they are done later, with the same result as if nothing had happened.
        mend(107);
        QVERIFY(!work(run)); // it has succeeded
        QCOMPARE(jobs::retryFailed(*m_opened, run).value(), static_cast<std::int64_t>(failures.size()));
        QVERIFY(store::isResumable(runs().get(run)->state));
        QVERIFY(work(run));
        QVERIFY(entries(run) == expected);
        QCOMPARE(runs().failureCount(run).value(), std::int64_t{0});
        QCOMPARE(jobs::retryFailed(*m_opened, run).value(), std::int64_t{0});
    }

    void tooManyFailuresEndTheJob()
    {
        damage(107);
        const store::RunId run = make("dm", dmSpec(0));
        const auto done = work(run);
        QVERIFY(!done);
        QVERIFY2(done.error().text().find("too many units failed") != std::string::npos, done.error().text().c_str());
        QVERIFY(done.error().text().find("000000000107.jpg") != std::string::npos);
        QCOMPARE(runs().get(run)->state, store::RunState::Failed);
        QCOMPARE(runs().failureCount(run).value(), std::int64_t{1});
        mend(107);
        QVERIFY(jobs::retryFailed(*m_opened, run));
        QVERIFY(work(run));
        QCOMPARE(entries(run).size(), std::size_t{20});
    }

    void numbersThatAreNoneAreFailures()
    {
        qputenv("FULCRUM_FAKE_NAN", "40");
        const store::RunId run = make("dm", dmSpec());
        const auto done = work(run);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        const auto failures = runs().failures(run).value();
        QVERIFY(!failures.empty() && failures.size() < 20);
        QCOMPARE(failures.front().code, std::string("numeric"));
        QCOMPARE(entries(run).size() + failures.size(), std::size_t{20});
        qunsetenv("FULCRUM_FAKE_NAN");
        const store::RunId child = make("train", {{"dm_runs", {run}}});
        QVERIFY(child > 0);
        QCOMPARE(jobs::retryFailed(*m_opened, run).error().code, ErrorCode::Usage); // something rests on it
    }

    void failedQueriesAreLeftOutOfTheMetric()
    {
        QVERIFY(work(make("embed", {{"task", "caption"}})));
        const store::RunId whole = make("eval", evalSpec());
        const auto first = work(whole);
        QVERIFY2(first, first ? "" : first.error().text().c_str());
        const auto before = icl::cellResults(*m_opened, whole).value();
        const std::int64_t victim = icl::runIndices(*m_opened, whole, "queries").value()[3];
        const auto queries = m_project->dataset(data::Task::Caption, data::Split::Validation).value();
        const int image = static_cast<int>(queries->view(static_cast<std::size_t>(victim)).imageId);

        damage(image);
        const store::RunId run = make("eval", evalSpec());
        const auto done = work(run);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        const auto failures = runs().failures(run).value();
        QCOMPARE(failures.size(), std::size_t{4}); // two strategies, two shots
        for (const store::UnitFailure& one : failures)
            QCOMPARE(one.item, fmt::format("query {}", image));
        const auto after = icl::cellResults(*m_opened, run).value();
        QCOMPARE(after.size(), before.size());
        for (const icl::CellResult& cell : after) {
            QCOMPARE(cell.perQuery.size(), std::size_t{8});
            QVERIFY(std::isnan(cell.perQuery[3]));
        }
        const auto rows = icl::summarize(after).value();
        QCOMPARE(rows.front().queries, std::int64_t{7});
        QCOMPARE(rows.front().failed, std::int64_t{1});
        store::EvalRepository results(*m_opened);
        const auto cells = results.cells(run).value();
        for (const store::EvalCell& cell : cells) {
            QCOMPARE(cell.predictions, std::int64_t{7});
            QVERIFY(!results.prediction(cell.id, victim)->has_value());
        }
        mend(image);
        QCOMPARE(jobs::retryFailed(*m_opened, run).value(), std::int64_t{4}); // cells
        QVERIFY(work(run));
        const auto again = icl::cellResults(*m_opened, run).value();
        for (std::size_t i = 0; i < again.size(); ++i)
            QCOMPARE(again[i].perQuery, before[i].perQuery);
        QCOMPARE(runs().failureCount(run).value(), std::int64_t{0});
    }

    void unreadableImagesHaveNoEmbedding()
    {
        const json spec = {{"task", "caption"}, {"batch", 8}, {"failed_share", 0.3}};
        std::filesystem::remove_all(m_project->embeddingsFolder());
        QVERIFY(work(make("embed", spec)));
        const auto expected = tables();
        const store::RunId whole = make("dm", dmSpec());
        QVERIFY(work(whole));

        std::filesystem::remove_all(m_project->embeddingsFolder());
        damage(107);
        const store::RunId strict = make("embed", {{"task", "caption"}, {"failed_share", 0}});
        const auto tooMany = work(strict);
        QVERIFY(!tooMany && tooMany.error().text().find("000000000107.jpg") != std::string::npos);
        const store::RunId run = make("embed", spec);
        const auto done = work(run);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        mend(107);
        const auto failures = runs().failures(run).value();
        QCOMPARE(failures.size(), std::size_t{1});
        QCOMPARE(failures.front().item, std::string("image 107"));
        QVERIFY(tables() != expected);

        const auto support = m_project->dataset(data::Task::Caption, data::Split::Train).value();
        const std::int64_t victim = support->indexOfId(107);
        json similar = dmSpec();
        similar["sampler"] = "image-similar";
        const store::RunId byImage = make("dm", similar);
        const auto drawn = work(byImage);
        QVERIFY2(drawn, drawn ? "" : drawn.error().text().c_str());
        for (const auto& [anchor, beams] : entries(byImage))
            for (const store::DmEntry& entry : beams)
                QVERIFY(anchor != victim && std::ranges::find(entry.items, victim) == entry.items.end());

        // Sequences that hold it are not learned from, and the trained model does not write it.
        const store::RunId train = make("train", {{"dm_runs", {whole}}, {"epochs", 1}, {"score_threshold", -10}});
        const auto trained = work(train);
        QVERIFY2(trained, trained ? "" : trained.error().text().c_str());
        QCOMPARE(icl::runIndices(*m_opened, train, "without_embedding").value(), std::vector<std::int64_t>{victim});
        const store::RunId evaluation = make("eval",
            {{"strategies", {"siir", "lever-lm"}}, {"shots", {2}}, {"seeds", {0}}, {"queries", 8}, {"train_runs", {train}}});
        const auto evaluated = work(evaluation);
        QVERIFY2(evaluated, evaluated ? "" : evaluated.error().text().c_str());
        store::EvalRepository results(*m_opened);
        for (const store::EvalCell& cell : results.cells(evaluation).value())
            for (const store::Prediction& one : results.predictions(cell.id).value())
                for (const store::IcdStep& icd : one.sequence)
                    QVERIFY(icd.item != victim);

        // Asked again, the hole is filled: the tables are those of a run that nothing happened to.
        QCOMPARE(jobs::retryFailed(*m_opened, run).value(), std::int64_t{1});
        QVERIFY(work(run));
        QCOMPARE(runs().failureCount(run).value(), std::int64_t{0});
        QVERIFY(tables() == expected);
    }

    void aQueryWithoutEmbeddingFailsWhereItIsNeeded()
    {
        std::filesystem::remove_all(m_project->embeddingsFolder());
        const auto queries = m_project->dataset(data::Task::Caption, data::Split::Validation).value();
        const std::int64_t victim = icl::runIndices(*m_opened, newestEvaluation(), "queries").value()[2];
        const int image = static_cast<int>(queries->view(static_cast<std::size_t>(victim)).imageId);
        damage(image);
        QVERIFY(work(make("embed", {{"task", "caption"}, {"failed_share", 0.3}})));
        mend(image);
        const store::RunId run = make("eval", evalSpec());
        const auto done = work(run);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        const auto failures = runs().failures(run).value();
        QCOMPARE(failures.size(), std::size_t{2}); // siir with one shot and with two; random needs no embedding
        for (const store::UnitFailure& one : failures) {
            QVERIFY2(one.unit.find("siir") != std::string::npos, one.unit.c_str());
            QVERIFY2(one.reason.find("no embedding") != std::string::npos, one.reason.c_str());
            QCOMPARE(one.item, fmt::format("query {}", image));
        }
    }
};

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
