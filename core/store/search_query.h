// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace fulcrum::store {

/// What a person typed as an FTS5 expression that is always valid: words and "phrases" ANDed, the last word a prefix
/// unless it ends in a space or has one or two letters, -word excluded. Empty when nothing can be searched for (punctuation or exclusions only).
std::string ftsQuery(std::string_view typed);

} // namespace fulcrum::store
