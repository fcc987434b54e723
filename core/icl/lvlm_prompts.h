// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/prompt_source.h"
#include "core/model/vision_language_model.h"
#include "core/text/prompt_template.h"

namespace fulcrum::icl {

/// Prompts of a task for a model folder: the family's official template, or that with another text (text::withTemplateText; empty =
/// the official one), and the folder's tokenizer and image processor.
Result<std::shared_ptr<const PromptSource>> makeLvlmPrompts(
    const Path& folder, data::Task task, const model::VisionLanguageModelInfo& info, const std::string& templateText = {});

/// What writes these prompts, for who looks at them only: needs no model, just the folder's tokenizer.
Result<text::PromptBuilder> makePromptBuilder(const Path& folder, data::Task task, const std::string& family, const std::string& templateText);

} // namespace fulcrum::icl
