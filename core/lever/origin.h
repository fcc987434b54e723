// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/lever/training_set.h"
#include "core/store/run_repository.h"

namespace fulcrum::lever {

/// What the D_M runs of a spec have in common.
struct Origin
{
    data::Task task{};
    std::string lvlm;
    std::vector<std::int64_t> pool; ///< sample indices of the train split, ascending
    std::vector<SourceSequence> sequences;
};

/// Of finished D_M runs of one task and pool; says which run does not fit.
Result<Origin> readOrigin(store::Database& database, const std::vector<std::int64_t>& dmRuns);

} // namespace fulcrum::lever
