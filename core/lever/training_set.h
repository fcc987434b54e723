// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::lever {

/// A D_M sequence as training sees it.
struct SourceSequence
{
    std::int64_t anchor = 0;         ///< sample index of the query
    std::vector<std::int64_t> items; ///< prompt order, sample indices
    int rank = 0;                    ///< 0 = best of its anchor
    double score = 0;
};

/// One training record: the query and the item ids (rows of the pool) in the order in which Lever-LM writes them.
struct Record
{
    std::int64_t anchor = 0;
    std::vector<int> items;
};

struct TrainingSetOptions
{
    double scoreThreshold = 0;  ///< sequences below it are dropped (official: 0.0)
    double trainRatio = 0.9;    ///< of the sorted anchors; the rest validates (official data_split)
    bool reversed = false;      ///< write the demonstration next to the query first (official reverse_seq)
    int sequencesPerAnchor = 0; ///< best ones only; 0 = all, as in the official code
};

struct TrainingSet
{
    std::vector<Record> train, validation;
    std::size_t dropped = 0; ///< below the threshold
};

/// Records of D_M entries over a pool (ascending sample indices; row = item id of the vocabulary). Split by sorted anchor, so
/// that no query is on both sides. Sequences of different lengths are allowed. Malformed when an item is not in the pool, NotFound
/// when nothing is left to train on.
Result<TrainingSet> makeTrainingSet(std::span<const SourceSequence> sequences, std::span<const std::int64_t> pool,
    const TrainingSetOptions& options);

/// The batches of an epoch: indices of `records`, shuffled by Rng(seed, {epoch}), all rows of a batch equally long.
std::vector<std::vector<std::size_t>> epochBatches(
    std::span<const Record> records, std::size_t batch, std::uint64_t seed, std::uint64_t epoch);
/// The same without shuffling, for validation.
std::vector<std::vector<std::size_t>> orderedBatches(std::span<const Record> records, std::size_t batch);

} // namespace fulcrum::lever
