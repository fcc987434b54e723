// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/lvlm_prompts.h"

#include "core/image/image_processor.h"
#include "core/text/prompt_template.h"

namespace fulcrum::icl {

namespace {

class LvlmPrompts : public PromptSource
{
public:
    LvlmPrompts(text::PromptBuilder builder, std::shared_ptr<const text::Tokenizer> tokenizer,
        image::ImageProcessor processor)
        : m_builder(std::move(builder)), m_tokenizer(std::move(tokenizer)), m_processor(std::move(processor))
    {
    }

    Result<Segment> opening() const override { return Segment{m_builder.opening(), 0, 0}; }
    Result<Segment> demonstration(const data::Sample& sample) const override
    {
        return Segment{m_builder.demonstration(sample), 1, 0};
    }
    Result<Segment> query(const data::Sample& sample) const override { return Segment{m_builder.query(sample), 1, 0}; }
    Result<Segment> answeredQuery(const data::Sample& sample) const override
    {
        const data::Task task = m_builder.form().task;
        return Segment{m_builder.answeredQuery(sample, data::shownAnswer(sample, task)), 1,
            m_builder.contextLength(sample, text::ContextVariant::Paper, nullptr)};
    }
    int joinLength(const data::Sample& demonstration) const override
    {
        return m_builder.contextLength(demonstration, text::ContextVariant::Paper, nullptr) -
               m_builder.contextLength(demonstration, text::ContextVariant::Head, &demonstration);
    }
    std::optional<std::int32_t> joinToken() const override
    {
        const std::vector<std::int32_t> ids = m_tokenizer->encode(m_builder.form().join, false);
        return ids.empty() ? std::nullopt : std::optional(ids.back());
    }
    std::string text(std::span<const std::int32_t> tokens) const override { return m_tokenizer->decode(tokens, true); }
    std::string prediction(const std::string& generated) const override
    {
        return text::postprocessGenerated(m_builder.form().family, m_builder.form().task, generated);
    }
    Result<model::Pixels> pixels(const data::Dataset& dataset, const data::Sample& sample) const override
    {
        return m_processor.processFile(dataset.imagePath(sample));
    }

private:
    text::PromptBuilder m_builder;
    std::shared_ptr<const text::Tokenizer> m_tokenizer;
    image::ImageProcessor m_processor;
};

// OpenFlamingo is layered over two published models, which bring tokenizer and image processor, and adds its tokens to the
// tokenizer (MODELS.md 2.1); files in the folder itself go first.
bool isLayered(const std::string& family) { return family == "open-flamingo"; }

Path partFolder(const Path& folder, const std::string& family, const char* part, std::initializer_list<const char*> files)
{
    std::error_code ignored;
    for (const char* file : files)
        if (!isLayered(family) || std::filesystem::exists(folder / file, ignored))
            return folder;
    return folder / part;
}

Result<std::shared_ptr<const text::Tokenizer>> loadTokenizer(const Path& folder, const std::string& family)
{
    const auto added = isLayered(family) ? std::vector<std::string> {"<|endofchunk|>", "<image>"} : std::vector<std::string> {};
    return text::Tokenizer::load(partFolder(folder, family, "lang_encoder", {"tokenizer.json", "tokenizer.model"}), added);
}

Result<text::PromptBuilder> builderOf(
    const std::shared_ptr<const text::Tokenizer>& tokenizer, data::Task task, const std::string& family, const std::string& templateText)
{
    FULCRUM_TRY(text::PromptTemplate published, text::promptTemplate(family, task));
    FULCRUM_TRY(text::PromptTemplate form, text::withTemplateText(std::move(published), templateText));
    return text::PromptBuilder::create(std::move(form), tokenizer);
}

} // namespace

Result<text::PromptBuilder> makePromptBuilder(const Path& folder, data::Task task, const std::string& family, const std::string& templateText)
{
    FULCRUM_TRY(const auto tokenizer, loadTokenizer(folder, family));
    return builderOf(tokenizer, task, family, templateText);
}

Result<std::shared_ptr<const PromptSource>> makeLvlmPrompts(
    const Path& folder, data::Task task, const model::VisionLanguageModelInfo& info, const std::string& templateText)
{
    FULCRUM_TRY(auto tokenizer, loadTokenizer(folder, info.family));
    FULCRUM_TRY(text::PromptBuilder builder, builderOf(tokenizer, task, info.family, templateText));
    FULCRUM_TRY(image::ImageProcessor processor, image::ImageProcessor::load(partFolder(folder, info.family, "vision_encoder",
                                                     {"preprocessor_config.json", "open_clip_config.json"})));
    return std::make_shared<LvlmPrompts>(std::move(builder), std::move(tokenizer), std::move(processor));
}

} // namespace fulcrum::icl
