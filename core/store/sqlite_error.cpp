// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_error.h"

#include <sqlite3.h>

namespace fulcrum::store {

Error sqliteError(const SQLite::Exception& exception, const std::string& what, const Path& file)
{
    Error error{ErrorCode::Failed, what, file.string(), exception.what(), {}};
    switch (exception.getErrorCode() & 0xff) {
    case SQLITE_FULL:
        error.code = ErrorCode::Io;
        error.why = "the disk is full";
        error.hint = "free some disk space; nothing stored is lost, and jobs can be resumed";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error.code = ErrorCode::Malformed;
        error.hint = "the project database is damaged: restore it from a copy, or see 'fulcrum-cli project doctor'";
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error.code = ErrorCode::Locked;
        error.why = "another program is writing to it";
        error.hint = "try again when the other program has finished";
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        error.code = ErrorCode::Io;
        error.hint = "check the permissions of the project folder and the disk";
        break;
    case SQLITE_NOMEM: error.code = ErrorCode::OutOfMemory; break;
    case SQLITE_CONSTRAINT: error.code = ErrorCode::Usage; break;
    case SQLITE_INTERRUPT: error.code = ErrorCode::Cancelled; break;
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE: error.code = ErrorCode::Malformed; break;
    default: break;
    }
    return error;
}

} // namespace fulcrum::store
