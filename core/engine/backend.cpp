// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <torch/version.h>

namespace fulcrum::engine {

std::string TorchBackend::version() const { return std::string("LibTorch ") + TORCH_VERSION; }

std::vector<model::DeviceInfo> TorchBackend::devices() const
{
    auto devices = guarded("cannot list the devices", [] { return listDevices(); });
    return devices ? std::move(*devices) : std::vector<model::DeviceInfo>{{"cpu", "CPU", 0}};
}

} // namespace fulcrum::engine

extern "C" __attribute__((visibility("default"))) fulcrum::model::Backend* fulcrumCreateBackend();
extern "C" fulcrum::model::Backend* fulcrumCreateBackend() { return new fulcrum::engine::TorchBackend; }
