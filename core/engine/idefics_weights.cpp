// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_weights.h"

#include "core/base/rng.h"
#include "core/engine/guard.h"

#include <cmath>

namespace fulcrum::engine {
namespace {

constexpr double kMostFreshParameters = 2e9; ///< bounds what a configuration may allocate without weights to back it

using Names = std::vector<Part>;

void visitVision(VisionWeights& vision, const IdeficsConfig::Vision& shape, const TensorVisitor& visit)
{
    const std::int64_t e = shape.width, f = shape.intermediate;
    const std::string base = "model.vision_model.";
    const auto one = [&](at::Tensor& t, const std::string& name, std::vector<std::int64_t> size, Start start) {
        visit(t, {{base + name, std::move(size), start}}, true);
    };
    one(vision.classEmbedding, "embeddings.class_embedding", {e}, Start::Normal);
    one(vision.patch, "embeddings.patch_embedding.weight", {e, 3, shape.patch, shape.patch}, Start::Normal);
    one(vision.position, "embeddings.position_embedding.weight", {shape.patches() + 1, e}, Start::Normal);
    one(vision.preNorm, "pre_layrnorm.weight", {e}, Start::Ones);
    one(vision.preNormBias, "pre_layrnorm.bias", {e}, Start::Zeros);
    vision.layers.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t i = 0; i < vision.layers.size(); ++i) {
        VisionWeights::Layer& layer = vision.layers[i];
        const std::string at = "encoder.layers." + std::to_string(i) + ".";
        const std::string attention = base + at + "self_attn.";
        one(layer.norm1, at + "layer_norm1.weight", {e}, Start::Ones);
        one(layer.norm1Bias, at + "layer_norm1.bias", {e}, Start::Zeros);
        visit(layer.qkv,
            {{attention + "q_proj.weight", {e, e}}, {attention + "k_proj.weight", {e, e}},
                {attention + "v_proj.weight", {e, e}}},
            true);
        visit(layer.qkvBias,
            {{attention + "q_proj.bias", {e}, Start::Zeros}, {attention + "k_proj.bias", {e}, Start::Zeros},
                {attention + "v_proj.bias", {e}, Start::Zeros}},
            true);
        one(layer.out, at + "self_attn.out_proj.weight", {e, e}, Start::Residual);
        one(layer.outBias, at + "self_attn.out_proj.bias", {e}, Start::Zeros);
        one(layer.norm2, at + "layer_norm2.weight", {e}, Start::Ones);
        one(layer.norm2Bias, at + "layer_norm2.bias", {e}, Start::Zeros);
        one(layer.fc1, at + "mlp.fc1.weight", {f, e}, Start::Normal);
        one(layer.fc1Bias, at + "mlp.fc1.bias", {f}, Start::Zeros);
        one(layer.fc2, at + "mlp.fc2.weight", {e, f}, Start::Residual);
        one(layer.fc2Bias, at + "mlp.fc2.bias", {e}, Start::Zeros);
    }
    one(vision.postNorm, "post_layernorm.weight", {e}, Start::Ones);
    one(vision.postNormBias, "post_layernorm.bias", {e}, Start::Zeros);
}

void visitPerceiver(PerceiverWeights& perceiver, const IdeficsConfig& config, const TensorVisitor& visit)
{
    const IdeficsConfig::Perceiver& shape = config.perceiver;
    const std::int64_t e = config.vision.width, inner = shape.heads * shape.headWidth, d = shape.headWidth;
    const std::string base = "model.perceiver_resampler.";
    const auto one = [&](at::Tensor& t, const std::string& name, std::vector<std::int64_t> size, Start start) {
        visit(t, {{base + name, std::move(size), start}}, false);
    };
    one(perceiver.latents, "latents", {shape.latents, e}, Start::Normal);
    perceiver.blocks.resize(static_cast<std::size_t>(shape.depth));
    for (std::size_t i = 0; i < perceiver.blocks.size(); ++i) {
        PerceiverWeights::Block& block = perceiver.blocks[i];
        const std::string at = "blocks." + std::to_string(i) + ".0.", mlp = "blocks." + std::to_string(i) + ".1.";
        one(block.contextNorm, at + "context_layer_norm.weight", {e}, Start::Ones);
        one(block.contextNormBias, at + "context_layer_norm.bias", {e}, Start::Zeros);
        one(block.latentsNorm, at + "latents_layer_norm.weight", {e}, Start::Ones);
        one(block.latentsNormBias, at + "latents_layer_norm.bias", {e}, Start::Zeros);
        one(block.q, at + "q_proj.weight", {inner, e}, Start::Normal);
        visit(block.kv, {{base + at + "k_proj.weight", {inner, e}}, {base + at + "v_proj.weight", {inner, e}}}, false);
        one(block.out, at + "output_proj.weight", {e, inner}, Start::Residual);
        if (shape.qkNorms) {
            one(block.qNorm, at + "q_layer_norm.weight", {d}, Start::Ones);
            one(block.qNormBias, at + "q_layer_norm.bias", {d}, Start::Zeros);
            one(block.kNorm, at + "k_layer_norm.weight", {d}, Start::Ones);
            one(block.kNormBias, at + "k_layer_norm.bias", {d}, Start::Zeros);
        }
        one(block.mlpNorm, mlp + "ln.weight", {e}, Start::Ones);
        one(block.mlpNormBias, mlp + "ln.bias", {e}, Start::Zeros);
        one(block.fc, mlp + "fc.weight", {4 * e, e}, Start::Normal);
        one(block.proj, mlp + "c_proj.weight", {e, 4 * e}, Start::Residual);
    }
    one(perceiver.norm, "layer_norm.weight", {e}, Start::Ones);
    one(perceiver.normBias, "layer_norm.bias", {e}, Start::Zeros);
}

/// Norm, gate, up and down of a SwiGLU MLP: the same in decoder and gated layers.
void visitMlp(at::Tensor& norm, at::Tensor& gateUp, at::Tensor& down, const std::string& at, const IdeficsConfig& config,
    const TensorVisitor& visit)
{
    const std::int64_t h = config.hidden, f = config.intermediate;
    visit(norm, {{at + "post_attention_layernorm.weight", {h}, Start::Ones}}, false);
    visit(gateUp, {{at + "mlp.gate_proj.weight", {f, h}}, {at + "mlp.up_proj.weight", {f, h}}}, false);
    visit(down, {{at + "mlp.down_proj.weight", {h, f}, Start::Residual}}, false);
}

void visitGated(GatedWeights& layer, const std::string& at, const IdeficsConfig& config, const TensorVisitor& visit)
{
    const std::int64_t h = config.hidden, e = config.vision.width, d = config.headWidth();
    const std::vector<std::int64_t> alpha
        = config.vectorAlpha ? std::vector<std::int64_t>{1, 1, h} : std::vector<std::int64_t>{1};
    const std::string cross = at + "cross_attn.";
    visit(layer.alphaAttention, {{at + "alpha_cross_attn", alpha, Start::Alpha}}, false);
    visit(layer.alphaDense, {{at + "alpha_dense", alpha, Start::Alpha}}, false);
    visit(layer.inputNorm, {{at + "input_layernorm.weight", {h}, Start::Ones}}, false);
    visit(layer.q, {{cross + "q_proj.weight", {h, h}}}, false);
    visit(layer.kv, {{cross + "k_proj.weight", {h, e}}, {cross + "v_proj.weight", {h, e}}}, false);
    visit(layer.out, {{cross + "o_proj.weight", {h, h}, Start::Residual}}, false);
    if (config.qkNorms) {
        visit(layer.qNorm, {{cross + "q_layer_norm.weight", {d}, Start::Ones}}, false);
        visit(layer.kNorm, {{cross + "k_layer_norm.weight", {d}, Start::Ones}}, false);
    }
    visitMlp(layer.postNorm, layer.gateUp, layer.down, at, config, visit);
}

void visitDecoder(DecoderWeights& layer, const std::string& at, const IdeficsConfig& config, const TensorVisitor& visit)
{
    const std::int64_t h = config.hidden;
    const std::string self = at + "self_attn.";
    visit(layer.inputNorm, {{at + "input_layernorm.weight", {h}, Start::Ones}}, false);
    visit(layer.qkv,
        {{self + "q_proj.weight", {h, h}}, {self + "k_proj.weight", {h, h}}, {self + "v_proj.weight", {h, h}}}, false);
    visit(layer.out, {{self + "o_proj.weight", {h, h}, Start::Residual}}, false);
    visitMlp(layer.postNorm, layer.gateUp, layer.down, at, config, visit);
}

/// Two tables of the decoupled embedding or head (MODELS.md 1.2).
Names decoupled(const IdeficsConfig& config, const char* main, const char* additional)
{
    Names parts{{main, {config.vocabulary, config.hidden}}};
    if (config.additionalVocabulary > 0)
        parts.push_back({additional, {config.additionalVocabulary, config.hidden}});
    return parts;
}

at::Tensor stacked(std::vector<at::Tensor> parts)
{
    return parts.size() == 1 ? parts.front() : at::cat(parts, 0);
}

at::Tensor freshPart(const Part& part, const IdeficsConfig& config, std::uint64_t seed)
{
    if (part.start == Start::Ones)
        return at::ones(part.shape);
    if (part.start == Start::Alpha && config.alphaInitializer != "normal")
        return at::full(part.shape, config.alphaInitializer == "ones" ? config.alphaInitValue : 0.0);
    at::Tensor tensor = at::zeros(part.shape);
    if (part.start == Start::Zeros)
        return tensor;
    double deviation = config.initializerRange;
    if (part.start == Start::Residual)
        deviation /= std::sqrt(2.0 * static_cast<double>(config.layers));
    else if (part.start == Start::Alpha)
        deviation = config.alphaRange;
    Rng rng(seed, {stableHash(part.name)});
    float* values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = static_cast<float>(deviation * rng.normal());
    return tensor;
}

/// Takes every visited stack from `source`; shapes are checked before anything is stacked, so a hostile configuration
/// cannot make us allocate.
void takeAll(Weights& source, const std::function<void(const TensorVisitor&)>& visitAll,
    const std::function<std::string(const std::string&)>& rename)
{
    std::map<std::string, at::Tensor> taken;
    visitAll([&](at::Tensor&, const Names& parts, bool) {
        for (const Part& part : parts)
            taken[part.name] = source.take(rename(part.name), part.shape);
    });
    orThrow(source.finish());
    visitAll([&](at::Tensor& stack, const Names& parts, bool) {
        std::vector<at::Tensor> tensors;
        for (const Part& part : parts)
            tensors.push_back(std::move(taken[part.name]));
        stack = stacked(std::move(tensors));
    });
}

} // namespace

