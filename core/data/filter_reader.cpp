// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter_reader.h"

#include "core/base/nearest_name.h"
#include "core/data/filter_pattern.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::data {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNameByte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

const FieldInfo* fieldNamed(std::string_view name)
{
    for (const FieldInfo& info : fieldTable())
        if (*info.name != '\0' && equalIgnoringCase(info.name, name))
            return &info;
    return nullptr;
}

std::vector<std::string> fieldNames()
{
    std::vector<std::string> names;
    for (const FieldInfo& info : fieldTable())
        if (*info.name != '\0')
            names.emplace_back(info.name);
    return names;
}

template <class T>
bool readWhole(std::string_view text, T& value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

bool readNumber(std::string_view text, double& value) { return readWhole(text, value) && std::isfinite(value); }

/// "8..14", "8..", "..14", ">=8", "<5", "8".
bool readTest(std::string_view text, NumberTest& test)
{
    using Op = NumberTest::Op;
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
        const std::string_view low = text.substr(0, dots), high = text.substr(dots + 2);
        test.op = low.empty() ? Op::LessEqual : high.empty() ? Op::GreaterEqual : Op::Between;
        if (test.op == Op::Between)
            return readNumber(low, test.low) && readNumber(high, test.high);
        return readNumber(low.empty() ? high : low, test.low);
    }
    constexpr std::pair<std::string_view, Op> kSigns[] = {
        {"<=", Op::LessEqual}, {">=", Op::GreaterEqual}, {"<", Op::Less}, {">", Op::Greater}, {"=", Op::Equal}, {"", Op::Equal}};
    for (const auto& [sign, op] : kSigns)
        if (text.starts_with(sign)) {
            test.op = op;
            return readNumber(text.substr(sign.size()), test.low);
        }
    return false;
}

} // namespace

bool ConditionReader::refuse(std::size_t begin, std::string why, std::string hint)
{
    m_problem = {begin, std::max(m_at, begin + 1) - begin, std::move(why), std::move(hint)};
    return false;
}

ConditionReader::Read ConditionReader::take(std::size_t& at)
{
    m_at = at;
    Read read;
    std::string name;
    const FieldInfo* info = takeName(name);
    if (info) {
        read.condition.field = info->field;
        read.outcome = takeBody(*info, read.condition) ? Outcome::Condition : Outcome::Incomplete;
        read.problem = std::move(m_problem);
        at = m_at;
    } else if (!name.empty()) {
        const std::string nearest = nearestName(fieldNames(), name);
        read.outcome = Outcome::Unknown;
        read.problem = {at, name.size(), fmt::format("there is no field '{}'", name),
            nearest.empty() ? "words that hold a colon stand in quotes" : fmt::format("did you mean {}?", nearest)};
    }
    return read;
}

/// The field whose condition begins here; moves behind its name. `name` is what looks like one and is none.
const FieldInfo* ConditionReader::takeName(std::string& name)
{
    if (is('/'))
        return &fieldInfo(Field::Text);
    if (is('#')) {
        const std::size_t end = m_at + parts::lengthOfBare(m_text, m_at);
        const bool number = end > m_at + 1 && std::all_of(m_text.begin() + static_cast<std::ptrdiff_t>(m_at) + 1,
            m_text.begin() + static_cast<std::ptrdiff_t>(end), isDigit);
        return number ? &fieldInfo(Field::Id) : nullptr;
    }
    std::size_t end = m_at;
    while (end < m_text.size() && isNameByte(m_text[end]))
        ++end;
    const std::string_view found = m_text.substr(m_at, end - m_at), rest = m_text.substr(end);
    if (found.empty())
        return nullptr;
    const FieldInfo* info = fieldNamed(found);
    if (rest.starts_with("(")) {
        if (!info || (info->kind != FieldKind::Used && info->kind != FieldKind::Score))
            return nullptr; // a word in front of a bracket
    } else if (equalIgnoringCase(found, "is") && rest.starts_with(":")) {
        end += parts::lengthOfBare(rest, 0);
        name = m_text.substr(m_at, end - m_at);
        info = fieldNamed(name);
    } else if (rest.starts_with(":") || rest.starts_with("~/")) {
        name = found;
    } else {
        return nullptr;
    }
    if (info)
        m_at = end;
    return info;
}

bool ConditionReader::takeBody(const FieldInfo& info, Condition& condition)
{
    const std::size_t begin = m_at;
    switch (info.kind) {
    case FieldKind::Flag: return true;
    case FieldKind::Used:
    case FieldKind::Score: return takeCell(info, condition);
    case FieldKind::Pattern: return takePattern(condition);
    default: break;
    }
    if (is('~')) {
        ++m_at;
        return takePattern(condition)
            && (info.patterns || refuse(begin, fmt::format("{} takes no expression", info.name), fmt::format("for example {}", info.example)));
    }
    ++m_at; // the colon, or # of an id
    switch (info.kind) {
    case FieldKind::Ids: return takeIds(condition.ids);
    case FieldKind::Number: return takeTest(condition.number);
    default: return takeText(condition.text);
    }
}

