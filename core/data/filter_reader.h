// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter_parts.h"

namespace fulcrum::data {

/// Reads single conditions out of a filter's text (valid UTF-8).
class ConditionReader
{
public:
    enum class Outcome {
        Words,     ///< no condition begins here
        Condition,
        Unknown,   ///< it looks like one, of a field that does not exist: problem says so, the place is unchanged
        Incomplete ///< a field that exists, without a value that it can have: problem says so, the place is behind it
    };
    struct Read
    {
        Outcome outcome = Outcome::Words;
        Condition condition;
        FilterProblem problem;
    };

    explicit ConditionReader(std::string_view text) : m_text(text) {}
    /// What stands at `at`, which is moved behind it.
    Read take(std::size_t& at);

private:
    struct Argument
    {
        std::string text;
        bool quoted = false;
    };

    bool is(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }
    /// Notes why what began at `begin` cannot be; false.
    bool refuse(std::size_t begin, std::string why, std::string hint = {});
    const FieldInfo* takeName(std::string& name);

    // Each moves behind what it read; false: refused.
    bool takeBody(const FieldInfo& info, Condition& condition);
    bool takePattern(Condition& condition);
    bool takeCell(const FieldInfo& info, Condition& condition);
    bool takeArguments(std::vector<Argument>& arguments);
    bool takeArgument(Argument& argument);
    bool takeText(std::string& text);
    bool takeQuoted(std::string& text);
    bool takeIds(std::vector<std::int64_t>& ids);
    bool takeTest(NumberTest& test);

    std::string_view m_text;
    std::size_t m_at = 0;
    FilterProblem m_problem;
};

} // namespace fulcrum::data
