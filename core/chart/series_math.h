// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"

#include <span>

namespace fulcrum::chart {

/// De-biased exponential moving average with weight 0 to 0.99. Constant series stay exactly constant; values that are not finite
/// are passed over and stay.
std::vector<double> smoothed(std::span<const double> values, double weight);

/// Quartiles (linear between order statistics), extremes and density (Gaussian kernel, Silverman's width, within the extremes) of
/// the finite values. count = 0 when there are none.
Spread spreadOf(double x, std::span<const double> values);

/// Counts in `bins` bins of equal width between low and high; values outside count in the outermost bins. Points at the middles.
std::vector<Point> histogramOf(std::span<const double> values, double low, double high, int bins);
/// A number of bins after Freedman and Diaconis, 5 to 60.
int binsFor(std::span<const double> values);

/// The quantile of sorted values, linear between them; NaN for none.
double quantileOfSorted(std::span<const double> sorted, double share);

/// Cuts the y axis of a panel to the middle 98 % of its points (and some room) unless they fit anyway, and says in the panel's note
/// how many points are outside. Does nothing where the range was asked for.
void clipOutliers(Panel& panel, const std::string& noteFormat = "{} of {} points outside");

} // namespace fulcrum::chart
