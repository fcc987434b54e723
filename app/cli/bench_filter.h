// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <nlohmann/json_fwd.hpp>

namespace fulcrum::cli {

/// Filters, orders and facets over the train samples of a task, each the median of five; adds them to `document`
/// ("filters", "sorts", "facets") and raises its "filter_s", "pattern_s", "sort_s" and "facets_s" to the slowest.
Result<void> measureFilters(const project::Project& project, data::Task task, nlohmann::json& document);

} // namespace fulcrum::cli
