// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_list_model.h"

#include "widgets/bridge/format.h"

namespace fulcrum::models {

using bridge::JobInfo;
using store::RunState;

JobListModel::JobListModel(bridge::JobMonitor* monitor, QObject* parent)
    : QAbstractListModel(parent), m_monitor(monitor), m_rows(static_cast<int>(monitor->jobs().size()))
{
    connect(monitor, &bridge::JobMonitor::jobsReset, this, [this] {
        beginResetModel();
        m_rows = static_cast<int>(m_monitor->jobs().size());
        endResetModel();
    });
    connect(monitor, &bridge::JobMonitor::jobChanged, this,
        [this](int row) { Q_EMIT dataChanged(index(row), index(row)); });
}

int JobListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rows; }

QString JobListModel::stateText(RunState state)
{
    switch (state) {
    case RunState::Queued: return tr("Queued");
    case RunState::Starting: return tr("Starting");
    case RunState::Running: return tr("Running");
    case RunState::Pausing: return tr("Pausing");
    case RunState::Paused: return tr("Paused");
    case RunState::Finishing: return tr("Finishing");
    case RunState::Succeeded: return tr("Done");
    case RunState::Failed: return tr("Failed");
    case RunState::Cancelled: return tr("Stopped");
    case RunState::Interrupted: return tr("Interrupted");
    }
    return {};
}

QString JobListModel::kindText(const std::string& kind)
{
    if (kind == "embed")
        return tr("Embeddings");
    if (kind == "dm")
        return tr("D_M construction");
    if (kind == "train")
        return tr("Lever-LM training");
    if (kind == "eval")
        return tr("Evaluation");
    return QString::fromStdString(kind);
}

QString JobListModel::detail(const JobInfo& job) const
{
    const store::RunRecord& run = job.record;
    if (run.state == RunState::Failed)
        return QString::fromStdString(run.error);
    if (job.stopping)
        return tr("Stopping after this unit…");
    if (!store::isAtRest(run.state) && !run.phase.empty())
        return QString::fromStdString(run.phase);
    return kindText(run.kind);
}

QString JobListModel::timing(const JobInfo& job) const
{
    const store::RunRecord& run = job.record;
    if (run.state == RunState::Running) {
        const QString left = job.eta ? tr("%1 left").arg(QString::fromStdString(jobs::etaText(job.eta))) : tr("estimating the time");
        if (job.unitSeconds <= 0)
            return left;
        const QString pace = job.unitSeconds < 1 ? tr("%1 units/s").arg(bridge::number(1 / job.unitSeconds, 1))
                                                 : tr("%1 a unit").arg(bridge::duration(job.unitSeconds));
        return pace + QStringLiteral(" · ") + left;
    }
    if (run.state == RunState::Succeeded && run.ended > run.started && run.started > 0)
        return tr("%1 · took %2").arg(
            bridge::when(run.ended), bridge::duration(static_cast<double>(run.ended - run.started) / 1000));
    return bridge::when(run.ended > 0 ? run.ended : run.created);
}

QVariant JobListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_monitor->jobs().size())
        return {};
    const JobInfo& job = m_monitor->jobs().at(index.row());
    const store::RunRecord& run = job.record;
    switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(run.name);
    case Qt::ToolTipRole:
        return tr("Run %1, %2, lane %3").arg(run.id).arg(kindText(run.kind), QString::fromStdString(run.lane))
            + (run.error.empty() ? QString() : u'\n' + QString::fromStdString(run.error));
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3 of %4 units")
            .arg(QString::fromStdString(run.name), stateText(run.state))
            .arg(run.unitsDone)
            .arg(run.unitsTotal);
    case RunRole: return static_cast<qlonglong>(run.id);
    case StateRole: return static_cast<int>(run.state);
    case KindRole: return QString::fromStdString(run.kind);
    case DetailRole: return detail(job);
    case ProgressRole:
        return run.unitsTotal > 0 ? static_cast<double>(run.unitsDone) / static_cast<double>(run.unitsTotal) : -1.0;
    case UnitsRole:
        return run.unitsTotal > 0 ? tr("%1 / %2").arg(bridge::count(run.unitsDone), bridge::count(run.unitsTotal))
                                  : QString();
    case TimeRole: return timing(job);
    case ErrorRole: return QString::fromStdString(run.error);
    default: return {};
    }
}

} // namespace fulcrum::models
