// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/summary_model.h"

#include "core/chart/palette.h"
#include "widgets/bridge/format.h"
#include "widgets/charts/swatch.h"

#include <QFont>
#include <set>

namespace fulcrum::models {

SummaryModel::SummaryModel(QObject* parent) : QAbstractTableModel(parent) { }

int SummaryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SummaryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kFixedColumns + static_cast<int>(m_shots.size()) + 3;
}

std::optional<double> SummaryModel::value(const icl::StrategySummary& row, int column) const
{
    const int place = column - kFixedColumns;
    if (place < 0)
        return {};
    if (static_cast<std::size_t>(place) < m_shots.size()) {
        const auto found = row.shots.find(m_shots[static_cast<std::size_t>(place)]);
        return found == row.shots.end() ? std::nullopt : std::optional(found->second);
    }
    switch (static_cast<std::size_t>(place) - m_shots.size()) {
    case 0: return row.avg12;
    case 1: return row.avg38;
    default: return row.avg18;
    }
}

bool SummaryModel::isBest(int row, int column) const
{
    const auto mine = value(m_rows[static_cast<std::size_t>(row)], column);
    if (!mine)
        return false;
    for (const icl::StrategySummary& other : m_rows) {
        if (other.task != m_rows[static_cast<std::size_t>(row)].task)
            continue;
        if (const auto theirs = value(other, column); theirs && *theirs > *mine)
            return false;
    }
    return true;
}

QVariant SummaryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_rows.size())
        return {};
    const icl::StrategySummary& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == BestRole)
        return isBest(index.row(), index.column());
    if (role == Qt::TextAlignmentRole && index.column() >= kFixedColumns)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::FontRole && index.column() >= kFixedColumns && isBest(index.row(), index.column())) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role == Qt::ToolTipRole)
        return tr("%1 queries, %n seeds", nullptr, static_cast<int>(row.seeds.size())).arg(bridge::count(row.queries));
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == 0)
        return row.task == "caption" ? tr("Captions") : tr("VQA");
    if (index.column() == 1)
        return QString::fromStdString(charts::shownStyles().nameOf(row.strategy));
    const auto number = value(row, index.column());
    return number ? bridge::number(*number, 1) : QStringLiteral("–");
}

QVariant SummaryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section >= kFixedColumns)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Task");
    if (section == 1)
        return tr("Strategy");
    const auto place = static_cast<std::size_t>(section - kFixedColumns);
    if (place < m_shots.size())
        return tr("%n shots", nullptr, m_shots[place]);
    switch (place - m_shots.size()) {
    case 0: return tr("Avg 1~2");
    case 1: return tr("Avg 3~8");
    case 2: return tr("Avg 1~8");
    default: return {};
    }
}

void SummaryModel::setRows(std::vector<icl::StrategySummary> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    std::set<int> shots;
    for (const icl::StrategySummary& row : m_rows)
        for (const auto& [number, metric] : row.shots)
            shots.insert(number);
    m_shots.assign(shots.begin(), shots.end());
    endResetModel();
}

QString SummaryModel::toText() const
{
    QStringList lines, header;
    for (int column = 0; column < columnCount(); ++column)
        header.append(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    lines.append(header.join(u'\t'));
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column) {
            const auto number = value(m_rows[static_cast<std::size_t>(row)], column);
            cells.append(number ? QString::number(*number, 'f', 2)
                                : (column < kFixedColumns ? data(index(row, column)).toString() : QString()));
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace fulcrum::models
