// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace_repository.h"

#include "core/store/row.h"
#include "core/store/sqlite_error.h"

namespace fulcrum::store {
namespace {

/// Series styles have a table of their own; everything else is a saved view of some kind.
constexpr std::string_view kSeriesStyle = "series-style";

} // namespace

Result<void> WorkspaceRepository::setTag(
    data::Task task, data::Split split, std::int64_t id, std::string_view tag, bool on)
{
    return setTags(task, split, {&id, 1}, tag, on);
}

Result<void> WorkspaceRepository::setTags(
    data::Task task, data::Split split, std::span<const std::int64_t> ids, std::string_view tag, bool on)
{
    if (tag.empty() || tag.size() > 80)
        return fail(ErrorCode::Usage, "cannot tag a sample", std::string(tag), "a tag has 1 to 80 characters");
    return guarded(m_database, "cannot tag a sample", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(),
            on ? "INSERT OR IGNORE INTO sample_tag (task, split, sample, tag) VALUES (?, ?, ?, ?)"
               : "DELETE FROM sample_tag WHERE task = ? AND split = ? AND sample = ? AND tag = ?");
        statement.bind(1, data::taskName(task));
        statement.bind(2, data::splitName(split));
        bindText(statement, 4, tag);
        for (const std::int64_t id : ids) {
            statement.bind(3, id);
            statement.exec();
            statement.reset(); // the bound values stay
        }
        return {};
    });
}

Result<std::vector<std::string>> WorkspaceRepository::tags(data::Task task, data::Split split, std::int64_t id)
{
    return guarded(m_database, "cannot read tags", [&]() -> Result<std::vector<std::string>> {
        SQLite::Statement statement(
            m_database.handle(), "SELECT tag FROM sample_tag WHERE task = ? AND split = ? AND sample = ? ORDER BY tag");
        statement.bind(1, data::taskName(task));
        statement.bind(2, data::splitName(split));
        statement.bind(3, id);
        std::vector<std::string> found;
        while (statement.executeStep())
            found.push_back(statement.getColumn(0).getString());
        return found;
    });
}

Result<std::vector<std::pair<std::int64_t, std::string>>> WorkspaceRepository::tags(data::Task task, data::Split split)
{
    using Tags = std::vector<std::pair<std::int64_t, std::string>>;
    return guarded(m_database, "cannot read tags", [&]() -> Result<Tags> {
        SQLite::Statement statement(
            m_database.handle(), "SELECT sample, tag FROM sample_tag WHERE task = ? AND split = ? ORDER BY sample, tag");
        statement.bind(1, data::taskName(task));
        statement.bind(2, data::splitName(split));
        Tags found;
        while (statement.executeStep())
            found.emplace_back(statement.getColumn(0).getInt64(), statement.getColumn(1).getString());
        return found;
    });
}

Result<std::vector<std::int64_t>> WorkspaceRepository::tagged(
    data::Task task, data::Split split, std::string_view tag)
{
    return guarded(m_database, "cannot read tags", [&]() -> Result<std::vector<std::int64_t>> {
        SQLite::Statement statement(
            m_database.handle(), "SELECT sample FROM sample_tag WHERE task = ? AND split = ? AND tag = ? ORDER BY sample");
        statement.bind(1, data::taskName(task));
        statement.bind(2, data::splitName(split));
        bindText(statement, 3, tag);
        std::vector<std::int64_t> found;
        while (statement.executeStep())
            found.push_back(statement.getColumn(0).getInt64());
        return found;
    });
}

namespace {

/// None when the list is damaged: one bad set does not hide the others.
std::vector<std::int64_t> membersFrom(const std::string& text)
{
    const auto list = nlohmann::json::parse(text, nullptr, false);
    std::vector<std::int64_t> members;
    for (const nlohmann::json& one : list.is_array() ? list : nlohmann::json::array())
        if (one.is_number_integer())
            members.push_back(one.get<std::int64_t>());
    return members;
}

} // namespace

