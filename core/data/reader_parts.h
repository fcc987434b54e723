// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/json_file.h"

namespace fulcrum::data {

enum class Order { ById, AsRead };

/// Puts samples into their order and numbers them; an Error that says `nothing` when there are none.
Result<ReadResult> finished(std::vector<Sample> samples, ProblemList problems, std::vector<SourceHash> files,
    const std::string& nothing, Order order = Order::ById);

/// Removes the samples i for which `isOut(i)`, asked in order, and keeps the order of the others.
template <class IsOut>
void leaveOut(std::vector<Sample>& samples, IsOut&& isOut)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (isOut(i))
            continue;
        if (kept != i)
            samples[kept] = std::move(samples[i]);
        ++kept;
    }
    samples.resize(kept);
}

/// Width or height of an image in pixels; what is no plausible one is false and 0.
bool takeSide(JsonValue& value, int& out);

} // namespace fulcrum::data
