// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/rng.h"
#include "core/project/project.h"
#include "core/store/result_repository.h"
#include "core/store/run_repository.h"
#include "tests/fakes/small_project.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using nlohmann::json;

namespace {

const QString kCli = QStringLiteral(FULCRUM_BIN_DIR "/fulcrum-cli");
constexpr int kLimitMs = 300'000, kStartMs = 150;

struct Outcome
{
    int status = -1;
    json document;
    QByteArray messages;
};

/// Runs the command line on a project, and kills it after `killAfterMs` when that is not negative.
Outcome run(const QString& project, QStringList arguments, int killAfterMs = -1)
{
    QProcess process;
    arguments = QStringList{"--json", "--quiet", "--project", project} + arguments;
    process.start(kCli, arguments);
    Outcome outcome;
    if (killAfterMs >= 0 && !process.waitForFinished(killAfterMs))
        process.kill(); // SIGKILL: nothing is tidied up
    process.waitForFinished(kLimitMs);
    outcome.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    outcome.document = json::parse(process.readAllStandardOutput().toStdString(), nullptr, false);
    outcome.messages = process.readAllStandardError();
    return outcome;
}

void copyFolder(const QString& from, const QString& to)
{
    std::filesystem::copy(from.toStdString(), to.toStdString(), std::filesystem::copy_options::recursive);
}

/// Everything that a run leaves behind, without times: rows of the database and the hashes of its checkpoint files.
json traces(const QString& folder, store::RunId id)
{
    const auto project = project::Project::open(folder.toStdString(), project::Access::ReadOnly).value();
    auto database = project->connect().value();
    store::RunRepository runs(database);
    json result;
    auto units = runs.doneUnits(id).value();
    std::sort(units.begin(), units.end());
    result["units"] = units;
    const auto metrics = runs.metrics(id).value();
    for (const store::MetricPoint& point : metrics)
        result["metrics"][point.name][std::to_string(point.step)] = point.value;
    for (const char* key : {"pool", "anchors", "queries", "best_epoch", "encoder_hash"})
        result["params"][key] = runs.param(id, key).value().value_or("");
    const auto stored = runs.checkpoints(id).value();
    for (const store::CheckpointRecord& one : stored)
        result["checkpoints"].push_back({one.epoch, one.label, one.sha256, one.value});
    const Path checkpoints = project->checkpointsFolder() / fmt::format("run-{}", id);
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(checkpoints, none))
        result["files"][entry.path().filename().string()] = sha256File(entry.path()).value();
    const auto entries = store::DmRepository(database).entries(id).value();
    for (const store::DmEntry& entry : entries)
        result["dm"].push_back({entry.anchor, entry.rank, entry.score, entry.baseProbability, entry.items, entry.steps,
            entry.gains, entry.probabilities});
    store::EvalRepository evaluations(database);
    const auto cells = evaluations.cells(id).value();
    for (const store::EvalCell& cell : cells) {
        json rows;
        const auto predictions = evaluations.predictions(cell.id).value();
        for (const store::Prediction& one : predictions) {
            json sequence;
            for (const store::IcdStep& icd : one.sequence)
                sequence.push_back({icd.item, icd.step, icd.probability.value_or(-9), icd.similarity.value_or(-9),
                    icd.gain.value_or(-9)});
            rows.push_back({one.query, one.queryId, sequence, one.rawOutput, one.prediction, one.promptHash, one.score});
        }
        result["cells"][fmt::format("{}/{}/{}", cell.strategy, cell.shots, cell.seed)] = {
            cell.done, cell.metricName, cell.metric, rows};
    }
    return result;
}

/// The newest run of the kind when it has succeeded, else 0.
store::RunId succeededRun(const QString& folder, const std::string& kind)
{
    const auto project = project::Project::open(folder.toStdString(), project::Access::ReadOnly).value();
    auto database = project->connect().value();
    const auto list = store::RunRepository(database).list(kind).value();
    return !list.empty() && list.front().state == store::RunState::Succeeded ? list.front().id : 0;
}

int killsWanted()
{
    bool ok = false;
    const int given = qEnvironmentVariableIntValue("FULCRUM_KILLS", &ok);
    return ok ? given : 2;
}

} // namespace

/// kill -9 at random moments of each job, then resume: the rows and files are those of an undisturbed run (ARCHITECTURE.md rule 4).
class TestKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void embedSurvives();
    void dmBuildSurvives();
    void trainSurvives();
    void evalSurvives();

private:
    /// Runs `command` undisturbed in one copy of the project and with kills in another; both copies go on as they end.
    void compare(const QString& name, const QStringList& command);

    /// A count of the jobs' settings: real models are faster than the fake one, and take longer to load.
    QString scaled(int count) const { return QString::number(count * m_scale); }

    int m_startMs = 150, m_scale = 1;
    QTemporaryDir m_dir;
    QString m_calm, m_killed, m_dmRun, m_trainRun;
};

