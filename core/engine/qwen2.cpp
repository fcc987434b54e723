// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/qwen2.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"

namespace fulcrum::engine {
namespace {

DecoderShape readShape(const ConfigReader& json)
{
    DecoderShape shape = readLlamaShape(json);
    shape.qkvBias = true;
    if (json.boolean("use_sliding_window", false))
        json.refuse("use_sliding_window", "only attention over the whole context is supported");
    return shape;
}

/// Token ids; the published configurations name no pad token: <|endoftext|> serves (MODELS.md 3).
void readTokens(const ConfigReader& json, const DecoderShape& shape, model::VisionLanguageModelInfo& info)
{
    const std::int64_t last = shape.vocabulary - 1;
    const auto token = [&](const char* key, std::int64_t absent) {
        return static_cast<std::int32_t>(json.integer(key, 0, last, absent));
    };
    info.endToken = token("eos_token_id", std::min<std::int64_t>(151643, last));
    info.beginToken = token("bos_token_id", info.endToken);
    info.padToken = token("pad_token_id", info.endToken);
}

} // namespace

std::unique_ptr<ForestModel> Qwen2::load(const Path& folder, const model::LoadOptions& options)
{
    applyThreads(options.threads);
    const at::NoGradGuard noGradient;
    const at::Device device = orThrow(parseDevice(options.device));
    const at::ScalarType type = scalarType(options.precision);
    const ConfigReader json = ConfigReader::open(folder / "config.json");
    const DecoderShape shape = readShape(json);
    model::VisionLanguageModelInfo info;
    readTokens(json, shape, info);
    Weights source = orThrow(Weights::open(folder));
    source.setTarget(device, type);
    source.ignore([&](const std::string& name) {
        return name.ends_with("rotary_emb.inv_freq") || (shape.tied && name == "lm_head.weight");
    });
    TextWeights weights;
    const auto visitAll = [&](const StackVisitor& visit) { visitLlama(weights, shape, "model.", visit); };
    takeStacks(visitAll, [&](const Slice& slice) { return source.take(slice.name, slice.shape); },
        [&] { orThrow(source.finish()); });
    info.family = "qwen2";
    info.name = folderName(folder);
    info.hash = orThrow(hashFiles(source.files()));
    info.parameters = countElements(visitAll);
    return std::make_unique<ForestModel>(
        std::make_unique<Qwen2>(shape, std::move(weights), device, type), std::move(info));
}

Qwen2::Qwen2(DecoderShape shape, TextWeights weights, at::Device device, at::ScalarType type)
    : m_device(device), m_type(activationType(device, type)), m_decoder(std::move(shape), std::move(weights), device, m_type),
      m_shape(m_decoder.forestShape())
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
