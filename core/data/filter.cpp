// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter.h"

#include "core/data/filter_parts.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fulcrum::data {

namespace {

constexpr FieldInfo kFields[] = {
    {Field::Words, "", FieldKind::Words, false, true, true, "red bus", "Words of captions, questions and answers"},
    {Field::Text, "", FieldKind::Pattern, true, true, true, "/no (cat|dog)s?/", "A regular expression over every text"},
    {Field::Caption, "caption", FieldKind::Text, true, true, false, "caption~/cat|dog/", "A caption"},
    {Field::Question, "question", FieldKind::Text, true, false, true, "question~/^what/", "The question"},
    {Field::Answer, "answer", FieldKind::Text, true, false, true, "answer:yes", "The answer that a demonstration shows"},
    {Field::AnswerType, "answer_type", FieldKind::Text, false, false, true, "answer_type:yes/no", "The type of the answer"},
    {Field::QuestionType, "question_type", FieldKind::Text, false, false, true, "question_type:\"what is the\"",
        "How the question begins"},
    {Field::WordCount, "words", FieldKind::Number, false, true, true, "words:8..14",
        "How many words the first caption or the question has"},
    {Field::CaptionCount, "captions", FieldKind::Number, false, true, false, "captions:>5", "How many captions there are"},
    {Field::AnswerCount, "answers", FieldKind::Number, false, false, true, "answers:1", "How many different answers people gave"},
    {Field::Agreement, "agreement", FieldKind::Number, false, false, true, "agreement:<0.5",
        "Share of the people who gave the shown answer"},
    {Field::Tag, "tag", FieldKind::Text, false, true, true, "tag:hard", "A tag"},
    {Field::Starred, "is:starred", FieldKind::Flag, false, true, true, "is:starred", "Has a star"},
    {Field::Untagged, "is:untagged", FieldKind::Flag, false, true, true, "is:untagged", "Has no tag, a star aside"},
    {Field::UsedBy, "usedBy", FieldKind::Used, false, true, true, "usedBy(siir,4)",
        "How often a strategy chose it as a demonstration in stored predictions"},
    {Field::Score, "score", FieldKind::Score, false, true, true, "score(#12):<20", "Score of the query in a stored run"},
    {Field::Similar, "similar", FieldKind::Similar, false, true, true, "similar:\"a red bus\"",
        "How similar the image is to a text"},
    {Field::Id, "id", FieldKind::Ids, false, true, true, "id:391895", "Image id of a caption, or question id"},
    {Field::Image, "image", FieldKind::Ids, false, true, true, "image:391895", "Image id"},
    {Field::File, "file", FieldKind::Text, true, true, true, "file:COCO_val2014_000000391895.jpg", "Name of the image file"},
    {Field::Width, "width", FieldKind::Number, false, true, true, "width:>=640", "Width of the image in pixels"},
    {Field::Height, "height", FieldKind::Number, false, true, true, "height:<200", "Height of the image in pixels"},
    {Field::Missing, "is:missing", FieldKind::Flag, false, true, true, "is:missing", "The image file is not there"},
    {Field::Split, "split", FieldKind::Text, false, true, true, "split:val", "The split: train or val"},
};

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string valueText(std::string_view text)
{
    return parts::lengthOfBare(text, 0) == text.size() && !text.empty() ? std::string(text) : quoted(text);
}

/// Something in the brackets of usedBy and score.
std::string argumentText(std::string_view text)
{
    const bool bare = !text.empty() && text != "*" && text.find_first_of(",()\"") == std::string_view::npos
        && !parts::isSpace(text.front()) && !parts::isSpace(text.back());
    return bare ? std::string(text) : quoted(text);
}

std::string patternText(const Condition& condition)
{
    std::string out = "/";
    for (std::size_t i = 0; i < condition.text.size(); ++i) {
        const char c = condition.text[i];
        if (c == '\\') { // with what it escapes; alone at the end it would escape the closing slash
            out += c;
            out += ++i < condition.text.size() ? condition.text[i] : '\\';
            continue;
        }
        if (c == '/')
            out += '\\';
        out += c;
    }
    return out + (condition.caseSensitive ? "/c" : "/");
}

std::string numberText(const NumberTest& number)
{
    switch (number.op) {
    case NumberTest::Op::Equal: return fmt::format("{}", number.low);
    case NumberTest::Op::Between: return fmt::format("{}..{}", number.low, number.high);
    case NumberTest::Op::Less: return fmt::format("<{}", number.low);
    case NumberTest::Op::LessEqual: return fmt::format("<={}", number.low);
    case NumberTest::Op::Greater: return fmt::format(">{}", number.low);
    case NumberTest::Op::GreaterEqual: break;
    }
    return fmt::format(">={}", number.low);
}

std::string cellText(const Condition& condition)
{
    if (condition.shots > 0)
        return fmt::format("{},{}", condition.strategy.empty() ? "*" : argumentText(condition.strategy), condition.shots);
    return condition.strategy.empty() ? std::string() : argumentText(condition.strategy);
}

std::string bodyText(const Condition& condition)
{
    const FieldInfo& info = fieldInfo(condition.field);
    if (condition.pattern)
        return info.kind == FieldKind::Pattern ? patternText(condition) : fmt::format("{}~{}", info.name, patternText(condition));
    switch (info.kind) {
    case FieldKind::Words:
    case FieldKind::Pattern: return condition.text;
    case FieldKind::Text:
    case FieldKind::Similar: return fmt::format("{}:{}", info.name, valueText(condition.text));
    case FieldKind::Ids: return fmt::format("{}:{}", info.name, fmt::join(condition.ids, ","));
    case FieldKind::Number: return fmt::format("{}:{}", info.name, numberText(condition.number));
    case FieldKind::Used: {
        const std::string cell = cellText(condition);
        const std::string times = condition.number == parts::kUsedAtAll ? std::string() : ":" + numberText(condition.number);
        return fmt::format("{}({}){}", info.name, cell.empty() ? "*" : cell, times);
    }
    case FieldKind::Score: {
        const std::string cell = cellText(condition);
        return fmt::format("{}({}{}{}):{}", info.name, argumentText(condition.text), cell.empty() ? "" : ",", cell,
            numberText(condition.number));
    }
    case FieldKind::Flag: break;
    }
    return info.name;
}

bool isWords(const FilterGroup& group) { return group.size() == 1 && group.front().field == Field::Words; }

} // namespace

