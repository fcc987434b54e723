// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/candidate_sampler.h"

#include "core/base/rng.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

namespace fulcrum::dm {

namespace {

// Ids of the units of randomness; part of what a seed means, so never renumber.
constexpr std::uint64_t kPoolUnit = 1;
constexpr std::uint64_t kAnchorUnit = 2;
constexpr std::uint64_t kCandidateUnit = 3;

} // namespace

Result<PoolAndAnchors> drawPool(std::span<const PoolItem> train, const PoolOptions& options)
{
    PoolAndAnchors result;
    std::unordered_set<std::int64_t> poolImages;
    if (options.pool == 0 || options.pool >= train.size()) {
        for (const PoolItem& item : train)
            result.pool.push_back(item.index);
    } else {
        Rng rng(options.seed, {kPoolUnit});
        for (const std::size_t i : rng.sample(train.size(), options.pool)) {
            result.pool.push_back(train[i].index);
            poolImages.insert(train[i].imageId);
        }
    }
    std::sort(result.pool.begin(), result.pool.end());

    std::vector<std::int64_t> eligible;
    for (const PoolItem& item : train)
        if (!options.outsideAnchors || (!poolImages.empty() && !poolImages.contains(item.imageId)))
            eligible.push_back(item.index);
    if (eligible.size() < options.anchors)
        return fail(ErrorCode::OutOfRange, "cannot draw anchors", "anchors",
            fmt::format("{} asked for, {} samples are eligible{}", options.anchors, eligible.size(),
                options.outsideAnchors ? " outside the pool's images" : ""),
            "ask for fewer anchors or a smaller pool");
    Rng rng(options.seed, {kAnchorUnit});
    for (const std::size_t i : rng.sample(eligible.size(), options.anchors))
        result.anchors.push_back(eligible[i]);
    return result;
}

Result<std::vector<std::int64_t>> drawCandidates(
    std::span<const PoolItem> pool, const PoolItem& anchor, std::size_t count, std::uint64_t seed)
{
    std::vector<std::int64_t> eligible;
    eligible.reserve(pool.size());
    for (const PoolItem& item : pool)
        if (item.index != anchor.index && item.imageId != anchor.imageId)
            eligible.push_back(item.index);
    if (eligible.size() < count)
        return fail(ErrorCode::OutOfRange, "cannot draw candidates", fmt::format("anchor {}", anchor.index),
            fmt::format("{} asked for, {} are in the pool", count, eligible.size()), "ask for fewer candidates");
    Rng rng(seed, {kCandidateUnit, static_cast<std::uint64_t>(anchor.index)});
    std::vector<std::int64_t> result;
    for (const std::size_t i : rng.sample(eligible.size(), count))
        result.push_back(eligible[i]);
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace fulcrum::dm
