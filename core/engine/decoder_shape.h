// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/activation.h"
#include "core/engine/config_reader.h"
#include "core/engine/forest_shape.h"

#include <vector>

namespace fulcrum::engine {

/// The shape of a causal language model: LLaMA, Mistral, Qwen2 and MPT are settings of it (MODELS.md 1.6, 2.5, 2.6, 3, 4).
struct DecoderShape
{
    std::int64_t vocabulary = 0, hidden = 0, intermediate = 0, layers = 0, heads = 0, kvHeads = 0, contextLength = 0;
    double epsilon = 1e-6;
    double rotaryBase = 0;           ///< 0 = no rotary embedding
    std::vector<double> alibiSlopes; ///< one per head; empty = no ALiBi
    bool layerNorms = false;         ///< LayerNorm without bias instead of RMS norm
    bool qkNorms = false;            ///< norms over all of q and all of k, before the heads are split
    bool qkvBias = false;
    bool gated = true; ///< down(act(gate) * up) instead of down(act(up))
    bool tied = false; ///< the head is the embedding
    Activation activation = Activation::Silu;

    std::int64_t headWidth() const { return hidden / heads; }
    std::int64_t kvWidth() const { return kvHeads * headWidth(); }
    /// Fields of a ForestShape that come from the language model.
    ForestShape forestShape() const;
};

/// Reads and checks the fields that LLaMA, Mistral and Qwen2 configurations share; throws ErrorException. `absent` gives the
/// publisher's values for missing fields; a size that is 0 there is required.
DecoderShape readLlamaShape(const ConfigReader& json, const DecoderShape& absent = {});

} // namespace fulcrum::engine
