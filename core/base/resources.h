// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <vector>

namespace fulcrum {

/// Where a shipped file or folder `below` (a relative path as in resources/) may lie, best first: share/fulcrum of the
/// installation that the running core library belongs to, or resources/ of the source tree that it was built in. None of them
/// need exist.
std::vector<Path> resourcePlaces(const Path& below);

} // namespace fulcrum
