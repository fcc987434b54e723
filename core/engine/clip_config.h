// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/activation.h"
#include "core/engine/config_reader.h"

#include <optional>

namespace fulcrum::engine {

/// The shape of a CLIP (golden/clip/README.md).
struct ClipConfig
{
    struct Tower
    {
        std::int64_t width = 512, layers = 12, heads = 8, intermediate = 2048;
        double epsilon = 1e-5;
        Activation activation = Activation::QuickGelu;
    };

    std::int64_t projection = 512;
    double logitScaleInit = 2.6592;
    Tower vision, text;
    std::int64_t imageSize = 224, patch = 32;
    std::int64_t vocabulary = 49408, positions = 77;
    /// Where a text is pooled: at the first token with this id; none = at its largest id (published configs say
    /// eos_token_id 2, which is wrong and means that).
    std::optional<std::int64_t> endToken;

    std::int64_t patches() const { return (imageSize / patch) * (imageSize / patch); }

    /// Reads and checks folder/config.json; throws ErrorException.
    static ClipConfig read(const Path& folder);
};

} // namespace fulcrum::engine
