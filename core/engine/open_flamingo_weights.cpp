// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/guard.h"
#include "core/engine/open_flamingo.h"

namespace fulcrum::engine {
namespace {

using Language = OpenFlamingoConfig::Language;

void visitVision(VisionWeights& vision, const IdeficsConfig::Vision& shape, const StackVisitor& visit)
{
    const std::int64_t w = shape.width, f = shape.intermediate;
    visit(vision.classEmbedding, {{"visual.class_embedding", {w}}});
    visit(vision.patch, {{"visual.conv1.weight", {w, 3, shape.patch, shape.patch}}});
    visit(vision.position, {{"visual.positional_embedding", {shape.patches() + 1, w}}});
    visit(vision.preNorm, {{"visual.ln_pre.weight", {w}}});
    visit(vision.preNormBias, {{"visual.ln_pre.bias", {w}}});
    vision.layers.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t i = 0; i < vision.layers.size(); ++i) {
        VisionWeights::Layer& layer = vision.layers[i];
        const std::string at = "visual.transformer.resblocks." + std::to_string(i) + ".";
        visit(layer.norm1, {{at + "ln_1.weight", {w}}});
        visit(layer.norm1Bias, {{at + "ln_1.bias", {w}}});
        visit(layer.qkv, {{at + "attn.in_proj_weight", {3 * w, w}}});
        visit(layer.qkvBias, {{at + "attn.in_proj_bias", {3 * w}}});
        visit(layer.out, {{at + "attn.out_proj.weight", {w, w}}});
        visit(layer.outBias, {{at + "attn.out_proj.bias", {w}}});
        visit(layer.norm2, {{at + "ln_2.weight", {w}}});
        visit(layer.norm2Bias, {{at + "ln_2.bias", {w}}});
        visit(layer.fc1, {{at + "mlp.c_fc.weight", {f, w}}});
        visit(layer.fc1Bias, {{at + "mlp.c_fc.bias", {f}}});
        visit(layer.fc2, {{at + "mlp.c_proj.weight", {w, f}}});
        visit(layer.fc2Bias, {{at + "mlp.c_proj.bias", {w}}});
    }
}

void visitFeedForward(FlamingoFeedForward& part, const std::string& at, std::int64_t width, std::int64_t expansion,
    const StackVisitor& visit)
{
    visit(part.norm, {{at + "0.weight", {width}}});
    visit(part.normBias, {{at + "0.bias", {width}}});
    visit(part.up, {{at + "1.weight", {expansion * width, width}}});
    visit(part.down, {{at + "3.weight", {width, expansion * width}}});
}

void visitPerceiver(OpenFlamingoWeights& weights, const OpenFlamingoConfig& config, const StackVisitor& visit)
{
    const std::int64_t w = config.vision.width, inner = config.perceiver.inner();
    visit(weights.latents, {{"perceiver.latents", {config.latents, w}}});
    weights.perceiver.resize(static_cast<std::size_t>(config.depth));
    for (std::size_t i = 0; i < weights.perceiver.size(); ++i) {
        OpenFlamingoWeights::PerceiverLayer& layer = weights.perceiver[i];
        const std::string base = "perceiver.layers." + std::to_string(i) + ".", at = base + "0.";
        visit(layer.mediaNorm, {{at + "norm_media.weight", {w}}});
        visit(layer.mediaNormBias, {{at + "norm_media.bias", {w}}});
        visit(layer.latentsNorm, {{at + "norm_latents.weight", {w}}});
        visit(layer.latentsNormBias, {{at + "norm_latents.bias", {w}}});
        visit(layer.q, {{at + "to_q.weight", {inner, w}}});
        visit(layer.kv, {{at + "to_kv.weight", {2 * inner, w}}});
        visit(layer.out, {{at + "to_out.weight", {w, inner}}});
        visitFeedForward(layer.feedForward, base + "1.", w, config.perceiverExpansion, visit);
    }
    visit(weights.norm, {{"perceiver.norm.weight", {w}}});
    visit(weights.normBias, {{"perceiver.norm.bias", {w}}});
}

constexpr const char* kGated = "lang_encoder.gated_cross_attn_layers.";

void visitGated(OpenFlamingoWeights& weights, const OpenFlamingoConfig& config, const StackVisitor& visit)
{
    const std::int64_t h = config.text.hidden, inner = config.gated.inner();
    weights.gated.resize(static_cast<std::size_t>(config.gatedLayers()));
    for (std::size_t i = 0; i < weights.gated.size(); ++i) {
        OpenFlamingoWeights::Gated& block = weights.gated[i];
        // Numbered by the decoder layer that follows.
        const std::string at = kGated + std::to_string((static_cast<std::int64_t>(i) + 1) * config.every - 1) + ".";
        visit(block.attentionGate, {{at + "attn_gate", {1}}});
        visit(block.feedForwardGate, {{at + "ff_gate", {1}}});
        visit(block.norm, {{at + "attn.norm.weight", {h}}});
        visit(block.normBias, {{at + "attn.norm.bias", {h}}});
        visit(block.q, {{at + "attn.to_q.weight", {inner, h}}});
        visit(block.kv, {{at + "attn.to_kv.weight", {2 * inner, config.vision.width}}});
        visit(block.out, {{at + "attn.to_out.weight", {h, inner}}});
        visitFeedForward(block.feedForward, at + "ff.", h, config.gatedExpansion, visit);
    }
}

void visitMpt(TextWeights& weights, const DecoderShape& shape, Language language, const StackVisitor& visit)
{
    const bool large = language == Language::Mpt7b;
    const std::int64_t h = shape.hidden, f = shape.intermediate;
    visit(weights.embedding, {{"transformer.wte.weight", {shape.vocabulary, h}}});
    weights.layers.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t i = 0; i < weights.layers.size(); ++i) {
        TextWeights::Layer& layer = weights.layers[i];
        const std::string at = "transformer.blocks." + std::to_string(i) + ".";
        visit(layer.norm1, {{at + (large ? "norm_1.weight" : "ln_1.weight"), {h}}});
        visit(layer.qkv, {{at + "attn.Wqkv.weight", {3 * h, h}}});
        if (shape.qkNorms) {
            visit(layer.qNorm, {{at + "attn.q_ln.weight", {h}}});
            visit(layer.kNorm, {{at + "attn.k_ln.weight", {h}}});
        }
        visit(layer.out, {{at + "attn.out_proj.weight", {h, h}}});
        visit(layer.norm2, {{at + (large ? "norm_2.weight" : "ln_2.weight"), {h}}});
        visit(layer.up, {{at + (large ? "ffn.up_proj.weight" : "mlp.mlp_up.weight"), {f, h}}});
        visit(layer.down, {{at + (large ? "ffn.down_proj.weight" : "mlp.mlp_down.weight"), {h, f}}});
    }
    visit(weights.norm, {{large ? "transformer.norm_f.weight" : "transformer.ln_f.weight", {h}}});
    weights.head = weights.embedding;
}

} // namespace

