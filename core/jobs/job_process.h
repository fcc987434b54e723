// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <map>

namespace fulcrum::jobs {

/// Why the process that works on a run cannot be ended at once from here.
enum class KillObstacle {
    None,
    AtRest,        ///< nobody works on it
    Gone,          ///< its process has ended
    OtherComputer, ///< its process is not on this host
    Own,           ///< it is a thread of this process, and threads cannot be ended safely: they hold locks and half-written memory
    OtherWork      ///< its process is not fulcrum-cli: it may do more than this run (a window)
};
KillObstacle killObstacle(const store::RunRecord& run);

/// Ends the process that works on a run at once, without asking it (SIGKILL). What is committed stays, and a resume does the unit at
/// work again: the database and all files are written so that a process may die at any moment. Usage when there is an obstacle, Io
/// when the system refuses.
Result<void> killProcess(const store::RunRecord& run);

/// Bytes of GPU memory by process id, over all NVIDIA devices, as their driver's management library (NVML) says; empty where there is
/// none, or where it does not tell. May take some milliseconds: not for the GUI thread.
std::map<std::int64_t, std::int64_t> gpuMemory(const char* library = "libnvidia-ml.so.1");

} // namespace fulcrum::jobs
