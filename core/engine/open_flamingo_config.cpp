// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/open_flamingo_config.h"

#include "core/base/error_exception.h"

#include <cmath>

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kAddedTokens = 3; ///< <|endofchunk|>, <image>, <PAD> (MODELS.md 2.1)

bool isThere(const Path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

/// MPT-7B takes the slopes of the next power of two and skips through them; MosaicGPT takes its own number of heads.
std::vector<double> alibiSlopes(std::int64_t heads, double most, bool powerOfTwo)
{
    std::int64_t count = heads;
    if (powerOfTwo)
        for (count = 1; count < heads;)
            count *= 2;
    std::vector<double> all, slopes;
    for (std::int64_t j = 1; j <= count; ++j)
        all.push_back(std::exp2(-most * static_cast<double>(j) / static_cast<double>(count)));
    if (count == heads)
        return all;
    for (const std::size_t first : {std::size_t{1}, std::size_t{0}})
        for (std::size_t j = first; j < all.size(); j += 2)
            slopes.push_back(all[j]);
    slopes.resize(static_cast<std::size_t>(heads));
    return slopes;
}

/// Settings of MPT that the published models leave at their defaults and this decoder does not know. Files written by
/// transformers leave `alibi` and `no_bias` out, which are true there; a model without would have tensors that nobody asks for.
void refuseUnknownMpt(const ConfigReader& json, const ConfigReader& attention, const std::string& clip)
{
    for (const auto& [part, key] : {std::pair(&json, std::string("logit_scale")), std::pair(&attention, clip),
             std::pair(&attention, std::string("softmax_scale"))})
        if (part->has(key))
            part->refuse(key, "only null is supported");
    if (!attention.boolean("alibi", true))
        attention.refuse("alibi", "only models with ALiBi are supported");
    if (!json.boolean("no_bias", true))
        json.refuse("no_bias", "only models without biases are supported");
    if (attention.boolean("prefix_lm", false))
        attention.refuse("prefix_lm", "only causal models are supported");
    if (json.number("embedding_fraction", 0, 1, 1) < 1)
        json.refuse("embedding_fraction", "only 1 is supported");
}

DecoderShape readMpt(const ConfigReader& json, OpenFlamingoConfig::Language language)
{
    const bool large = language == OpenFlamingoConfig::Language::Mpt7b;
    const ConfigReader attention = large && json.has("attn_config") ? json.object("attn_config") : json;
    refuseUnknownMpt(json, attention, large ? "clip_qkv" : "attn_clip_qkv");
    DecoderShape shape;
    shape.vocabulary = json.integer("vocab_size", 1, 10'000'000);
    shape.hidden = json.integer("d_model", 1, 1 << 17);
    shape.heads = json.integer("n_heads", 1, 4096);
    shape.kvHeads = shape.heads;
    shape.layers = json.integer("n_layers", 1, 1024);
    shape.intermediate = shape.hidden * json.integer(large ? "expansion_ratio" : "mlp_ratio", 1, 64, 4);
    shape.contextLength = json.integer("max_seq_len", 1, 1 << 20, 2048);
    shape.epsilon = 1e-5;
    shape.layerNorms = true;
    shape.qkNorms = attention.boolean(large ? "qk_ln" : "attn_qk_ln", false);
    shape.gated = false;
    shape.tied = true;
    shape.activation = Activation::Gelu;
    if (shape.hidden % shape.heads != 0)
        json.refuse("d_model", "it is not a multiple of n_heads");
    shape.alibiSlopes = alibiSlopes(shape.heads, attention.number("alibi_bias_max", 0, 64, 8), large);
    return shape;
}

IdeficsConfig::Vision readVision(const Path& folder)
{
    const ConfigReader file = ConfigReader::open(folder / "open_clip_config.json");
    const ConfigReader json = file.has("model_cfg") ? file.object("model_cfg") : file;
    const ConfigReader part = json.object("vision_cfg");
    if (part.has("timm_model_name"))
        part.refuse("timm_model_name", "only open_clip's own vision transformer is supported");
    IdeficsConfig::Vision vision;
    vision.width = part.integer("width", 1, 1 << 17);
    vision.imageSize = part.integer("image_size", 1, 8192, 224);
    vision.patch = part.integer("patch_size", 1, vision.imageSize);
    vision.layers = part.integer("layers", 1, 1024);
    const std::int64_t headWidth = part.integer("head_width", 1, 4096, 64);
    vision.heads = part.integer("heads", 1, 4096, std::max<std::int64_t>(1, vision.width / headWidth));
    vision.intermediate
        = static_cast<std::int64_t>(static_cast<double>(vision.width) * part.number("mlp_ratio", 0.01, 64, 4));
    vision.epsilon = 1e-5;
    // OpenFlamingo uses OpenAI's weights, which want QuickGELU; some copies of the configuration do not say so.
    vision.activation = json.boolean("quick_gelu", true) ? Activation::QuickGelu : Activation::Gelu;
    if (vision.width % vision.heads != 0)
        part.refuse("heads", "it does not divide width");
    if (vision.patches() > 1 << 16)
        part.refuse("patch_size", "it gives more than 65536 patches");
    return vision;
}

/// The gated blocks tell how many layers lie between them: the first stands before layer every - 1.
std::int64_t intervalOf(const OpenFlamingoConfig::TrainedShape& trained, const OpenFlamingoConfig& config)
{
    const std::string blocks = "lang_encoder." + flamingoBlocksName(config.language);
    for (std::int64_t i = 0; i < config.text.layers; ++i) {
        const std::string layer = std::to_string(i);
        if (!trained("lang_encoder.gated_cross_attn_layers." + layer + ".attn_gate").empty()
            || !trained(blocks + layer + ".gated_cross_attn_layer.attn_gate").empty())
            return i + 1;
    }
    return 0;
}

void readAttention(const ConfigReader& json, OpenFlamingoConfig::Attention& attention)
{
    attention.heads = json.integer("heads", 1, 1024, attention.heads);
    attention.headWidth = json.integer("dim_head", 1, 4096, attention.headWidth);
}

void readSizes(const ConfigReader& json, OpenFlamingoConfig& config)
{
    const ConfigReader perceiver = json.object("perceiver"), gated = json.object("gated_xattn");
    readAttention(perceiver, config.perceiver);
    readAttention(gated, config.gated);
    config.latents = perceiver.integer("num_latents", 1, 65536, config.latents);
    config.depth = perceiver.integer("depth", 1, 1024, config.depth);
    config.perceiverExpansion = perceiver.integer("ff_mult", 1, 64, config.perceiverExpansion);
    config.gatedExpansion = gated.integer("ff_mult", 1, 64, config.gatedExpansion);
    if (!gated.boolean("only_attend_immediate_media", true))
        gated.refuse("only_attend_immediate_media", "only true is supported");
    if (json.integer("vis_dim", 1, 1 << 17, config.vision.width) != config.vision.width)
        json.refuse("vis_dim", "it is not the width of the vision encoder");
}

void readTokens(const ConfigReader& json, const ConfigReader& language, OpenFlamingoConfig& config)
{
    const std::int64_t last = config.text.vocabulary - 1;
    const bool llama = config.language == OpenFlamingoConfig::Language::Llama;
    const std::int64_t end = language.integer("eos_token_id", 0, last, llama ? std::min<std::int64_t>(2, last) : 0);
    config.endToken = static_cast<std::int32_t>(json.integer("eos_token_id", 0, last, end));
    config.padToken = static_cast<std::int32_t>(json.integer("lever_lm_pad_token_id", 0, last, config.endToken));
    config.beginToken = static_cast<std::int32_t>(language.integer("bos_token_id", 0, last, config.endToken));
    // Second of the three added tokens; the tokenizers of MPT and LLaMA have no pad token of their own.
    const std::int64_t image = std::max<std::int64_t>(0, config.text.vocabulary - kAddedTokens + 1);
    config.imageToken = static_cast<std::int32_t>(json.integer("media_token_id", 0, last, image));
}

} // namespace