void visitTensors(IdeficsWeights& weights, const IdeficsConfig& config, const TensorVisitor& visit)
{
    visitVision(weights.vision, config.vision, visit);
    if (config.resampler)
        visitPerceiver(weights.perceiver, config, visit);
    visit(weights.embedding,
        decoupled(config, "model.embed_tokens.weight", "model.embed_tokens.additional_embedding.weight"), false);
    weights.gated.resize(static_cast<std::size_t>(config.gatedLayers()));
    for (std::size_t i = 0; i < weights.gated.size(); ++i)
        visitGated(weights.gated[i], "model.gated_cross_attn_layers." + std::to_string(i) + ".", config, visit);
    weights.decoder.resize(static_cast<std::size_t>(config.layers));
    for (std::size_t i = 0; i < weights.decoder.size(); ++i)
        visitDecoder(weights.decoder[i], "model.layers." + std::to_string(i) + ".", config, visit);
    visit(weights.norm, {{"model.norm.weight", {config.hidden}, Start::Ones}}, false);
    if (config.tied)
        weights.head = weights.embedding;
    else
        visit(weights.head, decoupled(config, "lm_head.weight", "lm_head.additional_fc.weight"), false);
}

Weights openIdefics(const Path& folder, const IdeficsConfig& config)
{
    Weights source = orThrow(Weights::open(folder));
    source.ignore([&](const std::string& name) {
        return name.ends_with("rotary_emb.inv_freq") || name.ends_with("embeddings.position_ids")
            || (config.tied && name.starts_with("lm_head."));
    });
    return source;
}

