// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/project/importer.h"
#include "core/project/project_lock.h"
#include "core/project/stale_files.h"
#include "core/store/sample_repository.h"
#include "core/store/workspace_repository.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::project {
namespace {

constexpr const char* kConfigKey = "project.config";
constexpr const char* kDatabase = "project.sqlite";

Error systemError(const std::string& what, const Path& path, const std::error_code& reason)
{
    return {ErrorCode::Io, what, path.string(), reason.message(), {}};
}

Result<void> makeFolders(const Path& folder)
{
    for (const char* name : {"index", "embeddings", "features", "checkpoints", "exports", "logs"}) {
        std::error_code error;
        std::filesystem::create_directories(folder / name, error);
        if (error)
            return fail(systemError("cannot create the project folder", folder / name, error));
    }
    return {};
}

/// The folder must be new or empty: a project never mixes with other files.
Result<void> claimFolder(const Path& folder)
{
    std::error_code error;
    if (std::filesystem::exists(folder, error)) {
        if (!std::filesystem::is_directory(folder, error))
            return fail(ErrorCode::Usage, "cannot create a project", folder.string(), "there is a file of that name");
        if (!std::filesystem::is_empty(folder, error))
            return fail(ErrorCode::Usage, "cannot create a project", folder.string(), "the folder is not empty",
                "choose a new folder");
        return {};
    }
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(systemError("cannot create the project folder", folder, error));
    return {};
}

std::size_t placeOf(data::Task task, data::Split split)
{
    return 2 * static_cast<std::size_t>(task) + static_cast<std::size_t>(split);
}

} // namespace

Project::~Project() = default;

