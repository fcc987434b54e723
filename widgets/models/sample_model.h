// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QAbstractTableModel>
#include <QVector>

namespace fulcrum::models {

/// Samples of one data set in some order: the rows of the grid (first column) and of the table. The data set is shared and
/// immutable; the order is a list of sample indices made by a search.
class SampleModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles {
        IndexRole = Qt::UserRole, ///< sample index, qlonglong
        ImagePathRole,
        PrimaryTextRole,   ///< caption, or question
        SecondaryTextRole, ///< published id, or answer
        IsQueryRole        ///< this sample is the current query
    };
    enum Columns { PictureColumn, IdColumn, TextColumn, AnswerColumn, TypeColumn, SizeColumn, ColumnCount };

    explicit SampleModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// All samples in the official order; nullptr empties the model.
    void setDataset(std::shared_ptr<const data::Dataset> dataset);
    /// Only these samples, in this order; indices that the data set does not have are left out.
    void setOrder(QVector<std::int64_t> order);
    void showAll();
    /// Marks one sample as the current query; -1 = none.
    void setQueryIndex(std::int64_t index);

    const std::shared_ptr<const data::Dataset>& dataset() const { return m_dataset; }
    std::optional<data::Sample> sampleAt(int row) const;
    std::int64_t indexAt(int row) const; ///< sample index; -1 when there is no such row
    int rowOf(std::int64_t sampleIndex) const; ///< -1 when it is not shown

private:
    QVariant text(const data::Sample& sample, int column) const;

    std::shared_ptr<const data::Dataset> m_dataset;
    QVector<std::int64_t> m_order;
    std::int64_t m_query = -1;
};

/// The line that describes a sample: its shown caption, or its question.
QString primaryText(const data::Sample& sample, data::Task task);
/// The answer, or the published id.
QString secondaryText(const data::Sample& sample, data::Task task);

} // namespace fulcrum::models
