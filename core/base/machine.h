// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace fulcrum {

/// Main memory in bytes; 0 where the system does not tell.
struct MachineMemory
{
    std::uint64_t total = 0;     ///< of the machine, or the limit of this process's control group where that is smaller
    std::uint64_t available = 0; ///< now, without swapping
};

MachineMemory machineMemory();

} // namespace fulcrum
