// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/shortcut_model.h"

#include "widgets/theme/theme.h"

#include <QApplication>

namespace fulcrum::models {

ShortcutModel::ShortcutModel(bridge::ActionRegistry* actions, bridge::Settings* settings, QObject* parent)
    : QAbstractTableModel(parent), m_actions(actions), m_settings(settings), m_rows(static_cast<int>(actions->all().size()))
{
    connect(actions, &bridge::ActionRegistry::keysChanged, this, [this] {
        if (m_rows > 0) // a change may end or begin a conflict in any row
            Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1));
    });
}

int ShortcutModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rows; }
int ShortcutModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ShortcutModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    const QAction* const one = action(index.row());
    const QString id = bridge::ActionRegistry::idOf(one);
    QStringList others;
    if (role == ConflictRole || role == Qt::ForegroundRole || role == Qt::ToolTipRole)
        for (const QString& other : m_actions->sharers(id))
            others.append(QString(m_actions->action(other)->text()).remove(u'&'));
    switch (role) {
    case IdRole: return id;
    case KeysRole: return QVariant::fromValue(one->shortcut());
    case ConflictRole: return others;
    case Qt::ForegroundRole:
        return others.isEmpty() || index.column() != KeysColumn ? QVariant() : theme::toneColor(QApplication::palette(), theme::Tone::Bad);
    case Qt::ToolTipRole: return others.isEmpty() ? one->statusTip() : tr("Also: %1").arg(others.join(QStringLiteral(", ")));
    case Qt::EditRole:
    case Qt::DisplayRole: break;
    default: return {};
    }
    switch (index.column()) {
    case ActionColumn: return QString(one->text()).remove(u'&');
    case KeysColumn: return one->shortcut().toString(QKeySequence::NativeText);
    default: return m_actions->defaultKeys(id).toString(QKeySequence::NativeText);
    }
}

QVariant ShortcutModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == ActionColumn ? tr("Action") : section == KeysColumn ? tr("Keys") : tr("At first");
}

Qt::ItemFlags ShortcutModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == KeysColumn ? flags | Qt::ItemIsEditable : flags;
}

bool ShortcutModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || index.column() != KeysColumn || role != Qt::EditRole)
        return false;
    const QKeySequence keys = value.value<QKeySequence>();
    const QString id = index.data(IdRole).toString();
    if (keys == m_actions->defaultKeys(id))
        m_settings->resetShortcut(id);
    else
        m_settings->setShortcut(id, keys);
    m_actions->setKeys(m_settings->shortcuts());
    return true;
}

void ShortcutModel::reset(int row)
{
    m_settings->resetShortcut(bridge::ActionRegistry::idOf(action(row)));
    m_actions->setKeys(m_settings->shortcuts());
}

void ShortcutModel::resetAll()
{
    const QHash<QString, QKeySequence> chosen = m_settings->shortcuts();
    for (auto one = chosen.begin(); one != chosen.end(); ++one)
        m_settings->resetShortcut(one.key());
    m_actions->setKeys({});
}

bool ShortcutModel::isChanged(int row) const
{
    return m_settings->shortcuts().contains(bridge::ActionRegistry::idOf(action(row)));
}

int ShortcutModel::rowOf(const QString& id) const
{
    for (int row = 0; row < m_rows; ++row)
        if (bridge::ActionRegistry::idOf(action(row)) == id)
            return row;
    return -1;
}

int ShortcutModel::conflicts() const
{
    int count = 0;
    for (int row = 0; row < m_rows; ++row)
        count += m_actions->sharers(bridge::ActionRegistry::idOf(action(row))).isEmpty() ? 0 : 1;
    return count;
}

} // namespace fulcrum::models
