// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/official_results.h"
#include "core/runs/run_import.h"
#include "core/store/result_repository.h"

namespace fulcrum::runs {

/// Of a file whose content does not show it: as given, as its folder says, else the project's only one. Usage otherwise.
Result<data::Task> taskOf(const project::Project& project, const ImportOptions& options, const Path& file);

/// Official results on their way into runs: read, checked against the project's data, scored, and stored at the end.
class OfficialRuns
{
public:
    OfficialRuns(project::Project& project, const ImportOptions& options) : m_project(project), m_options(options) {}

    Result<void> addMetrics(const Path& file);
    Result<void> addGeneration(const Path& file);
    /// Computes the scores of predictions; the longest part.
    Result<void> score();
    /// Inside the caller's transaction.
    Result<std::vector<ImportedRun>> store(store::Database& database);

private:
    struct Cell
    {
        std::string retriever;
        std::optional<double> metric; ///< as published
        std::vector<OfficialAnswer> answers;
        std::vector<std::int64_t> queries; ///< sample index of each answer
        std::vector<std::string> predictions; ///< cleaned of what the model wrote on
        std::vector<double> scores;
        double computed = 0; ///< mean of `scores`
    };
    /// One start of the script.
    struct Group
    {
        data::Task task{};
        std::string lvlm, experiment, timestamp;
        std::int64_t testDataNum = -1;
        std::vector<Path> files;
        std::map<std::pair<std::string, int>, Cell> cells; ///< by strategy and shots
        std::vector<std::string> notes;
    };

    Result<Group*> groupOf(const Path& file, const OfficialKey& key, std::optional<data::Task> task);
    Result<Cell*> cellOf(Group& group, const Path& file, const std::string& retriever, int shots);
    Result<void> findQueries(const Path& file, const Group& group, Cell& cell);
    store::RunRecord recordOf(const Group& group) const;
    Result<void> storeCells(store::Database& database, store::RunId run, const Group& group);

    project::Project& m_project;
    const ImportOptions& m_options;
    std::vector<Group> m_groups;
};

} // namespace fulcrum::runs
