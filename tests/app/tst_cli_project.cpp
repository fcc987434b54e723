// SPDX-License-Identifier: GPL-3.0-or-later
// The project, runs and job commands as a user runs them: the real program, no display.
#include "core/jobs/runner.h"
#include "core/store/result_repository.h"
#include "tests/app/cli_process.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

using namespace fulcrum;

using test::Outcome;

class TestCliProject : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    Outcome cli(const QStringList& arguments) const { return test::runCli(m_folder->path(), arguments); }
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

    /// A D_M (run 2) with gains, and a training (run 3) with curves.
    void addDmAndTraining() const
    {
        const auto project = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
        auto database = (*project)->connect();
        store::RunRepository runs(*database);
        store::RunRecord run;
        run.kind = "dm";
        run.name = "d";
        run.spec = "{\"task\":\"caption\"}";
        const store::RunId dm = *runs.add(run);
        std::vector<store::DmEntry> entries;
        for (int anchor = 0; anchor < 4; ++anchor)
            for (int rank = 0; rank < 2; ++rank)
                entries.push_back({anchor, rank, 0.2 + 0.01 * anchor - 0.1 * rank, 0.1, {1, 2}, {1, 0}, {0.01 * rank, 0.1}, {0.3, 0.2}});
        run.kind = "train";
        const store::RunId training = *runs.add(run);
        bool ok = store::DmRepository(*database).add(dm, entries).has_value();
        for (int epoch = 1; epoch <= 3; ++epoch)
            ok = ok && runs.addMetric(training, {"train loss", epoch, 1, 1.0 / epoch}) && runs.addMetric(training, {"validation loss", epoch, 1, 2.0 / epoch});
        if (!ok)
            qFatal("cannot store a D_M and a training");
    }

    /// A run that waits to be run.
    store::RunId addStoredRun(const char* kind, const char* spec) const
    {
        const auto project = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
        auto database = (*project)->connect();
        store::RunRecord run;
        run.kind = kind;
        run.name = "stored";
        run.spec = spec;
        return *store::RunRepository(*database).add(run);
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

    void importAgain()
    {
        QCOMPARE(initProject().code, 0);
        const Outcome unchanged = cli({"--json", "project", "import"});
        QVERIFY2(unchanged.code == 0, unchanged.error.constData());
        QVERIFY(unchanged.json()["datasets"].toArray()[0].toObject()["unchanged"].toBool());
        write("c.json",
            R"({"images":[{"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"b.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":2,"caption":"two"}]})");
        const Outcome text = cli({"project", "import"});
        QVERIFY2(text.code == 0, text.error.constData());
        QVERIFY2(text.out.contains("c.json has changed since ") && text.out.contains("imported as version 2 beside version 1 (1 samples)"),
            text.out.constData());
        const QJsonObject info = cli({"--json", "project", "info"}).json();
        QCOMPARE(info["datasets"].toArray().size(), 2);
        QCOMPARE(info["datasets"].toArray()[0].toObject()["version"].toInt(), 2);
        QCOMPARE(info["versions"].toArray().size(), 4);
        QVERIFY(!info["versions"].toArray()[0].toObject()["active"].toBool());
        QCOMPARE(info["versions"].toArray()[0].toObject()["problems"].toInt(), 1);
        QVERIFY(cli({"project", "info"}).out.contains("replaced"));

        // Other files for one split; the other split stays as it is.
        write("d.json", R"({"images":[{"id":7,"file_name":"d.jpg"}],"annotations":[{"id":1,"image_id":7,"caption":"seven"}]})");
        const Outcome other = cli({"--json", "project", "import", "--captions-val", "d.json", "--images-val", "images"});
        QVERIFY2(other.code == 0, other.error.constData());
        const QJsonArray datasets = other.json()["datasets"].toArray();
        QVERIFY(datasets[0].toObject()["unchanged"].toBool());
        const QJsonObject replaced = datasets[1].toObject()["replaced"].toObject();
        QCOMPARE(replaced["version"].toInt(), 2);
        QCOMPARE(replaced["file"].toString(), QString("d.json"));
        QCOMPARE(replaced["runs"].toInt(), 0);
        QVERIFY(cli({"--json", "project", "info"}).json()["config"].toObject()["validation"].toObject()["captions"].toString().endsWith("d.json"));

        // What fails changes nothing.
        write("broken.json", R"({"images":[)");
        QCOMPARE(cli({"project", "import", "--captions-train", "broken.json"}).code, 3);
        QCOMPARE(cli({"project", "import", "--captions-train", "none.json"}).code, 3);
        QCOMPARE(cli({"project", "import", "--captions-train", ""}).code, 2);
        QCOMPARE(cli({"project", "import", "--vqa-annotations-train", "c.json"}).code, 2);
        QVERIFY(cli({"--json", "project", "info"}).json()["config"].toObject()["train"].toObject()["captions"].toString().endsWith("c.json"));
        write("c.json",
            R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":9,"caption":"lost"}]})");
        QVERIFY(cli({"project", "import"}).out.contains("these are the files of version 1 again"));
    }

    void doctorCounts()
    {
        QCOMPARE(initProject().code, 0);
        std::filesystem::remove(root() / "images/a.jpg");
        const Outcome outcome = cli({"--json", "project", "doctor"});
        QCOMPARE(outcome.code, 3); // not one image is there
        bool missing = false, lost = false;
        for (const QJsonValue& value : outcome.json()["findings"].toArray()) {
            const QJsonObject one = value.toObject();
            missing = missing || (one["message"].toString().startsWith("1 of 1 image files not found")
                && one["examples"].toArray()[0].toString() == "a.jpg" && one["level"].toString() == "error");
            lost = lost || (one["count"].toInt() == 1 && one["examples"].toArray()[0].toString().startsWith("c.json, byte "));
        }
        QVERIFY(missing && lost);
        QVERIFY(cli({"project", "doctor", "--deep"}).out.contains("          a.jpg\n"));
    }

    /// Stopped in the middle, nothing is half there, and the next import does all of it.
    void importIsStopped_data()
    {
        QTest::addColumn<bool>("kill");
        QTest::addColumn<bool>("storing");
        QTest::newRow("Ctrl+C while it reads") << false << false;
        QTest::newRow("Ctrl+C while it stores") << false << true;
        QTest::newRow("killed while it stores") << true << true;
    }
    void importIsStopped()
    {
        QFETCH(bool, kill);
        QFETCH(bool, storing);
        QCOMPARE(initProject().code, 0);
        std::string images, captions; // a second of work
        for (int i = 1; i <= 50'000; ++i) {
            images += fmt::format(R"({}{{"id":{},"file_name":"{}.jpg"}})", i > 1 ? "," : "", i, i);
            captions += fmt::format(R"({}{{"id":{},"image_id":{},"caption":"a cat and word{} on word{}"}})", i > 1 ? "," : "", i, i, i, i / 3);
        }
        write("c.json", R"({"images":[)" + images + R"(],"annotations":[)" + captions + "]}");
        const auto tables = [&] {
            int count = 0;
            for (const auto& entry : std::filesystem::directory_iterator(root() / "p.fulcrum/index"))
                count += entry.path().extension() == ".samples";
            return count;
        };
        QProcess process;
        process.setReadChannel(QProcess::StandardError);
        process.setWorkingDirectory(m_folder->path());
        process.start(QStringLiteral(FULCRUM_BIN_DIR "/fulcrum-cli"), {"project", "import"});
        QVERIFY(process.waitForReadyRead(60'000)); // the first line of progress
        while (storing && tables() < 4) // both are read: what follows is storing
            QVERIFY(!process.waitForFinished(1));
        kill ? process.kill() : process.terminate();
        QVERIFY(process.waitForFinished(60'000));
        if (!kill)
            QCOMPARE(process.exitCode(), 130);
        QCOMPARE(cli({"--json", "project", "info"}).json()["versions"].toArray().size(), 2);
        QCOMPARE(tables(), kill ? 4 : 2);
        const Outcome again = cli({"--json", "project", "import"});
        QVERIFY2(again.code == 0, again.error.constData());
        QCOMPARE(again.json()["datasets"].toArray()[0].toObject()["samples"].toInt(), 50'000);
        QCOMPARE(tables(), 4);
    }

    void setFolders()
    {
        QCOMPARE(initProject().code, 0);
        write("m/config.json", "{}");
        write("m/model.safetensors", std::string("\2\0\0\0\0\0\0\0{}", 10));
        write("moved/a.jpg", "x");
        const Outcome outcome = cli({"--json", "project", "set", "--lvlm", "m", "--encoder", "./m/../m", "--images-train", "moved"});
        QVERIFY2(outcome.code == 0, outcome.error.constData());
        const QJsonObject config = outcome.json()["config"].toObject();
        const std::string model = std::filesystem::canonical(root() / "m").string();
        QCOMPARE(config["lvlm"].toString().toStdString(), model); // relative to the current folder
        QCOMPARE(config["encoder"].toString().toStdString(), model);
        const QJsonObject info = cli({"--json", "project", "info"}).json();
        QCOMPARE(info["config"].toObject(), config);
        QVERIFY(info["datasets"].toArray()[0].toObject()["images"].toString().endsWith("moved"));
        QCOMPARE(cli({"project", "set"}).code, 2);
        QCOMPARE(cli({"project", "set", "--lvlm", ""}).code, 2);
        QCOMPARE(cli({"project", "set", "--lvlm", "nowhere"}).code, 3);
        QCOMPARE(cli({"project", "set", "--lvlm", "moved"}).code, 4);
        QCOMPARE(cli({"project", "set", "--images-val", "m"}).code, 3);
        QCOMPARE(cli({"--json", "project", "info"}).json()["config"].toObject(), config);
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
        const store::RunId id = addStoredRun("embed", "{}");
        {
            const auto held = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
            const Outcome outcome = cli({"job", "resume", QString::number(id)});
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

    void setsComeAndGo()
    {
        QCOMPARE(initProject().code, 0);
        QCOMPARE(cli({"--json", "--project", "p.fulcrum", "sets", "list"}).json()["sets"].toArray().size(), 0);
        write("golden.json", "[1]");
        write("foreign.json", "[1, 4711]");
        write("damaged.json", "{\"ids\": [1, \"two\"]}");
        QCOMPARE(cli({"--json", "--project", "p.fulcrum", "sets", "import", "golden.json"}).json()["name"].toString(), QString("golden"));
        QCOMPARE(cli({"--json", "--project", "p.fulcrum", "sets", "import", "golden.json"}).json()["name"].toString(), QString("golden (2)"));
        for (const char* file : {"foreign.json", "damaged.json"}) {
            const Outcome refused = cli({"--project", "p.fulcrum", "sets", "import", file});
            QCOMPARE(refused.code, 3);
            QVERIFY2(refused.error.contains(file[0] == 'f' ? "4711" : "id 2 of 2"), refused.error.constData());
        }
        const QJsonObject shown = cli({"--json", "--project", "p.fulcrum", "sets", "show", "golden"}).json();
        QCOMPARE(shown["ids"].toArray(), (QJsonArray{1}));
        QCOMPARE(shown["origin"].toObject()["kind"].toString(), QString("file"));
        QVERIFY(shown["coverage"].isNull());
        QCOMPARE(shown["words"].toObject()["mean"].toDouble(), 1.0);
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "export", "golden", "out.json"}).code, 0);
        QVERIFY(readFile(root() / "out.json")->find("\"ids\"") != std::string::npos);
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "show", "silver"}).code, 3);
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "remove", "golden"}).code, 0);
        QCOMPARE(cli({"--json", "--project", "p.fulcrum", "sets", "list"}).json()["sets"].toArray().size(), 1);
        const QString run = QString::number(addEvaluation());
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "make", run, "--shots", "5"}).code, 2);
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "make", run, "--shots", "2", "--seed", "7"}).code, 2);
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "make", run, "--shots", "2"}).code, 3); // written without demonstrations
        QCOMPARE(cli({"--project", "p.fulcrum", "sets", "make", "99"}).code, 3);
    }

    void runsAreComparedKeyByKey()
    {
        QCOMPARE(initProject().code, 0);
        const QString a = QString::number(addStoredRun("eval", R"({"beams":3,"flag":false,"same":0})"));
        const QString b = QString::number(addStoredRun("eval", R"({"beams":1,"flag":true,"same":0})"));
        const QJsonArray rows = cli({"--json", "--project", "p.fulcrum", "runs", "diff", a, b}).json()["rows"].toArray();
        QStringList keys;
        for (const QJsonValue& row : rows)
            keys.append(row.toObject()["key"].toString());
        QVERIFY2(keys.contains("beams") && keys.contains("flag") && !keys.contains("same"), qPrintable(keys.join(' ')));
        QCOMPARE(rows[keys.indexOf("flag")].toObject()["values"].toArray(), (QJsonArray{"false", "true"}));
        const Outcome all = cli({"--project", "p.fulcrum", "runs", "diff", a, b, "--all"});
        QVERIFY(all.code == 0 && all.out.contains("same") && all.out.contains("(empty)"));
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "diff", a}).code, 2);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "diff", a, "99"}).code, 3);
    }

    void unknownCommandsAreNamed()
    {
        const QByteArray unknown = cli({"nonsense"}).error;
        QVERIFY2(unknown.contains("'nonsense'") && unknown.contains("retrieve"), unknown.constData());
        const QByteArray below = cli({"job", "frob", "3"}).error;
        QVERIFY2(below.contains("'job frob'") && below.contains("cancel"), below.constData());
        const QByteArray none = cli({"project"}).error;
        QVERIFY2(none.contains("project") && none.contains("doctor"), none.constData());
        QVERIFY(!cli({}).error.isEmpty());
        QCOMPARE(initProject().code, 0);
        const Outcome kind = cli({"runs", "list", "--kind", "foo"});
        QCOMPARE(kind.code, 2);
        QVERIFY2(kind.error.contains("eval"), kind.error.constData());
        QVERIFY(cli({"runs", "list", "--kind", "dm"}).out.contains("dm"));
    }

    void retrieveSpeaksOfFlags()
    {
        QCOMPARE(initProject().code, 0);
        const QByteArray sttr = cli({"retrieve", "--query", "1", "--strategy", "sttr"}).error;
        QVERIFY2(sttr.contains("--sttr-oracle") && sttr.contains("--strategy") && !sttr.contains("sttr_oracle"), sttr.constData());
        const QByteArray golden = cli({"retrieve", "--query", "1", "--strategy", "golden"}).error;
        QVERIFY2(golden.contains("--dm-run") && !golden.contains("dm_runs"), golden.constData());
    }

    void resumeRefusesOtherSettings()
    {
        QCOMPARE(initProject().code, 0);
        const store::RunId id = addStoredRun("embed", R"({"task":"caption","encoder":"models/clip","batch":8,"parts":["image"],"device":"auto","threads":0})");
        for (const QStringList& wrong : {QStringList{"--batch", "9"}, {"--task", "vqa"}, {"--parts", "image,text"}, {"--name", "x"},
                 {"--encoder", "models/clip"}, {"--threads", "3"}, {"--device", "cpu"}, {"--spec", "s.json"}}) {
            write("s.json", R"({"splits":["val"]})");
            const Outcome outcome = cli(QStringList{"embed", "--resume", QString::number(id)} + wrong);
            QVERIFY2(outcome.code == 2, qPrintable(wrong.join(' ') + ": " + QString::fromUtf8(outcome.error)));
            QVERIFY2(outcome.error.contains("resume"), outcome.error.constData());
        }
        QCOMPARE(cli({"job", "resume", QString::number(id), "--threads", "3"}).code, 2);
        // The same settings, written otherwise, are none: it goes on to look for the engine or the model.
        const Outcome same = cli({"embed", "--resume", "last", "--batch", "8", "--encoder", "p.fulcrum/models/../models/clip"});
        QVERIFY2(same.code > 2 && !same.error.contains("other settings"), same.error.constData());
    }

    void afterWaitsForARun()
    {
        QCOMPARE(initProject().code, 0);
        store::RunId run = 0;
        {
            const auto project = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
            auto database = (*project)->connect();
            store::RunRepository runs(*database);
            store::RunRecord record;
            record.kind = "dm";
            record.name = "first";
            record.spec = "{}";
            run = *runs.add(record);
            QVERIFY(runs.setState(run, store::RunState::Failed, "it broke"));
        }
        const QString id = QString::number(run);
        const Outcome failed = cli({"eval", "--strategies", "random", "--after", id});
        QCOMPARE(failed.code, 1);
        QVERIFY2(failed.error.contains("failed") && failed.error.contains(id.toUtf8()), failed.error.constData());
        QCOMPARE(cli({"eval", "--strategies", "random", "--after", "4711"}).code, 3);
        QCOMPARE(cli({"eval", "--strategies", "random", "--after", "0"}).code, 2);
        QCOMPARE(cli({"eval", "--strategies", "random", "--after", id, "--resume", "last"}).code, 2);
        // The settings are judged before the wait, not after it.
        QCOMPARE(cli({"eval", "--strategies", "lever-lm", "--after", id}).code, 2);
        // Of several runs each is tried; the first error counts.
        const Outcome several = cli({"job", "resume", id, "4711"});
        QVERIFY(several.code != 0);
    }

    void livingJobsHearOfPauseAndResume()
    {
        QCOMPARE(initProject().code, 0);
        const store::RunId id = addStoredRun("embed", R"({"task":"caption"})");
        const QString run = QString::number(id);
        QCOMPARE(cli({"job", "pause", run}).code, 2); // queued: nobody works on it
        const auto held = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
        auto database = (*held)->connect();
        store::RunRepository runs(*database);
        QVERIFY(runs.setProcess(id, store::ProcessIdentity::current(), "cpu", "cpu"));
        QVERIFY(runs.setState(id, store::RunState::Running) && runs.heartbeat(id));
        const Outcome asked = cli({"--json", "job", "pause", run});
        QVERIFY2(asked.code == 0, asked.error.constData());
        QVERIFY(asked.json()["requested"].toBool());
        QCOMPARE(*runs.takeRequest(id), store::RunRequest::Pause);
        QVERIFY(runs.setState(id, store::RunState::Paused));
        QCOMPARE(cli({"job", "pause", run}).code, 2);
        const Outcome goOn = cli({"job", "resume", run}); // although this process has the lock
        QVERIFY2(goOn.code == 0, goOn.error.constData());
        QCOMPARE(*runs.takeRequest(id), store::RunRequest::Resume);
        QCOMPARE(cli({"job", "pause", "99"}).code, 3);
    }

    void demoRunRefusesOtherProjects()
    {
        QCOMPARE(initProject().code, 0);
        for (const char* command : {"run", "create"}) {
            const Outcome outcome = cli({"demo", command, "p.fulcrum"});
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.error.contains("not a demo project"), outcome.error.constData());
        }
        QCOMPARE(cli({"demo", "train-models", "--out", "m", "--device", "cuda:0"}).code, 2);
    }

    void chartWithPublishedNumbers()
    {
        QCOMPARE(initProject().code, 0);
        addEvaluation();
        const Outcome outcome = cli({"chart", "export", "--out", "f.csv", "--published", "OpenFlamingoV2-9B"});
        QVERIFY2(outcome.code == 0, outcome.error.constData());
        const QByteArray with = QByteArray::fromStdString(*readFile(root() / "f.csv"));
        QVERIFY2(with.contains("(published)") && with.contains("88.48"), with.constData());
        const Outcome unknown = cli({"chart", "export", "--out", "g.csv", "--published", "GPT"});
        QCOMPARE(unknown.code, 3);
        QVERIFY2(unknown.error.contains("IDEFICS-9B"), unknown.error.constData());
        QCOMPARE(cli({"chart", "export", "--out", "g.csv"}).code, 0);
        QVERIFY(!QByteArray::fromStdString(*readFile(root() / "g.csv")).contains("published"));
        QCOMPARE(cli({"chart", "export", "--out", "f.svg", "--published", "IDEFICS-9B"}).code, 0);
        QVERIFY(QByteArray::fromStdString(*readFile(root() / "f.svg")).contains("NeurIPS")); // its source
    }

    void chartsOfEveryKind_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const QStringList& arguments, int code) { QTest::newRow(name) << arguments << code; };
        row("shots", {"--kind", "shots", "--legend", "right", "--font", "DejaVu Serif", "--print"}, 0);
        row("bars", {"--kind", "bars"}, 0);
        row("bars of four shots", {"--kind", "bars", "--measure", "4", "--text-as-paths"}, 0);
        row("bars of nothing", {"--kind", "bars", "--measure", "avg:9"}, 2);
        row("scatter", {"--kind", "scatter", "--cells", "1:lever-lm/4/0,1:random/4/0"}, 0);
        row("scatter of nothing", {"--kind", "scatter"}, 2);
        row("scatter of one", {"--kind", "scatter", "--cells", "1:lever-lm/4/0"}, 2);
        row("scatter of an unknown cell", {"--kind", "scatter", "--cells", "1:lever-lm/5/0,1:random/4/0"}, 3);
        row("scatter of an unknown run", {"--kind", "scatter", "--cells", "9:lever-lm/4/0,1:random/4/0"}, 3);
        row("D_M scores", {"--kind", "dm-scores", "--bins", "7"}, 0);
        row("D_M gains", {"--kind", "dm-gains"}, 0);
        row("D_M gains as boxes", {"--kind", "dm-gains", "--boxes", "--best-beams", "--runs", "2"}, 0);
        row("D_M of an evaluation", {"--kind", "dm-gains", "--runs", "1"}, 2);
        row("training", {"--kind", "training", "--smoothing", "0.5"}, 0);
        row("training, another metric", {"--kind", "training", "--metric", "nonsense"}, 3);
        row("training, too smooth", {"--kind", "training", "--smoothing", "1"}, 2);
        row("sequences", {"--kind", "sequences", "--query", "1", "--strategies", "lever-lm,random", "--shots", "2"}, 0);
        row("sequences, all", {"--kind", "sequences", "--query", "1", "--shots", "8"}, 0);
        row("sequences of no query", {"--kind", "sequences"}, 2);
        row("sequences of an unknown query", {"--kind", "sequences", "--query", "77"}, 3);
        row("sequences of an unknown strategy", {"--kind", "sequences", "--query", "1", "--strategies", "siir"}, 3);
        row("no such kind", {"--kind", "pie"}, 2);
    }

    void chartsOfEveryKind()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QCOMPARE(initProject().code, 0);
        addEvaluation();
        addDmAndTraining();
        for (const QString& kind : {QString("svg"), QString("pdf"), QString("png")}) {
            const QString file = "f." + kind;
            const Outcome outcome = cli(QStringList({"chart", "export", "--out", file}) + arguments);
            QVERIFY2(outcome.code == code, outcome.error.constData());
            QCOMPARE(std::filesystem::exists(root() / file.toStdString()), code == 0);
        }
    }

    void hostileSpecs_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<int>("code");
        const auto nested = [](qsizetype depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
        QTest::newRow("empty") << QByteArray() << 3;
        QTest::newRow("truncated") << QByteArray(R"({"batch":)") << 3;
        QTest::newRow("a list") << QByteArray("[1]") << 3;
        QTest::newRow("binary") << QByteArray("\x00\xff\xfe{}", 5) << 3;
        QTest::newRow("damaged UTF-8") << QByteArray("{\"name\":\"a\xff\xc3\"}") << 3;
        QTest::newRow("deep list") << QByteArray("{\"parts\":") + nested(500'000) + "}" << 3;
        QTest::newRow("deep in an unknown field") << QByteArray("{\"x\":") + nested(500'000) + "}" << 3;
        QTest::newRow("deep object") << QByteArray("{\"a\":").repeated(300'000) << 3;
        QTest::newRow("ten megabytes") << "{\"name\":\"" + QByteArray(10'000'000, 'x') + "\"}" << 3;
        QTest::newRow("long text") << "{\"name\":\"" + QByteArray(100'000, 'x') + "\"}" << 3;
        QTest::newRow("huge number") << QByteArray(R"({"batch":1e999})") << 3;
        QTest::newRow("large number") << QByteArray(R"({"batch":99999999999999999999999})") << 2;
        QTest::newRow("fraction") << QByteArray(R"({"batch":1.5})") << 2;
        QTest::newRow("out of range") << QByteArray(R"({"batch":0})") << 3;
        QTest::newRow("wrong type") << QByteArray(R"({"batch":{"a":1}})") << 2;
        QTest::newRow("NUL") << QByteArray(R"({"encoder":"a\u0000b"})") << 2;
        QTest::newRow("unknown") << QByteArray(R"({"bach":3})") << 2;
        QTest::newRow("null") << QByteArray(R"({"task":null})") << 2;
    }
    void hostileSpecs()
    {
        QFETCH(QByteArray, spec);
        QFETCH(int, code);
        QCOMPARE(initProject().code, 0);
        write("s.json", spec.toStdString());
        const Outcome outcome = cli({"embed", "--spec", "s.json"});
        QVERIFY2(outcome.code == code, outcome.error.constData());
        QVERIFY2(outcome.error.startsWith("fulcrum-cli: ") && outcome.error.size() < 1000, outcome.error.left(1000).constData());
        QCOMPARE(cli({"--json", "job", "list", "--all"}).json()["jobs"].toArray().size(), 0);
    }

    void hostileCommandLines()
    {
        QCOMPARE(initProject().code, 0);
        write("file", "x");
        const QString huge = QString(100'000, QChar('9'));
        const std::vector<std::pair<QStringList, int>> wrong = {
            {{"embed", "--spec", "none"}, 3}, {{"embed", "--spec", "images"}, 3}, {{"embed", "--spec", ""}, 2},
            {{"embed", "--batch", ""}, 2}, {{"embed", "--batch", huge}, 2}, {{"embed", "--batch", "-1"}, 3},
            {{"embed", "--task", ""}, 2}, {{"embed", "--parts", ","}, 2}, {{"embed", "--resume", "x"}, 2},
            {{"embed", "--resume", huge}, 2}, {{"embed", "--resume", "99"}, 3}, {{"embed", "--resume"}, 3},
            {{"embed", "--name", huge}, 3}, {{"embed", "--encoder", huge.left(5000)}, 3},
            {{"dm", "import", "none"}, 3}, {{"dm", "import", "images"}, 3}, {{"dm", "import", ""}, 3}, {{"dm", "import", "c.json"}, 3},
            {{"dm", "export", "x.json", "--run", huge}, 2}, {{"dm", "export", "x.json", "--run", "-3"}, 3},
            {{"eval", "--shots", "1,,2"}, 2}, {{"eval", "--shots", "65"}, 3}, {{"eval", "--strategies", ""}, 2},
            {{"eval", "--length-penalty", "nan"}, 3}, {{"eval", "--length-penalty", "1e999"}, 2},
            {{"train", "--dm-runs", "0"}, 3}, {{"train", "--dm-runs", huge}, 2},
            {{"retrieve", "--query", huge}, 2}, {{"retrieve", "--query", ""}, 2}, {{"retrieve", "--query", "-5"}, 3},
            {{"retrieve", "--query", "1", "--seed", "-1"}, 2}, {{"retrieve", "--query", "1", "--shots", "1e3"}, 2},
            {{"runs", "show", huge}, 2}, {{"runs", "show", "0"}, 3}, {{"runs", "show", ""}, 2},
            {{"runs", "table", "--runs", ",,"}, 2}, {{"runs", "table", "--runs", huge}, 2},
            {{"chart", "export", "--out", ""}, 3}, {{"chart", "export", "--out", "f.svg", "--width-mm", "nan"}, 2}, {{"chart", "export", "--out", "f.svg", "--width-mm", "1e9"}, 3},
            {{"job", "resume", "-1"}, 2}, {{"job", "log", huge}, 2}, {{"--threads", huge, "version"}, 2},
            {{"--project", "", "project", "info"}, 2}, {{"--project", "file", "project", "info"}, 3},
            {{"--project", "file/x", "project", "info"}, 3}, {{"--project", huge, "project", "info"}, 3},
            {{"project", "init", ""}, 2}, {{"project", "init", "file"}, 2}, {{"project", "init", "file/x"}, 1},
            {{"project", "init", "q.fulcrum", "--captions-train", "images"}, 3},
            {{"project", "init", "q.fulcrum", "--captions-train", ""}, 2},
            {{"project", "init", "q.fulcrum", "--captions-train", huge.left(5000)}, 3},
            {{"demo", "create", ""}, 2}, {{"demo", "create", "file"}, 2},
            {{"demo", "train-models", "--out", "m", "--rate", "nan"}, 2},
            {{"metrics", "caption", "--annotations", "images", "--results", "none"}, 3},
            {{"tokenize", "--tokenizer", ""}, 3}, {{"preprocess", "--processor", "", "--out", "", "x"}, 3},
            {{"conformance", ""}, 3}, {{"bench", "dm", "--config", "", "--candidates", huge}, 2}};
        QStringList mistakes;
        for (const auto& [arguments, code] : wrong) {
            const Outcome outcome = cli(arguments);
            if (outcome.code != code || outcome.error.isEmpty())
                mistakes += QString("%1: %2, not %3: %4").arg(arguments.join(' ').left(80)).arg(outcome.code).arg(code)
                    .arg(QString::fromUtf8(outcome.error.left(300)));
        }
        QVERIFY2(mistakes.isEmpty(), qPrintable(mistakes.join('\n')));
        QVERIFY(!QDir(m_folder->path()).exists("q.fulcrum"));
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
