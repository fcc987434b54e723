// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace fulcrum {

const char* version();   ///< "0.1.0"
const char* gitCommit(); ///< short hash, with "+" when the tree had changes; "unknown" outside a checkout

} // namespace fulcrum
