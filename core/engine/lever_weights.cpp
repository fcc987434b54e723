// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/lever_weights.h"

#include "core/base/rng.h"
#include "core/engine/guard.h"

#include <ATen/CPUGeneratorImpl.h>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

using model::LeverConfig;
using Shape = std::vector<std::int64_t>;

constexpr std::int64_t kPositions = 1024; ///< GPT-2's default, kept by the official code
const std::string kPrefix = "lever_lm.";
const std::string kTiedHead = kPrefix + "lm_model.lm_head.weight";

bool isGpt2(const LeverConfig& config) { return config.architecture == LeverConfig::Architecture::Gpt2; }

/// torch.nn.Linear's default start: uniform within 1 / sqrt(inputs) for weight and bias.
void visitLinear(at::Tensor& weight, at::Tensor& bias, const std::string& name, std::int64_t in, std::int64_t out,
    const LeverVisitor& visit)
{
    const double bound = 1.0 / std::sqrt(static_cast<double>(in));
    visit(weight, name + ".weight", {out, in}, LeverStart::Uniform, bound);
    visit(bias, name + ".bias", {out}, LeverStart::Uniform, bound);
}

void visitAdapter(
    LeverAdapter& adapter, const std::string& name, const LeverConfig& config, const LeverVisitor& visit)
{
    const std::int64_t inner = isGpt2(config) ? 4 * config.width : config.width;
    visitLinear(adapter.in, adapter.inBias, kPrefix + name + ".0", config.projection, inner, visit);
    visitLinear(adapter.out, adapter.outBias, kPrefix + name + ".2", inner, config.width, visit);
}

void visitGpt2(LeverWeights& weights, const LeverConfig& config, const LeverVisitor& visit)
{
    constexpr double kDeviation = 0.02;
    const std::int64_t n = config.width;
    const double residual = kDeviation / std::sqrt(2.0 * config.layers);
    const std::string model = kPrefix + "lm_model.transformer.";
    visit(weights.tokens, model + "wte.weight", {config.items + 3, n}, LeverStart::Normal, kDeviation);
    visit(weights.positions, model + "wpe.weight", {kPositions, n}, LeverStart::Normal, kDeviation);
    weights.blocks.resize(static_cast<std::size_t>(config.layers));
    for (std::size_t i = 0; i < weights.blocks.size(); ++i) {
        LeverWeights::Block& block = weights.blocks[i];
        const std::string at = model + "h." + std::to_string(i) + ".";
        visit(block.norm1, at + "ln_1.weight", {n}, LeverStart::Fill, 1);
        visit(block.norm1Bias, at + "ln_1.bias", {n}, LeverStart::Fill, 0);
        visit(block.qkv, at + "attn.c_attn.weight", {n, 3 * n}, LeverStart::Normal, kDeviation);
        visit(block.qkvBias, at + "attn.c_attn.bias", {3 * n}, LeverStart::Fill, 0);
        visit(block.out, at + "attn.c_proj.weight", {n, n}, LeverStart::Normal, residual);
        visit(block.outBias, at + "attn.c_proj.bias", {n}, LeverStart::Fill, 0);
        visit(block.norm2, at + "ln_2.weight", {n}, LeverStart::Fill, 1);
        visit(block.norm2Bias, at + "ln_2.bias", {n}, LeverStart::Fill, 0);
        visit(block.fc, at + "mlp.c_fc.weight", {n, 4 * n}, LeverStart::Normal, kDeviation);
        visit(block.fcBias, at + "mlp.c_fc.bias", {4 * n}, LeverStart::Fill, 0);
        visit(block.proj, at + "mlp.c_proj.weight", {4 * n, n}, LeverStart::Normal, residual);
        visit(block.projBias, at + "mlp.c_proj.bias", {n}, LeverStart::Fill, 0);
    }
    visit(weights.finalNorm, model + "ln_f.weight", {n}, LeverStart::Fill, 1);
    visit(weights.finalNormBias, model + "ln_f.bias", {n}, LeverStart::Fill, 0);
}

void visitLstm(LeverWeights& weights, const LeverConfig& config, const LeverVisitor& visit)
{
    const std::int64_t n = config.width;
    const double bound = 1.0 / std::sqrt(static_cast<double>(n));
    visit(weights.tokens, kPrefix + "vocab_embedding.weight", {config.items + 3, n}, LeverStart::Normal, 1);
    weights.lstm.resize(static_cast<std::size_t>(config.layers));
    for (std::size_t i = 0; i < weights.lstm.size(); ++i) {
        LeverWeights::LstmLayer& layer = weights.lstm[i];
        const std::string model = kPrefix + "lm_model.", tail = "_l" + std::to_string(i);
        visit(layer.inputWeight, model + "weight_ih" + tail, {4 * n, n}, LeverStart::Uniform, bound);
        visit(layer.hiddenWeight, model + "weight_hh" + tail, {4 * n, n}, LeverStart::Uniform, bound);
        visit(layer.inputBias, model + "bias_ih" + tail, {4 * n}, LeverStart::Uniform, bound);
        visit(layer.hiddenBias, model + "bias_hh" + tail, {4 * n}, LeverStart::Uniform, bound);
    }
    visitLinear(weights.headIn, weights.headInBias, kPrefix + "proj.0", n, n, visit);
    visitLinear(weights.headOut, weights.headOutBias, kPrefix + "proj.2", n, config.items + 3, visit);
}

} // namespace

