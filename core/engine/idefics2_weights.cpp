// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/guard.h"
#include "core/engine/idefics2.h"

namespace fulcrum::engine {
namespace {

void visitVision(Idefics2Weights& weights, const Idefics2Config::Vision& shape, const StackVisitor& visit)
{
    const std::int64_t w = shape.width, f = shape.intermediate;
    const std::string base = "model.vision_model.";
    VisionWeights& vision = weights.vision;
    visit(vision.patch, {{base + "embeddings.patch_embedding.weight", {w, 3, shape.patch, shape.patch}}});
    visit(weights.patchBias, {{base + "embeddings.patch_embedding.bias", {w}}});
    visit(vision.position, {{base + "embeddings.position_embedding.weight", {shape.side() * shape.side(), w}}});
    vision.layers.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t i = 0; i < vision.layers.size(); ++i) {
        VisionWeights::Layer& layer = vision.layers[i];
        const std::string at = base + "encoder.layers." + std::to_string(i) + ".", self = at + "self_attn.";
        visit(layer.norm1, {{at + "layer_norm1.weight", {w}}});
        visit(layer.norm1Bias, {{at + "layer_norm1.bias", {w}}});
        visit(layer.qkv, {{self + "q_proj.weight", {w, w}}, {self + "k_proj.weight", {w, w}},
                             {self + "v_proj.weight", {w, w}}});
        visit(layer.qkvBias,
            {{self + "q_proj.bias", {w}}, {self + "k_proj.bias", {w}}, {self + "v_proj.bias", {w}}});
        visit(layer.out, {{self + "out_proj.weight", {w, w}}});
        visit(layer.outBias, {{self + "out_proj.bias", {w}}});
        visit(layer.norm2, {{at + "layer_norm2.weight", {w}}});
        visit(layer.norm2Bias, {{at + "layer_norm2.bias", {w}}});
        visit(layer.fc1, {{at + "mlp.fc1.weight", {f, w}}});
        visit(layer.fc1Bias, {{at + "mlp.fc1.bias", {f}}});
        visit(layer.fc2, {{at + "mlp.fc2.weight", {w, f}}});
        visit(layer.fc2Bias, {{at + "mlp.fc2.bias", {w}}});
    }
    visit(vision.postNorm, {{base + "post_layernorm.weight", {w}}});
    visit(vision.postNormBias, {{base + "post_layernorm.bias", {w}}});
}

void visitConnector(Idefics2Weights& weights, const Idefics2Config& config, const StackVisitor& visit)
{
    const Idefics2Config::Perceiver& shape = config.perceiver;
    const std::int64_t h = config.text.hidden, w = config.vision.width, f = config.text.intermediate;
    const std::int64_t inner = shape.heads * shape.headWidth, kv = shape.kvHeads * shape.headWidth;
    const std::string projection = "model.connector.modality_projection.";
    visit(weights.projectionGateUp,
        {{projection + "gate_proj.weight", {f, w}}, {projection + "up_proj.weight", {f, w}}});
    visit(weights.projectionDown, {{projection + "down_proj.weight", {h, f}}});
    const std::string base = "model.connector.perceiver_resampler.";
    visit(weights.latents, {{base + "latents", {shape.latents, h}}});
    weights.perceiver.resize(static_cast<std::size_t>(shape.depth));
    for (std::size_t i = 0; i < weights.perceiver.size(); ++i) {
        Idefics2Weights::PerceiverLayer& layer = weights.perceiver[i];
        const std::string at = base + "layers." + std::to_string(i) + ".", self = at + "self_attn.";
        visit(layer.latentsNorm, {{at + "input_latents_norm.weight", {h}}});
        visit(layer.contextNorm, {{at + "input_context_norm.weight", {h}}});
        visit(layer.q, {{self + "q_proj.weight", {inner, h}}});
        visit(layer.kv, {{self + "k_proj.weight", {kv, h}}, {self + "v_proj.weight", {kv, h}}});
        visit(layer.out, {{self + "o_proj.weight", {h, inner}}});
        visit(layer.postNorm, {{at + "post_attention_layernorm.weight", {h}}});
        visit(layer.gateUp, {{at + "mlp.gate_proj.weight", {4 * h, h}}, {at + "mlp.up_proj.weight", {4 * h, h}}});
        visit(layer.down, {{at + "mlp.down_proj.weight", {h, 4 * h}}});
    }
    visit(weights.norm, {{base + "norm.weight", {h}}});
}

} // namespace

void visitIdefics2(Idefics2Weights& weights, const Idefics2Config& config, const StackVisitor& visit)
{
    visitVision(weights, config.vision, visit);
    visitConnector(weights, config, visit);
    visitLlama(weights.text, config.text, "model.text_model.", visit);
}

Weights openIdefics2(const Path& folder, const Idefics2Config& config)
{
    Weights source = orThrow(Weights::open(folder));
    source.ignore([&](const std::string& name) {
        return name.ends_with("rotary_emb.inv_freq") || name.ends_with("embeddings.position_ids")
            || (config.text.tied && name == "lm_head.weight");
    });
    return source;
}

Idefics2Weights loadIdefics2(const Path& folder, const Idefics2Config& config, at::Device device, at::ScalarType type,
    std::string& hash, std::int64_t& parameters)
{
    Weights source = openIdefics2(folder, config);
    source.setTarget(device, type);
    Idefics2Weights weights;
    const auto visitAll = [&](const StackVisitor& visit) { visitIdefics2(weights, config, visit); };
    takeStacks(visitAll, [&](const Slice& slice) { return source.take(slice.name, slice.shape); },
        [&] { orThrow(source.finish()); });
    hash = orThrow(hashFiles(source.files()));
    parameters = countElements(visitAll);
    return weights;
}

} // namespace fulcrum::engine
