// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_config.h"
#include "core/engine/decoder_shape.h"

#include <functional>

namespace fulcrum::engine {

/// The shape of an OpenFlamingo (MODELS.md 2), collected from a folder that holds
///  - checkpoint.pt (or checkpoint.safetensors): the trained tensors,
///  - lang_encoder/: the language model as published (MPT-7B, MPT-1B or LLaMA), before its vocabulary was resized,
///  - vision_encoder/: open_clip_config.json and the visual tower,
///  - flamingo_config.json, optional: what it does not say follows from the checkpoint.
struct OpenFlamingoConfig
{
    enum class Language { Mpt7b, Mpt1b, Llama };
    /// Of the resampler and of the gated cross-attention alike.
    struct Attention
    {
        std::int64_t heads = 8, headWidth = 64;
        std::int64_t inner() const { return heads * headWidth; }
    };

    Language language = Language::Mpt7b;
    DecoderShape text; ///< vocabulary: after resizing
    IdeficsConfig::Vision vision;
    Attention perceiver, gated;
    std::int64_t latents = 64, depth = 6, perceiverExpansion = 4, gatedExpansion = 4;
    std::int64_t every = 0; ///< a gated block stands before each decoder layer i with (i + 1) % every == 0
    std::int32_t beginToken = 0, endToken = 0, padToken = 0, imageToken = 0;

    std::int64_t gatedLayers() const { return text.layers / every; }

    ForestShape forestShape() const;

    /// Shape of a trained tensor; empty when there is none of that name.
    using TrainedShape = std::function<std::vector<std::int64_t>(const std::string& name)>;
    /// Reads and checks everything. Throws ErrorException.
    static OpenFlamingoConfig read(const Path& folder, const TrainedShape& trained);
};

/// Published name of the (resized) input embedding.
std::string flamingoEmbeddingName(OpenFlamingoConfig::Language language);
/// "transformer.blocks." or "model.layers.".
std::string flamingoBlocksName(OpenFlamingoConfig::Language language);

} // namespace fulcrum::engine
