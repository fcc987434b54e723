// SPDX-License-Identifier: GPL-3.0-or-later
// A Lightning checkpoint of the official code becomes a training run that evaluations can use.
#include "core/icl/register_jobs.h"
#include "core/jobs/runner.h"
#include "core/lever/checkpoint_import.h"
#include "core/lever/train_job.h"
#include "core/store/result_repository.h"
#include "core/weights/checkpoint_file.h"
#include "tests/fakes/small_project.h"
#include "tests/fakes/torch_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

using namespace fulcrum;
using namespace fulcrum::lever;
using namespace fulcrum::test;
using nlohmann::json;

namespace {

constexpr int kWidth = 8, kProjection = 16;

std::string dictionary(const std::vector<std::pair<std::string, std::string>>& entries)
{
    std::string out = "}";
    for (const auto& [key, value] : entries)
        out += torchfile::text(key) + value + "s";
    return out;
}
std::string real(double value)
{
    std::string bytes(8, '\0');
    for (int i = 0; i < 8; ++i)
        bytes[static_cast<std::size_t>(i)] = static_cast<char>(std::bit_cast<std::uint64_t>(value) >> (56 - 8 * i));
    return "G" + bytes;
}
std::string floats(const std::vector<std::int32_t>& shape)
{
    std::vector<std::string> extents, strides(shape.size());
    std::int32_t stride = 1;
    for (std::size_t i = shape.size(); i-- > 0; stride *= shape[i])
        strides[i] = torchfile::integer(stride);
    for (const std::int32_t extent : shape)
        extents.push_back(torchfile::integer(extent));
    return torchfile::tensor(0, extents, strides);
}
/// An object of a class that nothing here knows.
const std::string kObject = "comegaconf.dictconfig\nDictConfig\n)R";

/// What the published GPT2LeverLM has, in this small shape.
std::string lightning(int items, const std::vector<std::pair<std::string, std::string>>& others)
{
    std::vector<std::pair<std::string, std::string>> tensors;
    const auto add = [&](const std::string& name, const std::vector<std::int32_t>& shape) {
        tensors.emplace_back("lever_lm." + name, floats(shape));
    };
    add("lm_model.transformer.wte.weight", {items + 3, kWidth});
    add("lm_model.lm_head.weight", {items + 3, kWidth});
    add("lm_model.transformer.h.0.ln_1.weight", {kWidth});
    add("lm_model.transformer.h.1.ln_1.weight", {kWidth});
    for (const char* part : {"img", "sen"})
        add(std::string(part) + "_adapter.0.weight", {4 * kWidth, kProjection});
    add("img_model.visual_projection.weight", {2, 2});
    auto all = others;
    all.emplace_back("state_dict", dictionary(tensors));
    const auto bytes = static_cast<std::size_t>(4 * std::max((items + 3) * kWidth, 4 * kWidth * kProjection));
    return torchfile::checkpoint("\x80\x02" + dictionary(all) + ".", 0, 0, std::string(bytes, '\1'));
}

} // namespace

class TestCheckpointImport : public QObject
{
    Q_OBJECT

private:
    Path write(const std::string& content, const char* name = "epoch=3.ckpt") const
    {
        const Path file = Path(m_dir.path().toStdString()) / name;
        if (!writeFileAtomic(file, content))
            qFatal("cannot write");
        return file;
    }
    int items() const { return static_cast<int>((*m_project->dataset(data::Task::Caption, data::Split::Train))->size()); }
    static std::vector<std::pair<std::string, std::string>> details()
    {
        const std::string monitor = dictionary({{"monitor", torchfile::text("val_loss")}, {"current_score", real(1.25)}});
        const std::string group = dictionary({{"lr", real(0)}, {"initial_lr", real(2e-4)}, {"weight_decay", real(0.01)}});
        return {{"epoch", torchfile::integer(3)}, {"global_step", torchfile::integer(400)},
            {"pytorch-lightning_version", torchfile::text("2.0.7")}, {"callbacks", dictionary({{"ModelCheckpoint", monitor}})},
            {"hyper_parameters", dictionary({{"lr", real(1e-4)}, {"warm_steps", real(0.05)}, {"cfg", kObject}})},
            {"optimizer_states", "](" + dictionary({{"param_groups", "](" + group + "e"}}) + "e"}};
    }

