// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backend.h"
#include "tests/fakes/fake_lever_model.h"

#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

namespace {

using namespace fulcrum;
using namespace fulcrum::model;

constexpr int kDimensions = 8;

/// Milliseconds that every model call takes, so that a test can interrupt one.
void takeTime()
{
    if (const char* text = std::getenv("FULCRUM_FAKE_DELAY_MS"))
        std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(text)));
}

/// FULCRUM_FAKE_NAN=N: one in N prompts gives a likelihood that is not a number.
Result<void> refuseSome(std::uint64_t hash, int node)
{
    const char* text = std::getenv("FULCRUM_FAKE_NAN");
    const std::uint64_t every = text ? static_cast<std::uint64_t>(std::atoi(text)) : 0;
    if (every > 0 && hash % every == 0)
        return fail(ErrorCode::Numeric, "a log-probability is not a number", "node " + std::to_string(node));
    return {};
}

Result<void> loadAll(const PromptForest& forest)
{
    for (const ImageInput& image : forest.images) {
        FULCRUM_TRY(const Pixels pixels, image.load());
        (void)pixels;
    }
    return {};
}

std::vector<float> direction(std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> values(kDimensions);
    double norm = 0;
    for (float& value : values) {
        value = static_cast<float>(rng.normal());
        norm += static_cast<double>(value) * static_cast<double>(value);
    }
    for (float& value : values)
        value /= static_cast<float>(std::sqrt(norm));
    return values;
}

std::uint64_t hashOf(const void* data, std::size_t bytes)
{
    return stableHash({static_cast<const char*>(data), bytes});
}

class FakeEncoder : public Encoder
{
public:
    FakeEncoder()
    {
        m_info.name = "fake";
        m_info.hash = sha256("fake encoder");
        m_info.dimensions = kDimensions;
        m_info.imageSize = 64;
        m_info.textLength = 32;
    }
    const EncoderInfo& info() const override { return m_info; }
    Result<std::vector<float>> encodeImages(
        std::span<const Pixels> images, std::stop_token, std::vector<float>* lengths) override
    {
        takeTime();
        if (lengths)
            lengths->assign(images.size(), 2.0F);
        std::vector<float> result;
        for (const Pixels& image : images) {
            const auto row = direction(hashOf(image.values.data(), image.values.size() * sizeof(float)));
            result.insert(result.end(), row.begin(), row.end());
        }
        return result;
    }
    Result<std::vector<float>> encodeTexts(
        std::span<const std::vector<std::int32_t>> texts, std::stop_token, std::vector<float>* lengths) override
    {
        takeTime();
        if (lengths)
            lengths->assign(texts.size(), 3.0F);
        std::vector<float> result;
        for (const auto& text : texts) {
            const auto row = direction(hashOf(text.data(), text.size() * sizeof(std::int32_t)));
            result.insert(result.end(), row.begin(), row.end());
        }
        return result;
    }

private:
    EncoderInfo m_info;
};

