// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

namespace fulcrum::project {

/// Whether an image can probably be decoded, from its first and last bytes: kind, size and end mark. Where these leave a doubt the whole
/// is decoded, so nothing good is refused. Errors as image::readSource. Thread-safe.
Result<void> checkImageFile(const Path& path);

} // namespace fulcrum::project
