// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoint_reader.h"
#include "core/engine/guard.h"
#include "core/engine/open_flamingo.h"

#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

using Language = OpenFlamingoConfig::Language;

bool isThere(const Path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

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

void visitText(TextWeights& weights, const OpenFlamingoConfig& config, const StackVisitor& visit)
{
    if (config.language == Language::Llama)
        visitLlama(weights, config.text, "model.", visit);
    else
        visitMpt(weights, config.text, config.language, visit);
}

Weights openVision(const Path& folder, std::vector<Path>& files)
{
    for (const char* name : {"open_clip_visual.safetensors", "open_clip_model.safetensors", "model.safetensors"})
        if (isThere(folder / name)) {
            files.push_back(folder / name);
            return orThrow(Weights::openFile(files.back()));
        }
    const Path old = folder / "open_clip_pytorch_model.bin";
    if (!isThere(old))
        throw EngineError(ErrorCode::ModelUnavailable, "no vision weights", folder.string(),
            "there is neither open_clip_visual.safetensors, open_clip_model.safetensors nor open_clip_pytorch_model.bin",
            "put open_clip's ViT-L-14 with OpenAI's weights there");
    files.push_back(old);
    return Weights::fromTensors(orThrow(readCheckpoint(old)), old.string());
}

Weights openLanguage(const Path& folder, std::vector<Path>& files)
{
    const Path old = folder / "pytorch_model.bin";
    if (!isThere(folder / "model.safetensors") && !isThere(folder / "model.safetensors.index.json") && isThere(old)) {
        files.push_back(old);
        return Weights::fromTensors(orThrow(readCheckpoint(old)), old.string());
    }
    Weights weights = orThrow(Weights::open(folder));
    files.insert(files.end(), weights.files().begin(), weights.files().end());
    return weights;
}

/// The language model: trained tensors over the published ones.
class LayeredText
{
public:
    LayeredText(Weights& checkpoint, Weights& base, const OpenFlamingoConfig& config)
        : m_checkpoint(checkpoint), m_base(base), m_blocks(flamingoBlocksName(config.language)),
          m_embedding(flamingoEmbeddingName(config.language))
    {
    }

    at::Tensor take(const Slice& slice)
    {
        for (const std::string& name : {"lang_encoder." + slice.name, wrapped(slice.name)})
            if (m_checkpoint.has(name)) {
                m_base.ignore([&](const std::string& other) { return other == slice.name; });
                return m_checkpoint.take(name, slice.shape);
            }
        if (slice.name == m_embedding || slice.name == "lm_head.weight")
            return resized(slice);
        return m_base.take(slice.name, slice.shape);
    }

private:
    /// A decoder layer stands inside a wrapper once the gated blocks are put in.
    std::string wrapped(const std::string& name) const
    {
        if (!name.starts_with(m_blocks))
            return {};
        const std::size_t dot = name.find('.', m_blocks.size());
        return "lang_encoder." + name.substr(0, dot) + ".decoder_layer" + name.substr(dot);
    }

    /// A published table cut or grown to the resized vocabulary; new rows were never trained, so they are zero.
    at::Tensor resized(const Slice& slice)
    {
        constexpr std::int64_t kMostNewRows = 4096;
        const std::vector<std::int64_t> stored = m_base.shape(slice.name);
        if (stored.size() != 2 || stored[1] != slice.shape[1] || slice.shape[0] > stored[0] + kMostNewRows)
            return m_base.take(slice.name, slice.shape); // complains
        const at::Tensor table = m_base.take(slice.name, stored);
        const std::int64_t rows = slice.shape[0];
        if (rows <= stored[0])
            return table.narrow(0, 0, rows);
        return at::cat({table, at::zeros({rows - stored[0], stored[1]}, table.options())}, 0);
    }

    Weights& m_checkpoint;
    Weights& m_base;
    std::string m_blocks, m_embedding;
};

/// A gated block's tensor under its own name, or under the one inside its decoder layer.
at::Tensor takeTrained(Weights& checkpoint, const Slice& slice, const std::string& blocks)
{
    const std::string gated = kGated;
    if (!slice.name.starts_with(gated))
        return checkpoint.take(slice.name, slice.shape);
    const std::size_t dot = slice.name.find('.', gated.size());
    const std::string other = "lang_encoder." + blocks + slice.name.substr(gated.size(), dot - gated.size())
        + ".gated_cross_attn_layer" + slice.name.substr(dot);
    if (!checkpoint.has(slice.name) && checkpoint.has(other))
        return checkpoint.take(other, slice.shape);
    checkpoint.ignore([&](const std::string& name) { return name == other; });
    return checkpoint.take(slice.name, slice.shape);
}

} // namespace

Weights openFlamingoCheckpoint(const Path& folder, Path* file)
{
    const Path zip = folder / "checkpoint.pt", plain = folder / "checkpoint.safetensors";
    const bool zipped = isThere(zip);
    if (!zipped && !isThere(plain))
        throw EngineError(ErrorCode::ModelUnavailable, "no trained weights", folder.string(),
            "there is neither checkpoint.pt nor checkpoint.safetensors", "download the OpenFlamingo checkpoint");
    if (file)
        *file = zipped ? zip : plain;
    return zipped ? Weights::fromTensors(orThrow(readCheckpoint(zip)), zip.string()) : orThrow(Weights::openFile(plain));
}

OpenFlamingoWeights loadOpenFlamingo(const Path& folder, Weights checkpoint, const OpenFlamingoConfig& config,
    at::Device device, at::ScalarType type, std::string* hash, std::int64_t* parameters)
{
    std::vector<Path> files{isThere(folder / "checkpoint.pt") ? folder / "checkpoint.pt" : folder / "checkpoint.safetensors"};
    Weights base = openLanguage(folder / "lang_encoder", files), visual = openVision(folder / "vision_encoder", files);
    for (Weights* one : {&checkpoint, &base, &visual})
        one->setTarget(device, type);
    visual.ignore([](const std::string& name) { // the text tower and the unused end of the visual one
        return !name.starts_with("visual.") || name.starts_with("visual.ln_post.") || name == "visual.proj";
    });
    base.ignore([&](const std::string& name) {
        return name.ends_with("rotary_emb.inv_freq") || (config.text.tied && name == "lm_head.weight");
    });
    checkpoint.ignore([](const std::string& name) { // the same layers under the name they had before
        return name.starts_with("lang_encoder.old_decoder_blocks.") || name.ends_with("rotary_emb.inv_freq");
    });
    OpenFlamingoWeights weights;
    LayeredText text(checkpoint, base, config);
    const auto visitAll = [&](const StackVisitor& visit) {
        visitVision(weights.vision, config.vision, visit);
        visitPerceiver(weights, config, visit);
        visitGated(weights, config, visit);
        visitText(weights.text, config, visit);
    };
    const std::string blocks = flamingoBlocksName(config.language);
    const auto take = [&](const Slice& slice) {
        if (slice.name.starts_with("visual."))
            return visual.take(slice.name, slice.shape);
        if (slice.name.starts_with("perceiver.") || slice.name.starts_with(kGated))
            return takeTrained(checkpoint, slice, blocks);
        return text.take(slice);
    };
    takeStacks(visitAll, take, [&] {
        for (const Weights* one : {&checkpoint, &base, &visual})
            orThrow(one->finish());
    });
    if (hash)
        *hash = orThrow(hashFiles(files));
    if (parameters)
        *parameters = countElements(visitAll);
    return weights;
}

} // namespace fulcrum::engine
