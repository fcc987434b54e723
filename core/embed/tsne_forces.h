// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace fulcrum::embed {

/// Sums over all points j of w = 1 / (1 + |i - j|^2), and of w^2 times the way from j to i. Point i itself counts with w = 1.
struct Repulsion
{
    float weights = 0, x = 0, y = 0;
};

/// The inner loop of t-SNE, for one level of processor features. The sums are the same on every level: sixteen running ones,
/// products are never fused. `count` is a multiple of 16; fill up with points far away (1e18).
using RepulsionOf = Repulsion (*)(float x, float y, const float* xs, const float* ys, std::size_t count);
RepulsionOf repulsionLoop();

} // namespace fulcrum::embed
