// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/decoder_shape.h"

namespace fulcrum::engine {

ForestShape DecoderShape::forestShape() const
{
    ForestShape shape;
    shape.vocabulary = vocabulary;
    shape.contextLength = contextLength;
    shape.layers = layers;
    shape.keyWidth = kvWidth();
    shape.headWidths = {headWidth()};
    return shape;
}

DecoderShape readLlamaShape(const ConfigReader& json, const DecoderShape& absent)
{
    const auto size = [&](const char* key, std::int64_t low, std::int64_t high, std::int64_t missing) {
        return missing > 0 ? json.integer(key, low, high, missing) : json.integer(key, low, high);
    };
    DecoderShape shape;
    shape.vocabulary = size("vocab_size", 1, 10'000'000, absent.vocabulary);
    shape.hidden = size("hidden_size", 2, 1 << 17, absent.hidden);
    shape.intermediate = size("intermediate_size", 1, 1 << 19, absent.intermediate);
    shape.layers = size("num_hidden_layers", 1, 1024, absent.layers);
    shape.heads = size("num_attention_heads", 1, 4096, absent.heads);
    shape.kvHeads = json.integer("num_key_value_heads", 1, 4096, absent.kvHeads > 0 ? absent.kvHeads : shape.heads);
    shape.contextLength
        = json.integer("max_position_embeddings", 1, 1 << 20, absent.contextLength > 0 ? absent.contextLength : 2048);
    shape.epsilon = json.number("rms_norm_eps", 0, 1, absent.epsilon);
    shape.rotaryBase = json.number("rope_theta", 1, 1e12, absent.rotaryBase > 0 ? absent.rotaryBase : 10000);
    shape.tied = json.boolean("tie_word_embeddings", false);
    shape.activation = activationFromName(json.text("hidden_act", "silu"), json.where());
    if (shape.hidden % shape.heads != 0 || shape.headWidth() % 2 != 0)
        json.refuse("hidden_size", "it must be an even multiple of the number of heads");
    if (shape.heads % shape.kvHeads != 0)
        json.refuse("num_key_value_heads", "it does not divide the number of heads");
    if (json.integer("head_dim", 1, 1 << 17, shape.headWidth()) != shape.headWidth())
        json.refuse("head_dim", "heads that do not share hidden_size evenly are not supported");
    if (json.has("rope_scaling"))
        json.refuse("rope_scaling", "scaled rotary embeddings are not supported");
    return shape;
}

} // namespace fulcrum::engine