/// Likelihoods and answers are functions of the path's tokens. As with a real engine the last digits depend on what is in the
/// cache, here: on the number of calls since clearPrefixes. A job that relies on the past gives itself away.
class FakeLvlm : public VisionLanguageModel
{
public:
    explicit FakeLvlm(std::string name)
    {
        m_info.family = "idefics";
        m_info.name = std::move(name);
        m_info.hash = sha256("fake lvlm");
    }
    const VisionLanguageModelInfo& info() const override { return m_info; }
    Result<std::vector<LeafScore>> score(const PromptForest& forest, std::span<const ScoreRequest> requests,
        const ScoreOptions&, std::stop_token stop) override
    {
        takeTime();
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped");
        FULCRUM_CHECK(loadAll(forest));
        ++m_calls;
        std::vector<LeafScore> result;
        for (const ScoreRequest& request : requests) {
            FULCRUM_CHECK(refuseSome(pathHash(forest, request.node), request.node));
            LeafScore score;
            score.probability = 0.1 + 0.8 * Rng(pathHash(forest, request.node)).uniform() + 1e-9 * m_calls;
            score.nll = -std::log(score.probability);
            result.push_back(score);
        }
        return result;
    }
    Result<std::vector<Generation>> generate(const PromptForest& forest, std::span<const int> leaves,
        const GenerateOptions&, std::stop_token stop) override
    {
        takeTime();
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped");
        FULCRUM_CHECK(loadAll(forest));
        ++m_calls;
        std::vector<Generation> result;
        for (const int leaf : leaves) {
            FULCRUM_CHECK(refuseSome(pathHash(forest, leaf), leaf));
            Rng rng(pathHash(forest, leaf), {static_cast<std::uint64_t>(m_calls)});
            Generation one;
            for (int i = 0; i < 3; ++i)
                one.tokens.push_back(static_cast<std::int32_t>(10 + rng.below(40)));
            result.push_back(std::move(one));
        }
        return result;
    }
    Result<std::vector<LeafScore>> scoreNaively(const PromptForest& forest, std::span<const ScoreRequest> requests,
        const ScoreOptions& options, std::stop_token stop) override
    {
        return score(forest, requests, options, stop);
    }
    WorkCounter takeWork() override { return {}; }
    void clearPrefixes() override { m_calls = 0; }
    void clearCaches() override { m_calls = 0; }

private:
    static std::uint64_t pathHash(const PromptForest& forest, int node)
    {
        std::uint64_t hash = 0;
        for (; node >= 0; node = forest.nodes[static_cast<std::size_t>(node)].parent) {
            const auto& tokens = forest.nodes[static_cast<std::size_t>(node)].tokens;
            hash = hash * 31 + hashOf(tokens.data(), tokens.size() * sizeof(std::int32_t));
        }
        return hash;
    }
    VisionLanguageModelInfo m_info;
    int m_calls = 0;
};

class FakeBackend : public Backend
{
public:
    std::string version() const override { return "fake engine"; }
    std::vector<DeviceInfo> devices() const override { return {{"cpu", "fake", 0}}; }
    Result<std::unique_ptr<Encoder>> loadEncoder(const Path&, const LoadOptions&) override
    {
        return std::make_unique<FakeEncoder>();
    }
    Result<std::unique_ptr<VisionLanguageModel>> loadVisionLanguageModel(const Path& folder, const LoadOptions&) override
    {
        return std::make_unique<FakeLvlm>(folder.filename().string());
    }
    Result<ModelDescription> describe(const Path&) override
    {
        return fail(ErrorCode::Unsupported, "the fake engine knows no architecture");
    }
    Result<std::unique_ptr<LeverModel>> createLeverModel(
        const LeverConfig& config, std::uint64_t seed, const LoadOptions&) override
    {
        return std::make_unique<test::FakeLeverModel>(config, seed);
    }
    Result<std::unique_ptr<LeverModel>> loadLeverModel(
        const Path& file, const LeverConfig* config, const LoadOptions&) override
    {
        auto model = std::make_unique<test::FakeLeverModel>(*config, 0);
        if (file.extension() == ".ckpt") // tensors of a real model: this one takes their shape
            return model;
        FULCRUM_CHECK(model->loadState(file));
        return model;
    }
    Result<std::unique_ptr<EncoderTrainer>> createEncoderTrainer(
        const Path&, std::uint64_t, std::span<const int>, double, int) override
    {
        return fail(ErrorCode::Unsupported, "the fake engine trains no encoder");
    }
    Result<std::unique_ptr<VisionLanguageTrainer>> createVisionLanguageTrainer(
        const Path&, const Path&, const VisionLanguageTrainer::Options&) override
    {
        return fail(ErrorCode::Unsupported, "the fake engine trains no LVLM");
    }
    Result<ConformanceReport> conformance(const Path&, const std::string&, const model::LoadOptions&) override
    {
        return fail(ErrorCode::Unsupported, "the fake engine conforms to nothing");
    }
    Result<nlohmann::json> bench(const std::string&, const nlohmann::json&) override
    {
        return fail(ErrorCode::Unsupported, "the fake engine has no benchmarks");
    }
};

} // namespace

extern "C" __attribute__((visibility("default"))) fulcrum::model::Backend* fulcrumCreateBackend()
{
    static FakeBackend backend;
    return &backend;
}
