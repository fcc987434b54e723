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

DecoderShape readLlamaShape(const ConfigReader& json, const DecoderShape& absent)
{
    const auto size = [&](const char* key, std::int64_t low, std::int64_t high, std::int64_t missing) {
        return missing > 0 ? json.integer(key, low, high, missing) : json.integer(key, low, high);
    };
    DecoderShape shape;
    shape.vocabulary = size("vocab_size", 1, 10'000'000, absent.vocabulary);
    shape.hidden = size("hidden_size", 2, 1 << 17, absent.hidden);
    shape.intermediate = size("intermediate_size", 1, 1 << 19, absent.intermediate);
    shape.layers = size("num_hidden_layers", 1, 1024, absent.layers);
    shape.heads = size("num_attention_heads", 1, 4096, absent.heads);
    shape.kvHeads = json.integer("num_key_value_heads", 1, 4096, absent.kvHeads > 0 ? absent.kvHeads : shape.heads);
    shape.contextLength
        = json.integer("max_position_embeddings", 1, 1 << 20, absent.contextLength > 0 ? absent.contextLength : 2048);
    shape.epsilon = json.number("rms_norm_eps", 0, 1, absent.epsilon);
    shape.rotaryBase = json.number("rope_theta", 1, 1e12, absent.rotaryBase > 0 ? absent.rotaryBase : 10000);
    shape.tied = json.boolean("tie_word_embeddings", false);
    shape.activation = activationFromName(json.text("hidden_act", "silu"), json.where());
    if (shape.hidden % shape.heads != 0 || shape.headWidth() % 2 != 0)
        json.refuse("hidden_size", "it must be an even multiple of the number of heads");
    if (shape.heads % shape.kvHeads != 0)
        json.refuse("num_key_value_heads", "it does not divide the number of heads");
    if (json.integer("head_dim", 1, 1 << 17, shape.headWidth()) != shape.headWidth())
        json.refuse("head_dim", "heads that do not share hidden_size evenly are not supported");
    if (json.has("rope_scaling"))
        json.refuse("rope_scaling", "scaled rotary embeddings are not supported");
    return shape;
}

std::int64_t countElements(const std::function<void(const StackVisitor&)>& visitAll)
{
    std::int64_t count = 0;
    visitAll([&](at::Tensor& stack, const std::vector<Slice>&) { count += stack.numel(); });
    return count;
}

} // namespace fulcrum::engine