void TestKill::initTestCase()
{
    m_calm = m_dir.filePath("calm.fulcrum");
    m_killed = m_dir.filePath("killed.fulcrum");
    if (const QString given = qEnvironmentVariable("FULCRUM_KILL_PROJECT"); !given.isEmpty()) {
        copyFolder(given, m_calm); // a project with real models, and the real engine
        m_startMs = 1200;
        m_scale = 10;
    } else {
        qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
        qputenv("FULCRUM_FAKE_DELAY_MS", "15");
        test::makeSmallProject(m_calm.toStdString());
    }
    copyFolder(m_calm, m_killed);
}

void TestKill::compare(const QString& name, const QStringList& command)
{
    QElapsedTimer clock;
    clock.start();
    const Outcome calm = run(m_calm, command);
    const int calmMs = static_cast<int>(clock.elapsed());
    QVERIFY2(calm.status == 0, calm.messages.constData());

    // Every life is short against the whole job, so that one job dies as often as wanted, at moments spread over it.
    const int lifeMs = std::max(40, 2 * calmMs / std::max(2, killsWanted()) + kStartMs);
    Rng rng(stableHash(name.toStdString()), {static_cast<std::uint64_t>(killsWanted())});
    const auto life = [&] { return static_cast<int>(rng.below(static_cast<std::size_t>(lifeMs))); };
    const QStringList kind = name == "dm" ? QStringList{"dm", "build"} : QStringList{name};
    Outcome outcome = run(m_killed, command, life());
    int kills = outcome.status == -1;
    while (kills < killsWanted() && outcome.status == -1) {
        const bool nothingYet = run(m_killed, {"runs", "list"}).document.dump().find('"' + name.toStdString() + '"') == std::string::npos;
        outcome = run(m_killed, nothingYet ? command : kind + QStringList{"--resume", "last"}, life());
        kills += outcome.status == -1;
    }
    if (outcome.status != 0)
        outcome = run(m_killed, kind + QStringList{"--resume", "last"});
    qInfo("%s: killed %d times, %d ms undisturbed", qPrintable(name), kills, calmMs);
    if (outcome.status == 3 || outcome.status == 2) { // killed after its success was stored, or before the run was
        const store::RunId ended = succeededRun(m_killed, name.toStdString());
        outcome = ended != 0 ? Outcome{0, {{"run", ended}}, {}} : run(m_killed, command);
    }
    QVERIFY2(outcome.status == 0, outcome.messages.constData());

    QVERIFY2(calm.document.contains("run") && outcome.document.contains("run"),
        (calm.document.dump() + outcome.document.dump()).substr(0, 2000).c_str());
    const auto calmRun = calm.document.at("run").get<store::RunId>();
    const auto killedRun = outcome.document.at("run").get<store::RunId>();
    QCOMPARE(killedRun, calmRun); // later commands name runs by id
    (name == "dm" ? m_dmRun : m_trainRun) = QString::number(calmRun);
    const json expected = traces(m_calm, calmRun);
    const json found = traces(m_killed, killedRun);
    QVERIFY(!expected.at("units").empty());
    const json difference = json::diff(expected, found);
    QVERIFY2(difference.empty(), difference.dump().substr(0, 2000).c_str());
}

void TestKill::embedSurvives()
{
    compare("embed", {"embed", "--task", "caption", "--batch", "16"});
    const auto hashes = [](const QString& folder) {
        json result;
        for (const auto& entry : std::filesystem::directory_iterator((folder + "/embeddings").toStdString()))
            result[entry.path().filename().string()] = sha256File(entry.path()).value_or("folder");
        return result;
    };
    QCOMPARE(hashes(m_calm).dump(), hashes(m_killed).dump());
}

void TestKill::dmBuildSurvives()
{
    compare("dm", {"dm", "build", "--task", "caption", "--pool", "16", "--anchors", scaled(24), "--candidates", "8", "--beam", "3",
                      "--outside-anchors", "true", "--anchors-per-call", "4"});
}

void TestKill::trainSurvives()
{
    compare("train", {"train", "--dm-runs", m_dmRun, "--width", "32", "--heads", "2", "--epochs", scaled(12), "--batch", "4",
                         "--learning-rate", "0.002", "--query-noise", "0.1", "--select-by", "infoscore"});
}

void TestKill::evalSurvives()
{
    compare("eval", {"eval", "--task", "caption", "--train-runs", m_trainRun, "--strategies", "zero-shot,random,siir,lever-lm",
                        "--shots", "1,2", "--seeds", "0,1", "--queries", scaled(8), "--beams", "1"});
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
