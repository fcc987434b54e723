// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace SQLite {
class Database;
}

namespace fulcrum::store {

/// One step of the schema. `sql` is the text of resources/migrations/NNNN_name.sql, embedded at build time.
struct Migration
{
    int version = 0;
    int minCompatible = 0; ///< oldest program schema that can still read a database of this version
    std::string name;
    std::string sql;
};
const std::vector<Migration>& builtinMigrations();

/// One SQLite connection (WAL, foreign keys on, busy timeout a minute). Movable, used by one thread at a time: every thread
/// opens its own (Project::connect). Exceptions of SQLiteCpp never leave this folder.
class Database
{
public:
    enum class Mode {
        Create,    ///< make the file; an existing database is an error
        ReadWrite, ///< upgrade an older schema; refuse a newer one
        ReadOnly   ///< never writes, also on a read-only file system; reads a newer schema if that says it is compatible
    };
    enum class Schema { Created, Current, Upgraded, NewerReadable };

    /// Errors: NotFound; Malformed (not a database, damaged, foreign or incomplete schema); TooNew with both versions;
    /// Io (permissions, full disk).
    static Result<Database> open(
        const Path& file, Mode mode, const std::vector<Migration>& migrations = builtinMigrations());
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    Schema schema() const { return m_schema; }
    int schemaVersion() const { return m_version; }
    bool readOnly() const { return m_readOnly; }
    const Path& file() const { return m_file; }

    /// Runs `body` in one IMMEDIATE transaction: everything it wrote is there afterwards, or nothing is. Any error or
    /// exception from `body` rolls back. May be nested: the inner call joins the outer transaction.
    Result<void> transaction(const std::function<Result<void>()>& body);

    /// SQLite's own check of every page and index; Malformed with the first finding, Cancelled when `stop` fires.
    Result<void> checkIntegrity(std::stop_token stop = {});

    /// Bytes that this connection has read from the file so far.
    std::uint64_t bytesRead();

    /// For the repositories of this folder.
    SQLite::Database& handle() { return *m_database; }

private:
    Database();
    Result<void> prepare(Mode mode, const std::vector<Migration>& migrations);

    std::unique_ptr<SQLite::Database> m_database;
    Path m_file;
    Schema m_schema = Schema::Current;
    int m_version = 0;
    bool m_readOnly = false;
    int m_depth = 0;
};

} // namespace fulcrum::store
