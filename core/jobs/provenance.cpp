// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/provenance.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace fulcrum::jobs {

std::string libraryVersions()
{
#ifdef __clang__
    const char* compiler = "clang " __clang_version__;
#else
    const char* compiler = "g++ " __VERSION__;
#endif
    return fmt::format("{}; SQLite {}", compiler, sqlite3_libversion());
}

} // namespace fulcrum::jobs