IdeficsWeights loadIdefics(
    const Path& folder, const IdeficsConfig& config, at::Device device, at::ScalarType type, std::string* hash)
{
    Weights source = openIdefics(folder, config);
    source.setTarget(device, type);
    IdeficsWeights weights;
    takeAll(source, [&](const TensorVisitor& visit) { visitTensors(weights, config, visit); },
        [](const std::string& name) { return name; });
    if (hash)
        *hash = orThrow(hashFiles(source.files()));
    return weights;
}

IdeficsWeights randomIdefics(const IdeficsConfig& config, std::uint64_t seed)
{
    double parameters = 0;
    IdeficsWeights weights;
    visitTensors(weights, config, [&](at::Tensor&, const Names& parts, bool) {
        for (const Part& part : parts) {
            double size = 1;
            for (std::int64_t extent : part.shape)
                size *= static_cast<double>(extent);
            parameters += size;
        }
    });
    if (parameters > kMostFreshParameters)
        throw EngineError(ErrorCode::OutOfRange, "the model is too large to start from random weights", "config.json",
            std::to_string(static_cast<std::int64_t>(parameters)) + " parameters");
    visitTensors(weights, config, [&](at::Tensor& stack, const Names& parts, bool) {
        std::vector<at::Tensor> tensors;
        for (const Part& part : parts)
            tensors.push_back(freshPart(part, config, seed));
        stack = stacked(std::move(tensors));
    });
    return weights;
}

void loadVisionTower(IdeficsWeights& weights, const IdeficsConfig& config, const Path& folder)
{
    Weights source = orThrow(Weights::open(folder));
    const std::string prefix = source.has("model.vision_model.pre_layrnorm.weight") ? "model." : "";
    source.ignore([&](const std::string& name) {
        return !name.starts_with(prefix + "vision_model.") || name.ends_with("embeddings.position_ids");
    });
    takeAll(source, [&](const TensorVisitor& visit) { visitVision(weights.vision, config.vision, visit); },
        [&](const std::string& name) { return prefix + name.substr(std::string("model.").size()); });
}

NamedTensors publishedTensors(IdeficsWeights& weights, const IdeficsConfig& config)
{
    NamedTensors tensors;
    visitTensors(weights, config, [&](at::Tensor& stack, const Names& parts, bool) {
        std::int64_t row = 0;
        for (const Part& part : parts) {
            tensors.emplace_back(part.name, parts.size() == 1 ? stack : stack.narrow(0, row, part.shape[0]));
            row += part.shape[0];
        }
    });
    return tensors;
}

std::int64_t countParameters(IdeficsWeights& weights, const IdeficsConfig& config)
{
    std::int64_t count = 0;
    visitTensors(weights, config, [&](at::Tensor& stack, const Names&, bool) { count += stack.numel(); });
    return count;
}

} // namespace fulcrum::engine
