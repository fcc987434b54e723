// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/sample.h"
#include "core/store/database.h"

#include <cstdint>
#include <string_view>

namespace fulcrum::store {

/// Row ids of a data set, in `sample` and in the search index (see the schema: sample.id = dataset * 2^32 + index).
struct RowRange
{
    std::int64_t first = 0, last = 0;
};
inline constexpr int kIndexBits = 32;

inline RowRange rowsOf(std::int64_t dataset)
{
    const std::int64_t first = dataset << kIndexBits;
    return {first, first + (std::int64_t{1} << kIndexBits) - 1};
}
inline std::int64_t indexOfRow(std::int64_t row) { return row & ((std::int64_t{1} << kIndexBits) - 1); }

/// Id of the active version, or of the one with this fingerprint. NotFound when there is none. Inside guarded().
Result<std::int64_t> datasetId(Database& database, data::Task task, data::Split split, std::string_view fingerprint);

} // namespace fulcrum::store