Result<void> Project::writeConfig(store::Database& database, const ProjectConfig& config)
{
    return database.transaction([&] {
        return store::WorkspaceRepository(database).setSetting(kConfigKey,
            toJson(config).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    });
}

Result<std::shared_ptr<Project>> Project::create(const Path& folder, const ProjectConfig& config)
{
    FULCRUM_CHECK(claimFolder(folder));
    Result<std::shared_ptr<Project>> project = fill(folder, config);
    if (!project) { // a full disk, for one: a half-made project would stand in the way of the next try
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    return project;
}

Result<std::shared_ptr<Project>> Project::fill(const Path& folder, const ProjectConfig& config)
{
    std::error_code error;
    std::shared_ptr<Project> project(new Project);
    project->m_folder = std::filesystem::canonical(folder, error);
    if (error)
        return fail(systemError("cannot create the project folder", folder, error));
    project->m_access = Access::ReadWrite;
    FULCRUM_TRY(project->m_lock, ProjectLock::take(project->m_folder));
    FULCRUM_CHECK(makeFolders(project->m_folder));
    FULCRUM_TRY(store::Database database,
        store::Database::open(project->m_folder / kDatabase, store::Database::Mode::Create));
    project->m_schema = database.schema();
    project->m_config = config;
    if (project->m_config.name.empty())
        project->m_config.name = project->m_folder.stem().string();
    FULCRUM_CHECK(writeConfig(database, project->m_config));
    return project;
}

Result<std::shared_ptr<Project>> Project::open(const Path& folder, Access access)
{
    std::error_code error;
    std::shared_ptr<Project> project(new Project);
    project->m_folder = std::filesystem::canonical(folder, error);
    if (error)
        return fail(ErrorCode::NotFound, "cannot open the project", folder.string(), error.message());
    if (!std::filesystem::exists(project->m_folder / kDatabase, error))
        return fail(ErrorCode::NotFound, "this is not a Fulcrum project", folder.string(),
            "it has no project.sqlite", "create one with 'fulcrum-cli project init'");
    project->m_access = access;
    using Mode = store::Database::Mode;
    if (access == Access::ReadWrite) {
        FULCRUM_TRY(project->m_lock, ProjectLock::take(project->m_folder));
    } else {
        // Without the lock a schema must not be upgraded under the one who has it; read-only opening refuses that.
        FULCRUM_CHECK(store::Database::open(project->m_folder / kDatabase, Mode::ReadOnly));
    }
    FULCRUM_TRY(const store::Database database, project->connect());
    project->m_schema = database.schema();
    FULCRUM_CHECK(project->readConfig());
    if (access == Access::ReadWrite) {
        FULCRUM_CHECK(makeFolders(project->m_folder));
        removeStaleTemporaries(project->m_folder / "index");
        removeStaleTemporaries(project->embeddingsFolder());
        removeStaleTemporaries(project->checkpointsFolder());
    }
    return project;
}

Result<void> Project::readConfig()
{
    FULCRUM_TRY(store::Database database, connect());
    FULCRUM_TRY(
        const std::optional<std::string> text, store::WorkspaceRepository(database).setting(kConfigKey));
    const nlohmann::json json = nlohmann::json::parse(text.value_or(""), nullptr, false);
    if (json.is_discarded())
        return fail(ErrorCode::Malformed, "the project database is damaged", database.file().string(),
            text ? "its configuration is not JSON" : "its configuration is missing");
    Result<ProjectConfig> config = configFromJson(json, m_schema == store::Database::Schema::NewerReadable);
    if (!config)
        return fail(config.error().within(database.file().string()));
    m_config = std::move(*config);
    return {};
}

ProjectConfig Project::config() const
{
    const std::lock_guard guard(m_mutex);
    return m_config;
}

Result<void> Project::setConfig(const ProjectConfig& config)
{
    if (m_access != Access::ReadWrite)
        return fail(ErrorCode::Usage, "cannot change the project", m_folder.string(), "it is open read-only");
    FULCRUM_TRY(store::Database database, connect());
    const auto write = [&]() -> Result<void> {
        store::SampleRepository repository(database);
        FULCRUM_TRY(std::vector<store::DatasetRecord> active, repository.datasets());
        for (store::DatasetRecord& record : active) { // a later version must not take the folder from this one
            record.imageFolder = config.images(record.task, record.split);
            FULCRUM_CHECK(repository.update(record));
        }
        return writeConfig(database, config);
    };
    FULCRUM_CHECK(database.transaction(write));
    const std::lock_guard guard(m_mutex);
    m_config = config;
    m_datasets = {}; // the image folders may have moved
    return {};
}

Result<store::Database> Project::connect() const
{
    using Mode = store::Database::Mode;
    return store::Database::open(m_folder / kDatabase, readOnly() ? Mode::ReadOnly : Mode::ReadWrite);
}

Path Project::resolve(std::string_view stored) const
{
    return stored.empty() ? Path() : (m_folder / Path(std::string(stored))).lexically_normal();
}

std::string Project::stored(const Path& path) const
{
    if (path.empty())
        return {};
    std::error_code error;
    const Path absolute = std::filesystem::weakly_canonical(path, error);
    const Path normal = error ? std::filesystem::absolute(path, error).lexically_normal() : absolute;
    const Path relative = normal.lexically_relative(m_folder);
    const bool below = !relative.empty() && *relative.begin() != "..";
    return (below ? relative : normal).generic_string();
}

Path Project::imageFolder(data::Task task, data::Split split) const
{
    return resolve(config().images(task, split));
}

Result<ImportReport> Project::importDatasets(const ImportOptions& options)
{
    if (m_access != Access::ReadWrite)
        return fail(ErrorCode::Usage, "cannot import data", m_folder.string(), "the project is open read-only");
    FULCRUM_TRY(store::Database database, connect());
    FULCRUM_TRY(ImportReport report, Importer(*this, database, options).run());
    const std::lock_guard guard(m_mutex);
    if (options.config)
        m_config = *options.config;
    m_datasets = {};
    m_others.clear();
    return report;
}

Path Project::sampleTableFile(std::string_view fingerprint) const
{
    return m_folder / "index" / fmt::format("{}.samples", fingerprint);
}

/// The table is a copy of the rows: whatever is wrong with it, it is made again, and what cannot be written stays in memory.
Result<data::SampleTable> Project::sampleTable(const store::DatasetRecord& record, store::Database& database) const
{
    const Path file = sampleTableFile(record.fingerprint);
    auto table = data::SampleTable::open(file, record.fingerprint);
    if (table && static_cast<std::int64_t>(table->size()) == record.samples)
        return table;
    FULCRUM_TRY(const std::vector<data::Sample> samples, store::SampleRepository(database).load(record.task, record.split, record.fingerprint));
    if (record.samples != static_cast<std::int64_t>(samples.size()))
        return fail(ErrorCode::Malformed, "the project database is damaged", database.file().string(),
            "a data set has lost samples", "restore it from a copy");
    if (m_access == Access::ReadWrite && data::SampleTable::write(file, samples, record.fingerprint))
        if (auto written = data::SampleTable::open(file, record.fingerprint))
            return written;
    return data::SampleTable(samples);
}

Result<std::shared_ptr<const data::Dataset>> Project::openDataset(
    const store::DatasetRecord& record, const Path& images, store::Database& database) const
{
    FULCRUM_TRY(data::SampleTable samples, sampleTable(record, database));
    return std::make_shared<const data::Dataset>(record.task, record.split, record.fingerprint, images, std::move(samples));
}

Result<std::shared_ptr<const data::Dataset>> Project::dataset(data::Task task, data::Split split) const
{
    const Path images = imageFolder(task, split);
    const std::lock_guard guard(m_mutex);
    auto& kept = m_datasets[placeOf(task, split)];
    if (kept)
        return kept;
    FULCRUM_TRY(store::Database database, connect());
    FULCRUM_TRY(const std::optional<store::DatasetRecord> record, store::SampleRepository(database).dataset(task, split));
    if (!record)
        return fail(ErrorCode::NotFound,
            fmt::format("the project has no {} data set for split '{}'", data::taskName(task), data::splitName(split)),
            database.file().string(), {}, "import it first: fulcrum-cli project import");
    FULCRUM_TRY(kept, openDataset(*record, images, database));
    return kept;
}

Result<std::shared_ptr<const data::Dataset>> Project::dataset(
    data::Task task, data::Split split, std::string_view fingerprint) const
{
    const auto active = dataset(task, split);
    if (active && (*active)->fingerprint() == fingerprint)
        return active;
    const std::lock_guard guard(m_mutex);
    const auto kept = m_others.find(fingerprint);
    if (kept != m_others.end() && kept->second->task() == task && kept->second->split() == split)
        return kept->second;
    FULCRUM_TRY(store::Database database, connect());
    FULCRUM_TRY(const std::optional<store::DatasetRecord> record,
        store::SampleRepository(database).dataset(task, split, fingerprint));
    if (!record)
        return fail(ErrorCode::NotFound,
            fmt::format("the project does not have this version of its {} data set for split '{}'", data::taskName(task),
                data::splitName(split)),
            database.file().string(), fmt::format("no version has the fingerprint {}", fingerprint),
            "import the files that it was made from: fulcrum-cli project import");
    FULCRUM_TRY(const auto opened, openDataset(*record, resolve(record->imageFolder), database));
    m_others.emplace(fingerprint, opened);
    return opened;
}

} // namespace fulcrum::project
