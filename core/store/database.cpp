// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/store/sqlite_error.h"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <set>
#include <sqlite3.h>

namespace fulcrum::store {
namespace {

constexpr int kApplicationId = 0x46554c43; // "FULC"
constexpr int kBusyMilliseconds = 60'000; // an import stores half a million samples in one transaction
constexpr int kOneThread = SQLITE_OPEN_NOMUTEX; // a connection is used by one thread at a time: no lock at every call

using ObjectNames = std::set<std::pair<std::string, std::string>>;

ObjectNames objectNames(SQLite::Database& database)
{
    ObjectNames names;
    SQLite::Statement statement(database, "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'");
    while (statement.executeStep())
        names.emplace(statement.getColumn(0).getString(), statement.getColumn(1).getString());
    return names;
}

void applyMigration(SQLite::Database& database, const Migration& migration)
{
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(migration.sql);
    database.exec("CREATE TABLE IF NOT EXISTS schema_info (version INTEGER PRIMARY KEY, min_compatible INTEGER NOT NULL, "
                  "name TEXT NOT NULL, applied INTEGER NOT NULL)");
    SQLite::Statement note(database, "INSERT INTO schema_info VALUES (?, ?, ?, ?)");
    note.bind(1, migration.version);
    note.bind(2, migration.minCompatible);
    note.bind(3, migration.name);
    note.bind(4,
        static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::system_clock::now().time_since_epoch())
                                      .count()));
    note.exec();
    transaction.commit();
}

/// What a complete database of these migrations contains.
ObjectNames expectedObjects(const std::vector<Migration>& migrations)
{
    SQLite::Database scratch(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const Migration& migration : migrations)
        applyMigration(scratch, migration);
    return objectNames(scratch);
}

std::string percentEncoded(const std::string& path)
{
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '/' || c == '.' || c == '-' || c == '_')
            out += c;
        else
            out += fmt::format("%{:02X}", byte);
    }
    return out;
}

Path companion(const Path& file, const char* suffix) { return file.string() + suffix; }

std::uint64_t sizeOrZero(const Path& file)
{
    std::error_code ignored;
    const std::uintmax_t size = std::filesystem::file_size(file, ignored);
    return ignored ? 0 : size;
}

std::unique_ptr<SQLite::Database> openReadOnly(const Path& file)
{
    try {
        auto database = std::make_unique<SQLite::Database>(
            file.string(), SQLite::OPEN_READONLY | kOneThread, kBusyMilliseconds);
        database->execAndGet("SELECT count(*) FROM sqlite_master");
        return database;
    } catch (const SQLite::Exception& exception) {
        // A WAL database needs its -shm file, which a read-only folder does not let us make. Without a -wal file nobody
        // writes, and SQLite may read the file as it stands.
        const int code = exception.getErrorCode();
        const bool cannotShare = code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_IOERR;
        if (!cannotShare || sizeOrZero(companion(file, "-wal")) > 0)
            throw;
        const std::string uri = "file:" + percentEncoded(std::filesystem::absolute(file).string()) + "?immutable=1";
        return std::make_unique<SQLite::Database>(uri, SQLite::OPEN_READONLY | SQLite::OPEN_URI | kOneThread, kBusyMilliseconds);
    }
}

struct StoredVersion
{
    int version = 0;
    int minCompatible = 0;
};

Result<StoredVersion> storedVersion(SQLite::Database& database, const Path& file)
{
    if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId
        || !database.tableExists("schema_info"))
        return fail(ErrorCode::Malformed, "cannot open the project database", file.string(),
            "it is an SQLite file, but not one of Fulcrum's");
    SQLite::Statement statement(
        database, "SELECT version, min_compatible FROM schema_info ORDER BY version DESC LIMIT 1");
    if (!statement.executeStep())
        return fail(ErrorCode::Malformed, "cannot open the project database", file.string(),
            "it does not say which schema version it has");
    return StoredVersion{statement.getColumn(0).getInt(), statement.getColumn(1).getInt()};
}

/// SQLite notices a cut-off file only when it meets a missing page; we say so at once.
Result<void> checkLength(SQLite::Database& database, const Path& file)
{
    if (sizeOrZero(companion(file, "-wal")) > 0)
        return {};
    const auto pages = static_cast<std::uint64_t>(database.execAndGet("PRAGMA page_count").getInt64());
    const auto page = static_cast<std::uint64_t>(database.execAndGet("PRAGMA page_size").getInt64());
    if (const std::uint64_t size = sizeOrZero(file); size < pages * page)
        return fail(ErrorCode::Malformed, "the project database is damaged", file.string(),
            fmt::format("it is cut off: {} of {} bytes are there", size, pages * page), "restore it from a copy");
    return {};
}

Result<void> checkComplete(SQLite::Database& database, const std::vector<Migration>& migrations, const Path& file)
{
    // Every connection is checked, so what the built-in schema contains is worked out once.
    static const ObjectNames builtin = expectedObjects(builtinMigrations());
    const ObjectNames expected = &migrations == &builtinMigrations() ? builtin : expectedObjects(migrations);
    const ObjectNames present = objectNames(database);
    for (const auto& [type, name] : expected)
        if (!present.contains({type, name}))
            return fail(ErrorCode::Malformed, "the project database is damaged", file.string(),
                fmt::format("the {} '{}' is missing", type, name), "restore it from a copy");
    return {};
}

} // namespace

