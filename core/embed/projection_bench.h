// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>
#include <stop_token>

namespace fulcrum::embed {

struct MapBenchOptions
{
    std::size_t rows = 118287; ///< images of COCO train2017
    std::size_t dimensions = 512;
    std::size_t tsneRows = 10000; ///< 0 = without t-SNE
    int iterations = 750;         ///< of t-SNE
    int threads = 0;              ///< 0 = all cores
};

/// Times the projections of random embeddings in clusters. Keys: `rows`, `dimensions`, `threads`, `level`, `read_bytes_per_s` and
/// `peak_gflops` (limits measured now), `pca` {`seconds[]` (three times), `median_s`, `gflop` (of the covariance, each pair of
/// columns once), `gflops`, `bytes` (read three times), `bandwidth_limit_s`, `arithmetic_limit_s`, `limit`, `limit_s`, `ratio`},
/// `tsne` {`rows`, `iterations`, `seconds`, `pairs_per_s` (all of its time counted as repulsion)}. Errors: OutOfRange, Cancelled.
Result<nlohmann::json> benchMap(const MapBenchOptions& options, std::stop_token stop);

} // namespace fulcrum::embed
