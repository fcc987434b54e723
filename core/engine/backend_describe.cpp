// SPDX-License-Identifier: GPL-3.0-or-later
// What a model folder is and which tensors do not fit: what loading asks for, on tensors without data.
#include "core/engine/backend.h"
#include "core/engine/clip_weights.h"
#include "core/engine/guard.h"
#include "core/engine/idefics2.h"
#include "core/engine/idefics_weights.h"
#include "core/engine/open_flamingo.h"
#include "core/engine/qwen2.h"
#include "core/weights/model_folder.h"

#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

using model::ModelDescription;

void count(ModelDescription& description, const std::string& name, const std::vector<std::int64_t>& shape)
{
    std::int64_t size = 1;
    for (const std::int64_t extent : shape)
        size *= extent;
    const char* part = weights::partOf(name);
    auto found = std::find_if(
        description.parts.begin(), description.parts.end(), [&](const auto& one) { return one.name == part; });
    if (found == description.parts.end())
        found = description.parts.insert(description.parts.end(), {part, 0});
    found->parameters += size;
}

/// For visitors of slices: takes and counts each.
template <class Take>
auto countingVisitor(ModelDescription& description, Take take)
{
    return [&description, take](at::Tensor&, const auto& slices, auto&&...) {
        for (const auto& slice : slices) {
            take(slice.name, slice.shape);
            count(description, slice.name, slice.shape);
        }
    };
}

void describeShape(ModelDescription& description, const ForestShape& shape)
{
    description.vocabulary = shape.vocabulary;
    description.contextLength = shape.contextLength;
    description.layers = shape.layers;
    description.prefixNumbers = 2 * shape.layers * shape.keyWidth;
    if (shape.images == ForestShape::Images::None)
        return;
    description.imageSize = shape.imageSize;
    description.imageFeatures = shape.featureRows;
    const std::int64_t tables = shape.images == ForestShape::Images::Gated ? 2 : 1; // keys and values, or embeddings
    description.imageNumbers = tables * shape.imageLayers * shape.featureRows * shape.featureWidth;
}

std::string decoderText(const char* name, std::int64_t layers, std::int64_t width, std::int64_t heads)
{
    return fmt::format("{} of {} layers, width {}, {} heads", name, layers, width, heads);
}

std::string towerText(std::int64_t layers, std::int64_t width, std::int64_t imageSize, std::int64_t patch)
{
    return fmt::format("vision tower of {} layers, width {}, images of {} in patches of {}", layers, width, imageSize, patch);
}

ModelDescription describeClip(const Path& folder)
{
    const ClipConfig config = ClipConfig::read(folder);
    Weights source = orThrow(Weights::open(folder));
    source.setTarget(at::kMeta, at::kFloat);
    ModelDescription description;
    description.kind = ModelDescription::Kind::Encoder;
    description.family = "clip";
    description.architecture = fmt::format("CLIP: {}; text tower of {} layers, width {}; embeddings of {}",
        towerText(config.vision.layers, config.vision.width, config.imageSize, config.patch), config.text.layers,
        config.text.width, config.projection);
    description.vocabulary = config.vocabulary;
    description.contextLength = config.positions;
    description.layers = config.text.layers;
    description.imageSize = config.imageSize;
    description.imageFeatures = 1;
    description.imageNumbers = config.projection;
    description.embedding = config.projection;
    ClipWeights weights;
    askClip(source, weights, config);
    visitClip(weights, config, countingVisitor(description, [](const auto&, const auto&) {}));
    description.complaints = source.complaints();
    return description;
}

ModelDescription describeIdefics(const Path& folder)
{
    const IdeficsConfig config = IdeficsConfig::read(folder);
    Weights source = openIdefics(folder, config);
    source.setTarget(at::kMeta, at::kFloat);
    ModelDescription description;
    description.family = "idefics";
    description.architecture = fmt::format("IDEFICS: {}; cross-attention before every {} layers; {}; {}",
        decoderText("decoder", config.layers, config.hidden, config.heads), config.crossInterval,
        towerText(config.vision.layers, config.vision.width, config.vision.imageSize, config.vision.patch),
        config.resampler ? fmt::format("resampler to {} latents", config.perceiver.latents) : "no resampler");
    describeShape(description, config.forestShape());
    IdeficsWeights weights;
    visitTensors(weights, config,
        countingVisitor(description, [&](const std::string& name, const auto& shape) { source.take(name, shape); }));
    description.complaints = source.complaints();
    return description;
}

