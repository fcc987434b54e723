// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/machine.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace fulcrum {
namespace {

/// A line "NAME: 123 kB" of /proc/meminfo, in bytes.
std::uint64_t fromMeminfo(const std::string& name)
{
    std::ifstream file("/proc/meminfo");
    std::string key;
    std::uint64_t kibibytes = 0;
    std::string unit;
    while (file >> key >> kibibytes && std::getline(file, unit))
        if (key == name + ":")
            return kibibytes * 1024;
    return 0;
}

/// A file of the control group with one number; 0 where it is not there or says "max".
std::uint64_t fromGroup(const char* path)
{
    std::uint64_t value = 0;
    std::ifstream(path) >> value;
    return value;
}

} // namespace

MachineMemory machineMemory()
{
    MachineMemory memory{fromMeminfo("MemTotal"), fromMeminfo("MemAvailable")};
    // Version 2, then version 1, as a container sees its own group.
    for (const auto& [limitFile, usedFile] : {std::pair("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
             std::pair("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes")})
        if (const std::uint64_t limit = fromGroup(limitFile); limit > 0 && limit < memory.total) {
            memory.total = limit;
            memory.available = std::min(memory.available, limit - std::min(limit, fromGroup(usedFile)));
        }
    return memory;
}

} // namespace fulcrum
