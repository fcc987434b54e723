// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/activation.h"
#include "core/engine/config_reader.h"
#include "core/engine/forest_shape.h"

namespace fulcrum::engine {

/// The shape of an IDEFICS v1 model (MODELS.md 1.1); defaults are those of the publisher's configuration class.
struct IdeficsConfig
{
    struct Vision
    {
        std::int64_t width = 768, imageSize = 224, patch = 14, layers = 32, heads = 16, intermediate = 5120;
        double epsilon = 1e-5;
        Activation activation = Activation::Gelu;
        std::int64_t patches() const { return (imageSize / patch) * (imageSize / patch); }
    };
    struct Perceiver
    {
        std::int64_t latents = 64, depth = 6, heads = 16, headWidth = 96;
        bool qkNorms = false;
    };

    std::int64_t vocabulary = 0, additionalVocabulary = 0;
    std::int64_t hidden = 0, intermediate = 0, layers = 0, heads = 0, crossInterval = 1;
    bool qkNorms = false, vectorAlpha = false, resampler = false, tied = false;
    double epsilon = 1e-6;
    Activation activation = Activation::Silu;
    std::int64_t contextLength = 2048;
    std::int32_t beginToken = 1, endToken = 2, padToken = 0, imageToken = 0;
    Vision vision;
    Perceiver perceiver;

    // Fresh models only.
    double initializerRange = 0.02;
    std::string alphaInitializer = "zeros"; ///< "zeros", "ones", "normal"
    double alphaRange = 0;                  ///< sd of "normal"
    double alphaInitValue = 1;              ///< our extension: the value that "ones" starts with

    std::int64_t headWidth() const { return hidden / heads; }
    std::int64_t gatedLayers() const { return layers / crossInterval; }
    std::int64_t rows() const { return vocabulary + additionalVocabulary; } ///< width of the logits
    /// Feature rows per image that the gated layers see.
    std::int64_t featureRows() const { return resampler ? perceiver.latents : vision.patches() + 1; }

    ForestShape forestShape() const;

    /// Reads and checks folder/config.json; throws ErrorException.
    static IdeficsConfig read(const Path& folder);
    /// The same for a file of another name.
    static IdeficsConfig parse(const ConfigReader& json);
};

} // namespace fulcrum::engine
