// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_summary.h"

namespace fulcrum::cli {

/// The results as a table for a terminal: one line a strategy, shots as columns, then the averages with their interval.
std::string resultsText(std::span<const icl::StrategySummary> rows);

} // namespace fulcrum::cli
