// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::data {

/// A person's regular expression (PCRE2, Unicode) over texts that need not be valid UTF-8. Immutable, thread-safe.
class FilterPattern
{
public:
    /// Usage with the byte in the expression and PCRE2's reason.
    static Result<FilterPattern> compile(std::string_view expression, bool caseSensitive);

    enum class Match { None, Found, TooManySteps };
    /// TooManySteps: the expression repeats within a repetition and this text brings it out.
    Match match(std::string_view text) const;
    Error tooManySteps() const; ///< OutOfRange, for a person
    /// Byte ranges [first, second) of the matches, left to right, empty ones left out. One that needs too many steps ends
    /// the list.
    std::vector<std::pair<std::size_t, std::size_t>> findAll(std::string_view text) const;

private:
    std::shared_ptr<const void> m_code;
    std::shared_ptr<const void> m_plain; ///< of an ASCII expression, for ASCII texts; may be absent
    std::string m_expression;
};

} // namespace fulcrum::data
