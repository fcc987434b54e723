// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <string>

namespace fulcrum::image {

/// 8-bit baseline JPEG (4:2:0) without time stamps: equal images give equal bytes. `quality` 1 to 100. Malformed where the
/// pixels do not fit the size.
Result<std::string> encodeJpeg(const Image& image, int quality);

} // namespace fulcrum::image
