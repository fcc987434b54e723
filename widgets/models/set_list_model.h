// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/icd_sets.h"

#include <QAbstractListModel>

namespace fulcrum::models {

/// The ICD sets of one task, by name; renaming in place goes through IcdSets and can be undone.
class SetListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Roles { NameRole = Qt::UserRole };

    explicit SetListModel(bridge::IcdSets* sets, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    void setTask(data::Task task);
    void setEditable(bool editable) { m_editable = editable; }
    int rowOf(const QString& name) const;

Q_SIGNALS:
    void renamed(const QString& from, const QString& to);

private:
    void refresh();

    bridge::IcdSets* m_sets;
    data::Task m_task = data::Task::Caption;
    bool m_editable = true;
    QVector<bridge::IcdSet> m_rows;
};

} // namespace fulcrum::models
