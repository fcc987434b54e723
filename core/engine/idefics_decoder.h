// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/architecture.h"
#include "core/engine/idefics_weights.h"
#include "core/engine/text_decoder.h"

namespace fulcrum::engine {

/// features [images, featureRows, vision width] -> table [images, featureRows, hidden] per gated layer, keys normed where the
/// model does so.
ImageTable projectImages(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& features);

/// The decoder over packed tokens: hidden states after the last norm, [batch.size, hidden], or only those of the rows in
/// `wanted` where it is defined (then the last layer does no more than they need). With a store, keys and values of the new
/// tokens are written to their slots and the past is read from it; without, rows see only themselves. Tokens that see no
/// image get nothing from the gated attention (gate variant (a) of MODELS.md 1.6). Works with autograd when there is no
/// store.
at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, const RotaryTable& rotary, KeyValueStore* store, const at::Tensor& wanted = {});

} // namespace fulcrum::engine
