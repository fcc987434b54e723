// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/clip_weights.h"

#include "core/base/rng.h"
#include "core/engine/guard.h"

#include <ATen/CPUGeneratorImpl.h>
#include <cmath>

namespace fulcrum::engine {
namespace {

void visitLayers(std::vector<ClipWeights::Layer>& layers, const ClipConfig::Tower& shape, const std::string& prefix,
    const ClipVisitor& visit)
{
    layers.resize(static_cast<std::size_t>(shape.layers));
    const std::int64_t w = shape.width, m = shape.intermediate;
    const double root = 1.0 / std::sqrt(static_cast<double>(w));
    const double residual = root / std::sqrt(2.0 * static_cast<double>(shape.layers));
    const double inner = 1.0 / std::sqrt(2.0 * static_cast<double>(w));
    for (std::size_t i = 0; i < layers.size(); ++i) {
        ClipWeights::Layer& layer = layers[i];
        const std::string at = prefix + "encoder.layers." + std::to_string(i) + ".";
        const std::string self = at + "self_attn.";
        visit(layer.norm1, {{at + "layer_norm1.weight", {w}, kClipOnes}});
        visit(layer.norm1Bias, {{at + "layer_norm1.bias", {w}, kClipZeros}});
        visit(layer.qkv, {{self + "q_proj.weight", {w, w}, residual}, {self + "k_proj.weight", {w, w}, residual},
                             {self + "v_proj.weight", {w, w}, residual}});
        visit(layer.qkvBias, {{self + "q_proj.bias", {w}, kClipZeros}, {self + "k_proj.bias", {w}, kClipZeros},
                                 {self + "v_proj.bias", {w}, kClipZeros}});
        visit(layer.out, {{self + "out_proj.weight", {w, w}, root}});
        visit(layer.outBias, {{self + "out_proj.bias", {w}, kClipZeros}});
        visit(layer.norm2, {{at + "layer_norm2.weight", {w}, kClipOnes}});
        visit(layer.norm2Bias, {{at + "layer_norm2.bias", {w}, kClipZeros}});
        visit(layer.fc1, {{at + "mlp.fc1.weight", {m, w}, inner}});
        visit(layer.fc1Bias, {{at + "mlp.fc1.bias", {m}, kClipZeros}});
        visit(layer.fc2, {{at + "mlp.fc2.weight", {w, m}, residual}});
        visit(layer.fc2Bias, {{at + "mlp.fc2.bias", {w}, kClipZeros}});
    }
}

/// Name of a Hugging Face tensor in openai's files; the q, k, v parts of a stack share one.
struct OpenAiName
{
    std::string name;
    bool transposed = false;
};

std::string layerTail(const std::string& tail)
{
    static const std::map<std::string, std::string> names = {{"layer_norm1", "ln_1"}, {"layer_norm2", "ln_2"},
        {"self_attn.out_proj", "attn.out_proj"}, {"mlp.fc1", "mlp.c_fc"}, {"mlp.fc2", "mlp.c_proj"}};
    const std::size_t dot = tail.rfind('.');
    const std::string module = tail.substr(0, dot), kind = tail.substr(dot + 1);
    if (const auto found = names.find(module); found != names.end())
        return found->second + "." + kind;
    return "attn.in_proj_" + kind; // q_proj, k_proj, v_proj
}

OpenAiName openAiName(const std::string& name)
{
    static const std::map<std::string, OpenAiName> names = {
        {"vision_model.embeddings.class_embedding", {"visual.class_embedding"}},
        {"vision_model.embeddings.patch_embedding.weight", {"visual.conv1.weight"}},
        {"vision_model.embeddings.position_embedding.weight", {"visual.positional_embedding"}},
        {"vision_model.pre_layrnorm.weight", {"visual.ln_pre.weight"}},
        {"vision_model.pre_layrnorm.bias", {"visual.ln_pre.bias"}},
        {"vision_model.post_layernorm.weight", {"visual.ln_post.weight"}},
        {"vision_model.post_layernorm.bias", {"visual.ln_post.bias"}},
        {"text_model.embeddings.token_embedding.weight", {"token_embedding.weight"}},
        {"text_model.embeddings.position_embedding.weight", {"positional_embedding"}},
        {"text_model.final_layer_norm.weight", {"ln_final.weight"}},
        {"text_model.final_layer_norm.bias", {"ln_final.bias"}}, {"visual_projection.weight", {"visual.proj", true}},
        {"text_projection.weight", {"text_projection", true}}, {"logit_scale", {"logit_scale"}}};
    if (const auto found = names.find(name); found != names.end())
        return found->second;
    const bool visual = name.starts_with("vision_model.");
    const std::string layers = visual ? "vision_model.encoder.layers." : "text_model.encoder.layers.";
    const std::string rest = name.substr(layers.size());
    const std::size_t dot = rest.find('.');
    return {(visual ? "visual.transformer.resblocks." : "transformer.resblocks.") + rest.substr(0, dot) + "."
        + layerTail(rest.substr(dot + 1))};
}

std::vector<std::int64_t> stackedShape(const std::vector<ClipPart>& parts)
{
    std::vector<std::int64_t> shape = parts.front().shape;
    if (parts.size() > 1)
        shape.front() *= static_cast<std::int64_t>(parts.size());
    return shape;
}

using Slices = std::vector<at::Tensor>;

Slices takeOpenAi(Weights& tensors, const std::vector<ClipPart>& parts)
{
    const OpenAiName name = openAiName(parts.front().name);
    std::vector<std::int64_t> shape = stackedShape(parts);
    if (name.transposed)
        std::swap(shape[0], shape[1]);
    const at::Tensor tensor = tensors.take(name.name, shape);
    return {name.transposed ? tensor.t() : tensor};
}

Slices takeHuggingFace(Weights& tensors, const std::vector<ClipPart>& parts)
{
    Slices slices;
    for (const ClipPart& part : parts) {
        // transformers writes the scale as a scalar, some converters as [1].
        const bool boxed = part.shape.empty() && tensors.shape(part.name) == std::vector<std::int64_t>{1};
        slices.push_back(tensors.take(part.name, boxed ? std::vector<std::int64_t>{1} : part.shape));
    }
    return slices;
}

at::Tensor freshPart(const ClipPart& part, const ClipConfig& config, std::uint64_t seed)
{
    if (part.deviation == kClipOnes)
        return at::ones(part.shape);
    if (part.deviation == kClipZeros)
        return at::zeros(part.shape);
    if (part.deviation == kClipLogitScale)
        return at::full(part.shape, config.logitScaleInit);
    at::Generator generator = at::detail::createCPUGenerator(Rng(seed, {stableHash(part.name)}).next());
    return at::normal(0.0, part.deviation, part.shape, generator);
}

} // namespace

void visitClip(ClipWeights& weights, const ClipConfig& config, const ClipVisitor& visit)
{
    const std::int64_t v = config.vision.width, t = config.text.width, p = config.patch, e = config.projection;
    const std::string vision = "vision_model.", text = "text_model.";
    const double visionRoot = 1.0 / std::sqrt(static_cast<double>(v)), textRoot = 1.0 / std::sqrt(static_cast<double>(t));
    visit(weights.classEmbedding, {{vision + "embeddings.class_embedding", {v}, visionRoot}});
    visit(weights.patch, {{vision + "embeddings.patch_embedding.weight", {v, 3, p, p}, 0.02}});
    visit(weights.visionPosition, {{vision + "embeddings.position_embedding.weight", {config.patches() + 1, v}, 0.02}});
    visit(weights.preNorm, {{vision + "pre_layrnorm.weight", {v}, kClipOnes}});
    visit(weights.preNormBias, {{vision + "pre_layrnorm.bias", {v}, kClipZeros}});
    visitLayers(weights.vision, config.vision, vision, visit);
    visit(weights.postNorm, {{vision + "post_layernorm.weight", {v}, kClipOnes}});
    visit(weights.postNormBias, {{vision + "post_layernorm.bias", {v}, kClipZeros}});
    visit(weights.tokens, {{text + "embeddings.token_embedding.weight", {config.vocabulary, t}, 0.02}});
    visit(weights.textPosition, {{text + "embeddings.position_embedding.weight", {config.positions, t}, 0.02}});
    visitLayers(weights.text, config.text, text, visit);
    visit(weights.finalNorm, {{text + "final_layer_norm.weight", {t}, kClipOnes}});
    visit(weights.finalNormBias, {{text + "final_layer_norm.bias", {t}, kClipZeros}});
    visit(weights.visualProjection, {{"visual_projection.weight", {e, v}, visionRoot}});
    visit(weights.textProjection, {{"text_projection.weight", {e, t}, textRoot}});
    visit(weights.logitScale, {{"logit_scale", {}, kClipLogitScale}});
}

std::vector<std::vector<at::Tensor>> askClip(Weights& tensors, ClipWeights& weights, const ClipConfig& config)
{
    const bool openAi = tensors.has("visual.conv1.weight");
    std::vector<Slices> taken;
    visitClip(weights, config, [&](at::Tensor&, const std::vector<ClipPart>& parts) {
        taken.push_back(openAi ? takeOpenAi(tensors, parts) : takeHuggingFace(tensors, parts));
    });
    // Buffers of older files; openai's archives carry their own shape as three numbers.
    tensors.ignore([](const std::string& name) {
        return name.ends_with(".position_ids") || name == "input_resolution" || name == "context_length"
            || name == "vocab_size";
    });
    return taken;
}

ClipWeights takeClip(Weights& tensors, const ClipConfig& config)
{
    ClipWeights weights;
    std::vector<Slices> taken = askClip(tensors, weights, config);
    orThrow(tensors.finish()); // only then stacked: a hostile configuration cannot make us allocate
    std::size_t next = 0;
    visitClip(weights, config, [&](at::Tensor& stack, const std::vector<ClipPart>&) {
        const Slices slices = std::move(taken[next++]);
        stack = slices.size() == 1 ? slices.front().contiguous() : at::cat(slices, 0);
    });
    return weights;
}

ClipWeights randomClip(const ClipConfig& config, std::uint64_t seed)
{
    ClipWeights weights;
    visitClip(weights, config, [&](at::Tensor& stack, const std::vector<ClipPart>& parts) {
        std::vector<at::Tensor> slices;
        for (const ClipPart& part : parts)
            slices.push_back(freshPart(part, config, seed));
        stack = slices.size() == 1 ? slices.front() : at::cat(slices, 0);
    });
    return weights;
}

NamedTensors publishedClip(ClipWeights& weights, const ClipConfig& config)
{
    NamedTensors published;
    visitClip(weights, config, [&](at::Tensor& stack, const std::vector<ClipPart>& parts) {
        std::int64_t row = 0;
        for (const ClipPart& part : parts) {
            const std::int64_t rows = part.shape.empty() ? 1 : part.shape.front();
            published.emplace_back(
                part.name, parts.size() == 1 ? stack.detach() : stack.detach().narrow(0, row, rows));
            row += rows;
        }
    });
    return published;
}

Result<void> writeClip(const Path& folder, ClipWeights& weights, const ClipConfig& config)
{
    NamedTensors published = publishedClip(weights, config);
    published.back().second = published.back().second.reshape({}); // logit_scale is a scalar in the published files
    return writeTensors(folder / "model.safetensors", published, {{"format", "pt"}});
}

} // namespace fulcrum::engine
