// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "core/store/database.h"

#include <optional>
#include <span>

namespace fulcrum::store {

/// What people add to a project: tags, sets, views, colours, settings. Plain values; may be changed at any time.
class WorkspaceRepository
{
public:
    explicit WorkspaceRepository(Database& database) : m_database(database) {}

    /// Tags belong to published sample ids (Sample::id: image id or question id), not to indices: they stay with their samples
    /// when another version of a data set is imported. An id that the present version does not have keeps its tags.
    Result<void> setTag(data::Task task, data::Split split, std::int64_t id, std::string_view tag, bool on);
    /// The same for many samples. Call it inside a transaction.
    Result<void> setTags(data::Task task, data::Split split, std::span<const std::int64_t> ids, std::string_view tag, bool on);
    Result<std::vector<std::string>> tags(data::Task task, data::Split split, std::int64_t id);
    /// Every tag of a task and split with the id of its sample, by id.
    Result<std::vector<std::pair<std::int64_t, std::string>>> tags(data::Task task, data::Split split);
    /// Ids of the samples with this tag, ascending.
    Result<std::vector<std::int64_t>> tagged(data::Task task, data::Split split, std::string_view tag);

    struct IcdSet
    {
        std::string name;
        data::Task task{};
        std::vector<std::int64_t> items; ///< published ids of train samples (not indices) in prompt order
        std::string note;
        std::string origin = {};  ///< where it comes from: icl::SetOrigin as JSON; empty = not known
        std::int64_t created = 0; ///< Unix milliseconds; 0 = not known
        bool operator==(const IcdSet&) const = default;
    };
    Result<void> saveIcdSet(const IcdSet& set); ///< replaces the set of that name
    /// By name. A set whose members cannot be read has none.
    Result<std::vector<IcdSet>> icdSets();
    Result<void> removeIcdSet(std::string_view name);

    /// Named JSON documents. `kind`: "view", "series-style", "chart".
    Result<void> saveDocument(std::string_view kind, std::string_view name, std::string_view json);
    Result<std::vector<std::pair<std::string, std::string>>> documents(std::string_view kind);
    Result<void> removeDocument(std::string_view kind, std::string_view name);

    Result<void> setSetting(std::string_view key, std::string_view value);
    Result<std::optional<std::string>> setting(std::string_view key);

private:
    Database& m_database;
};

} // namespace fulcrum::store
