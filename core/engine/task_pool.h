// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace fulcrum::engine {

/// Runs body(0) ... body(count - 1) on the engine's threads (applyThreads), the calling one included, and returns when all have
/// ended. Who is free takes the next one, so that a core that other programs use costs little. Where there are
/// several tasks, every library works with one thread inside of them, and a runTasks inside runs its own one after the other.
/// The caller's gradient mode and work counter hold in all
/// tasks. After an exception no further task is begun, and the first one is thrown again here. Any thread may call.
/// Under PlainOperations all tasks run here, one after the other, and LibTorch uses its own threads.
void runTasks(std::int64_t count, const std::function<void(std::int64_t)>& body);

/// The same for ranges of at most `grain` of the numbers 0 ... total - 1; their borders follow from `total` and `grain` alone.
void runRanges(
    std::int64_t total, std::int64_t grain, const std::function<void(std::int64_t from, std::int64_t to)>& body);

} // namespace fulcrum::engine
