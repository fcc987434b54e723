// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/pipeline_settings.h"
#include "core/icl/evaluation_summary.h"
#include "core/jobs/runner.h"

#include <nlohmann/json_fwd.hpp>

namespace fulcrum::demo {

/// How the chain runs its jobs; the command line shows progress on stderr, a test just runs them.
struct PipelineHooks
{
    /// Creates a run of this kind and runs it to its end.
    std::function<Result<store::RunId>(const std::string& kind, const nlohmann::json& given)> run;
    /// Goes on with an unfinished one.
    std::function<Result<void>(store::RunId run)> resume;
    /// Run the chains of the tasks side by side. The hooks are then called from several threads.
    bool sideBySide = false;
};

/// The whole chain on a project, for every task of the settings: embed, D_M, train (one run a seed), evaluate, chart.
/// A run of the same spec that the project already has is used or resumed, so the chain can be stopped at any time and called
/// again. Returns the `demo run` document of ARCHITECTURE.md section 8; `elapsed_s` counts what this call did: seconds by kind of
/// job, summed over the tasks, and "wall" for the whole.
Result<nlohmann::ordered_json> runPipeline(const std::shared_ptr<project::Project>& project,
    const jobs::JobRegistry& registry, const PipelineSettings& settings, const PipelineHooks& hooks,
    std::vector<icl::StrategySummary>* rows = nullptr);

} // namespace fulcrum::demo
