// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/set_list_model.h"

#include "widgets/bridge/format.h"
#include "widgets/theme/icons.h"

namespace fulcrum::models {

namespace {

QString iconOf(icl::SetOrigin::Kind kind)
{
    using Kind = icl::SetOrigin::Kind;
    switch (kind) {
    case Kind::Lane: return QStringLiteral("sequences");
    case Kind::LeverLm: return QStringLiteral("train");
    case Kind::Dm: return QStringLiteral("beam");
    case Kind::File: return QStringLiteral("folder");
    default: return QStringLiteral("star");
    }
}

} // namespace

SetListModel::SetListModel(bridge::IcdSets* sets, QObject* parent) : QAbstractListModel(parent), m_sets(sets)
{
    connect(sets, &bridge::IcdSets::changed, this, &SetListModel::refresh);
    refresh();
}

int SetListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant SetListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const bridge::IcdSet& set = m_rows[index.row()];
    const QString name = bridge::IcdSets::nameOf(set);
    const int count = static_cast<int>(set.items.size());
    const icl::SetOrigin origin = bridge::IcdSets::originOf(set);
    switch (role) {
    case Qt::EditRole:
    case NameRole: return name;
    case Qt::DisplayRole: return QStringLiteral("%1  ·  %2").arg(name).arg(count);
    case Qt::DecorationRole: return theme::icon(iconOf(origin.kind));
    case Qt::AccessibleTextRole:
        return tr("%1, %n demonstrations, %2", nullptr, count).arg(name, bridge::originText(origin));
    case Qt::ToolTipRole: {
        QString tip = tr("%1\n%n demonstrations, %2", nullptr, count).arg(name, bridge::originText(origin));
        if (set.created > 0)
            tip += u'\n' + tr("made %1").arg(bridge::when(set.created));
        return set.note.empty() ? tip : tip + u'\n' + QString::fromStdString(set.note);
    }
    default: return {};
    }
}

bool SetListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || index.row() >= m_rows.size())
        return false;
    const QString from = bridge::IcdSets::nameOf(m_rows[index.row()]), to = value.toString().simplified().left(80);
    if (to.isEmpty() || to == from || m_sets->find(to))
        return false;
    bridge::IcdSet after = m_rows[index.row()];
    after.name = to.toStdString();
    Q_EMIT renamed(from, to); // before the list changes: who shows the set goes on showing it
    m_sets->change(from, after, tr("Rename set “%1”").arg(from));
    return true;
}

Qt::ItemFlags SetListModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    return index.isValid() && m_editable ? flags | Qt::ItemIsEditable : flags;
}

void SetListModel::setTask(data::Task task)
{
    m_task = task;
    refresh();
}

int SetListModel::rowOf(const QString& name) const
{
    for (int row = 0; row < m_rows.size(); ++row)
        if (bridge::IcdSets::nameOf(m_rows[row]) == name)
            return row;
    return -1;
}

void SetListModel::refresh()
{
    beginResetModel();
    m_rows = m_sets->of(m_task);
    endResetModel();
}

} // namespace fulcrum::models
