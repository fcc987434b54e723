// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_plan.h"
#include "core/jobs/job.h"
#include "core/store/run_repository.h"

#include <QString>
#include <map>
#include <set>

namespace fulcrum::bridge {

/// How fast this computer does a kind of work, and how that is known.
struct JobPace
{
    enum class Source { EarlierRun, Probe };
    double secondsPerAmount = 0; ///< see workAmount
    Source source = Source::EarlierRun;
    store::RunId run = 0; ///< EarlierRun
};

/// What the store knows about a spec that is being filled in.
struct JobFacts
{
    std::int64_t trainSamples = 0, validationSamples = 0; ///< of the spec's task
    std::int64_t sequences = -1, keptSequences = -1;      ///< of a training's D_M runs; -1 = none chosen
    std::vector<icl::PlannedCell> cells;                  ///< of an evaluation
    std::set<std::string> doneUnits;                      ///< of `sameRun`
    store::RunId sameRun = 0;                             ///< the newest run with the same settings; 0 = none
    store::RunState sameState = store::RunState::Queued;
    std::optional<JobPace> pace;
    std::optional<Error> obstacle; ///< what the project lacks for it, e.g. a model
};

/// Reads them. `values` may be half filled in: what cannot be told stays at its default. For a worker's thread.
Result<JobFacts> readJobFacts(
    const project::Project& project, const jobs::JobKind& kind, const nlohmann::json& values);

/// The work of a spec in the unit of its kind: sequences to score ("dm"), queries and demonstrations to read before an answer ("eval"),
/// sequences times epochs times size ("train"), samples times parts ("embed"). 0 where it cannot be told.
double workAmount(const std::string& kind, const nlohmann::json& values, const JobFacts& facts);
/// Forward passes without shared prefixes: what people compare. 0 where it cannot be told.
std::int64_t forwardPasses(const std::string& kind, const nlohmann::json& values, const JobFacts& facts);
/// Scorings of one anchor's beam search: nothing, every candidate, then each beam with every candidate it has not used.
std::int64_t sequencesPerAnchor(const nlohmann::json& values);
/// About what a run leaves on the disk, in bytes; 0 where it cannot be told.
std::uint64_t diskBytes(const std::string& kind, const nlohmann::json& values, const JobFacts& facts);
/// Seconds from times between two units (the first from the start): one long pause among them is not work.
double workingSeconds(std::vector<double> gaps);

/// A measured pace is kept with the project, so that a form need not measure again.
Result<void> storePace(
    const project::Project& project, const jobs::JobKind& kind, nlohmann::json values, double secondsPerAmount);

} // namespace fulcrum::bridge
