// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/icd_sets.h"

#include "widgets/bridge/project_session.h"
#include "widgets/bridge/workspace_edits.h"

#include <QDateTime>
#include <QUndoCommand>

namespace fulcrum::bridge {

/// One set that comes, changes or goes.
class SetCommand : public QUndoCommand
{
public:
    SetCommand(IcdSets* sets, const QString& text, std::optional<IcdSet> before, std::optional<IcdSet> after)
        : QUndoCommand(text), m_sets(sets), m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void redo() override { m_sets->replace(m_before, m_after); }
    void undo() override { m_sets->replace(m_after, m_before); }

private:
    IcdSets* m_sets;
    std::optional<IcdSet> m_before, m_after;
};

IcdSets::IcdSets(ProjectSession* session, WorkspaceEdits* edits)
    : QObject(edits), m_session(session), m_edits(edits), m_load(&session->worker())
{
    connect(session, &ProjectSession::opened, this, &IcdSets::load);
    connect(session, &ProjectSession::closed, this, [this] {
        m_load.cancel();
        m_sets.clear();
        m_error.reset();
        Q_EMIT changed();
    });
}

QVector<IcdSet> IcdSets::of(data::Task task) const
{
    QVector<IcdSet> sets;
    std::copy_if(m_sets.begin(), m_sets.end(), std::back_inserter(sets), [task](const IcdSet& set) { return set.task == task; });
    return sets;
}

const IcdSet* IcdSets::find(const QString& name) const
{
    const auto found = std::find_if(m_sets.begin(), m_sets.end(), [&](const IcdSet& set) { return nameOf(set) == name; });
    return found == m_sets.end() ? nullptr : &*found;
}

QString IcdSets::unusedName(const QString& wanted) const
{
    const QString base = wanted.simplified().isEmpty() ? tr("Set") : wanted.simplified().left(80);
    QString name = base;
    for (int number = 2; find(name); ++number)
        name = QStringLiteral("%1 (%2)").arg(base).arg(number);
    return name;
}

QString IcdSets::add(IcdSet set, const icl::SetOrigin& origin)
{
    if (!m_edits->obstacle().isEmpty() || set.items.empty())
        return {};
    const QString name = unusedName(nameOf(set));
    set.name = name.toStdString();
    set.origin = origin.text();
    set.created = QDateTime::currentMSecsSinceEpoch();
    m_edits->undoStack()->push(new SetCommand(this, tr("Make set “%1”").arg(name), {}, std::move(set)));
    return name;
}

void IcdSets::change(const QString& name, const IcdSet& after, const QString& text)
{
    const IcdSet* before = find(name);
    const QString newName = nameOf(after);
    if (!before || *before == after || newName.isEmpty() || (newName != name && find(newName)) || !m_edits->obstacle().isEmpty())
        return;
    m_edits->undoStack()->push(new SetCommand(this, text, *before, after));
}

void IcdSets::remove(const QString& name)
{
    if (const IcdSet* set = find(name); set && m_edits->obstacle().isEmpty())
        m_edits->undoStack()->push(new SetCommand(this, tr("Delete set “%1”").arg(name), *set, {}));
}

void IcdSets::replace(const std::optional<IcdSet>& before, const std::optional<IcdSet>& after)
{
    m_load.cancel(); // what it read is older than this
    m_sets.removeIf([&](const IcdSet& set) { return (before && set.name == before->name) || (after && set.name == after->name); });
    if (after)
        m_sets.append(*after);
    std::sort(m_sets.begin(), m_sets.end(), [](const IcdSet& a, const IcdSet& b) { return a.name < b.name; });
    Q_EMIT changed();
    m_edits->write(
        [before, after](store::Database& database) -> Result<void> {
            store::WorkspaceRepository workspace(database);
            if (before && (!after || after->name != before->name))
                FULCRUM_CHECK(workspace.removeIcdSet(before->name));
            return after ? workspace.saveIcdSet(*after) : Result<void>();
        },
        [this] {
            load();
            Q_EMIT stored();
        });
}

void IcdSets::load()
{
    if (!m_session->isOpen())
        return;
    m_load.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return withDatabase(project, [](store::Database& database) { return store::WorkspaceRepository(database).icdSets(); });
        },
        [this](const Result<std::vector<IcdSet>>& sets) {
            if (!sets) {
                m_error = sets.error();
                Q_EMIT failed(sets.error());
                Q_EMIT changed();
                return;
            }
            const bool hadError = std::exchange(m_error, std::nullopt).has_value();
            const QVector<IcdSet> read(sets->begin(), sets->end());
            if (read == m_sets && !hadError)
                return;
            m_sets = read;
            Q_EMIT changed();
        });
}

QString originText(const icl::SetOrigin& origin)
{
    using Kind = icl::SetOrigin::Kind;
    const QString detail = QString::fromStdString(origin.detail);
    switch (origin.kind) {
    case Kind::Hand: return IcdSets::tr("chosen by hand");
    case Kind::Lane: return IcdSets::tr("from a sequence: %1").arg(detail);
    case Kind::LeverLm: return IcdSets::tr("what Lever-LM writes most often in run %1: %2").arg(origin.run).arg(detail);
    case Kind::Dm: return IcdSets::tr("best of D_M, run %1").arg(origin.run);
    case Kind::File: return IcdSets::tr("read from %1").arg(detail);
    case Kind::Unknown: break;
    }
    return IcdSets::tr("origin not known");
}

} // namespace fulcrum::bridge
