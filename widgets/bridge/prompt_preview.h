// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/data/dataset.h"

#include <QString>
#include <memory>
#include <optional>

namespace fulcrum::bridge {

/// What a model reads for a template, on a real sample.
struct PromptPreview
{
    QString family;    ///< whose template it is
    QString published; ///< the family's own template, as text
    QString opening, demonstration, query;
    /// Tokens of the three, and of how many of the query's the answer follows; nullopt where the model's tokenizer is not known.
    struct Tokens
    {
        int opening = 0, demonstration = 0, query = 0, context = 0;
    };
    std::optional<Tokens> tokens;
    QString obstacle; ///< why there are no tokens; empty when there are
};

struct PromptRequest
{
    std::shared_ptr<const data::Dataset> samples; ///< of the train split: where anchors and demonstrations come from
    std::int64_t demonstration = 0, query = 1;    ///< of them; taken modulo their number
    Path lvlm;                                    ///< model folder; may be empty
    std::string templateText;                     ///< empty = the published one
};
/// Runs on a worker. Errors of text::withTemplateText; NotFound without a sample.
Result<PromptPreview> previewPrompt(const PromptRequest& request);

} // namespace fulcrum::bridge
