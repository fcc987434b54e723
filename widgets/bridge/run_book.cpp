// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/run_book.h"

#include "core/runs/run_trash.h"
#include "widgets/bridge/job_monitor.h"

#include <QPointer>
#include <QUndoStack>
#include <algorithm>

namespace fulcrum::bridge {

namespace {

constexpr int kReloadMilliseconds = 500;
constexpr qsizetype kLongestName = 80; // of an experiment; what the editor of the list takes

QString quoted(const std::string& name) { return QStringLiteral("“%1”").arg(QString::fromStdString(name)); }

/// Ids grow, and what a run is made from is older: descending ids put children first.
std::vector<store::RunId> childrenFirst(const QVector<store::RunId>& runs)
{
    std::vector<store::RunId> sorted(runs.begin(), runs.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    return sorted;
}

} // namespace

/// A change and what takes it back.
class RunCommand : public QUndoCommand
{
public:
    RunCommand(RunBook* book, const QString& text, RunBook::Write redo, RunBook::Write undo)
        : QUndoCommand(text), m_book(book), m_redo(std::move(redo)), m_undo(std::move(undo))
    {
    }
    void redo() override { apply(m_redo); }
    void undo() override { apply(m_undo); }

private:
    void apply(const RunBook::Write& work)
    {
        if (m_book)
            m_book->write(work);
    }

    QPointer<RunBook> m_book;
    RunBook::Write m_redo, m_undo;
};

RunBook::RunBook(ProjectSession* session, JobMonitor* monitor, QUndoStack* undo, QObject* parent)
    : QObject(parent), m_session(session), m_monitor(monitor), m_undo(undo), m_read(&session->worker())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kReloadMilliseconds);
    connect(&m_soon, &QTimer::timeout, this, &RunBook::reload);
    const auto soon = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(session, &ProjectSession::opened, this, &RunBook::removeOld);
    connect(session, &ProjectSession::opened, this, &RunBook::reload);
    connect(monitor, &JobMonitor::jobsReset, this, soon);
    connect(monitor, &JobMonitor::resultsGrew, this, soon);
    connect(session, &ProjectSession::closed, this, [this] {
        m_soon.stop();
        m_read.cancel();
        m_busy = false;
        m_error.reset();
        m_runs.clear();
        m_experiments.clear();
        Q_EMIT changed();
    });
}

void RunBook::removeOld()
{
    if (m_session->project()->access() != project::Access::ReadWrite)
        return;
    m_session->worker().run(
        this, [project = m_session->project()](std::stop_token) { return runs::emptyTrash(*project); },
        [this](const Result<int>& removed) {
            if (!removed)
                Q_EMIT failed(removed.error());
        });
}

const runs::RunSummary* RunBook::find(store::RunId run) const
{
    const auto found
        = std::find_if(m_runs.begin(), m_runs.end(), [run](const runs::RunSummary& one) { return one.record.id == run; });
    return found == m_runs.end() ? nullptr : &*found;
}

const runs::Experiment* RunBook::findExperiment(store::RunId key) const
{
    const auto found
        = std::find_if(m_experiments.begin(), m_experiments.end(), [key](const runs::Experiment& one) { return one.key == key; });
    return found == m_experiments.end() ? nullptr : &*found;
}

QVector<store::RunId> RunBook::children(store::RunId run) const
{
    QVector<store::RunId> made;
    for (const runs::RunSummary& one : m_runs)
        if (std::find(one.record.parents.begin(), one.record.parents.end(), run) != one.record.parents.end())
            made.prepend(one.record.id);
    return made;
}

void RunBook::reload()
{
    if (!m_session->isOpen())
        return;
    m_busy = true;
    m_read.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return withDatabase(project, [](store::Database& database) -> Result<Read> {
                Read read;
                FULCRUM_TRY(read.runs, runs::catalog(database));
                read.experiments = runs::experiments(read.runs);
                return read;
            });
        },
        [this](Result<Read> read) {
            m_busy = false;
            m_error.reset();
            if (read) {
                m_runs = std::move(read->runs);
                m_experiments = std::move(read->experiments);
            } else {
                m_error = read.error();
                m_runs.clear();
                m_experiments.clear();
            }
            Q_EMIT changed();
        });
}

QString RunBook::obstacle() const
{
    if (!m_session->isOpen())
        return tr("Open a project first.");
    return m_session->project()->readOnly() ? tr("The project is open for reading only.") : QString();
}

