// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics2_config.h"

#include "core/base/error_exception.h"

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kMistralWindow = 4096;

/// Mistral-7B: published files name only what differs from it.
DecoderShape mistralDefaults()
{
    DecoderShape shape;
    shape.vocabulary = 32000;
    shape.hidden = 4096;
    shape.intermediate = 14336;
    shape.layers = 32;
    shape.heads = 32;
    shape.kvHeads = 8;
    shape.contextLength = 131072;
    shape.rotaryBase = 10000;
    return shape;
}

Idefics2Config::Vision readVision(const ConfigReader& part)
{
    Idefics2Config::Vision vision;
    vision.width = part.integer("hidden_size", 1, 1 << 17, vision.width);
    vision.imageSize = part.integer("image_size", 1, 8192, vision.imageSize);
    vision.patch = part.integer("patch_size", 1, vision.imageSize, std::min(vision.patch, vision.imageSize));
    vision.layers = part.integer("num_hidden_layers", 1, 1024, vision.layers);
    vision.heads = part.integer("num_attention_heads", 1, 1024, vision.heads);
    vision.intermediate = part.integer("intermediate_size", 1, 1 << 19, vision.intermediate);
    vision.epsilon = part.number("layer_norm_eps", 0, 1, vision.epsilon);
    vision.activation = activationFromName(part.text("hidden_act", "gelu_pytorch_tanh"), part.where());
    if (vision.width % vision.heads != 0)
        part.refuse("hidden_size", "it is not a multiple of the number of heads");
    if (vision.side() * vision.side() > 1 << 16)
        part.refuse("patch_size", "it gives more than 65536 patches");
    if (part.integer("num_channels", 3, 3, 3) != 3)
        part.refuse("num_channels", "only RGB is supported");
    return vision;
}

Idefics2Config::Perceiver readPerceiver(const ConfigReader& part)
{
    Idefics2Config::Perceiver perceiver;
    perceiver.latents = part.integer("resampler_n_latents", 1, 65536, perceiver.latents);
    perceiver.depth = part.integer("resampler_depth", 1, 1024, perceiver.depth);
    perceiver.heads = part.integer("resampler_n_heads", 1, 1024, perceiver.heads);
    perceiver.headWidth = part.integer("resampler_head_dim", 1, 4096, perceiver.headWidth);
    perceiver.kvHeads = part.integer("num_key_value_heads", 1, 1024, perceiver.kvHeads);
    perceiver.activation = activationFromName(part.text("hidden_act", "silu"), part.where());
    if (perceiver.heads % perceiver.kvHeads != 0)
        part.refuse("num_key_value_heads", "it does not divide resampler_n_heads");
    return perceiver;
}

} // namespace

ForestShape Idefics2Config::forestShape() const
{
    ForestShape shape = text.forestShape();
    shape.images = ForestShape::Images::Merged;
    shape.imageToken = imageToken;
    shape.placeholders = perceiver.latents;
    shape.imageSize = vision.imageSize;
    shape.imageRows = perceiver.latents;
    shape.imageWidth = text.hidden;
    shape.imageLayers = 1;
    shape.featureRows = perceiver.latents;
    shape.featureWidth = text.hidden;
    return shape;
}

Idefics2Config Idefics2Config::read(const Path& folder)
{
    const ConfigReader json = ConfigReader::open(folder / "config.json");
    const ConfigReader text = json.object("text_config");
    if (const std::string type = text.text("model_type", "mistral"); type != "mistral")
        text.refuse("model_type", "only mistral is supported as the language model, this is '" + type + "'");
    Idefics2Config config;
    config.text = readLlamaShape(text, mistralDefaults());
    config.text.tied = json.boolean("tie_word_embeddings", config.text.tied);
    // Within the window sliding and full attention are the same; longer prompts are refused.
    const std::int64_t window = text.integer("sliding_window", 1, 1 << 20, kMistralWindow);
    config.text.contextLength = std::min(config.text.contextLength, window);
    config.vision = readVision(json.object("vision_config"));
    config.perceiver = readPerceiver(json.object("perceiver_config"));
    const std::int64_t last = config.text.vocabulary - 1;
    config.beginToken = static_cast<std::int32_t>(text.integer("bos_token_id", 0, last, std::min<std::int64_t>(1, last)));
    config.endToken = static_cast<std::int32_t>(text.integer("eos_token_id", 0, last, std::min<std::int64_t>(2, last)));
    config.padToken = static_cast<std::int32_t>(text.integer("pad_token_id", 0, last, 0));
    // <fake_token_around_image>, <image>, <end_of_utterance> are the last three ids (MODELS.md 4).
    config.imageToken = static_cast<std::int32_t>(json.integer("image_token_id", 0, last, std::max<std::int64_t>(0, last - 1)));
    return config;
}

} // namespace fulcrum::engine