Result<void> WorkspaceRepository::saveIcdSet(const IcdSet& set)
{
    return guarded(m_database, "cannot save an ICD set", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(), "INSERT OR REPLACE INTO icd_set (name, task, items, note, origin, created) VALUES (?, ?, ?, ?, ?, ?)");
        statement.bind(1, set.name);
        statement.bind(2, data::taskName(set.task));
        statement.bind(3, arrayText(set.items));
        statement.bind(4, set.note);
        statement.bind(5, set.origin);
        statement.bind(6, set.created);
        statement.exec();
        return {};
    });
}

Result<std::vector<WorkspaceRepository::IcdSet>> WorkspaceRepository::icdSets()
{
    return guarded(m_database, "cannot read ICD sets", [&]() -> Result<std::vector<IcdSet>> {
        SQLite::Statement statement(m_database.handle(), "SELECT name, task, items, note, origin, created FROM icd_set ORDER BY name");
        std::vector<IcdSet> found;
        while (statement.executeStep())
            found.push_back({statement.getColumn(0).getString(), taskFrom(statement.getColumn(1).getString()),
                membersFrom(statement.getColumn(2).getString()), statement.getColumn(3).getString(),
                statement.getColumn(4).getString(), statement.getColumn(5).getInt64()});
        return found;
    });
}

Result<void> WorkspaceRepository::removeIcdSet(std::string_view name)
{
    return guarded(m_database, "cannot remove an ICD set", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(), "DELETE FROM icd_set WHERE name = ?");
        bindText(statement, 1, name);
        statement.exec();
        return {};
    });
}

Result<void> WorkspaceRepository::saveDocument(std::string_view kind, std::string_view name, std::string_view json)
{
    return guarded(m_database, "cannot save a view", [&]() -> Result<void> {
        const bool style = kind == kSeriesStyle;
        SQLite::Statement statement(m_database.handle(),
            style ? "INSERT OR REPLACE INTO series_style (name, style) VALUES (?2, ?3)"
                  : "INSERT OR REPLACE INTO saved_view (kind, name, document) VALUES (?1, ?2, ?3)");
        if (!style)
            bindText(statement, 1, kind);
        bindText(statement, 2, name);
        bindText(statement, 3, json);
        statement.exec();
        return {};
    });
}

Result<std::vector<std::pair<std::string, std::string>>> WorkspaceRepository::documents(std::string_view kind)
{
    using Documents = std::vector<std::pair<std::string, std::string>>;
    return guarded(m_database, "cannot read views", [&]() -> Result<Documents> {
        const bool style = kind == kSeriesStyle;
        SQLite::Statement statement(m_database.handle(),
            style ? "SELECT name, style FROM series_style ORDER BY name"
                  : "SELECT name, document FROM saved_view WHERE kind = ? ORDER BY name");
        if (!style)
            bindText(statement, 1, kind);
        Documents found;
        while (statement.executeStep())
            found.emplace_back(statement.getColumn(0).getString(), statement.getColumn(1).getString());
        return found;
    });
}

Result<void> WorkspaceRepository::removeDocument(std::string_view kind, std::string_view name)
{
    return guarded(m_database, "cannot remove a view", [&]() -> Result<void> {
        const bool style = kind == kSeriesStyle;
        SQLite::Statement statement(m_database.handle(),
            style ? "DELETE FROM series_style WHERE name = ?2" : "DELETE FROM saved_view WHERE kind = ?1 AND name = ?2");
        if (!style)
            bindText(statement, 1, kind);
        bindText(statement, 2, name);
        statement.exec();
        return {};
    });
}

Result<void> WorkspaceRepository::setSetting(std::string_view key, std::string_view value)
{
    return guarded(m_database, "cannot write a setting", [&]() -> Result<void> {
        SQLite::Statement statement(m_database.handle(), "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)");
        bindText(statement, 1, key);
        bindText(statement, 2, value);
        statement.exec();
        return {};
    });
}

Result<std::optional<std::string>> WorkspaceRepository::setting(std::string_view key)
{
    return guarded(m_database, "cannot read a setting", [&]() -> Result<std::optional<std::string>> {
        SQLite::Statement statement(m_database.handle(), "SELECT value FROM setting WHERE key = ?");
        bindText(statement, 1, key);
        if (!statement.executeStep())
            return std::nullopt;
        return statement.getColumn(0).getString();
    });
}

} // namespace fulcrum::store
