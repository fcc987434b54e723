// SPDX-License-Identifier: GPL-3.0-or-later
// OpenFlamingo, Qwen2 and Idefics2: golden data, forests against plain scoring, hostile folders. IDEFICS has tst_idefics.cpp.
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

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden/lvlm";

/// How prompts of a family look; sizes are those of the golden folders.
struct Family
{
    std::string folder;
    std::vector<std::int32_t> image; ///< tokens that stand for one image; empty = text
    int side = 0;
    bool sizesVary = false;
};

Family familyOf(const QString& folder)
{
    Family family{folder.toStdString(), {}, 0, false};
    if (folder.contains("mpt"))
        return {family.folder, {91}, 16, false};
    if (folder.contains("llama"))
        return {family.folder, {107}, 16, false};
    if (folder.contains("idefics2"))
        return {family.folder, {106, 107, 107, 107, 107, 106}, 24, true};
    return family;
}

ImageInput randomImage(const Family& family, int index)
{
    const int height = family.sizesVary ? family.side - 3 * (index % 3) : family.side;
    const int width = family.sizesVary ? family.side - 4 * (index % 4) : family.side;
    return {"image-" + std::to_string(index), [index, height, width]() -> Result<Pixels> {
                Rng rng(9, {static_cast<std::uint64_t>(index)});
                Pixels pixels{height, width, std::vector<float>(static_cast<std::size_t>(3 * height * width))};
                for (float& value : pixels.values)
                    value = static_cast<float>(rng.normal());
                return pixels;
            }};
}

void addWords(Rng& rng, std::vector<std::int32_t>& tokens, std::size_t most)
{
    for (std::size_t i = 0; i < 1 + rng.below(most); ++i)
        tokens.push_back(static_cast<std::int32_t>(3 + rng.below(80)));
}

/// Demonstrations that share prefixes, and a scored query under most nodes; some segments have no image, some start a prompt.
PromptForest randomForest(const Family& family, Rng& rng, std::vector<ScoreRequest>& requests)
{
    PromptForest forest;
    for (int i = 0; i < 6; ++i)
        forest.addImage(randomImage(family, i));
    std::vector<int> lengths, open{-1};
    const auto add = [&](int parent, bool withImage) {
        std::vector<std::int32_t> tokens;
        std::vector<int> images;
        if (withImage && !family.image.empty()) {
            tokens = family.image;
            images.push_back(static_cast<int>(rng.below(6)));
        }
        addWords(rng, tokens, 9);
        lengths.push_back((parent < 0 ? 0 : lengths[static_cast<std::size_t>(parent)]) + static_cast<int>(tokens.size()));
        return forest.addNode(parent, std::move(tokens), std::move(images));
    };
    for (int i = 0; i < 8; ++i)
        open.push_back(add(open[rng.below(open.size())], rng.chance(0.8)));
    for (const int parent : open) {
        const int leaf = add(parent, rng.chance(0.8));
        const int before = parent < 0 ? 1 : lengths[static_cast<std::size_t>(parent)];
        const int length = lengths[static_cast<std::size_t>(leaf)];
        if (before < length)
            requests.push_back({leaf, before + static_cast<int>(rng.below(static_cast<std::uint64_t>(length - before)))});
    }
    return forest;
}

} // namespace

