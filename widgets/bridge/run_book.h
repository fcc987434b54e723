// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/run_catalog.h"
#include "widgets/bridge/project_session.h"

#include <QObject>
#include <QTimer>
#include <QVector>

class QUndoStack;

namespace fulcrum::bridge {

class JobMonitor;

/// The runs of the project with what their results come to, kept current while jobs work; and what people change about them: name,
/// note, tags, archive, trash. Changes are written at once on the session's worker and can be undone. What has been in the trash for
/// 30 days goes when a project is opened for writing. GUI thread.
class RunBook : public QObject
{
    Q_OBJECT

public:
    /// `undo` outlives the book's use of it; it is cleared with the project by its owner.
    RunBook(ProjectSession* session, JobMonitor* monitor, QUndoStack* undo, QObject* parent = nullptr);

    const std::vector<runs::RunSummary>& runs() const { return m_runs; } ///< newest first
    const std::vector<runs::Experiment>& experiments() const { return m_experiments; }
    const runs::RunSummary* find(store::RunId run) const;
    const runs::Experiment* findExperiment(store::RunId key) const;
    /// Runs that were made from this one.
    QVector<store::RunId> children(store::RunId run) const;
    bool isBusy() const { return m_busy; }
    /// Why the runs could not be read, if so; there are none then.
    const std::optional<Error>& error() const { return m_error; }
    void reload();

    /// Why nothing can be changed now; empty when it can.
    QString obstacle() const;
    /// Why these cannot go into the trash: at work, or others were made from them; empty when they can.
    QString whyNoTrash(const QVector<store::RunId>& runs) const;

    void rename(store::RunId run, const QString& name);
    /// `key` is Experiment::key. A name that whyNotNamed objects to is refused with `failed`.
    void renameExperiment(store::RunId key, const QString& name);
    /// Why an experiment cannot have this name: empty, too long, or that of another one of its task; empty when it can.
    QString whyNotNamed(store::RunId key, const QString& name) const;
    void setNote(store::RunId run, const QString& note);
    /// Adds a tag to those that lack it, or takes it from those that have it.
    void setTag(const QVector<store::RunId>& runs, const QString& tag, bool on);
    void setTags(store::RunId run, const QStringList& tags);
    void setArchived(const QVector<store::RunId>& runs, bool archived);
    /// Children before what they were made from.
    void moveToTrash(const QVector<store::RunId>& runs);
    void restore(const QVector<store::RunId>& runs);

Q_SIGNALS:
    void changed(); ///< runs, experiments or error
    void failed(const fulcrum::Error& error);

private:
    friend class RunCommand;
    using Write = std::function<Result<void>(store::RunRepository&)>;
    void push(const QString& text, Write redo, Write undo);
    void removeOld();
    void write(const Write& work);

    struct Read
    {
        std::vector<runs::RunSummary> runs;
        std::vector<runs::Experiment> experiments;
    };

    ProjectSession* m_session;
    JobMonitor* m_monitor;
    QUndoStack* m_undo;
    QTimer m_soon; ///< many units may finish within a moment
    Latest m_read;
    bool m_busy = false;
    std::optional<Error> m_error;
    std::vector<runs::RunSummary> m_runs;
    std::vector<runs::Experiment> m_experiments;
};

} // namespace fulcrum::bridge
