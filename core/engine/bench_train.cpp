// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/engine/backend.h"
#include "core/engine/bench_support.h"
#include "core/engine/clip_encoder.h"
#include "core/engine/guard.h"
#include "core/engine/lever_lm.h"
#include "core/engine/runtime.h"

namespace fulcrum::engine {
namespace {

using model::LeverBatch;
using model::LeverConfig;
using model::LeverFeatures;

std::vector<float> randomRows(std::uint64_t seed, std::size_t rows, int width)
{
    std::vector<float> values(rows * static_cast<std::size_t>(width));
    Rng rng(seed);
    for (float& value : values)
        value = static_cast<float>(rng.normal());
    return values;
}

/// A training of Lever-LM in the published shape: images of queries, images and texts of demonstrations.
class Training
{
public:
    Training(const LeverConfig& config, int batch, int shots, at::Device device, at::ScalarType products)
        : m_config(config), m_batch(batch), m_shots(shots),
          m_itemImages(randomRows(1, static_cast<std::size_t>(config.items), config.projection)),
          m_itemTexts(randomRows(2, static_cast<std::size_t>(config.items), config.projection)),
          m_queries(randomRows(3, static_cast<std::size_t>(batch), config.projection)),
          m_model(config, randomLever(config, 1), device, products)
    {
        const auto rows = static_cast<std::size_t>(config.items);
        orThrow(m_model.setItems({m_itemImages, m_itemTexts, rows}));
        model::LeverTrainOptions options;
        options.totalSteps = 1000;
        orThrow(m_model.beginTraining(options));
    }
    void step(std::uint64_t number)
    {
        LeverBatch batch;
        batch.query = LeverFeatures{m_queries, {}, static_cast<std::size_t>(m_batch)};
        Rng rng(4, {number});
        for (int row = 0; row < m_batch; ++row) {
            std::vector<int>& items = batch.sequences.emplace_back();
            for (int shot = 0; shot < m_shots; ++shot)
                items.push_back(static_cast<int>(rng.below(static_cast<std::uint64_t>(m_config.items))));
        }
        orThrow(m_model.trainStep(batch));
    }
    std::int64_t parameters() const { return m_model.parameters(); }

private:
    LeverConfig m_config;
    int m_batch, m_shots;
    std::vector<float> m_itemImages, m_itemTexts, m_queries;
    LeverLm m_model;
};

/// What the published code does besides in every step: images of queries and demonstrations and the texts of demonstrations go
/// through CLIP, where ours are read from stored embeddings.
class Towers
{
public:
    Towers(int batch, int shots, at::Device device, at::ScalarType type)
        : m_config(clipB32()), m_encoder(m_config, randomClip(m_config, 1), device, device.is_cpu() ? at::kFloat : type)
    {
        const std::int64_t side = m_config.imageSize;
        const model::Pixels image{side, side, std::vector<float>(static_cast<std::size_t>(3 * side * side), 0.5f)};
        m_images.assign(static_cast<std::size_t>(batch * (shots + 1)), image);
        std::vector<std::int32_t> text(16, 320);
        text.push_back(static_cast<std::int32_t>(m_config.vocabulary - 1));
        m_texts.assign(static_cast<std::size_t>(batch * shots), text);
    }
    void run()
    {
        orThrow(m_encoder.encodeImages(m_images, {}));
        orThrow(m_encoder.encodeTexts(m_texts, {}));
    }

private:
    ClipConfig m_config;
    ClipEncoder m_encoder;
    std::vector<model::Pixels> m_images;
    std::vector<std::vector<std::int32_t>> m_texts;
};

LeverConfig readConfig(const ConfigReader& options)
{
    LeverConfig config;
    config.items = static_cast<int>(options.integer("items", 2, 10'000'000, 118287));
    config.width = static_cast<int>(options.integer("width", 8, 8192, 512));
    config.heads = static_cast<int>(options.integer("heads", 1, 256, 8));
    config.layers = static_cast<int>(options.integer("layers", 1, 64, 2));
    if (config.width % config.heads != 0)
        options.refuse("width", "it is no multiple of the number of heads");
    return config;
}

} // namespace

/// Options: `items`, `width`, `heads`, `layers` of Lever-LM, `batch`, `shots`, `steps`, `naive` (false skips the slow side: one
/// step as published), `threads`, `device`, `dtype` ("bfloat16": mixed precision).
Result<nlohmann::json> benchTrain(const nlohmann::json& json)
{
    return guarded("the benchmark failed", [&]() -> Result<nlohmann::json> {
        const ConfigReader options(json.is_object() ? json : nlohmann::json::object(), "bench train");
        applyThreads(static_cast<int>(options.integer("threads", 0, 1024, 0)));
        const LeverConfig config = readConfig(options);
        const int batch = static_cast<int>(options.integer("batch", 1, 65536, 64));
        const int shots = static_cast<int>(options.integer("shots", 1, 64, 2));
        const std::int64_t steps = options.integer("steps", 1, 100000, 5);
        const std::string deviceName = options.text("device", "cpu"), typeName = options.text("dtype", "float32");
        const at::Device device = orThrow(parseDevice(deviceName));
        const at::ScalarType type = benchType(options, typeName);
        MatmulRate rate(device, type);
        Training training(config, batch, shots, device, type);
        training.step(0); // memory is there from now on
        double best = 1e30, total = 0, gflop = 0;
        for (std::int64_t i = 1; i <= steps; ++i) {
            model::WorkCounter work;
            const WorkScope scope(work);
            const double start = benchNow();
            training.step(static_cast<std::uint64_t>(i));
            const double took = benchNow() - start;
            best = std::min(best, took);
            total += took;
            gflop = 3 * work.flops / 1e9; // the gradient takes two products for each one
        }
        rate.measure();
        nlohmann::json result{{"step_s", best}, {"steps_per_s", static_cast<double>(steps) / total}, {"step_gflop", gflop},
            {"matmul_gflops", rate.gflops()}, {"matmul_share", gflop / best / rate.gflops()}, {"items", config.items}, {"width", config.width},
            {"heads", config.heads}, {"layers", config.layers}, {"batch", batch}, {"shots", shots}, {"steps", steps},
            {"parameters", training.parameters()}, {"threads", threadCount()}, {"dtype", typeName}, {"device", deviceName}};
        if (!options.boolean("naive", true))
            return result;
        Towers towers(batch, shots, device, type);
        const PlainOperations plain;
        const double start = benchNow();
        towers.run();
        training.step(static_cast<std::uint64_t>(steps) + 1);
        result["naive_step_s"] = benchNow() - start;
        result["speedup"] = result["naive_step_s"].get<double>() / best;
        return result;
    });
}

} // namespace fulcrum::engine
