// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/hot_loops.h"

namespace fulcrum::engine {

/// exp(x) for x <= 0 as 2^whole 2^part with a polynomial on [-1/2, 1/2]: 1e-7 relative, 0 below exp(-87). By reference: a vector
/// as argument or result would depend on the variant of the calling function.
FULCRUM_HOT_PART void fastExp(Lanes& x)
{
    constexpr float kLowest = -87.0f, kLog2e = 1.44269504f;
    const Lanes power = (x < kLowest ? Lanes{} : x) * kLog2e;
    const IntLanes whole = __builtin_convertvector(power - 0.5f, IntLanes);
    const Lanes part = power - __builtin_convertvector(whole, Lanes);
    const Lanes fraction = 1.0f + part * (0.69314718f + part * (0.24022651f + part * (0.05550411f
        + part * (0.00961813f + part * (0.00133336f + part * 0.00015404f)))));
    const IntLanes exponent = (whole + 127) << 23;
    const Lanes scaled = fraction * reinterpret_cast<const Lanes&>(exponent);
    x = x < kLowest ? Lanes{} : scaled;
}

} // namespace fulcrum::engine
