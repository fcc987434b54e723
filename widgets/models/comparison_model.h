// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/icl/cell_comparison.h"

#include <QAbstractTableModel>
#include <QVector>
#include <memory>
#include <optional>

namespace fulcrum::models {

/// The queries of two evaluation cells: filtered by what happened to them, in any order.
class ComparisonModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles {
        QueryRole = Qt::UserRole, ///< place in CellComparison::queries
        OutcomeRole               ///< +1 A wins, -1 B wins, 0 equal
    };
    enum Column { Id, Text, ScoreA, ScoreB, Difference, PredictionA, PredictionB, ColumnCount };

    explicit ComparisonModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// `queries` gives the texts; may be nullptr (another version of the data).
    void setComparison(std::shared_ptr<const icl::CellComparison> comparison, std::shared_ptr<const data::Dataset> queries);
    const std::shared_ptr<const icl::CellComparison>& comparison() const { return m_comparison; }
    /// nullopt = all.
    void setFilter(std::optional<icl::Outcome> outcome, double goodFrom);
    const std::optional<icl::Outcome>& filter() const { return m_filter; }
    double goodFrom() const { return m_goodFrom; }

    const icl::PairedQuery* at(int row) const;
    /// Row of a query (place in CellComparison::queries); -1 when the filter hides it.
    int rowOf(int query) const;
    /// The next row after `row` (-1 = from the top) in the direction of `step` whose query A won, or B won; wraps; -1 = none.
    int nextRow(int row, icl::Outcome outcome, int step = 1) const;
    /// All rows with tabs and '.' decimals.
    QString toText() const;

private:
    void arrange();
    QString text(const icl::PairedQuery& query) const;
    QVariant number(const icl::PairedQuery& query, int column) const;

    std::shared_ptr<const icl::CellComparison> m_comparison;
    std::shared_ptr<const data::Dataset> m_queries;
    std::optional<icl::Outcome> m_filter;
    double m_goodFrom = 0;
    int m_sortColumn = Difference;
    Qt::SortOrder m_order = Qt::DescendingOrder;
    QVector<int> m_rows;
};

} // namespace fulcrum::models
