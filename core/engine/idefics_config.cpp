// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_config.h"

#include "core/base/error_exception.h"

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kMostWidth = 1 << 17;
constexpr std::int64_t kMostLayers = 1024;

/// The vision part is nested in current configurations and flat with a "vision_" prefix in the oldest ones.
IdeficsConfig::Vision readVision(const ConfigReader& config)
{
    const bool nested = config.has("vision_config");
    const ConfigReader part = nested ? config.object("vision_config") : config;
    const auto key = [&](const char* name) { return (nested ? "" : "vision_") + std::string(name); };
    IdeficsConfig::Vision vision;
    vision.width = part.integer(key("embed_dim"), 1, kMostWidth, vision.width);
    vision.imageSize = part.integer(key("image_size"), 1, 8192, vision.imageSize);
    vision.patch = part.integer(key("patch_size"), 1, vision.imageSize, std::min(vision.patch, vision.imageSize));
    vision.layers = part.integer(key("num_hidden_layers"), 1, kMostLayers, vision.layers);
    vision.heads = part.integer(key("num_attention_heads"), 1, 1024, vision.heads);
    vision.intermediate = part.integer(key("intermediate_size"), 1, kMostWidth, vision.intermediate);
    vision.epsilon = part.number(key("layer_norm_eps"), 0, 1, vision.epsilon);
    vision.activation = activationFromName(part.text(key("hidden_act"), "gelu"), part.where());
    if (vision.width % vision.heads != 0)
        part.refuse(key("embed_dim"), "it is not a multiple of the number of heads");
    if (vision.patches() > 1 << 16)
        part.refuse(key("patch_size"), "it gives more than 65536 patches");
    if (part.integer(key("num_channels"), 3, 3, 3) != 3)
        part.refuse(key("num_channels"), "only RGB is supported");
    return vision;
}

IdeficsConfig::Perceiver readPerceiver(const ConfigReader& config)
{
    const ConfigReader part = config.has("perceiver_config") ? config.object("perceiver_config") : config;
    IdeficsConfig::Perceiver perceiver;
    perceiver.latents = part.integer("resampler_n_latents", 1, 65536, perceiver.latents);
    perceiver.depth = part.integer("resampler_depth", 1, kMostLayers, perceiver.depth);
    perceiver.heads = part.integer("resampler_n_heads", 1, 1024, perceiver.heads);
    perceiver.headWidth = part.integer("resampler_head_dim", 1, 4096, perceiver.headWidth);
    perceiver.qkNorms = part.boolean("qk_layer_norms_perceiver", perceiver.qkNorms);
    return perceiver;
}

void readInitialisation(const ConfigReader& json, IdeficsConfig& config)
{
    config.initializerRange = json.number("initializer_range", 0, 10, 0.02);
    config.alphaInitializer = json.text("alpha_initializer", "zeros");
    config.alphaRange = json.number("alphas_initializer_range", 0, 10, 0);
    config.alphaInitValue = json.number("alpha_init_value", -100, 100, 1);
    if (config.alphaInitializer != "zeros" && config.alphaInitializer != "ones" && config.alphaInitializer != "normal")
        json.refuse("alpha_initializer", "it is none of zeros, ones, normal");
}

void readTokens(const ConfigReader& json, IdeficsConfig& config)
{
    const std::int64_t last = config.rows() - 1;
    config.beginToken = static_cast<std::int32_t>(json.integer("bos_token_id", 0, last, 1));
    config.endToken = static_cast<std::int32_t>(json.integer("eos_token_id", 0, last, 2));
    config.padToken = static_cast<std::int32_t>(json.integer("pad_token_id", -1, last, 0));
    // <fake_token_around_image> and <image> are the two added tokens, in this order (MODELS.md 1.1).
    const std::int64_t usual = std::min(config.vocabulary + 1, last);
    config.imageToken = static_cast<std::int32_t>(json.integer("image_token_id", 0, last, usual));
}

} // namespace

ForestShape IdeficsConfig::forestShape() const
{
    ForestShape shape;
    shape.vocabulary = rows();
    shape.contextLength = contextLength;
    shape.layers = layers;
    shape.keyWidth = hidden;
    shape.images = ForestShape::Images::Gated;
    shape.imageToken = imageToken;
    shape.forgetToken = endToken;
    shape.gateVariants = true;
    shape.imageSize = vision.imageSize;
    shape.imageRows = featureRows();
    shape.imageWidth = vision.width;
    shape.imageLayers = gatedLayers();
    shape.featureRows = featureRows();
    shape.featureWidth = hidden;
    shape.headWidths = {headWidth()};
    return shape;
}

IdeficsConfig IdeficsConfig::read(const Path& folder) { return parse(ConfigReader::open(folder / "config.json")); }

IdeficsConfig IdeficsConfig::parse(const ConfigReader& json)
{
    if (const std::string type = json.text("model_type", ""); type != "idefics")
        throw ErrorException(ErrorCode::Unsupported, "not an IDEFICS model", json.where(),
            "its model_type is '" + type + "'");
    IdeficsConfig config;
    config.vocabulary = json.integer("vocab_size", 1, 10'000'000);
    config.additionalVocabulary = json.integer("additional_vocab_size", 0, 1'000'000, 0);
    config.hidden = json.integer("hidden_size", 2, kMostWidth);
    config.intermediate = json.integer("intermediate_size", 1, 4 * kMostWidth);
    config.layers = json.integer("num_hidden_layers", 1, kMostLayers);
    config.heads = json.integer("num_attention_heads", 1, 4096);
    config.crossInterval = json.integer("cross_layer_interval", 1, kMostLayers, 1);
    config.qkNorms = json.boolean("qk_layer_norms", false);
    config.tied = json.boolean("tie_word_embeddings", false);
    config.epsilon = json.number("rms_norm_eps", 0, 1, 1e-6);
    config.activation = activationFromName(json.text("hidden_act", "silu"), json.where());
    config.contextLength = json.integer("max_sequence_length", 1, 1 << 18, 2048);
    const std::string alpha = json.text("alpha_type", "float");
    if (alpha != "float" && alpha != "vector")
        json.refuse("alpha_type", "it is neither float nor vector");
    config.vectorAlpha = alpha == "vector";
    config.resampler = json.boolean("use_resampler", json.object("perceiver_config").boolean("use_resampler", false));
    if (config.hidden % config.heads != 0 || config.headWidth() % 2 != 0)
        json.refuse("hidden_size", "it must be an even multiple of the number of heads");
    config.vision = readVision(json);
    config.perceiver = readPerceiver(json);
    readTokens(json, config);
    readInitialisation(json, config);
    return config;
}

} // namespace fulcrum::engine
