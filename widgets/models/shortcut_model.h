// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/settings.h"

#include <QAbstractTableModel>

namespace fulcrum::models {

/// Every action with its keys, which can be edited: a change goes to the settings and, through them, to the actions.
class ShortcutModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles { IdRole = Qt::UserRole, KeysRole, ConflictRole }; ///< text, QKeySequence, texts of actions with the same keys
    enum Columns { ActionColumn, KeysColumn, DefaultColumn, ColumnCount };

    ShortcutModel(bridge::ActionRegistry* actions, bridge::Settings* settings, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    void reset(int row);
    void resetAll();
    bool isChanged(int row) const;
    int rowOf(const QString& id) const;
    /// Rows whose keys another action has, too.
    int conflicts() const;

private:
    const QAction* action(int row) const { return m_actions->all().at(row); }

    bridge::ActionRegistry* m_actions;
    bridge::Settings* m_settings;
    int m_rows;
};

} // namespace fulcrum::models
