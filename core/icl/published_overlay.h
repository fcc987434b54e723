// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/store/published_results.h"

#include <span>

namespace fulcrum::icl {

/// The published tables that Fulcrum ships (resources/published). NotFound when the installation has none.
Result<std::vector<store::PublishedTable>> shippedPublishedResults();

/// Published numbers as series to lay over one's own, by task. An average over shots is a level line over these shots; a row
/// without a strategy of ours or without a model gives none. `lvlm`: only those of this model; empty = all.
std::map<std::string, std::vector<chart::Series>> publishedSeries(
    std::span<const store::PublishedTable> tables, std::string_view lvlm = {});

/// Lays them over the panels of an `evaluationFigure` (`panelTasks`: the task of each) and names their source in its metadata
/// ("published"). NotFound, listing the models that there are, when there are none of `lvlm` for these tasks.
Result<void> overlayPublished(chart::Figure& figure, std::span<const std::string> panelTasks,
    std::span<const store::PublishedTable> tables, std::string_view lvlm);

} // namespace fulcrum::icl
