// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/store/run_repository.h"

namespace fulcrum::runs {

inline constexpr std::int64_t kTrashDays = 30;

/// Removes for good what has been in the trash for kTrashDays (or all of it): rows, checkpoints, log. Returns how many runs.
/// A run that others in the trash were made from goes with the last of them. Usage when the project is open without its lock.
Result<int> emptyTrash(project::Project& project, bool everything = false);

/// Days that a run in the trash still has, at least 0.
std::int64_t daysLeft(const store::RunRecord& run);

} // namespace fulcrum::runs
