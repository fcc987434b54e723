// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace fulcrum::metrics {

/// One JSON value per line; empty lines are skipped, a line that is not JSON is an error with its number.
Result<std::vector<nlohmann::json>> readJsonLines(const Path& file);

} // namespace fulcrum::metrics
