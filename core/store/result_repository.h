// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "core/store/run_repository.h"

namespace fulcrum::store {

/// One in-context demonstration of a stored sequence. `item` is a sample index of the train split.
struct IcdStep
{
    std::int64_t item = 0;
    int step = 0; ///< 0-based order in which it was chosen
    std::optional<double> probability, similarity, gain;
    int rank = 0; ///< 1 = best candidate of its step; 0 = not known (also in predictions of before ranks were kept)
    bool operator==(const IcdStep&) const = default;
};

/// One beam of an anchor. Vectors are in prompt order (left to right) and equally long; those of an imported official file,
/// which does not have them, are empty save `items`.
struct DmEntry
{
    std::int64_t anchor = 0; ///< train sample index
    int rank = 0;            ///< 0 = best beam
    double score = 0;        ///< what the beam was ranked by (see the run's parity flags)
    double baseProbability = 0; ///< P(y | x) without demonstrations
    std::vector<std::int64_t> items;
    std::vector<int> steps;           ///< selection step of each item
    std::vector<double> gains;        ///< gain at the step that chose the item
    std::vector<double> probabilities; ///< P(y | x, S) after that step
    bool operator==(const DmEntry&) const = default;
};

class DmRepository
{
public:
    explicit DmRepository(Database& database) : m_database(database) {}
    /// Inside a unit's transaction; an anchor's entries are written once.
    Result<void> add(RunId run, std::span<const DmEntry> entries);
    /// By anchor, then rank.
    Result<std::vector<DmEntry>> entries(RunId run);
    Result<std::vector<DmEntry>> entries(RunId run, std::int64_t anchor);
    Result<std::int64_t> count(RunId run);
    /// Sequences that a training on these runs keeps: score >= `threshold`, the best `perAnchor` of each anchor (0 = all).
    Result<std::int64_t> countKept(std::span<const RunId> runs, double threshold, int perAnchor);

private:
    Database& m_database;
};

/// Strategy x shots x seed of an evaluation run.
struct EvalCell
{
    std::int64_t id = 0;
    RunId run = 0;
    std::string strategy;
    int shots = 0;
    std::int64_t seed = 0;
    bool done = false;
    std::string metricName; ///< "CIDEr" (x 100) or "accuracy" (per cent)
    double metric = 0;      ///< over all queries; valid when done
    double seconds = 0;
    std::int64_t predictions = 0;
};

struct Prediction
{
    std::int64_t query = 0;   ///< sample index of the validation split
    std::int64_t queryId = 0; ///< image or question id
    std::vector<IcdStep> sequence; ///< prompt order
    std::string rawOutput, prediction;
    std::string promptHash;
    double score = 0; ///< per query, same unit as the cell's metric
    double latencyMs = 0;
};

class EvalRepository
{
public:
    explicit EvalRepository(Database& database) : m_database(database) {}
    /// Id of the cell, made when missing.
    Result<std::int64_t> cell(RunId run, std::string_view strategy, int shots, std::int64_t seed);
    Result<std::vector<EvalCell>> cells(RunId run);
    Result<EvalCell> get(std::int64_t cell); ///< NotFound when there is none
    /// Replaces predictions of the same query.
    Result<void> addPredictions(std::int64_t cell, std::span<const Prediction> predictions);
    /// Final numbers of a cell and its per-query scores (index = order of `predictions(cell)`, i.e. by query).
    Result<void> finishCell(std::int64_t cell, std::string_view metricName, double metric, double seconds,
        std::span<const double> scores);
    /// By query index.
    Result<std::vector<Prediction>> predictions(std::int64_t cell);
    Result<std::optional<Prediction>> prediction(std::int64_t cell, std::int64_t query);

private:
    Database& m_database;
};

/// A sequence that a person or a what-if made; immutable, edits make children. The ranks of its steps are not stored.
struct IcdSequenceRecord
{
    std::int64_t id = 0;
    std::int64_t parent = 0; ///< 0 = none
    std::string kind;        ///< "whatif", "fixed", a strategy
    std::string name;
    data::Task task{};
    std::int64_t query = -1; ///< validation sample index, -1 = for any
    std::int64_t created = 0;
    std::vector<IcdStep> steps; ///< prompt order
    std::string result;         ///< JSON: prediction, score, gains; may be empty
};

class SequenceRepository
{
public:
    explicit SequenceRepository(Database& database) : m_database(database) {}
    Result<std::int64_t> add(const IcdSequenceRecord& record);
    Result<IcdSequenceRecord> get(std::int64_t id);
    Result<std::vector<IcdSequenceRecord>> list(data::Task task, std::int64_t query = -1);

private:
    Database& m_database;
};

} // namespace fulcrum::store
