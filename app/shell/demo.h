// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace fulcrum::shell {

/// Makes the Tiny World project (core/demo).
DemoMaker demoMaker();

} // namespace fulcrum::shell
