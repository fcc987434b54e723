// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers.h"
#include "core/project/project.h"
#include "core/store/sample_repository.h"

namespace fulcrum::project {

/// Project::importDatasets. One use.
class Importer
{
public:
    Importer(const Project& project, store::Database& database, const ImportOptions& options)
        : m_project(project), m_database(database), m_options(options)
    {
    }
    Result<ImportReport> run();

private:
    struct Step
    {
        data::Task task{};
        data::Split split{};
        std::vector<std::pair<std::string, std::string>> files; ///< role, stored path
    };
    Result<std::vector<Step>> steps() const;
    Result<void> import(const Step& step);
    Result<store::DatasetRecord> describe(const Step& step) const;
    Result<void> checkUnchanged(const store::DatasetRecord& stored, const store::DatasetRecord& now) const;
    Result<data::ReadResult> read(const Step& step);
    Result<void> nameVqaImages(data::Split split, data::ReadResult& result);
    void report(double share, std::string_view phase) const;

    const Project& m_project;
    store::Database& m_database;
    const ImportOptions& m_options;
    ImportReport m_report;
    std::size_t m_step = 0, m_steps = 1;
};

} // namespace fulcrum::project
