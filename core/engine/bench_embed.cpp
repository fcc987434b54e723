// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/engine/backend.h"
#include "core/engine/bench_support.h"
#include "core/engine/clip_encoder.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

std::vector<model::Pixels> randomPixels(std::int64_t count, std::int64_t side)
{
    std::vector<model::Pixels> images;
    for (std::int64_t i = 0; i < count; ++i) {
        Rng rng(5, {static_cast<std::uint64_t>(i)});
        model::Pixels& one = images.emplace_back(
            model::Pixels{side, side, std::vector<float>(static_cast<std::size_t>(3 * side * side))});
        for (float& value : one.values)
            value = static_cast<float>(rng.uniform(-2, 2));
    }
    return images;
}

} // namespace

/// Options: `config` (folder with a CLIP's config.json; "" = that of ViT-B/32; weights are random), `images`, `repeat`, `naive`
/// (false skips the slow side: one image at a time with LibTorch's own operations), `threads`, `device`, `dtype`.
Result<nlohmann::json> benchEmbed(const nlohmann::json& json)
{
    return guarded("the benchmark failed", [&]() -> Result<nlohmann::json> {
        const c10::NoGradGuard noGradient;
        const ConfigReader options(json.is_object() ? json : nlohmann::json::object(), "bench embed");
        applyThreads(static_cast<int>(options.integer("threads", 0, 1024, 0)));
        const std::string folder = options.text("config", ""), deviceName = options.text("device", "cpu");
        const std::string typeName = options.text("dtype", "float32");
        const ClipConfig config = folder.empty() ? clipB32() : ClipConfig::read(folder);
        const at::Device device = orThrow(parseDevice(deviceName));
        const at::ScalarType type = benchType(options, typeName);
        ClipEncoder encoder(config, randomClip(config, 1), device, type);
        const std::vector<model::Pixels> images = randomPixels(options.integer("images", 1, 100000, 64), config.imageSize);
        MatmulRate rate(device, type);
        double best = 1e30, gflop = 0;
        for (std::int64_t i = 0; i < options.integer("repeat", 1, 100, 3); ++i) {
            model::WorkCounter work;
            const double start = benchNow();
            {
                const WorkScope scope(work);
                orThrow(encoder.encodeImages(images, {}));
            }
            best = std::min(best, benchNow() - start);
            gflop = work.flops / 1e9;
            rate.measure();
        }
        const auto count = static_cast<double>(images.size());
        nlohmann::json result{{"images", images.size()}, {"images_per_s", count / best}, {"gflop", gflop},
            {"gflop_per_image", gflop / count}, {"matmul_gflops", rate.gflops()}, {"matmul_share", gflop / best / rate.gflops()},
            {"image_size", config.imageSize}, {"parameters", encoder.info().parameters}, {"threads", threadCount()},
            {"dtype", typeName}, {"device", deviceName}};
        if (!options.boolean("naive", true))
            return result;
        const PlainOperations plain;
        const std::size_t few = std::min<std::size_t>(images.size(), 8);
        const double start = benchNow();
        for (std::size_t i = 0; i < few; ++i)
            orThrow(encoder.encodeImages(std::span(images).subspan(i, 1), {}));
        result["naive_images_per_s"] = static_cast<double>(few) / (benchNow() - start);
        result["speedup"] = result["images_per_s"].get<double>() / result["naive_images_per_s"].get<double>();
        return result;
    });
}

} // namespace fulcrum::engine
