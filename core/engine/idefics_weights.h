// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/idefics_config.h"
#include "core/engine/weights.h"

#include <functional>

namespace fulcrum::engine {

// Tensors of IDEFICS v1. Projections of one input are kept stacked (q, k, v; gate, up): one large product instead of three
// small ones. `visitTensors` knows which published tensors each stack is made of.

struct VisionWeights
{
    struct Layer
    {
        at::Tensor norm1, norm1Bias, qkv, qkvBias, out, outBias, norm2, norm2Bias, fc1, fc1Bias, fc2, fc2Bias;
    };
    at::Tensor classEmbedding, patch, position, preNorm, preNormBias, postNorm, postNormBias;
    std::vector<Layer> layers;
};

struct PerceiverWeights
{
    struct Block
    {
        at::Tensor contextNorm, contextNormBias, latentsNorm, latentsNormBias, q, kv, out;
        at::Tensor qNorm, qNormBias, kNorm, kNormBias; ///< undefined without qk norms
        at::Tensor mlpNorm, mlpNormBias, fc, proj;
    };
    at::Tensor latents, norm, normBias;
    std::vector<Block> blocks;
};

struct GatedWeights
{
    at::Tensor alphaAttention, alphaDense, inputNorm, q, kv, out, qNorm, kNorm, postNorm, gateUp, down;
};

struct DecoderWeights
{
    at::Tensor inputNorm, qkv, out, postNorm, gateUp, down;
};

struct IdeficsWeights
{
    VisionWeights vision;
    PerceiverWeights perceiver;
    at::Tensor embedding, head; ///< [vocabulary + additional, hidden]; the same tensor when tied
    std::vector<GatedWeights> gated;
    std::vector<DecoderWeights> decoder;
    at::Tensor norm;
};

/// How a fresh tensor starts.
enum class Start { Normal, Residual, Ones, Zeros, Alpha };

/// One published tensor, a slice of a stack along dimension 0.
struct Part
{
    std::string name;
    std::vector<std::int64_t> shape;
    Start start = Start::Normal;
};

/// Calls `visit(stack, parts, isVision)` for every tensor of the model in a fixed order. Resizes the layer lists.
using TensorVisitor = std::function<void(at::Tensor& stack, const std::vector<Part>& parts, bool isVision)>;
void visitTensors(IdeficsWeights& weights, const IdeficsConfig& config, const TensorVisitor& visit);

/// The files of a folder, buffers that nobody needs marked; throws EngineError.
Weights openIdefics(const Path& folder, const IdeficsConfig& config);
/// The tensors of the folder on the device; throws EngineError listing everything that does not fit. `hash` (if not null)
/// receives the SHA-256 of the weight files.
IdeficsWeights loadIdefics(const Path& folder, const IdeficsConfig& config, at::Device device, at::ScalarType type,
    std::string* hash = nullptr);

/// Random float32 tensors on the CPU: normal(0, initializer_range), projections back into the residual stream divided by
/// sqrt(2 layers), norms 1, gates as configured. Tensor by tensor from (seed, name).
IdeficsWeights randomIdefics(const IdeficsConfig& config, std::uint64_t seed);

/// Replaces the vision tower by that of a CLIP or IDEFICS folder; throws EngineError when the shapes differ.
void loadVisionTower(IdeficsWeights& weights, const IdeficsConfig& config, const Path& folder);

/// The published names and tensors, for writing model.safetensors.
NamedTensors publishedTensors(IdeficsWeights& weights, const IdeficsConfig& config);

std::int64_t countParameters(IdeficsWeights& weights, const IdeficsConfig& config);

} // namespace fulcrum::engine
