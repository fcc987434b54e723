// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers.h"
#include "core/project/import_meter.h"
#include "core/project/project.h"
#include "core/store/sample_repository.h"

namespace fulcrum::project {

/// Project::importDatasets. Compares the files with what is stored, reads those that are new, which leaves a sample table of each
/// (from then on it can be looked at, and its samples take no memory), then stores all of it in one transaction. One use.
class Importer
{
public:
    Importer(const Project& project, store::Database& database, const ImportOptions& options);
    Result<ImportReport> run();

private:
    enum class Action {
        Keep,    ///< the active version is of these files
        Restore, ///< an earlier version is
        Read
    };
    /// One data set of the configuration.
    struct Step
    {
        store::DatasetRecord record; ///< as the files are now; Keep, Restore: the stored one
        std::optional<store::DatasetRecord> active; ///< before the import
        Action action = Action::Read;
        std::shared_ptr<const data::Dataset> dataset; ///< Read: what was read
        data::ProblemList problems;
        std::uint64_t bytes = 0; ///< of its files

        std::string name() const;
    };
    Result<std::vector<Step>> steps() const;
    Result<Step> describe(data::Task task, data::Split split) const;
    Result<void> compare(Step& step);
    Result<bool> hasContent(store::DatasetRecord& stored, store::DatasetRecord& now, bool trustTimes);
    Result<void> read(Step& step);
    Result<data::ReadResult> readFiles(const Step& step, const data::ReadOptions& options) const;
    Result<data::ReadResult> readVqaFiles(const SplitFiles& files, const data::ReadOptions& options) const;
    Result<void> nameVqaImages(data::Split split, data::ReadResult& result) const;
    Result<std::shared_ptr<const data::Dataset>> captionsOf(data::Split split) const;
    Result<void> store();
    Result<void> store(Step& step);
    Result<ReplacedVersion> replacement(const Step& step) const;
    Result<ImportReport> report() const;
    void removeTables() const;
    double until(double share, const Step& step, double before) const;

    const Project& m_project;
    store::Database& m_database;
    const ImportOptions& m_options;
    const ProjectConfig m_config;
    ImportMeter m_meter;
    std::vector<Step> m_steps;
    std::vector<Path> m_newTables; ///< files that this import has made
    std::uint64_t m_bytes = 0;     ///< of all files that have to be read
    double m_share = 0;            ///< where the present phase ends
    std::int64_t m_begin = 0;      ///< Unix milliseconds
};

} // namespace fulcrum::project
