// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace fulcrum::store {

/// A sample with what it is sorted by.
struct NumberRow
{
    double value = 0;
    std::int32_t row = 0;
};
struct TextRow
{
    std::string_view text;
    std::int32_t row = 0;
    std::uint8_t left = 0; ///< for the sort, as `key`
    std::uint64_t key = 0;
};

// Rows in order. Ties in ascending order of rows; NaN and empty texts last, in both directions.
std::vector<std::int32_t> sorted(std::vector<NumberRow> rows, bool descending);
std::vector<std::int32_t> sorted(std::vector<TextRow> rows, bool descending);

} // namespace fulcrum::store