void visitLever(LeverWeights& weights, const LeverConfig& config, const LeverVisitor& visit)
{
    if (config.adapter && (config.queryImage || config.icdImage))
        visitAdapter(weights.image, "img_adapter", config, visit);
    if (config.adapter && (config.queryText || config.icdText))
        visitAdapter(weights.text, "sen_adapter", config, visit);
    if (isGpt2(config))
        visitGpt2(weights, config, visit);
    else
        visitLstm(weights, config, visit);
}

Result<void> checkLeverConfig(const LeverConfig& config)
{
    const auto refuse = [](const std::string& field, const std::string& why) {
        return fail(ErrorCode::OutOfRange, "not a possible Lever-LM", field, why);
    };
    const auto inRange = [](int value, int low, int high) { return value >= low && value <= high; };
    if (!inRange(config.items, 1, 10'000'000))
        return refuse("items", fmt::format("{}, 1 to 10,000,000 are possible", config.items));
    if (!inRange(config.projection, 1, 16384))
        return refuse("projection", fmt::format("{}, 1 to 16,384 are possible", config.projection));
    if (!inRange(config.width, 1, 16384))
        return refuse("width", fmt::format("{}, 1 to 16,384 are possible", config.width));
    // A file's header may claim any shape: the largest table must not exhaust memory before the tensors are looked at.
    constexpr std::int64_t kMaxTable = 1'000'000'000;
    if ((std::int64_t{config.items} + 3) * config.width > kMaxTable)
        return refuse("items", fmt::format("{} items of width {} are more than one model can hold", config.items, config.width));
    if (!inRange(config.layers, 1, 128))
        return refuse("layers", fmt::format("{}, 1 to 128 are possible", config.layers));
    if (isGpt2(config) && (config.heads < 1 || config.width % config.heads != 0))
        return refuse("heads", fmt::format("{} heads do not divide a width of {}", config.heads, config.width));
    if (!config.adapter && config.width != config.projection)
        return refuse("adapter", "without an adapter the width must equal that of the embeddings");
    if (!config.queryImage && !config.queryText)
        return refuse("query parts", "at least one of image and text is needed");
    if (!(config.dropout >= 0 && config.dropout < 1))
        return refuse("dropout", "it must lie in [0, 1)");
    return {};
}

LeverWeights takeLever(Weights& tensors, const LeverConfig& config)
{
    LeverWeights weights;
    visitLever(weights, config,
        [&](at::Tensor& tensor, const std::string& name, const Shape& shape, LeverStart, double) {
            tensor = tensors.take(name, shape);
        });
    tensors.ignore([](const std::string& name) {
        return name == kTiedHead || name.starts_with(kPrefix + "img_model.") || name.starts_with(kPrefix + "sen_model.")
            || name.starts_with(kPrefix + "img_adapter.") || name.starts_with(kPrefix + "sen_adapter.")
            || name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
    });
    orThrow(tensors.finish());
    visitLever(weights, config, [](at::Tensor& tensor, const std::string&, const Shape&, LeverStart, double) {
        // A copy: the trainer writes into its parameters, and checkpoints share one storage for tied tensors.
        tensor = tensor.clone();
    });
    return weights;
}

LeverWeights randomLever(const LeverConfig& config, std::uint64_t seed)
{
    LeverWeights weights;
    visitLever(weights, config,
        [&](at::Tensor& tensor, const std::string& name, const Shape& shape, LeverStart start, double amount) {
            at::Generator generator = at::detail::createCPUGenerator(Rng(seed, {stableHash(name)}).next());
            if (start == LeverStart::Fill)
                tensor = at::full(shape, amount);
            else if (start == LeverStart::Normal)
                tensor = at::normal(0.0, amount, shape, generator);
            else
                tensor = at::empty(shape).uniform_(-amount, amount, generator);
        });
    return weights;
}

NamedTensors publishedLever(LeverWeights& weights, const LeverConfig& config)
{
    NamedTensors published;
    visitLever(weights, config, [&](at::Tensor& tensor, const std::string& name, const Shape&, LeverStart, double) {
        published.emplace_back(name, tensor.detach());
    });
    if (isGpt2(config))
        published.emplace_back(kTiedHead, weights.tokens.detach());
    return published;
}

} // namespace fulcrum::engine
