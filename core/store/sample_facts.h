// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/filter.h"
#include "core/store/database.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>

namespace fulcrum::store {

/// Which uses as a demonstration are counted.
struct UsedKey
{
    std::string strategy; ///< "siir", whatever its case; "" = all
    int shots = 0;        ///< 0 = all
    bool operator==(const UsedKey&) const = default;
};

/// Whose scores. A query's score is the mean over those cells of the run (strategy, shots, seed) that scored it.
struct ScoreKey
{
    std::string run;      ///< name of an evaluation run, or "#" and its id; the newest of that name
    std::string strategy; ///< "" = all
    int shots = 0;        ///< 0 = all
    bool operator==(const ScoreKey&) const = default;
};

UsedKey usedKey(const data::Condition& condition);   ///< of a UsedBy condition
ScoreKey scoreKey(const data::Condition& condition); ///< of a Score condition

/// Tags of a data set's samples, as places in a sorted list of names.
struct TagFacts
{
    std::vector<std::string> names;
    std::vector<std::uint32_t> begin;  ///< per sample and one more: its part of `ids`
    std::vector<std::uint16_t> ids;
    std::span<const std::uint16_t> of(std::int64_t index) const;
    int idOf(std::string_view name) const; ///< -1 = no sample has it
};

/// What the project knows about the samples of one data set besides their texts; each vector has one entry a sample. Parts
/// that were not asked for are absent. Parts are shared and never change, so that a copy costs nothing: the caller keeps one
/// for each data set and drops a part when it has changed (tags: a tag was set; used, scores: a run wrote predictions;
/// missing: another image folder).
struct SampleFacts
{
    struct Used
    {
        UsedKey key;
        std::vector<std::int32_t> counts; ///< demonstrations of stored predictions made with this version of the data; 0 in val
    };
    struct Scores
    {
        ScoreKey key;
        std::vector<float> values; ///< NaN = no score; metric's unit (CIDEr x 100, accuracy in per cent)
    };
    struct Similarities
    {
        std::string text;
        std::vector<float> values; ///< NaN = not known
    };
    std::shared_ptr<const TagFacts> tags;
    std::shared_ptr<const std::vector<bool>> missing; ///< the image file is not there
    std::vector<std::shared_ptr<const Used>> used;
    std::vector<std::shared_ptr<const Scores>> scores;
    /// Of texts of `similar:` conditions with the samples' images; computed by the caller.
    std::vector<std::shared_ptr<const Similarities>> similarities;

    const std::vector<std::int32_t>* usedCounts(const UsedKey& key) const; ///< nullptr = absent
    const std::vector<float>* scoresOf(const ScoreKey& key) const;
    const std::vector<float>* similaritiesOf(std::string_view text) const;
};

struct FactsWanted
{
    bool tags = false, missing = false;
    std::vector<UsedKey> used;
    std::vector<ScoreKey> scores;

    void add(const data::Filter& filter); ///< what its enabled conditions need (similarities aside)
    void add(const UsedKey& key);
    void add(const ScoreKey& key);
};

/// `known` and, of what is wanted, what it lacks. On a worker: counting reads every stored prediction of the task, and missing
/// images are found by listing their folders. NotFound for a run that does not exist (the hint names the nearest).
Result<SampleFacts> loadFacts(Database& database, const data::Dataset& dataset, const FactsWanted& wanted,
    const SampleFacts& known, std::stop_token stop);

} // namespace fulcrum::store