void visitFlamingo(OpenFlamingoWeights& weights, const OpenFlamingoConfig& config, const StackVisitor& visit)
{
    visitVision(weights.vision, config.vision, visit);
    visitPerceiver(weights, config, visit);
    visitGated(weights, config, visit);
    if (config.language == Language::Llama)
        visitLlama(weights.text, config.text, "model.", visit);
    else
        visitMpt(weights.text, config.text, config.language, visit);
}

FlamingoSources FlamingoSources::open(const Path& folder)
{
    const auto opened = [](Result<std::vector<weights::WeightFile>> files) {
        const std::vector<weights::WeightFile> list = orThrow(std::move(files));
        return orThrow(Weights::open(list, list.front().path.string()));
    };
    FlamingoSources sources;
    sources.checkpoint = opened(weights::findFlamingoCheckpoint(folder));
    sources.config = OpenFlamingoConfig::read(folder, [&](const std::string& name) { return sources.checkpoint.shape(name); });
    sources.language = orThrow(Weights::open(folder / "lang_encoder"));
    sources.vision = opened(weights::findFlamingoVision(folder));
    sources.vision.ignore([](const std::string& name) { // the text tower and the unused end of the visual one
        return !name.starts_with("visual.") || name.starts_with("visual.ln_post.") || name == "visual.proj";
    });
    const bool tied = sources.config.text.tied;
    sources.language.ignore([tied](const std::string& name) {
        return name.ends_with("rotary_emb.inv_freq") || (tied && name == "lm_head.weight");
    });
    sources.checkpoint.ignore([](const std::string& name) { // the same layers under the name they had before
        return name.starts_with("lang_encoder.old_decoder_blocks.") || name.ends_with("rotary_emb.inv_freq");
    });
    return sources;
}

