// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as every JSON file of a model folder but the tokenizer's: configurations of all families, the image processor's, the index
// of the weights.
#include "core/base/error_exception.h"
#include "core/engine/clip_config.h"
#include "core/engine/idefics2_config.h"
#include "core/engine/idefics_config.h"
#include "core/engine/open_flamingo_config.h"
#include "core/engine/qwen2_config.h"
#include "core/image/image_processor.h"
#include "core/weights/model_folder.h"
#include "core/weights/weight_files.h"
#include "tests/fuzz/fuzz_input.h"

using namespace fulcrum;

namespace {

/// Sizes that the engine multiplies and allocates by must stay far from overflow.
void checkShape(const engine::ForestShape& shape)
{
    for (const std::int64_t one : {shape.vocabulary, shape.contextLength, shape.layers, shape.keyWidth})
        fuzz::require(one > 0 && one <= 16'000'000);
    fuzz::require(shape.imageToken < shape.vocabulary);
    if (shape.images != engine::ForestShape::Images::None)
        for (const std::int64_t one : {shape.imageSize, shape.featureRows, shape.featureWidth, shape.placeholders})
            fuzz::require(one > 0 && one <= 16'000'000);
}

/// Reads through `read`; a refusal must be clear.
template <class Read>
void check(Read read)
{
    try {
        read();
    } catch (const ErrorException& refusal) {
        fuzz::require(!refusal.error().what.empty() && !refusal.error().where.empty());
    }
}

void checkProcessor(const Path& folder)
{
    const auto processor = image::ImageProcessor::load(folder);
    if (!fuzz::isClear(processor))
        return;
    image::Image picture; // only the last step: a configuration may ask for images of 100 megapixels
    picture.width = 5;
    picture.height = 3;
    picture.rgb.assign(45, 100);
    fuzz::require(processor->normalized(picture).values.size() == picture.rgb.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view content(reinterpret_cast<const char*>(data), size);
    const Path folder = fuzz::Folder::path();
    for (const char* name : {"config.json", "preprocessor_config.json", "model.safetensors.index.json", "f/flamingo_config.json",
             "f/lang_encoder/config.json", "f/vision_encoder/open_clip_config.json"})
        fuzz::Folder::write(name, content);
    check([&] {
        const engine::ClipConfig config = engine::ClipConfig::read(folder);
        fuzz::require(config.patches() > 0 && config.vision.width % config.vision.heads == 0);
    });
    check([&] { checkShape(engine::IdeficsConfig::read(folder).forestShape()); });
    check([&] { checkShape(engine::Idefics2Config::read(folder).forestShape()); });
    check([&] { checkShape(engine::Qwen2Config::read(folder).text.forestShape()); });
    check([&] {
        const auto trained = [](const std::string& name) {
            return name.ends_with("3.attn_gate") ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>{};
        };
        checkShape(engine::OpenFlamingoConfig::read(folder / "f", trained).forestShape());
    });
    fuzz::isClear(weights::findWeights(folder));
    for (const Path& one : {folder, folder / "f"})
        if (const auto report = weights::inspectFolder(one); fuzz::isClear(report))
            fuzz::require(!report->problems.empty()); // there is no weight in it
    checkProcessor(folder);
    return 0;
}
