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
    return mixCandidates(pool, anchor, count, {}, {}, {}, seed);
}

Result<std::vector<std::vector<std::int64_t>>> nearestSamples(std::span<const PoolItem> pool, std::span<const PoolItem> anchors,
    const embed::Matrix& table, std::size_t count, std::stop_token stop)
{
    const auto check = [&](const PoolItem& item) -> Result<void> {
        if (item.index >= 0 && static_cast<std::size_t>(item.index) < table.rows())
            return {};
        return fail(ErrorCode::OutOfRange, "cannot find similar candidates", fmt::format("sample {}", item.index),
            "it has no embedding", "embed the train split again");
    };
    std::vector<std::int64_t> rows, excluded, images(table.rows(), -1);
    for (const PoolItem& item : pool) {
        FULCRUM_CHECK(check(item));
        rows.push_back(item.index);
        images[static_cast<std::size_t>(item.index)] = item.imageId;
    }
    std::vector<float> queries;
    for (const PoolItem& anchor : anchors) {
        FULCRUM_CHECK(check(anchor));
        table.appendRow(static_cast<std::size_t>(anchor.index), queries);
        excluded.push_back(anchor.imageId);
    }
    embed::TopKRequest request;
    request.parts.push_back({{queries, table.dimensions}, table});
    request.among = rows;
    request.k = count;
    request.ids = images;
    request.excluded = excluded;
    FULCRUM_TRY(const auto matches, embed::topK(request, std::move(stop)));
    std::vector<std::vector<std::int64_t>> nearest(anchors.size());
    for (std::size_t i = 0; i < anchors.size(); ++i)
        for (const embed::Match& match : matches[i])
            nearest[i].push_back(match.item);
    return nearest;
}

Result<std::vector<std::int64_t>> mixCandidates(std::span<const PoolItem> pool, const PoolItem& anchor, std::size_t count,
    const CandidateMix& mix, std::span<const std::int64_t> byImage, std::span<const std::int64_t> byText, std::uint64_t seed)
{
    const double whole = mix.random + mix.image + mix.text;
    if (!(whole > 0) || mix.random < 0 || mix.image < 0 || mix.text < 0)
        return fail(ErrorCode::OutOfRange, "cannot draw candidates", "mix", "the shares must not be negative, and one must be above 0");
    std::unordered_set<std::int64_t> chosen;
    const auto take = [&](std::span<const std::int64_t> nearest, std::size_t most) {
        for (const std::int64_t item : nearest)
            if (chosen.size() < most)
                chosen.insert(item);
    };
    const auto part = [&](double share) { return static_cast<std::size_t>(static_cast<double>(count) * share / whole); };
    // The last one with a share takes what rounding down left.
    take(byImage, mix.random == 0 && mix.text == 0 ? count : part(mix.image));
    take(byText, mix.text == 0 ? 0 : mix.random == 0 ? count : chosen.size() + part(mix.text));
    std::vector<std::int64_t> eligible;
    for (const PoolItem& item : pool)
        if (item.index != anchor.index && item.imageId != anchor.imageId && !chosen.contains(item.index))
            eligible.push_back(item.index);
    const std::size_t missing = count - chosen.size();
    if (eligible.size() < missing)
        return fail(ErrorCode::OutOfRange, "cannot draw candidates", fmt::format("anchor {}", anchor.index),
            fmt::format("{} asked for, {} are in the pool", count, eligible.size() + chosen.size()), "ask for fewer candidates");
    Rng rng(seed, {kCandidateUnit, static_cast<std::uint64_t>(anchor.index)});
    std::vector<std::int64_t> result(chosen.begin(), chosen.end());
    for (const std::size_t i : rng.sample(eligible.size(), missing))
        result.push_back(eligible[i]);
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace fulcrum::dm
