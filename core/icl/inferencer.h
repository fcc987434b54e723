// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/icd_sequence.h"
#include "core/icl/prompt_builder.h"

#include <optional>

namespace fulcrum::icl {

struct InferenceOptions
{
    model::GenerateOptions generate;
    int queriesPerCall = 64; ///< prompts that share a forest
    bool keepGoing = false;  ///< a query that fails by itself gets an error instead of ending the call
};

/// Official generation settings of a task (PAPER.md): beams 3, length penalty 0, at most 20 (captions) or 5 (VQA) new tokens.
model::GenerateOptions officialGeneration(data::Task task, const model::VisionLanguageModelInfo& info);

struct Inference
{
    std::string rawOutput;  ///< generated text
    std::string prediction; ///< after the official post-processing
    std::string promptHash; ///< SHA-256 over the prompt's token ids and the model's hash
    double seconds = 0;     ///< of its forest, shared out evenly
    std::optional<Error> error; ///< why there is no answer
};

/// What the LVLM answers to each query after its demonstrations.
Result<std::vector<Inference>> infer(model::VisionLanguageModel& lvlm,
    const std::shared_ptr<const PromptSource>& source, const std::shared_ptr<const data::Dataset>& support,
    const std::shared_ptr<const data::Dataset>& queries, std::span<const IcdSequence> sequences,
    const InferenceOptions& options, std::stop_token stop);

} // namespace fulcrum::icl
