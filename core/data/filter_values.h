// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample_table.h"

namespace fulcrum::data {

// What conditions, columns and facets ask of a sample. All without copies.

/// The first caption, else the question.
std::string_view shownText(const SampleView& sample);
/// Words of `shownText`, parted by white space (ASCII).
int wordCount(const SampleView& sample);
/// How many different answers the humans gave, counted up to 64.
int distinctAnswers(const SampleView& sample);
/// Share of the human answers that equal the shown one, 0 to 1; NaN when there are none.
double agreement(const SampleView& sample);
/// The name without folders.
std::string_view fileName(const SampleView& sample);

} // namespace fulcrum::data
