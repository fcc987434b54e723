// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fulcrum::model {

enum class Precision { Float32, BFloat16, Float16 };

struct DeviceInfo
{
    std::string id;   ///< "cpu", "cuda:0"
    std::string name; ///< for people
    std::uint64_t memoryBytes = 0;
};

/// How a model is brought onto a device.
struct LoadOptions
{
    std::string device = "cpu";
    Precision precision = Precision::Float32;
    int threads = 0; ///< 0 = all cores; applied once per process
};

} // namespace fulcrum::model
