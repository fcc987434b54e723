// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_list_model.h"

#include "widgets/bridge/format.h"

#include <QMimeData>

namespace fulcrum::models {

using bridge::JobInfo;
using store::RunState;

namespace {
constexpr const char* kRunMime = "application/x-fulcrum-run";
}

JobListModel::JobListModel(bridge::JobMonitor* monitor, QObject* parent)
    : QAbstractListModel(parent), m_monitor(monitor), m_order(wantedOrder())
{
    connect(monitor, &bridge::JobMonitor::jobsReset, this, [this] {
        // The same runs as before: selection and scroll position stay.
        QVector<store::RunId> known = m_order, now = wantedOrder();
        std::sort(known.begin(), known.end());
        std::sort(now.begin(), now.end());
        if (known == now) {
            reorder();
            if (!m_order.isEmpty())
                Q_EMIT dataChanged(index(0), index(static_cast<int>(m_order.size()) - 1));
            return;
        }
        beginResetModel();
        m_order = wantedOrder();
        endResetModel();
    });
    connect(monitor, &bridge::JobMonitor::jobChanged, this, [this](int row) {
        if (const int shown = rowOf(m_monitor->jobs().at(row).record.id); shown >= 0)
            Q_EMIT dataChanged(index(shown), index(shown));
    });
    connect(monitor, &bridge::JobMonitor::queueChanged, this, &JobListModel::reorder);
}

QVector<store::RunId> JobListModel::wantedOrder() const
{
    QVector<store::RunId> order;
    for (const store::RunId run : m_monitor->queue())
        if (m_monitor->find(run))
            order.append(run);
    const QVector<bridge::JobInfo>& jobs = m_monitor->jobs();
    for (const bool active : {true, false})
        for (const JobInfo& job : jobs)
            if (!store::isAtRest(job.record.state) == active && !order.contains(job.record.id))
                order.append(job.record.id);
    return order;
}

void JobListModel::reorder()
{
    const QVector<store::RunId> wanted = wantedOrder();
    if (wanted == m_order || wanted.size() != m_order.size())
        return; // a list of other runs comes with jobsReset
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex& one : before)
        after.append(index(static_cast<int>(wanted.indexOf(m_order[one.row()]))));
    m_order = wanted;
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

QVector<store::RunId> JobListModel::waiting() const
{
    QVector<store::RunId> runs;
    for (const store::RunId run : m_monitor->queue())
        if (const JobInfo* job = m_monitor->find(run); job && job->record.state == RunState::Queued)
            runs.append(run);
    return runs;
}

int JobListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_order.size()); }

Qt::ItemFlags JobListModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractListModel::flags(index) | Qt::ItemIsDropEnabled;
    if (index.isValid() && waiting().contains(m_order.value(index.row())))
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList JobListModel::mimeTypes() const { return {QString::fromLatin1(kRunMime)}; }

QMimeData* JobListModel::mimeData(const QModelIndexList& indexes) const
{
    auto* mime = new QMimeData;
    if (!indexes.isEmpty())
        mime->setData(QString::fromLatin1(kRunMime), QByteArray::number(static_cast<qint64>(m_order.value(indexes.first().row()))));
    return mime;
}

bool JobListModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int, const QModelIndex&) const
{
    return data->hasFormat(QString::fromLatin1(kRunMime));
}

/// Between two rows, or on one: before the next waiting run, or last where none follows.
bool JobListModel::dropMimeData(const QMimeData* data, Qt::DropAction, int row, int, const QModelIndex& parent)
{
    bool good = false;
    const store::RunId run = data->data(QString::fromLatin1(kRunMime)).toLongLong(&good);
    const QVector<store::RunId> queue = waiting();
    if (!good || !queue.contains(run))
        return false;
    store::RunId before = 0;
    for (int at = parent.isValid() ? parent.row() : std::max(row, 0); at < m_order.size() && before == 0; ++at)
        if (m_order[at] != run && queue.contains(m_order[at]))
            before = m_order[at];
    m_monitor->moveInQueue(run, before);
    return false; // the queue has moved it; the view must not remove the row
}

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
    if (run.state == RunState::Queued && job.after)
        return tr("Starts after run %1").arg(*job.after);
    if (bridge::JobMonitor::isForeign(job))
        return tr("%1 · another program (pid %2) works on it").arg(run.phase.empty() ? kindText(run.kind)
            : QString::fromStdString(run.phase)).arg(run.process.pid);
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

QString JobListModel::line(const JobInfo& job) const
{
    QStringList parts;
    if (job.memory > 0)
        parts.append(tr("%1 of memory").arg(bridge::fileSize(static_cast<std::uint64_t>(job.memory))));
    if (!job.lastLine.isEmpty())
        parts.append(job.lastLine);
    return parts.join(QStringLiteral(" · "));
}

QVariant JobListModel::data(const QModelIndex& index, int role) const
{
    const JobInfo* known = index.isValid() ? m_monitor->find(m_order.value(index.row())) : nullptr;
    if (!known)
        return {};
    const JobInfo& job = *known;
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
    case UnitsRole: {
        const QString units = run.unitsTotal > 0 ? tr("%1 / %2").arg(bridge::count(run.unitsDone), bridge::count(run.unitsTotal))
            : QString();
        return job.failures > 0 ? tr("%1, %n failed", nullptr, static_cast<int>(job.failures)).arg(units) : units;
    }
    case TimeRole: return timing(job);
    case ErrorRole: return QString::fromStdString(run.error);
    case ActiveRole: return !store::isAtRest(run.state);
    case CurveRole: return QVariant::fromValue(job.curve);
    case LineRole: return line(job);
    default: return {};
    }
}

} // namespace fulcrum::models
