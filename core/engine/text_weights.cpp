// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/text_weights.h"

namespace fulcrum::engine {

void takeStacks(const std::function<void(const StackVisitor&)>& visitAll,
    const std::function<at::Tensor(const Slice&)>& take, const std::function<void()>& finish)
{
    std::map<std::string, at::Tensor> taken;
    visitAll([&](at::Tensor&, const std::vector<Slice>& slices) {
        for (const Slice& slice : slices)
            taken[slice.name] = take(slice);
    });
    finish();
    visitAll([&](at::Tensor& stack, const std::vector<Slice>& slices) {
        std::vector<at::Tensor> tensors;
        for (const Slice& slice : slices)
            tensors.push_back(std::move(taken[slice.name]));
        stack = tensors.size() == 1 ? tensors.front() : at::cat(tensors, 0);
    });
}

void visitLlama(TextWeights& weights, const DecoderShape& shape, const std::string& base, const StackVisitor& visit)
{
    const std::int64_t h = shape.hidden, f = shape.intermediate, kv = shape.kvWidth();
    visit(weights.embedding, {{base + "embed_tokens.weight", {shape.vocabulary, h}}});
    weights.layers.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t i = 0; i < weights.layers.size(); ++i) {
        TextWeights::Layer& layer = weights.layers[i];
        const std::string at = base + "layers." + std::to_string(i) + ".", self = at + "self_attn.";
        visit(layer.norm1, {{at + "input_layernorm.weight", {h}}});
        visit(layer.qkv, {{self + "q_proj.weight", {h, h}}, {self + "k_proj.weight", {kv, h}},
                             {self + "v_proj.weight", {kv, h}}});
        if (shape.qkvBias)
            visit(layer.qkvBias,
                {{self + "q_proj.bias", {h}}, {self + "k_proj.bias", {kv}}, {self + "v_proj.bias", {kv}}});
        visit(layer.out, {{self + "o_proj.weight", {h, h}}});
        visit(layer.norm2, {{at + "post_attention_layernorm.weight", {h}}});
        visit(layer.up, {{at + "mlp.gate_proj.weight", {f, h}}, {at + "mlp.up_proj.weight", {f, h}}});
        visit(layer.down, {{at + "mlp.down_proj.weight", {h, f}}});
    }
    visit(weights.norm, {{base + "norm.weight", {h}}});
    if (shape.tied)
        weights.head = weights.embedding;
    else
        visit(weights.head, {{"lm_head.weight", {shape.vocabulary, h}}});
}

std::int64_t countElements(const std::function<void(const StackVisitor&)>& visitAll)
{
    std::int64_t count = 0;
    visitAll([&](at::Tensor& stack, const std::vector<Slice>&) { count += stack.numel(); });
    return count;
}

} // namespace fulcrum::engine
