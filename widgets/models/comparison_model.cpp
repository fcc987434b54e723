// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/comparison_model.h"

#include "widgets/bridge/format.h"

#include <algorithm>

namespace fulcrum::models {

ComparisonModel::ComparisonModel(QObject* parent) : QAbstractTableModel(parent) { }

int ComparisonModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int ComparisonModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

const icl::PairedQuery* ComparisonModel::at(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_comparison->queries[static_cast<std::size_t>(m_rows[row])] : nullptr;
}

int ComparisonModel::rowOf(int query) const { return static_cast<int>(m_rows.indexOf(query)); }

/// Question or first caption: what one knows a query by. The row of the present version, found by the published id.
QString ComparisonModel::text(const icl::PairedQuery& query) const
{
    const std::int64_t index = m_queries ? m_queries->indexOfId(query.queryId) : -1;
    if (index < 0)
        return {};
    const data::Sample sample = (*m_queries)[static_cast<std::size_t>(index)];
    if (m_queries->task() == data::Task::Vqa)
        return QString::fromStdString(sample.question + "  " + sample.answer);
    return sample.captions.empty() ? QString() : QString::fromStdString(sample.captions.front());
}

QVariant ComparisonModel::number(const icl::PairedQuery& query, int column) const
{
    switch (column) {
    case Id: return static_cast<qlonglong>(query.queryId);
    case ScoreA: return query.a;
    case ScoreB: return query.b;
    case Difference: return query.a - query.b;
    default: return {};
    }
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    const icl::PairedQuery* query = index.isValid() ? at(index.row()) : nullptr;
    if (!query)
        return {};
    const int column = index.column();
    const bool numeric = column == Id || (column >= ScoreA && column <= Difference);
    switch (role) {
    case QueryRole: return m_rows[index.row()];
    case OutcomeRole: return query->a > query->b ? 1 : query->a < query->b ? -1 : 0;
    case Qt::TextAlignmentRole: return static_cast<int>((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return tr("%1\nA: %2 (%3)\nB: %4 (%5)")
            .arg(text(*query), QString::fromStdString(query->predictionA), bridge::number(query->a, 1),
                QString::fromStdString(query->predictionB), bridge::number(query->b, 1));
    case Qt::DisplayRole: break;
    default: return {};
    }
    switch (column) {
    case Id: return QString::number(query->queryId);
    case Text: return text(*query);
    case ScoreA: return bridge::number(query->a, 1);
    case ScoreB: return bridge::number(query->b, 1);
    case Difference: return (query->a > query->b ? QStringLiteral("▲ ") : query->a < query->b ? QStringLiteral("▼ ") : QString())
        + bridge::difference(query->a - query->b, 1);
    case PredictionA: return QString::fromStdString(query->predictionA);
    case PredictionB: return QString::fromStdString(query->predictionB);
    default: return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Id || (section >= ScoreA && section <= Difference) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const bool vqa = m_queries && m_queries->task() == data::Task::Vqa;
    switch (section) {
    case Id: return tr("Query");
    case Text: return vqa ? tr("Question and answer") : tr("Caption");
    case ScoreA: return tr("A");
    case ScoreB: return tr("B");
    case Difference: return tr("A − B");
    case PredictionA: return tr("A says");
    case PredictionB: return tr("B says");
    default: return {};
    }
}

void ComparisonModel::setComparison(
    std::shared_ptr<const icl::CellComparison> comparison, std::shared_ptr<const data::Dataset> queries)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    m_queries = std::move(queries);
    arrange();
    endResetModel();
}

void ComparisonModel::setFilter(std::optional<icl::Outcome> outcome, double goodFrom)
{
    beginResetModel();
    m_filter = outcome;
    m_goodFrom = goodFrom;
    arrange();
    endResetModel();
}

void ComparisonModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount)
        return;
    beginResetModel();
    m_sortColumn = column;
    m_order = order;
    arrange();
    endResetModel();
}

void ComparisonModel::arrange()
{
    m_rows.clear();
    if (!m_comparison)
        return;
    const auto& queries = m_comparison->queries;
    for (int i = 0; i < static_cast<int>(queries.size()); ++i)
        if (!m_filter || icl::CellComparison::matches(queries[static_cast<std::size_t>(i)], *m_filter, m_goodFrom))
            m_rows.append(i);
    const bool texts = m_sortColumn == Text || m_sortColumn == PredictionA || m_sortColumn == PredictionB;
    const auto before = [&](const auto& a, const auto& b) { return m_order == Qt::AscendingOrder ? a < b : b < a; };
    if (!texts) {
        std::vector<double> keys; // by query
        for (const icl::PairedQuery& query : queries)
            keys.push_back(m_sortColumn == Id ? static_cast<double>(query.queryId)
                    : m_sortColumn == ScoreA  ? query.a
                    : m_sortColumn == ScoreB  ? query.b
                                              : query.a - query.b);
        std::stable_sort(m_rows.begin(), m_rows.end(),
            [&](int a, int b) { return before(keys[static_cast<std::size_t>(a)], keys[static_cast<std::size_t>(b)]); });
        return;
    }
    QHash<int, QString> keys; // reading a sample costs more than comparing two texts
    for (const int row : qAsConst(m_rows)) {
        const icl::PairedQuery& query = queries[static_cast<std::size_t>(row)];
        keys.insert(row, m_sortColumn == Text ? text(query)
                : QString::fromStdString(m_sortColumn == PredictionA ? query.predictionA : query.predictionB));
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](int a, int b) { return before(keys[a], keys[b]); });
}

int ComparisonModel::nextRow(int row, icl::Outcome outcome, int step) const
{
    const int count = rowCount();
    for (int i = 1; i <= count; ++i) {
        const int next = ((row + step * i) % count + count) % count;
        if (icl::CellComparison::matches(*at(next), outcome, m_goodFrom))
            return next;
    }
    return -1;
}

QString ComparisonModel::toText() const
{
    QStringList lines;
    QStringList header;
    for (int column = 0; column < ColumnCount; ++column)
        header.append(headerData(column, Qt::Horizontal).toString());
    lines.append(header.join(u'\t'));
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column) {
            const QVariant value = number(*at(row), column);
            cells.append(column == Id ? QString::number(at(row)->queryId)
                    : value.isValid() ? QString::number(value.toDouble(), 'f', 2)
                                      : data(index(row, column)).toString().simplified());
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace fulcrum::models
