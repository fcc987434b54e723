// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/clip_encoder.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

constexpr std::size_t kBatch = 64;

/// Runs `encode` over slices of `items` and collects rows of `width` floats.
template <class Item, class Encode>
Result<std::vector<float>> inBatches(std::span<const Item> items, int width, std::stop_token stop, Encode encode)
{
    std::vector<float> rows(items.size() * static_cast<std::size_t>(width));
    const at::InferenceMode noGradient;
    for (std::size_t first = 0; first < items.size(); first += kBatch) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped while encoding");
        std::vector<const Item*> batch;
        for (const Item& item : items.subspan(first, std::min(kBatch, items.size() - first)))
            batch.push_back(&item);
        const at::Tensor out = unitRows(encode(std::span<const Item* const>(batch))).to(at::kCPU, at::kFloat).contiguous();
        if (!at::isfinite(out).all().template item<bool>())
            return fail(ErrorCode::Numeric, "an embedding is not a number", fmt::format("items {} to {}", first, first + batch.size() - 1));
        std::copy_n(out.data_ptr<float>(), out.numel(), rows.begin() + static_cast<std::ptrdiff_t>(first) * width);
    }
    return rows;
}

} // namespace

at::Tensor clipPixels(std::span<const model::Pixels* const> images, const ClipConfig& config)
{
    const std::int64_t side = config.imageSize;
    at::Tensor pixels = at::empty({static_cast<std::int64_t>(images.size()), 3, side, side});
    float* out = pixels.data_ptr<float>();
    for (std::size_t i = 0; i < images.size(); ++i) {
        const model::Pixels& one = *images[i];
        if (one.height != side || one.width != side || one.values.size() != static_cast<std::size_t>(3 * side * side))
            throw EngineError(ErrorCode::Malformed, "an image does not fit the encoder", fmt::format("image {}", i),
                fmt::format("it is {} x {}, the model sees {} x {}", one.height, one.width, side, side));
        out = std::copy(one.values.begin(), one.values.end(), out);
    }
    return pixels;
}

at::Tensor clipIds(std::span<const std::vector<std::int32_t>* const> texts, const ClipConfig& config)
{
    std::size_t longest = 1;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<std::int32_t>& text = *texts[i];
        if (text.empty() || static_cast<std::int64_t>(text.size()) > config.positions)
            throw EngineError(ErrorCode::OutOfRange, "a text does not fit the encoder", fmt::format("text {}", i),
                fmt::format("{} tokens, 1 to {} are possible", text.size(), config.positions));
        for (const std::int32_t id : text)
            if (id < 0 || id >= config.vocabulary)
                throw EngineError(ErrorCode::OutOfRange, "a token is not in the encoder's vocabulary",
                    fmt::format("text {}", i), fmt::format("id {} of {}", id, config.vocabulary));
        longest = std::max(longest, text.size());
    }
    at::Tensor ids = at::empty({static_cast<std::int64_t>(texts.size()), static_cast<std::int64_t>(longest)}, at::kLong);
    std::int64_t* out = ids.data_ptr<std::int64_t>();
    for (const std::vector<std::int32_t>* text : texts)
        for (std::size_t t = 0; t < longest; ++t)
            *out++ = (*text)[std::min(t, text->size() - 1)];
    return ids;
}

ClipEncoder::ClipEncoder(const Path& folder, const model::LoadOptions& options)
    : m_config(ClipConfig::read(folder)), m_device(orThrow(parseDevice(options.device))),
      m_type(scalarType(options.precision))
{
    applyThreads(options.threads);
    Weights tensors = orThrow(Weights::open(folder));
    tensors.setTarget(m_device, m_type);
    m_weights = takeClip(tensors, m_config);
    m_info.name = folder.filename().string();
    m_info.hash = orThrow(hashFiles(tensors.files()));
    m_info.dimensions = static_cast<int>(m_config.projection);
    m_info.imageSize = static_cast<int>(m_config.imageSize);
    m_info.textLength = static_cast<int>(m_config.positions);
    visitClip(m_weights, m_config,
        [&](at::Tensor& stack, const std::vector<ClipPart>&) { m_info.parameters += stack.numel(); });
}

Result<std::vector<float>> ClipEncoder::encodeImages(std::span<const model::Pixels> images, std::stop_token stop)
{
    return guarded("cannot encode images", [&] {
        return inBatches(images, m_info.dimensions, stop, [&](std::span<const model::Pixels* const> batch) {
            const at::Tensor pixels = clipPixels(batch, m_config).to(m_device, m_type);
            return affine(clipVisionPooled(m_weights, m_config, clipVisionHidden(m_weights, m_config, pixels)),
                m_weights.visualProjection);
        });
    });
}

Result<std::vector<float>> ClipEncoder::encodeTexts(
    std::span<const std::vector<std::int32_t>> texts, std::stop_token stop)
{
    return guarded("cannot encode texts", [&] {
        return inBatches(texts, m_info.dimensions, stop, [&](std::span<const std::vector<std::int32_t>* const> batch) {
            const at::Tensor ids = clipIds(batch, m_config).to(m_device);
            const at::Tensor normed = clipTextNormed(m_weights, m_config, clipTextHidden(m_weights, m_config, ids));
            return affine(clipTextPooled(m_config, ids, normed), m_weights.textProjection);
        });
    });
}

} // namespace fulcrum::engine
