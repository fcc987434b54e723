// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/slot_pool.h"
#include "core/model/feature_store.h"
#include "core/model/prompt_forest.h"

#include <functional>
#include <stop_token>
#include <unordered_map>

namespace fulcrum::engine {

/// What the decoder sees of images, by image key: each image goes through tower, resampler and projections once, until it
/// is the least recently used one of a full cache. Rows asked for since `beginUse` are never evicted. Features do not depend
/// on what else is encoded: matrix products of another shape may round differently, so all calls have one shape (one image on
/// a CPU, several of them side by side on its cores; a padded batch of one size on a GPU). A resumed job may thus find other images in the cache and compute the same.
class ImageCache
{
public:
    ImageCache(const Architecture& architecture, double budgetBytes);

    /// Rows handed out earlier may now be evicted; scratch rows go. `nested`: inside of a unit of work that goes on; what that one
    /// uses stays.
    void beginUse(bool nested);
    /// Encodes those of the images that are not here yet and can be loaded; `require` complains about the others.
    void prepare(std::span<const model::ImageInput* const> images, std::stop_token stop);
    /// Table rows of the images, in order. Throws EngineError.
    std::vector<std::int64_t> require(std::span<const model::ImageInput* const> images, std::stop_token stop);
    /// A row of which every attention gives the mean over all feature rows of `rows` plus `blanks` all-zero images: what a
    /// token without image sees in gate variant (b) of MODELS.md 1.6. Valid until beginUse.
    std::int64_t uniformRow(std::vector<std::int64_t> rows, int blanks);

    const ImageTable& table() { return m_pool.tables(); }
    /// Features are looked for here before an image is encoded; null = nowhere.
    void setStore(std::shared_ptr<model::FeatureStore> store) { m_store = std::move(store); }
    /// Called between pieces of the vision side's work; it may use the cache as a nested unit of work.
    void setPause(std::function<void()> pause) { m_pause = std::move(pause); }
    void clear();

private:
    struct Entry
    {
        std::int64_t row = 0;
        std::uint64_t used = 0;
    };
    struct Waiting
    {
        const model::ImageInput* image = nullptr;
        at::Tensor pixels;   ///< [1, 3, H, W]; undefined where features are there
        at::Tensor features; ///< [1, imageRows, imageWidth]
    };
    std::vector<const model::ImageInput*> missing(std::span<const model::ImageInput* const> images);
    void encodeAll(const std::vector<const model::ImageInput*>& images, bool loadable, std::stop_token stop);
    void computeFeatures(std::vector<Waiting>& waiting);
    ImageTable projected(const std::vector<Waiting>& waiting) const;
    at::Tensor stored(const model::ImageInput& image) const;
    void keep(const Waiting& one) const;
    std::string typeName() const;
    void encode(std::vector<Waiting>& waiting);
    void makeRoom(std::size_t wanted);

    const Architecture& m_architecture;
    std::shared_ptr<model::FeatureStore> m_store;
    SlotPool m_pool;
    std::size_t m_most;
    std::size_t m_atOnce; ///< images that are encoded together: one call of the tower on a GPU, as many calls on a CPU
    std::uint64_t m_use = 0, m_keepFrom = 0;
    std::unordered_map<std::string, Entry> m_entries;
    std::vector<std::int64_t> m_scratch;
    std::function<void()> m_pause = [] {};
};

} // namespace fulcrum::engine
