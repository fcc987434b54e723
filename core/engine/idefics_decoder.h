// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/architecture.h"
#include "core/engine/idefics_weights.h"
#include "core/engine/text_decoder.h"

namespace fulcrum::engine {

/// features [images, featureRows, vision width] -> table [images, featureRows, hidden] per gated layer, keys normed where the
/// model does so.
ImageTable projectImages(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& features);

/// The language model between the gated layers, a LLaMA; it shares the weights.
TextDecoder languageModel(
    const IdeficsWeights& weights, const IdeficsConfig& config, at::Device device, at::ScalarType type);

/// The decoder over packed tokens, as Architecture::run; `text` is its languageModel. Tokens that see no image get nothing from
/// the gated attention (gate variant (a) of MODELS.md 1.6). Works with autograd when there is no store.
at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const TextDecoder& text,
    const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted = {});

} // namespace fulcrum::engine