ModelDescription describeIdefics2(const Path& folder)
{
    const Idefics2Config config = Idefics2Config::read(folder);
    Weights source = openIdefics2(folder, config);
    source.setTarget(at::kMeta, at::kFloat);
    ModelDescription description;
    description.family = "idefics2";
    description.architecture = fmt::format("Idefics2: {}; {}; resampler to {} latents",
        decoderText("Mistral decoder", config.text.layers, config.text.hidden, config.text.heads),
        towerText(config.vision.layers, config.vision.width, config.vision.imageSize, config.vision.patch),
        config.perceiver.latents);
    describeShape(description, config.forestShape());
    Idefics2Weights weights;
    visitIdefics2(weights, config,
        countingVisitor(description, [&](const std::string& name, const auto& shape) { source.take(name, shape); }));
    description.complaints = source.complaints();
    return description;
}

ModelDescription describeQwen2(const Path& folder)
{
    const Qwen2Config config = Qwen2Config::read(folder);
    Weights source = openQwen2(folder, config);
    source.setTarget(at::kMeta, at::kFloat);
    ModelDescription description;
    description.family = "qwen2";
    description.architecture = "Qwen2: " + decoderText("decoder", config.text.layers, config.text.hidden, config.text.heads);
    describeShape(description, config.text.forestShape());
    TextWeights weights;
    visitLlama(weights, config.text, "model.",
        countingVisitor(description, [&](const std::string& name, const auto& shape) { source.take(name, shape); }));
    description.complaints = source.complaints();
    return description;
}

ModelDescription describeFlamingo(const Path& folder)
{
    FlamingoSources sources = FlamingoSources::open(folder);
    sources.setTarget(at::kMeta, at::kFloat);
    const OpenFlamingoConfig& config = sources.config;
    ModelDescription description;
    description.family = "open-flamingo";
    const char* language = config.language == OpenFlamingoConfig::Language::Llama ? "LLaMA"
        : config.language == OpenFlamingoConfig::Language::Mpt7b                  ? "MPT"
                                                                                  : "MosaicGPT (MPT-1B)";
    description.architecture = fmt::format(
        "OpenFlamingo: {}; cross-attention before every {} layers; {}; resampler to {} latents",
        decoderText(language, config.text.layers, config.text.hidden, config.text.heads), config.every,
        towerText(config.vision.layers, config.vision.width, config.vision.imageSize, config.vision.patch), config.latents);
    describeShape(description, config.forestShape());
    OpenFlamingoWeights weights;
    visitFlamingo(weights, config,
        countingVisitor(description, [&](const std::string& name, const auto& shape) { sources.take({name, shape}); }));
    description.complaints = sources.complaints();
    return description;
}

} // namespace

Result<ModelDescription> TorchBackend::describe(const Path& folder)
{
    return guarded("cannot describe the model", [&] {
        if (weights::isOpenFlamingo(folder))
            return describeFlamingo(folder);
        const ConfigReader json = ConfigReader::open(folder / "config.json");
        const std::string type = json.text("model_type", "");
        if (type == "clip")
            return describeClip(folder);
        if (type == "idefics")
            return describeIdefics(folder);
        if (type == "idefics2")
            return describeIdefics2(folder);
        if (type == "qwen2")
            return describeQwen2(folder);
        throw EngineError(unknownModelType(type, json.where()));
    });
}

Error unknownModelType(const std::string& type, const std::string& where)
{
    return {ErrorCode::Unsupported, "unknown kind of model", where,
        type.empty() ? "it has no model_type" : "its model_type is '" + type + "'",
        "known are clip, idefics, idefics2, qwen2 and OpenFlamingo folders with mpt, mosaic_gpt or llama"};
}

} // namespace fulcrum::engine
