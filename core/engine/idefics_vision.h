// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_weights.h"
#include "core/engine/ops.h"

namespace fulcrum::engine {

/// CLIP-style tower (MODELS.md 1.3): pixels [n, 3, S, S] -> [n, patches + 1, width], class token first, without the final
/// norm.
at::Tensor visionTower(const VisionWeights& weights, const IdeficsConfig::Vision& shape, const at::Tensor& pixels);

/// Perceiver resampler (MODELS.md 1.4): [n, patches + 1, width] -> [n, latents, width]; the input itself when the model has
/// none.
at::Tensor resample(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& vision);

} // namespace fulcrum::engine
