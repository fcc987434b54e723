// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/pivot_model.h"

#include "core/data/sample.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/run_text.h"

#include <QFont>
#include <QSet>

namespace fulcrum::models {

int PivotModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size()); }

int PivotModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size());
}

const icl::PivotCell* PivotModel::cell(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return nullptr;
    const icl::PivotCell& cell = m_table.cell(static_cast<std::size_t>(index.row()), static_cast<std::size_t>(index.column()));
    return cell.mean ? &cell : nullptr;
}

QString PivotModel::axisText(icl::PivotAxis axis)
{
    switch (axis) {
    case icl::PivotAxis::Task: return tr("Task");
    case icl::PivotAxis::Model: return tr("Model");
    case icl::PivotAxis::Split: return tr("Split");
    case icl::PivotAxis::Strategy: return tr("Strategy");
    case icl::PivotAxis::Shots: return tr("Shots");
    case icl::PivotAxis::Seed: return tr("Seed");
    case icl::PivotAxis::Run: return tr("Run");
    }
    return {};
}

QString PivotModel::keyText(icl::PivotAxis axis, const std::string& key)
{
    const QString plain = QString::fromStdString(icl::PivotTable::label(axis, key));
    if (axis == icl::PivotAxis::Task)
        return key == data::taskName(data::Task::Caption) ? tr("Captions") : key == data::taskName(data::Task::Vqa) ? tr("VQA") : plain;
    if (axis == icl::PivotAxis::Shots) {
        bool isNumber = false;
        const int shots = plain.toInt(&isNumber);
        return isNumber ? tr("%n shots", nullptr, shots) : plain;
    }
    if (axis == icl::PivotAxis::Seed)
        return key == "unknown" ? tr("seed unknown") : tr("seed %1").arg(QString::fromStdString(key));
    if (axis == icl::PivotAxis::Run)
        return key == "published" ? tr("published") : tr("run %1").arg(QString::fromStdString(key));
    if (axis == icl::PivotAxis::Model && key == "unknown")
        return tr("model unknown");
    if (axis == icl::PivotAxis::Split)
        return key == data::splitName(data::Split::Validation) ? tr("validation") : plain;
    return plain;
}

QString PivotModel::text(const icl::PivotCell& cell) const
{
    QString text = bridge::number(*cell.mean, 2);
    if (cell.error)
        text += QStringLiteral(" ± ") + bridge::number(*cell.error, 2);
    return cell.n > 0 ? QStringLiteral("%1 (%2)").arg(text, bridge::count(cell.n)) : text;
}

QString PivotModel::keysText(const std::vector<icl::PivotAxis>& axes, const std::vector<std::string>& keys) const
{
    QStringList parts;
    for (std::size_t i = 0; i < axes.size(); ++i)
        parts.append(keyText(axes[i], keys[i]));
    return parts.join(QStringLiteral(", "));
}

QString PivotModel::tip(const QModelIndex& index, const icl::PivotCell& cell) const
{
    QStringList lines {keysText(m_table.spec.rows, m_table.rows[static_cast<std::size_t>(index.row())]) + QStringLiteral(" · ")
        + keysText(m_table.spec.columns, m_table.columns[static_cast<std::size_t>(index.column())])};
    QStringList sources;
    QSet<qint64> seeds;
    std::size_t queries = 0;
    bool isPublished = false;
    for (const std::size_t i : cell.values) {
        const icl::PivotValue& value = m_values[i];
        if (const QString source = QString::fromStdString(value.source); !sources.contains(source))
            sources.append(source);
        if (value.seed)
            seeds.insert(*value.seed);
        queries = std::max(queries, value.perQuery.size());
        isPublished |= value.isPublished();
    }
    if (!isPublished) {
        lines.append(tr("%n seeds", nullptr, static_cast<int>(seeds.size()))
            + QStringLiteral(" · ")
            + (queries > 0 ? tr("%n queries", nullptr, static_cast<int>(queries)) : tr("no scores of single queries")));
        if (cell.error)
            lines.append(m_table.spec.spread == icl::PivotSpread::Seeds ? tr("± standard error over seeds")
                : tr("± standard error over queries"));
        else
            lines.append(tr("One number: no standard error"));
    }
    lines.append(sources.join(u'\n'));
    if (cell.incomplete)
        lines.append(tr("Others are means over more numbers of shots: not ranked."));
    return lines.join(u'\n');
}

QVariant PivotModel::data(const QModelIndex& index, int role) const
{
    const icl::PivotCell* one = cell(index);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (!one)
        return role == Qt::DisplayRole && index.isValid() ? QVariant(QStringLiteral("–")) : QVariant();
    switch (role) {
    case Qt::DisplayRole: return text(*one);
    case Qt::ToolTipRole: return tip(index, *one);
    case Qt::AccessibleTextRole:
        return one->rank == 1 ? tr("%1, best").arg(text(*one)) : one->rank == 2 ? tr("%1, second").arg(text(*one)) : text(*one);
    case Qt::FontRole: {
        QFont font;
        font.setBold(one->rank == 1);
        font.setUnderline(one->rank == 2);
        font.setItalic(one->incomplete);
        return font;
    }
    case MeanRole: return *one->mean;
    case RankRole: return one->rank;
    default: return {};
    }
}

QVariant PivotModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool across = orientation == Qt::Horizontal;
    const auto& keys = across ? m_table.columns : m_table.rows;
    if (section < 0 || static_cast<std::size_t>(section) >= keys.size())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((across ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? keysText(across ? m_table.spec.columns : m_table.spec.rows, keys[static_cast<std::size_t>(section)])
        : QVariant();
}

void PivotModel::setTable(icl::PivotTable table, std::vector<icl::PivotValue> values)
{
    beginResetModel();
    m_table = std::move(table);
    m_values = std::move(values);
    endResetModel();
}

} // namespace fulcrum::models
