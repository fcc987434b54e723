// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_import.h"

#include "core/dm/dm_job.h"
#include "core/project/dataset_versions.h"
#include "core/runs/official_run.h"
#include "core/runs/run_archive.h"
#include "core/runs/run_catalog.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::runs {

namespace {

/// A file with what it is; folders have been looked into.
struct KnownFile
{
    Path path;
    ResultFile kind = ResultFile::Unknown;
};

Result<std::vector<Path>> expand(std::span<const Path> files)
{
    std::vector<Path> all;
    for (const Path& file : files) {
        std::error_code ignored;
        if (!std::filesystem::is_directory(file, ignored)) {
            all.push_back(file);
            continue;
        }
        const std::size_t before = all.size();
        if (std::filesystem::is_regular_file(file / "metrics.json", ignored))
            all.push_back(file / "metrics.json");
        for (const Path& folder : {file / "generation_metainfo", file}) {
            std::vector<Path> found;
            for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
                if (entry.path().extension() == ".json" && (folder != file || parseOfficialKey(entry.path().stem().string())))
                    found.push_back(entry.path());
            std::sort(found.begin(), found.end());
            all.insert(all.end(), found.begin(), found.end());
        }
        if (all.size() == before)
            return fail(ErrorCode::NotFound, "cannot import results", file.string(),
                "the folder has neither a metrics.json nor a generation_metainfo folder", "name the files");
    }
    return all;
}

Result<std::vector<KnownFile>> identifyAll(std::span<const Path> files)
{
    FULCRUM_TRY(const std::vector<Path> all, expand(files));
    if (all.empty())
        return fail(ErrorCode::Usage, "cannot import results", {}, "no file was named");
    std::vector<KnownFile> known;
    for (const Path& path : all) {
        FULCRUM_TRY(const ResultFile kind, identify(path));
        if (kind == ResultFile::Checkpoint)
            return fail(ErrorCode::Unsupported, "cannot import results", path.string(), "it is a model's checkpoint",
                "a Lever-LM is imported by 'fulcrum-cli lever import'");
        if (kind == ResultFile::Unknown)
            return fail(ErrorCode::Unsupported, "cannot import results", path.string(), "it is no kind of results that Fulcrum knows",
                "results are metrics.json, generation_metainfo/*.json, generated D_M data and runs exported as zip");
        known.push_back({path, kind});
    }
    return known;
}

class Import
{
public:
    Import(project::Project& project, store::Database& database, const ImportOptions& options)
        : m_project(project), m_database(database), m_options(options)
    {
    }

    Result<std::vector<ImportedRun>> run(const std::vector<KnownFile>& files)
    {
        OfficialRuns official(m_project, m_options);
        for (const KnownFile& file : files) {
            FULCRUM_CHECK(checkStop());
            if (file.kind == ResultFile::Metrics) {
                FULCRUM_CHECK(official.addMetrics(file.path));
            } else if (file.kind == ResultFile::Generation) {
                FULCRUM_CHECK(official.addGeneration(file.path));
            }
        }
        FULCRUM_CHECK(official.score());
        const auto storeAll = [&]() -> Result<void> {
            FULCRUM_CHECK(checkStop());
            FULCRUM_TRY(m_runs, official.store(m_database));
            for (const KnownFile& file : files) {
                FULCRUM_CHECK(checkStop());
                if (file.kind == ResultFile::RunArchive) {
                    FULCRUM_CHECK(addArchive(file.path));
                } else if (file.kind == ResultFile::DmData) {
                    FULCRUM_CHECK(addDm(file.path));
                }
            }
            return {};
        };
        FULCRUM_CHECK(m_database.transaction(storeAll));
        for (const auto& [run, log] : m_logs)
            FULCRUM_CHECK(writeFileAtomic(m_project.logsFolder() / fmt::format("run-{}.log", run), log));
        return m_runs;
    }

private:
    Result<void> checkStop() const
    {
        if (m_options.stop.stop_requested())
            return fail(ErrorCode::Cancelled, "import of results");
        return {};
    }

    Result<void> addArchive(const Path& file)
    {
        FULCRUM_TRY(ArchivedRun archived, importRun(m_database, file));
        FULCRUM_TRY(const store::RunRecord record, store::RunRepository(m_database).get(archived.run));
        m_runs.push_back({archived.run, record.kind, record.name, archived.existed, {file.filename().string()}, unknownFields(record),
            std::move(archived.notes)});
        if (!archived.log.empty())
            m_logs.emplace_back(archived.run, std::move(archived.log));
        return {};
    }

    Result<void> addDm(const Path& file)
    {
        FULCRUM_TRY(const data::Task task, taskOf(m_project, m_options, file));
        FULCRUM_TRY(const std::string hash, sha256File(file));
        store::RunRepository repository(m_database);
        FULCRUM_TRY(const auto known, repository.list("dm"));
        for (const store::RunRecord& run : known)
            if (isImported(run) && run.spec.find(hash) != std::string::npos) {
                m_runs.push_back({run.id, run.kind, run.name, true, {file.filename().string()}, unknownFields(run), {}});
                return {};
            }
        FULCRUM_TRY(const store::RunId id, dm::importOfficial(m_project, m_database, task, file, Path()));
        FULCRUM_TRY(const store::RunRecord record, repository.get(id));
        m_runs.push_back({id, record.kind, record.name, false, {file.filename().string()}, unknownFields(record),
            {"the published code ranks beams by the gain of the last step alone"}});
        return {};
    }

    project::Project& m_project;
    store::Database& m_database;
    const ImportOptions& m_options;
    std::vector<ImportedRun> m_runs;
    std::vector<std::pair<store::RunId, std::string>> m_logs;
};

} // namespace

Result<std::vector<ImportedRun>> importResults(
    project::Project& project, std::span<const Path> files, const ImportOptions& options)
{
    if (project.access() != project::Access::ReadWrite)
        return fail(ErrorCode::Usage, "cannot import results", project.folder().string(), "the project is open for reading only");
    FULCRUM_TRY(const std::vector<KnownFile> known, identifyAll(files));
    FULCRUM_TRY(store::Database database, project.connect());
    return Import(project, database, options).run(known);
}

} // namespace fulcrum::runs
