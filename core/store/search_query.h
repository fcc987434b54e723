// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"

namespace fulcrum::store {

/// FTS5 expression for search terms: wanted ones are ANDed, excluded ones taken away. Empty when nothing is wanted. Every term
/// is quoted, so nothing in it is an operator.
std::string ftsQuery(std::span<const data::SearchTerm> terms);

} // namespace fulcrum::store
