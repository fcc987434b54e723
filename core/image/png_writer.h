// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <string>

namespace fulcrum::image {

/// 8-bit RGB PNG without time stamps: equal images give equal bytes. Malformed where the pixels do not fit the size.
Result<std::string> encodePng(const Image& image);
/// encodePng written atomically.
Result<void> writePng(const Path& path, const Image& image);

} // namespace fulcrum::image
