// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_monitor.h"

#include <QAbstractListModel>

namespace fulcrum::models {

/// The runs of the project as the job monitor knows them: what runs, what waits in the order of the queue, then the newest first.
/// Waiting rows can be dragged to another place in the queue.
class JobListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Roles {
        RunRole = Qt::UserRole, ///< qlonglong
        StateRole,              ///< int of store::RunState
        KindRole,               ///< "dm"
        DetailRole,             ///< what it does or did, in words
        ProgressRole,           ///< 0..1, -1 = not known
        UnitsRole,              ///< "120 / 400"
        TimeRole,               ///< rate and estimate, or when it ended
        ErrorRole,
        ActiveRole, ///< bool: runs or waits
        CurveRole,  ///< QVector<double>: newest values of the main metric
        LineRole    ///< the last line of its log and what its process holds
    };

    explicit JobListModel(bridge::JobMonitor* monitor, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;

    int rowOf(store::RunId run) const { return static_cast<int>(m_order.indexOf(run)); }
    /// Runs that wait in this window, in the order of the queue.
    QVector<store::RunId> waiting() const;

    static QString stateText(store::RunState state);
    static QString kindText(const std::string& kind);

private:
    QVector<store::RunId> wantedOrder() const;
    void reorder();
    QString detail(const bridge::JobInfo& job) const;
    QString timing(const bridge::JobInfo& job) const;
    QString line(const bridge::JobInfo& job) const;

    bridge::JobMonitor* m_monitor;
    QVector<store::RunId> m_order; // what the views have been told
};

} // namespace fulcrum::models
