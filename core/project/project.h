// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/import.h"
#include "core/store/database.h"

#include <map>
#include <mutex>

namespace fulcrum::store {
struct DatasetRecord;
}

namespace fulcrum::project {

class ProjectLock;

enum class Access {
    ReadWrite, ///< takes the project's lock; Locked (naming pid and host) when another program has it
    Control,   ///< writes without the lock: only for requests to a running job and for names, notes, tags
    ReadOnly   ///< takes no lock and never writes
};

/// A project folder NAME.fulcrum/ (ARCHITECTURE.md section 4): project.sqlite, index/, embeddings/, features/, checkpoints/, exports/,
/// logs/, lock. Thread-safe. Shared between the threads of a program; the lock is held as long as one pointer lives.
class Project
{
public:
    /// Makes the folder; it must not exist or be empty. On an error it is gone again.
    static Result<std::shared_ptr<Project>> create(const Path& folder, const ProjectConfig& config);
    static Result<std::shared_ptr<Project>> open(const Path& folder, Access access);
    ~Project();
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;

    const Path& folder() const { return m_folder; } ///< canonical
    Access access() const { return m_access; }
    bool readOnly() const { return m_access == Access::ReadOnly; }
    store::Database::Schema schema() const { return m_schema; }

    ProjectConfig config() const;
    Result<void> setConfig(const ProjectConfig& config);

    /// A new connection for the calling thread.
    Result<store::Database> connect() const;

    /// "models/clip" -> below the project; absolute stays. The reverse of `stored`.
    Path resolve(std::string_view stored) const;
    /// Relative with '/' when the path lies below the project, else absolute.
    std::string stored(const Path& path) const;
    /// Where the images of a data set lie, as configured now.
    Path imageFolder(data::Task task, data::Split split) const;
    Path encoderFolder() const { return resolve(config().encoder); }
    Path lvlmFolder() const { return resolve(config().lvlm); }
    Path embeddingsFolder() const { return m_folder / "embeddings"; }
    Path featuresFolder() const { return m_folder / "features"; }
    Path checkpointsFolder() const { return m_folder / "checkpoints"; }
    Path exportsFolder() const { return m_folder / "exports"; }
    /// Where data::SampleTable keeps the samples of a data set; made again from the database when it is not there.
    Path sampleTableFile(std::string_view fingerprint) const;
    Path logsFolder() const { return m_folder / "logs"; }

    /// Reads the configured data files and stores them in one transaction: all of it or nothing. Data sets that are of the same
    /// files are left alone, which costs nothing while their sizes and times are the same. Files that have changed make a new
    /// version, which becomes the active one; the old one stays with what refers to it. Writers of the project have to wait while
    /// samples are stored, readers do not.
    Result<ImportReport> importDatasets(const ImportOptions& options = {});
    /// The active version. Opened on first use (a memory map) and kept; NotFound when the project has no such data set.
    Result<std::shared_ptr<const data::Dataset>> dataset(data::Task task, data::Split split) const;
    /// The version with this fingerprint, active or not: for what refers to its rows.
    Result<std::shared_ptr<const data::Dataset>> dataset(
        data::Task task, data::Split split, std::string_view fingerprint) const;

private:
    Project() = default;
    static Result<std::shared_ptr<Project>> fill(const Path& folder, const ProjectConfig& config);
    static Result<void> writeConfig(store::Database& database, const ProjectConfig& config);
    Result<void> readConfig();
    Result<data::SampleTable> sampleTable(const store::DatasetRecord& record, store::Database& database) const;
    Result<std::shared_ptr<const data::Dataset>> openDataset(
        const store::DatasetRecord& record, const Path& images, store::Database& database) const;
    friend class Importer;

    // immutable after construction
    Path m_folder;
    Access m_access = Access::ReadOnly;
    store::Database::Schema m_schema = store::Database::Schema::Current;
    std::unique_ptr<ProjectLock> m_lock;

    mutable std::mutex m_mutex;
    // guarded by m_mutex
    ProjectConfig m_config;
    mutable std::array<std::shared_ptr<const data::Dataset>, 4> m_datasets; ///< active versions
    mutable std::map<std::string, std::shared_ptr<const data::Dataset>, std::less<>> m_others; ///< by fingerprint
};

} // namespace fulcrum::project
