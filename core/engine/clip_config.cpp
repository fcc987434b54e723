// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/clip_config.h"

namespace fulcrum::engine {
namespace {

constexpr std::int64_t kLegacyEndToken = 2; ///< of configs made before transformers 4.31

/// Defaults are those of the publisher's configuration classes (ViT-B/32).
ClipConfig::Tower readTower(const ConfigReader& reader, ClipConfig::Tower absent)
{
    ClipConfig::Tower tower;
    tower.width = reader.integer("hidden_size", 1, 16384, absent.width);
    tower.layers = reader.integer("num_hidden_layers", 1, 256, absent.layers);
    tower.heads = reader.integer("num_attention_heads", 1, 256, absent.heads);
    tower.intermediate = reader.integer("intermediate_size", 1, 65536, absent.intermediate);
    tower.epsilon = reader.number("layer_norm_eps", 0, 1, 1e-5);
    tower.activation = activationFromName(reader.text("hidden_act", "quick_gelu"), reader.where());
    if (tower.width % tower.heads != 0)
        reader.refuse("num_attention_heads", "it does not divide hidden_size");
    return tower;
}

} // namespace

ClipConfig ClipConfig::read(const Path& folder)
{
    const ConfigReader reader = ConfigReader::open(folder / "config.json");
    const ConfigReader vision = reader.object("vision_config"), text = reader.object("text_config");
    ClipConfig config;
    config.projection = reader.integer("projection_dim", 1, 16384, 512);
    config.logitScaleInit = reader.number("logit_scale_init_value", -100, 100, 2.6592);
    config.vision = readTower(vision, {768, 12, 12, 3072, 1e-5, Activation::QuickGelu});
    config.text = readTower(text, {512, 12, 8, 2048, 1e-5, Activation::QuickGelu});
    config.imageSize = vision.integer("image_size", 1, 4096, 224);
    config.patch = vision.integer("patch_size", 1, 1024, 32);
    if (config.patch > config.imageSize)
        vision.refuse("patch_size", "it is larger than image_size");
    config.vocabulary = text.integer("vocab_size", 2, 2'000'000, 49408);
    config.positions = text.integer("max_position_embeddings", 1, 8192, 77);
    const std::int64_t end = text.integer("eos_token_id", 0, config.vocabulary - 1, kLegacyEndToken);
    if (end != kLegacyEndToken)
        config.endToken = end;
    return config;
}

} // namespace fulcrum::engine
