// SPDX-License-Identifier: GPL-3.0-or-later
// What lists of runs say, how runs belong together, archive and trash.
#include "core/runs/run_catalog.h"
#include "core/runs/run_trash.h"
#include "tests/fakes/small_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using store::RunId;

namespace {

struct Made
{
    QTemporaryDir folder;
    std::shared_ptr<project::Project> project;
    std::optional<store::Database> database;

    Made()
    {
        project = test::makeSmallProject(Path(folder.path().toStdString()) / "p.fulcrum");
        auto connected = project->connect();
        if (!connected)
            qFatal("%s", connected.error().text().c_str());
        database.emplace(std::move(*connected));
    }
    store::RunRepository runs() { return store::RunRepository(*database); }
    RunId add(const char* kind, const std::string& name, const nlohmann::json& spec, std::vector<RunId> parents = {},
        const std::string& parity = "{}")
    {
        store::RunRecord record;
        record.kind = kind;
        record.name = name;
        record.spec = spec.dump();
        record.parity = parity;
        record.seed = 7;
        record.parents = std::move(parents);
        const auto id = runs().add(record);
        if (!id || !runs().setState(*id, store::RunState::Succeeded))
            qFatal("cannot add a run");
        return *id;
    }
    void addCell(RunId run, const char* strategy, int shots, int seed, double metric)
    {
        store::EvalRepository eval(*database);
        std::vector<store::Prediction> predictions(2);
        predictions[1].query = 1;
        const auto cell = eval.cell(run, strategy, shots, seed);
        if (!cell || !eval.addPredictions(*cell, predictions)
            || !eval.finishCell(*cell, "CIDEr", metric, 1, std::vector<double>{metric - 1, metric + 1}))
            qFatal("cannot add a cell");
    }
    std::vector<runs::RunSummary> catalog()
    {
        auto all = runs::catalog(*database);
        if (!all)
            qFatal("%s", all.error().text().c_str());
        return *all;
    }
};

QStringList names(const std::vector<runs::RunSummary>& all, const runs::Experiment& experiment)
{
    QStringList list;
    for (const std::size_t i : experiment.runs)
        list.append(QString::fromStdString(all[i].record.name));
    return list;
}

} // namespace

class TestRunCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatResultsComeTo()
    {
        Made made;
        const RunId dm = made.add("dm", "d", {{"task", "caption"}, {"lvlm", "models/tiny"}, {"shots", 2}}, {}, "{\"ranking\":\"last-gain\"}");
        store::DmEntry entry;
        entry.items = {1, 2};
        for (const auto& [anchor, rank, score] : {std::tuple(3, 0, 0.5), {3, 1, 0.1}, {4, 0, 0.3}}) {
            entry.anchor = anchor;
            entry.rank = rank;
            entry.score = score;
            QVERIFY(store::DmRepository(*made.database).add(dm, std::span(&entry, 1)).has_value());
        }
        const RunId train = made.add("train", "t", {{"dm_runs", {dm}}}, {dm});
        QVERIFY(made.runs().addCheckpoint(train, {5, "best", "f", "s", "validation infoscore", 0.58}).has_value());
        QVERIFY(made.runs().addCheckpoint(train, {9, "last", "f", "s", "validation infoscore", 0.5}).has_value());
        const RunId eval = made.add("eval", "e", {{"task", "caption"}, {"lvlm", "models/tiny"}}, {train});
        made.addCell(eval, "oracle", 1, 0, 99);
        made.addCell(eval, "random", 1, 0, 10);
        made.addCell(eval, "random", 1, 1, 20);
        made.addCell(eval, "siir", 2, 0, 30);

        const auto all = made.catalog();
        QCOMPARE(all.size(), std::size_t(3));
        const runs::RunSummary& e = all[0];
        QCOMPARE(e.strategies, (std::vector<std::string>{"random", "siir", "oracle"}));
        QCOMPARE(e.shots, (std::vector<int>{1, 2}));
        QCOMPARE(e.seeds, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(e.metricOf, std::string("siir")); // the oracle is a reference
        QCOMPARE(*e.metric, 30.0);
        QCOMPARE(e.count, std::int64_t(2));
        QCOMPARE(e.model, std::string("tiny"));
        QCOMPARE(e.inherited, (std::vector<runs::ParityFlag>{{"ranking", "last-gain"}}));
        QCOMPARE(all[1].task, std::string("caption")); // of the D_M
        QCOMPARE(*all[1].metric, 0.58);
        QVERIFY(all[2].count == 2 && std::abs(*all[2].metric - 0.4) < 1e-12);
        QCOMPARE(all[2].parity, (std::vector<runs::ParityFlag>{{"ranking", "last-gain"}}));
        QCOMPARE(all[2].shots, std::vector<int>{2});
    }

    void damagedSpecsHarmNothing()
    {
        Made made;
        store::RunRecord record;
        record.kind = "eval";
        record.name = "odd";
        record.spec = "[1, 2";
        record.parity = "[true]";
        QVERIFY(made.runs().add(record).has_value());
        const auto all = made.catalog();
        QVERIFY(all.size() == 1 && all[0].task.empty() && all[0].parity.empty() && !all[0].imported);
        QCOMPARE(runs::experiments(all).size(), std::size_t(1));
    }

    void experiments()
    {
        Made made;
        const nlohmann::json caption{{"task", "caption"}}, vqa{{"task", "vqa"}};
        made.add("embed", "World embeddings", caption);
        const RunId dm = made.add("dm", "World D_M", caption);
        const RunId train = made.add("train", "World Lever-LM", {{"dm_runs", {dm}}}, {dm});
        made.add("eval", "World evaluation", caption, {train});
        made.add("dm", "alone", vqa);
        made.add("embed", "late", vqa);
        made.add("eval", "paper", {{"task", "caption"}, {"imported_from", "metrics.json"}});
        made.add("eval", "paper 2", {{"task", "caption"}, {"imported_from", "metrics.json"}});
        const auto all = made.catalog();
        const auto groups = runs::experiments(all);
        QCOMPARE(groups.size(), std::size_t(4));
        QCOMPARE(names(all, groups[0]), (QStringList{"paper 2", "paper"}));
        QCOMPARE(QString::fromStdString(groups[0].name), QStringLiteral("paper"));
        QCOMPARE(names(all, groups[1]), QStringList{"late"}); // made after what it could belong to
        QCOMPARE(names(all, groups[2]), QStringList{"alone"});
        QCOMPARE(names(all, groups[3]), (QStringList{"World evaluation", "World Lever-LM", "World D_M", "World embeddings"}));
        QCOMPARE(QString::fromStdString(groups[3].name), QStringLiteral("World"));
        QCOMPARE(groups[3].key, dm);
    }

    void experimentsAreCalledWhatPeopleSay()
    {
        Made made;
        const RunId dm = made.add("dm", "alpha D_M", {{"task", "caption"}});
        const RunId train = made.add("train", "alpha training", nlohmann::json::object(), {dm});
        const RunId other = made.add("dm", "beta", {{"task", "caption"}});
        const auto nameOf = [&](RunId key) {
            const auto all = made.catalog();
            for (const runs::Experiment& one : runs::experiments(all))
                if (one.key == key)
                    return one.name;
            return std::string("none");
        };
        QCOMPARE(nameOf(dm), std::string("alpha"));
        const auto call = [&](RunId run, const char* name) { return bool(made.runs().setParam(run, store::kExperimentParam, name)); };
        QVERIFY(call(dm, "first try") && call(other, "second try"));
        QCOMPARE(nameOf(dm), std::string("first try"));
        QCOMPARE(nameOf(other), std::string("second try"));
        made.add("train", "of both", nlohmann::json::object(), {dm, other}); // they grow together: the older name stays
        QCOMPARE(nameOf(dm), std::string("first try"));
        QVERIFY(call(dm, "")); // taken back: the next oldest
        QCOMPARE(nameOf(dm), std::string("second try"));
        QVERIFY(call(other, ""));
        QCOMPARE(nameOf(dm), std::string("of both")); // nothing in common: the newest run
        QVERIFY(train > dm);
    }

    void archive()
    {
        Made made;
        const RunId run = made.add("eval", "e", {{"task", "caption"}});
        QVERIFY(made.runs().setArchived(run, true).has_value());
        QVERIFY(made.catalog()[0].record.archived);
        QVERIFY(made.runs().setArchived(run, false).has_value());
        QVERIFY(!made.catalog()[0].record.archived);
        QCOMPARE(made.runs().setArchived(99, true).error().code, ErrorCode::NotFound);
    }

    void trash()
    {
        Made made;
        const RunId dm = made.add("dm", "d", {{"task", "caption"}});
        const RunId train = made.add("train", "t", {{"dm_runs", {dm}}}, {dm});
        const RunId second = made.add("train", "t2", {{"dm_runs", {dm}}}, {dm});
        auto runs = made.runs();
        const auto refused = runs.moveToTrash(dm);
        QVERIFY(!refused);
        QVERIFY2(refused.error().text().find("runs 2, 3 were made from it") != std::string::npos, refused.error().text().c_str());
        QVERIFY(runs.moveToTrash(train).has_value() && runs.moveToTrash(second).has_value() && runs.moveToTrash(dm).has_value());
        QVERIFY(made.catalog().empty());
        QCOMPARE(runs.trash()->size(), std::size_t(3));
        QCOMPARE(runs.restore(train).error().code, ErrorCode::Usage); // what it was made from is still there
        QVERIFY(runs.restore(dm).has_value() && runs.restore(train).has_value());
        QCOMPARE(made.catalog().size(), std::size_t(2));
        QCOMPARE(runs.children(dm)->size(), std::size_t(1));
    }

    void runsAtWorkStay()
    {
        Made made;
        const RunId run = made.add("eval", "e", {{"task", "caption"}});
        QVERIFY(made.runs().setProcess(run, store::ProcessIdentity::current(), "cpu", "cpu").has_value());
        QVERIFY(made.runs().setState(run, store::RunState::Running).has_value());
        QCOMPARE(made.runs().moveToTrash(run).error().code, ErrorCode::Usage);
    }

    void emptyingTheTrash()
    {
        Made made;
        const RunId dm = made.add("dm", "d", {{"task", "caption"}});
        const RunId train = made.add("train", "t", {{"dm_runs", {dm}}}, {dm});
        const RunId kept = made.add("eval", "e", {{"task", "caption"}});
        const Path folder = made.project->checkpointsFolder() / ("run-" + std::to_string(train));
        QVERIFY(writeFileAtomic(folder / "best.safetensors", "x").has_value());
        QVERIFY(writeFileAtomic(made.project->logsFolder() / ("run-" + std::to_string(train) + ".log"), "x").has_value());
        QVERIFY(made.runs().moveToTrash(train).has_value() && made.runs().moveToTrash(dm).has_value());
        QCOMPARE(runs::daysLeft(made.runs().trash()->front()), runs::kTrashDays);
        QCOMPARE(*runs::emptyTrash(*made.project), 0); // not yet 30 days
        QVERIFY(std::filesystem::exists(folder));
        QCOMPARE(*runs::emptyTrash(*made.project, true), 2);
        QVERIFY(!std::filesystem::exists(folder));
        QVERIFY(made.runs().get(kept).has_value());
        QCOMPARE(made.runs().get(dm).error().code, ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestRunCatalog)
#include "tst_run_catalog.moc"
