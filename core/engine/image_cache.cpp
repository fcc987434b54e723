// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/image_cache.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_set>

namespace fulcrum::engine {
namespace {

constexpr const char* kBlank = "\x01" "blank"; ///< no caller's key: keys are printable

model::ImageInput blankImage(std::int64_t side)
{
    return {kBlank, [side]() -> Result<model::Pixels> {
                return model::Pixels{side, side, std::vector<float>(static_cast<std::size_t>(3 * side * side), 0.0f)};
            }};
}

} // namespace

ImageCache::ImageCache(const Architecture& architecture, double budgetBytes)
    : m_architecture(architecture),
      m_pool(architecture.shape().imageLayers, {architecture.shape().featureRows, architecture.shape().featureWidth},
          architecture.device(), architecture.type()),
      m_most(static_cast<std::size_t>(std::max(64.0, budgetBytes / m_pool.bytesPerSlot()))),
      m_atOnce(architecture.device().is_cpu() ? 32 : 16) // on a GPU a batch is filled up: results do not depend on its company
{
}

void ImageCache::beginUse(bool nested)
{
    ++m_use;
    if (nested)
        return;
    m_keepFrom = m_use;
    m_pool.release(m_scratch);
    m_scratch.clear();
}

void ImageCache::clear()
{
    m_entries.clear();
    m_scratch.clear();
    m_pool.clear();
}

void ImageCache::makeRoom(std::size_t wanted)
{
    if (m_entries.size() + wanted <= m_most)
        return;
    std::vector<std::pair<std::uint64_t, std::string>> old;
    for (const auto& [key, entry] : m_entries)
        if (entry.used < m_keepFrom)
            old.emplace_back(entry.used, key);
    std::sort(old.begin(), old.end());
    for (const auto& [used, key] : old) {
        // A quarter goes at once: evicting one by one would sort the whole cache for every image.
        if (m_entries.size() + wanted <= m_most - m_most / 4)
            break;
        m_pool.release({m_entries.at(key).row});
        m_entries.erase(key);
    }
}

/// Runs the vision side for those of the waiting images that have no features yet.
void ImageCache::computeFeatures(std::vector<Waiting>& waiting)
{
    std::vector<Waiting*> open;
    for (Waiting& one : waiting)
        if (!one.features.defined())
            open.push_back(&one);
    const auto atATime = static_cast<std::size_t>(threadCount());
    for (std::size_t first = 0; m_architecture.device().is_cpu() && first < open.size(); first += atATime) {
        m_pause();
        runTasks(static_cast<std::int64_t>(std::min(atATime, open.size() - first)), [&](std::int64_t i) {
            Waiting& one = *open[first + static_cast<std::size_t>(i)];
            one.features = m_architecture.imageFeatures({one.pixels});
        });
    }
    for (std::size_t first = 0; first < open.size() && !open[first]->features.defined();) {
        std::vector<at::Tensor> pixels;
        std::size_t end = first;
        for (; end < open.size() && open[end]->pixels.sizes() == open[first]->pixels.sizes(); ++end)
            pixels.push_back(open[end]->pixels);
        if (m_architecture.shape().images != ForestShape::Images::Merged) // those run one by one
            pixels.resize(m_atOnce, pixels.back());
        const at::Tensor all = m_architecture.imageFeatures(pixels);
        for (std::size_t i = first; i < end; ++i)
            open[i]->features = all.narrow(0, static_cast<std::int64_t>(i - first), 1);
        first = end;
    }
    currentWork().imagesEncoded += static_cast<std::int64_t>(open.size());
    for (const Waiting* one : open)
        keep(*one);
}

/// What the decoder sees of images whose features are there.
ImageTable ImageCache::projected(const std::vector<Waiting>& waiting) const
{
    if (!m_architecture.device().is_cpu()) {
        std::vector<at::Tensor> features;
        for (const Waiting& one : waiting)
            features.push_back(one.features);
        features.resize(m_atOnce, features.back());
        return m_architecture.projectFeatures(at::cat(features, 0));
    }
    std::vector<ImageTable> tables(waiting.size());
    runTasks(static_cast<std::int64_t>(waiting.size()), [&](std::int64_t i) {
        const auto at = static_cast<std::size_t>(i);
        tables[at] = m_architecture.projectFeatures(waiting[at].features);
    });
    ImageTable all;
    for (std::size_t layer = 0; layer < tables.front().keys.size(); ++layer) {
        std::vector<at::Tensor> keys, values;
        for (const ImageTable& table : tables) {
            keys.push_back(table.keys[layer]);
            values.push_back(table.values[layer]);
        }
        all.keys.push_back(at::cat(keys, 0));
        all.values.push_back(at::cat(values, 0));
    }
    return all;
}

/// Features from the store, or an undefined tensor.
at::Tensor ImageCache::stored(const model::ImageInput& image) const
{
    const ForestShape& shape = m_architecture.shape();
    const auto found = m_store && image.key != kBlank ? m_store->find(image.key) : std::nullopt;
    if (!found || found->type != typeName() || found->rows != shape.imageRows || found->width != shape.imageWidth)
        return {};
    at::Tensor features = at::empty({1, found->rows, found->width}, m_architecture.type());
    if (features.nbytes() != found->bytes.size())
        return {};
    std::memcpy(features.data_ptr(), found->bytes.data(), found->bytes.size());
    return onto(features, m_architecture.device());
}

void ImageCache::keep(const Waiting& one) const
{
    if (!m_store || one.image->key == kBlank)
        return;
    const at::Tensor features = one.features.to(at::kCPU).contiguous();
    m_store->put(one.image->key, {typeName(), features.size(1), features.size(2),
        {static_cast<const std::byte*>(features.data_ptr()), features.nbytes()}, {}});
}

std::string ImageCache::typeName() const
{
    const at::ScalarType type = m_architecture.type();
    return type == at::kFloat ? "F32" : type == at::kHalf ? "F16" : "BF16";
}

/// Encodes the waiting images and stores what the decoder sees of them.
void ImageCache::encode(std::vector<Waiting>& waiting)
{
    if (waiting.empty())
        return;
    computeFeatures(waiting);
    const ImageTable seen = projected(waiting);
    const auto count = static_cast<std::int64_t>(waiting.size());
    const std::vector<std::int64_t> rows = m_pool.allocate(waiting.size());
    const at::Tensor index = onto(at::tensor(rows), m_architecture.device());
    for (std::size_t layer = 0; layer < seen.keys.size(); ++layer) {
        m_pool.tables().keys[layer].index_copy_(0, index, seen.keys[layer].narrow(0, 0, count));
        m_pool.tables().values[layer].index_copy_(0, index, seen.values[layer].narrow(0, 0, count));
    }
    for (std::size_t i = 0; i < waiting.size(); ++i)
        if (const auto [there, fresh] = m_entries.try_emplace(waiting[i].image->key, Entry{rows[i], m_use}); !fresh) {
            there->second.used = m_use; // who was served meanwhile needed it too
            m_pool.release({rows[i]});
        }
    waiting.clear();
}

/// Those of the images that are not here, each key once; the others are marked as used.
std::vector<const model::ImageInput*> ImageCache::missing(std::span<const model::ImageInput* const> images)
{
    std::vector<const model::ImageInput*> result;
    std::unordered_set<std::string_view> keys;
    for (const model::ImageInput* image : images) {
        const auto found = m_entries.find(image->key);
        if (found != m_entries.end())
            found->second.used = m_use;
        else if (keys.insert(image->key).second)
            result.push_back(image);
    }
    return result;
}

/// `loadable`: leaves out what cannot be loaded.
void ImageCache::encodeAll(const std::vector<const model::ImageInput*>& images, bool loadable, std::stop_token stop)
{
    makeRoom(images.size());
    std::vector<Waiting> waiting;
    for (const model::ImageInput* image : images) {
        if (stop.stop_requested())
            throw EngineError(ErrorCode::Cancelled, "stopped while encoding images");
        m_pause();
        Waiting one{image, {}, stored(*image)};
        try {
            if (!one.features.defined())
                one.pixels = m_architecture.imagePixels(orThrow(image->load()), image->key);
        } catch (const EngineError&) {
            if (loadable)
                continue;
            throw;
        }
        if (waiting.size() == m_atOnce)
            encode(waiting);
        waiting.push_back(std::move(one));
    }
    encode(waiting);
}

void ImageCache::prepare(std::span<const model::ImageInput* const> images, std::stop_token stop)
{
    encodeAll(missing(images), true, stop);
}

std::vector<std::int64_t> ImageCache::require(std::span<const model::ImageInput* const> images, std::stop_token stop)
{
    encodeAll(missing(images), false, stop);
    std::vector<std::int64_t> rows;
    for (const model::ImageInput* image : images)
        rows.push_back(m_entries.at(image->key).row);
    return rows;
}

std::int64_t ImageCache::uniformRow(std::vector<std::int64_t> rows, int blanks)
{
    const model::ImageInput blank = blankImage(m_architecture.shape().imageSize);
    // A prompt without any image is run with one blank image (MODELS.md 1.5).
    if (blanks > 0 || rows.empty()) {
        const model::ImageInput* one = &blank;
        rows.insert(rows.end(), static_cast<std::size_t>(std::max(blanks, 1)), require({&one, 1}, {})[0]);
    }
    const std::int64_t row = m_pool.allocate(1)[0];
    m_scratch.push_back(row);
    const at::Tensor index = onto(at::tensor(rows), m_architecture.device());
    ImageTable& tables = m_pool.tables();
    for (std::size_t layer = 0; layer < tables.values.size(); ++layer) {
        const at::Tensor mean = tables.values[layer].index_select(0, index).to(at::kFloat).mean(at::IntArrayRef({0, 1}));
        tables.values[layer].select(0, row).copy_(mean.expand({m_architecture.shape().featureRows, m_architecture.shape().featureWidth}));
        tables.keys[layer].select(0, row).zero_(); // equal keys: equal weights
    }
    return row;
}

} // namespace fulcrum::engine