void FlamingoSources::setTarget(at::Device device, at::ScalarType type)
{
    for (Weights* one : {&checkpoint, &language, &vision})
        one->setTarget(device, type);
}

std::vector<Path> FlamingoSources::files() const
{
    std::vector<Path> all;
    for (const Weights* one : {&checkpoint, &language, &vision})
        all.insert(all.end(), one->files().begin(), one->files().end());
    return all;
}

std::vector<model::TensorComplaint> FlamingoSources::complaints() const
{
    std::vector<model::TensorComplaint> all;
    for (const Weights* one : {&checkpoint, &language, &vision})
        for (model::TensorComplaint& complaint : one->complaints())
            all.push_back(std::move(complaint));
    return all;
}

at::Tensor FlamingoSources::take(const Slice& slice)
{
    if (slice.name.starts_with("visual."))
        return vision.take(slice.name, slice.shape);
    if (slice.name.starts_with("perceiver.") || slice.name.starts_with(kGated))
        return takeTrained(slice);
    return takeLanguage(slice);
}

/// A gated block's tensor under its own name, or under the one inside its decoder layer.
at::Tensor FlamingoSources::takeTrained(const Slice& slice)
{
    const std::string gated = kGated;
    if (!slice.name.starts_with(gated))
        return checkpoint.take(slice.name, slice.shape);
    const std::size_t dot = slice.name.find('.', gated.size());
    const std::string other = "lang_encoder." + flamingoBlocksName(config.language)
        + slice.name.substr(gated.size(), dot - gated.size()) + ".gated_cross_attn_layer" + slice.name.substr(dot);
    if (!checkpoint.has(slice.name) && checkpoint.has(other))
        return checkpoint.take(other, slice.shape);
    checkpoint.ignore([&](const std::string& name) { return name == other; });
    return checkpoint.take(slice.name, slice.shape);
}

at::Tensor FlamingoSources::takeLanguage(const Slice& slice)
{
    // A decoder layer stands inside a wrapper once the gated blocks are put in.
    const std::string blocks = flamingoBlocksName(config.language);
    std::string wrapped;
    if (slice.name.starts_with(blocks)) {
        const std::size_t dot = slice.name.find('.', blocks.size());
        wrapped = "lang_encoder." + slice.name.substr(0, dot) + ".decoder_layer" + slice.name.substr(dot);
    }
    for (const std::string& name : {"lang_encoder." + slice.name, wrapped})
        if (checkpoint.has(name)) {
            language.ignore([&](const std::string& other) { return other == slice.name; });
            return checkpoint.take(name, slice.shape);
        }
    if (slice.name == flamingoEmbeddingName(config.language) || slice.name == "lm_head.weight")
        return resized(slice);
    return language.take(slice.name, slice.shape);
}

/// A published table cut or grown to the resized vocabulary; new rows were never trained, so they are zero.
at::Tensor FlamingoSources::resized(const Slice& slice)
{
    constexpr std::int64_t kMostNewRows = 4096;
    const std::vector<std::int64_t> stored = language.shape(slice.name);
    if (stored.size() != 2 || stored[1] != slice.shape[1] || slice.shape[0] > stored[0] + kMostNewRows)
        return language.take(slice.name, slice.shape); // complains
    const at::Tensor table = language.take(slice.name, stored);
    const std::int64_t rows = slice.shape[0];
    if (rows <= stored[0])
        return table.narrow(0, 0, rows);
    return at::cat({table, at::zeros({rows - stored[0], stored[1]}, table.options())}, 0);
}

OpenFlamingoWeights loadOpenFlamingo(FlamingoSources& sources, at::Device device, at::ScalarType type)
{
    sources.setTarget(device, type);
    OpenFlamingoWeights weights;
    takeStacks([&](const StackVisitor& visit) { visitFlamingo(weights, sources.config, visit); },
        [&](const Slice& slice) { return sources.take(slice); },
        [&] {
            for (const Weights* one : {&sources.checkpoint, &sources.language, &sources.vision})
                orThrow(one->finish());
        });
    return weights;
}

} // namespace fulcrum::engine
