// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

namespace fulcrum::bridge {

/// Retrieves what a lane shows once more, with alternatives where its strategy compares candidates: as its evaluation did (Lane::run: pool,
/// order and seed of that run), or from the whole train split. Usage with the reason where that needs a model. Runs on a worker.
Result<icl::IcdSequence> retrieveAgain(const std::shared_ptr<project::Project>& project, store::Database& database, const Lane& lane,
    data::Task task, data::Split split, int shots, std::stop_token stop);

} // namespace fulcrum::bridge
