// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/set_sources.h"
#include "core/store/workspace_repository.h"
#include "widgets/bridge/worker.h"

#include <QObject>
#include <QString>
#include <QVector>
#include <optional>

namespace fulcrum::bridge {

class ProjectSession;
class WorkspaceEdits;

using IcdSet = store::WorkspaceRepository::IcdSet;

/// The ICD sets of the open project: ordered demonstrations that are the same for every query. Every change is shown at once,
/// written by the session's worker, and can be undone (WorkspaceEdits::undoStack). GUI thread.
class IcdSets : public QObject
{
    Q_OBJECT

public:
    IcdSets(ProjectSession* session, WorkspaceEdits* edits);

    /// By name.
    const QVector<IcdSet>& all() const { return m_sets; }
    QVector<IcdSet> of(data::Task task) const;
    const IcdSet* find(const QString& name) const;
    /// Why the sets could not be read, if so; `all` holds what was there before.
    const std::optional<Error>& error() const { return m_error; }
    /// `wanted`, or "wanted (2)", ... where the name is taken.
    QString unusedName(const QString& wanted) const;

    /// A new set under a name that was not in use; returns the name. `created` is filled in.
    QString add(IcdSet set, const icl::SetOrigin& origin);
    /// Other members, name or note under the same or another name; `text` says what was done. Does nothing when the new name is
    /// another set's or empty.
    void change(const QString& name, const IcdSet& after, const QString& text);
    void remove(const QString& name);

    static icl::SetOrigin originOf(const IcdSet& set) { return icl::SetOrigin::fromText(set.origin); }
    static QString nameOf(const IcdSet& set) { return QString::fromStdString(set.name); }

Q_SIGNALS:
    void changed(); ///< what `all` or `error` returns
    void stored();  ///< the store has it too
    void failed(const fulcrum::Error& error);

private:
    friend class SetCommand;
    void replace(const std::optional<IcdSet>& before, const std::optional<IcdSet>& after);
    void load();

    ProjectSession* m_session;
    WorkspaceEdits* m_edits;
    QVector<IcdSet> m_sets;
    std::optional<Error> m_error;
    Latest m_load;
};

/// For people: "by hand", "best of D_M run 4", ...
QString originText(const icl::SetOrigin& origin);

} // namespace fulcrum::bridge
