// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/icl/evaluation_summary.h"

namespace fulcrum::icl {

/// The figure of the paper: metric over shots with 95 % bands, one panel a task, one series a strategy; zero-shot is a line
/// across the panel.
chart::Figure evaluationFigure(std::span<const StrategySummary> rows);

} // namespace fulcrum::icl
