// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/model/backend.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using namespace fulcrum::model;

namespace {

constexpr int kSide = 16, kPatches = 4, kWords = 30, kEnd = 29;

nlohmann::json tinyConfig()
{
    const nlohmann::json tower = {{"hidden_size", 16}, {"num_hidden_layers", 2}, {"num_attention_heads", 2},
        {"intermediate_size", 32}, {"hidden_act", "quick_gelu"}};
    nlohmann::json config = {{"model_type", "clip"}, {"projection_dim", 8}, {"vision_config", tower}, {"text_config", tower}};
    config["vision_config"].update({{"image_size", kSide}, {"patch_size", 8}});
    config["text_config"].update({{"vocab_size", kWords}, {"max_position_embeddings", 10}, {"eos_token_id", kEnd}});
    return config;
}

Path writeConfig(const QTemporaryDir& folder, const nlohmann::json& config)
{
    const Path path = folder.path().toStdString();
    [&] { QVERIFY(writeFileAtomic(path / "config.json", config.dump())); }();
    return path;
}

/// Example `kind` shows a colour and says a word; `unit` varies the noise.
EncoderExample example(int kind, std::uint64_t unit, std::int64_t group)
{
    Rng rng(5, {static_cast<std::uint64_t>(kind), unit});
    EncoderExample made;
    made.image = {kSide, kSide, std::vector<float>(3 * kSide * kSide)};
    for (std::size_t i = 0; i < made.image.values.size(); ++i)
        made.image.values[i] = static_cast<float>(0.1 * rng.normal() + ((i / 256 + static_cast<std::size_t>(kind)) % 3 == 0 ? 1.5 : 0)
            + (kind >= 3 && i % 16 < 8 ? -1.5 : 0));
    made.text = {1, 5 + kind, kEnd};
    made.group = group;
    made.dense.heads = {std::vector<std::int32_t>(kPatches, kind % 3), {kind / 3, -1, -1, kind / 3}};
    return made;
}

std::vector<EncoderExample> batch(std::uint64_t unit)
{
    std::vector<EncoderExample> made;
    for (int kind = 0; kind < 6; ++kind)
        made.push_back(example(kind, unit, kind));
    return made;
}

Backend* engine()
{
    const auto opened = openBackend();
    return opened ? *opened : nullptr;
}

std::unique_ptr<EncoderTrainer> trainer(const Path& folder, std::uint64_t seed)
{
    const std::vector<int> heads = {3, 2};
    auto made = engine()->createEncoderTrainer(folder, seed, heads, 0.02, 1);
    return made ? std::move(*made) : nullptr;
}

} // namespace

