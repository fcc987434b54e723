// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "core/text/tokenizer.h"

#include <memory>
#include <string>
#include <vector>

namespace fulcrum::text {

/// How one family of LVLMs is asked one task (PAPER.md "Prompts and decoding", MODELS.md section 5).
struct PromptTemplate
{
    std::string family;         ///< VisionLanguageModelInfo::family
    data::Task task = data::Task::Caption;
    std::string begin;          ///< before everything, as special token text; may be empty
    std::string instruction;    ///< after it; may be empty
    std::string image;          ///< stands for the image before each item
    std::string imageToken;     ///< the part of `image` that the model replaces by image features
    std::string item;           ///< `<Q>` = question, `<A>` = caption or answer
    std::string split;          ///< the context of a query ends behind the first occurrence of this
    std::string join;           ///< after each answered item
    std::string end;            ///< after the answered query that is scored
    int maxNewTokens = 20;      ///< generation arguments of the official code: 3 beams, length penalty 0
    int beams = 3;
    double lengthPenalty = 0;
};

/// Families "idefics" and "open-flamingo". Unsupported for any other.
Result<PromptTemplate> promptTemplate(const std::string& family, data::Task task);

/// A template as people write it: the instruction, `<image>`, then the item ("<image>Question:<Q> Short answer:<A>").
std::string templateText(const PromptTemplate& form);
/// Whether a text can be the template of a task: `<image>` once; behind it, for VQA, `<Q>` once; `<A>` once and last, with words
/// before it that tell where the answer begins and stand nowhere else in the item; no other `<`. Usage with what is wrong.
Result<void> checkTemplateText(const std::string& text, data::Task task);
/// The family's form with the instruction and item of such a text; what belongs to the model (its tokens around images and at the
/// ends) stays. An empty text = the form as it is. Errors of checkTemplateText.
Result<PromptTemplate> withTemplateText(PromptTemplate form, const std::string& text);

/// Where the context of a scored prompt ends. The published code (`Head`) leaves the last demonstration's join out when it counts the
/// context and so scores one token too many; `Paper` is exact.
enum class ContextVariant { Paper, Head };

/// Token ids of the segments of prompts. Every segment begins with a special token, so tokenising segments and joining ids equals
/// tokenising the joined text. Immutable, thread-safe.
///
/// `<image>` inside a caption, question or answer is data and must not become a placeholder: a space is put behind its `<`.
class PromptBuilder
{
public:
    using Ids = std::vector<std::int32_t>;

    /// Malformed where the tokenizer lacks one of the template's special tokens.
    static Result<PromptBuilder> create(PromptTemplate form, std::shared_ptr<const Tokenizer> tokenizer);
    /// For the texts only: it must not be asked for ids.
    static PromptBuilder forTexts(PromptTemplate form) { return PromptBuilder(std::move(form), nullptr, 0); }

    const PromptTemplate& form() const { return m_form; }
    std::int32_t imageToken() const { return m_imageToken; }

    /// Begin token and instruction; empty where the family has neither (then demonstrations are roots).
    Ids opening() const;
    /// Image, item with the shown caption or answer, join. One image.
    Ids demonstration(const data::Sample& sample) const;
    /// Image and item up to where the answer goes, for generation. One image.
    Ids query(const data::Sample& sample) const;
    /// Image, item with `answer`, join, end: what is scored (InfoScore). One image.
    Ids answeredQuery(const data::Sample& sample, const std::string& answer) const;
    /// How many leading ids of `answeredQuery` are context. `Head` with a last demonstration subtracts its join's ids; without a
    /// demonstration, where the published code stops with an exception, it is `Paper`. At least 1.
    int contextLength(const data::Sample& query, ContextVariant variant, const data::Sample* lastDemonstration) const;

    /// The texts behind the ids, for people and tests.
    std::string openingText() const;
    std::string demonstrationText(const data::Sample& sample) const;
    std::string queryText(const data::Sample& sample) const;
    std::string answeredQueryText(const data::Sample& sample, const std::string& answer) const;

private:
    PromptBuilder(PromptTemplate form, std::shared_ptr<const Tokenizer> tokenizer, std::int32_t imageToken);
    std::string itemText(const data::Sample& sample, const std::string& answer) const;
    std::string harmless(const std::string& field) const;

    PromptTemplate m_form;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::int32_t m_imageToken;
};

/// What the official code makes of generated text before it is measured (PAPER.md, golden/metrics/vqa/README.md 5). Captions: text before
/// "Caption" (IDEFICS) or "Output" (OpenFlamingo), without `"`; VQA: text before the first "Question", "Answer" or "Short", then before
/// the first ", ". IDEFICS also loses every line break. Nothing is stripped.
std::string postprocessGenerated(const std::string& family, data::Task task, const std::string& generated);

} // namespace fulcrum::text
