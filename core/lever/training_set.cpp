// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/training_set.h"

#include "core/base/rng.h"
#include "core/dm/dm_statistics.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

namespace fulcrum::lever {

namespace {

constexpr std::uint64_t kEpochUnit = 21; // part of what a seed means, so never renumber

Result<Record> recordOf(const SourceSequence& source, std::span<const std::int64_t> pool, bool reversed)
{
    Record record;
    record.anchor = source.anchor;
    for (const std::int64_t item : source.items) {
        const auto found = std::lower_bound(pool.begin(), pool.end(), item);
        if (found == pool.end() || *found != item)
            return fail(ErrorCode::Malformed, "cannot train on D_M", fmt::format("anchor {}", source.anchor),
                fmt::format("sample {} is not in the demonstration pool", item), "train on D_M runs that share one pool");
        record.items.push_back(static_cast<int>(found - pool.begin()));
    }
    if (reversed)
        std::reverse(record.items.begin(), record.items.end());
    return record;
}

/// Cuts an order of records into batches; a batch ends early where the length changes.
std::vector<std::vector<std::size_t>> cut(
    std::span<const Record> records, const std::vector<std::size_t>& order, std::size_t batch)
{
    std::map<std::size_t, std::vector<std::size_t>> open; // by sequence length
    std::vector<std::vector<std::size_t>> result;
    for (const std::size_t i : order) {
        std::vector<std::size_t>& rows = open[records[i].items.size()];
        rows.push_back(i);
        if (rows.size() == std::max<std::size_t>(1, batch))
            result.push_back(std::exchange(rows, {}));
    }
    for (auto& [length, rows] : open)
        if (!rows.empty())
            result.push_back(std::move(rows));
    return result;
}

std::vector<std::size_t> ascending(std::size_t n)
{
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i)
        order[i] = i;
    return order;
}

} // namespace

Result<TrainingSet> makeTrainingSet(std::span<const SourceSequence> sequences, std::span<const std::int64_t> pool,
    const TrainingSetOptions& options)
{
    TrainingSet result;
    std::vector<const SourceSequence*> kept;
    std::set<std::int64_t> anchors;
    for (const SourceSequence& sequence : sequences) {
        const bool best = options.sequencesPerAnchor == 0 || sequence.rank < options.sequencesPerAnchor;
        if (!dm::reaches(sequence.score, options.scoreThreshold)) {
            ++result.dropped;
        } else if (best && !sequence.items.empty()) {
            kept.push_back(&sequence);
            anchors.insert(sequence.anchor);
        }
    }
    if (anchors.empty())
        return fail(ErrorCode::NotFound, "cannot train on D_M", "score threshold",
            fmt::format("no sequence reaches {}", options.scoreThreshold), "lower the threshold");
    const auto trainAnchors =
        std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(options.trainRatio * static_cast<double>(anchors.size())));
    const std::int64_t border = *std::next(anchors.begin(), std::min<std::ptrdiff_t>(trainAnchors,
                                               static_cast<std::ptrdiff_t>(anchors.size())) - 1);
    std::stable_sort(kept.begin(), kept.end(), [](const SourceSequence* a, const SourceSequence* b) {
        return std::pair(a->anchor, a->rank) < std::pair(b->anchor, b->rank);
    });
    for (const SourceSequence* sequence : kept) {
        FULCRUM_TRY(Record record, recordOf(*sequence, pool, options.reversed));
        (sequence->anchor <= border ? result.train : result.validation).push_back(std::move(record));
    }
    return result;
}

std::vector<std::vector<std::size_t>> epochBatches(
    std::span<const Record> records, std::size_t batch, std::uint64_t seed, std::uint64_t epoch)
{
    std::vector<std::size_t> order = ascending(records.size());
    Rng rng(seed, {kEpochUnit, epoch});
    rng.shuffle(order);
    return cut(records, order, batch);
}

std::vector<std::vector<std::size_t>> orderedBatches(std::span<const Record> records, std::size_t batch)
{
    return cut(records, ascending(records.size()), batch);
}

} // namespace fulcrum::lever
