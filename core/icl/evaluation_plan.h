// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/inferencer.h"
#include "core/icl/retriever.h"
#include "core/jobs/job_spec.h"
#include "core/store/run_repository.h"

#include <map>

namespace fulcrum::icl {

/// The table of the "eval" job (UX.md 5.17) and the rule between its fields.
std::vector<jobs::Field> evaluationFields();
Result<void> evaluationRule(const nlohmann::json& values);

/// How an evaluation spec asks the LVLM.
model::GateVariant gateOf(const jobs::JobSpec& spec);
InferenceOptions inferenceOptions(const jobs::JobSpec& spec, data::Task task, const model::VisionLanguageModelInfo& info,
    const PromptSource& prompts);

/// One cell of the grid strategies x shots x seeds: a unit of the job.
struct PlannedCell
{
    Strategy strategy{};
    int shots = 0;
    std::int64_t seed = 0;
    store::RunId trainRun = 0; ///< Lever-LM strategies

    std::string unit() const; ///< "lever-lm/2/42"
};

/// The cells of a spec, strategy by strategy. Strategies that draw use every seed; Lever-LM's cells carry the seed of their
/// training run, one for each of `trainSeeds` (training run -> seed); the others, a given fixed set among them, have seed 0. Zero-shot is one cell with 0 shots,
/// also asked for by a 0 among the shots.
Result<std::vector<PlannedCell>> planCells(
    const jobs::JobSpec& spec, const std::map<store::RunId, std::int64_t>& trainSeeds);

/// The spec's queries: ascending sample indices of a split with `samples` samples.
std::vector<std::int64_t> planQueries(const jobs::JobSpec& spec, std::size_t samples);
/// The same, or those that the spec names by their published ids. NotFound names an id that the split does not have.
Result<std::vector<std::int64_t>> planQueries(const jobs::JobSpec& spec, const data::Dataset& queries);

} // namespace fulcrum::icl