std::span<const FieldInfo> fieldTable() { return kFields; }

const FieldInfo& fieldInfo(Field field)
{
    return *std::find_if(std::begin(kFields), std::end(kFields) - 1, [&](const FieldInfo& info) { return info.field == field; });
}

bool NumberTest::matches(double value) const
{
    switch (op) {
    case Op::Equal: return value == low;
    case Op::Between: return value >= low && value <= high;
    case Op::Less: return value < low;
    case Op::LessEqual: return value <= low;
    case Op::Greater: return value > low;
    case Op::GreaterEqual: break;
    }
    return value >= low;
}

bool Filter::isActive() const
{
    return std::any_of(groups.begin(), groups.end(), [](const FilterGroup& group) {
        return std::any_of(group.begin(), group.end(), [](const Condition& one) { return !one.disabled; });
    });
}

std::string formatCondition(const Condition& condition)
{
    const std::string body = bodyText(condition);
    const std::string flags = std::string(condition.disabled ? "?" : "") + (condition.negated ? "-" : "");
    return condition.field == Field::Words && !flags.empty() ? flags + "(" + body + ")" : flags + body;
}

std::string formatFilter(const Filter& filter)
{
    std::string out;
    bool hasPlainWords = false;
    for (const FilterGroup& group : filter.groups) {
        std::vector<std::string> alternatives;
        for (const Condition& condition : group)
            alternatives.push_back(formatCondition(condition));
        std::string text = fmt::format("{}", fmt::join(alternatives, " | "));
        const bool plain = isWords(group) && !group.front().negated && !group.front().disabled;
        if (group.size() > 1 || (plain && hasPlainWords)) // other words would join the first ones
            text = "(" + text + ")";
        hasPlainWords = hasPlainWords || plain;
        out += (out.empty() ? "" : " ") + text;
    }
    return out;
}

} // namespace fulcrum::data