/// At the opening slash.
bool ConditionReader::takePattern(Condition& condition)
{
    const std::size_t begin = m_at;
    condition.pattern = true;
    std::size_t at = begin + 1;
    for (; at < m_text.size() && m_text[at] != '/'; ++at) {
        if (m_text[at] == '\\' && at + 1 < m_text.size()) {
            ++at;
            if (m_text[at] != '/')
                condition.text += '\\';
        }
        condition.text += m_text[at];
    }
    if (at >= m_text.size()) {
        m_at += std::max<std::size_t>(parts::lengthOfBare(m_text, m_at), 1);
        return refuse(begin, "the expression has no end", "write / behind it");
    }
    for (++at; at < m_text.size() && isNameByte(m_text[at]); ++at)
        if (m_text[at] == 'c')
            condition.caseSensitive = true;
        else if (m_text[at] != 'i') {
            m_at = at + parts::lengthOfBare(m_text, at);
            return refuse(begin, fmt::format("'{}' cannot stand behind an expression", m_text[at]),
                "c: capitals and small letters differ; a slash within is written \\/");
        }
    m_at = at;
    if (condition.text.empty())
        return refuse(begin, "the expression is empty", "write for example /cat|dog/");
    const auto compiled = FilterPattern::compile(condition.text, condition.caseSensitive);
    return compiled || refuse(begin, compiled.error().why, compiled.error().hint);
}

/// usedBy and score, at the opening bracket.
bool ConditionReader::takeCell(const FieldInfo& info, Condition& condition)
{
    const std::size_t begin = m_at;
    const bool score = info.kind == FieldKind::Score;
    std::vector<Argument> arguments;
    if (!is('(')) {
        m_at += parts::lengthOfBare(m_text, m_at);
        return refuse(begin, fmt::format("{} needs brackets", info.name), fmt::format("for example {}", info.example));
    }
    if (!takeArguments(arguments))
        return false;
    if (score) {
        condition.text = arguments.front().text;
        arguments.erase(arguments.begin());
    }
    if (arguments.size() > 2 || (score ? condition.text.empty() : arguments.front().text.empty()))
        return refuse(begin, fmt::format("these are not the settings of {}", info.name), fmt::format("for example {}", info.example));
    if (!arguments.empty() && (arguments[0].quoted || arguments[0].text != "*"))
        condition.strategy = arguments[0].text;
    if (arguments.size() == 2 && (!readWhole(arguments[1].text, condition.shots) || condition.shots < 1))
        return refuse(begin, "the number of shots is a whole number from 1 on", fmt::format("for example {}", info.example));
    if (is(':')) {
        ++m_at;
        return takeTest(condition.number);
    }
    condition.number = parts::kUsedAtAll;
    return !score || refuse(begin, "score needs a number to compare with", fmt::format("for example {}", info.example));
}

bool ConditionReader::takeArguments(std::vector<Argument>& arguments)
{
    const std::size_t begin = m_at++;
    for (;;) {
        if (!takeArgument(arguments.emplace_back()))
            return false;
        if (!is(')') && !is(','))
            return refuse(begin, "the bracket is not closed", "write ) behind it");
        if (m_text[m_at++] == ')')
            return true;
    }
}

bool ConditionReader::takeArgument(Argument& argument)
{
    const auto skipSpace = [this] {
        while (m_at < m_text.size() && parts::isSpace(m_text[m_at]))
            ++m_at;
    };
    skipSpace();
    argument.quoted = is('"');
    if (argument.quoted) {
        if (!takeQuoted(argument.text))
            return false;
        skipSpace();
        return true;
    }
    const std::size_t end = std::min(m_text.find_first_of(",()\"", m_at), m_text.size());
    std::string_view text = m_text.substr(m_at, end - m_at);
    while (!text.empty() && parts::isSpace(text.back()))
        text.remove_suffix(1);
    argument.text = text;
    m_at = end;
    return true;
}

bool ConditionReader::takeText(std::string& text)
{
    if (is('"'))
        return takeQuoted(text);
    const std::size_t begin = m_at, length = parts::lengthOfBare(m_text, m_at);
    text = m_text.substr(m_at, length);
    m_at += length;
    return !text.empty() || refuse(begin, "the value is missing", "a value of several words stands in quotes");
}

bool ConditionReader::takeQuoted(std::string& text)
{
    const std::size_t begin = m_at++;
    for (; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
        if (m_text[m_at] == '\\' && m_at + 1 < m_text.size() && (m_text[m_at + 1] == '"' || m_text[m_at + 1] == '\\'))
            ++m_at;
        text += m_text[m_at];
    }
    if (m_at >= m_text.size())
        return refuse(begin, "the quotes are not closed", "write \" behind the value");
    ++m_at;
    return true;
}

bool ConditionReader::takeIds(std::vector<std::int64_t>& ids)
{
    const std::size_t begin = m_at, end = m_at + parts::lengthOfBare(m_text, m_at);
    std::string_view rest = m_text.substr(begin, end - begin);
    m_at = end;
    for (;;) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        if (!readWhole(rest.substr(0, comma), ids.emplace_back()))
            return refuse(begin, "an id is a whole number", "for example id:391895, or id:1,2,3");
        if (comma == rest.size())
            return true;
        rest.remove_prefix(comma + 1);
    }
}

bool ConditionReader::takeTest(NumberTest& test)
{
    const std::size_t begin = m_at, length = parts::lengthOfBare(m_text, m_at);
    m_at += length;
    test = {};
    return readTest(m_text.substr(begin, length), test)
        || refuse(begin, "this is no number to compare with", "for example 8, 8..14, >=8 or <5");
}

} // namespace fulcrum::data