QString RunBook::whyNoTrash(const QVector<store::RunId>& ids) const
{
    for (const store::RunId id : ids) {
        const runs::RunSummary* run = find(id);
        if (!run)
            continue;
        const JobInfo* job = m_monitor->find(id);
        if (!store::isAtRest(job ? job->record.state : run->record.state))
            return tr("%1 is at work: stop it first.").arg(quoted(run->record.name));
        QStringList left;
        for (const store::RunId child : children(id))
            if (const runs::RunSummary* made = find(child); made && !ids.contains(child))
                left.append(quoted(made->record.name));
        if (!left.isEmpty())
            return tr("%1 was used by %2: delete that first.").arg(quoted(run->record.name), left.join(QStringLiteral(", ")));
    }
    return {};
}

void RunBook::push(const QString& text, Write redo, Write undo)
{
    if (obstacle().isEmpty())
        m_undo->push(new RunCommand(this, text, std::move(redo), std::move(undo)));
}

void RunBook::write(const Write& work)
{
    if (!m_session->isOpen())
        return;
    m_session->worker().run(
        this,
        [project = m_session->project(), work](std::stop_token) -> Result<void> {
            return withDatabase(project, [&](store::Database& database) -> Result<void> {
                return database.transaction([&] {
                    store::RunRepository repository(database);
                    return work(repository);
                });
            });
        },
        [this](const Result<void>& written) {
            if (!written)
                Q_EMIT failed(written.error());
            reload(); // after an error too: what is shown must be what is stored
            m_monitor->reload();
        });
}

void RunBook::rename(store::RunId id, const QString& name)
{
    const runs::RunSummary* run = find(id);
    const std::string wanted = name.trimmed().toStdString();
    if (!run || wanted.empty() || wanted == run->record.name)
        return;
    const auto set = [id](const std::string& text) -> Write {
        return [id, text](store::RunRepository& repository) -> Result<void> {
            FULCRUM_TRY(const store::RunRecord record, repository.get(id));
            return repository.setNameAndNote(id, text, record.note);
        };
    };
    push(tr("Rename run %1").arg(id), set(wanted), set(run->record.name));
}

QString RunBook::whyNotNamed(store::RunId key, const QString& name) const
{
    const QString wanted = name.simplified();
    const runs::Experiment* experiment = findExperiment(key);
    if (!experiment)
        return tr("There is no such experiment any more.");
    if (wanted.isEmpty())
        return tr("An experiment needs a name.");
    if (wanted.size() > kLongestName)
        return tr("The name is longer than %1 characters.").arg(kLongestName);
    for (const runs::Experiment& other : m_experiments)
        if (other.key != key && other.task == experiment->task
            && QString::fromStdString(other.name).compare(wanted, Qt::CaseInsensitive) == 0)
            return tr("There is another experiment of this task called “%1”: choose another name.")
                .arg(QString::fromStdString(other.name));
    return {};
}

void RunBook::renameExperiment(store::RunId key, const QString& name)
{
    const runs::Experiment* experiment = findExperiment(key);
    const runs::RunSummary* oldest = find(key);
    const std::string wanted = name.simplified().toStdString();
    if (experiment && wanted == experiment->name)
        return;
    if (const QString reason = whyNotNamed(key, name); !reason.isEmpty() || !oldest) {
        Q_EMIT failed(Error {ErrorCode::Usage, tr("the experiment cannot be renamed").toStdString(), name.simplified().toStdString(),
            reason.toStdString(), {}});
        return;
    }
    const auto set = [key](const std::string& text) -> Write {
        return [key, text](store::RunRepository& repository) { return repository.setParam(key, store::kExperimentParam, text); };
    };
    push(tr("Rename experiment “%1”").arg(QString::fromStdString(experiment->name)), set(wanted), set(oldest->experiment));
}

void RunBook::setNote(store::RunId id, const QString& note)
{
    const runs::RunSummary* run = find(id);
    if (!run || note.toStdString() == run->record.note)
        return;
    const auto set = [id](const std::string& text) -> Write {
        return [id, text](store::RunRepository& repository) -> Result<void> {
            FULCRUM_TRY(const store::RunRecord record, repository.get(id));
            return repository.setNameAndNote(id, record.name, text);
        };
    };
    push(tr("Note of run %1").arg(id), set(note.toStdString()), set(run->record.note));
}