Database::Database() = default;
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Result<Database> Database::open(const Path& file, Mode mode, const std::vector<Migration>& migrations)
{
    std::error_code ignored;
    const bool exists = std::filesystem::exists(file, ignored);
    if (mode == Mode::Create && exists)
        return fail(ErrorCode::Usage, "cannot create the project database", file.string(), "it already exists");
    if (mode != Mode::Create && !exists)
        return fail(ErrorCode::NotFound, "cannot open the project database", file.string(), "there is no such file",
            "is this a Fulcrum project folder?");
    if (exists && std::filesystem::file_size(file, ignored) == 0)
        return fail(ErrorCode::Malformed, "the project database is damaged", file.string(), "the file is empty");

    Database database;
    database.m_file = file;
    database.m_readOnly = mode == Mode::ReadOnly;
    return guarded(database, "cannot open the project database", [&]() -> Result<Database> {
        FULCRUM_CHECK(database.prepare(mode, migrations));
        return std::move(database);
    });
}

Result<void> Database::prepare(Mode mode, const std::vector<Migration>& migrations)
{
    const int newest = migrations.empty() ? 0 : migrations.back().version;
    if (mode == Mode::ReadOnly) {
        m_database = openReadOnly(m_file);
    } else {
        m_database = std::make_unique<SQLite::Database>(m_file.string(),
            SQLite::OPEN_READWRITE | kOneThread | (mode == Mode::Create ? SQLite::OPEN_CREATE : 0), kBusyMilliseconds);
    }
    StoredVersion stored;
    if (mode != Mode::Create) {
        FULCRUM_TRY(stored, storedVersion(*m_database, m_file));
        FULCRUM_CHECK(checkLength(*m_database, m_file));
    }
    m_version = stored.version;
    const bool readable = mode == Mode::ReadOnly && stored.minCompatible <= newest;
    if (stored.version > newest && !readable)
        return fail(ErrorCode::TooNew, "the project was written by a newer Fulcrum", m_file.string(),
            fmt::format("its schema is version {}, this program knows {}", stored.version, newest),
            mode != Mode::ReadOnly && stored.minCompatible <= newest ? "open it read-only, or update Fulcrum"
                                                                     : "update Fulcrum");
    if (mode != Mode::ReadOnly) {
        m_database->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
        if (mode == Mode::Create)
            m_database->exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
        for (const Migration& migration : migrations)
            if (migration.version > stored.version)
                applyMigration(*m_database, migration);
        m_version = newest;
    } else if (stored.version < newest) {
        return fail(ErrorCode::Unsupported, "cannot read the project without upgrading it", m_file.string(),
            fmt::format("its schema is version {}, this program uses {}", stored.version, newest),
            "open it once for writing, in the window or with 'fulcrum-cli project import'");
    }
    m_schema = mode == Mode::Create ? Schema::Created
        : stored.version < newest   ? Schema::Upgraded
        : stored.version > newest   ? Schema::NewerReadable
                                    : Schema::Current;
    return m_schema == Schema::NewerReadable ? Result<void>{} : checkComplete(*m_database, migrations, m_file);
}

Result<void> Database::transaction(const std::function<Result<void>()>& body)
{
    // Inner calls are savepoints: they undo their own writes even if the outer body carries on.
    const std::string name = fmt::format("inner{}", m_depth);
    const bool outer = m_depth == 0;
    const auto undo = [&] {
        try {
            m_database->exec(outer ? std::string("ROLLBACK") : fmt::format("ROLLBACK TO {0}; RELEASE {0}", name));
        } catch (const SQLite::Exception&) { // SQLite has rolled back by itself (full disk)
        }
    };
    const Result<void> begun = guarded(*this, "cannot begin a transaction", [&]() -> Result<void> {
        m_database->exec(outer ? std::string("BEGIN IMMEDIATE") : "SAVEPOINT " + name);
        return {};
    });
    if (!begun)
        return begun;
    ++m_depth;
    Result<void> result = guarded(*this, "cannot write to the project", [&]() -> Result<void> { return body(); });
    --m_depth;
    if (result)
        result = guarded(*this, "cannot commit to the project", [&]() -> Result<void> {
            m_database->exec(outer ? std::string("COMMIT") : "RELEASE " + name);
            return {};
        });
    if (!result)
        undo();
    return result;
}

Result<void> Database::checkIntegrity(std::stop_token stop)
{
    const std::stop_callback interrupt(stop, [this] { sqlite3_interrupt(m_database->getHandle()); });
    return guarded(*this, "cannot check the project database", [&]() -> Result<void> {
        const std::string finding = m_database->execAndGet("PRAGMA integrity_check(1)").getString();
        if (finding != "ok")
            return fail(ErrorCode::Malformed, "the project database is damaged", m_file.string(), finding,
                "restore it from a copy");
        return {};
    });
}

std::uint64_t Database::bytesRead()
{
    int misses = 0, highest = 0;
    sqlite3_db_status(m_database->getHandle(), SQLITE_DBSTATUS_CACHE_MISS, &misses, &highest, 0);
    const std::int64_t page = m_database->execAndGet("PRAGMA page_size").getInt64();
    return static_cast<std::uint64_t>(misses) * static_cast<std::uint64_t>(page);
}

} // namespace fulcrum::store
