// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_weights.h"
#include "core/engine/packed_batch.h"

namespace fulcrum::engine {

/// Keys and values of every layer of one kind.
struct KeysAndValues
{
    std::vector<at::Tensor> keys, values;
};

/// What the gated layers see of images: per gated layer [images, featureRows, hidden], keys normed where the model does so.
using ImageTable = KeysAndValues;

/// features [images, featureRows, vision width] -> table.
ImageTable projectImages(const IdeficsWeights& weights, const IdeficsConfig& config, const at::Tensor& features);

/// Keys (rotated) and values of the self-attention: per decoder layer [capacity, hidden], one row per token.
using KeyValueStore = KeysAndValues;

/// cos and sin of position times frequency, [count, headWidth / 2] in float32 (MODELS.md 1.6).
struct RotaryTable
{
    at::Tensor cos, sin;
    static RotaryTable make(std::int64_t headWidth, std::int64_t count, torch::Device device, at::ScalarType type);
};

/// down(act(gate(x)) * up(x)).
at::Tensor gatedMlp(const at::Tensor& x, const at::Tensor& gateUp, const at::Tensor& down, Activation activation);

/// The decoder over packed tokens: hidden states after the last norm, [batch.size, hidden], or only those of the rows in
/// `wanted` where it is defined (then the last layer does no more than they need). With a store, keys and values of the new
/// tokens are written to their slots and the past is read from it; without, rows see only themselves. Tokens that see no
/// image get nothing from the gated attention (gate variant (a) of MODELS.md 1.6). Works with autograd when there is no
/// store.
at::Tensor runDecoder(const IdeficsWeights& weights, const IdeficsConfig& config, const PackedBatch& batch,
    const ImageTable& images, const RotaryTable& rotary, KeyValueStore* store, const at::Tensor& wanted = {});

} // namespace fulcrum::engine
