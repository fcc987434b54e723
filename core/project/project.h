// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/problem.h"
#include "core/project/project_config.h"
#include "core/store/database.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

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

/// Number of samples of one imported data set and what was wrong with its files.
struct ImportReport
{
    struct Entry
    {
        data::Task task{};
        data::Split split{};
        std::size_t samples = 0;
        bool unchanged = false; ///< already there with the same fingerprint
    };
    std::vector<Entry> entries;
    data::ProblemList problems;
};

struct ImportOptions
{
    std::stop_token stop;
    std::function<void(double share, std::string_view phase)> progress;
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

    /// Reads the configured data files and stores them in one transaction: all of it or nothing. Data sets already stored
    /// with the same fingerprint are left alone; one whose files have changed is refused (results refer to its rows).
    Result<ImportReport> importDatasets(const ImportOptions& options = {});
    /// Opened on first use (a memory map) and kept; NotFound when the project has no such data set.
    Result<std::shared_ptr<const data::Dataset>> dataset(data::Task task, data::Split split) const;

private:
    Project() = default;
    static Result<std::shared_ptr<Project>> fill(const Path& folder, const ProjectConfig& config);
    Result<void> readConfig();
    Result<data::SampleTable> sampleTable(const store::DatasetRecord& record, store::Database& database) const;
    friend class Importer;

    // immutable after construction
    Path m_folder;
    Access m_access = Access::ReadOnly;
    store::Database::Schema m_schema = store::Database::Schema::Current;
    std::unique_ptr<ProjectLock> m_lock;

    mutable std::mutex m_mutex;
    // guarded by m_mutex
    ProjectConfig m_config;
    mutable std::shared_ptr<const data::Dataset> m_datasets[2][2];
};

} // namespace fulcrum::project
