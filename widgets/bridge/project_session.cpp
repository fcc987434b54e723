// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/project_session.h"

#include <QFile>
#include <QFileInfo>

namespace fulcrum::bridge {

namespace {

constexpr data::Task kTasks[] = {data::Task::Caption, data::Task::Vqa};
constexpr data::Split kSplits[] = {data::Split::Train, data::Split::Validation};

struct Loaded
{
    std::shared_ptr<const data::Dataset> sets[2][2];
    std::optional<Error> error;
};

Loaded loadAll(const project::Project& project, std::stop_token stop)
{
    Loaded loaded;
    const std::vector<data::Task> tasks = project.config().tasks();
    for (const data::Task task : kTasks) {
        if (std::find(tasks.begin(), tasks.end(), task) == tasks.end())
            continue;
        for (const data::Split split : kSplits) {
            if (stop.stop_requested())
                return loaded;
            auto set = project.dataset(task, split);
            if (set)
                loaded.sets[static_cast<int>(task)][static_cast<int>(split)] = *set;
            else if (!loaded.error)
                loaded.error = set.error();
        }
    }
    return loaded;
}

} // namespace

Path toPath(const QString& text) { return Path(QFile::encodeName(text).toStdString()); }
QString fromPath(const Path& path) { return QFile::decodeName(QByteArray::fromStdString(path.string())); }

ProjectSession::ProjectSession(const jobs::JobRegistry& registry, QObject* parent)
    : QObject(parent), m_registry(registry), m_events(std::make_unique<jobs::JobEventQueue>())
{
}

ProjectSession::~ProjectSession() { close(); }

QString ProjectSession::name() const
{
    if (!m_project)
        return {};
    QString name = QString::fromStdString(m_config.name);
    if (name.isEmpty())
        name = QFileInfo(folder()).completeBaseName();
    return m_config.synthetic && !name.contains(u"synthetic") ? tr("%1 (synthetic)").arg(name) : name;
}

QString ProjectSession::folder() const { return m_project ? fromPath(m_project->folder()) : QString(); }

std::shared_ptr<const data::Dataset> ProjectSession::dataset(data::Task task, data::Split split) const
{
    return m_datasets[static_cast<int>(task)][static_cast<int>(split)];
}

bool ProjectSession::hasTask(data::Task task) const
{
    const std::vector<data::Task> tasks = m_config.tasks();
    return m_project && std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

void ProjectSession::open(const QString& folder, project::Access access)
{
    const bool same = m_project && QFileInfo(folder).canonicalFilePath() == QFileInfo(this->folder()).canonicalFilePath();
    if (same && (access == project::Access::ReadOnly) == m_project->readOnly()) {
        reload();
        return;
    }
    if (same)
        close(); // its own lock would refuse the other kind of access
    start(folder, [folder, access](std::stop_token) { return project::Project::open(toPath(folder), access); });
}

void ProjectSession::openOrCreate(
    const QString& folder, const std::function<Result<void>(const Path&, std::stop_token)>& make)
{
    start(folder, [folder, make](std::stop_token stop) -> OpenResult {
        const Path path = toPath(folder);
        if (!QFileInfo::exists(folder + QStringLiteral("/project.sqlite")))
            FULCRUM_CHECK(make(path, stop));
        return project::Project::open(path, project::Access::ReadWrite);
    });
}

void ProjectSession::start(const QString& folder, std::function<OpenResult(std::stop_token)> work)
{
    m_opening = true;
    Q_EMIT opening(folder);
    m_worker.run(this, std::move(work), [this, folder](OpenResult result) {
        m_opening = false;
        if (result)
            accept(*result);
        else
            Q_EMIT failed(folder, result.error());
    });
}

void ProjectSession::reload()
{
    m_loading = true;
    Q_EMIT opened();
    loadDatasets();
}

void ProjectSession::reloadDatasets()
{
    if (!m_project)
        return;
    m_loading = true;
    m_config = m_project->config();
    loadDatasets();
}

void ProjectSession::accept(const std::shared_ptr<project::Project>& project)
{
    close();
    m_project = project;
    m_config = project->config();
    if (!project->readOnly())
        m_runner = std::make_unique<jobs::LocalRunner>(project, m_registry, *m_events);
    m_loading = true;
    Q_EMIT opened();
    loadDatasets();
}

void ProjectSession::loadDatasets()
{
    m_worker.run(
        this, [project = m_project](std::stop_token stop) { return loadAll(*project, stop); },
        [this, project = m_project](Loaded loaded) {
            if (project != m_project)
                return;
            for (const data::Task task : kTasks)
                for (const data::Split split : kSplits)
                    m_datasets[static_cast<int>(task)][static_cast<int>(split)]
                        = loaded.sets[static_cast<int>(task)][static_cast<int>(split)];
            m_datasetError = loaded.error;
            m_loading = false;
            Q_EMIT datasetsLoaded();
        });
}

void ProjectSession::close()
{
    if (!m_project)
        return;
    m_runner.reset(); // pauses at the unit border and waits
    m_project.reset();
    m_config = {};
    m_loading = false;
    m_datasetError.reset();
    for (auto& row : m_datasets)
        for (auto& set : row)
            set.reset();
    Q_EMIT closed();
}

} // namespace fulcrum::bridge
