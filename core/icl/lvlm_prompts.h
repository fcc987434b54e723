// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/prompt_source.h"
#include "core/model/vision_language_model.h"

namespace fulcrum::icl {

/// Prompts of a task for a model folder: the family's official template, the folder's tokenizer and image processor.
Result<std::shared_ptr<const PromptSource>> makeLvlmPrompts(
    const Path& folder, data::Task task, const model::VisionLanguageModelInfo& info);

} // namespace fulcrum::icl
