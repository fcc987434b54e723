// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_template.h"

#include "core/text/unicode.h"

#include <algorithm>

namespace fulcrum::text {

namespace {

constexpr const char* kIdefics = "idefics";
constexpr const char* kFlamingo = "open-flamingo";

std::string withoutSpacesAround(const std::string& text)
{
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::string beforeFirst(const std::string& text, std::initializer_list<const char*> marks)
{
    std::size_t cut = std::string::npos;
    for (const char* mark : marks)
        cut = std::min(cut, text.find(mark));
    return text.substr(0, cut);
}

} // namespace

Result<PromptTemplate> promptTemplate(const std::string& family, data::Task task)
{
    const bool isCaption = task == data::Task::Caption;
    PromptTemplate form;
    form.family = family;
    form.task = task;
    form.imageToken = "<image>";
    form.maxNewTokens = isCaption ? 20 : 5;
    form.item = isCaption ? "Caption:<A>" : "Question:<Q> Short answer:<A>";
    form.split = isCaption ? "Caption:" : "Short answer:";
    if (family == kIdefics) {
        form.begin = "<s>";
        form.end = "</s>";
        form.image = "<fake_token_around_image><image><fake_token_around_image>";
        form.join = "\n";
        if (!isCaption)
            form.instruction = "Instruction: provide an answer to the question. Use the image to answer.\n";
        return form;
    }
    if (family == kFlamingo) {
        form.end = "<|endoftext|>";
        form.image = "<image>";
        form.join = "<|endofchunk|>";
        if (isCaption) {
            form.item = "Output:<A>";
            form.split = "Output:";
        }
        return form;
    }
    return fail(ErrorCode::Unsupported, "cannot build prompts", "family \"" + family + "\"",
        "there is no prompt template for it", "use a model of the family idefics or open-flamingo");
}

namespace {

constexpr std::string_view kImageMark = "<image>", kQuestionMark = "<Q>", kAnswerMark = "<A>";

std::size_t countOf(std::string_view text, std::string_view part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

/// The words between the last placeholder and the answer, without what is blank around them.
std::string cueOf(const std::string& item)
{
    const std::size_t end = item.rfind(kAnswerMark), question = item.rfind(kQuestionMark);
    const std::size_t begin = question == std::string::npos ? 0 : question + kQuestionMark.size();
    const std::string between = item.substr(begin, end - begin);
    const std::size_t first = between.find_first_not_of(" \n\t");
    return first == std::string::npos ? std::string() : between.substr(first, between.find_last_not_of(" \n\t") - first + 1);
}

} // namespace

std::string templateText(const PromptTemplate& form) { return form.instruction + std::string(kImageMark) + form.item; }

Result<void> checkTemplateText(const std::string& text, data::Task task)
{
    const auto refuse = [](std::string why, std::string hint) {
        return fail(ErrorCode::Usage, "the prompt template cannot be used", "prompt_template", std::move(why), std::move(hint));
    };
    const bool isVqa = task == data::Task::Vqa;
    const char* usual = isVqa ? "the published item is <image>Question:<Q> Short answer:<A>" : "the published item is <image>Caption:<A>";
    for (const std::string_view mark : {kImageMark, kAnswerMark})
        if (countOf(text, mark) != 1)
            return refuse("it must have " + std::string(mark) + " exactly once", usual);
    if (countOf(text, kQuestionMark) != (isVqa ? 1U : 0U))
        return refuse(isVqa ? "it must have <Q> exactly once" : "captions have no question: <Q> has nothing to stand for", usual);
    const std::size_t image = text.find(kImageMark), question = text.find(kQuestionMark), answer = text.find(kAnswerMark);
    if (image > answer || (isVqa && (question < image || question > answer)))
        return refuse(isVqa ? "the order must be <image>, <Q>, <A>" : "<image> must stand before <A>", usual);
    if (answer + kAnswerMark.size() != text.size())
        return refuse("<A> must be last: the model writes on from there, and its own mark of the end follows", usual);
    if (countOf(text, "<") != (isVqa ? 3U : 2U))
        return refuse("there is another <, which could be read as a token of the model", "write it in words");
    const std::string item = text.substr(image + kImageMark.size()), cue = cueOf(item);
    if (cue.empty())
        return refuse("there are no words before <A>, so nothing tells where the answer begins", usual);
    if (countOf(item, cue) != 1)
        return refuse("the words before <A>, \"" + cue + "\", stand elsewhere in the item too", "choose others: the context ends behind them");
    return {};
}

Result<PromptTemplate> withTemplateText(PromptTemplate form, const std::string& text)
{
    if (text.empty())
        return form;
    FULCRUM_CHECK(checkTemplateText(text, form.task));
    const std::size_t image = text.find(kImageMark);
    form.instruction = text.substr(0, image);
    form.item = text.substr(image + kImageMark.size());
    form.split = cueOf(form.item);
    return form;
}

PromptBuilder::PromptBuilder(PromptTemplate form, std::shared_ptr<const Tokenizer> tokenizer, std::int32_t imageToken)
    : m_form(std::move(form))
    , m_tokenizer(std::move(tokenizer))
    , m_imageToken(imageToken)
{
}

Result<PromptBuilder> PromptBuilder::create(PromptTemplate form, std::shared_ptr<const Tokenizer> tokenizer)
{
    for (const std::string& special : {form.begin, form.end, form.imageToken, form.image, form.join}) {
        if (special.empty() || special == "\n")
            continue;
        // `image` may be several special tokens; each must be one id, or its letters would be read as text.
        const auto expected = static_cast<std::size_t>(std::count(special.begin(), special.end(), '<'));
        if (tokenizer->encode(special, false).size() != expected)
            return fail(ErrorCode::Malformed, "cannot build prompts", "tokenizer",
                "\"" + special + "\" is not made of special tokens of its vocabulary",
                "the tokenizer files do not belong to a model of the family " + form.family);
    }
    const std::int32_t imageToken = tokenizer->encode(form.imageToken, false).front();
    return PromptBuilder(std::move(form), std::move(tokenizer), imageToken);
}

std::string PromptBuilder::harmless(const std::string& field) const
{
    return replacedAll(field, m_form.imageToken, "< " + m_form.imageToken.substr(1));
}

std::string PromptBuilder::itemText(const data::Sample& sample, const std::string& answer) const
{
    // The official template replaces one column after the other, the answer last.
    const std::string asked = replacedAll(m_form.item, "<Q>", harmless(sample.question));
    return withoutSpacesAround(replacedAll(asked, "<A>", harmless(answer)));
}

std::string PromptBuilder::openingText() const
{
    return m_form.begin + m_form.instruction;
}

std::string PromptBuilder::demonstrationText(const data::Sample& sample) const
{
    return m_form.image + itemText(sample, data::shownAnswer(sample, m_form.task)) + m_form.join;
}

std::string PromptBuilder::queryText(const data::Sample& sample) const
{
    return m_form.image + itemText(sample, {});
}

std::string PromptBuilder::answeredQueryText(const data::Sample& sample, const std::string& answer) const
{
    return m_form.image + itemText(sample, answer) + m_form.join + m_form.end;
}

PromptBuilder::Ids PromptBuilder::opening() const
{
    return m_tokenizer->encode(openingText(), false);
}

PromptBuilder::Ids PromptBuilder::demonstration(const data::Sample& sample) const
{
    return m_tokenizer->encode(demonstrationText(sample), false);
}

PromptBuilder::Ids PromptBuilder::query(const data::Sample& sample) const
{
    return m_tokenizer->encode(queryText(sample), false);
}

PromptBuilder::Ids PromptBuilder::answeredQuery(const data::Sample& sample, const std::string& answer) const
{
    return m_tokenizer->encode(answeredQueryText(sample, answer), false);
}

int PromptBuilder::contextLength(
    const data::Sample& query, ContextVariant variant, const data::Sample* lastDemonstration) const
{
    // text.split(split)[0] + split: where the question itself holds the split text, its first occurrence wins.
    const std::string item = itemText(query, {});
    const std::string context = item.substr(0, item.find(m_form.split)) + m_form.split;
    auto length = static_cast<int>(m_tokenizer->encode(m_form.image + context, false).size());
    if (variant == ContextVariant::Head && lastDemonstration) {
        const std::string joined = demonstrationText(*lastDemonstration);
        const std::string bare = joined.substr(0, joined.size() - m_form.join.size());
        length -= static_cast<int>(m_tokenizer->encode(joined, false).size() - m_tokenizer->encode(bare, false).size());
    }
    return std::max(1, length);
}

std::string postprocessGenerated(const std::string& family, data::Task task, const std::string& generated)
{
    const bool isFlamingo = family == kFlamingo;
    std::string text;
    if (task == data::Task::Caption) {
        text = replacedAll(beforeFirst(generated, {isFlamingo ? "Output" : "Caption"}), "\"", "");
    } else {
        text = beforeFirst(generated, {"Question", "Answer", "Short"});
        text = beforeFirst(text, {", "});
    }
    return isFlamingo ? text : replacedAll(text, "\n", "");
}

} // namespace fulcrum::text
