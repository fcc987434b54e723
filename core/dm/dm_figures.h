// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "core/store/result_repository.h"

namespace fulcrum::dm {

/// A D_M with the name that its series gets.
struct NamedDm
{
    store::RunId run = 0;
    std::string name;
    std::vector<store::DmEntry> entries;
};

/// Histogram of the beams' scores. Of one D_M: all beams, and the best of each anchor; of several: all beams of each. `bins` 0 = chosen.
/// `bestOnly`: the best beam of each anchor only.
chart::Figure scoreFigure(std::span<const NamedDm> runs, int bins = 0, bool bestOnly = false);

/// The gain that each step of the search added, as a violin or (`boxes`) a box a step. Entries without gains (official files) add
/// nothing.
chart::Figure gainFigure(std::span<const NamedDm> runs, bool boxes = false, bool bestOnly = false);

} // namespace fulcrum::dm
