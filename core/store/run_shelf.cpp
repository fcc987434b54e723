// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that are put aside or come from elsewhere: archive, trash, removal; what imports and exports need.
#include "core/store/row.h"
#include "core/store/run_repository.h"
#include "core/store/sqlite_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fulcrum::store {
namespace {

Result<void> checkNotAtWork(const RunRecord& run)
{
    if (!isAtRest(run.state) && run.state != RunState::Queued)
        return fail(ErrorCode::Usage, "cannot delete a run", fmt::format("run {} '{}'", run.id, run.name), "it is at work",
            "stop it first");
    return {};
}

Result<void> checkNoChildren(const RunRecord& run, const std::vector<RunId>& children)
{
    if (children.empty())
        return {};
    return fail(ErrorCode::Usage, "cannot delete a run", fmt::format("run {} '{}'", run.id, run.name),
        children.size() == 1 ? fmt::format("run {} was made from it", children.front())
                             : fmt::format("runs {} were made from it", fmt::join(children, ", ")),
        "delete those first");
}

/// In the trash or not.
Result<std::vector<RunId>> allChildren(Database& database, RunId id)
{
    return guarded(database, "cannot read a run", [&]() -> Result<std::vector<RunId>> {
        SQLite::Statement statement(database.handle(), "SELECT run FROM run_parent WHERE parent = ? ORDER BY run");
        statement.bind(1, id);
        std::vector<RunId> found;
        while (statement.executeStep())
            found.push_back(statement.getColumn(0).getInt64());
        return found;
    });
}

/// ?1 is the run, ?2 a value where the statement has one.
Result<void> update(Database& database, RunId id, const char* sql, std::optional<std::int64_t> value = {})
{
    return guarded(database, "cannot change a run", [&]() -> Result<void> {
        SQLite::Statement statement(database.handle(), sql);
        statement.bind(1, id);
        if (value)
            statement.bind(2, *value);
        statement.exec();
        return {};
    });
}

} // namespace

Result<void> RunRepository::setArchived(RunId id, bool archived)
{
    FULCRUM_CHECK(get(id));
    return update(m_database, id, "UPDATE run SET archived = ?2 WHERE id = ?1", archived ? 1 : 0);
}

Result<void> RunRepository::moveToTrash(RunId id)
{
    return m_database.transaction([&]() -> Result<void> {
        FULCRUM_TRY(const RunRecord run, get(id));
        FULCRUM_CHECK(checkNotAtWork(run));
        FULCRUM_TRY(const std::vector<RunId> dependents, children(id));
        FULCRUM_CHECK(checkNoChildren(run, dependents));
        return update(m_database, id, "UPDATE run SET trashed = ?2 WHERE id = ?1", nowMilliseconds());
    });
}

Result<void> RunRepository::restore(RunId id)
{
    return m_database.transaction([&]() -> Result<void> {
        FULCRUM_TRY(const RunRecord run, get(id));
        for (const RunId parent : run.parents) {
            FULCRUM_TRY(const RunRecord made, get(parent));
            if (made.trashed > 0)
                return fail(ErrorCode::Usage, "cannot take a run out of the trash", fmt::format("run {} '{}'", id, run.name),
                    fmt::format("run {} '{}', which it was made from, is in the trash", parent, made.name), "restore that one first");
        }
        return update(m_database, id, "UPDATE run SET trashed = ?2 WHERE id = ?1", 0);
    });
}

Result<void> RunRepository::remove(RunId id)
{
    return m_database.transaction([&]() -> Result<void> {
        FULCRUM_TRY(const RunRecord run, get(id));
        FULCRUM_CHECK(checkNotAtWork(run));
        FULCRUM_TRY(const std::vector<RunId> dependents, allChildren(m_database, id));
        FULCRUM_CHECK(checkNoChildren(run, dependents));
        return update(m_database, id, "DELETE FROM run WHERE id = ?1");
    });
}

Result<std::map<std::string, std::string>> RunRepository::params(RunId id)
{
    return guarded(m_database, "cannot read a run's parameters", [&]() -> Result<std::map<std::string, std::string>> {
        SQLite::Statement statement(m_database.handle(), "SELECT key, value FROM run_param WHERE run = ?");
        statement.bind(1, id);
        std::map<std::string, std::string> found;
        while (statement.executeStep())
            found.emplace(statement.getColumn(0).getString(), statement.getColumn(1).getString());
        return found;
    });
}

Result<void> RunRepository::setTimes(RunId id, std::int64_t started, std::int64_t ended)
{
    FULCRUM_CHECK(update(m_database, id, "UPDATE run SET started = ?2 WHERE id = ?1", started));
    return update(m_database, id, "UPDATE run SET ended = ?2 WHERE id = ?1", ended);
}

} // namespace fulcrum::store
