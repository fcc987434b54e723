// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace fulcrum::engine {

/// What planning, packing and the caches need to know of a model; everything else is behind Architecture.
struct ForestShape
{
    /// How images enter: not at all, through cross-attention of the tokens that follow them, or as embeddings that replace
    /// those of their placeholders.
    enum class Images { None, Gated, Merged };

    std::int64_t vocabulary = 0; ///< token ids are 0..vocabulary - 1; width of the logits
    std::int64_t contextLength = 0, layers = 0;
    std::int64_t keyWidth = 0; ///< of one stored key, and of one stored value
    Images images = Images::None;
    std::int32_t imageToken = -1;   ///< placeholder
    std::int64_t placeholders = 1;  ///< neighbouring placeholder tokens per image (> 1 only where merged)
    std::int32_t forgetToken = -1;  ///< behind this token no image is seen until the next one; -1 = none does that
    bool gateVariants = false;      ///< GateVariant makes a difference (IDEFICS)
    std::int64_t imageSize = 0;     ///< edge of the images, the largest one where sizes vary
    std::int64_t imageRows = 0, imageWidth = 0; ///< of what the vision side gives for one image
    std::int64_t imageLayers = 0;   ///< layers of the image table
    std::int64_t featureRows = 0, featureWidth = 0; ///< of one image in one layer of the table
    std::vector<std::int64_t> headWidths; ///< of every kind of attention in the decoder
};

} // namespace fulcrum::engine
