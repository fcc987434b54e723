// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::text {

/// A pattern of a tokenizer.json on valid UTF-8, with the meaning it has there (Oniguruma): Unicode classes, and `\s` is
/// exactly the property White_Space (PCRE2's own `\s` also takes U+180E). Immutable, thread-safe.
class Regex
{
public:
    static Result<Regex> compile(std::string_view pattern, const std::string& where);
    /// Byte ranges [first, second) of the matches, left to right, empty ones left out. A pattern that exceeds the matching
    /// limits (10 million steps) finds nothing more from there on: the rest of the text then stays in one piece.
    std::vector<std::pair<std::size_t, std::size_t>> findAll(std::string_view text) const;

private:
    std::shared_ptr<const void> m_code;
};

} // namespace fulcrum::text
