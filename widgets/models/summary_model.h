// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_summary.h"

#include <QAbstractTableModel>

namespace fulcrum::models {

/// The results table: strategies down, shots across, then the averages of the paper.
class SummaryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles { BestRole = Qt::UserRole }; ///< the best of its task and column

    explicit SummaryModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void setRows(std::vector<icl::StrategySummary> rows);
    /// All cells with tabs and '.' decimals.
    QString toText() const;

private:
    static constexpr int kFixedColumns = 2;
    std::optional<double> value(const icl::StrategySummary& row, int column) const;
    bool isBest(int row, int column) const;

    std::vector<icl::StrategySummary> m_rows;
    std::vector<int> m_shots;
};

} // namespace fulcrum::models