std::string flamingoBlocksName(OpenFlamingoConfig::Language language)
{
    return language == OpenFlamingoConfig::Language::Llama ? "model.layers." : "transformer.blocks.";
}

std::string flamingoEmbeddingName(OpenFlamingoConfig::Language language)
{
    return language == OpenFlamingoConfig::Language::Llama ? "model.embed_tokens.weight" : "transformer.wte.weight";
}

ForestShape OpenFlamingoConfig::forestShape() const
{
    ForestShape shape = text.forestShape();
    shape.images = ForestShape::Images::Gated;
    shape.imageToken = imageToken;
    shape.imageSize = vision.imageSize;
    shape.imageRows = latents;
    shape.imageWidth = vision.width;
    shape.imageLayers = gatedLayers();
    shape.featureRows = latents;
    shape.featureWidth = gated.inner();
    shape.headWidths.push_back(gated.headWidth);
    return shape;
}

OpenFlamingoConfig OpenFlamingoConfig::read(const Path& folder, const TrainedShape& trained)
{
    const ConfigReader language = ConfigReader::open(folder / "lang_encoder" / "config.json");
    const std::string type = language.text("model_type", "");
    OpenFlamingoConfig config;
    if (type == "llama")
        config.language = Language::Llama;
    else if (type == "mpt")
        config.language = Language::Mpt7b;
    else if (type == "mosaic_gpt")
        config.language = Language::Mpt1b;
    else
        throw ErrorException(ErrorCode::Unsupported, "unknown language model of an OpenFlamingo", language.where(),
            "its model_type is '" + type + "'", "known: mpt, mosaic_gpt, llama");
    config.text = config.language == Language::Llama ? readLlamaShape(language)
                                                     : readMpt(language, config.language);
    config.vision = readVision(folder / "vision_encoder");
    const Path own = folder / "flamingo_config.json";
    const ConfigReader json = isThere(own) ? ConfigReader::open(own) : ConfigReader(nlohmann::json::object(), own.string());
    config.every = json.integer("cross_attn_every_n_layers", 1, config.text.layers, intervalOf(trained, config));
    if (config.every == 0)
        throw ErrorException(ErrorCode::Malformed, "the checkpoint has no gated cross-attention blocks", folder.string(), "",
            "use the checkpoint.pt of an OpenFlamingo release for this language model");
    const std::vector<std::int64_t> embedding = trained("lang_encoder." + flamingoEmbeddingName(config.language));
    const std::int64_t rows = embedding.size() == 2 && embedding[0] > 0 ? embedding[0] : config.text.vocabulary;
    config.text.vocabulary = json.integer("tokenizer_len", kAddedTokens, 10'000'000, rows);
    readSizes(json, config);
    readTokens(json, language, config);
    return config;
}

} // namespace fulcrum::engine
