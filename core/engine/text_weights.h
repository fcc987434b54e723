// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/text_decoder.h"
#include "core/engine/weights.h"

namespace fulcrum::engine {

/// One published tensor, a slice of a stack along dimension 0.
struct Slice
{
    std::string name;
    std::vector<std::int64_t> shape;
};
using StackVisitor = std::function<void(at::Tensor& stack, const std::vector<Slice>& slices)>;

/// Takes every visited stack through `take` (which may only note what does not fit), then calls `finish`, which throws when
/// something did not, and only then stacks: a configuration that contradicts the weights cannot make us allocate.
void takeStacks(const std::function<void(const StackVisitor&)>& visitAll,
    const std::function<at::Tensor(const Slice&)>& take, const std::function<void()>& finish);

/// Tensors of LLaMA, Mistral and Qwen2 by their Hugging Face names; `base` is "model." in text models. The head, unless tied,
/// is "lm_head.weight".
void visitLlama(TextWeights& weights, const DecoderShape& shape, const std::string& base, const StackVisitor& visit);

/// Number of elements of all visited stacks.
std::int64_t countElements(const std::function<void(const StackVisitor&)>& visitAll);

} // namespace fulcrum::engine
