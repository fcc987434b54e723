// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/similarity.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::dm {

/// A sample as the samplers see it: samples of one image must not stand on both sides of a split, or an anchor's answer would be
/// among its demonstrations.
struct PoolItem
{
    std::int64_t index = 0;
    std::int64_t imageId = 0;
};

/// Pool and anchors of a DM run (paper: anchors A at random from the train split, D_S = train \ A).
struct PoolOptions
{
    /// Items of the demonstration pool; 0 = the whole train split, as in the official code.
    std::size_t pool = 0;
    std::size_t anchors = 5000;
    /// Anchors come from images that are not in the pool. Without it (and with the whole split as pool) an anchor is only kept
    /// out of its own candidates, as in the official code.
    bool outsideAnchors = false;
    std::uint64_t seed = 42;
};

struct PoolAndAnchors
{
    std::vector<std::int64_t> pool;    ///< ascending sample indices
    std::vector<std::int64_t> anchors; ///< in draw order
};

/// OutOfRange when the split is too small for both.
Result<PoolAndAnchors> drawPool(std::span<const PoolItem> train, const PoolOptions& options);

/// `count` candidates for an anchor, drawn from Rng(seed, {anchor}): independent of every other anchor. Samples with the
/// anchor's own index or image are never drawn. OutOfRange when the pool is too small.
Result<std::vector<std::int64_t>> drawCandidates(
    std::span<const PoolItem> pool, const PoolItem& anchor, std::size_t count, std::uint64_t seed);

/// Where the candidates of an anchor come from, as shares: the official samplers draw all of one kind or mix them (PAPER.md: random,
/// Sim-I, Sim-T).
struct CandidateMix
{
    double random = 1, image = 0, text = 0;
};

/// The pool's samples that are most similar to each anchor by a table of embeddings (one row per sample of the split), best first:
/// `count` of them, fewer in a small pool. Samples with the anchor's own index or image are left out.
Result<std::vector<std::vector<std::int64_t>>> nearestSamples(std::span<const PoolItem> pool, std::span<const PoolItem> anchors,
    const embed::Matrix& table, std::size_t count, std::stop_token stop);

/// `count` candidates by shares: first the nearest by image, then the nearest by text that are not among them, the rest at random from
/// Rng(seed, {anchor}). `byImage` and `byText` are what nearestSamples gives for the anchor; empty where their share is 0. Ascending.
Result<std::vector<std::int64_t>> mixCandidates(std::span<const PoolItem> pool, const PoolItem& anchor, std::size_t count,
    const CandidateMix& mix, std::span<const std::int64_t> byImage, std::span<const std::int64_t> byText, std::uint64_t seed);

} // namespace fulcrum::dm
