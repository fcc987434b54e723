// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "core/store/run_repository.h"
#include "core/store/workspace_repository.h"

#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <atomic>
#include <fstream>
#include <thread>

using namespace fulcrum;
using namespace fulcrum::store;
using Mode = Database::Mode;
using Schema = Database::Schema;

namespace {

/// The built-in schema and one invented step more: a "newer program".
std::vector<Migration> newer(int minCompatible)
{
    std::vector<Migration> migrations = builtinMigrations();
    const int next = migrations.back().version + 1;
    migrations.push_back({next, minCompatible, "future", "CREATE TABLE future (x INTEGER)"});
    return migrations;
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    Path m_file;

    void make(const std::vector<Migration>& migrations = builtinMigrations())
    {
        auto database = Database::open(m_file, Mode::Create, migrations);
        QVERIFY2(database, database ? "" : database.error().text().c_str());
        QVERIFY(WorkspaceRepository(*database).setSetting("mark", "kept"));
    }
    void execute(const char* sql)
    {
        SQLite::Database raw(m_file.string(), SQLite::OPEN_READWRITE);
        raw.exec(sql);
    }
    ErrorCode failure(Mode mode = Mode::ReadWrite, const std::vector<Migration>& migrations = builtinMigrations())
    {
        const auto database = Database::open(m_file, mode, migrations);
        return database ? ErrorCode::Internal : database.error().code;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = Path(m_folder->path().toStdString()) / "project.sqlite";
    }

    void createdThenCurrent()
    {
        {
            const auto database = Database::open(m_file, Mode::Create);
            QVERIFY(database);
            QCOMPARE(database->schema(), Schema::Created);
        }
        const auto database = Database::open(m_file, Mode::ReadWrite);
        QVERIFY(database);
        QCOMPARE(database->schema(), Schema::Current);
        QCOMPARE(database->schemaVersion(), builtinMigrations().back().version);
        QCOMPARE(failure(Mode::Create), ErrorCode::Usage);
    }

    void upgraded()
    {
        make();
        QCOMPARE(failure(Mode::ReadOnly, newer(1)), ErrorCode::Unsupported);
        auto database = Database::open(m_file, Mode::ReadWrite, newer(1));
        QVERIFY2(database, database ? "" : database.error().text().c_str());
        QCOMPARE(database->schema(), Schema::Upgraded);
        QCOMPARE(*WorkspaceRepository(*database).setting("mark"), std::optional<std::string>("kept"));
    }

    void failedUpgradeChangesNothing()
    {
        make();
        std::vector<Migration> broken = newer(1);
        broken.back().sql = "CREATE TABLE half (x INTEGER); CREATE NONSENSE";
        QCOMPARE(failure(Mode::ReadWrite, broken), ErrorCode::Malformed);
        const auto database = Database::open(m_file, Mode::ReadWrite);
        QVERIFY(database);
        QCOMPARE(database->schema(), Schema::Current);
        SQLite::Database raw(m_file.string());
        QVERIFY(!raw.tableExists("half"));
    }

    void newerIsRefused()
    {
        const int version = builtinMigrations().back().version;
        make(newer(version + 1));
        for (const Mode mode : {Mode::ReadWrite, Mode::ReadOnly}) {
            const auto database = Database::open(m_file, mode);
            QVERIFY(!database);
            QCOMPARE(database.error().code, ErrorCode::TooNew);
            QVERIFY(database.error().why.find(std::to_string(version + 1)) != std::string::npos);
        }
    }

    void newerButCompatibleIsReadable()
    {
        make(newer(1));
        QCOMPARE(failure(Mode::ReadWrite), ErrorCode::TooNew);
        auto database = Database::open(m_file, Mode::ReadOnly);
        QVERIFY(database);
        QCOMPARE(database->schema(), Schema::NewerReadable);
        QCOMPARE(*WorkspaceRepository(*database).setting("mark"), std::optional<std::string>("kept"));
    }

    void damage_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"missing table", "no version", "foreign", "not a database", "empty", "truncated"})
            QTest::newRow(kind) << kind;
    }
    void damage()
    {
        QFETCH(QString, kind);
        if (kind == "foreign") {
            SQLite::Database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE a (b)");
        } else if (kind == "not a database") {
            QVERIFY(writeFileAtomic(m_file, std::string(5000, 'x')));
        } else if (kind == "empty") {
            QVERIFY(writeFileAtomic(m_file, ""));
        } else {
            make();
            if (kind == "missing table")
                execute("DROP TABLE prediction");
            else if (kind == "no version")
                execute("DELETE FROM schema_info");
            else
                std::filesystem::resize_file(m_file, std::filesystem::file_size(m_file) / 2);
        }
        for (const Mode mode : {Mode::ReadWrite, Mode::ReadOnly}) {
            const auto database = Database::open(m_file, mode);
            QVERIFY(!database);
            QCOMPARE(database.error().code, ErrorCode::Malformed);
            QVERIFY(!database.error().where.empty());
        }
    }

    void missing() { QCOMPARE(failure(), ErrorCode::NotFound); }

    void overwrittenPageIsFoundByTheCheck()
    {
        make();
        const int page = SQLite::Database(m_file.string())
                             .execAndGet("SELECT rootpage FROM sqlite_master WHERE name = 'run'").getInt();
        {
            std::fstream file(m_file, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(4096 * (page - 1));
            file << std::string(4096, '\xAA');
        }
        auto database = Database::open(m_file, Mode::ReadOnly);
        if (database)
            QCOMPARE(database->checkIntegrity().error().code, ErrorCode::Malformed);
        else
            QCOMPARE(database.error().code, ErrorCode::Malformed);
    }

    void readOnlyWritesNothing()
    {
        make();
        auto database = Database::open(m_file, Mode::ReadOnly);
        QVERIFY(database);
        const auto written = WorkspaceRepository(*database).setSetting("a", "b");
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
    }

    void transactionsRollBack()
    {
        make();
        auto database = Database::open(m_file, Mode::ReadWrite);
        QVERIFY(database);
        WorkspaceRepository workspace(*database);
        const auto failed = database->transaction([&]() -> Result<void> {
            FULCRUM_CHECK(workspace.setSetting("x", "1"));
            return fail(ErrorCode::Failed, "on purpose");
        });
        QVERIFY(!failed);
        QCOMPARE(failed.error().what, std::string("on purpose"));
        const auto thrown = database->transaction([&]() -> Result<void> {
            FULCRUM_CHECK(workspace.setSetting("x", "2"));
            throw std::runtime_error("on purpose, too");
        });
        QVERIFY(!thrown);
        QCOMPARE(*workspace.setting("x"), std::nullopt);
        // An inner failure undoes the inner writes only.
        QVERIFY(database->transaction([&]() -> Result<void> {
            FULCRUM_CHECK(workspace.setSetting("outer", "1"));
            const auto inner = database->transaction([&]() -> Result<void> {
                const auto written = workspace.setSetting("inner", "1");
                return written ? fail(ErrorCode::Failed, "inner") : written;
            });
            return inner ? fail(ErrorCode::Failed, "should have failed") : Result<void>{};
        }));
        QCOMPARE(*workspace.setting("outer"), std::optional<std::string>("1"));
        QCOMPARE(*workspace.setting("inner"), std::nullopt);
    }

    void fullDiskIsClearAndHarmless()
    {
        make();
        auto database = Database::open(m_file, Mode::ReadWrite);
        QVERIFY(database);
        // max_page_count makes SQLite say SQLITE_FULL, as a full disk does.
        const int pages = database->handle().execAndGet("PRAGMA page_count").getInt();
        database->handle().exec("PRAGMA max_page_count = " + std::to_string(pages + 2));
        WorkspaceRepository workspace(*database);
        const auto written
            = database->transaction([&] { return workspace.setSetting("big", std::string(1'000'000, 'x')); });
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY2(written.error().text().find("disk is full") != std::string::npos, written.error().text().c_str());
        QCOMPARE(*workspace.setting("mark"), std::optional<std::string>("kept"));
        QVERIFY(database->checkIntegrity());
        database->handle().exec("PRAGMA max_page_count = 1000000");
        QVERIFY(workspace.setSetting("big", std::string(1'000'000, 'x')));
    }

    void oneConnectionPerThreadAndWritersWait()
    {
        make();
        constexpr int kThreads = 4, kWrites = 25;
        std::atomic<int> failures = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < kThreads; ++t)
                threads.emplace_back([&, t] {
                    auto database = Database::open(m_file, Mode::ReadWrite);
                    for (int i = 0; database && i < kWrites; ++i)
                        if (!database->transaction([&] {
                                return WorkspaceRepository(*database).setSetting(
                                    std::to_string(t) + "/" + std::to_string(i), "1");
                            }))
                            ++failures;
                    failures += database ? 0 : 1;
                });
        }
        QCOMPARE(failures.load(), 0);
        SQLite::Database raw(m_file.string());
        QCOMPARE(raw.execAndGet("SELECT count(*) FROM setting").getInt(), kThreads * kWrites + 1);
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
