// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/clip_encoder.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

constexpr std::size_t kBatch = 64, kGpuBatch = 256;
constexpr std::size_t kCoreBatch = 4; ///< what one core works on at a time: its activations stay in the cache

/// Runs `encode` over slices of `items` and collects rows of `width` floats; on the CPU one slice a core.
template <class Item, class Encode>
Result<std::vector<float>> inBatches(
    std::span<const Item> items, int width, bool onCpu, std::stop_token stop, std::vector<float>* lengths, Encode encode)
{
    if (lengths)
        lengths->assign(items.size(), 0);
    std::vector<float> rows(items.size() * static_cast<std::size_t>(width));
    const c10::InferenceMode noGradient;
    const std::size_t step = !onCpu ? kGpuBatch : PlainOperations::wanted() ? kBatch : kCoreBatch;
    runTasks(static_cast<std::int64_t>((items.size() + step - 1) / step), [&](std::int64_t task) {
        if (stop.stop_requested())
            throw EngineError(ErrorCode::Cancelled, "stopped while encoding");
        const std::size_t first = static_cast<std::size_t>(task) * step;
        std::vector<const Item*> batch;
        for (const Item& item : items.subspan(first, std::min(step, items.size() - first)))
            batch.push_back(&item);
        const at::Tensor projected = encode(std::span<const Item* const>(batch), first);
        const at::Tensor out = unitRows(projected).to(at::kCPU, at::kFloat).contiguous();
        if (!at::isfinite(out).all().template item<bool>())
            throw EngineError(ErrorCode::Numeric, "an embedding is not a number",
                fmt::format("items {} to {}", first, first + batch.size() - 1));
        if (lengths) {
            const at::Tensor own = projected.to(at::kFloat).norm(2, -1).to(at::kCPU).contiguous();
            std::copy_n(own.data_ptr<float>(), own.numel(), lengths->begin() + static_cast<std::ptrdiff_t>(first));
        }
        std::copy_n(out.data_ptr<float>(), out.numel(), rows.begin() + static_cast<std::ptrdiff_t>(first) * width);
    });
    return rows;
}

} // namespace

at::Tensor clipPixels(std::span<const model::Pixels* const> images, const ClipConfig& config, std::size_t first)
{
    const std::int64_t side = config.imageSize;
    at::Tensor pixels = at::empty({static_cast<std::int64_t>(images.size()), 3, side, side});
    float* out = pixels.data_ptr<float>();
    for (std::size_t i = 0; i < images.size(); ++i) {
        const model::Pixels& one = *images[i];
        if (one.height != side || one.width != side || one.values.size() != static_cast<std::size_t>(3 * side * side))
            throw EngineError(ErrorCode::Malformed, "an image does not fit the encoder", fmt::format("image {}", first + i),
                fmt::format("it is {} x {}, the model sees {} x {}", one.height, one.width, side, side));
        out = std::copy(one.values.begin(), one.values.end(), out);
    }
    return pixels;
}

at::Tensor clipIds(
    std::span<const std::vector<std::int32_t>* const> texts, const ClipConfig& config, std::size_t first)
{
    std::size_t longest = 1;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<std::int32_t>& text = *texts[i];
        if (text.empty() || static_cast<std::int64_t>(text.size()) > config.positions)
            throw EngineError(ErrorCode::OutOfRange, "a text does not fit the encoder", fmt::format("text {}", first + i),
                fmt::format("{} tokens, 1 to {} are possible", text.size(), config.positions));
        for (const std::int32_t id : text)
            if (id < 0 || id >= config.vocabulary)
                throw EngineError(ErrorCode::OutOfRange, "a token is not in the encoder's vocabulary",
                    fmt::format("text {}", first + i), fmt::format("id {} of {}", id, config.vocabulary));
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
      m_type(activationType(m_device, scalarType(options.precision)))
{
    applyThreads(options.threads);
    Weights tensors = orThrow(Weights::open(folder));
    tensors.setTarget(m_device, scalarType(options.precision));
    m_weights = takeClip(tensors, m_config);
    describe();
    m_info.name = folder.filename().string();
    m_info.hash = orThrow(hashFiles(tensors.files()));
}

ClipEncoder::ClipEncoder(const ClipConfig& config, ClipWeights weights, at::Device device, at::ScalarType type)
    : m_config(config), m_weights(std::move(weights)), m_device(device), m_type(activationType(device, type))
{
    visitClip(m_weights, m_config,
        [&](at::Tensor& stack, const std::vector<ClipPart>&) { stack = stack.to(device, type); });
    describe();
}

void ClipEncoder::describe()
{
    m_info.dimensions = static_cast<int>(m_config.projection);
    m_info.imageSize = static_cast<int>(m_config.imageSize);
    m_info.textLength = static_cast<int>(m_config.positions);
    visitClip(m_weights, m_config,
        [&](at::Tensor& stack, const std::vector<ClipPart>&) { m_info.parameters += stack.numel(); });
}

Result<std::vector<float>> ClipEncoder::encodeImages(
    std::span<const model::Pixels> images, std::stop_token stop, std::vector<float>* lengths)
{
    return guarded("cannot encode images", [&] {
        return inBatches(images, m_info.dimensions, m_device.is_cpu(), stop, lengths, [&](std::span<const model::Pixels* const> batch, std::size_t first) {
            const at::Tensor pixels = onto(clipPixels(batch, m_config, first), m_device).to(m_type);
            return clipImageEmbeddings(m_weights, m_config, pixels);
        });
    });
}

Result<std::vector<float>> ClipEncoder::encodeTexts(
    std::span<const std::vector<std::int32_t>> texts, std::stop_token stop, std::vector<float>* lengths)
{
    return guarded("cannot encode texts", [&] {
        return inBatches(texts, m_info.dimensions, m_device.is_cpu(), stop, lengths, [&](std::span<const std::vector<std::int32_t>* const> batch, std::size_t first) {
            const at::Tensor ids = clipIds(batch, m_config, first).to(m_device);
            return clipTextEmbeddings(m_weights, m_config, ids);
        });
    });
}

} // namespace fulcrum::engine
