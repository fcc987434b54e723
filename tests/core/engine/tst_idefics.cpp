// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/embed/feature_folder.h"
#include "core/model/backend.h"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using namespace fulcrum::model;

namespace {

constexpr int kSide = 16;
constexpr int kImage = 41, kFake = 40, kEnd = 2;

nlohmann::json tinyConfig()
{
    return {{"model_type", "idefics"}, {"vocab_size", 40}, {"additional_vocab_size", 2}, {"hidden_size", 32},
        {"intermediate_size", 48}, {"num_hidden_layers", 3}, {"num_attention_heads", 4}, {"cross_layer_interval", 2},
        {"qk_layer_norms", true}, {"alpha_initializer", "ones"}, {"alpha_init_value", 0.5}, {"initializer_range", 0.3},
        {"use_resampler", true}, {"max_sequence_length", 256},
        {"perceiver_config",
            {{"resampler_n_latents", 3}, {"resampler_depth", 1}, {"resampler_n_heads", 2}, {"resampler_head_dim", 8}}},
        {"vision_config",
            {{"embed_dim", 24}, {"image_size", kSide}, {"intermediate_size", 40}, {"patch_size", 8},
                {"num_hidden_layers", 2}, {"num_attention_heads", 3}}}};
}

ImageInput randomImage(int index)
{
    return {"image-" + std::to_string(index), [index]() -> Result<Pixels> {
                Rng rng(9, {static_cast<std::uint64_t>(index)});
                Pixels pixels{kSide, kSide, std::vector<float>(3 * kSide * kSide)};
                for (float& value : pixels.values)
                    value = static_cast<float>(rng.normal());
                return pixels;
            }};
}

std::vector<std::int32_t> words(Rng& rng, std::size_t most)
{
    std::vector<std::int32_t> tokens;
    for (std::size_t i = 0; i < 1 + rng.below(most); ++i)
        tokens.push_back(static_cast<std::int32_t>(3 + rng.below(37)));
    return tokens;
}

/// A forest of a root, random demonstrations that share prefixes, and a scored query under most nodes.
PromptForest randomForest(Rng& rng, std::vector<ScoreRequest>& requests)
{
    PromptForest forest;
    for (int i = 0; i < 6; ++i)
        forest.addImage(randomImage(i));
    std::vector<int> lengths;
    const auto add = [&](int parent, std::vector<std::int32_t> tokens, std::vector<int> images) {
        lengths.push_back((parent < 0 ? 0 : lengths[static_cast<std::size_t>(parent)]) + static_cast<int>(tokens.size()));
        return forest.addNode(parent, std::move(tokens), std::move(images));
    };
    std::vector<int> open{add(-1, {1}, {})};
    if (rng.chance(0.5))
        open.push_back(add(open[0], words(rng, 6), {}));
    for (int i = 0; i < 8; ++i) {
        std::vector<std::int32_t> tokens{kFake, kImage, kFake};
        for (const std::int32_t token : words(rng, 9))
            tokens.push_back(token);
        if (rng.chance(0.1))
            tokens.push_back(kEnd); // what follows sees no image until the next one
        open.push_back(add(open[rng.below(open.size())], tokens, {static_cast<int>(rng.below(6))}));
    }
    for (const int parent : open) {
        const bool withImage = rng.chance(0.8);
        std::vector<std::int32_t> tokens = withImage ? std::vector<std::int32_t>{kFake, kImage, kFake} : words(rng, 1);
        const int start = lengths[static_cast<std::size_t>(parent)] + static_cast<int>(rng.below(tokens.size() + 1));
        for (const std::int32_t token : words(rng, 8))
            tokens.push_back(token);
        tokens.push_back(kEnd);
        const int leaf = add(parent, tokens, withImage ? std::vector<int>{static_cast<int>(rng.below(6))} : std::vector<int>{});
        requests.push_back({leaf, start});
        if (rng.chance(0.3))
            requests.push_back({leaf, start + 1});
    }
    return forest;
}

std::vector<TrainDocument> randomDocuments(std::uint64_t seed)
{
    std::vector<TrainDocument> documents;
    Rng rng(seed);
    for (int d = 0; d < 5; ++d) {
        TrainDocument document{{1}, {0.0f}, {}};
        for (std::size_t pair = 0; pair < 1 + rng.below(3); ++pair) {
            const int image = static_cast<int>(rng.below(4));
            document.images.push_back(image);
            for (const std::int32_t token : {kFake, kImage, kFake, 3 + image, 10 + image, 20 + image}) {
                document.tokens.push_back(token);
                document.lossWeights.push_back(token < kFake ? 1.0f : 0.0f);
            }
        }
        documents.push_back(std::move(document));
    }
    return documents;
}

} // namespace

