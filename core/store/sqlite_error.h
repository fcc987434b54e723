// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace fulcrum::store {

/// The Error for what SQLite said: full disk, damaged file, locked, read-only...
Error sqliteError(const SQLite::Exception& exception, const std::string& what, const Path& file);

/// Runs `body` (which returns a Result) and turns every exception into an Error: the edge of this folder.
template <class Body>
auto guarded(const Database& database, const char* what, Body&& body) -> decltype(body())
{
    try {
        return body();
    } catch (const SQLite::Exception& exception) {
        return fail(sqliteError(exception, what, database.file()));
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, what, database.file().string(), "not enough memory");
    } catch (const std::exception& exception) {
        return fail(ErrorCode::Malformed, what, database.file().string(), exception.what());
    }
}

} // namespace fulcrum::store
