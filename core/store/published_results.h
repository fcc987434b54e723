// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <map>
#include <optional>
#include <vector>

namespace fulcrum::store {

/// Where a published number comes from: printed in the paper itself, derived from printed numbers, printed elsewhere.
enum class PublishedMark { Paper, Derived, Elsewhere };

struct PublishedValue
{
    double value = 0;
    PublishedMark mark = PublishedMark::Paper;
};

struct PublishedRow
{
    std::string task;   ///< "caption", "vqa", "mixed" (columns are data sets)
    std::string lvlm;   ///< may be empty
    std::string label;  ///< as printed: "RS"
    std::string method; ///< our strategy of the same meaning ("random"), or empty
    std::map<std::string, PublishedValue> values; ///< "avg_1_2", "shots_4", "MSCOCO"
    std::string note;
};

struct PublishedTable
{
    std::string id, title, unit;
    std::string source, sourceTitle, sourceReference, sourceNote;
    std::optional<int> shots; ///< of the whole table
    std::vector<PublishedRow> rows;

    /// The row of a curve's overlay, or nullptr.
    const PublishedRow* find(std::string_view task, std::string_view lvlm, std::string_view method) const;
};

/// Reads resources/published/*.json. Malformed names the place (JSON pointer) of the first mistake; nothing is skipped.
Result<std::vector<PublishedTable>> readPublishedResults(const Path& file);

} // namespace fulcrum::store
