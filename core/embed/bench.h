// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/embedding_store.h"

#include <nlohmann/json_fwd.hpp>
#include <stop_token>

namespace fulcrum::embed {

struct TopKBenchOptions
{
    std::size_t rows = 118287; ///< images of COCO train2017
    std::size_t dimensions = 512;
    std::size_t k = 8;
    std::vector<std::size_t> queries = {1, 64, 5000};
    Storage storage = Storage::Float32;
    int threads = 0; ///< 0 = all cores
};

/// Times exact top-k over random embeddings, each number of queries three times. Keys: `rows`, `dimensions`, `k`, `storage`,
/// `threads`, `level` (of the loops), `bytes` (of the items), `read_bytes_per_s` and `peak_gflops` (limits measured between the
/// searches), `searches[]` {`queries`, `seconds[]`, `median_s`, `gflop`, `gflops`, `bandwidth_share` (items read once), `arithmetic_share`,
/// `limit` ("bandwidth" or "arithmetic", whichever takes longer), `limit_s`, `ratio` (median over limit)}.
/// Errors: OutOfRange for absurd sizes, Cancelled.
Result<nlohmann::json> benchTopK(const TopKBenchOptions& options, std::stop_token stop);

} // namespace fulcrum::embed
