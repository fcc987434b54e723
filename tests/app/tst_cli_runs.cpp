// SPDX-License-Identifier: GPL-3.0-or-later
// Tables, import, export and trash of runs as a user runs them: the real program, no display.
#include "core/project/project.h"
#include "core/store/result_repository.h"
#include "tests/app/cli_process.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;

using test::Outcome;

class TestCliRuns : public QObject
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
    void initProject(const char* folder) const
    {
        const Outcome made = cli({"project", "init", folder, "--captions-train", "c.json", "--captions-val", "c.json",
            "--images-train", "images", "--images-val", "images"});
        if (made.code != 0)
            qFatal("%s", made.error.constData());
    }
    /// An evaluation with two strategies, two shots and two seeds; a child of `parent` when that is not 0.
    store::RunId addEvaluation(store::RunId parent = 0) const
    {
        const auto project = project::Project::open(root() / "p.fulcrum", project::Access::ReadWrite);
        auto database = (*project)->connect();
        store::RunRecord run;
        run.kind = "eval";
        run.name = "e";
        run.spec = "{\"task\":\"caption\",\"lvlm\":\"models/tiny\"}";
        run.specHash = "h";
        if (parent != 0)
            run.parents = {parent};
        const store::RunId id = *store::RunRepository(*database).add(run);
        store::EvalRepository eval(*database);
        for (const char* strategy : {"random", "lever-lm"})
            for (const int shots : {1, 2})
                for (const int seed : {0, 1}) {
                    const std::int64_t cell = *eval.cell(id, strategy, shots, seed);
                    const double value = 10 * shots + 2 * seed + (strategy[0] == 'l' ? 5 : 0);
                    std::vector<store::Prediction> predictions(2);
                    predictions[1].query = 1;
                    if (!eval.addPredictions(cell, predictions)
                        || !eval.finishCell(cell, "CIDEr", value, 1, std::vector<double>{value - 1, value + 1}))
                        qFatal("cannot store an evaluation");
                }
        if (!store::RunRepository(*database).setState(id, store::RunState::Succeeded))
            qFatal("cannot end an evaluation");
        return id;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write("c.json",
            "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\"},{\"id\":2,\"file_name\":\"a.jpg\"}],\"annotations\":[{\"id\":1,\"image_id\":1,\"caption\":\"one\"},{\"id\":2,\"image_id\":2,\"caption\":\"two\"}]}");
        write("images/a.jpg", "x");
        initProject("p.fulcrum");
    }

    void tables()
    {
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "table", "--rows", "strategy", "--columns", "shots"}).code, 3); // nothing yet
        addEvaluation();
        const QStringList table{"--project", "p.fulcrum", "runs", "table", "--rows", "strategy", "--columns", "shots"};
        const Outcome text = cli(table);
        QVERIFY2(text.code == 0 && text.out.contains("16.00 ± 1.00 (2) *"), text.out + text.error);
        const QByteArray latex = cli(table + QStringList{"--format", "latex"}).out;
        QVERIFY2(latex.contains("Lever-LM & \\textbf{16.00}$\\pm$1.00 & \\textbf{26.00}$\\pm$1.00 & \\textbf{21.00}$\\pm$1.00"), latex.constData());
        QVERIFY(cli(table + QStringList{"--format", "markdown"}).out.contains("| Random | <u>11.00</u> ± 1.00 |"));
        QVERIFY(cli(table + QStringList{"--format", "csv"}).out.startsWith("strategy,1,1 se,1 n,2,"));
        QCOMPARE(cli(table + QStringList{"--spread", "queries", "--json"}).json()["spread"].toString(), QStringLiteral("queries"));
        const Outcome seeds = cli({"--project", "p.fulcrum", "--json", "runs", "table", "--rows", "strategy,seed", "--columns", "task", "--shots", "2"});
        QCOMPARE(seeds.json()["cells"].toArray().size(), 4);
        QVERIFY(cli(table + QStringList{"--published"}).out.contains("published"));
        for (const QStringList& wrong : {QStringList{"--rows", "colour"}, {"--rows", "shots"}, {"--runs", "x"}, {"--spread", "x"}})
            QVERIFY2(cli(table.mid(0, 4) + QStringList{"--columns", "shots"} + wrong).code == 2, qPrintable(wrong.join(' ')));
        QCOMPARE(cli(table + QStringList{"--runs", "99"}).code, 3);
        QVERIFY(cli({"--project", "p.fulcrum", "runs", "table"}).out.contains("lever-lm")); // as before
    }

    void importing()
    {
        write("icl_inference/m/caption/main/metrics.json",
            "{\"2024-07-15 12:00:00.1-test_data_num=-1-RandomRetriever\": {\"shot_num=1\": 80.5}}");
        const QStringList import{"--project", "p.fulcrum", "--json", "runs", "import", "icl_inference/m/caption/main"};
        const Outcome first = cli(import);
        QVERIFY2(first.code == 0, first.error.constData());
        const QJsonObject run = first.json()["imported"].toArray()[0].toObject();
        QVERIFY(!run["existed"].toBool() && run["unknown"].toArray().contains("seed"));
        QVERIFY(cli(import).json()["imported"].toArray()[0].toObject()["existed"].toBool());
        QVERIFY(cli({"--project", "p.fulcrum", "runs", "table", "--rows", "strategy", "--columns", "shots"}).out.contains("80.50"));
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "table"}).code, 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "list"}).json()["runs"].toArray().size(), 1);
        write("bad.json", "{\"x-test_data_num=\": 1}");
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "import", "bad.json"}).code, 3);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "import", "none.json"}).code, 3);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "import"}).code, 2);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "list"}).json()["runs"].toArray().size(), 1);
    }

    void archives()
    {
        const QString id = QString::number(addEvaluation());
        const Outcome written = cli({"--project", "p.fulcrum", "--json", "runs", "export", id, "--out", "e.zip"});
        QVERIFY2(written.code == 0 && written.json()["bytes"].toInt() > 0, written.error.constData());
        QVERIFY(cli({"--project", "p.fulcrum", "--json", "runs", "import", "e.zip"}).json()["imported"].toArray()[0].toObject()["existed"].toBool());
        initProject("q.fulcrum");
        QCOMPARE(cli({"--project", "q.fulcrum", "runs", "import", "e.zip"}).code, 0);
        const QStringList table{"runs", "table", "--rows", "strategy", "--columns", "shots", "--format", "csv"};
        QCOMPARE(cli(QStringList{"--project", "q.fulcrum"} + table).out, cli(QStringList{"--project", "p.fulcrum"} + table).out);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "export", "99"}).code, 3);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "export", id, "--out", "c.json/e.zip"}).code, 1);
    }

    void trash()
    {
        const store::RunId parent = addEvaluation(), child = addEvaluation(parent);
        const QString p = QString::number(parent), c = QString::number(child);
        const Outcome refused = cli({"--project", "p.fulcrum", "runs", "delete", p});
        QVERIFY(refused.code == 2 && refused.error.contains("was made from it"));
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "delete", c, p}).code, 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "list"}).json()["runs"].toArray().size(), 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "list", "--trash"}).json()["runs"].toArray().size(), 2);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "restore", c}).code, 2); // its parent first
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "restore", p, c}).code, 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "delete", c}).code, 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "empty-trash"}).json()["removed"].toInt(), 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "empty-trash", "--all"}).json()["removed"].toInt(), 1);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "archive", p}).code, 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "list"}).json()["runs"].toArray().size(), 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "--json", "runs", "list", "--archived"}).json()["runs"].toArray().size(), 1);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "unarchive", p}).code, 0);
        QCOMPARE(cli({"--project", "p.fulcrum", "runs", "delete", "99"}).code, 3);
    }
};

QTEST_APPLESS_MAIN(TestCliRuns)
#include "tst_cli_runs.moc"
