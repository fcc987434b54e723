// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/version.h"

#include "fulcrum_version.h" // generated at every build by core/base/write_version.cmake

namespace fulcrum {

const char* version() { return FULCRUM_VERSION; }
const char* gitCommit() { return FULCRUM_GIT_COMMIT; }

} // namespace fulcrum
