// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/idefics2.h"
#include "core/engine/lvlm_golden.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

/// Ten times the largest difference measured between float32 and float64 (golden/lvlm/idefics2/README.md).
const LvlmGolden::Tolerances kTolerances{{"cond_prob", 2e-7}, {"hidden_after_layer0", 5e-4}, {"hidden_last_normed", 1e-3},
    {"image_hidden_states", 1e-4}, {"info_score", 2e-7}, {"logits", 1e-3}, {"merged_embeds", 1e-4},
    {"modality_projection", 1e-4}, {"sequences_scores", 3e-4}, {"vision_last_hidden_state", 5e-5}};

} // namespace

Result<ConformanceReport> idefics2Conformance(
    const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the Idefics2 golden cases", [&] {
        const c10::NoGradGuard noGradient;
        const std::unique_ptr<ForestModel> model = Idefics2::load(folder, options);
        return LvlmGolden(folder, label, *model, kTolerances).run();
    });
}

} // namespace fulcrum::engine
