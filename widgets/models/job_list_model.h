// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_monitor.h"

#include <QAbstractListModel>

namespace fulcrum::models {

/// The runs of the project, newest first, as the job monitor knows them.
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
        ErrorRole
    };

    explicit JobListModel(bridge::JobMonitor* monitor, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    static QString stateText(store::RunState state);
    static QString kindText(const std::string& kind);

private:
    QString detail(const bridge::JobInfo& job) const;
    QString timing(const bridge::JobInfo& job) const;

    bridge::JobMonitor* m_monitor;
    int m_rows = 0; // what the views have been told
};

} // namespace fulcrum::models
