// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace fulcrum {

/// One comparison with golden data. Exact comparisons have tolerance 0 and count mismatches as the error.
struct ConformanceCase
{
    std::string name;        ///< folder relative to the golden root, case and tensor, e.g. "clip/tiny_a image_embeds"
    double largestError = 0; ///< NaN counts as failed
    double tolerance = 0;
    bool passed = false;
    std::string note; ///< what differed first, for people
};

struct ConformanceReport
{
    std::vector<ConformanceCase> cases;

    void add(std::string name, double error, double tolerance, std::string note = {})
    {
        cases.push_back({std::move(name), error, tolerance, error <= tolerance, std::move(note)});
    }
    void append(ConformanceReport other)
    {
        for (ConformanceCase& one : other.cases)
            cases.push_back(std::move(one));
    }
};

} // namespace fulcrum
