// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/run_book.h"

#include <QAbstractItemModel>
#include <QSet>
#include <QSortFilterProxyModel>
#include <deque>

namespace fulcrum::bridge {
class JobMonitor;
class WorkspaceState;
}

namespace fulcrum::models {

/// The runs of the project as a tree: experiment, kind of job, run. Follows the run book, and the state and progress of running jobs.
class RunTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Roles {
        RunRole = Qt::UserRole, ///< qlonglong; 0 = a group
        KindRole,               ///< "experiment", or the kind of job ("eval") of a run or group of runs
        GroupRole,              ///< stable name of a group, for what is unfolded; empty for runs
        StateRole,              ///< int of store::RunState, -1 for groups
        ProgressRole,           ///< 0..1, -1 = not at work
        BadgesRole,             ///< QStringList of short words: parity, imported, archived, active
        BadgeTipRole,           ///< what they mean
        SortRole,
        SearchRole, ///< every text that a filter looks at
        ArchivedRole
    };
    enum Columns {
        NameColumn,
        StateColumn,
        StrategyColumn,
        ShotsColumn,
        SeedsColumn,
        MetricColumn,
        CountColumn,
        StartedColumn,
        DurationColumn,
        DeviceColumn,
        TagsColumn,
        NoteColumn,
        ModelColumn,
        IdColumn,
        ColumnCount
    };

    RunTreeModel(bridge::RunBook* book, bridge::JobMonitor* monitor, bridge::WorkspaceState* state, QObject* parent = nullptr);
    ~RunTreeModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Name, tags and note of a run can be edited, and the name of an experiment.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    QModelIndex indexOf(store::RunId run, int column = NameColumn) const;

private:
    struct Node
    {
        Node* parent = nullptr;
        int row = 0;
        QString group; ///< of groups
        std::string kind;
        store::RunId run = 0;
        std::string name, task; ///< of experiments
        std::vector<Node*> children;
    };
    void rebuild();
    std::deque<Node> build() const;
    static bool sameShape(const std::deque<Node>& a, const std::deque<Node>& b);
    void announceAll();
    const Node& node(const QModelIndex& index) const;
    QVariant groupData(const Node& node, int column, int role) const;
    QVariant runData(const runs::RunSummary& run, int column, int role) const;
    QString text(const runs::RunSummary& run, int column) const;
    QVariant sortKey(const runs::RunSummary& run, int column) const;
    QStringList badges(const runs::RunSummary& run) const;
    QString badgeTip(const runs::RunSummary& run) const;
    /// With what its events have said since.
    const store::RunRecord& current(const runs::RunSummary& run) const;
    void runChanged(store::RunId run);

    bridge::RunBook* m_book;
    bridge::JobMonitor* m_monitor;
    bridge::WorkspaceState* m_state;
    std::deque<Node> m_nodes; ///< the first is the root
};

/// Sorts within groups and keeps runs that have every word of the filter somewhere; groups stay while one of their runs does.
class RunFilterProxyModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RunFilterProxyModel(QObject* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return m_text; }
    void setArchivedShown(bool shown);
    bool archivedShown() const { return m_archived; }
    /// How many runs are shown.
    int shownRuns() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_text;
    QStringList m_words;
    bool m_archived = false;
};

} // namespace fulcrum::models
