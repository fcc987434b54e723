// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/decoder_shape.h"

namespace fulcrum::engine {

/// The shape of an Idefics2 (MODELS.md 4); defaults are those of the publisher's configuration classes.
struct Idefics2Config
{
    struct Vision
    {
        std::int64_t width = 768, imageSize = 224, patch = 32, layers = 12, heads = 12, intermediate = 3072;
        double epsilon = 1e-6;
        Activation activation = Activation::GeluTanh;
        std::int64_t side() const { return imageSize / patch; } ///< positions per side of the position table
    };
    struct Perceiver
    {
        std::int64_t latents = 64, depth = 3, heads = 16, headWidth = 96, kvHeads = 4;
        Activation activation = Activation::Silu;
    };

    DecoderShape text; ///< Mistral
    Vision vision;
    Perceiver perceiver;
    std::int32_t beginToken = 1, endToken = 2, padToken = 0, imageToken = 0;

    ForestShape forestShape() const;

    /// Reads and checks folder/config.json; throws ErrorException.
    static Idefics2Config read(const Path& folder);
};

} // namespace fulcrum::engine