void RunBook::setTags(store::RunId id, const QStringList& tags)
{
    const runs::RunSummary* run = find(id);
    if (!run)
        return;
    std::vector<std::string> wanted;
    for (const QString& tag : tags)
        if (const std::string text = tag.trimmed().toStdString();
            !text.empty() && std::find(wanted.begin(), wanted.end(), text) == wanted.end())
            wanted.push_back(text);
    if (wanted == run->record.tags)
        return;
    const auto set = [id](std::vector<std::string> list) -> Write {
        return [id, list = std::move(list)](store::RunRepository& repository) { return repository.setTags(id, list); };
    };
    push(tr("Tags of run %1").arg(id), set(wanted), set(run->record.tags));
}

void RunBook::setTag(const QVector<store::RunId>& ids, const QString& tag, bool on)
{
    const std::string text = tag.trimmed().toStdString();
    QVector<store::RunId> touched;
    for (const store::RunId id : ids)
        if (const runs::RunSummary* run = find(id)) {
            const bool has = std::find(run->record.tags.begin(), run->record.tags.end(), text) != run->record.tags.end();
            if (has != on)
                touched.append(id);
        }
    if (touched.isEmpty() || text.empty())
        return;
    const auto set = [touched, text](bool wanted) -> Write {
        return [touched, text, wanted](store::RunRepository& repository) -> Result<void> {
            for (const store::RunId id : touched) {
                FULCRUM_TRY(const store::RunRecord record, repository.get(id));
                std::vector<std::string> tags = record.tags;
                std::erase(tags, text);
                if (wanted)
                    tags.push_back(text);
                FULCRUM_CHECK(repository.setTags(id, tags));
            }
            return {};
        };
    };
    push(on ? tr("Tag %n runs “%1”", nullptr, static_cast<int>(touched.size())).arg(tag)
            : tr("Untag %n runs “%1”", nullptr, static_cast<int>(touched.size())).arg(tag),
        set(on), set(!on));
}

void RunBook::setArchived(const QVector<store::RunId>& ids, bool archived)
{
    QVector<store::RunId> touched;
    for (const store::RunId id : ids)
        if (const runs::RunSummary* run = find(id); run && run->record.archived != archived)
            touched.append(id);
    if (touched.isEmpty())
        return;
    const auto set = [touched](bool wanted) -> Write {
        return [touched, wanted](store::RunRepository& repository) -> Result<void> {
            for (const store::RunId id : touched)
                FULCRUM_CHECK(repository.setArchived(id, wanted));
            return {};
        };
    };
    const int count = static_cast<int>(touched.size());
    push(archived ? tr("Archive %n runs", nullptr, count) : tr("Take %n runs out of the archive", nullptr, count), set(archived),
        set(!archived));
}

namespace {

Result<void> trashAll(store::RunRepository& repository, const std::vector<store::RunId>& childrenFirst)
{
    for (const store::RunId id : childrenFirst)
        FULCRUM_CHECK(repository.moveToTrash(id));
    return {};
}

Result<void> restoreAll(store::RunRepository& repository, const std::vector<store::RunId>& childrenFirst)
{
    for (auto id = childrenFirst.rbegin(); id != childrenFirst.rend(); ++id)
        FULCRUM_CHECK(repository.restore(*id));
    return {};
}

} // namespace

void RunBook::moveToTrash(const QVector<store::RunId>& ids)
{
    if (ids.isEmpty() || !whyNoTrash(ids).isEmpty())
        return;
    const std::vector<store::RunId> order = childrenFirst(ids);
    push(tr("Delete %n runs", nullptr, static_cast<int>(ids.size())),
        [order](store::RunRepository& repository) { return trashAll(repository, order); },
        [order](store::RunRepository& repository) { return restoreAll(repository, order); });
}

void RunBook::restore(const QVector<store::RunId>& ids)
{
    if (ids.isEmpty())
        return;
    const std::vector<store::RunId> order = childrenFirst(ids);
    push(tr("Restore %n runs", nullptr, static_cast<int>(ids.size())),
        [order](store::RunRepository& repository) { return restoreAll(repository, order); },
        [order](store::RunRepository& repository) { return trashAll(repository, order); });
}

} // namespace fulcrum::bridge
