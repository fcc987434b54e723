// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/scene.h"

namespace fulcrum::demo {

/// The scene as interleaved 8-bit RGB, row-major, size x size pixels, antialiased. Depends on nothing but its arguments.
std::vector<std::uint8_t> render(const Scene& scene, int size);

} // namespace fulcrum::demo
