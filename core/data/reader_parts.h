// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/json_file.h"

namespace fulcrum::data {

enum class Order { ById, AsRead };

/// Puts samples into their order and numbers them; an Error that says `nothing` when there are none.
Result<ReadResult> finished(std::vector<Sample> samples, ProblemList problems, std::vector<SourceHash> files,
    const std::string& nothing, Order order = Order::ById);

/// Width or height of an image in pixels; what is no plausible one is false and 0.
bool takeSide(JsonValue& value, int& out);

} // namespace fulcrum::data
