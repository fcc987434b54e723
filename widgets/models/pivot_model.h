// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/pivot_table.h"

#include <QAbstractTableModel>

namespace fulcrum::models {

/// A pivot table: "81.20 ± 0.45 (3)", the best of each contest bold, the second underlined.
class PivotModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles {
        MeanRole = Qt::UserRole, ///< double; invalid where the cell is empty
        RankRole                 ///< int, as icl::PivotCell::rank
    };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void setTable(icl::PivotTable table, std::vector<icl::PivotValue> values);
    const icl::PivotTable& table() const { return m_table; }
    const std::vector<icl::PivotValue>& values() const { return m_values; }
    const icl::PivotCell* cell(const QModelIndex& index) const; ///< nullptr when empty

    static QString axisText(icl::PivotAxis axis);
    static QString keyText(icl::PivotAxis axis, const std::string& key);

private:
    QString text(const icl::PivotCell& cell) const;
    QString tip(const QModelIndex& index, const icl::PivotCell& cell) const;
    QString keysText(const std::vector<icl::PivotAxis>& axes, const std::vector<std::string>& keys) const;

    icl::PivotTable m_table;
    std::vector<icl::PivotValue> m_values;
};

} // namespace fulcrum::models
