// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/project_session.h"

#include "widgets/bridge/format.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>

namespace fulcrum::bridge {

namespace {

constexpr data::Task kTasks[] = {data::Task::Caption, data::Task::Vqa};
constexpr data::Split kSplits[] = {data::Split::Train, data::Split::Validation};

constexpr qint64 kProgressMs = 100;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ImportProgress)
};

/// "Reading the files, 210 MB/s, 5 s left".
QString progressText(const project::ImportProgress& progress)
{
    QStringList parts {progress.recordsTotal > 0 ? Texts::tr("Storing %1 of %2 samples").arg(count(static_cast<std::int64_t>(progress.records)), count(static_cast<std::int64_t>(progress.recordsTotal)))
                                                 : Texts::tr("Reading the files")};
    if (progress.recordsPerSecond > 0)
        parts.append(Texts::tr("%1 a second").arg(count(static_cast<std::int64_t>(progress.recordsPerSecond))));
    else if (progress.bytesPerSecond > 0)
        parts.append(Texts::tr("%1 a second").arg(fileSize(static_cast<std::uint64_t>(progress.bytesPerSecond))));
    if (progress.eta)
        parts.append(Texts::tr("%1 left").arg(duration(*progress.eta)));
    return parts.join(QStringLiteral(", "));
}

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

void ProjectSession::start(
    const QString& folder, std::function<OpenResult(std::stop_token)> work, const std::function<void()>& then)
{
    m_opening = true;
    Q_EMIT opening(folder);
    m_worker.run(this, std::move(work), [this, folder, then](OpenResult result) {
        m_opening = false;
        if (!result) {
            Q_EMIT failed(folder, result.error());
            return;
        }
        accept(*result);
        if (then)
            then();
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
            m_loading = false;
            if (project != m_project || m_importing) // an import hands over what it has read
                return;
            for (const data::Task task : kTasks)
                for (const data::Split split : kSplits)
                    m_datasets[static_cast<int>(task)][static_cast<int>(split)]
                        = loaded.sets[static_cast<int>(task)][static_cast<int>(split)];
            m_datasetError = loaded.error;
            Q_EMIT datasetsLoaded();
        });
}

void ProjectSession::create(const QString& folder, const project::ProjectConfig& config)
{
    start(
        folder, [folder, config](std::stop_token) { return project::Project::create(toPath(folder), config); },
        [this] { import(true); });
}

void ProjectSession::importAgain()
{
    if (m_project && !m_importing && !m_project->readOnly())
        import(false);
}

/// What has been read shows at once, unless its project has been closed meanwhile.
project::ImportOptions ProjectSession::importOptions()
{
    project::ImportOptions options;
    options.stop = m_stopImport.get_token();
    auto last = std::make_shared<QElapsedTimer>();
    options.progress = [this, last](const project::ImportProgress& progress) {
        if (last->isValid() && last->elapsed() < kProgressMs)
            return;
        last->start();
        QMetaObject::invokeMethod(
            this, [this, share = progress.share, text = progressText(progress)] { Q_EMIT importProgressed(share, text); },
            Qt::QueuedConnection);
    };
    options.readable = [this, project = m_project.get()](std::shared_ptr<const data::Dataset> dataset) {
        QMetaObject::invokeMethod(
            this,
            [this, project, dataset = std::move(dataset)] {
                if (project != m_project.get() || !m_importing)
                    return;
                m_datasets[static_cast<int>(dataset->task())][static_cast<int>(dataset->split())] = dataset;
                Q_EMIT datasetsLoaded();
            },
            Qt::QueuedConnection);
    };
    return options;
}

void ProjectSession::import(bool isNew)
{
    m_importing = true;
    m_stopImport = std::stop_source();
    Q_EMIT importStarted();
    m_importer.run(
        this, [project = m_project, options = importOptions()](std::stop_token) { return project->importDatasets(options); },
        [this, project = std::weak_ptr(m_project), isNew](const Result<project::ImportReport>& report) {
            if (project.lock() == m_project && m_importing)
                importEnded(report, isNew);
        });
}

void ProjectSession::importEnded(const Result<project::ImportReport>& report, bool isNew)
{
    m_importing = false;
    if (report) {
        reload();
        Q_EMIT importFinished(*report);
        return;
    }
    if (isNew) {
        const Path folder = m_project->folder();
        close();
        std::error_code ignored; // what cannot be removed is an empty project
        std::filesystem::remove_all(folder, ignored);
    } else {
        reload();
    }
    Q_EMIT importFailed(report.error());
}

void ProjectSession::close()
{
    if (!m_project)
        return;
    m_stopImport.request_stop();
    m_importing = false;
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