    QTemporaryDir m_dir;
    std::shared_ptr<project::Project> m_project;
    std::optional<store::Database> m_database;
    jobs::JobRegistry m_registry;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
        m_project = test::makeSmallProject(m_dir.filePath("small.fulcrum").toStdString());
        m_database = m_project->connect().value();
        icl::registerJobs(m_registry);
    }

    void detailsAreRead()
    {
        const auto file = weights::CheckpointFile::open(write(lightning(5, details())));
        QVERIFY2(file, file ? "" : file.error().text().c_str());
        const json& all = file->details();
        QCOMPARE(all.value("epoch", 0), 3);
        QCOMPARE(all["callbacks"]["ModelCheckpoint"]["current_score"].get<double>(), 1.25);
        const auto object = all["hyper_parameters"]["cfg"].get<std::string>();
        QVERIFY2(object.find("omegaconf.dictconfig.DictConfig") != std::string::npos, object.c_str());
        QVERIFY(!all.contains("state_dict"));

        const auto facts = readFacts(*file, {});
        QVERIFY2(facts, facts ? "" : facts.error().text().c_str());
        QCOMPARE(facts->config.items, 5);
        QCOMPARE(facts->config.width, kWidth);
        QCOMPARE(facts->config.projection, kProjection);
        QCOMPARE(facts->config.layers, 2);
        QVERIFY(facts->config.adapter && facts->config.queryImage && !facts->config.queryText && facts->config.icdText);
        QVERIFY(facts->epoch == 3 && facts->step == 400 && facts->score == 1.25);
        QCOMPARE(facts->monitor, std::string("val_loss"));
        QCOMPARE(facts->known.value("learning_rate", 0.0), 1e-4); // what the module says goes before what the optimiser was left with
        QCOMPARE(facts->known.value("weight_decay", 0.0), 0.01);
        QCOMPARE(facts->assumed, (std::vector<std::string>{"variant", "heads", "normalize"}));
        auto optimizerOnly = details();
        std::erase_if(optimizerOnly, [](const auto& one) { return one.first == "hyper_parameters"; });
        const auto other = weights::CheckpointFile::open(write(lightning(5, optimizerOnly), "b.ckpt"));
        QCOMPARE(readFacts(*other, {})->known.value("learning_rate", 0.0), 2e-4); // the peak, not what the schedule ended with
    }

    void aFileThatTellsNothing()
    {
        const auto file = weights::CheckpointFile::open(write(lightning(5, {})));
        const auto facts = readFacts(*file, {{}, data::Task::Vqa, "query_text_icd_idx", 4, true});
        QVERIFY2(facts, facts ? "" : facts.error().text().c_str());
        QVERIFY(!facts->epoch && !facts->step && !facts->score && facts->monitor.empty() && facts->known.empty());
        QVERIFY(facts->assumed.empty() && facts->config.heads == 4 && facts->config.normalize);
        QVERIFY(!facts->config.queryImage && facts->config.queryText && !facts->config.icdImage && !facts->config.icdText);
        for (const char* variant : {"query_img", "query_idx_icd_img", "query_img_icd_", "x"})
            QCOMPARE(readFacts(*file, {{}, data::Task::Vqa, variant, {}, {}}).error().code, ErrorCode::Usage);
    }

    void tensorsOfSomethingElse()
    {
        const std::string other = dictionary({{"state_dict", dictionary({{"lever_lm.x", floats({2, 2})}})}});
        const auto file = weights::CheckpointFile::open(write(torchfile::checkpoint("\x80\x02" + other + ".")));
        QVERIFY(file);
        QCOMPARE(readFacts(*file, {}).error().code, ErrorCode::Malformed);
    }

    /// Values refer to one another: fifty levels of twice the level before would be 2^50 values.
    void detailsWithoutEnd()
    {
        std::string level = "](K\1K\2e" + std::string("q\0", 2);
        for (char i = 1; i < 50; ++i) {
            level += std::string("0](h") + static_cast<char>(i - 1) + "h" + static_cast<char>(i - 1) + "eq" + i;
        }
        std::string bomb = torchfile::text("x") + level + "s";
        const std::string tensors = torchfile::text("state_dict") + dictionary({{"a", floats({1})}}) + "s";
        const auto file = weights::CheckpointFile::open(write(torchfile::checkpoint("\x80\x02}" + bomb + tensors + ".")));
        QVERIFY2(file, file ? "" : file.error().text().c_str());
        QVERIFY(file->details().dump().size() < 1'000'000);
    }

    void becomesARun()
    {
        CheckpointImport options;
        options.file = write(lightning(items(), details()));
        const auto early = importCheckpoint(*m_project, options); // without embeddings there are no items
        QCOMPARE(early.error().code, ErrorCode::NotFound);
        const store::RunId embed = jobs::createRun(*m_project, m_registry, "embed", {{"task", "caption"}}).value();
        QVERIFY(jobs::runJob(m_project, m_registry, embed, nullptr));

        const auto run = importCheckpoint(*m_project, options);
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        store::RunRepository runs(*m_database);
        const store::RunRecord record = *runs.get(*run);
        QCOMPARE(record.state, store::RunState::Succeeded);
        const json spec = json::parse(record.spec);
        QCOMPARE(spec["imported_from"].get<std::string>(), std::string("epoch=3.ckpt"));
        QCOMPARE(spec["epoch"].get<int>(), 3);
        QCOMPARE(spec["learning_rate"].get<double>(), 1e-4);
        const auto unknown = spec["unknown"].get<std::vector<std::string>>();
        for (const char* field : {"epochs", "batch", "seed", "dm_runs"})
            QVERIFY2(std::ranges::count(unknown, field) == 1, field);
        QVERIFY(std::ranges::count(unknown, "learning_rate") == 0);
        const auto checkpoints = runs.checkpoints(*run).value();
        QCOMPARE(checkpoints.size(), std::size_t{2});
        QVERIFY(checkpoints.front().epoch == 3 && checkpoints.front().value == 1.25 && checkpoints.front().metric == "val_loss");

        const store::RunId evaluation = jobs::createRun(*m_project, m_registry, "eval",
            {{"strategies", {"lever-lm"}}, {"shots", {2}}, {"seeds", {0}}, {"queries", 4}, {"train_runs", {*run}}}).value();
        const auto done = jobs::runJob(m_project, m_registry, evaluation, nullptr);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        QCOMPARE(store::EvalRepository(*m_database).cells(evaluation)->front().predictions, std::int64_t{4});
    }

    /// The CLIP in the file is the project's, or was trained along and comes with it.
    void carriedEncoder()
    {
        CheckpointImport options;
        options.file = write(lightning(items(), details()));
        options.reversed = true;
        store::RunRepository runs(*m_database);
        const Path weights = m_project->resolve(m_project->config().encoder) / "model.safetensors";
        const auto put = [&](const std::vector<float>& values, const std::vector<std::int64_t>& shape) {
            return writeSafetensors(weights, {{"visual_projection.weight", DType::F32, shape, std::as_bytes(std::span(values))},
                {"text_projection.weight", DType::F32, shape, std::as_bytes(std::span(values))}});
        };
        const auto field = [&](store::RunId run, const char* name) { return json::parse(runs.get(run)->spec).at(name); };
        const float carried = std::bit_cast<float>(0x01010101U);
        QVERIFY(put({carried, carried, carried, carried}, {2, 2}));
        const auto frozen = importCheckpoint(*m_project, options);
        QVERIFY2(frozen, frozen ? "" : frozen.error().text().c_str());
        QCOMPARE(field(*frozen, "train_encoder").get<bool>(), false);
        QCOMPARE(field(*frozen, "order").get<std::string>(), std::string("reversed"));
        QVERIFY(!runs.param(*frozen, "encoder_hash/last").value());

        const std::vector<float> other = {1, 2, 3, 4};
        QVERIFY(put(other, {2, 2}));
        const auto trained = importCheckpoint(*m_project, options);
        QVERIFY2(trained, trained ? "" : trained.error().text().c_str());
        QCOMPARE(field(*trained, "train_encoder").get<bool>(), true);
        const Path folder = m_project->checkpointsFolder() / fmt::format("run-{}", *trained) / "encoder-best";
        const SafetensorsFile made = SafetensorsFile::open(folder / "model.safetensors").value();
        QVERIFY(made.floats("visual_projection.weight").value() == std::vector<float>(4, carried)); // the file's
        QVERIFY(made.floats("text_projection.weight").value() == other);                            // it has none: the project's
        const auto data = icl::TaskData::open(*m_project, data::Task::Caption).value();
        const auto used = loadTrained(*m_project, *m_database, *trained, "best", {}, data);
        QVERIFY(!used && used.error().hint.find("fulcrum-cli embed --task caption --encoder") != std::string::npos);

        QVERIFY(put(other, {4, 1}));
        const auto unlike = importCheckpoint(*m_project, options);
        QCOMPARE(unlike.error().code, ErrorCode::Usage);
        QVERIFY(unlike.error().why.find("visual_projection.weight") != std::string::npos);
        QVERIFY(writeFileAtomic(weights, "no tensors"));
        QVERIFY(!importCheckpoint(*m_project, options));
        std::filesystem::remove(weights);
        for (const auto& entry : std::filesystem::directory_iterator(m_project->checkpointsFolder()))
            QVERIFY2(!entry.path().filename().string().starts_with("importing-"), entry.path().c_str());
    }

    void anotherNumberOfItems()
    {
        CheckpointImport options;
        options.file = write(lightning(items() + 1, {}), "other.ckpt");
        const std::size_t before = store::RunRepository(*m_database).list()->size();
        const auto run = importCheckpoint(*m_project, options);
        QCOMPARE(run.error().code, ErrorCode::Usage);
        QVERIFY2(run.error().why.find(fmt::format("expects an index of {} samples", items() + 1)) != std::string::npos,
            run.error().why.c_str());
        options.file = write(lightning(items(), {}), "other.ckpt");
        options.dmRun = 999;
        QVERIFY(!importCheckpoint(*m_project, options));
        QCOMPARE(store::RunRepository(*m_database).list()->size(), before);
    }
};

QTEST_GUILESS_MAIN(TestCheckpointImport)
#include "tst_checkpoint_import.moc"
