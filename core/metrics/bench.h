// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

namespace fulcrum::metrics {

struct MetricsBenchOptions
{
    std::size_t images = 40504;     ///< size of COCO val2014, with 5 references each
    std::size_t questions = 214354; ///< size of VQAv2 val2014, with 10 human answers each
    unsigned threads = 0;           ///< 0 = all cores
};

/// Times caption and VQA evaluation on synthetic input made in the process. Keys: `threads`, `caption` {`images`,
/// `references`, `build_s`, `score_s`, `total_s`, `cpu_s`, `captions_per_s`}, `vqa` {`questions`, `build_s`, `score_s`, `total_s`,
/// `cpu_s`, `answers_per_s`}. Build is tokenising and counting the references, score is one evaluation against them.
Result<nlohmann::json> benchMetrics(const MetricsBenchOptions& options);

} // namespace fulcrum::metrics
