// SPDX-License-Identifier: GPL-3.0-or-later
// The project, runs and job commands as a user runs them: the real program, no display.
#include "core/jobs/runner.h"
#include "core/store/result_repository.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

using namespace fulcrum;

namespace {

struct Outcome
{
    int code = -1;
    QByteArray out, error;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

} // namespace

class TestCliProject : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    Outcome cli(const QStringList& arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove("QT_QPA_PLATFORM");
        environment.remove("DISPLAY");
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder->path());
        process.start(QStringLiteral(FULCRUM_BIN_DIR "/fulcrum-cli"), arguments);
        if (!process.waitForFinished(120'000))
            qFatal("fulcrum-cli does not end");
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Path root() const { return m_folder->path().toStdString(); }
    void write(const char* name, const std::string& text) const
    {
        if (!writeFileAtomic(root() / name, text))
            qFatal("cannot write test data");
    }
    Outcome initProject() const
    {
        return cli({"--json", "project", "init", "p.fulcrum", "--captions-train", "c.json", "--captions-val", "c.json",
            "--images-train", "images", "--images-val", "images"});
    }
    /// An evaluation with two strategies, three shots, as the jobs store it.
    store::RunId addEvaluation() const
    {
        const auto project = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
        auto database = (*project)->connect();
        store::RunRecord run;
        run.kind = "eval";
        run.name = "e";
        run.spec = R"({"task":"caption","lvlm":"models/tiny"})";
        const store::RunId id = *store::RunRepository(*database).add(run);
        store::EvalRepository eval(*database);
        for (const char* strategy : {"random", "lever-lm"})
            for (const int shots : {1, 2, 3, 4, 6, 8}) {
                const std::int64_t cell = *eval.cell(id, strategy, shots, 0);
                const double value = 10 * shots + (strategy[0] == 'l' ? 5 : 0);
                std::vector<store::Prediction> predictions(2);
                predictions[1].query = 1;
                if (!eval.addPredictions(cell, predictions)
                    || !eval.finishCell(cell, "CIDEr", value, 1, std::vector<double>{value - 1, value + 1}))
                    qFatal("cannot store an evaluation");
            }
        return id;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write("c.json",
            R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":9,"caption":"lost"}]})");
        write("images/a.jpg", "x");
    }

    void versionNeedsNothing()
    {
        const Outcome outcome = cli({"--json", "version"});
        QCOMPARE(outcome.code, 0);
        QVERIFY(!outcome.json()["version"].toString().isEmpty());
        QVERIFY(!outcome.json()["commit"].toString().isEmpty());
        QCOMPARE(cli({"--version"}).code, 0);
        QCOMPARE(cli({"--help"}).code, 0);
    }

    void usageErrors()
    {
        for (const QStringList& wrong : {QStringList{}, {"nonsense"}, {"project"}, {"job", "log"}, {"job", "log", "x"},
                 {"--threads", "-1", "version"}, {"runs", "table", "--format", "doc"}, {"project", "info"}})
            QVERIFY2(cli(wrong).code == 2, qPrintable(wrong.join(' ')));
    }

    void initInfoDoctor()
    {
        const Outcome made = initProject();
        QVERIFY2(made.code == 0, made.error.constData());
        QCOMPARE(made.json()["datasets"].toArray().size(), 2);
        QCOMPARE(made.json()["problems"].toObject()["count"].toInt(), 2);
        const Outcome info = cli({"project", "info", "--json"}); // global flags may follow; the folder is found
        QCOMPARE(info.code, 0);
        QCOMPARE(info.json()["datasets"].toArray()[0].toObject()["samples"].toInt(), 1);
        QVERIFY(cli({"project", "doctor"}).code == 0);
        QCOMPARE(initProject().code, 2);
        QCOMPARE(cli({"--project", "none", "project", "info"}).code, 3);
    }

    void failedInitLeavesNothing()
    {
        write("c.json", R"({"images":[)");
        const Outcome outcome = initProject();
        QCOMPARE(outcome.code, 3);
        QVERIFY(outcome.error.contains("c.json"));
        QCOMPARE(outcome.json()["error"].toObject()["code"].toString(), QString("malformed"));
        QVERIFY(!QDir(m_folder->path()).exists("p.fulcrum"));
    }

    void lockedAndDamagedProjects()
    {
        QCOMPARE(initProject().code, 0);
        {
            const auto held = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
            const Outcome outcome = cli({"job", "resume", "1"});
            QCOMPARE(outcome.code, 5);
            QVERIFY(outcome.error.contains(QByteArray::number(QCoreApplication::applicationPid())));
            QCOMPARE(cli({"project", "info"}).code, 0);
        }
        std::filesystem::resize_file(root() / "p.fulcrum/project.sqlite", 5000);
        QCOMPARE(cli({"project", "info"}).code, 3);
    }

    void runsTableInEveryFormat()
    {
        QCOMPARE(initProject().code, 0);
        QCOMPARE(cli({"runs", "table"}).code, 3); // no results yet
        const store::RunId id = addEvaluation();
        const Outcome outcome = cli({"--json", "runs", "table"});
        QVERIFY2(outcome.code == 0, outcome.error.constData());
        const QJsonArray results = outcome.json()["results"].toArray();
        QCOMPARE(results.size(), 2);
        for (const QJsonValue& value : results) {
            const QJsonObject row = value.toObject();
            const double plus = row["strategy"] == "lever-lm" ? 5 : 0;
            QCOMPARE(row["task"].toString(), QString("caption"));
            QCOMPARE(row["lvlm"].toString(), QString("tiny"));
            QCOMPARE(row["shots"].toObject()["8"].toDouble(), 80 + plus);
            QCOMPARE(row["avg_1_2"].toDouble(), 15 + plus);
            QCOMPARE(row["avg_3_8"].toDouble(), 52.5 + plus);
            QCOMPARE(row["avg_1_8"].toDouble(), 40 + plus);
            QCOMPARE(row["queries"].toInt(), 2);
            const QJsonArray interval = row["ci95_avg_1_8"].toArray();
            QVERIFY(interval[0].toDouble() <= 40 + plus && interval[1].toDouble() >= 40 + plus);
        }
        QVERIFY(outcome.json().contains("charts") && outcome.json().contains("elapsed_s"));
        const QByteArray latex = cli({"runs", "table", "--format", "latex"}).out;
        QVERIFY2(latex.contains("\\textbf{45.00}") && latex.contains("\\underline{40.00}"), latex.constData());
        QVERIFY(latex.contains("\\toprule") && latex.contains("Avg:1\\textasciitilde{}8"));
        QVERIFY(cli({"runs", "table", "--format", "markdown"}).out.contains("| **45.00** |"));
        const QByteArray csv = cli({"runs", "table", "--format", "csv"}).out;
        QCOMPARE(csv.count('\n'), 3);
        QVERIFY(cli({"runs", "table"}).out.contains("lever-lm"));
        QCOMPARE(cli({"runs", "table", "--runs", QString::number(id)}).code, 0);
        QCOMPARE(cli({"runs", "table", "--runs", "x"}).code, 2);
        QCOMPARE(cli({"runs", "table", "--runs", "99"}).code, 3);
        QCOMPARE(cli({"runs", "show", QString::number(id)}).code, 0);
        QCOMPARE(cli({"chart", "export", "--out", "f.svg"}).code, 0);
        QVERIFY(std::filesystem::file_size(root() / "f.svg") > 0);
    }

    void jobCommands()
    {
        QCOMPARE(initProject().code, 0);
        const store::RunId id = addEvaluation(); // Queued: nobody runs it
        const Outcome listed = cli({"--json", "job", "list"});
        QCOMPARE(listed.json()["jobs"].toArray()[0].toObject()["state"].toString(), QString("queued"));
        QCOMPARE(cli({"job", "cancel", QString::number(id)}).code, 0);
        QCOMPARE(cli({"job", "cancel", QString::number(id)}).code, 2);
        QCOMPARE(cli({"--json", "job", "list"}).json()["jobs"].toArray().size(), 0);
        QCOMPARE(cli({"job", "log", "77"}).code, 3);
    }
};

QTEST_GUILESS_MAIN(TestCliProject)
#include "tst_cli_project.moc"
