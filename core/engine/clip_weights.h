// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/clip_config.h"
#include "core/engine/weights.h"

#include <functional>

namespace fulcrum::engine {

/// Tensors of a CLIP; q, k and v of a layer are kept stacked, as openai's files have them.
struct ClipWeights
{
    struct Layer
    {
        at::Tensor norm1, norm1Bias, qkv, qkvBias, out, outBias, norm2, norm2Bias, fc1, fc1Bias, fc2, fc2Bias;
    };
    at::Tensor classEmbedding, patch, visionPosition, preNorm, preNormBias, postNorm, postNormBias;
    std::vector<Layer> vision;
    at::Tensor tokens, textPosition, finalNorm, finalNormBias;
    std::vector<Layer> text;
    at::Tensor visualProjection, textProjection; ///< [projection, width]
    at::Tensor logitScale;                       ///< [] or [1]: log of the factor of the cosines
};

/// One published tensor (Hugging Face name), a slice of a stack along dimension 0; `deviation` is the sd of a fresh one
/// (negative: -1 = ones, -2 = zeros, -3 = the configured logit scale).
struct ClipPart
{
    std::string name;
    std::vector<std::int64_t> shape;
    double deviation = 0;
};
inline constexpr double kClipOnes = -1, kClipZeros = -2, kClipLogitScale = -3;

/// Calls `visit` for every tensor in a fixed order; resizes the layer lists.
using ClipVisitor = std::function<void(at::Tensor& stack, const std::vector<ClipPart>& parts)>;
void visitClip(ClipWeights& weights, const ClipConfig& config, const ClipVisitor& visit);

/// Asks for every tensor of visitClip, in its order, with Hugging Face or with openai/open_clip names (told apart by what is
/// there): the slices of each stack. `weights` only lends its lists.
std::vector<std::vector<at::Tensor>> askClip(Weights& tensors, ClipWeights& weights, const ClipConfig& config);
/// From tensors with Hugging Face or with openai/open_clip names (told apart by what is there); throws EngineError listing
/// everything that does not fit.
ClipWeights takeClip(Weights& tensors, const ClipConfig& config);
/// Fresh float32 weights as CLIPModel initialises them, tensor by tensor from (seed, name).
ClipWeights randomClip(const ClipConfig& config, std::uint64_t seed);
/// Writes model.safetensors with Hugging Face names into a folder.
Result<void> writeClip(const Path& folder, ClipWeights& weights, const ClipConfig& config);
/// Hugging Face names and tensors, for model.safetensors.
NamedTensors publishedClip(ClipWeights& weights, const ClipConfig& config);

} // namespace fulcrum::engine
