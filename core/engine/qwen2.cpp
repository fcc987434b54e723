// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/qwen2.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
Weights openQwen2(const Path& folder, const Qwen2Config& config)
{
    Weights source = orThrow(Weights::open(folder));
    source.ignore([&](const std::string& name) {
        return name.ends_with("rotary_emb.inv_freq") || (config.text.tied && name == "lm_head.weight");
    });
    return source;
}

std::unique_ptr<ForestModel> Qwen2::load(const Path& folder, const model::LoadOptions& options)
{
    applyThreads(options.threads);
    const c10::NoGradGuard noGradient;
    const at::Device device = orThrow(parseDevice(options.device));
    const at::ScalarType type = scalarType(options.precision);
    const Qwen2Config config = Qwen2Config::read(folder);
    Weights source = openQwen2(folder, config);
    source.setTarget(device, type);
    TextWeights weights;
    const auto visitAll = [&](const StackVisitor& visit) { visitLlama(weights, config.text, "model.", visit); };
    takeStacks(visitAll, [&](const Slice& slice) { return source.take(slice.name, slice.shape); },
        [&] { orThrow(source.finish()); });
    model::VisionLanguageModelInfo info;
    info.beginToken = config.beginToken;
    info.endToken = config.endToken;
    info.padToken = config.padToken;
    info.family = "qwen2";
    info.name = folderName(folder);
    info.hash = orThrow(hashFiles(source.files()));
    info.parameters = countElements(visitAll);
    return std::make_unique<ForestModel>(
        std::make_unique<Qwen2>(config.text, std::move(weights), device, type), std::move(info));
}

Qwen2::Qwen2(DecoderShape shape, TextWeights weights, at::Device device, at::ScalarType type)
    : m_device(device), m_type(activationType(device, type)), m_decoder(std::move(shape), std::move(weights), device, m_type),
      m_shape(m_decoder.shape().forestShape())
{
}

at::Tensor Qwen2::imagePixels(const model::Pixels&, const std::string& where) const
{
    throw EngineError(ErrorCode::Unsupported, "a text model takes no images", where);
}

at::Tensor Qwen2::imageFeatures(const std::vector<at::Tensor>&, Trace*) const
{
    throw EngineError(ErrorCode::Unsupported, "a text model takes no images");
}

ImageTable Qwen2::projectFeatures(const at::Tensor&) const
{
    throw EngineError(ErrorCode::Unsupported, "a text model takes no images");
}

at::Tensor Qwen2::run(
    const PackedBatch& batch, const ImageTable&, KeyValueStore* store, const at::Tensor& wanted, Trace* trace) const
{
    const at::Tensor embedded = m_decoder.embed(batch);
    if (trace)
        (*trace)["hidden_embed"] = embedded;
    return m_decoder.run(batch, embedded, store, wanted, {}, trace);
}

} // namespace fulcrum::engine
