// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/runner.h"
#include "core/project/project.h"
#include "widgets/bridge/worker.h"

#include <QObject>
#include <memory>

namespace fulcrum::bridge {

/// The project that is open in this window, or none. Opens and reads on a worker; everything handed out is immutable or
/// thread-safe. GUI thread.
class ProjectSession : public QObject
{
    Q_OBJECT

public:
    /// `registry` must outlive the session.
    explicit ProjectSession(const jobs::JobRegistry& registry, QObject* parent = nullptr);
    ~ProjectSession() override;

    /// Opens a project folder in the background; `opened` or `failed` follows. What is open stays until the new one is. The
    /// project that is open already is read again, and its jobs go on.
    void open(const QString& folder, project::Access access = project::Access::ReadWrite);
    /// The demo project: made with `make` on the worker when the folder does not exist, then opened.
    void openOrCreate(const QString& folder, const std::function<Result<void>(const Path&, std::stop_token)>& make);
    /// Makes a project of these files, opens it and imports them. Its samples can be looked at as they are read
    /// (`datasetsLoaded`), some seconds before the import is finished. When the import fails or is cancelled, the project, which
    /// would be empty, is closed and removed.
    void create(const QString& folder, const project::ProjectConfig& config);
    /// Reads the data files again; those that have changed are imported beside the old versions.
    void importAgain();
    /// Nothing of an import that is cancelled stays.
    void cancelImport() { m_stopImport.request_stop(); }
    bool isImporting() const { return m_importing; }
    /// Pauses what runs (at the next unit border), cancels an import and lets go of the project.
    void close();

    /// Opens the data sets again (the image folders have moved); datasetsLoaded follows.
    void reloadDatasets();

    bool isOpen() const { return m_project != nullptr; }
    bool isOpening() const { return m_opening; }
    const std::shared_ptr<project::Project>& project() const { return m_project; }
    const project::ProjectConfig& config() const { return m_config; }
    QString name() const;
    QString folder() const;

    /// nullptr while it is still being read, or when the project has none.
    std::shared_ptr<const data::Dataset> dataset(data::Task task, data::Split split) const;
    bool datasetsLoading() const { return m_loading || m_importing; }
    /// Why the data sets could not be read, if so.
    const std::optional<Error>& datasetError() const { return m_datasetError; }
    bool hasTask(data::Task task) const;

    const jobs::JobRegistry& registry() const { return m_registry; }
    jobs::LocalRunner* runner() const { return m_runner.get(); } ///< nullptr when read-only or closed
    jobs::JobEventQueue& events() { return *m_events; }
    Worker& worker() { return m_worker; }

Q_SIGNALS:
    void opening(const QString& folder);
    void opened();
    void closed();
    void datasetsLoaded();
    void failed(const QString& folder, const fulcrum::Error& error);
    void importStarted();
    /// At most ten times a second.
    void importProgressed(double share, const QString& text);
    void importFinished(const fulcrum::project::ImportReport& report);
    void importFailed(const fulcrum::Error& error); ///< also Cancelled

private:
    using OpenResult = Result<std::shared_ptr<project::Project>>;
    void start(const QString& folder, std::function<OpenResult(std::stop_token)> work, const std::function<void()>& then = {});
    void reload();
    void accept(const std::shared_ptr<project::Project>& project);
    void loadDatasets();
    void import(bool isNew);
    project::ImportOptions importOptions();
    void importEnded(const Result<project::ImportReport>& report, bool isNew);

    const jobs::JobRegistry& m_registry;
    bool m_opening = false, m_loading = false, m_importing = false;
    std::stop_source m_stopImport;
    std::shared_ptr<project::Project> m_project;
    project::ProjectConfig m_config;
    std::shared_ptr<const data::Dataset> m_datasets[2][2];
    std::optional<Error> m_datasetError;
    std::unique_ptr<jobs::JobEventQueue> m_events;
    std::unique_ptr<jobs::LocalRunner> m_runner;
    Worker m_importer; // reads go on beside an import
    Worker m_worker; // last: waits for its work before the rest goes
};

/// Opens a connection for the calling (worker) thread and reads with it.
template <class Read>
auto withDatabase(const std::shared_ptr<project::Project>& project, Read read)
    -> decltype(read(std::declval<store::Database&>()))
{
    auto database = project->connect();
    if (!database)
        return fail(std::move(database.error()));
    return read(*database);
}

Path toPath(const QString& text);
QString fromPath(const Path& path);

} // namespace fulcrum::bridge
