// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_decoder.h"
#include "core/model/prompt_forest.h"

namespace fulcrum::engine {

/// A padded batch as transformers takes it: the plain computation with explicit masks that the packed one is checked
/// against. Used by conformance, scoreNaively and as the naive side of bench; never on a fast path.
struct PaddedBatch
{
    at::Tensor ids;       ///< [B, T] int64
    at::Tensor attention; ///< [B, T] int64, 0 = padding
    at::Tensor images;    ///< [B, T, N] int64, 1 = the token sees the image
    at::Tensor features;  ///< [B, N, L, vision width], after the resampler
};

/// Hidden states on the way, for comparison with golden data.
struct ReferenceTrace
{
    at::Tensor embedded, afterFirstLayer, beforeLastLayer;
};

/// Hidden states after the last norm, [B, T, hidden]; rows of padding hold garbage.
at::Tensor runReference(const IdeficsWeights& weights, const IdeficsConfig& config, const PaddedBatch& batch,
    model::GateVariant gate, ReferenceTrace* trace = nullptr);

} // namespace fulcrum::engine