class TestLvlmFamilies : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    Backend* m_backend = nullptr;

    Path path(const std::string& name) const { return Path(m_folder.path().toStdString()) / name; }
    std::unique_ptr<VisionLanguageModel> load(const Path& folder)
    {
        auto model = m_backend->loadVisionLanguageModel(folder, {.threads = 1});
        if (!model)
            qFatal("%s", model.error().text().c_str());
        return std::move(*model);
    }
    std::string errorOf(const Path& folder)
    {
        const auto model = m_backend->loadVisionLanguageModel(folder, {});
        return model ? std::string() : model.error().text();
    }
    /// A copy of a golden folder that a test may change.
    Path copyOf(const char* golden, const char* name)
    {
        std::filesystem::copy(kGolden / golden, path(name), std::filesystem::copy_options::recursive);
        return path(name);
    }
    static void change(const Path& file, const std::function<void(nlohmann::json&)>& edit)
    {
        nlohmann::json json = nlohmann::json::parse(*readFile(file));
        edit(json);
        QVERIFY(writeFileAtomic(file, json.dump()));
    }
    /// Copies a safetensors file; `rename` gives the new name of a tensor, empty = left out.
    static void rewrite(const Path& from, const Path& to, const std::function<std::string(const std::string&)>& rename)
    {
        const auto file = SafetensorsFile::open(from);
        QVERIFY(file);
        std::vector<TensorToWrite> tensors;
        for (const auto& [name, view] : file->tensors())
            if (const std::string kept = rename(name); !kept.empty())
                tensors.push_back({kept, view.type, view.shape, view.bytes});
        QVERIFY(writeSafetensors(to, std::move(tensors)));
    }
    static void addFolders(std::initializer_list<const char*> folders)
    {
        QTest::addColumn<QString>("folder");
        for (const char* folder : folders)
            QTest::newRow(folder) << folder;
    }
    static void addAll()
    {
        addFolders({"open_flamingo/mpt7b_tiny", "open_flamingo/mpt1b_tiny", "open_flamingo/llama_v1_tiny", "qwen2/tiny_mha",
            "qwen2/tiny_gqa_tied", "idefics2/tiny_a"});
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto backend = openBackend();
        QVERIFY2(backend, backend ? "" : backend.error().text().c_str());
        m_backend = *backend;
    }

    void agreesWithGoldenData_data() { addAll(); }
    void agreesWithGoldenData()
    {
        QFETCH(QString, folder);
        const auto report = m_backend->conformance(kGolden / folder.toStdString(), folder.toStdString(), {});
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QVERIFY2(report->cases.size() >= 60, qPrintable(QString::number(report->cases.size())));
        for (const ConformanceCase& one : report->cases)
            if (!one.passed)
                QFAIL(qPrintable(QString::fromStdString(one.name) + ": " + QString::number(one.largestError) + " > "
                    + QString::number(one.tolerance) + " " + QString::fromStdString(one.note)));
    }

    void forestEqualsPlainScoring_data() { addAll(); }
    void forestEqualsPlainScoring()
    {
        QFETCH(QString, folder);
        const Family family = familyOf(folder);
        const auto model = load(kGolden / family.folder);
        float largest = 0;
        const int asked = qEnvironmentVariableIntValue("FULCRUM_TEST_FORESTS"); // 0 when it is not set
        const std::uint64_t forests = asked > 0 ? static_cast<std::uint64_t>(asked) : 8;
        for (std::uint64_t seed = 0; seed < forests; ++seed) {
            Rng rng(seed);
            std::vector<ScoreRequest> requests;
            const PromptForest forest = randomForest(family, rng, requests);
            ScoreOptions options;
            options.ignoreToken = rng.chance(0.5) ? 5 : -1;
            options.maxTokensPerBatch = seed % 2 ? 16 : 8192;
            if (seed % 4 == 0)
                model->clearCaches(); // the other calls find prefixes of earlier forests
            const auto plain = model->scoreNaively(forest, requests, options, {});
            QVERIFY2(plain, plain ? "" : plain.error().text().c_str());
            const auto shared = model->score(forest, requests, options, {});
            QVERIFY2(shared, shared ? "" : shared.error().text().c_str());
            for (std::size_t i = 0; i < requests.size(); ++i) {
                QCOMPARE((*shared)[i].logprobs.size(), (*plain)[i].logprobs.size());
                for (std::size_t t = 0; t < (*plain)[i].logprobs.size(); ++t)
                    largest = std::max(largest, std::abs((*shared)[i].logprobs[t] - (*plain)[i].logprobs[t]));
            }
        }
        qInfo("largest difference of a log-probability: %g", static_cast<double>(largest));
        QVERIFY(largest < 2e-4f);
    }

    void generationDoesNotDependOnTheBatch_data() { addAll(); }
    void generationDoesNotDependOnTheBatch()
    {
        QFETCH(QString, folder);
        const Family family = familyOf(folder);
        const auto model = load(kGolden / family.folder);
        Rng rng(77);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(family, rng, requests);
        std::vector<int> leaves;
        for (int node = 0; node < static_cast<int>(forest.nodes.size()); node += 3)
            leaves.push_back(node);
        GenerateOptions options;
        options.maxNewTokens = 6;
        options.lengthPenalty = 0;
        for (const int beams : {1, 3}) {
            options.beams = beams;
            const auto together = model->generate(forest, leaves, options, {});
            QVERIFY2(together, together ? "" : together.error().text().c_str());
            model->clearCaches();
            for (std::size_t i = 0; i < leaves.size(); ++i) {
                const auto alone = model->generate(forest, std::span(leaves).subspan(i, 1), options, {});
                QVERIFY(alone);
                QCOMPARE((*together)[i].tokens, (*alone)[0].tokens);
            }
        }
    }

    void bfloat16StaysClose_data() { addAll(); }
    void bfloat16StaysClose()
    {
        QFETCH(QString, folder);
        const Family family = familyOf(folder);
        const auto exact = load(kGolden / family.folder);
        auto half = m_backend->loadVisionLanguageModel(
            kGolden / family.folder, {.precision = Precision::BFloat16, .threads = 1});
        QVERIFY2(half, half ? "" : half.error().text().c_str());
        Rng rng(5);
        std::vector<ScoreRequest> requests;
        const PromptForest forest = randomForest(family, rng, requests);
        const auto a = exact->score(forest, requests, {}, {}), b = (*half)->score(forest, requests, {}, {});
        QVERIFY2(a && b, b ? "" : b.error().text().c_str());
        double sum = 0;
        for (std::size_t i = 0; i < requests.size(); ++i)
            sum += std::abs((*a)[i].nll - (*b)[i].nll);
        QVERIFY2(sum / static_cast<double>(requests.size()) < 0.2, qPrintable(QString::number(sum)));
    }

    void flamingoTakesEitherNameOfItsGatedBlocks_data() { addFolders({"open_flamingo/mpt7b_tiny"}); }
    void flamingoTakesEitherNameOfItsGatedBlocks()
    {
        const Path folder = copyOf("open_flamingo/mpt7b_tiny", "names");
        const Path checkpoint = folder / "checkpoint.safetensors";
        std::filesystem::remove(folder / "checkpoint.pt");
        // checkpoint.safetensors holds one name each; the other one and a missing flamingo_config.json are equally good.
        rewrite(kGolden / "open_flamingo/mpt7b_tiny/checkpoint.safetensors", checkpoint, [](const std::string& name) {
            const std::string own = "lang_encoder.gated_cross_attn_layers.";
            if (!name.starts_with(own))
                return name;
            const std::size_t dot = name.find('.', own.size());
            return "lang_encoder.transformer.blocks." + name.substr(own.size(), dot - own.size())
                + ".gated_cross_attn_layer" + name.substr(dot);
        });
        std::filesystem::remove(folder / "flamingo_config.json");
        const auto whole = load(kGolden / "open_flamingo/mpt7b_tiny"), other = load(folder);
        QCOMPARE(other->info().vocabulary, whole->info().vocabulary);
        QCOMPARE(other->info().padToken, whole->info().padToken);
        PromptForest forest;
        forest.addImage(randomImage(familyOf("mpt"), 1));
        const std::vector<ScoreRequest> requests{{forest.addNode(-1, {91, 7, 8, 9}, {0}), 1}};
        const auto a = whole->score(forest, requests, {}, {}), b = other->score(forest, requests, {}, {});
        QVERIFY(a && b);
        QCOMPARE((*b)[0].logprobs, (*a)[0].logprobs);
    }

    void flamingoListsWhatDoesNotFit()
    {
        const Path folder = copyOf("open_flamingo/mpt7b_tiny", "missing");
        std::filesystem::remove(folder / "checkpoint.pt");
        rewrite(kGolden / "open_flamingo/mpt7b_tiny/checkpoint.safetensors", folder / "checkpoint.safetensors",
            [](const std::string& name) {
                return name == "perceiver.latents" ? std::string()
                    : name == "perceiver.norm.bias" ? std::string("perceiver.norm.tilt") : name;
            });
        const std::string text = errorOf(folder);
        for (const char* name : {"perceiver.latents", "perceiver.norm.bias", "perceiver.norm.tilt", "checkpoint.safetensors"})
            QVERIFY2(text.find(name) != std::string::npos, text.c_str());
        change(folder / "lang_encoder/config.json", [](nlohmann::json& json) { json["d_model"] = 64; });
        QVERIFY(!errorOf(folder).empty());
        change(folder / "lang_encoder/config.json", [](nlohmann::json& json) { json["attn_config"]["alibi"] = false; });
        QVERIFY(errorOf(folder).find("alibi") != std::string::npos);
        std::filesystem::remove(folder / "checkpoint.safetensors");
        QVERIFY(errorOf(folder).find("checkpoint.pt") != std::string::npos);
    }

    void hostileConfigurationsAreRefused()
    {
        const Path qwen = copyOf("qwen2/tiny_gqa_tied", "qwen"), idefics = copyOf("idefics2/tiny_a", "idefics2");
        const auto refuse = [&](const Path& folder, const char* part, const char* key, const nlohmann::json& value) {
            const std::string before = *readFile(folder / "config.json");
            change(folder / "config.json", [&](nlohmann::json& json) { (part ? json[part] : json)[key] = value; });
            const std::string text = errorOf(folder);
            if (!writeFileAtomic(folder / "config.json", before))
                return std::string();
            return text;
        };
        for (const auto& [key, value] : std::vector<std::pair<const char*, nlohmann::json>>{{"hidden_size", 1LL << 60},
                 {"num_key_value_heads", 4}, {"num_hidden_layers", "three"}, {"rope_scaling", nlohmann::json::object()},
                 {"use_sliding_window", true}, {"rms_norm_eps", -1}, {"eos_token_id", 104}}) {
            const std::string text = refuse(qwen, nullptr, key, value);
            QVERIFY2(text.find(key) != std::string::npos, text.c_str());
        }
        QVERIFY(refuse(qwen, nullptr, "vocab_size", 9'000'000).find("embed_tokens") != std::string::npos);
        QVERIFY(refuse(qwen, nullptr, "model_type", "rwkv").find("rwkv") != std::string::npos);
        QVERIFY(refuse(idefics, "vision_config", "patch_size", 0).find("patch_size") != std::string::npos);
        QVERIFY(refuse(idefics, "vision_config", "image_size", 48).find("position_embedding") != std::string::npos);
        QVERIFY(refuse(idefics, "perceiver_config", "resampler_n_latents", 5).find("latents") != std::string::npos);
        QVERIFY(refuse(idefics, "text_config", "model_type", "falcon").find("falcon") != std::string::npos);
        QVERIFY(errorOf(qwen).empty() && errorOf(idefics).empty());
    }

    void promptsThatDoNotFitAreNamed()
    {
        const auto idefics = load(kGolden / "idefics2/tiny_a"), qwen = load(kGolden / "qwen2/tiny_mha");
        const Family family = familyOf("idefics2");
        const auto error = [&](VisionLanguageModel& model, const ImageInput& image, std::vector<std::int32_t> tokens) {
            PromptForest forest;
            forest.addImage(image);
            const std::vector<ScoreRequest> requests{{forest.addNode(-1, std::move(tokens), {0}), 1}};
            const auto result = model.score(forest, requests, {}, {});
            return result ? std::string() : result.error().text();
        };
        QVERIFY(error(*idefics, randomImage(family, 0), {107, 107, 107, 107, 9}).empty());
        QVERIFY(error(*idefics, randomImage(family, 0), {107, 107, 107, 9}).find("placeholders") != std::string::npos);
        QVERIFY(error(*qwen, randomImage(family, 0), {7, 9}).find("only text") != std::string::npos);
        const ImageInput large{"large", []() -> Result<Pixels> { return Pixels{25, 24, std::vector<float>(3 * 25 * 24)}; }};
        QVERIFY(error(*idefics, large, {107, 107, 107, 107, 9}).find("large") != std::string::npos);
        const ImageInput torn{"torn", []() -> Result<Pixels> { return Pixels{8, 8, std::vector<float>(5)}; }};
        QVERIFY(error(*idefics, torn, {107, 107, 107, 107, 9}).find("torn") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestLvlmFamilies)
#include "tst_lvlm_families.moc"
