// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/lvlm_golden.h"
#include "core/engine/open_flamingo.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

/// Ten times the largest difference measured between float32 and float64 (golden/lvlm/open_flamingo/README.md).
const LvlmGolden::Tolerances kTolerances{{"ce", 4e-5}, {"cond_prob", 3e-7}, {"hidden_after_last_layer", 5e-4},
    {"hidden_after_layer0", 3e-4}, {"info_score", 3e-7}, {"logits", 2e-4}, {"perceiver_out", 7e-5},
    {"sequences_scores", 2e-4}, {"token_logprob", 1e-4}, {"vision_tokens", 4e-5}};

} // namespace

Result<ConformanceReport> openFlamingoConformance(
    const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the OpenFlamingo golden cases", [&] {
        const c10::NoGradGuard noGradient;
        const std::unique_ptr<ForestModel> model = OpenFlamingo::load(folder, options);
        return LvlmGolden(folder, label, *model, kTolerances).run();
    });
}

} // namespace fulcrum::engine
