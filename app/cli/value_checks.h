// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

namespace fulcrum::cli {

/// For `CLI::Option::check`: a file or folder whose name is empty is a mistake (an unset shell variable), not a default.
std::string notEmpty(const std::string& text);

/// CLI11 takes "" for 0, turns numbers that are too large into the largest one and -1 of an unsigned into 2^64 - 1. Adds checks to
/// every numeric option of the app and its commands, so that these are usage errors.
void checkNumbers(CLI::App& app);

} // namespace fulcrum::cli
