// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/model/backend.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <set>

using namespace fulcrum;
using namespace fulcrum::model;

namespace {

constexpr int kItems = 12, kProjection = 8;

LeverConfig tinyConfig(LeverConfig::Architecture architecture = LeverConfig::Architecture::Gpt2)
{
    LeverConfig config;
    config.architecture = architecture;
    config.items = kItems;
    config.projection = kProjection;
    config.width = 16;
    config.heads = 4;
    return config;
}

Backend* engine()
{
    const auto opened = openBackend();
    return opened ? *opened : nullptr;
}

struct Embeddings
{
    std::vector<float> image, text;
    std::size_t rows;

    Embeddings(std::size_t count, std::uint64_t unit) : rows(count)
    {
        Rng rng(8, {unit});
        for (std::size_t i = 0; i < count * kProjection; ++i) {
            image.push_back(static_cast<float>(rng.normal()));
            text.push_back(static_cast<float>(rng.normal()));
        }
    }
    LeverFeatures features() const { return {image, text, rows}; }
};

std::unique_ptr<LeverModel> leverModel(const LeverConfig& config, std::uint64_t seed = 1)
{
    auto made = engine()->createLeverModel(config, seed, {"cpu", Precision::Float32, 1});
    if (!made || !(*made)->setItems(Embeddings(kItems, 77).features()))
        return nullptr;
    return std::move(*made);
}

LeverTrainOptions training(std::int64_t steps)
{
    LeverTrainOptions options;
    options.learningRate = 5e-3;
    options.totalSteps = steps;
    options.queryNoise = 0.05;
    options.seed = 6;
    return options;
}

/// Rows whose first item follows from the sign of the query's first number.
LeverBatch batch(const Embeddings& queries)
{
    LeverBatch made{queries.features(), {}};
    for (std::size_t row = 0; row < queries.rows; ++row)
        made.sequences.push_back(queries.image[row * kProjection] > 0 ? std::vector<int>{2, 9} : std::vector<int>{7, 4});
    return made;
}

std::vector<int> itemsOf(const LeverSequence& sequence)
{
    std::vector<int> items;
    for (const LeverStep& step : sequence)
        items.push_back(step.item);
    return items;
}

} // namespace

class TestLeverModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(engine(), "the engine must be built for this test"); }

    void goldenCasesPass_data()
    {
        QTest::addColumn<QString>("folder");
        for (const auto& entry : std::filesystem::directory_iterator(Path(FULCRUM_TEST_DATA) / "golden/lvlm/leverlm"))
            if (entry.is_directory())
                QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().string());
    }

    void goldenCasesPass()
    {
        QFETCH(QString, folder);
        const auto report = engine()->conformance(folder.toStdString(), "lever", {});
        QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
        QVERIFY(report->cases.size() > 15);
        for (const ConformanceCase& one : report->cases)
            QVERIFY2(one.passed, qPrintable(QString("%1: %2 > %3 %4").arg(one.name.c_str()).arg(one.largestError)
                                                .arg(one.tolerance).arg(one.note.c_str())));
    }

    void impossibleShapesAreRefused_data()
    {
        QTest::addColumn<LeverConfig>("config");
        const auto row = [](const char* name, auto change) {
            LeverConfig config = tinyConfig();
            change(config);
            QTest::newRow(name) << config;
        };
        row("heads", [](LeverConfig& c) { c.heads = 5; });
        row("no heads", [](LeverConfig& c) { c.heads = 0; });
        row("no items", [](LeverConfig& c) { c.items = 0; });
        row("negative width", [](LeverConfig& c) { c.width = -16; });
        row("layers", [](LeverConfig& c) { c.layers = 1'000'000; });
        row("no query", [](LeverConfig& c) { c.queryImage = c.queryText = false; });
        row("adapter", [](LeverConfig& c) { c.adapter = false; });
        row("dropout", [](LeverConfig& c) { c.dropout = 1; });
        row("dropout not a number", [](LeverConfig& c) { c.dropout = std::nan(""); });
        row("memory", [](LeverConfig& c) { c.items = 10'000'000; c.width = 16384; c.heads = 1; });
    }

    void impossibleShapesAreRefused()
    {
        QFETCH(LeverConfig, config);
        const auto made = engine()->createLeverModel(config, 1, {});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::OutOfRange);
    }

    void generationFollowsItsRules_data()
    {
        QTest::addColumn<int>("architecture");
        QTest::newRow("gpt2") << static_cast<int>(LeverConfig::Architecture::Gpt2);
        QTest::newRow("lstm") << static_cast<int>(LeverConfig::Architecture::Lstm);
    }

    void generationFollowsItsRules()
    {
        QFETCH(int, architecture);
        const auto lever = leverModel(tinyConfig(static_cast<LeverConfig::Architecture>(architecture)));
        QVERIFY(lever);
        const Embeddings queries(5, 3);
        LeverGenerateOptions options;
        options.shots = 4;
        options.alternatives = kItems;
        options.excluded = {{0, 1, 2}, {}, {3}};
        const auto sequences = lever->generate(queries.features(), options, {});
        QVERIFY2(sequences.has_value(), sequences ? "" : sequences.error().text().c_str());
        QCOMPARE(sequences->size(), std::size_t{5});
        LeverBatch chosen{queries.features(), {}};
        for (std::size_t row = 0; row < 5; ++row) {
            const std::vector<int> items = itemsOf(sequences->at(row));
            chosen.sequences.push_back(items);
            QCOMPARE(std::set<int>(items.begin(), items.end()).size(), std::size_t{4});
            for (std::size_t at = 0; at < 4; ++at) {
                const LeverStep& step = sequences->at(row)[at];
                QCOMPARE(step.rank, 1); // greedy without a batch mask takes the best
                QCOMPARE(step.alternatives.front().first, step.item);
                QCOMPARE(step.alternatives.front().second, step.probability);
                const std::size_t barred = row < options.excluded.size() ? options.excluded[row].size() : 0;
                QCOMPARE(step.alternatives.size(), kItems - at - barred);
                double sum = 0, entropy = 0;
                for (const auto& [item, probability] : step.alternatives) {
                    sum += probability;
                    entropy -= probability * std::log2(probability);
                }
                QVERIFY(std::abs(sum - 1) < 1e-9);
                QVERIFY(std::abs(entropy - step.entropyBits) < 1e-9);
            }
        }
        const auto scores = lever->score(chosen);
        QVERIFY(scores.has_value());
        for (std::size_t at = 0; at < 4; ++at) // row 1 has no exclusions: both see the same allowed items
            QVERIFY(std::abs(scores->at(1)[at] - std::log(sequences->at(1)[at].probability)) < 1e-5);
    }

    void attentionIsOfWhatCameBefore()
    {
        const auto lever = leverModel(tinyConfig());
        const Embeddings query(1, 4);
        const std::vector<int> items = {3, 0, 2};
        const auto attention = lever->attention(query.features(), items);
        QVERIFY2(attention.has_value(), attention ? "" : attention.error().text().c_str());
        QCOMPARE(attention->positions, 5);
        QCOMPARE(attention->layers, tinyConfig().layers);
        QCOMPARE(attention->heads, tinyConfig().heads);
        double firstColumn = 0;
        for (int layer = 0; layer < attention->layers; ++layer)
            for (int head = 0; head < attention->heads; ++head)
                for (int from = 0; from < 5; ++from) {
                    double sum = 0;
                    for (int to = 0; to < 5; ++to) {
                        sum += attention->at(layer, head, from, to);
                        QVERIFY(to <= from || attention->at(layer, head, from, to) == 0.0F);
                    }
                    QVERIFY(std::abs(sum - 1) < 1e-5);
                    firstColumn += attention->at(layer, head, from, 0);
                }
        QVERIFY(firstColumn < 5.0 * attention->layers * attention->heads - 1e-3); // not only BOS is looked at
        QCOMPARE(lever->attention(query.features(), std::vector<int> {999}).error().code, ErrorCode::OutOfRange);
        LeverConfig lstm = tinyConfig();
        lstm.architecture = LeverConfig::Architecture::Lstm;
        const auto none = leverModel(lstm)->attention(query.features(), items);
        QVERIFY(none.has_value() && none->positions == 0 && none->weights.empty());
    }

    void theOfficialBatchMaskBlocksAcrossRows()
    {
        const auto lever = leverModel(tinyConfig());
        const Embeddings queries(3, 3);
        LeverGenerateOptions options;
        options.shots = 3;
        options.officialBatchMask = true;
        const auto sequences = lever->generate(queries.features(), options, {});
        QVERIFY(sequences.has_value());
        for (std::size_t row = 0; row < 3; ++row)
            for (std::size_t at = 1; at < 3; ++at)
                for (std::size_t other = 0; other < 3; ++other)
                    for (std::size_t before = 0; before < at; ++before)
                        QVERIFY(sequences->at(row)[at].item != sequences->at(other)[before].item);
    }

    void impossibleRequestsAreRefused()
    {
        const auto lever = leverModel(tinyConfig());
        const Embeddings queries(2, 3);
        LeverGenerateOptions options;
        options.shots = kItems + 1;
        QCOMPARE(lever->generate(queries.features(), options, {}).error().code, ErrorCode::OutOfRange);
        options.shots = kItems;
        options.excluded = {{4}};
        QCOMPARE(lever->generate(queries.features(), options, {}).error().code, ErrorCode::OutOfRange);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(lever->generate(queries.features(), {}, stop.get_token()).error().code, ErrorCode::Cancelled);
        LeverFeatures wrong = queries.features();
        wrong.image = wrong.image.subspan(1);
        QCOMPARE(lever->generate(wrong, {}, {}).error().code, ErrorCode::Malformed);
        LeverBatch outside = batch(queries);
        outside.sequences[0][0] = kItems;
        QCOMPARE(lever->score(outside).error().code, ErrorCode::OutOfRange);
        outside.sequences[0] = {1};
        QCOMPARE(lever->score(outside).error().code, ErrorCode::Malformed);
        QCOMPARE(lever->trainStep(batch(queries)).error().code, ErrorCode::Usage);
        LeverTrainOptions absurd = training(10);
        absurd.learningRate = std::nan("");
        QCOMPARE(lever->beginTraining(absurd).error().code, ErrorCode::OutOfRange);
        absurd = training(10);
        absurd.weightDecay = std::nan("");
        QCOMPARE(lever->beginTraining(absurd).error().code, ErrorCode::OutOfRange);
    }

    void sequencesLongerThanThePositionsAreRefused()
    {
        LeverConfig config = tinyConfig();
        config.items = 1100;
        const auto lever = std::move(*engine()->createLeverModel(config, 1, {}));
        QVERIFY(lever->setItems(Embeddings(1100, 77).features()));
        const Embeddings query(1, 3);
        LeverBatch longRow{query.features(), {std::vector<int>(1050, 1)}};
        QCOMPARE(lever->score(longRow).error().code, ErrorCode::OutOfRange);
        LeverGenerateOptions options;
        options.shots = 1050;
        QCOMPARE(lever->generate(query.features(), options, {}).error().code, ErrorCode::OutOfRange);
    }

    void theScheduleWarmsUpAndFallsToZero()
    {
        const auto lever = leverModel(tinyConfig());
        const Embeddings queries(2, 3);
        LeverTrainOptions options = training(20);
        options.warmup = 0.125; // 2.5 steps
        QVERIFY(lever->beginTraining(options));
        std::vector<double> rates;
        for (int step = 0; step < 20; ++step) {
            rates.push_back(lever->learningRate() / options.learningRate);
            QVERIFY(lever->trainStep(batch(queries)));
        }
        QCOMPARE(rates[0], 0.0);
        QCOMPARE(rates[1], 1 / 2.5);
        QCOMPARE(rates[2], 2 / 2.5);
        QVERIFY(std::abs(rates[3] - 0.5 * (1 + std::cos(M_PI * 0.5 / 17.5))) < 1e-12);
        QVERIFY(std::abs(lever->learningRate()) < 1e-12);
    }

    void trainingLearnsWhatFollowsFromTheQuery_data() { generationFollowsItsRules_data(); }

    void trainingLearnsWhatFollowsFromTheQuery()
    {
        QFETCH(int, architecture);
        const auto lever = leverModel(tinyConfig(static_cast<LeverConfig::Architecture>(architecture)));
        const Embeddings queries(32, 3);
        QVERIFY(lever->beginTraining(training(150)));
        const double before = lever->evaluate(batch(queries)).value();
        for (int step = 0; step < 150; ++step)
            QVERIFY(lever->trainStep(batch(queries)));
        QVERIFY(lever->evaluate(batch(queries)).value() < 0.3 * before);
        const auto sequences = lever->generate(queries.features(), {}, {});
        int right = 0;
        for (std::size_t row = 0; row < 32; ++row)
            right += itemsOf(sequences->at(row)) == batch(queries).sequences[row] ? 1 : 0;
        QVERIFY2(right >= 28, qPrintable(QString::number(right)));
    }

    void trainingResumesOnTheSameTrajectory_data() { generationFollowsItsRules_data(); }

    void trainingResumesOnTheSameTrajectory()
    {
        QFETCH(int, architecture);
        QTemporaryDir folder;
        const Path state = Path(folder.path().toStdString()) / "state.safetensors";
        const LeverConfig config = tinyConfig(static_cast<LeverConfig::Architecture>(architecture));
        const auto whole = leverModel(config), part = leverModel(config), later = leverModel(config, 42);
        for (const auto& one : {&whole, &part, &later})
            QVERIFY((*one)->beginTraining(training(12)));
        std::vector<double> losses;
        for (std::uint64_t step = 0; step < 12; ++step)
            losses.push_back(whole->trainStep(batch(Embeddings(6, step))).value());
        for (std::uint64_t step = 0; step < 5; ++step)
            QCOMPARE(part->trainStep(batch(Embeddings(6, step))).value(), losses[step]);
        QVERIFY(part->saveState(state));
        QVERIFY(later->loadState(state));
        QCOMPARE(later->learningRate(), part->learningRate());
        for (std::uint64_t step = 5; step < 12; ++step)
            QCOMPARE(later->trainStep(batch(Embeddings(6, step))).value(), losses[step]);
        const Path a = state.parent_path() / "a.safetensors", b = state.parent_path() / "b.safetensors";
        QVERIFY(whole->save(a) && later->save(b));
        QCOMPARE(readFile(a).value(), readFile(b).value());
    }

    void savedModelsAreTheSameModel_data() { generationFollowsItsRules_data(); }

    void savedModelsAreTheSameModel()
    {
        QFETCH(int, architecture);
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "lever.safetensors";
        LeverConfig config = tinyConfig(static_cast<LeverConfig::Architecture>(architecture));
        config.normalize = true;
        config.icdText = false;
        const auto lever = leverModel(config);
        QVERIFY(lever->save(file));
        auto loaded = engine()->loadLeverModel(file, nullptr, {});
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
        QCOMPARE((*loaded)->parameters(), lever->parameters());
        QCOMPARE((*loaded)->config().icdText, false);
        QCOMPARE((*loaded)->config().normalize, true);
        QVERIFY((*loaded)->setItems(Embeddings(kItems, 77).features()));
        const Embeddings queries(4, 9);
        QCOMPARE((*loaded)->score(batch(queries)).value(), lever->score(batch(queries)).value());
    }

    void foreignFilesAreRefused()
    {
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "lever.safetensors";
        QVERIFY(leverModel(tinyConfig())->save(file));
        std::string content = readFile(file).value();
        const auto replaced = [&](const std::string& from, const std::string& to) {
            std::string changed = content;
            const std::size_t at = changed.find(from);
            return at == std::string::npos ? std::string() : changed.replace(at, from.size(), to);
        };
        // Of equal length, so that the header stays well-formed.
        for (const auto& [from, to] : {std::pair<std::string, std::string>{"gpt2\\\"", "gptX\\\""}, {"\\\"items\\\":12", "\\\"items\\\":99"},
                 {"fulcrum_lever_config", "fulcrum_lever_confix"}}) {
            const std::string changed = replaced(from, to);
            QVERIFY2(!changed.empty(), from.c_str());
            QVERIFY(writeFileAtomic(file, changed));
            const auto loaded = engine()->loadLeverModel(file, nullptr, {});
            QVERIFY2(!loaded, from.c_str());
            QCOMPARE(loaded.error().code, ErrorCode::Malformed);
        }
    }
};

QTEST_GUILESS_MAIN(TestLeverModel)
#include "tst_lever_model.moc"
