// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench_support.h"

#include "core/base/rng.h"
#include "core/engine/guard.h"
#include "core/engine/ops.h"
#include "core/engine/runtime.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace fulcrum::engine {
namespace {

IdeficsConfig readConfig(const ConfigReader& options)
{
    const Path path = options.text("config", "");
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored) ? IdeficsConfig::read(path)
                                                        : IdeficsConfig::parse(ConfigReader::open(path));
}

/// As randomIdefics, but drawn on the device: 9 billion numbers take minutes on a processor. Gates are open, so that images count.
at::Tensor drawnThere(const std::vector<Part>& parts, at::Device device, at::ScalarType type, at::Generator& generator)
{
    std::vector<at::Tensor> tensors;
    for (const Part& part : parts) {
        at::Tensor& one = tensors.emplace_back(at::zeros(part.shape, at::TensorOptions().device(device).dtype(type)));
        if (part.start == Start::Ones)
            one.fill_(1);
        else if (part.start == Start::Alpha)
            one.fill_(0.5);
        else if (part.start != Start::Zeros)
            one.normal_(0, 0.02, generator);
    }
    return tensors.size() == 1 ? tensors.front() : at::cat(tensors, 0);
}

} // namespace

at::ScalarType benchType(const ConfigReader& options, const std::string& name)
{
    if (name != "float32" && name != "bfloat16")
        options.refuse("dtype", "it is neither float32 nor bfloat16");
    return name == "bfloat16" ? at::kBFloat16 : at::kFloat;
}

double benchNow()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void MatmulRate::measure()
{
    const std::int64_t kSide = m_device.is_cpu() ? 1024 : 8192;
    const auto options = at::TensorOptions().device(m_device).dtype(m_type);
    const at::Tensor a = at::randn({kSide, kSide}, options), b = at::randn({kSide, kSide}, options);
    const at::Tensor own = a.to(activationType(m_device, m_type));
    const auto time = [&](const std::function<at::Tensor()>& product) {
        for (int i = 0; i < 6; ++i) {
            const double start = benchNow();
            product().select(0, 0).select(0, 0).to(at::kFloat).item<float>(); // item waits for the device
            m_best = std::max(m_best, 2.0 * static_cast<double>(kSide * kSide * kSide) / (benchNow() - start) / 1e9);
        }
    };
    time([&] { return at::mm(a, b); });
    time([&] { return affine(own, b); });
}

ClipConfig clipB32()
{
    ClipConfig config;
    config.vision = {768, 12, 12, 3072};
    return config;
}

IdeficsBench::IdeficsBench(const ConfigReader& options)
    : m_config(readConfig(options)), m_deviceName(options.text("device", "cpu")),
      m_typeName(options.text("dtype", "float32")), m_device(orThrow(parseDevice(m_deviceName))),
      m_type(benchType(options, m_typeName)), m_words(static_cast<int>(options.integer("words", 1, 200, 12)))
{
    applyThreads(static_cast<int>(options.integer("threads", 0, 1024, 0)));
    if (m_config.additionalVocabulary < 2 || m_config.vocabulary < 16)
        options.refuse("config", "the benchmark needs 2 additional tokens and a vocabulary of 16 or more");
}

std::unique_ptr<IdeficsModel> IdeficsBench::model(at::ScalarType type) const
{
    IdeficsWeights weights;
    if (m_device.is_cpu())
        weights = randomIdefics(m_config, 1);
    at::Generator generator = at::globalContext().defaultGenerator(m_device).clone();
    generator.set_current_seed(1);
    visitTensors(weights, m_config, [&](at::Tensor& stack, const std::vector<Part>& parts, bool) {
        stack = m_device.is_cpu() ? stack.to(type) : drawnThere(parts, m_device, type, generator);
    });
    if (m_config.tied)
        weights.head = weights.embedding;
    return std::make_unique<IdeficsModel>(m_config, std::move(weights), m_device, type, "bench", "");
}

model::ImageInput IdeficsBench::image(int item) const
{
    std::shared_ptr<const model::Pixels>& known = m_pixels[item];
    if (!known) {
        const std::int64_t side = m_config.vision.imageSize;
        model::Pixels pixels{side, side, std::vector<float>(static_cast<std::size_t>(3 * side * side))};
        Rng rng(5, {static_cast<std::uint64_t>(item)});
        for (float& value : pixels.values)
            value = static_cast<float>(rng.uniform(-1, 1));
        known = std::make_shared<const model::Pixels>(std::move(pixels));
    }
    return {"bench-" + std::to_string(item), [pixels = known]() -> Result<model::Pixels> { return *pixels; }};
}

std::vector<std::int32_t> IdeficsBench::tokens(int item, bool asks, bool ends) const
{
    const auto fake = static_cast<std::int32_t>(m_config.imageToken - 1);
    std::vector<std::int32_t> ids{fake, m_config.imageToken, fake, 3, 4};
    if (asks)
        return ids;
    Rng rng(6, {static_cast<std::uint64_t>(item)});
    for (int i = 0; i < m_words; ++i)
        ids.push_back(static_cast<std::int32_t>(5 + rng.below(static_cast<std::size_t>(m_config.vocabulary - 5))));
    ids.push_back(3);
    if (ends)
        ids.push_back(m_config.endToken);
    return ids;
}

nlohmann::json IdeficsBench::setting(const model::VisionLanguageModelInfo& info) const
{
    return {{"threads", threadCount()}, {"dtype", m_typeName}, {"device", m_deviceName},
        {"parameters", info.parameters}};
}

CaptionForest::CaptionForest(const IdeficsBench& bench, int images) : m_bench(bench)
{
    for (int item = 0; item < images; ++item)
        m_forest.addImage(bench.image(item));
    m_nodes[{}] = m_forest.addNode(-1, {bench.beginToken()}, {});
}

int CaptionForest::add(const std::vector<int>& items)
{
    int node = m_nodes.at({});
    m_start = 1;
    std::vector<int> path;
    for (const int item : items) {
        path.push_back(item);
        const std::vector<std::int32_t> tokens = m_bench.tokens(item, false, false);
        m_start += static_cast<int>(tokens.size());
        const auto [entry, fresh] = m_nodes.emplace(path, 0);
        if (fresh)
            entry->second = m_forest.addNode(node, tokens, {item});
        node = entry->second;
    }
    return node;
}

model::ScoreRequest CaptionForest::addScored(const std::vector<int>& items)
{
    const int parent = add(items);
    return {m_forest.addNode(parent, m_bench.tokens(0, false, true), {0}), m_start + m_bench.contextTokens()};
}

int CaptionForest::addAsked(const std::vector<int>& items)
{
    const int query = items.back();
    const int parent = add({items.begin(), items.end() - 1});
    return m_forest.addNode(parent, m_bench.tokens(query, true, false), {query});
}

} // namespace fulcrum::engine
