// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace fulcrum::model {

/// What a vision tower sees: a normalised image, row-major [3, height, width].
struct Pixels
{
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::vector<float> values;
};

} // namespace fulcrum::model
