// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/lvlm_golden.h"
#include "core/engine/qwen2.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

/// Ten times the largest difference measured between float32 and float64 (golden/lvlm/qwen2/README.md).
const LvlmGolden::Tolerances kTolerances{{"ce", 1e-4}, {"cond_prob", 1e-7}, {"hidden_after_layer0", 1e-4},
    {"hidden_embed", 1e-6}, {"hidden_last_normed", 2e-4}, {"info_score", 1e-7}, {"logits", 4e-4}, {"ppl", 2e-5},
    {"sequences_scores", 2e-4}, {"token_logprob", 3e-4}};

} // namespace

Result<ConformanceReport> qwen2Conformance(
    const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the Qwen2 golden cases", [&] {
        const c10::NoGradGuard noGradient;
        const std::unique_ptr<ForestModel> model = Qwen2::load(folder, options);
        return LvlmGolden(folder, label, *model, kTolerances).run();
    });
}

} // namespace fulcrum::engine
