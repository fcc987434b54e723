// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fulcrum {

/// The name that somebody who wrote `given` most likely meant: whatever the case, at most three letters are wrong, and not more
/// than half of them; else an empty text.
std::string nearestName(std::span<const std::string> names, std::string_view given);

} // namespace fulcrum
