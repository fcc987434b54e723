// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_facts.h"

#include <span>

namespace fulcrum::runs {

/// A behaviour of the published code that is in force: "official_batch_mask" -> "true".
struct ParityFlag
{
    std::string name, value;
    bool operator==(const ParityFlag&) const = default;
};
/// Of RunRecord::parity. Outside input: what is no object of simple values gives none.
std::vector<ParityFlag> parityFlags(const store::RunRecord& run);

/// Results that were made by another program: its spec names the file.
bool isImported(const store::RunRecord& run);
/// What an imported run does not say ("seed", "device", ...); empty for runs of our own.
std::vector<std::string> unknownFields(const store::RunRecord& run);

/// A run as a list shows it: its record, and what its results come to.
struct RunSummary
{
    store::RunRecord record;
    std::string task;  ///< its own, or that of the run it was made from; empty = none
    std::string model; ///< name of the LVLM's (evaluation, D_M) or the encoder's folder
    std::vector<std::string> strategies; ///< with a finished cell, in order of the spec
    std::vector<int> shots;
    std::vector<std::int64_t> seeds;
    std::string metricName; ///< "CIDEr", "validation infoscore", "mean best score"
    std::string metricOf;   ///< of an evaluation: the strategy whose mean over all cells `metric` is
    std::optional<double> metric;
    std::int64_t count = 0; ///< n: queries, anchors; 0 = not known
    std::int64_t failures = 0; ///< units, or parts of them, that could not be done
    std::vector<ParityFlag> parity;
    /// Flags of the runs that it was made from: their results carry on into this one.
    std::vector<ParityFlag> inherited;
    bool imported = false;
    std::string experiment; ///< what people call the experiment whose oldest run this is; empty = nothing
};

/// Every run that is not in the trash, newest first. On a worker.
Result<std::vector<RunSummary>> catalog(store::Database& database);

/// Runs that belong together because one was made from the other.
struct Experiment
{
    std::string name; ///< what people call it, else what the names of its runs begin with, else that of its newest run
    std::string task;
    std::vector<std::size_t> runs; ///< places in the catalogue, newest first
    store::RunId key = 0;          ///< its oldest run: stays the same while runs are added
};

/// Runs linked by parents make an experiment. Embeddings, which any run of their task may use, stand with the oldest one of
/// that task that was made after them. Results of other programs stand together, by task. Newest first.
std::vector<Experiment> experiments(std::span<const RunSummary> runs);

} // namespace fulcrum::runs