class TestIdefics : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    Backend* m_backend = nullptr;
    std::unique_ptr<VisionLanguageModel> m_model;

    Path path(const char* name) const { return Path(m_folder.path().toStdString()) / name; }
    std::unique_ptr<VisionLanguageTrainer> trainer(const Path& folder)
    {
        VisionLanguageTrainer::Options options;
        options.seed = 3;
        options.threads = 1;
        auto made = m_backend->createVisionLanguageTrainer(folder, {}, options);
        if (!made)
            qFatal("%s", made.error().text().c_str());
        const std::vector<ImageInput> images{randomImage(0), randomImage(1), randomImage(2), randomImage(3)};
        if (auto set = (*made)->setImages(images, {}); !set)
            qFatal("%s", set.error().text().c_str());
        return std::move(*made);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto backend = openBackend();
        QVERIFY2(backend, backend ? "" : backend.error().text().c_str());
        m_backend = *backend;
        QVERIFY(writeFileAtomic(path("tiny/config.json"), tinyConfig().dump()));
        QVERIFY(trainer(path("tiny"))->saveModel(path("tiny")));
        auto model = m_backend->loadVisionLanguageModel(path("tiny"), {.threads = 1});
        QVERIFY2(model, model ? "" : model.error().text().c_str());
        m_model = std::move(*model);
    }

    void agreesWithGoldenData_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("least");
        QTest::newRow("resampler, qk norms") << "tiny_a" << 100;
        QTest::newRow("vector gates") << "tiny_b_vector_noqk" << 100;
        QTest::newRow("sharded bfloat16") << "tiny_a_sharded_bf16" << 4;
    }
    void agreesWithGoldenData()
    {
        QFETCH(QString, folder);
        QFETCH(int, least);
        const Path golden = Path(FULCRUM_TEST_DATA) / "golden/lvlm/idefics" / folder.toStdString();
        const auto report = m_backend->conformance(golden, folder.toStdString(), {});
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QVERIFY2(static_cast<int>(report->cases.size()) >= least, qPrintable(QString::number(report->cases.size())));
        for (const ConformanceCase& one : report->cases)
            if (!one.passed)
                QFAIL(qPrintable(QString::fromStdString(one.name) + ": " + QString::number(one.largestError) + " > "
                    + QString::number(one.tolerance) + " " + QString::fromStdString(one.note)));
    }

    void forestEqualsPlainScoring()
    {
        const int asked = qEnvironmentVariableIntValue("FULCRUM_TEST_FORESTS"); // 0 when it is not set
        const std::uint64_t forests = asked > 0 ? static_cast<std::uint64_t>(asked) : 12;
        float largest = 0;
        for (std::uint64_t seed = 0; seed < forests; ++seed) {
            Rng rng(seed);
            std::vector<ScoreRequest> requests;
            const PromptForest forest = randomForest(rng, requests);
            ScoreOptions options;
            options.ignoreToken = rng.chance(0.5) ? 5 : -1;
            options.gate = seed % 3 == 2 ? GateVariant::Uniform432 : GateVariant::ZeroUnseen;
            options.maxTokensPerBatch = seed % 2 ? 16 : 8192;
            if (seed % 4 == 0)
                m_model->clearCaches(); // the other calls find prefixes of earlier forests
            const auto plain = m_model->scoreNaively(forest, requests, options, {});
            const auto shared = m_model->score(forest, requests, options, {});
            QVERIFY2(plain && shared, shared ? "" : shared.error().text().c_str());
            for (std::size_t i = 0; i < requests.size(); ++i) {
                QCOMPARE((*shared)[i].logprobs.size(), (*plain)[i].logprobs.size());
                for (std::size_t t = 0; t < (*plain)[i].logprobs.size(); ++t)
                    largest = std::max(largest, std::abs((*shared)[i].logprobs[t] - (*plain)[i].logprobs[t]));
                QVERIFY(std::abs((*shared)[i].probability - (*plain)[i].probability) < 1e-5);
            }
        }
        qInfo("largest difference of a log-probability: %g", static_cast<double>(largest));
        QVERIFY(largest < 1e-4f);
    }

    void prefixesAndImagesRunOnce()
    {
        m_model->clearCaches();
        PromptForest forest;
        for (int i = 0; i < 3; ++i)
            forest.addImage(randomImage(i));
        const int root = forest.addNode(-1, {1, 7, 8}, {});
        const int demo = forest.addNode(root, {kFake, kImage, kFake, 9, 10}, {0});
        std::vector<ScoreRequest> requests;
        for (int i = 0; i < 4; ++i)
            requests.push_back({forest.addNode(demo, {kFake, kImage, kFake, 11 + i, kEnd}, {1 + i % 2}), 11});
        m_model->takeWork();
        QVERIFY(m_model->score(forest, requests, {}, {}));
        const WorkCounter first = m_model->takeWork();
        QCOMPARE(first.imagesEncoded, std::int64_t{3});
        QCOMPARE(first.tokensRun, std::int64_t{3 + 5 + 4 * 4}); // a leaf's last token predicts nothing
        QVERIFY(m_model->score(forest, requests, {}, {}));
        const WorkCounter again = m_model->takeWork();
        QCOMPARE(again.imagesEncoded, std::int64_t{0});
        QCOMPARE(again.tokensRun, std::int64_t{4 * 4});
        QVERIFY(again.flops > 0 && again.flops < first.flops);
    }

    /// With features on disk the vision side is not run again, and no bit of a score differs.
    void aWarmRunEncodesNothing()
    {
        Rng rng(21);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(rng, requests);
        const auto run = [&](std::int64_t& encoded) {
            m_model->clearCaches();
            m_model->takeWork();
            const auto scores = m_model->score(forest, requests, {}, {});
            encoded = m_model->takeWork().imagesEncoded;
            std::vector<std::vector<float>> logprobs;
            for (std::size_t i = 0; scores && i < scores->size(); ++i)
                logprobs.push_back((*scores)[i].logprobs);
            return logprobs;
        };
        std::int64_t encoded = 0;
        const auto plain = run(encoded);
        QVERIFY(encoded > 0);
        const std::int64_t all = encoded;
        embed::FeatureFolder::Options room;
        room.spareBytes = 0;
        const auto open = [&] { return std::make_shared<embed::FeatureFolder>(path("features/tiny"), "tiny", room); };
        m_model->setFeatureStore(open());
        QVERIFY(run(encoded) == plain);
        QCOMPARE(encoded, all);
        m_model->setFeatureStore(nullptr); // the folder's last owner writes what is left
        m_model->setFeatureStore(open());
        QVERIFY(run(encoded) == plain);
        QCOMPARE(encoded, std::int64_t{0});
        m_model->setFeatureStore(nullptr);
    }

    /// Scores do not change when micro-batches run out of memory, as long as single prompts fit.
    void outOfMemoryHalvesTheBatch()
    {
        Rng rng(22);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(rng, requests);
        m_model->clearCaches();
        const auto plain = m_model->score(forest, requests, {}, {});
        QVERIFY(plain);
        for (const int after : {0, 1, 3}) {
            std::atomic<int> calls{0};
            std::atomic<std::int64_t> largest{0};
            ScoreOptions options;
            options.onMicroBatch = [&](std::int64_t tokens) {
                if (calls++ >= after && tokens > 16)
                    throw std::bad_alloc();
                largest = std::max(largest.load(), tokens);
            };
            m_model->clearCaches();
            const auto scores = m_model->score(forest, requests, options, {});
            QVERIFY2(scores, scores ? "" : scores.error().text().c_str());
            for (std::size_t i = 0; i < requests.size(); ++i)
                QVERIFY(std::abs((*scores)[i].nll - (*plain)[i].nll) < 1e-5);
            QVERIFY(calls > after);
        }
        ScoreOptions hopeless;
        hopeless.onMicroBatch = [](std::int64_t) { throw std::bad_alloc(); };
        m_model->clearCaches();
        const auto refused = m_model->score(forest, requests, hopeless, {});
        QVERIFY(!refused && refused.error().code == ErrorCode::OutOfMemory);
        const auto again = m_model->score(forest, requests, {}, {}); // and nothing is left behind
        QVERIFY(again);
        for (std::size_t i = 0; i < requests.size(); ++i)
            QVERIFY((*again)[i].logprobs == (*plain)[i].logprobs);
    }

    /// Somebody's question is answered before the job's next micro-batch, and the job's numbers do not show it.
    void interactiveCallsOvertake()
    {
        Rng rng(23);
        std::vector<ScoreRequest> requests, own;
        const PromptForest forest = randomForest(rng, requests), question = randomForest(rng, own);
        struct Person final : Interruption
        {
            bool wanted() const override { return batches == askAt && !served; }
            void serve() override
            {
                served = true;
                servedAfter = batches;
                ScoreOptions options;
                options.interactive = true;
                answer = model->score(*question, *own, options, {});
            }
            VisionLanguageModel* model = nullptr;
            const PromptForest* question = nullptr;
            const std::vector<ScoreRequest>* own = nullptr;
            int batches = 0, askAt = 5, servedAfter = -1;
            bool served = false;
            Result<std::vector<LeafScore>> answer;
        } person;
        person.model = m_model.get();
        person.question = &question;
        person.own = &own;
        ScoreOptions options;
        options.maxTokensPerBatch = 16;
        options.onMicroBatch = [&](std::int64_t) { ++person.batches; };
        m_model->clearCaches();
        const auto undisturbed = m_model->score(forest, requests, options, {});
        QVERIFY(undisturbed && person.batches > 8);
        person.batches = 0;
        m_model->clearCaches();
        m_model->setInterruption(&person);
        const auto scores = m_model->score(forest, requests, options, {});
        m_model->setInterruption(nullptr);
        QVERIFY(scores && person.served && person.answer);
        QCOMPARE(person.servedAfter, person.askAt);
        for (std::size_t i = 0; i < requests.size(); ++i)
            QVERIFY((*scores)[i].logprobs == (*undisturbed)[i].logprobs);
        const auto plain = m_model->scoreNaively(question, own, {}, {});
        QVERIFY(plain);
        for (std::size_t i = 0; i < own.size(); ++i)
            QVERIFY(std::abs((*person.answer)[i].nll - (*plain)[i].nll) < 1e-4);
    }

    /// Images are what takes longest at the start of an anchor: who waits does not wait for all of them.
    void aQuestionIsAnsweredBetweenImages()
    {
        int loaded = 0;
        const auto withImages = [&](std::vector<int> images, std::vector<ScoreRequest>& requests, bool counted) {
            PromptForest forest;
            const int root = forest.addNode(-1, {1, 7, 8}, {});
            for (int place = 0; place < static_cast<int>(images.size()); ++place) {
                ImageInput image = randomImage(images[static_cast<std::size_t>(place)]);
                if (counted)
                    image.load = [load = image.load, &loaded] {
                        ++loaded;
                        return load();
                    };
                forest.addImage(std::move(image));
                requests.push_back({forest.addNode(root, {kFake, kImage, kFake, 9 + place, kEnd}, {place}), 7});
            }
            return forest;
        };
        std::vector<ScoreRequest> requests, own;
        const PromptForest forest = withImages({0, 1, 2, 3, 4}, requests, true), question = withImages({1, 3, 6}, own, false);
        struct Person final : Interruption
        {
            bool wanted() const override { return *loaded == 2 && !served; }
            void serve() override
            {
                served = true;
                ScoreOptions options;
                options.interactive = true;
                answer = model->score(*question, *own, options, {});
            }
            VisionLanguageModel* model = nullptr;
            const PromptForest* question = nullptr;
            const std::vector<ScoreRequest>* own = nullptr;
            const int* loaded = nullptr;
            bool served = false;
            Result<std::vector<LeafScore>> answer;
        } person;
        person.model = m_model.get();
        person.question = &question;
        person.own = &own;
        person.loaded = &loaded;
        m_model->clearCaches();
        const auto undisturbed = m_model->score(forest, requests, {}, {});
        QVERIFY(undisturbed && loaded == 5);
        loaded = 0;
        m_model->clearCaches();
        m_model->setInterruption(&person);
        const auto scores = m_model->score(forest, requests, {}, {});
        m_model->setInterruption(nullptr);
        QVERIFY(scores && person.served && person.answer);
        for (std::size_t i = 0; i < requests.size(); ++i)
            QVERIFY((*scores)[i].logprobs == (*undisturbed)[i].logprobs);
        const auto plain = m_model->scoreNaively(question, own, {}, {});
        QVERIFY(plain);
        for (std::size_t i = 0; i < own.size(); ++i)
            QVERIFY(std::abs((*person.answer)[i].nll - (*plain)[i].nll) < 1e-4);
    }

    void tokensAreStreamed()
    {
        Rng rng(24);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(rng, requests);
        std::vector<int> leaves;
        for (int node = 1; node < static_cast<int>(forest.nodes.size()); node += 2)
            leaves.push_back(node);
        for (const int beams : {1, 3}) {
            std::vector<std::vector<std::int32_t>> streamed(leaves.size());
            GenerateOptions options;
            options.beams = beams;
            options.maxNewTokens = 6;
            options.endToken = 12;
            options.onToken = [&](std::size_t leaf, std::int32_t token) { streamed[leaf].push_back(token); };
            const auto results = m_model->generate(forest, leaves, options, {});
            QVERIFY(results);
            for (std::size_t i = 0; i < leaves.size(); ++i)
                QCOMPARE(streamed[i], (*results)[i].tokens);
        }
    }

    void noEndBeforeTheLeastNumberOfTokens()
    {
        Rng rng(25);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(rng, requests);
        const std::vector<int> leaves{1, 2, 3, 4};
        GenerateOptions options;
        options.maxNewTokens = 6;
        const auto free = m_model->generate(forest, leaves, options, {});
        QVERIFY(free && !(*free)[0].tokens.empty());
        for (const int beams : {1, 3}) {
            options.beams = beams;
            options.endToken = (*free)[0].tokens[0]; // what the first prompt would end with at once
            options.minNewTokens = 0;
            const auto early = m_model->generate(forest, leaves, options, {});
            options.minNewTokens = 4;
            const auto late = m_model->generate(forest, leaves, options, {});
            QVERIFY(early && late);
            if (beams == 1)
                QVERIFY((*early)[0].finished && (*early)[0].tokens.empty());
            for (const Generation& one : *late) {
                QVERIFY(one.tokens.size() >= 4);
                QVERIFY(std::find(one.tokens.begin(), one.tokens.begin() + 4, options.endToken) == one.tokens.begin() + 4);
            }
        }
    }

    /// A resumed job finds other images in the cache than the run that was killed: the last bit must not show it.
    void imagesDoNotDependOnCompany()
    {
        PromptForest forest;
        for (int i = 0; i < 5; ++i)
            forest.addImage(randomImage(i));
        const int root = forest.addNode(-1, {1, 7, 8}, {});
        std::vector<ScoreRequest> requests;
        for (int i = 0; i < 5; ++i)
            requests.push_back({forest.addNode(root, {kFake, kImage, kFake, 9 + i, kEnd}, {i}), 7});
        m_model->clearCaches();
        const auto together = m_model->score(forest, requests, {}, {});
        m_model->clearCaches();
        QVERIFY(m_model->score(forest, std::span(requests).subspan(3, 1), {}, {}));
        QVERIFY(m_model->score(forest, std::span(requests).subspan(1, 2), {}, {}));
        m_model->clearPrefixes();
        const auto later = m_model->score(forest, requests, {}, {});
        QVERIFY(together && later);
        for (std::size_t i = 0; i < requests.size(); ++i)
            QVERIFY((*together)[i].logprobs == (*later)[i].logprobs);
    }

    void generationDoesNotDependOnTheBatch_data()
    {
        QTest::addColumn<int>("beams");
        QTest::newRow("greedy") << 1;
        QTest::newRow("beams") << 3;
    }
    void generationDoesNotDependOnTheBatch()
    {
        QFETCH(int, beams);
        Rng rng(77);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(rng, requests);
        std::vector<int> leaves;
        for (int node = 1; node < static_cast<int>(forest.nodes.size()); ++node)
            leaves.push_back(node);
        GenerateOptions options;
        options.beams = beams;
        options.maxNewTokens = 7;
        options.lengthPenalty = 0;
        options.endToken = 12;
        const auto together = m_model->generate(forest, leaves, options, {});
        QVERIFY2(together, together ? "" : together.error().text().c_str());
        m_model->clearCaches();
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const auto alone = m_model->generate(forest, std::span(leaves).subspan(i, 1), options, {});
            QVERIFY(alone);
            QCOMPARE((*together)[i].tokens, (*alone)[0].tokens);
            QCOMPARE((*together)[i].finished, (*alone)[0].finished);
            QVERIFY(std::abs((*together)[i].score - (*alone)[0].score) < 1e-3);
        }
    }

    void badRequestsAreNamed()
    {
        PromptForest forest;
        forest.addImage(randomImage(0));
        const int root = forest.addNode(-1, {1, 5, 6}, {});
        const auto error = [&](const std::vector<ScoreRequest>& requests) {
            const auto result = m_model->score(forest, requests, {}, {});
            return result ? std::string() : result.error().text();
        };
        QVERIFY(error({{root, 0}}).find("node 0") != std::string::npos);
        QVERIFY(!error({{root, 3}}).empty());
        QVERIFY(!error({{7, 1}}).empty());
        QVERIFY(error({{root, 1}}).empty());
        const int bad = forest.addNode(root, {kImage, 9}, {});
        QVERIFY(error({{root, 1}}).find("node " + std::to_string(bad)) != std::string::npos);
        forest.nodes[static_cast<std::size_t>(bad)] = {root, {4000}, {}};
        QVERIFY(error({{root, 1}}).find("4000") != std::string::npos);
    }

    void unreadableOrNonFiniteImagesFailTheCall()
    {
        PromptForest forest;
        forest.addImage({"nan", []() -> Result<Pixels> {
                             return Pixels{kSide, kSide,
                                 std::vector<float>(3 * kSide * kSide, std::numeric_limits<float>::quiet_NaN())};
                         }});
        forest.addImage({"gone", []() -> Result<Pixels> { return fail(ErrorCode::NotFound, "no such image", "gone.jpg"); }});
        forest.addImage({"small", []() -> Result<Pixels> { return Pixels{8, 8, std::vector<float>(3 * 8 * 8)}; }});
        for (int image = 0; image < 3; ++image) {
            const std::vector<ScoreRequest> requests{{forest.addNode(-1, {1, kFake, kImage, kFake, 7}, {image}), 4}};
            const auto result = m_model->score(forest, requests, {}, {});
            QVERIFY(!result);
            QVERIFY(result.error().text().find(std::array{"nan", "gone.jpg", "small"}[static_cast<std::size_t>(image)])
                != std::string::npos);
            QVERIFY(result.error().text().find("node " + std::to_string(image)) != std::string::npos);
        }
    }

    void stopsWhenAsked()
    {
        std::stop_source stop;
        stop.request_stop();
        PromptForest forest;
        const std::vector<ScoreRequest> requests{{forest.addNode(-1, {1, 5, 6}, {}), 1}};
        const auto result = m_model->score(forest, requests, {}, stop.get_token());
        QVERIFY(!result && result.error().code == ErrorCode::Cancelled);
    }

    void trainingResumesOnTheSameTrajectory()
    {
        const Path folder = path("fresh");
        QVERIFY(writeFileAtomic(folder / "config.json", tinyConfig().dump()));
        const auto whole = trainer(folder), part = trainer(folder), resumed = trainer(folder);
        double first = 0, last = 0;
        for (std::uint64_t step = 0; step < 30; ++step) {
            const auto loss = whole->step(randomDocuments(step), 3e-3);
            QVERIFY2(loss, loss ? "" : loss.error().text().c_str());
            (step == 0 ? first : last) = *loss;
        }
        QVERIFY2(last < 0.5 * first, qPrintable(QString("%1 -> %2").arg(first).arg(last)));
        for (std::uint64_t step = 0; step < 12; ++step)
            QVERIFY(part->step(randomDocuments(step), 3e-3));
        QVERIFY(part->saveState(path("state.safetensors")));
        QVERIFY(resumed->loadState(path("state.safetensors")));
        for (std::uint64_t step = 12; step < 30; ++step)
            QVERIFY(resumed->step(randomDocuments(step), 3e-3));
        QVERIFY(whole->saveModel(path("whole")) && resumed->saveModel(path("resumed")));
        QCOMPARE(*sha256File(path("whole/model.safetensors")), *sha256File(path("resumed/model.safetensors")));
    }

    void trainedModelScoresWhatTheTrainerSaw()
    {
        const Path folder = path("trained");
        QVERIFY(writeFileAtomic(folder / "config.json", tinyConfig().dump()));
        const auto training = trainer(folder);
        QVERIFY(training->step(randomDocuments(1), 1e-3));
        QVERIFY(training->saveModel(folder));
        const auto model = m_backend->loadVisionLanguageModel(folder, {});
        QVERIFY2(model, model ? "" : model.error().text().c_str());
        QVERIFY((*model)->info().hash != m_model->info().hash);
        TrainDocument document{{1, kFake, kImage, kFake, 9, 10, 11}, {0, 0, 0, 0, 0, 1, 1}, {2}};
        const auto losses = training->evaluate({&document, 1});
        QVERIFY(losses);
        PromptForest forest;
        forest.addImage(randomImage(2));
        const std::vector<ScoreRequest> requests{{forest.addNode(-1, document.tokens, {0}), 5}};
        const auto scores = (*model)->score(forest, requests, {}, {});
        QVERIFY(scores);
        QVERIFY(std::abs((*scores)[0].nll - (*losses)[0]) < 1e-5);
    }

    void brokenFoldersAreRefused()
    {
        const auto refuse = [&](const char* name, const nlohmann::json& config) {
            if (!writeFileAtomic(path(name) / "config.json", config.dump()))
                return std::string("cannot write");
            const auto model = m_backend->loadVisionLanguageModel(path(name), {});
            return model ? std::string() : model.error().text();
        };
        QVERIFY(refuse("none", tinyConfig()).find("model.safetensors") != std::string::npos);
        nlohmann::json config = tinyConfig();
        config["hidden_size"] = 4611686018427387904;
        QVERIFY(refuse("huge", config).find("hidden_size") != std::string::npos);
        config = tinyConfig();
        config["num_hidden_layers"] = "three";
        QVERIFY(refuse("typed", config).find("num_hidden_layers") != std::string::npos);
        // Weights of another shape: everything that does not fit is listed, nothing is allocated for it.
        config = tinyConfig();
        config["vocab_size"] = 9'000'000;
        std::filesystem::create_directories(path("shape"));
        std::filesystem::copy_file(path("tiny/model.safetensors"), path("shape/model.safetensors"));
        const std::string text = refuse("shape", config);
        QVERIFY2(text.find("embed_tokens") != std::string::npos && text.find("lm_head") != std::string::npos, text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestIdefics)
#include "tst_idefics.moc"