class TestClip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(engine(), "the engine must be built for this test"); }

    void goldenCasesPass_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("least");
        QTest::newRow("tiny_a") << "tiny_a" << 40;
        QTest::newRow("tiny_b") << "tiny_b" << 40;
        QTest::newRow("tiny_gelu") << "tiny_gelu" << 20;
    }

    void goldenCasesPass()
    {
        QFETCH(QString, folder);
        QFETCH(int, least);
        const auto report = engine()->conformance(Path(FULCRUM_TEST_DATA) / "golden/clip" / folder.toStdString(), "clip", {});
        QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
        QVERIFY(static_cast<int>(report->cases.size()) >= least);
        for (const ConformanceCase& one : report->cases) {
            QVERIFY2(one.passed, qPrintable(QString("%1: %2 > %3 %4").arg(one.name.c_str()).arg(one.largestError)
                                                .arg(one.tolerance).arg(one.note.c_str())));
        }
    }

    void embeddingsDoNotDependOnTheBatch_data()
    {
        QTest::addColumn<int>("precision");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("float32") << static_cast<int>(Precision::Float32) << 1e-6;
        QTest::newRow("bfloat16") << static_cast<int>(Precision::BFloat16) << 0.05;
    }

    void embeddingsDoNotDependOnTheBatch()
    {
        QFETCH(int, precision);
        QFETCH(double, tolerance);
        QTemporaryDir folder;
        const Path path = writeConfig(folder, tinyConfig());
        QVERIFY(trainer(path, 3)->saveModel(path));
        LoadOptions options{"cpu", static_cast<Precision>(precision), 1};
        auto encoder = engine()->loadEncoder(path, options);
        QVERIFY2(encoder.has_value(), encoder ? "" : encoder.error().text().c_str());
        QCOMPARE((*encoder)->info().dimensions, 8);
        QCOMPARE((*encoder)->info().hash.size(), std::size_t{64});
        std::vector<std::vector<std::int32_t>> texts;
        std::vector<Pixels> images;
        for (int i = 0; i < 70; ++i) { // more than one internal batch
            texts.push_back({1});
            for (int word = 0; word < i % 6; ++word)
                texts.back().push_back(2 + (i + 7 * word) % 25);
            texts.back().push_back(kEnd);
            images.push_back(example(i % 6, static_cast<std::uint64_t>(i), 0).image);
        }
        const auto allTexts = (*encoder)->encodeTexts(texts, {});
        const auto allImages = (*encoder)->encodeImages(images, {});
        QVERIFY2(allTexts.has_value(), allTexts ? "" : allTexts.error().text().c_str());
        QVERIFY2(allImages.has_value(), allImages ? "" : allImages.error().text().c_str());
        for (const int row : {0, 5, 69}) {
            const auto at = static_cast<std::size_t>(row);
            const auto text = (*encoder)->encodeTexts(std::span(&texts[at], 1), {});
            const auto image = (*encoder)->encodeImages(std::span(&images[at], 1), {});
            QVERIFY(text && image);
            double norm = 0;
            for (std::size_t i = 0; i < 8; ++i) {
                QVERIFY(std::abs(text->at(i) - allTexts->at(at * 8 + i)) < tolerance);
                QVERIFY(std::abs(image->at(i) - allImages->at(at * 8 + i)) < tolerance);
                norm += static_cast<double>(text->at(i)) * text->at(i);
            }
            QVERIFY(std::abs(norm - 1) < std::max(tolerance, 1e-5));
        }
    }

    void inputsThatDoNotFitAreRefused()
    {
        QTemporaryDir folder;
        const Path path = writeConfig(folder, tinyConfig());
        QVERIFY(trainer(path, 3)->saveModel(path));
        auto encoder = engine()->loadEncoder(path, {"cpu", Precision::Float32, 1});
        QVERIFY(encoder.has_value());
        const std::vector<std::vector<std::int32_t>> tooLong = {std::vector<std::int32_t>(11, 4)}, unknown = {{1, kWords}}, empty = {{}};
        for (const auto& texts : {tooLong, unknown, empty})
            QCOMPARE((*encoder)->encodeTexts(texts, {}).error().code, ErrorCode::OutOfRange);
        std::vector<Pixels> images = {example(0, 0, 0).image};
        images[0].height = 8;
        QCOMPARE((*encoder)->encodeImages(images, {}).error().code, ErrorCode::Malformed);
        std::stop_source stop;
        stop.request_stop();
        images[0].height = kSide;
        QCOMPARE((*encoder)->encodeImages(images, stop.get_token()).error().code, ErrorCode::Cancelled);
    }

    void damagedFoldersAreRefused()
    {
        QTemporaryDir folder;
        const Path path = writeConfig(folder, tinyConfig());
        QCOMPARE(engine()->loadEncoder(path, {}).error().code, ErrorCode::ModelUnavailable);
        QVERIFY(trainer(path, 3)->saveModel(path));
        const std::string whole = readFile(path / "model.safetensors").value();
        for (const std::size_t size : {std::size_t{0}, std::size_t{7}, whole.size() / 2, whole.size() - 1}) {
            QVERIFY(writeFileAtomic(path / "model.safetensors", std::string_view(whole).substr(0, size)));
            QCOMPARE(engine()->loadEncoder(path, {}).error().code, ErrorCode::Malformed);
        }
        QVERIFY(writeFileAtomic(path / "model.safetensors", whole));
        for (const char* key : {"hidden_size", "num_attention_heads", "num_hidden_layers"})
            for (const nlohmann::json& value : {nlohmann::json(-1), nlohmann::json(7), nlohmann::json(1e300), nlohmann::json("x")}) {
                nlohmann::json config = tinyConfig();
                config["text_config"][key] = value;
                writeConfig(folder, config);
                QVERIFY(!engine()->loadEncoder(path, {}));
            }
    }

    void examplesOfOneGroupAreNotNegatives()
    {
        QTemporaryDir folder;
        const Path path = writeConfig(folder, tinyConfig());
        const std::vector<EncoderExample> same = {example(0, 0, 7), example(1, 0, 7)}, other = {example(0, 0, 7), example(1, 0, 8)};
        // Without a negative left, every example is certain.
        QCOMPARE(trainer(path, 1)->step(same, 0, 0)->contrastive, 0.0);
        QVERIFY(trainer(path, 1)->step(other, 0, 0)->contrastive > 0.01);
    }

    void trainingLearnsAndTheModelCanBeLoaded()
    {
        QTemporaryDir folder;
        const Path path = writeConfig(folder, tinyConfig());
        const auto model = trainer(path, 2);
        EncoderTrainer::StepResult first, last;
        for (std::uint64_t step = 0; step < 60; ++step) {
            const auto result = model->step(batch(step), 5e-3, 0.5);
            QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
            (step == 0 ? first : last) = *result;
        }
        QVERIFY2(last.contrastive < 0.5 * first.contrastive, qPrintable(QString::number(last.contrastive)));
        QVERIFY(last.dense < 0.5 * first.dense);
        QVERIFY(model->saveModel(path));
        const auto file = SafetensorsFile::open(path / "model.safetensors");
        QVERIFY(file.has_value());
        for (const char* name : {"vision_model.pre_layrnorm.weight", "text_model.encoder.layers.1.self_attn.k_proj.bias", "logit_scale"})
            QVERIFY2(file->find(name), name);
        QVERIFY(file->find("logit_scale")->shape.empty());
        auto encoder = engine()->loadEncoder(path, {"cpu", Precision::Float32, 1});
        QVERIFY(encoder.has_value());
        int right = 0;
        std::vector<std::vector<std::int32_t>> texts;
        std::vector<Pixels> images;
        for (const EncoderExample& one : batch(1000)) {
            texts.push_back(one.text);
            images.push_back(one.image);
        }
        const auto t = (*encoder)->encodeTexts(texts, {}), i = (*encoder)->encodeImages(images, {});
        QVERIFY(t && i);
        for (std::size_t row = 0; row < 6; ++row) {
            std::vector<double> cosine(6, 0);
            for (std::size_t column = 0; column < 6; ++column)
                for (std::size_t k = 0; k < 8; ++k)
                    cosine[column] += static_cast<double>(i->at(row * 8 + k)) * t->at(column * 8 + k);
            right += std::max_element(cosine.begin(), cosine.end()) - cosine.begin() == static_cast<std::ptrdiff_t>(row) ? 1 : 0;
        }
        QVERIFY(right >= 5);
    }

    void theScaleStaysBelowOneHundred()
    {
        QTemporaryDir folder;
        nlohmann::json config = tinyConfig();
        config["logit_scale_init_value"] = 6.0;
        const Path path = writeConfig(folder, config);
        const auto model = trainer(path, 2);
        QVERIFY(model->step(batch(0), 1e-4, 0));
        QVERIFY(model->saveModel(path));
        const auto scale = SafetensorsFile::open(path / "model.safetensors")->floats("logit_scale");
        QVERIFY(std::exp(scale->front()) <= 100.001f);
    }

    void trainingResumesOnTheSameTrajectory()
    {
        QTemporaryDir folder;
        const Path path = writeConfig(folder, tinyConfig()), state = path / "state.safetensors";
        const auto whole = trainer(path, 4), part = trainer(path, 4), later = trainer(path, 99);
        std::vector<double> losses;
        for (std::uint64_t step = 0; step < 8; ++step)
            losses.push_back(whole->step(batch(step), 2e-3, 0.3)->contrastive);
        for (std::uint64_t step = 0; step < 4; ++step)
            QCOMPARE(part->step(batch(step), 2e-3, 0.3)->contrastive, losses[step]);
        QVERIFY(part->saveState(state));
        QVERIFY(later->loadState(state));
        for (std::uint64_t step = 4; step < 8; ++step)
            QCOMPARE(later->step(batch(step), 2e-3, 0.3)->contrastive, losses[step]);
        QVERIFY(writeFileAtomic(state, "damaged"));
        QCOMPARE(later->loadState(state).error().code, ErrorCode::Malformed);
    }

    void labelsAreChecked()
    {
        QTemporaryDir folder;
        const auto model = trainer(writeConfig(folder, tinyConfig()), 4);
        QVERIFY(!model->step({}, 1e-3, 1));
        auto examples = batch(0);
        examples[1].dense.heads[0][2] = 3;
        QCOMPARE(model->step(examples, 1e-3, 1).error().code, ErrorCode::OutOfRange);
        examples[1].dense.heads.pop_back();
        QCOMPARE(model->step(examples, 1e-3, 1).error().code, ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(TestClip)
#include "tst_clip.moc"
