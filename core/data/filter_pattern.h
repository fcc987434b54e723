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

    /// Error OutOfRange when the expression needs too many steps on this text (nested repetition).
    Result<bool> matches(std::string_view text) const;
    /// Byte ranges [first, second) of the matches, left to right, empty ones left out. One that needs too many steps ends
    /// the list.
    std::vector<std::pair<std::size_t, std::size_t>> findAll(std::string_view text) const;

private:
    std::shared_ptr<const void> m_code;
    std::string m_expression;
};

} // namespace fulcrum::data
