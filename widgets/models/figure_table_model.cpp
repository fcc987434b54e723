// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/figure_table_model.h"

#include <QLocale>
#include <algorithm>

namespace fulcrum::models {

namespace {

QString numberText(double value) { return QLocale().toString(value, 'g', 6); }

} // namespace

FigureTableModel::FigureTableModel(QObject* parent) : QAbstractTableModel(parent) { }

int FigureTableModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int FigureTableModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant FigureTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row& row = m_rows[index.row()];
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((index.column() >= XColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case PanelColumn: return row.panel;
    case SeriesColumn: return row.series;
    case XColumn: return row.x;
    case YColumn: return numberText(row.point.y);
    case LowColumn: return row.point.low ? numberText(*row.point.low) : QString();
    case HighColumn: return row.point.high ? numberText(*row.point.high) : QString();
    default: return {};
    }
}

QVariant FigureTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PanelColumn: return tr("Panel");
    case SeriesColumn: return tr("Series");
    case XColumn: return m_xLabel;
    case YColumn: return m_yLabel;
    case LowColumn: return tr("Lower end");
    case HighColumn: return tr("Upper end");
    default: return {};
    }
}

void FigureTableModel::setFigure(const chart::Figure& figure)
{
    beginResetModel();
    m_rows.clear();
    m_xLabel = m_yLabel = QString();
    for (const chart::Panel& panel : figure.panels) {
        // Panels with different quantities share the columns.
        const QString x = QString::fromStdString(panel.xLabel), y = QString::fromStdString(panel.yLabel);
        m_xLabel = m_xLabel.isEmpty() || m_xLabel == x ? x : tr("x");
        m_yLabel = m_yLabel.isEmpty() || m_yLabel == y ? y : tr("value");
        for (const chart::Series& series : panel.series)
            for (const chart::Point& point : series.points) {
                if (series.hidden)
                    break;
                const auto at = static_cast<std::size_t>(
                    std::find(panel.xTicks.begin(), panel.xTicks.end(), point.x) - panel.xTicks.begin());
                m_rows.append({QString::fromStdString(panel.title), QString::fromStdString(chart::legendName(figure, series)),
                    at < panel.xNames.size() ? QString::fromStdString(panel.xNames[at]) : numberText(point.x), point});
            }
    }
    endResetModel();
}

} // namespace fulcrum::models
