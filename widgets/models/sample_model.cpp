// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/sample_model.h"

#include "widgets/bridge/project_session.h"

#include <numeric>

namespace fulcrum::models {

QString primaryText(const data::Sample& sample, data::Task task)
{
    if (task == data::Task::Vqa)
        return QString::fromStdString(sample.question);
    return sample.captions.empty() ? QString() : QString::fromStdString(sample.captions.front());
}

QString secondaryText(const data::Sample& sample, data::Task task)
{
    if (task == data::Task::Vqa)
        return QString::fromStdString(sample.answer);
    return QStringLiteral("#%1").arg(sample.id);
}

SampleModel::SampleModel(QObject* parent) : QAbstractTableModel(parent) { }

int SampleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int SampleModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

std::int64_t SampleModel::indexAt(int row) const { return m_dataset && row >= 0 && row < m_order.size() ? m_order[row] : -1; }

std::optional<data::Sample> SampleModel::sampleAt(int row) const
{
    const std::int64_t index = indexAt(row);
    return index < 0 ? std::nullopt : std::optional((*m_dataset)[static_cast<std::size_t>(index)]);
}

int SampleModel::rowOf(std::int64_t sampleIndex) const
{
    // A filtered order is usually ascending, but a search may sort by rank.
    return static_cast<int>(m_order.indexOf(sampleIndex));
}

QVariant SampleModel::text(const data::Sample& sample, int column) const
{
    const data::Task task = m_dataset->task();
    switch (column) {
    case PictureColumn: return primaryText(sample, task);
    case IdColumn: return QString::number(sample.id);
    case TextColumn: return primaryText(sample, task);
    case AnswerColumn:
        return task == data::Task::Vqa ? QString::fromStdString(sample.answer)
                                       : tr("%n captions", nullptr, static_cast<int>(sample.captions.size()));
    case TypeColumn:
        return task == data::Task::Vqa ? QString::fromStdString(sample.questionType)
                                       : QString::fromStdString(sample.imageFile);
    case SizeColumn:
        return sample.width > 0 ? QStringLiteral("%1 × %2").arg(sample.width).arg(sample.height) : QString();
    default: return {};
    }
}

QVariant SampleModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const std::optional<data::Sample> sample = sampleAt(index.row());
    if (!sample)
        return {};
    const data::Task task = m_dataset->task();
    switch (role) {
    case Qt::DisplayRole: return index.column() == PictureColumn ? QVariant() : text(*sample, index.column());
    case Qt::ToolTipRole: return text(*sample, index.column());
    case Qt::AccessibleTextRole:
        return tr("Sample %1: %2").arg(sample->id).arg(primaryText(*sample, task));
    case IndexRole: return static_cast<qlonglong>(sample->index);
    case ImagePathRole: return bridge::fromPath(m_dataset->imagePath(*sample));
    case PrimaryTextRole: return primaryText(*sample, task);
    case SecondaryTextRole: return secondaryText(*sample, task);
    case IsQueryRole: return sample->index == m_query;
    default: return {};
    }
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const bool vqa = m_dataset && m_dataset->task() == data::Task::Vqa;
    switch (section) {
    case PictureColumn: return tr("Image");
    case IdColumn: return vqa ? tr("Question id") : tr("Image id");
    case TextColumn: return vqa ? tr("Question") : tr("Caption");
    case AnswerColumn: return vqa ? tr("Answer") : tr("Captions");
    case TypeColumn: return vqa ? tr("Question type") : tr("File");
    case SizeColumn: return tr("Pixels");
    default: return {};
    }
}

void SampleModel::setDataset(std::shared_ptr<const data::Dataset> dataset)
{
    beginResetModel();
    m_dataset = std::move(dataset);
    m_query = -1;
    m_order.resize(m_dataset ? static_cast<qsizetype>(m_dataset->size()) : 0);
    std::iota(m_order.begin(), m_order.end(), 0);
    endResetModel();
}

void SampleModel::setOrder(QVector<std::int64_t> order)
{
    beginResetModel();
    const auto size = m_dataset ? static_cast<std::int64_t>(m_dataset->size()) : 0;
    order.removeIf([size](std::int64_t index) { return index < 0 || index >= size; });
    m_order = std::move(order);
    endResetModel();
}

void SampleModel::showAll()
{
    QVector<std::int64_t> all(m_dataset ? static_cast<qsizetype>(m_dataset->size()) : 0);
    std::iota(all.begin(), all.end(), 0);
    setOrder(std::move(all));
}

void SampleModel::setQueryIndex(std::int64_t index)
{
    if (m_query == index)
        return;
    const int before = rowOf(m_query), after = rowOf(index);
    m_query = index;
    for (const int row : {before, after})
        if (row >= 0)
            Q_EMIT dataChanged(this->index(row, 0), this->index(row, ColumnCount - 1), {IsQueryRole});
}

} // namespace fulcrum::models
