// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"

#include <QAbstractTableModel>

namespace fulcrum::models {

/// The numbers that a chart draws, one row a point: what a person reads who cannot see it, or wants to know exactly.
class FigureTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit FigureTableModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Hidden series are left out.
    void setFigure(const chart::Figure& figure);

private:
    enum Column { PanelColumn, SeriesColumn, XColumn, YColumn, LowColumn, HighColumn, ColumnCount };
    struct Row
    {
        QString panel, series, x;
        chart::Point point;
    };
    QVector<Row> m_rows;
    QString m_xLabel, m_yLabel;
};

} // namespace fulcrum::models
