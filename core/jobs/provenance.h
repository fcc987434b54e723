// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace fulcrum::jobs {

/// Compiler and libraries of core, "g++ 12.2.0; SQLite 3.40.1; OpenCV 4.6.0".
std::string libraryVersions();

} // namespace fulcrum::jobs
