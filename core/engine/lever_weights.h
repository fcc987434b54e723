// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights.h"
#include "core/model/lever_model.h"

#include <functional>

namespace fulcrum::engine {

/// Linear-ReLU-Linear on a CLIP embedding.
struct LeverAdapter
{
    at::Tensor in, inBias, out, outBias;
};

/// Tensors of a Lever-LM (MODELS.md section 7). GPT-2 projections are stored [in, out] (Conv1D), all others [out, in].
struct LeverWeights
{
    struct Block
    {
        at::Tensor norm1, norm1Bias, qkv, qkvBias, out, outBias, norm2, norm2Bias, fc, fcBias, proj, projBias;
    };
    struct LstmLayer
    {
        at::Tensor inputWeight, hiddenWeight, inputBias, hiddenBias;
    };
    LeverAdapter image, text; ///< undefined tensors when the variant has no such part or no adapter
    at::Tensor tokens;        ///< [items + 3, width]; GPT-2: also the head
    // GPT-2
    at::Tensor positions, finalNorm, finalNormBias;
    std::vector<Block> blocks;
    // LSTM
    std::vector<LstmLayer> lstm;
    at::Tensor headIn, headInBias, headOut, headOutBias;
};

/// How a fresh tensor starts: normal(0, amount), uniform(-amount, amount), or filled with amount.
enum class LeverStart { Normal, Uniform, Fill };

/// Calls `visit(tensor, official name, shape, start, amount)` for every tensor in a fixed order; resizes the layer lists.
using LeverVisitor = std::function<void(at::Tensor& tensor, const std::string& name,
    const std::vector<std::int64_t>& shape, LeverStart start, double amount)>;
void visitLever(LeverWeights& weights, const model::LeverConfig& config, const LeverVisitor& visit);

/// OutOfRange when the shape makes no sense (width not divisible by heads, no query part, absurd sizes...).
Result<void> checkLeverConfig(const model::LeverConfig& config);

/// Official names ("lever_lm.lm_model..."); CLIP towers and a second copy of tied tensors are ignored. Throws EngineError
/// listing everything that does not fit.
LeverWeights takeLever(Weights& tensors, const model::LeverConfig& config);
/// Fresh weights as the official classes initialise them, tensor by tensor from (seed, name).
LeverWeights randomLever(const model::LeverConfig& config, std::uint64_t seed);
/// For writing; the head that is tied to the tokens is written under both names, as Lightning does.
NamedTensors publishedLever(LeverWeights& weights, const model::LeverConfig& config);

} // namespace fulcrum::engine
