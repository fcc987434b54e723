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

/// Times caption and VQA evaluation on synthetic input made in the process, three times. Keys: `threads`, `read_bytes_per_s` and
/// `random_reads_per_s` (measured), `caption` {`images`, `references`, `bytes`, `ngrams`, `tokenize_s` (references), `count_s`, `score_s`
/// (one evaluation, its captions tokenised), ...}, `vqa` {`questions`, `answers`, `bytes`, `build_s`, `score_s`, ...}; both have `seconds[]`
/// and `total_s` (median), `cpu_s`, `limit_s` (text read once and one random read for every n-gram or answer) and `ratio`.
Result<nlohmann::json> benchMetrics(const MetricsBenchOptions& options);

} // namespace fulcrum::metrics
