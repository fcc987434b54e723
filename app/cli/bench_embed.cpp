// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_engine.h"
#include "app/cli/commands.h"

#ifndef FULCRUM_ENGINE_ONLY
#include "core/image/image_processor.h"
#include "core/image/jpeg_writer.h"
#endif

#include <chrono>
#include <memory>

namespace fulcrum::cli {
namespace {

struct Options : EngineBench
{
    int images = 64;
};

#ifndef FULCRUM_ENGINE_ONLY

/// A photograph's worth of detail: smooth shapes under noise.
Result<std::string> madeJpeg()
{
    image::Image picture{640, 480, {}};
    std::uint32_t noise = 1;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            for (int channel = 0; channel < 3; ++channel) {
                noise = noise * 1664525U + 1013904223U;
                const int shape = (x * (channel + 1) / 5 + y * y / 300) % 200;
                picture.rgb.push_back(static_cast<std::uint8_t>(shape + static_cast<int>(noise >> 27)));
            }
    return image::encodeJpeg(picture, 90);
}

/// Adds what it costs to decode and prepare the images on one core, as the embed job does between calls of the encoder.
Result<void> addPreprocessing(nlohmann::json& document, int images)
{
    FULCRUM_TRY(const std::string jpeg, madeJpeg());
    const auto processor
        = image::ImageProcessor::standard(image::ImageProcessor::Kind::Clip, document.at("image_size").get<int>());
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < images; ++i) {
        FULCRUM_TRY(const image::SourceImage source, image::decodeSource(jpeg, "a made image"));
        FULCRUM_CHECK(processor.process(source));
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double encoding = images / document.at("images_per_s").get<double>();
    document["jpeg_bytes"] = jpeg.size();
    document["preprocessed_per_s"] = images / took.count();
    document["images_per_s_with_preprocessing"] = images / (took.count() + encoding);
    return {};
}

#endif

Result<nlohmann::json> measure(const CliContext& context, const Options& options)
{
    FULCRUM_TRY(nlohmann::json document, runEngineBench(context, "embed", options, {{"images", options.images}}));
#ifndef FULCRUM_ENGINE_ONLY
    FULCRUM_CHECK(addPreprocessing(document, options.images));
#endif
    return document;
}

} // namespace

void addBenchEmbedCommand(CLI::App& app, CliContext& context)
{
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("embed", "images through a CLIP, with and without decoding 640 x 480 JPEGs");
    bench->add_option("--config", options->config, "folder with the config.json of a CLIP; its weights are drawn at random. Default: ViT-B/32");
    addNumber(*bench, "--images", options->images, "images of a run");
    options->addTo(*bench);
    bench->callback([&context, options] {
        context.setAction([&context, options]() -> Result<void> {
            FULCRUM_TRY(const nlohmann::json document, measure(context, *options));
            context.result(document, [&] { return document.dump(2); });
            return {};
        });
    });
}

} // namespace fulcrum::cli
