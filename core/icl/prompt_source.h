// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/model/pixels.h"

#include <optional>
#include <span>

namespace fulcrum::icl {

/// A piece of a prompt in token ids.
struct Segment
{
    std::vector<std::int32_t> tokens;
    int images = 1;      ///< placeholders in `tokens`: 1 for a multimodal sample, 0 for an instruction or a text sample
    int answerFrom = 0;  ///< answered queries: number of leading tokens that are context
};

/// How samples of one task become prompts of one model: template, tokenizer and image processor together. Thread-safe.
class PromptSource
{
public:
    virtual ~PromptSource() = default;
    /// Start token and instruction; may be empty.
    virtual Result<Segment> opening() const = 0;
    /// Image, text with answer, join token.
    virtual Result<Segment> demonstration(const data::Sample& sample) const = 0;
    /// Image and text up to the answer, for generation.
    virtual Result<Segment> query(const data::Sample& sample) const = 0;
    /// Image, text with answer, join token and end token, for likelihoods (MODELS.md section 5).
    virtual Result<Segment> answeredQuery(const data::Sample& sample) const = 0;
    /// Number of tokens of the join that ends this demonstration: what the published mask leaves out (MODELS.md 5, "head").
    virtual int joinLength(const data::Sample& demonstration) const = 0;

    /// The token that ends an item in a prompt (the last one of the join), if there is a join.
    virtual std::optional<std::int32_t> joinToken() const = 0;

    /// Text of generated tokens, special tokens left out.
    virtual std::string text(std::span<const std::int32_t> tokens) const = 0;
    /// What is compared with the references (official caption and VQA post-processing).
    virtual std::string prediction(const std::string& text) const = 0;

    /// The image as the model's vision tower sees it. May be called from an engine thread.
    virtual Result<model::Pixels> pixels(const data::Dataset& dataset, const data::Sample& sample) const = 0;
};

} // namespace fulcrum::icl
