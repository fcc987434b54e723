// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

namespace fulcrum::project {

/// Removes what a killed writer left in `folder` and below: files named "*.tmp<pid>" (writeFileAtomic, core/base/file.h) whose
/// process is gone. Call it only while holding the project's lock. A file that cannot be removed is left: it costs space only.
void removeStaleTemporaries(const Path& folder);

} // namespace fulcrum::project
